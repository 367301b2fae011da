# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugins find a service where the official SDK finds it, but for exceptions that have a reason."""

from __future__ import annotations

from types import ModuleType

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils.clouds import (
    CLOUD_OF_REGION,
    HUAWEI_CLOUD,
    iam_url,
    service_url,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils.services import SERVICES

#: The region under which its customers log in at Orange; Huawei's name for it has other accounts.
ORANGE = "https://{}.eu-west-0.prod-cloud-ocb.orange-business.com"
#: The SDK itself is divided: its packages for IAM, RDS, DDS, CCE and SFS Turbo have the domain .eu for this region,
#: those for DCS and ELB have .com. The Terraform provider takes .eu for all services.
IRELAND = "https://{}.eu-west-101.myhuaweicloud.eu"

#: What the plugins answer where the SDK answers something else, by service and region.
EXCEPTIONS = {
    ("dcs", "eu-west-0"): ORANGE,
    ("elb", "eu-west-0"): ORANGE,
    ("iam", "eu-west-0"): ORANGE,
    ("dcs", "eu-west-101"): IRELAND,
    ("elb", "eu-west-101"): IRELAND,
    # A mistake in the SDK: it names the host of the neighbouring region, ap-southeast-3.
    ("sdrs", "ap-southeast-2"): "https://{}.ap-southeast-2.myhuaweicloud.com",
}


def ours(service: str, region: str) -> str:
    return iam_url(region) if service == "iam" else service_url(service, region)


@pytest.fixture
def official(sdk: ModuleType) -> dict[tuple[str, str], list[str]]:
    """The SDK's endpoints by service and region."""
    found = {("iam", region): [url] for region, url in sdk.iam_endpoints_by_region().items()}
    for service, regions in sdk.endpoints().items():
        found.update({(service, region): urls for region, urls in regions.items()})
    return found


def test_the_sdk_has_what_is_compared(official: dict[tuple[str, str], list[str]]) -> None:
    counts = {name: len([1 for service, _region in official if service == name]) for name in ("dcs", "elb", "iam")}
    assert all(count >= 25 for count in counts.values()), counts
    assert [region for service, region in official if service == "sdrs"]
    # The tables are by the host label: that of each of these services is its name.
    assert all(SERVICES[name].host == name for name in ("dcs", "elb", "sdrs"))


def test_endpoints_are_those_of_the_sdk(official: dict[tuple[str, str], list[str]]) -> None:
    different = {
        place: (ours(*place), urls)
        for place, urls in official.items()
        if place not in EXCEPTIONS and urls != [ours(*place)]
    }
    assert different == {}


def test_exceptions_are_as_told_and_still_needed(official: dict[tuple[str, str], list[str]]) -> None:
    for (service, region), pattern in EXCEPTIONS.items():
        assert ours(service, region) == pattern.format(service)
        assert official[service, region] != [ours(service, region)], f"no exception any more: {service} in {region}"


def test_the_way_of_the_sdk_stays_open(official: dict[tuple[str, str], list[str]]) -> None:
    """With the option ``cloud``, each exception leads to the SDK's endpoint, but for its mistake."""
    for service, region in EXCEPTIONS:
        url = iam_url(region, HUAWEI_CLOUD) if service == "iam" else service_url(service, region, HUAWEI_CLOUD)
        assert ([url] == official[service, region]) == ((service, region) != ("sdrs", "ap-southeast-2"))


def test_regions_of_the_table_are_of_other_clouds(official: dict[tuple[str, str], list[str]]) -> None:
    known = {region for _service, region in official}
    assert set(CLOUD_OF_REGION) & known == {"eu-west-0", "eu-west-101"}
    assert HUAWEI_CLOUD not in CLOUD_OF_REGION.values()
