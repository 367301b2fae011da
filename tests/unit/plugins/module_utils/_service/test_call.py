# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API calls other than job queries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from waiting import location_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault, Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.call import ApiCall
from simulator import Simulator

BODY = {"name": "web", "vpc_id": "v", "type": "External", "bandwidth": 5, "admin_state_up": True}


def call_of(sim: Simulator, path: str, parameters: dict[str, str] | None = None, **more: Any) -> ApiCall:
    location = location_of(sim, "elb", login=more.pop("login", None), project=more.pop("project", None))
    return ApiCall(location, more.pop("method", "GET"), path, parameters or {}, **more)


@pytest.mark.parametrize(
    ("path", "parameters", "query", "url"),
    [
        ("/v1/things", {}, [], "/v1/things"),
        ("/v1/{project_id}/{a}", {"a": "ü/?#%&=+ "}, [], "/v1/PROJECT/%C3%BC%2F%3F%23%25%26%3D%2B%20"),
        ("/v1/{a}/{b}/{a}", {"a": "x", "b": "{a}"}, [], "/v1/x/%7Ba%7D/x"),
        ("/v1", {}, [("a", "b c"), ("a", "ü&"), ("d", "")], "/v1?a=b%20c&a=%C3%BC%26&d="),
        ("/v1?limit=2", {}, [("a", "b")], "/v1?limit=2&a=b"),
        ("/v1?limit=2", {}, [], "/v1?limit=2"),
        ("/v1?id={a}", {"a": "x&y"}, [], "/v1?id=x%26y"),
    ],
)
def test_path_and_query_are_percent_encoded(
    sim: Simulator, path: str, parameters: dict[str, str], query: list[tuple[str, str]], url: str
) -> None:
    call = call_of(sim, path, parameters, query=query)
    assert call.url == sim.endpoint("elb") + url.replace("PROJECT", sim.project_id)


def test_an_unknown_project_stays_a_placeholder(sim: Simulator) -> None:
    call = call_of(sim, "/v1/{project_id}/x", project=Project(None, lambda: "p2"))
    assert call.url == sim.endpoint("elb") + "/v1/{project_id}/x"
    with pytest.raises(Final):
        call.send()
    assert call.url == sim.endpoint("elb") + "/v1/p2/x"


def test_an_unnecessary_project_is_not_looked_up(sim: Simulator) -> None:
    with pytest.raises(Final):
        call_of(sim, "/v1/x", project=Project(None, lambda: pytest.fail("looked up"))).send()
    (record,) = sim.requests
    assert "x-project-id" not in record.headers


LOGINS = ("token", "keys", "temporary keys")


@pytest.mark.parametrize("name", LOGINS)
@pytest.mark.parametrize(
    ("path", "query"),
    [("/v1.0/{project_id}/elbaas/loadbalancers", []), ("/v1.0/{project_id}/odd~path?x=1", [("ü", "ö ")])],
)
def test_any_login_is_accepted(sim: Simulator, name: str, path: str, query: list[tuple[str, str]]) -> None:
    login = {
        "token": None,
        "keys": KeyLogin(sim.access_key, sim.secret_key),
        "temporary keys": KeyLogin(sim.temporary_access_key, sim.temporary_secret_key, sim.security_token),
    }[name]
    body = json.dumps(BODY).encode() if not query else None
    call = call_of(sim, path, method="POST" if body else "GET", query=query, body=body, login=login)
    if body:
        response = call.send()
        assert (response.http_status, set(response.body)) == (200, {"uri", "job_id"})
    else:
        # The login was accepted: only the path does not exist.
        with pytest.raises(Final, match=r"APIGW\.0101"):
            call.send()


def test_headers_are_added_to_those_of_each_call(sim: Simulator) -> None:
    headers = {"X-Client-Token": "c", "x-language": "en-us", "content-type": "application/json; charset=utf-8"}
    with pytest.raises(Final):
        call_of(sim, "/x", headers=headers, login=KeyLogin(sim.access_key, sim.secret_key)).send()
    (record,) = sim.requests
    assert {
        name: record.headers[name] for name in ("x-client-token", "x-language", "content-type", "x-project-id")
    } == {
        "x-client-token": "c",
        "x-language": "en-us",
        "content-type": "application/json; charset=utf-8",
        "x-project-id": sim.project_id,
    }
    assert record.status == 404


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST"])
def test_every_call_is_sent_as_json(sim: Simulator, method: str) -> None:
    with pytest.raises(Final):
        call_of(sim, "/x", method=method).send()
    assert sim.requests[0].headers["content-type"] == "application/json"


def test_an_error_has_its_response(sim: Simulator) -> None:
    with pytest.raises(Final) as caught:
        call_of(sim, "/v1.0/{project_id}/elbaas/loadbalancers", method="POST", body=b"{}").send()
    error = caught.value
    assert error.response
    assert (error.response.http_status, error.response.body["error"]["code"], error.sent) == (400, "ELB.0002", True)


def test_a_missing_resource_is_no_missing_job(sim: Simulator) -> None:
    call = call_of(sim, "/v1.0/{project_id}/jobs/{job_id}", {"job_id": "nope"})
    with pytest.raises(Final, match=r"HTTP 404 ELB\.0404: job not found"):
        call.send()


def test_a_call_describes_itself(sim: Simulator) -> None:
    call = call_of(sim, "/v1.0/{project_id}/x", method="POST")
    assert str(call) == f"POST /v1.0/{{project_id}}/x (project {sim.project_id}, endpoint {sim.endpoint('elb')})"


def test_an_html_page_is_quoted_as_text(sim: Simulator) -> None:
    sim.fault("html", "elb", on="call", status=200)
    with pytest.raises(Fault, match=r"the response is not JSON: \w+"):
        call_of(sim, "/v1.0/{project_id}/elbaas/loadbalancers", method="POST", body=json.dumps(BODY).encode()).send()
