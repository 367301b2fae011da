# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Temporary keys from the responses of every issuer: invalid keys are neither used nor shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eavesdropper import Eavesdropper

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.assumed import Agency, AssumedKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.assumed_tokens import AssumedTokens
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import RenewableLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.id_token import IdToken
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.idp import IdpKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.oidc import Federation, OidcKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.pod import POD_KEYS, PodKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.temporary import IAM_KEYS, STS_KEYS, KeyNames
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin

LATE = "2099-01-01T00:00:00.000Z"
TOKENS = "/v3.0/OS-CREDENTIAL/securitytokens"
#: The response with a token, which authorizes the following request for keys.
FIRST = {"/v3.0/OS-AUTH/id-token/tokens": ("201 Created", {"X-Subject-Token": "unscoped"}, "{}")}


def by_name(url: str, _file: Path) -> RenewableLogin:
    return AssumedKeys(http(), url, KeyLogin("ak", "sk"), Agency("waiters", "other"))


def by_id(url: str, _file: Path) -> RenewableLogin:
    return AssumedKeys(http(), url, KeyLogin("ak", "sk"), Agency("waiters", None, "d2"))


def oidc(url: str, file: Path) -> RenewableLogin:
    return OidcKeys(http(), url, IdToken(path=str(file)), Federation("p", "a"))


def idp(url: str, file: Path) -> RenewableLogin:
    return IdpKeys(http(), url, "ci", IdToken(path=str(file)))


def pod(url: str, file: Path) -> RenewableLogin:
    return PodKeys(http(), f"{url}/v1/credentials", str(file))


def http() -> Http:
    return Http(Transport(timeout=5))


Way = Callable[[str, Path], RenewableLogin]
WAYS: list[tuple[Way, str, KeyNames]] = [
    (by_name, TOKENS, IAM_KEYS),
    (by_id, "/v5/agencies/assume", STS_KEYS),
    (oidc, "/v5/agencies/assume-with-oidc", STS_KEYS),
    (idp, TOKENS, IAM_KEYS),
    (pod, "/v1/credentials", POD_KEYS),
]
each_way = pytest.mark.parametrize(("way", "path", "names"), WAYS, ids=[way[0].__name__ for way in WAYS])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("jwt", encoding="utf-8")
    return path


def keys_of(names: KeyNames) -> dict[str, Any]:
    values = ["S3CRET-ak", "S3CRET-sk", "S3CRET-st", LATE]
    return dict(zip(names[1:], values))


def error_of(login: RenewableLogin) -> CallError:
    with pytest.raises(CallError) as caught:
        login(Http.prepare("GET", "https://host/"))
    assert "S3CRET" not in repr(vars(caught.value))
    return caught.value


def giving(path: str, body: Any, status: str = "200 OK") -> Eavesdropper:
    return Eavesdropper({**FIRST, path: (status, {}, body if isinstance(body, str) else json.dumps(body))})


@each_way
def test_complete_keys(way: Way, path: str, names: KeyNames, file: Path) -> None:
    with giving(path, {names.parent: keys_of(names)}) as server:
        login = way(server.url, file)
        headers = [login(Http.prepare("GET", "https://host/")).headers for _call in range(2)]
        assert headers[0]["X-Security-Token"] == "S3CRET-st"
        assert "Access=S3CRET-ak," in headers[1]["Authorization"]
        assert {"S3CRET-sk", "S3CRET-st"} <= login.secrets
        assert way is not idp or {"unscoped", "jwt"} <= login.secrets
        assert len(server.heard) == (2 if way is idp else 1)
        assert (login.calls_at_once, login.locks_after) == (3, 5)


@each_way
@pytest.mark.parametrize("value", [12345, None, "", ["S3CRET"], {"a": "S3CRET"}, True, "S3CRET\nline", "S3CRET ü"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_invalid_keys(way: Way, path: str, names: KeyNames, file: Path, number: int, value: Any) -> None:
    with giving(path, {names.parent: {**keys_of(names), names[number]: value}}) as server:
        login = way(server.url, file)
        error = error_of(login)
        assert isinstance(error, Final)
        assert f"returned unusable keys: {names[number]} is missing or malformed" in error.message
        # The error is remembered.
        assert error_of(login) is error
        assert len(server.heard) == (2 if way is idp else 1)


@each_way
@pytest.mark.parametrize(
    "body", ["", "<p>S3CRET", "[]", '"S3CRET"', {"Credentials": {"secret": "S3CRET"}}, {"token": "S3CRET"}]
)
def test_misplaced_keys(way: Way, path: str, names: KeyNames, file: Path, body: Any) -> None:
    with giving(path, body) as server:
        error = error_of(way(server.url, file))
        assert isinstance(error, Final)
        assert "returned no keys: its response does not have the expected content" in error.message
        assert not error.reached


@each_way
@pytest.mark.parametrize("expires_at", [None, "soon", 7, {}, "1999-01-01T00:00:00Z"])
def test_keys_without_a_known_expiration_are_kept(
    way: Way, path: str, names: KeyNames, file: Path, expires_at: Any
) -> None:
    with giving(path, {names.parent: {**keys_of(names), names.expires_at: expires_at}}) as server:
        login = way(server.url, file)
        for _call in range(3):
            login(Http.prepare("GET", "https://host/"))
        assert len(server.heard) == (2 if way is idp else 1)


@each_way
@pytest.mark.parametrize(
    ("status", "kind"),
    [("500 No", Fault), ("503 No", Fault), ("429 No", Fault), ("400 No", Final), ("401 No", Final), ("403 No", Final)],
)
def test_only_temporary_errors_are_retried(
    way: Way, path: str, names: KeyNames, file: Path, status: str, kind: type[CallError]
) -> None:
    body = {"error_code": "STS5.1", "error_msg": "no"}
    with giving(path, body, status) as server:
        login = way(server.url, file)
        error = error_of(login)
        assert isinstance(error, kind)
        assert (error.http_status, error.code) == (int(status.split(maxsplit=1)[0]), "STS5.1")
        assert error.from_other_service
        assert error.hint or kind is Fault
        calls = len(server.heard)
        error_of(login)
        assert (len(server.heard) > calls) == (kind is Fault)


@each_way
def test_a_missing_api_is_reported_as_such(way: Way, path: str, names: KeyNames, file: Path) -> None:
    """For example, in a cloud without STS."""
    with giving(path, {"error_code": "APIGW.0101", "error_msg": "no such API"}, "404 Not Found") as server:
        assert "The gateway has no such API at this host" in error_of(way(server.url, file)).hint


@pytest.mark.parametrize("status", ["200 OK", "201 Created"])
@pytest.mark.parametrize("headers", [{}, {"X-Subject-Token": ""}])
def test_an_identity_provider_that_returns_no_token(file: Path, status: str, headers: dict[str, str]) -> None:
    with Eavesdropper({next(iter(FIRST)): (status, headers, '{"token": "S3CRET"}')}) as server:
        assert "IAM returned no keys: its response does not have" in error_of(idp(server.url, file)).message
        assert len(server.heard) == 1


def test_a_project_that_is_not_the_agencys_is_no_refused_login() -> None:
    refusal: tuple[str, dict[str, str], str] = ("401 No", {}, '{"error": {"message": "The project is not yours"}}')
    with Eavesdropper({"/v3/auth/tokens": refusal}) as server:
        scope = {"project": {"id": "mine"}}
        error = error_of(AssumedTokens(http(), f"{server.url}/v3", TokenLogin("t"), Agency("a", "other"), scope))
    assert error.hint.startswith("With an agency, set project_id or project_name to a project of the agency's account")


@pytest.mark.parametrize("status", ["400 No", "403 No", "404 No", "401 No"])
def test_an_agency_that_returns_no_token(status: str) -> None:
    with Eavesdropper({"/v3/auth/tokens": (status, {}, '{"error": {"message": "no"}}')}) as server:
        scope = {"project": {"name": "eu-de"}}
        login = AssumedTokens(http(), f"{server.url}/v3", TokenLogin("t"), Agency("waiters", "other"), scope)
        error = error_of(login)
        assert error.message == "IAM returned no token of the agency waiters of the account other: no"
        assert ("request a new one" if status.startswith("401") else "in assume_role") in error.hint
        assert error_of(login) is error
        assert len(server.heard) == 1
