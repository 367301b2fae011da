# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs match the documents and follow their timelines. ``test_services`` covers what differs by service."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import requests

from simulator import Clock, Simulator

BEGIN = 1684191545.379
"""2023-05-15T22:59:05.379Z"""


def raw(sim: Simulator, http: requests.Session, service: str, job_id: str) -> Any:
    """The body of a job's query."""
    version = {"dcs": "v2", "elb": "v1.0", "sdrs": "v1"}[service]
    response = http.get(f"{sim.endpoint(service)}/{version}/{sim.project_id}/jobs/{job_id}")
    assert response.status_code == 200
    assert response.headers["X-Request-Id"]
    return response.json()


def test_dcs_documented_example(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    steps = [(0, "INIT"), (2.869, "SUCCESS")]
    sim.add_job("dcs", "ff8080818822bbf70188235afc24141a", steps=steps, begin=BEGIN)
    clock.now += 3
    assert list(raw(sim, http, "dcs", "ff8080818822bbf70188235afc24141a").items()) == [
        ("job_id", "ff8080818822bbf70188235afc24141a"),
        ("job_type", "masterStandbySwapJob"),
        ("status", "SUCCESS"),
        ("begin_time", "1684191545379"),
        ("end_time", "1684191548248"),
        ("fail_reason", None),
    ]


def test_elb_documented_example(sim: Simulator, http: requests.Session) -> None:
    entities = {"elb": {"id": "ef265755daf84333baf4ddc1d91cbc2f", "status": "ACTIVE", "bandwidth": 1}}
    sim.add_job("elb", "id1", steps=[(0, "SUCCESS")], entities=entities, job_type="createELB", begin=BEGIN)
    assert list(raw(sim, http, "elb", "id1").items()) == [
        ("status", "SUCCESS"),
        ("entities", entities),
        ("job_id", "id1"),
        ("job_type", "createELB"),
        ("begin_time", "2023-05-15T22:59:05.379Z"),
        ("end_time", "2023-05-15T22:59:05.379Z"),
        ("error_code", None),
        ("fail_reason", None),
    ]


@pytest.mark.parametrize(("service", "busy_end"), [("dcs", None), ("elb", ""), ("sdrs", None)])
def test_end_time_while_it_runs(sim: Simulator, http: requests.Session, service: str, busy_end: str | None) -> None:
    sim.add_job(service, "own", steps=[(0, "RUNNING")])
    assert raw(sim, http, service, "own")["end_time"] == busy_end
    for other in (None, "", "2018"):
        sim.add_job(service, "told", steps=[(0, "RUNNING")], end_time_while_running=other)
        assert raw(sim, http, service, "told")["end_time"] == other
    sim.add_job(service, "absent", steps=[(0, "RUNNING")], end_time_while_running="absent")
    assert "end_time" not in raw(sim, http, service, "absent")


def test_timeline_follows_the_clock(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    sim.add_job("elb", "id1", steps=[(0, "INIT"), (1, "RUNNING"), (3, "SUCCESS")], begin=BEGIN)
    seen = []
    for _attempt in range(5):
        seen.append(raw(sim, http, "elb", "id1")["status"])
        clock.now += 0.99
    assert seen == ["INIT", "INIT", "RUNNING", "RUNNING", "SUCCESS"]
    assert raw(sim, http, "elb", "id1")["end_time"] == "2023-05-15T22:59:08.379Z"


def test_whole_bodies_and_extra_keys(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    sim.add_job("sdrs", "steps", steps=[(0, {"status": None}), (1, "SUCCESS")])
    assert raw(sim, http, "sdrs", "steps") == {"status": None}
    clock.now += 1
    assert raw(sim, http, "sdrs", "steps")["status"] == "SUCCESS"
    sim.add_job("sdrs", "body", body={"anything": [1]})
    assert raw(sim, http, "sdrs", "body") == {"anything": [1]}
    sim.add_job("sdrs", "extra", extra={"message": "m", "status": "other"})
    assert raw(sim, http, "sdrs", "extra")["message"] == "m"
    assert raw(sim, http, "sdrs", "extra")["status"] == "other"


def test_sub_jobs_of_elb_are_at_the_top_level(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    sub = {"job_id": "s1", "job_type": "sub", "steps": [(0, "RUNNING"), (2, "FAIL")], "fail_reason": "no"}
    sim.add_job("elb", "id1", steps=[(0, "RUNNING")], sub_jobs=[sub, {"status": "as given"}])
    before = raw(sim, http, "elb", "id1")["sub_jobs"]
    assert (before[0]["status"], before[0]["fail_reason"], before[1]) == ("RUNNING", None, {"status": "as given"})
    clock.now += 2
    after = raw(sim, http, "elb", "id1")["sub_jobs"][0]
    assert (after["status"], after["fail_reason"]) == ("FAIL", "no")
    sim.add_job("elb", "id2", sub_jobs="")
    assert raw(sim, http, "elb", "id2")["sub_jobs"] == ""


def test_given_entities_are_not_modified(sim: Simulator, http: requests.Session) -> None:
    entities = {"server_group_id": "g"}
    sim.add_job("sdrs", "id1", entities=entities, sub_jobs=[{"status": "FAIL"}])
    assert raw(sim, http, "sdrs", "id1")["entities"] == {"server_group_id": "g", "sub_jobs": [{"status": "FAIL"}]}
    assert entities == {"server_group_id": "g"}


def test_an_unknown_job_appears_later(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    sim.add_job("dcs", "id1", steps=[(0, "RUNNING")], visible_after=2)
    with pytest.raises(sdk.ClientRequestException) as refused:
        sdk.job(sim, "dcs", "id1")
    assert refused.value.status_code == 404
    clock.now += 2
    assert sdk.job(sim, "dcs", "id1").status == "RUNNING"


def test_services_do_not_share_jobs(sim: Simulator, http: requests.Session) -> None:
    sim.add_job("dcs", "id1")
    assert http.get(f"{sim.endpoint('sdrs')}/v1/{sim.project_id}/jobs/id1").status_code == 404


def test_bad_jobs_are_refused(sim: Simulator) -> None:
    with pytest.raises(ValueError, match="no such service"):
        sim.add_job("nosuch", "id1")
    with pytest.raises(ValueError, match="order of time"):
        sim.add_job("dcs", "id1", steps=[(1, "RUNNING"), (0, "INIT")])
    with pytest.raises(ValueError, match="at least one"):
        sim.add_job("dcs", "id1", steps=[])
