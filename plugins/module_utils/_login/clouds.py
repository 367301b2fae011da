# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The domains of the clouds, and the URLs of services in a region."""

from __future__ import annotations

#: The domain of Huawei Cloud, which has all regions that are not listed below.
HUAWEI_CLOUD = "myhuaweicloud.com"

#: The domains of the other clouds by region. A region that is not listed belongs to HUAWEI_CLOUD unless the option
#: ``cloud`` is set. Sources: T Cloud Public, "Regions and Endpoints"; documentation of the Flexible Engine provider for
#: Terraform; vendor profile "otc-swiss" of openstacksdk; Terraform provider for Huawei Cloud (for eu-west-101, for
#: which the SDK has some services under HUAWEI_CLOUD).
CLOUD_OF_REGION = {
    "eu-de": "otc.t-systems.com",
    "eu-nl": "otc.t-systems.com",
    "eu-ch2": "sc.otc.t-systems.com",
    "eu-west-0": "prod-cloud-ocb.orange-business.com",
    "eu-west-1": "prod-cloud-ocb.orange-business.com",
    "eu-west-101": "myhuaweicloud.eu",
}

#: The first label of the IAM host, for clouds in which it is not ``iam``.
IAM_HOST_OF_CLOUD = {"sc.otc.t-systems.com": "iam-pub"}


def cloud_of(region: str) -> str:
    """Return the domain of the cloud that a region belongs to."""
    return CLOUD_OF_REGION.get(region, HUAWEI_CLOUD)


def service_url(host: str, region: str, cloud: str | None = None) -> str:
    """Return the base URL of a service. ``host`` is the first label of its host name, such as ``evs``."""
    return f"https://{host}.{region}.{cloud or cloud_of(region)}"


def iam_url(region: str, cloud: str | None = None) -> str:
    """Return the base URL of IAM, without a version."""
    cloud = cloud or cloud_of(region)
    return service_url(IAM_HOST_OF_CLOUD.get(cloud, "iam"), region, cloud)


def sts_url(region: str, cloud: str | None = None) -> str:
    """Return the base URL of STS, the part of IAM that issues temporary keys."""
    return service_url("sts", region, cloud)
