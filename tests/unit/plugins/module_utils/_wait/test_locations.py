# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One wait for jobs of several services, regions, and projects: one deadline, one login, and a rate per endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from simulated_clock import SimulatedClock
from tasks import connected

from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter
from simulator import Simulator

SIX = ("dcs", "elb", "sdrs", "ecs", "evs", "ims")
ONCE = Plan(pauses=())
INFO = Plan(pauses=(1.0, 2.0))


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def sim(clock: SimulatedClock) -> Iterator[Simulator]:
    with Simulator(clock=clock.now) as simulator:
        yield simulator


def waited(sim: Simulator, clock: SimulatedClock, jobs: dict[str, list[str]], plan: Plan, **login: Any) -> Outcome:
    """The outcome of a wait for jobs of several services, by default with the simulator's token."""
    entries = [{"service": name, "endpoint": sim.endpoint(name), "job_ids": ids} for name, ids in jobs.items()]
    task = {"service": None, "job_ids": None, "token": sim.token, "project_id": sim.project_id, **login}
    connection = connected(jobs=entries, **task)
    return Waiter(connection.connection, connection.targets, plan, clock=clock).run()


def test_results_are_in_the_order_of_the_entries(sim: Simulator, clock: SimulatedClock) -> None:
    for seconds, name in enumerate(SIX):
        sim.add_job(name, "same", steps=[(0, "RUNNING"), (10 - seconds, "SUCCESS")])
    outcome = waited(sim, clock, {name: ["same"] for name in SIX}, Plan(timeout=60.0))
    assert [(job.service, job.job_id, job.state) for job in outcome.jobs] == [
        (name, "same", "succeeded") for name in SIX
    ]
    assert outcome.polls == len(sim.queries())


def test_one_deadline_applies_to_all(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "slow", steps=[(0, "RUNNING")])
    sim.add_job("ecs", "done")
    outcome = waited(sim, clock, {"elb": ["slow"], "ecs": ["done", "unknown"]}, Plan(timeout=5.0, missing_grace=99.0))
    result = outcome.wait_result()
    assert (result["timed_out"], result["pending_jobs"]) == (True, ["slow", "unknown"])
    assert 4.9 < result["elapsed"] <= 5.0


def test_a_wrong_key_is_sent_once_for_six_locations(sim: Simulator, clock: SimulatedClock) -> None:
    keys = {"token": None, "access_key": sim.access_key, "secret_key": "wrong"}
    outcome = waited(sim, clock, {name: ["a", "b"] for name in SIX}, Plan(timeout=60.0), **keys)
    assert sim.bad_signatures == {sim.access_key: 1}
    assert len(sim.requests) == 1
    assert "The query of dcs jobs failed (project " in outcome.wait_result()["msg"]
    assert f"endpoint {sim.endpoint('dcs')}): HTTP 401" in outcome.wait_result()["msg"]


def test_a_wrong_password_is_sent_once_for_six_projects(sim: Simulator, clock: SimulatedClock) -> None:
    user = {"token": None, "username": sim.username, "password": "wrong", "domain_name": sim.domain_name}
    entries = [{"service": "elb", "project_id": f"p{n}", "job_ids": ["a", "b"]} for n in range(6)]
    where = {"endpoint": sim.endpoint("elb"), "iam_endpoint": sim.endpoint("iam"), "job_ids": None, "project_id": None}
    connection = connected(jobs=entries, **user, **where)
    Waiter(connection.connection, connection.targets, Plan(timeout=60.0), clock=clock).run()
    assert (sim.bad_passwords, len(sim.requests)) == (1, 1)


def test_a_user_has_a_token_for_each_project(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_project("another", "eu-de_another")
    sim.add_job("elb", "a")
    user = {"token": None, "username": sim.username, "password": sim.password, "domain_name": sim.domain_name}
    entries = [{"project_id": sim.project_id, "job_id": "a"}, {"project_name": "eu-de_another", "job_id": "b"}]
    where = {"endpoint": sim.endpoint("elb"), "iam_endpoint": sim.endpoint("iam"), "job_ids": None, "project_id": None}
    connection = connected(jobs=entries, **user, **where)
    outcome = Waiter(connection.connection, connection.targets, Plan(timeout=9.0, missing_grace=0), clock=clock).run()
    assert [job.state for job in outcome.jobs] == ["succeeded", "missing"]
    tokens = [record.headers["x-auth-token"] for record in sim.queries()]
    assert len(set(tokens)) == len(tokens) == 2
    assert f"elb does not know job b (project another, endpoint {sim.endpoint('elb')})" in outcome.info_result()["msg"]


def test_each_endpoint_has_its_own_rate(sim: Simulator, clock: SimulatedClock) -> None:
    ids = [f"j{n}" for n in range(20)]
    for name in ("elb", "ecs"):
        for job_id in ids:
            sim.add_job(name, job_id)
    start = clock.now()
    waited(sim, clock, {"elb": ids, "ecs": ids}, Plan(timeout=60.0, max_rate=2.0))
    # Twenty queries at two per second, at both endpoints at the same time.
    assert clock.now() - start == pytest.approx(9.5)


def test_throttling_at_one_endpoint_does_not_slow_down_others(sim: Simulator, clock: SimulatedClock) -> None:
    ids = [f"j{n}" for n in range(10)]
    for name in ("elb", "ecs"):
        for job_id in ids:
            sim.add_job(name, job_id)
    sim.fault("throttle", "elb", times=3, retry_after=20)
    waited(sim, clock, {"elb": ids, "ecs": ids}, Plan(timeout=120.0, max_rate=10.0))
    last = {name: max(record.at for record in sim.queries(name)) for name in ("elb", "ecs")}
    assert last["ecs"] < last["elb"] - 20


def test_an_unreachable_endpoint_ends_the_wait_after_the_grace(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("ecs", "slow", steps=[(0, "RUNNING")])
    sim.fault("reset", "elb", times=None)
    outcome = waited(sim, clock, {"ecs": ["slow"], "elb": ["a"]}, Plan(timeout=600.0, missing_grace=10.0))
    result = outcome.wait_result()
    assert result["msg"].startswith("The query of elb jobs failed (project ")
    assert "was lost before the response arrived" in result["msg"]
    assert result["pending_jobs"] == ["slow", "a"]
    assert 10.0 <= result["elapsed"] < 21.0


def test_job_info_gives_up_only_on_unreachable_endpoints(sim: Simulator, clock: SimulatedClock) -> None:
    for job_id in "ab":
        sim.add_job("ecs", job_id)
    sim.fault("reset", "elb", times=None)
    outcome = waited(sim, clock, {"elb": ["x", "y", "z"], "ecs": ["a", "b"]}, INFO)
    assert [job.state for job in outcome.jobs] == ["unknown", "unknown", "unknown", "succeeded", "succeeded"]
    assert len(sim.queries("elb")) == 3
    assert outcome.info_result()["msg"].startswith("No status for elb jobs x, y, z (project ")


def test_fail_fast_ends_the_wait_at_all_locations(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "bad", steps=[(0, "FAIL")])
    sim.add_job("ecs", "slow", steps=[(0, "RUNNING")])
    outcome = waited(sim, clock, {"ecs": ["slow"], "elb": ["bad"]}, Plan(timeout=600.0, fail_fast=True))
    result = outcome.wait_result()
    assert (result["failed_jobs"], result["pending_jobs"], result["timed_out"]) == (["bad"], ["slow"], False)


def test_one_round_means_one_query_at_every_location(sim: Simulator, clock: SimulatedClock) -> None:
    for name in SIX:
        sim.add_job(name, "a", steps=[(0, "RUNNING")])
    waited(sim, clock, {name: ["a"] for name in SIX}, ONCE)
    assert [len(sim.queries(name)) for name in SIX] == [1] * 6
