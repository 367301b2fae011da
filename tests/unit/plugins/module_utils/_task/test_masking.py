# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which values are secret, and where they are masked."""

from __future__ import annotations

import base64

import pytest
from tasks import connected

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import Secrets, secrets_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome


def test_secrets_come_from_options_environment_and_proxies() -> None:
    environ = {
        "OS_PASSWORD": "e1",
        "HUAWEICLOUD_SDK_SK": "e2",
        "HTTPS_PROXY": "http://user:p%40ss@proxy:1",
        "http_proxy": "proxy:1",
        "HTTP_PROXY": "http://[bad",
    }
    connection = connected(environ, secret_key="o1", access_key="shown")
    basic = {base64.b64encode(text).decode() for text in (b"user:p%40ss", b"user:p@ss", b"shown:o1", b"shown:e2")}
    assert connection.secrets.values == {"t", "o1", "e1", "e2", "p%40ss", "p@ss"} | basic


def test_id_tokens_are_secret() -> None:
    task = {"oidc": {"id_token": "o1"}, "idp": {"id_token": "o2", "id": "shown"}}
    environ = {"HUAWEICLOUD_OIDC_ID_TOKEN": "e1", "HW_ASSUME_ROLE_ID_TOKEN": "e2"}
    assert secrets_of(task, environ) - {""} == {"o1", "o2", "e1", "e2"}


def test_secrets_are_masked_in_values_and_in_keys_of_the_api() -> None:
    result = {"jobs": [{"job_id": "a", "entities": {"a S3CRET": "x S3CRET y"}}], "msg": "S3CRET"}
    assert Secrets({"S3CRET"}).data(result) == {
        "jobs": [{"job_id": "a", "entities": {"a ********": "x ******** y"}}],
        "msg": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER",
    }
    assert Secrets(["S3CRET"])("S3CRET!") == "********!"


@pytest.mark.parametrize(
    "echo", ["S3/CR+ET==", "S3%2FCR%2BET%3D%3D", "S3\\/CR+ET==", 'pass word"1', "pass+word%221", 'pass word\\"1']
)
def test_secrets_are_found_in_their_url_and_json_encodings(echo: str) -> None:
    assert Secrets({"S3/CR+ET==", 'pass word"1'})(f"you sent {echo}!") == "you sent ********!"


def test_a_password_that_occurs_in_the_result_does_not_hide_it() -> None:
    for result in (Outcome([Entry(Job("a", "elb", "failed"))]).wait_result(), Job("a", "elb").as_dict()):
        assert set(Secrets({"job", "e", "s", "d"}).data(result)) == set(result)


def test_only_secrets_are_masked() -> None:
    options = {"token": "", "password": None, "username": "u", "access_key": "ak"}
    assert Secrets(secrets_of(options, {"OS_USERNAME": "e"})).values == set()
    proxies = {"http_proxy": "http://proxy:1", "HTTPS_PROXY": "http://u@proxy:1"}
    assert Secrets(secrets_of({"secret_key": "s"}, proxies)).values == {"s"}


@pytest.mark.parametrize("variable", ["https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"])
def test_the_password_of_every_proxy_variable_is_secret(variable: str) -> None:
    assert secrets_of({}, {variable: "http://user:p%2Fw@proxy:1"}) >= {"p%2Fw", "p/w"}
