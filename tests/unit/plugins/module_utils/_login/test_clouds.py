# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host names of services match the documents of the clouds."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.clouds import cloud_of, iam_url, service_url


@pytest.mark.parametrize(
    ("region", "service", "iam"),
    [
        ("cn-north-4", "https://dcs.cn-north-4.myhuaweicloud.com", "https://iam.cn-north-4.myhuaweicloud.com"),
        ("eu-west-101", "https://dcs.eu-west-101.myhuaweicloud.eu", "https://iam.eu-west-101.myhuaweicloud.eu"),
        ("eu-de", "https://dcs.eu-de.otc.t-systems.com", "https://iam.eu-de.otc.t-systems.com"),
        ("eu-nl", "https://dcs.eu-nl.otc.t-systems.com", "https://iam.eu-nl.otc.t-systems.com"),
        ("eu-ch2", "https://dcs.eu-ch2.sc.otc.t-systems.com", "https://iam-pub.eu-ch2.sc.otc.t-systems.com"),
        (
            "eu-west-0",
            "https://dcs.eu-west-0.prod-cloud-ocb.orange-business.com",
            "https://iam.eu-west-0.prod-cloud-ocb.orange-business.com",
        ),
        (
            "eu-west-1",
            "https://dcs.eu-west-1.prod-cloud-ocb.orange-business.com",
            "https://iam.eu-west-1.prod-cloud-ocb.orange-business.com",
        ),
    ],
)
def test_hosts_match_the_documents(region: str, service: str, iam: str) -> None:
    assert (service_url("dcs", region), iam_url(region)) == (service, iam)
    assert cloud_of(region) == service.partition(f"{region}.")[2]


def test_a_given_cloud_takes_precedence() -> None:
    assert service_url("dcs", "eu-de", "cloud.example") == "https://dcs.eu-de.cloud.example"
    assert iam_url("eu-de", "cloud.example") == "https://iam.eu-de.cloud.example"
    assert iam_url("x", "sc.otc.t-systems.com") == "https://iam-pub.x.sc.otc.t-systems.com"
