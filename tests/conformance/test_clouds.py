# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints of the plugins match those of the official SDK, except where there is a reason."""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.clouds import (
    CLOUD_OF_REGION,
    HUAWEI_CLOUD,
    cloud_of,
    iam_url,
    service_url,
    sts_url,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES

#: The region that Orange's customers use to log in. Huawei has other accounts under its own name for it.
ORANGE = "https://{}.eu-west-0.prod-cloud-ocb.orange-business.com"
#: The SDK is inconsistent: for this region, half of its packages have the domain .eu, the others .com. The Terraform
#: provider uses .eu for all services.
IRELAND = "https://{}.eu-west-101.myhuaweicloud.eu"

#: The rows for which the SDK has Orange's region, and those for which it has the other domain in Ireland.
AT_ORANGE = (
    *("dcs", "elb", "ecs", "evs", "evsv2", "ims", "eip", "elbv3", "elbcheck", "swr"),
    *("rds", "dds", "cce", "cceautopilot", "cbr", "waf", "dms", "apig"),
)
IN_IRELAND = ("dcs", "elb", "ecs", "evs", "evsv2", "ims", "eip", "elbv3", "elbcheck", "cbr", "waf", "workspace")

#: The endpoints of the plugins where they differ from the SDK, by service and region.
EXCEPTIONS = {
    ("iam", "eu-west-0"): ORANGE,
    **{(name, "eu-west-0"): ORANGE for name in AT_ORANGE},
    **{(name, "eu-west-101"): IRELAND for name in IN_IRELAND},
    # An error in the SDK: this is the host of the neighboring region, ap-southeast-3.
    ("sdrs", "ap-southeast-2"): "https://{}.ap-southeast-2.myhuaweicloud.com",
}

#: The SDK has no list of regions for these. VBS is older than the SDK.
WITHOUT_REGIONS = {"vbs"}


def ours(name: str, region: str, cloud: str | None = None) -> str:
    """The plugins' endpoint for a service of the table, or for IAM. A given cloud overrides the hosts of the row."""
    if name in ("iam", "sts"):
        return (iam_url if name == "iam" else sts_url)(region, cloud)
    row = SERVICES[name]
    if row.is_global:
        return f"https://{row.host}.{cloud or cloud_of(region)}"
    if cloud is None and region in row.hosts:
        return f"https://{row.hosts[region]}"
    return service_url(row.host, region, cloud)


def host_of(name: str) -> str:
    return "iam" if name == "iam" else SERVICES[name].host


@pytest.fixture
def official(sdk: ModuleType) -> dict[tuple[str, str], list[str]]:
    """The SDK's endpoints by service and region."""
    found = {("iam", region): [url] for region, url in sdk.iam_endpoints_by_region().items()}
    found.update({("sts", region): [url] for region, url in sdk.sts_endpoints_by_region().items()})
    for service, regions in sdk.endpoints().items():
        found.update({(service, region): urls for region, urls in regions.items()})
    return found


def test_the_sdk_has_what_is_compared(official: dict[tuple[str, str], list[str]]) -> None:
    counts = Counter(name for name, _region in official)
    assert set(SERVICES) - set(counts) == WITHOUT_REGIONS
    few = {name: count for name, count in counts.items() if count < 20}
    assert few == {
        "sts": 12,
        "sdrs": 7,
        "ddm": 17,
        "cph": 13,
        "ges": 9,
        "deh": 12,
        "workspace": 18,
        "workspaceapp": 17,
        "geip": 1,
        "organizations": 1,
        **dict.fromkeys(("identitycenter", "identitycenterdeletion", "identitycenterprovision"), 2),
    }


def test_endpoints_match_the_sdk(official: dict[tuple[str, str], list[str]]) -> None:
    different = {
        location: (ours(*location), urls)
        for location, urls in official.items()
        if location not in EXCEPTIONS and ours(*location) not in urls
    }
    assert different == {}


def test_the_sdk_has_one_endpoint_each_except_here(official: dict[tuple[str, str], list[str]]) -> None:
    assert [location for location, urls in official.items() if len(urls) != 1] == [("cfw", "my-kualalumpur-1")]


def test_exceptions_are_listed_correctly_and_still_necessary(official: dict[tuple[str, str], list[str]]) -> None:
    for (name, region), pattern in EXCEPTIONS.items():
        assert ours(name, region) == pattern.format(host_of(name))
        assert official[name, region] != [ours(name, region)], f"no exception any more: {name} in {region}"


def test_all_hosts_of_a_row_are_necessary(official: dict[tuple[str, str], list[str]]) -> None:
    """Each one differs from the pattern, in a region for which the SDK has the same host, or in another cloud."""
    for name, row in SERVICES.items():
        for region, host in row.hosts.items():
            assert official.get((name, region), [f"https://{host}"]) == [f"https://{host}"], (name, region)
            assert (name, region) in official or region in CLOUD_OF_REGION
            assert f"https://{host}" != service_url(row.host, region), (name, region)


def test_the_sdks_endpoints_remain_available(official: dict[tuple[str, str], list[str]]) -> None:
    """With the option ``cloud``, each exception results in the SDK's endpoint, except for the SDK's error."""
    for name, region in EXCEPTIONS:
        url = ours(name, region, HUAWEI_CLOUD)
        assert ([url] == official[name, region]) == ((name, region) != ("sdrs", "ap-southeast-2"))


def test_regions_of_the_table_belong_to_other_clouds(official: dict[tuple[str, str], list[str]]) -> None:
    known = {region for _service, region in official}
    assert set(CLOUD_OF_REGION) & known == {"eu-west-0", "eu-west-101"}
    assert HUAWEI_CLOUD not in CLOUD_OF_REGION.values()
