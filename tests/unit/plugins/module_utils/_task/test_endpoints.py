# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints and the project that result from the options of a task."""

from __future__ import annotations

from typing import Any

import pytest
from tasks import connected, refusal

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project, ProjectLookup


@pytest.mark.parametrize(
    ("changes", "environ", "endpoint"),
    [
        ({}, {}, "https://elb.eu-west-0.prod-cloud-ocb.orange-business.com"),
        ({"service": "dcs", "region": "eu-de"}, {}, "https://dcs.eu-de.otc.t-systems.com"),
        ({"service": "sdrs", "region": "cn-north-4"}, {}, "https://sdrs.cn-north-4.myhuaweicloud.com"),
        ({"region": "moon-1"}, {}, "https://elb.moon-1.myhuaweicloud.com"),
        ({"service": "waf", "region": "cn-north-9"}, {}, "https://waf.cn-north-9.myhuaweicloud.cn"),
        (
            {"service": "waf", "region": "cn-north-9"},
            {"HW_CLOUD": "myhuaweicloud.com"},
            "https://waf.cn-north-9.myhuaweicloud.cn",
        ),
        (
            {"service": "waf", "region": "cn-north-9", "cloud": "cloud.example"},
            {},
            "https://waf.cn-north-9.cloud.example",
        ),
        ({"service": "taurusdb", "region": "eu-de"}, {}, "https://gaussdb-mysql.eu-de.otc.t-systems.com"),
        ({"region": "site-1", "cloud": "cloud.example"}, {}, "https://elb.site-1.cloud.example"),
        ({"region": "site-1"}, {"HW_CLOUD": "env.example"}, "https://elb.site-1.env.example"),
        ({"region": "ab-site-01", "cloud": "cloud.example"}, {}, "https://elb.ab-site-01.cloud.example"),
        ({"region": "eu-west-0"}, {}, "https://elb.eu-west-0.prod-cloud-ocb.orange-business.com"),
        ({"region": "eu-west-101"}, {}, "https://elb.eu-west-101.myhuaweicloud.eu"),
        ({"region": None}, {"OS_REGION": "eu-nl"}, "https://elb.eu-nl.otc.t-systems.com"),
        (
            {"region": None},
            {"OS_REGION_NAME": "eu-nl", "HUAWEICLOUD_REGION": "eu-de", "HW_REGION_NAME": "x"},
            "https://elb.eu-de.otc.t-systems.com",
        ),
        ({"region": "eu-de"}, {"HUAWEICLOUD_REGION": "eu-nl"}, "https://elb.eu-de.otc.t-systems.com"),
        ({"region": ""}, {"HUAWEICLOUD_REGION": "eu-nl"}, "https://elb.eu-nl.otc.t-systems.com"),
        ({"region": None, "project_name": "eu-de_shop"}, {}, "https://elb.eu-de.otc.t-systems.com"),
        ({"region": None}, {"OS_TENANT_NAME": "eu-de_shop"}, "https://elb.eu-de.otc.t-systems.com"),
        ({"service": "geip", "region": "cn-north-4"}, {}, "https://eip.myhuaweicloud.com"),
        ({"service": "geip", "region": "eu-west-101"}, {}, "https://eip.myhuaweicloud.eu"),
        (
            {"service": "organizations", "region": None, "cloud": "cloud.example", "domain_id": "d"},
            {},
            "https://organizations.cloud.example",
        ),
        ({"service": "organizations", "endpoint": "https://gate.example"}, {}, "https://gate.example"),
        ({"endpoint": "https://elb.example:8443/base/"}, {}, "https://elb.example:8443/base"),
        ({"endpoint": "http://127.0.0.1:80"}, {}, "http://127.0.0.1:80"),
        ({"endpoint": "http://[::1]:80"}, {}, "http://[::1]:80"),
        ({"endpoint": "http://localhost:80"}, {}, "http://localhost:80"),
        ({"endpoint": "http://elb.example", "validate_certs": False}, {}, "http://elb.example"),
    ],
)
def test_endpoint(changes: dict[str, Any], environ: dict[str, str], endpoint: str) -> None:
    assert connected(environ, **changes).targets[0].location.endpoint == endpoint


@pytest.mark.parametrize(
    ("service", "region", "environ"),
    [("sdrs", "eu-nl", {}), ("dcs", "eu-ch2", {}), ("sdrs", None, {"OS_REGION": "eu-nl"})],
)
def test_a_service_that_a_region_lacks_is_refused(service: str, region: str | None, environ: dict[str, str]) -> None:
    message = refusal(environ, service=service, region=region)
    assert f"({service}) is not among the services that the documents list for region eu-" in message


@pytest.mark.parametrize(
    ("changes", "endpoint"),
    [
        ({"cloud": "cloud.example"}, "https://sdrs.eu-nl.cloud.example"),
        ({"endpoint": "https://sdrs.eu-nl.otc.t-systems.com"}, "https://sdrs.eu-nl.otc.t-systems.com"),
        ({"region": "eu-de"}, "https://sdrs.eu-de.otc.t-systems.com"),
    ],
)
def test_it_is_not_refused_if_the_task_overrides_the_location(changes: dict[str, Any], endpoint: str) -> None:
    location = connected({}, **{"service": "sdrs", "region": "eu-nl", **changes}).targets[0].location
    assert location.endpoint == endpoint


def test_a_project_id_needs_no_lookup() -> None:
    project = connected().targets[0].location.project
    assert (project.known, project()) == ("p", "p")


@pytest.mark.parametrize(
    ("changes", "environ", "project_id"),
    [
        ({"project_id": None}, {"OS_PROJECT_ID": "o", "HW_PROJECT_ID": "h"}, "h"),
        ({"project_id": None}, {"HUAWEICLOUD_SDK_PROJECT_ID": "s", "HW_PROJECT_ID": "h"}, "s"),
        ({"project_id": None, "project_name": "eu-de_shop"}, {"HW_PROJECT_ID": "h"}, None),
        ({"project_id": None}, {}, None),
    ],
)
def test_project_from_the_environment(changes: dict[str, Any], environ: dict[str, str], project_id: str | None) -> None:
    assert connected(environ, **changes).targets[0].location.project.known == project_id


@pytest.mark.parametrize(
    ("changes", "environ", "url", "name"),
    [
        ({"region": "eu-de"}, {}, "https://iam.eu-de.otc.t-systems.com/v3", "eu-de"),
        ({"region": "eu-ch2"}, {}, "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3", "eu-ch2"),
        (
            {"project_name": "eu-west-0_a"},
            {},
            "https://iam.eu-west-0.prod-cloud-ocb.orange-business.com/v3",
            "eu-west-0_a",
        ),
        ({"iam_endpoint": "https://iam.example"}, {}, "https://iam.example/v3", "eu-west-0"),
        (
            {"iam_endpoint": "https://iam.example/v3/"},
            {"OS_AUTH_URL": "https://x"},
            "https://iam.example/v3",
            "eu-west-0",
        ),
        ({}, {"OS_AUTH_URL": "https://os.example:443/v3"}, "https://os.example:443/v3", "eu-west-0"),
    ],
)
def test_project_lookup(changes: dict[str, Any], environ: dict[str, str], url: str, name: str) -> None:
    project = connected(environ, project_id=None, **changes).targets[0].location.project
    assert isinstance(project, Project)
    lookup = project._look_up
    assert isinstance(lookup, ProjectLookup)
    assert (lookup._url, lookup._name) == (url, name)


def test_a_project_cannot_be_looked_up_without_iam_or_name() -> None:
    message = refusal(project_id=None, region=None, endpoint="https://elb.example", project_name=None)
    assert "project_id" in message
    assert "HW_PROJECT_ID" in message
