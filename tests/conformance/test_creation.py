# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create and delete calls of ELB v1.0 and SDRS, with plain HTTP, because the SDK has no client for ELB v1.0."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from simulator import Clock, Simulator

BALANCER = {"name": "web", "vpc_id": "v", "type": "External", "bandwidth": 5, "admin_state_up": True}
GROUP = {
    "name": "web",
    "source_availability_zone": "eu-de-01",
    "target_availability_zone": "eu-de-02",
    "domain_id": "d",
    "source_vpc_id": "v",
}


def balancers(sim: Simulator) -> str:
    return f"{sim.endpoint('elb')}/v1.0/{sim.project_id}/elbaas/loadbalancers"


def groups(sim: Simulator) -> str:
    return f"{sim.endpoint('sdrs')}/v1/{sim.project_id}/server-groups"


def statuses(get: Any, clock: Clock) -> list[str]:
    """The status of a job now, after two seconds, and after six seconds."""
    seen = [get()["status"]]
    for seconds in (2, 4):
        clock.now += seconds
        seen.append(get()["status"])
    return seen


def test_load_balancer(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    response = http.post(balancers(sim), json=BALANCER)
    assert response.status_code == 200
    job_id = response.json()["job_id"]
    assert response.json() == {"uri": f"/v1.0/{sim.project_id}/jobs/{job_id}", "job_id": job_id}
    job = sim.endpoint("elb") + response.json()["uri"]
    assert http.get(job).json()["entities"] == {}
    assert statuses(lambda: http.get(job).json(), clock) == ["INIT", "RUNNING", "SUCCESS"]
    made = http.get(job).json()
    assert made["job_type"] == "createELB"
    entity = made["entities"]["elb"]
    assert {key: entity[key] for key in BALANCER} == BALANCER
    assert (entity["status"], entity["tenant_id"]) == ("ACTIVE", sim.project_id)
    assert not [query for query in sim.queries() if query.path.endswith("loadbalancers")]

    gone = http.delete(f"{balancers(sim)}/{entity['id']}").json()
    job = sim.endpoint("elb") + gone["uri"]
    assert http.get(job).json()["entities"] == {"elb_id": entity["id"]}
    assert statuses(lambda: http.get(job).json(), clock) == ["INIT", "RUNNING", "SUCCESS"]
    assert http.get(job).json()["job_type"] == "deleteELB"
    again = http.delete(f"{balancers(sim)}/{entity['id']}")
    assert (again.status_code, again.json()["error"]["code"]) == (400, "ELB.1003")


def test_load_balancer_is_read_changed_and_deleted(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    http.post(balancers(sim), json=BALANCER)
    http.post(balancers(sim), json={**BALANCER, "name": "other"})
    (found,) = http.get(balancers(sim), params={"name": "web"}).json()["loadbalancers"]
    one = f"{balancers(sim)}/{found['id']}"
    assert (found["status"], http.get(one).json()) == ("PENDING_CREATE", found)
    clock.now += 6
    assert http.get(one).json()["status"] == "ACTIVE"
    changed = http.put(one, json={"bandwidth": 7}).json()
    assert http.get(one).json()["bandwidth"] == 5
    assert statuses(lambda: http.get(sim.endpoint("elb") + changed["uri"]).json(), clock)[-1] == "SUCCESS"
    assert http.get(one).json()["bandwidth"] == 7
    http.delete(one)
    assert http.get(one).json()["status"] == "PENDING_DELETE"
    clock.now += 6
    gone = http.get(one)
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "ELB.1003")


def test_load_balancer_that_fails(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    job = sim.endpoint("elb") + http.post(balancers(sim), json={**BALANCER, "name": "fail-1"}).json()["uri"]
    assert statuses(lambda: http.get(job).json(), clock) == ["INIT", "RUNNING", "FAIL"]
    failed = http.get(job).json()
    assert (failed["error_code"], bool(failed["fail_reason"]), failed["entities"]) == ("ELB.1014", True, {})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": None}, "ELB.1001"),
        ({"vpc_id": ""}, "ELB.1001"),
        ({"admin_state_up": None}, "ELB.1001"),
        ({"admin_state_up": "true"}, "ELB.1001"),
        ({"name": "a b"}, "ELB.1021"),
        ({"name": "x" * 65}, "ELB.1021"),
        ({"type": "external"}, "ELB.1041"),
        ({"bandwidth": None}, "ELB.1051"),
        ({"bandwidth": 1001}, "ELB.1051"),
        ({"type": "Internal"}, "ELB.1001"),
    ],
)
def test_load_balancer_refused(sim: Simulator, http: requests.Session, change: Any, code: str) -> None:
    response = http.post(balancers(sim), json={**BALANCER, **change})
    assert (response.status_code, response.json()["error"]["code"]) == (400, code)
    assert http.post(balancers(sim), data="no").json()["error"]["code"] == "ELB.0002"


def test_internal_load_balancer(sim: Simulator, http: requests.Session) -> None:
    body = {**BALANCER, "type": "Internal", "vip_subnet_id": "s", "security_group_id": "g"}
    assert http.post(balancers(sim), json=body).status_code == 200


def test_protection_group(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    response = http.post(groups(sim), json={"server_group": GROUP})
    assert (response.status_code, list(response.json())) == (200, ["job_id"])
    job = f"{sim.endpoint('sdrs')}/v1/{sim.project_id}/jobs/{response.json()['job_id']}"
    assert statuses(lambda: http.get(job).json(), clock) == ["INIT", "RUNNING", "SUCCESS"]
    made = http.get(job).json()
    assert [sub["status"] for sub in made["entities"]["sub_jobs"]] == ["SUCCESS"]
    group = f"{groups(sim)}/{made['entities']['server_group_id']}"
    assert http.delete(group).status_code == 200
    assert http.delete(group).status_code == 404


def test_protection_group_is_read_and_deleted(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    http.post(groups(sim), json={"server_group": GROUP})
    (found,) = http.get(groups(sim), params={"name": "web"}).json()["server_groups"]
    one = f"{groups(sim)}/{found['id']}"
    assert http.get(one).json() == {"server_group": found}
    assert found["status"] == "creating"
    clock.now += 6
    assert http.get(one).json()["server_group"]["status"] == "available"
    assert http.post(f"{one}/action", json={"start-server-group": {}}).status_code == 200
    clock.now += 6
    assert http.get(one).json()["server_group"]["status"] == "protected"
    http.delete(one)
    clock.now += 6
    assert (http.get(one).status_code, http.get(one).json()["error"]["code"]) == (404, "SDRS.1013")


def test_protection_group_that_fails(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    created = http.post(groups(sim), json={"server_group": {**GROUP, "name": "failing"}}).json()["job_id"]
    job = f"{sim.endpoint('sdrs')}/v1/{sim.project_id}/jobs/{created}"
    assert statuses(lambda: http.get(job).json(), clock) == ["INIT", "RUNNING", "FAIL"]
    failed = http.get(job).json()
    assert (failed["error_code"], bool(failed["fail_reason"])) == ("SDRS.0226", True)
    assert failed["entities"]["sub_jobs"][0]["error_code"] == "SDRS.0226"


@pytest.mark.parametrize("change", [{"name": "a b"}, *({key: None} for key in GROUP)])
def test_protection_group_refused(sim: Simulator, http: requests.Session, change: Any) -> None:
    response = http.post(groups(sim), json={"server_group": {**GROUP, **change}})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "SDRS.0201")
    assert http.post(groups(sim), json=GROUP).status_code == 400


def test_creating_needs_a_login(sim: Simulator) -> None:
    for url in (balancers(sim), groups(sim)):
        assert requests.post(url, json=BALANCER, timeout=10).status_code == 401
