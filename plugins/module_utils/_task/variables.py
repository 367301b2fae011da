# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables that are used for options that a task does not set."""

from __future__ import annotations

import typing as t

Environ = t.Mapping[str, str]

#: The variables of each option in order of precedence. They are those of the SDKs, of Terraform, and of OpenStack's
#: tools. None begins with ANSIBLE_, because credentials in AWX cannot set such variables. The name of a suboption has a
#: dot.
VARIABLES: dict[str, tuple[str, ...]] = {
    "profile": ("HW_PROFILE", "OS_CLOUD"),
    "region": ("HUAWEICLOUD_REGION", "HW_REGION_NAME", "OS_REGION_NAME", "OS_REGION"),
    "cloud": ("HW_CLOUD",),
    "endpoint": ("HUAWEICLOUD_JOBS_ENDPOINT",),
    "iam_endpoint": ("HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL", "OS_AUTH_URL"),
    "sts_endpoint": ("HUAWEICLOUD_SDK_STS_ENDPOINT",),
    "project_id": ("HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"),
    "project_name": ("HW_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME"),
    "token": ("HW_AUTH_TOKEN", "OS_TOKEN", "OS_AUTH_TOKEN"),
    "access_key": ("HUAWEICLOUD_SDK_AK", "CLOUD_SDK_AK", "HW_ACCESS_KEY", "OS_ACCESS_KEY"),
    "secret_key": ("HUAWEICLOUD_SDK_SK", "CLOUD_SDK_SK", "HW_SECRET_KEY", "OS_SECRET_KEY"),
    "security_token": ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "HW_SECURITY_TOKEN", "OS_SECURITY_TOKEN"),
    "username": ("HW_USER_NAME", "OS_USERNAME"),
    "password": ("HW_USER_PASSWORD", "OS_PASSWORD"),
    "user_id": ("HW_USER_ID", "OS_USER_ID"),
    "domain_name": ("HW_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME"),
    "domain_id": ("HUAWEICLOUD_SDK_DOMAIN_ID", "HW_DOMAIN_ID", "OS_USER_DOMAIN_ID", "OS_DOMAIN_ID"),
    "oidc.provider_urn": ("HUAWEICLOUD_OIDC_PROVIDER_URN",),
    "oidc.agency_urn": ("HUAWEICLOUD_OIDC_AGENCY_URN",),
    "oidc.id_token": ("HUAWEICLOUD_OIDC_ID_TOKEN",),
    "oidc.id_token_file": ("HUAWEICLOUD_OIDC_TOKEN_FILE",),
    "oidc.session_name": ("HUAWEICLOUD_OIDC_SESSION_NAME",),
    "oidc.duration": ("HUAWEICLOUD_OIDC_DURATION_SECONDS",),
    "oidc.policy": ("HUAWEICLOUD_OIDC_POLICY",),
    "oidc.policy_ids": ("HUAWEICLOUD_OIDC_POLICY_IDS",),
    "idp.id": ("HUAWEICLOUD_SDK_IDP_ID", "HW_ASSUME_ROLE_IDP_ID"),
    "idp.id_token": ("HW_ASSUME_ROLE_ID_TOKEN",),
    "idp.id_token_file": ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "HW_ASSUME_ROLE_ID_TOKEN_FILE"),
    "assume_role.agency_name": ("HW_ASSUME_ROLE_AGENCY_NAME", "OS_AGENCY_NAME"),
    "assume_role.domain_name": ("HW_ASSUME_ROLE_DOMAIN_NAME", "OS_AGENCY_DOMAIN_NAME"),
    "assume_role.domain_id": ("HW_ASSUME_ROLE_DOMAIN_ID",),
    "assume_role.duration": ("HW_ASSUME_ROLE_DURATION",),
    "ca_path": ("REQUESTS_CA_BUNDLE", "OS_CACERT"),
}

#: The variables that turn the validation of certificates off.
INSECURE = ("OS_INSECURE", "HW_INSECURE")

#: The variables that CCE sets in a pod. No option of a task corresponds to them.
POD = {
    "pod.url": ("HC_CONTAINER_CREDENTIALS_FULL_URI",),
    "pod.id_token_file": ("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE",),
}

#: The variable with the URL of the metadata service in tests.
METADATA = "HUAWEICLOUD_JOBS_METADATA_URL"


def in_task(params: t.Mapping[str, t.Any], name: str) -> t.Any:
    """Return the value of an option of a task; the name of a suboption has a dot, as in ``assume_role.domain_id``."""
    value: t.Any = params
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
