# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables that stand in for options."""

from __future__ import annotations

import typing as t

Environ = t.Mapping[str, str]

#: The variables that stand in for an option, first one first. They are those of the SDKs, of Terraform and of
#: OpenStack's tools. None begins with ANSIBLE_, which AWX does not let credentials set.
VARIABLES: dict[str, tuple[str, ...]] = {
    "profile": ("HW_PROFILE", "OS_CLOUD"),
    "region": ("HUAWEICLOUD_REGION", "HW_REGION_NAME", "OS_REGION_NAME", "OS_REGION"),
    "cloud": ("HW_CLOUD",),
    "endpoint": ("HUAWEICLOUD_JOBS_ENDPOINT",),
    "iam_endpoint": ("HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL", "OS_AUTH_URL"),
    "project_id": ("HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID", "OS_PROJECT_ID"),
    "project_name": ("HW_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME"),
    "token": ("HW_AUTH_TOKEN", "OS_TOKEN", "OS_AUTH_TOKEN"),
    "access_key": ("HUAWEICLOUD_SDK_AK", "CLOUD_SDK_AK", "HW_ACCESS_KEY", "OS_ACCESS_KEY"),
    "secret_key": ("HUAWEICLOUD_SDK_SK", "CLOUD_SDK_SK", "HW_SECRET_KEY", "OS_SECRET_KEY"),
    "security_token": ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "HW_SECURITY_TOKEN", "OS_SECURITY_TOKEN"),
    "username": ("HW_USER_NAME", "OS_USERNAME"),
    "password": ("HW_USER_PASSWORD", "OS_PASSWORD"),
    "domain_name": ("HW_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"),
    "ca_path": ("REQUESTS_CA_BUNDLE", "OS_CACERT"),
}

#: Those that turn the validation of certificates off.
INSECURE = ("OS_INSECURE", "HW_INSECURE")

#: Where tests put a metadata service of their own.
METADATA = "HUAWEICLOUD_JOBS_METADATA_URL"
