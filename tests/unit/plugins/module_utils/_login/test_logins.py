# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The logins: signatures held to vectors made with the official SDK, and what IAM is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timezone

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault, Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project, ProjectByName
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.signature import canonical_request
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from simulator import Simulator

PROJECT = "0123456789abcdef0123456789abcdef"
HOST = "dcs.eu-de.otc.t-systems.com"
V1 = f"https://{HOST}/v2/{PROJECT}/jobs/ff8080818822bbf70188235afc24141a"
V2 = f"https://{HOST}/v3/{PROJECT}/jobs?id=a9767ede-fe0f-4888-9003-e843a4c90514"


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


def key_auth(security_token: str | None = None) -> KeyLogin:
    moment = datetime(2026, 11, 21, tzinfo=timezone.utc)
    return KeyLogin(
        "AKEXAMPLE0000000000A", "SKexample00000000000000000000000000000000", security_token, now=lambda: moment
    )


def test_a_signature_is_that_of_the_sdk() -> None:
    request = key_auth()(Http.prepare("GET", V1))
    assert request.headers["Authorization"] == (
        "SDK-HMAC-SHA256 Access=AKEXAMPLE0000000000A, SignedHeaders=host;x-sdk-date,"
        " Signature=2932465f8903c7b2f8cb75b74cdfae8b6320bd96acab1553ea7676686c786c6a"
    )


def test_a_signature_with_a_query_and_more_headers_is_that_of_the_sdk() -> None:
    request = Http.prepare("GET", V2)
    request.headers["X-Project-Id"] = PROJECT
    assert key_auth("tok")(request).headers["Authorization"] == (
        "SDK-HMAC-SHA256 Access=AKEXAMPLE0000000000A,"
        " SignedHeaders=host;x-project-id;x-sdk-date;x-security-token,"
        " Signature=88d64cbce79d7d3f4138d9bc5502e0e2a290ef4cc98b49d495786057e9f3f3ff"
    )


def test_the_canonical_request_is_that_of_the_sdk() -> None:
    canonical, names = canonical_request("GET", V1, {"Host": HOST, "X-Sdk-Date": "20261121T000000Z"}, b"")
    assert names == "host;x-sdk-date"
    assert canonical.splitlines() == [
        "GET",
        f"/v2/{PROJECT}/jobs/ff8080818822bbf70188235afc24141a/",
        "",
        f"host:{HOST}",
        "x-sdk-date:20261121T000000Z",
        "",
        "host;x-sdk-date",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]
    assert hashlib.sha256(canonical.encode()).hexdigest() == (
        "9ecef875be4eef2aee749a8f0267efc8021bc3872ff08af83189a2b30e391582"
    )


def test_a_request_can_be_signed_again() -> None:
    moments = iter([datetime(2026, 11, 21, tzinfo=timezone.utc), datetime(2026, 11, 22, tzinfo=timezone.utc)])
    auth = KeyLogin("ak", "sk", now=lambda: next(moments))
    request = Http.prepare("GET", V1)
    first = auth(request).headers["Authorization"]
    assert auth(request).headers["Authorization"] != first
    assert request.headers["X-Sdk-Date"] == "20261122T000000Z"


def test_the_simulator_accepts_our_signatures(sim: Simulator) -> None:
    sim.add_job("dcs", "j?b ü")
    http = Http(Transport())
    for auth in (
        KeyLogin(sim.access_key, sim.secret_key),
        KeyLogin(sim.temporary_access_key, sim.temporary_secret_key, sim.security_token),
    ):
        url = f"{sim.endpoint('dcs')}/v2/{sim.project_id}/jobs/j%3Fb%20%C3%BC?b=2&a=%2F"
        assert http.send(auth(Http.prepare("GET", url))).http_status == 200
    wrong = KeyLogin(sim.access_key, sim.secret_key + "x")
    assert http.send(wrong(Http.prepare("GET", url))).http_status == 401


def test_what_is_secret() -> None:
    assert TokenLogin("t").secrets == {"t"}
    assert KeyLogin("ak", "sk", "st").secrets == {"sk", "st"}
    assert not TokenLogin("t").renew()
    assert not KeyLogin("ak", "sk").renew()


def password_auth(sim: Simulator, password: str | None = None, **project: str) -> PasswordLogin:
    return PasswordLogin(
        Http(Transport()),
        sim.endpoint("iam") + "/v3",
        sim.username,
        password or sim.password,
        sim.domain_name,
        project or {"name": sim.project_name},
    )


def test_a_password_buys_one_token_for_the_project(sim: Simulator) -> None:
    auth = password_auth(sim)
    tokens = {auth(Http.prepare("GET", V1)).headers["X-Auth-Token"] for _request in range(3)}
    (token,) = tokens
    assert auth.secrets == {sim.password, token}
    assert auth.project_id() == sim.project_id
    assert [(request.method, request.path) for request in sim.requests] == [("POST", "/iam/v3/auth/tokens")]


def test_a_refused_token_is_bought_anew(sim: Simulator) -> None:
    auth = password_auth(sim, id=sim.project_id)
    first = auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]
    assert auth.renew()
    second = auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]
    assert first != second
    assert auth.secrets == {sim.password, first, second}


def test_a_wrong_password_is_tried_once(sim: Simulator) -> None:
    auth = password_auth(sim, password="wrong")
    for _attempt in range(3):
        with pytest.raises(Final, match="IAM refused the login") as caught:
            auth(Http.prepare("GET", V1))
        assert not auth.renew()
    assert len(sim.requests) == 1
    assert "domain_name" in caught.value.hint
    assert "wrong" not in str(caught.value).replace("is wrong", "")


def test_a_busy_iam_is_asked_again(sim: Simulator) -> None:
    sim.fault("error", service="iam", status=503)
    auth = password_auth(sim)
    with pytest.raises(Fault):
        auth(Http.prepare("GET", V1))
    assert auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]


@pytest.mark.parametrize("body", ['{"projects": [{}]}', '{"projects": ["x"]}', '{"projects": [null]}', "{}", "<p>"])
def test_a_list_of_projects_that_is_none(sim: Simulator, body: str) -> None:
    sim.fault("html", service="iam", body=body)
    project = ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)
    with pytest.raises(Fault, match="IAM"):
        project()


@pytest.mark.parametrize("body", ['{"token": {"secret": "S3CRET"}}', "S3CRET", '{"error": {"message": "S3CRET"}}'])
@pytest.mark.parametrize("status", [200, 201])
def test_what_iam_gives_is_not_quoted(sim: Simulator, status: int, body: str) -> None:
    """It may be a token that nobody knows yet."""
    sim.fault("html", service="iam", status=status, body=body, times=None)
    look_up = ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)
    for call in (look_up, lambda: password_auth(sim)(Http.prepare("GET", V1))):
        with pytest.raises(Fault, match="the response is none that IAM gives") as caught:
            call()
        assert "S3CRET" not in repr(vars(caught.value))


@pytest.mark.parametrize(
    "body",
    ['{"credentials": {"secret": "S3CRET"}}', '{"credential": "S3CRET"}', "S3CRET", '{"message": "S3CRET"}'],
)
def test_what_the_metadata_service_gives_is_not_quoted(sim: Simulator, body: str) -> None:
    sim.fault("html", service="metadata", status=200, body=body, times=None, skip=1)
    with pytest.raises(Final, match="the metadata service gives no keys: they are not where they belong") as caught:
        AgencyLogin(Http(Transport()), sim.endpoint("metadata"))(Http.prepare("GET", V1))
    assert "S3CRET" not in repr(vars(caught.value))


def test_a_project_is_looked_up_once(sim: Simulator) -> None:
    look_up = ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)
    project = Project(None, look_up)
    assert project.known is None
    assert [project(), project(), project.known] == [sim.project_id] * 3
    assert [(request.path, request.query) for request in sim.requests] == [("/iam/v3/projects", {"name": "eu-de"})]


def test_a_project_that_is_not_there(sim: Simulator) -> None:
    auth = KeyLogin(sim.access_key, sim.secret_key)
    with pytest.raises(Final, match="no projects named eu-nl") as caught:
        ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", auth, "eu-nl")()
    assert "project_id" in caught.value.hint


def test_a_project_name_that_is_there_twice_lists_both(sim: Simulator) -> None:
    sim.add_project("f" * 32, sim.project_name)
    with pytest.raises(Final, match=rf"2 projects named eu-de: eu-de \({sim.project_id}\), eu-de \(f+\)"):
        ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)()
