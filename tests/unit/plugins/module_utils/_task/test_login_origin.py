# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source of a login, and the issuer of the credentials that services receive."""

from __future__ import annotations

from typing import Any

import pytest
from tasks import params_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup import to_check
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.connection import Connector

KEYS = {"token": None, "access_key": "ak", "secret_key": "sk"}
USER = {"token": None, "username": "u", "password": "p", "domain_name": "d"}
BY_NAME = {"assume_role": {"agency_name": "watcher", "domain_name": "other-account"}}
BY_ID = {"assume_role": {"agency_name": "watcher", "domain_id": "0123456789"}}


@pytest.mark.parametrize(
    ("login", "of_iam"),
    [
        ({}, False),
        (KEYS, False),
        (USER, True),
        ({**KEYS, **BY_NAME}, True),
        ({**KEYS, **BY_ID}, False),
        ({**USER, **BY_ID}, True),
        (BY_ID, True),
    ],
)
def test_whether_iam_issues_the_credentials_that_are_sent(login: dict[str, Any], of_iam: bool) -> None:
    assert Connector(params_of(**login), {}).origin.of_iam is of_iam


def test_variables_of_a_pod_are_named() -> None:
    environ = {"HC_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x", "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/x"}
    origin = Connector(params_of(environ, token=None), environ).origin
    assert str(origin) == f"pod identity of CCE from the environment ({', '.join(environ)})"


@pytest.mark.parametrize(
    ("role", "hidden"),
    [(BY_NAME, {"other-account": "{agency_domain_name}"}), (BY_ID, {"0123456789": "{agency_domain_id}"})],
)
def test_an_agency_and_its_account_are_personal(role: dict[str, Any], hidden: dict[str, str]) -> None:
    personal = to_check({**params_of(**KEYS, **role), "services": ["elb"]}, {}).personal
    assert personal == {"ak": "{access_key}", "watcher": "{agency_name}", **hidden}
