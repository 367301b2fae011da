# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login that the options of a task describe."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from tasks import connected, headers_of, refusal

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.idp import IdpKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.oidc import OidcKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.pod import PodKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import METADATA

KEYS = {"token": None, "access_key": "ak", "secret_key": "sk"}


USER = {"token": None, "username": "u", "password": "pw", "domain_name": "d"}


ENV_TOKEN = {"OS_TOKEN": "env-token"}


ENV_KEYS = {"HW_ACCESS_KEY": "env-ak", "HW_SECRET_KEY": "env-sk", "HW_SECURITY_TOKEN": "env-st"}


OIDC = {"provider_urn": "p", "agency_urn": "a", "id_token": "jwt"}


ENV_OIDC = {
    "HUAWEICLOUD_OIDC_PROVIDER_URN": "p",
    "HUAWEICLOUD_OIDC_AGENCY_URN": "a",
    "HUAWEICLOUD_OIDC_TOKEN_FILE": "/f",
}


ENV_IDP = {"HUAWEICLOUD_SDK_IDP_ID": "i", "HUAWEICLOUD_SDK_ID_TOKEN_FILE": "/f"}


ENV_POD = {
    "HC_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
    "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/f",
}


@pytest.mark.parametrize(
    ("changes", "environ", "kind"),
    [
        ({}, {}, TokenLogin),
        (KEYS, {}, KeyLogin),
        (USER, {}, PasswordLogin),
        ({**KEYS, "token": "t"}, {}, TokenLogin),
        ({"domain_id": "d"}, {}, TokenLogin),
        ({**USER, "domain_name": None, "domain_id": "d"}, {}, PasswordLogin),
        ({**USER, "username": None, "domain_name": None, "user_id": "u"}, {}, PasswordLogin),
        ({"token": None, "domain_id": "d"}, ENV_KEYS, KeyLogin),
        ({"token": None}, {"HW_USER_ID": "u", "OS_PASSWORD": "pw"}, PasswordLogin),
        ({"token": None}, {"OS_USERNAME": "u", "OS_PASSWORD": "pw", "OS_USER_DOMAIN_ID": "d"}, PasswordLogin),
        ({"token": None}, {"OS_USERNAME": "u", "OS_PASSWORD": "pw", "OS_PROJECT_DOMAIN_NAME": "d"}, PasswordLogin),
        ({"token": None}, {**ENV_KEYS, **ENV_OIDC}, OidcKeys),
        ({"token": None}, {**ENV_KEYS, **ENV_IDP}, IdpKeys),
        ({"token": None}, {**ENV_IDP, **ENV_OIDC}, OidcKeys),
        ({"token": None}, {**ENV_OIDC, **ENV_TOKEN}, TokenLogin),
        ({"token": None}, ENV_POD, PodKeys),
        ({"token": None}, {**ENV_POD, **ENV_KEYS}, KeyLogin),
        ({"token": None, "auth_type": "pod_identity"}, {**ENV_POD, **ENV_KEYS}, PodKeys),
        ({"token": None, "auth_type": "aksk"}, {**ENV_OIDC, **ENV_KEYS}, KeyLogin),
        ({"token": None, "auth_type": "oidc"}, {**ENV_OIDC, **ENV_KEYS}, OidcKeys),
        ({"token": None, "auth_type": "idp"}, {**ENV_OIDC, **ENV_IDP}, IdpKeys),
        ({"token": None, "oidc": OIDC}, ENV_KEYS, OidcKeys),
        ({"token": None, "idp": {"id": "i", "id_token": "jwt"}}, ENV_KEYS, IdpKeys),
        ({**KEYS, "token": "t", "auth_type": "aksk"}, {}, KeyLogin),
        ({**KEYS, **USER}, {}, KeyLogin),
        (KEYS, ENV_TOKEN, KeyLogin),
        ({"token": None}, ENV_TOKEN, TokenLogin),
        ({"token": None}, ENV_KEYS, KeyLogin),
        ({"token": None}, {**ENV_KEYS, **ENV_TOKEN}, TokenLogin),
        ({"token": None, "auth_type": "aksk"}, {**ENV_KEYS, **ENV_TOKEN}, KeyLogin),
        ({"token": ""}, ENV_KEYS, KeyLogin),
        (
            {"token": None},
            {"HW_USER_NAME": "u", "OS_PASSWORD": "pw", "OS_DOMAIN_NAME": "d"},
            PasswordLogin,
        ),
    ],
)
def test_login(changes: dict[str, Any], environ: dict[str, str], kind: type) -> None:
    assert isinstance(connected(environ, **changes).targets[0].location.login, kind)


@pytest.mark.parametrize(
    "names",
    [
        ["HW_AUTH_TOKEN", "OS_TOKEN", "OS_AUTH_TOKEN"],
        ["HUAWEICLOUD_SDK_AK", "CLOUD_SDK_AK", "HW_ACCESS_KEY", "OS_ACCESS_KEY"],
    ],
)
def test_the_first_variable_takes_precedence(names: list[str]) -> None:
    for position, first in enumerate(names):
        environ = {name: f"value-of-{name}" for name in names[position:]}
        headers = headers_of(connected({**environ, "HW_SECRET_KEY": "sk"}, token=None))
        assert f"value-of-{first}" in " ".join(headers.values())


def test_a_security_token_comes_from_the_same_source_as_the_keys() -> None:
    assert headers_of(connected(ENV_KEYS, token=None))["X-Security-Token"] == "env-st"
    assert "X-Security-Token" not in headers_of(connected(ENV_KEYS, **KEYS))
    assert headers_of(connected({}, **KEYS, security_token="st"))["X-Security-Token"] == "st"


@pytest.mark.parametrize(
    ("changes", "environ", "reported"),
    [
        ({"token": None}, {}, ["no login was found", "token", "access_key and secret_key", "HUAWEICLOUD_SDK_AK"]),
        ({"token": None, "access_key": "ak"}, ENV_KEYS, ["access_key, but not secret_key"]),
        ({"token": None, "secret_key": "sk"}, ENV_KEYS, ["secret_key, but not access_key"]),
        ({"access_key": "ak"}, {}, ["access_key, but not secret_key"]),
        ({"token": None, "security_token": "st"}, ENV_KEYS, ["security_token, but not access_key and secret_key"]),
        ({"token": None, "username": "u", "password": "pw"}, {}, ["username and password, but not domain_name"]),
        (
            {"token": None},
            {"HW_ACCESS_KEY": "ak"},
            ["incomplete credentials: the environment sets only access_key (secret_key is missing)"],
        ),
        (
            {"token": None},
            {"OS_USERNAME": "u", "OS_DOMAIN_NAME": "d", "HW_SECRET_KEY": "sk"},
            ["sets only secret_key (access_key is missing); username and domain_name (password is missing). Set the"],
        ),
        ({"token": None}, {"OS_DOMAIN_NAME": "d"}, ["no login was found"]),
        ({"token": None, "auth_type": "token"}, {"HW_ACCESS_KEY": "ak"}, ["no login was found. Set the options token"]),
        ({"auth_type": "aksk"}, {}, ["access_key and secret_key", "HUAWEICLOUD_SDK_SK"]),
        ({"domain_name": "d"}, ENV_KEYS, ["the task sets domain_name, but not username and password"]),
        ({"token": None, "user_id": "u"}, ENV_KEYS, ["user_id, but not password"]),
        (
            {"token": None, "oidc": {"agency_urn": "a"}},
            ENV_KEYS,
            ["the task sets oidc.agency_urn, but not oidc.provider_urn and oidc.id_token"],
        ),
        (
            {"token": None, "oidc": {"session_name": "s"}},
            ENV_KEYS,
            ["oidc.session_name, but not oidc.provider_urn, oidc.agency_urn, and oidc.id_token"],
        ),
        ({"token": None, "idp": {"id": "i"}}, ENV_KEYS, ["the task sets idp.id, but not idp.id_token"]),
        (
            {"token": None},
            {"HUAWEICLOUD_SDK_IDP_ID": "i"},
            ["incomplete credentials: the environment sets only idp.id (idp.id_token is missing)"],
        ),
        (
            {"token": None, "auth_type": "oidc"},
            ENV_KEYS,
            [
                "no login was found. Set the options oidc.provider_urn, oidc.agency_urn, and",
                "HUAWEICLOUD_OIDC_ID_TOKEN",
            ],
        ),
        (
            {"token": None, "auth_type": "pod_identity"},
            ENV_KEYS,
            ["auth_type pod_identity needs HC_CONTAINER_CREDENTIALS_FULL_URI and HC_", "which CCE sets in a pod"],
        ),
        ({"token": "two words"}, {}, ["the option token", "whitespace"]),
        ({"token": None}, {"OS_TOKEN": "two\nlines"}, ["the environment variable OS_TOKEN", "whitespace"]),
    ],
)
def test_an_incomplete_login(changes: dict[str, Any], environ: dict[str, str], reported: list[str]) -> None:
    message = refusal(environ, **changes)
    assert [value for value in reported if value not in message] == []
    assert "two" not in message


def test_a_line_break_after_a_token_is_removed() -> None:
    assert headers_of(connected(token=" t\n"))["X-Auth-Token"] == "t"


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"username": "u"}, "username, but not password and domain_name"),
        ({"password": "pw"}, "password, but not username and domain_name"),
        ({"username": "u", "domain_name": "d"}, "username and domain_name, but not password"),
        ({"auth_type": "password", "username": "u", "password": "pw"}, "username and password, but not domain_name"),
    ],
)
def test_an_incomplete_login_in_the_task_is_refused(given: dict[str, str], lacking: str) -> None:
    environ = {"HW_USER_NAME": "eu", "HW_USER_PASSWORD": "epw", "HW_DOMAIN_NAME": "ed", **ENV_KEYS}
    assert lacking in refusal(environ, token=None, **given)


def test_other_incomplete_logins_are_ignored_if_auth_type_is_given() -> None:
    environ = {"HW_ACCESS_KEY": "env-ak", "HW_SECRET_KEY": "env-sk"}
    headers = headers_of(connected(environ, token=None, username="u", auth_type="aksk"))
    assert "Access=env-ak" in headers["Authorization"]


def test_the_metadata_service_is_reached_without_the_proxy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        url = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        environ = {"HTTP_PROXY": url, "http_proxy": url, METADATA: "http://metadata.invalid"}
        connection = connected(environ, token=None, auth_type="agency", validate_certs=False)
        with pytest.raises(CallError, match=r"cannot reach http://metadata\.invalid: "):
            headers_of(connection)
        proxy.setblocking(False)
        with pytest.raises(BlockingIOError):
            proxy.accept()
