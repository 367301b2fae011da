# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM issues tokens and looks up projects."""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

import pytest
import requests

from simulator import Clock, Simulator


def login(sim: Simulator, scope: Any = None, query: str = "", **user: Any) -> requests.Response:
    """POST /v3/auth/tokens with the simulator's user, except for the given values."""
    named = {"name": sim.username, "password": sim.password, "domain": {"name": sim.domain_name}, **user}
    identity = {"methods": ["password"], "password": {"user": named}}
    auth = {"identity": identity, "scope": scope or {"project": {"name": sim.project_name}}}
    return requests.post(f"{sim.endpoint('iam')}/v3/auth/tokens{query}", json={"auth": auth}, timeout=10)


def test_token_by_password(sim: Simulator) -> None:
    response = login(sim)
    assert response.status_code == 201
    token = response.headers["X-Subject-Token"]
    assert token.startswith("MII")
    assert len(token) > 1000
    body = response.json()["token"]
    domain = {"id": body["user"]["domain"]["id"], "name": sim.domain_name}
    assert body["project"] == {"id": sim.project_id, "name": sim.project_name, "domain": domain}
    assert body["user"]["name"] == sim.username
    assert body["methods"] == ["password"]
    form = "%Y-%m-%dT%H:%M:%S"
    ends, begins = (time.strptime(body[key].partition(".")[0], form) for key in ("expires_at", "issued_at"))
    assert time.mktime(ends) - time.mktime(begins) == 86400
    urls = {entry["type"]: entry["endpoints"][0]["url"] for entry in body["catalog"]}
    assert urls == {name: sim.endpoint(name) for name in urls}
    assert {"dcs", "elb", "sdrs", "iam"} <= set(urls)
    sim.add_job("dcs", "id1")
    job = f"{sim.endpoint('dcs')}/v2/{sim.project_id}/jobs/id1"
    assert requests.get(job, headers={"X-Auth-Token": token}, timeout=10).json()["status"] == "SUCCESS"


def test_scope_by_id_and_none(sim: Simulator) -> None:
    assert login(sim, {"project": {"id": sim.project_id}}).json()["token"]["project"]["id"] == sim.project_id
    domain = login(sim, {"domain": {"name": sim.domain_name}})
    assert "project" not in domain.json()["token"]
    headers = {"X-Auth-Token": domain.headers["X-Subject-Token"]}
    refused = requests.get(f"{sim.endpoint('dcs')}/v2/{sim.project_id}/jobs/id1", headers=headers, timeout=10)
    assert (refused.status_code, refused.json()["error_code"]) == (401, "111401004")
    assert login(sim, {"project": {"name": "nosuch"}}).status_code == 401


def test_catalog_can_be_left_out(sim: Simulator) -> None:
    assert login(sim, query="?nocatalog=1").json()["token"]["catalog"] == []


def test_token_lifetime() -> None:
    clock = Clock()
    with Simulator(clock=clock, token_lifetime=60.0) as sim:
        headers = {"X-Auth-Token": login(sim).headers["X-Subject-Token"]}
        projects = f"{sim.endpoint('iam')}/v3/projects"
        clock.now += 59
        assert requests.get(projects, headers=headers, timeout=10).status_code == 200
        clock.now += 1
        response = requests.get(projects, headers=headers, timeout=10)
        assert response.status_code == 401
        assert response.json() == {
            "error": {"code": 401, "message": "The token must be updated", "title": "Unauthorized"}
        }


def test_times_in_a_token_match_its_lifetime() -> None:
    clock = Clock()
    with Simulator(clock=clock, wall=lambda: 1e9 + clock.now, token_lifetime=90.0) as sim:
        sim.add_job("dcs", "id1")
        clock.now += 7
        response = login(sim)
        about = response.json()["token"]
        assert about["issued_at"] == "2001-09-09T02:03:27.000000Z"
        assert about["expires_at"] == "2001-09-09T02:04:57.000000Z"
        job = f"{sim.endpoint('dcs')}/v2/{sim.project_id}/jobs/id1"
        codes = []
        for pause in (89.5, 0.5):
            clock.now += pause
            headers = {"X-Auth-Token": response.headers["X-Subject-Token"]}
            codes.append(requests.get(job, headers=headers, timeout=10).status_code)
        assert codes == [200, 401]


def test_expiry_does_not_affect_later_tokens(sim: Simulator) -> None:
    old = login(sim).headers["X-Subject-Token"]
    sim.expire_token()
    new = login(sim).headers["X-Subject-Token"]
    projects = f"{sim.endpoint('iam')}/v3/projects"
    codes = [
        requests.get(projects, headers={"X-Auth-Token": token}, timeout=10).status_code
        for token in (old, sim.token, new)
    ]
    assert codes == [401, 401, 200]


@pytest.mark.parametrize("user", [{"password": "no"}, {"name": "nobody"}, {"domain": {"name": "other"}}])
def test_wrong_login(sim: Simulator, user: dict[str, Any]) -> None:
    response = login(sim, **user)
    assert response.status_code == 401
    assert response.json()["error"]["title"] == "Unauthorized"
    assert "X-Subject-Token" not in response.headers


def test_wrong_passwords_lock_the_user(sim: Simulator, clock: Clock) -> None:
    texts = [login(sim, password="no").json()["error"]["message"] for _attempt in range(6)]
    assert texts == ["The username or password is wrong."] * 5 + ["The account is locked."]
    assert login(sim).status_code == 401
    clock.now += 900
    assert login(sim).status_code == 201


@pytest.mark.parametrize("body", ["{}", "[]", "no", '{"auth": {"identity": {"password": {"user": 1}}}}'])
def test_bad_requests(sim: Simulator, body: str) -> None:
    response = requests.post(f"{sim.endpoint('iam')}/v3/auth/tokens", data=body, timeout=10)
    assert (response.status_code, response.json()["error"]["code"]) == (400, 400)


def test_projects_and_domains(sim: Simulator, http: requests.Session) -> None:
    sim.add_project("b" * 32, "eu-de_shop")
    projects = f"{sim.endpoint('iam')}/v3/projects"
    assert [entry["id"] for entry in http.get(projects).json()["projects"]] == [sim.project_id, "b" * 32]
    found = http.get(projects, params={"name": "eu-de_shop"}).json()
    assert [entry["id"] for entry in found["projects"]] == ["b" * 32]
    assert http.get(projects, params={"name": "nosuch"}).json() == {"projects": [], "links": {}}
    domains = http.get(f"{sim.endpoint('iam')}/v3/auth/domains").json()["domains"]
    assert [entry["name"] for entry in domains] == [sim.domain_name]
    assert requests.get(projects, timeout=10).status_code == 401


def test_projects_that_a_login_may_use(sim: Simulator, http: requests.Session) -> None:
    """See IAM API reference, "Listing Projects Accessible to an IAM User"."""
    sim.add_project("b" * 32, "eu-de_shop")
    projects = f"{sim.endpoint('iam')}/v3/auth/projects"
    found = http.get(projects).json()
    assert set(found) == {"projects", "links"}
    assert [(entry["id"], entry["name"]) for entry in found["projects"]] == [
        (sim.project_id, "eu-de"),
        ("b" * 32, "eu-de_shop"),
    ]
    assert requests.get(projects, timeout=10).status_code == 401


def test_a_token_is_verified() -> None:
    """See IAM API reference, "Verifying a Token"."""
    clock = Clock()
    with Simulator(clock=clock, wall=lambda: 1e9 + clock.now, token_lifetime=90.0) as sim:
        new = login(sim, query="?nocatalog=1")
        token = new.headers["X-Subject-Token"]
        clock.now += 7
        tokens = f"{sim.endpoint('iam')}/v3/auth/tokens"
        headers = {"X-Auth-Token": token, "X-Subject-Token": token}
        response = requests.get(f"{tokens}?nocatalog=true", headers=headers, timeout=10)
        assert (response.status_code, response.headers["X-Subject-Token"]) == (200, token)
        assert response.json() == new.json()
        with_catalog = requests.get(tokens, headers=headers, timeout=10).json()
        assert {"dcs", "elb", "iam"} <= {entry["type"] for entry in with_catalog["token"]["catalog"]}
        other = requests.get(tokens, headers={**headers, "X-Subject-Token": "no"}, timeout=10)
        assert (other.status_code, other.json()["error"]["code"]) == (404, 404)
        assert requests.get(tokens, headers={**headers, "X-Auth-Token": "no"}, timeout=10).status_code == 401


def test_sdk_finds_its_project(sim: Simulator, sdk: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdk.BasicCredentials, "_CACHE", {})
    sim.add_job("dcs", "id1")
    found = sdk.dcs_job_by_region(sim, sim.project_name)
    assert (found.job_id, found.status) == ("id1", "SUCCESS")
    lookup, query = sim.requests
    assert (lookup.service, lookup.path, lookup.query) == ("iam", "/v3/projects", {"name": "eu-de"})
    assert query.path == f"/v2/{sim.project_id}/jobs/id1"


def test_sdk_errors_for_no_project_and_for_two(
    sim: Simulator, sdk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdk.BasicCredentials, "_CACHE", {})
    sim.add_project("b" * 32, "eu-de")
    with pytest.raises(sdk.SdkException, match="Multiple project ids found") as several:
        sdk.dcs_job_by_region(sim, "eu-de")
    assert "b" * 32 in several.value.error_msg
    with pytest.raises(sdk.SdkException, match="Failed to get project id"):
        sdk.dcs_job_by_region(sim, "eu-nl")
