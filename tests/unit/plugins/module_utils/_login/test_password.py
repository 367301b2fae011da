# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token requests of a login with a password, and how often they are sent."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin, User
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import ProjectLookup
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from simulator import Simulator

V1 = "https://dcs.eu-de.otc.t-systems.com/v2/p/jobs/a"


def password_auth(sim: Simulator, password: str | None = None, **project: str) -> PasswordLogin:
    return PasswordLogin(
        Http(Transport()),
        sim.endpoint("iam") + "/v3",
        User(sim.username, password or sim.password, sim.domain_name),
        {"project": project or {"name": sim.project_name}},
    )


def test_a_password_requests_one_token_for_the_project(sim: Simulator) -> None:
    auth = password_auth(sim)
    tokens = {auth(Http.prepare("GET", V1)).headers["X-Auth-Token"] for _request in range(3)}
    (token,) = tokens
    assert auth.secrets == {sim.password, token}
    assert auth.project_id() == sim.project_id
    assert [(request.method, request.path) for request in sim.requests] == [("POST", "/iam/v3/auth/tokens")]


def test_a_new_token_replaces_a_refused_one(sim: Simulator) -> None:
    auth = password_auth(sim, id=sim.project_id)
    first = auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]
    assert auth.renew(LoginRefused("no"))
    second = auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]
    assert first != second
    assert auth.secrets == {sim.password, first, second}


def test_a_wrong_password_is_sent_once(sim: Simulator) -> None:
    auth = password_auth(sim, password="wrong")
    for _attempt in range(3):
        with pytest.raises(Final, match="IAM refused the login") as caught:
            auth(Http.prepare("GET", V1))
        assert not auth.renew(LoginRefused("no"))
    assert len(sim.requests) == 1
    assert "domain_name" in caught.value.hint
    assert "wrong" not in str(caught.value).replace("is wrong", "")


def test_a_busy_iam_is_retried(sim: Simulator) -> None:
    sim.fault("error", service="iam", status=503)
    auth = password_auth(sim)
    with pytest.raises(Fault):
        auth(Http.prepare("GET", V1))
    assert auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]


def test_a_token_without_a_project_is_an_error(sim: Simulator) -> None:
    sim.fault("html", service="iam", status=201, body={"token": {}}, headers={"X-Subject-Token": "t"})
    auth = password_auth(sim)
    with pytest.raises(Final, match="is not for a project") as caught:
        auth(Http.prepare("GET", V1))
    assert "project_id" in caught.value.hint
    with pytest.raises(Final, match="is not for a project"):
        auth.project_id()
    assert len(sim.requests) == 1


@pytest.mark.parametrize("status", [200, 202])
def test_a_token_requires_status_201(sim: Simulator, status: int) -> None:
    project = {"project": {"id": sim.project_id}}
    sim.fault("html", service="iam", status=status, body={"token": project}, headers={"X-Subject-Token": "t"})
    with pytest.raises(Fault, match="IAM"):
        password_auth(sim)(Http.prepare("GET", V1))


def test_a_201_without_a_token_is_an_error(sim: Simulator) -> None:
    sim.fault("html", service="iam", status=201, body={"token": {"project": {"id": sim.project_id}}})
    with pytest.raises(Fault, match="IAM"):
        password_auth(sim)(Http.prepare("GET", V1))


def test_the_catalog_is_not_requested(sim: Simulator) -> None:
    password_auth(sim)(Http.prepare("GET", V1))
    assert sim.requests[0].query == {"nocatalog": "true"}


def test_a_refused_login_names_the_user_and_keeps_the_message(sim: Simulator) -> None:
    with pytest.raises(Final) as caught:
        password_auth(sim, password="wrong")(Http.prepare("GET", V1))
    error = caught.value
    assert (error.http_status, error.code) == (401, None)
    assert error.request_id
    assert error.message.startswith(f"IAM refused the login of {sim.username}: ")
    assert "IAM: " not in error.message


@pytest.mark.parametrize("body", ['{"token": {"secret": "S3CRET"}}', "S3CRET", '{"error": {"message": "S3CRET"}}'])
@pytest.mark.parametrize("status", [200, 201])
def test_a_response_of_iam_is_not_quoted(sim: Simulator, status: int, body: str) -> None:
    """It can contain a token, which is not yet known as a secret."""
    sim.fault("html", service="iam", status=status, body=body, times=None)
    look_up = ProjectLookup(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)
    for call in (look_up, lambda: password_auth(sim)(Http.prepare("GET", V1))):
        with pytest.raises(Fault, match="the response does not have the expected content") as caught:
            call()
        assert "S3CRET" not in repr(vars(caught.value))


def test_an_iam_error_does_not_count_as_reaching_the_service(sim: Simulator) -> None:
    sim.fault("error", service="iam", status=503)
    with pytest.raises(Fault) as caught:
        password_auth(sim)(Http.prepare("GET", sim.url))
    assert (caught.value.http_status, caught.value.reached) == (503, False)
