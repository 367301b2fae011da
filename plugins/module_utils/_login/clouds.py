# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a service of a region is found: the clouds of the family, as data."""

from __future__ import annotations

#: The cloud whose regions are not listed below.
HUAWEI_CLOUD = "myhuaweicloud.com"

#: Regions of the other clouds. A region that is not here belongs to HUAWEI_CLOUD unless ``cloud`` says otherwise.
#: Sources: T Cloud Public "Regions and Endpoints"; Flexible Engine provider documentation; the vendor profile
#: "otc-swiss" of openstacksdk; Terraform's provider for Huawei Cloud (eu-west-101, of which the SDK has some services
#: under HUAWEI_CLOUD).
CLOUD_OF_REGION = {
    "eu-de": "otc.t-systems.com",
    "eu-nl": "otc.t-systems.com",
    "eu-ch2": "sc.otc.t-systems.com",
    "eu-west-0": "prod-cloud-ocb.orange-business.com",
    "eu-west-1": "prod-cloud-ocb.orange-business.com",
    "eu-west-101": "myhuaweicloud.eu",
}

#: Clouds whose IAM host does not follow the pattern of the services.
IAM_HOST_OF_CLOUD = {"sc.otc.t-systems.com": "iam-pub"}


def cloud_of(region: str) -> str:
    """The domain of the cloud that a region belongs to."""
    return CLOUD_OF_REGION.get(region, HUAWEI_CLOUD)


def service_url(host: str, region: str, cloud: str | None = None) -> str:
    """The base URL of a service, from the first label of its host."""
    return f"https://{host}.{region}.{cloud or cloud_of(region)}"


def iam_url(region: str, cloud: str | None = None) -> str:
    """The base URL of IAM."""
    cloud = cloud or cloud_of(region)
    return service_url(IAM_HOST_OF_CLOUD.get(cloud, "iam"), region, cloud)


def sts_url(region: str, cloud: str | None = None) -> str:
    """The base URL of STS, the part of IAM that gives temporary keys."""
    return service_url("sts", region, cloud)
