# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment variables of each option, which playbooks, AWX, and other tools rely on, in their order."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import INSECURE, VARIABLES

NAMES = {
    "region": "HUAWEICLOUD_REGION HW_REGION_NAME OS_REGION_NAME OS_REGION",
    "cloud": "HW_CLOUD",
    "iam_endpoint": "HUAWEICLOUD_SDK_IAM_ENDPOINT HW_AUTH_URL OS_AUTH_URL",
    "project_id": "HUAWEICLOUD_SDK_PROJECT_ID HW_PROJECT_ID OS_PROJECT_ID OS_TENANT_ID",
    "project_name": "HW_PROJECT_NAME OS_PROJECT_NAME OS_TENANT_NAME",
    "token": "HW_AUTH_TOKEN OS_TOKEN OS_AUTH_TOKEN",
    "access_key": "HUAWEICLOUD_SDK_AK CLOUD_SDK_AK HW_ACCESS_KEY OS_ACCESS_KEY",
    "secret_key": "HUAWEICLOUD_SDK_SK CLOUD_SDK_SK HW_SECRET_KEY OS_SECRET_KEY",
    "security_token": "HUAWEICLOUD_SDK_SECURITY_TOKEN HW_SECURITY_TOKEN OS_SECURITY_TOKEN",
    "username": "HW_USER_NAME OS_USERNAME",
    "password": "HW_USER_PASSWORD OS_PASSWORD",
    "domain_name": "HW_DOMAIN_NAME OS_USER_DOMAIN_NAME OS_DOMAIN_NAME OS_PROJECT_DOMAIN_NAME",
    "user_id": "HW_USER_ID OS_USER_ID",
    "domain_id": "HUAWEICLOUD_SDK_DOMAIN_ID HW_DOMAIN_ID OS_USER_DOMAIN_ID OS_DOMAIN_ID",
    "sts_endpoint": "HUAWEICLOUD_SDK_STS_ENDPOINT",
    "assume_role.agency_name": "HW_ASSUME_ROLE_AGENCY_NAME OS_AGENCY_NAME",
    "assume_role.domain_name": "HW_ASSUME_ROLE_DOMAIN_NAME OS_AGENCY_DOMAIN_NAME",
    "assume_role.domain_id": "HW_ASSUME_ROLE_DOMAIN_ID",
    "assume_role.duration": "HW_ASSUME_ROLE_DURATION",
    "oidc.provider_urn": "HUAWEICLOUD_OIDC_PROVIDER_URN",
    "oidc.agency_urn": "HUAWEICLOUD_OIDC_AGENCY_URN",
    "oidc.id_token": "HUAWEICLOUD_OIDC_ID_TOKEN",
    "oidc.id_token_file": "HUAWEICLOUD_OIDC_TOKEN_FILE",
    "idp.id": "HUAWEICLOUD_SDK_IDP_ID HW_ASSUME_ROLE_IDP_ID",
    "idp.id_token": "HW_ASSUME_ROLE_ID_TOKEN",
    "idp.id_token_file": "HUAWEICLOUD_SDK_ID_TOKEN_FILE HW_ASSUME_ROLE_ID_TOKEN_FILE",
    "ca_path": "REQUESTS_CA_BUNDLE OS_CACERT",
}


@pytest.mark.parametrize("option", NAMES)
def test_the_variables_of_an_option(option: str) -> None:
    assert " ".join(VARIABLES[option]) == NAMES[option]


def test_the_variables_that_disable_validation() -> None:
    assert set(INSECURE) == {"OS_INSECURE", "HW_INSECURE"}
