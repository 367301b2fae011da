# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every login method, from the options of a task to the simulator, and waits that take longer than a login is valid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from our_logins import EPOCH, Way, World, agency, connected, keys, password, polled, temporary_keys, token, wait
from simulated_clock import SimulatedClock

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from simulator import Simulator

ANOTHER = "b" * 32


# Each login method once


@pytest.mark.parametrize("service", ["dcs", "elb", "sdrs"])
@pytest.mark.parametrize(
    ("way", "more", "before"),
    [
        (token, {}, []),
        (keys, {"project_id": True}, []),
        (keys, {}, [("iam", "GET", 200)]),
        (temporary_keys, {"project_id": True}, []),
        (temporary_keys, {}, [("iam", "GET", 200)]),
        (password, {"project_id": True}, [("iam", "POST", 201)]),
        (password, {}, [("iam", "POST", 201)]),
        (agency, {"project_id": True}, [("metadata", "PUT", 200), ("metadata", "GET", 200)]),
        (agency, {}, [("metadata", "PUT", 200), ("metadata", "GET", 200), ("iam", "GET", 200)]),
    ],
)
def test_a_login_is_accepted_by_the_service(
    sim: Simulator,
    service: str,
    way: Way,
    more: dict[str, Any],
    before: list[tuple[str, str, int]],
) -> None:
    for job_id in ("id1", "id2"):
        sim.add_job(service, job_id)
    project = {"project_id": sim.project_id} if more else {}
    connection = connected(sim, service, **{**way(sim), **project})
    for job_id in ("id1", "id2"):
        assert connection.targets[0].location.poll(job_id).body["status"] == "SUCCESS"
    # Everything that must be requested or looked up is requested or looked up once.
    assert polled(sim) == [*before, (service, "GET", 200), (service, "GET", 200)]
    assert all(entry.headers["x-project-id"] == sim.project_id for entry in sim.queries())


@pytest.mark.parametrize("way", [keys, password, agency])
def test_a_project_by_name(sim: Simulator, way: Way) -> None:
    sim.add_project(ANOTHER, "eu-de_shop")
    sim.add_job("elb", "id1")
    connection = connected(sim, project_name="eu-de_shop", **way(sim))
    assert connection.targets[0].location.poll("id1").body["status"] == "SUCCESS"
    assert sim.queries()[0].path == f"/elb/v1.0/{ANOTHER}/jobs/id1"


@pytest.mark.parametrize("way", [keys, password, agency])
def test_a_missing_project(sim: Simulator, way: Way) -> None:
    connection = connected(sim, project_name="eu-de_none", **way(sim))
    with pytest.raises(Final) as refused:
        connection.targets[0].location.poll("id1")
    assert "project" in refused.value.message + refused.value.hint
    assert sim.queries() == []


def test_requested_secrets_are_known(sim: Simulator) -> None:
    for way in (password, agency):
        sim.add_job("elb", "id1")
        connection = connected(sim, **way(sim))
        connection.targets[0].location.poll("id1")
        (query,) = sim.queries()
        sent = {query.headers[name] for name in ("x-auth-token", "x-security-token") if name in query.headers}
        assert sent
        assert sent <= connection.secrets.values
        metadata_tokens = {entry.headers.get("x-metadata-token") for entry in sim.requests} - {None}
        assert metadata_tokens <= connection.secrets.values
        sim.reset()


# The agency


@pytest.mark.parametrize("status", [404, 405, 503])
def test_an_agency_behind_a_metadata_service_without_tokens(sim: Simulator, status: int) -> None:
    sim.metadata(v1_status=status)
    sim.add_job("elb", "id1")
    assert connected(sim, project_id=sim.project_id, **agency(sim)).targets[0].location.poll("id1").http_status == 200
    assert polled(sim) == [("metadata", "PUT", status), ("metadata", "GET", 200), ("elb", "GET", 200)]
    assert "x-metadata-token" not in sim.requests[1].headers


def test_a_refused_metadata_token_is_renewed_once(sim: Simulator) -> None:
    sim.add_job("elb", "id1")
    sim.fault("unauthorized", service="metadata", skip=1)
    assert connected(sim, project_id=sim.project_id, **agency(sim)).targets[0].location.poll("id1").http_status == 200
    (first, second) = (entry.headers["x-metadata-token"] for entry in sim.requests[1:4:2])
    assert first != second
    assert polled(sim) == [
        ("metadata", "PUT", 200),
        ("metadata", "GET", 401),
        ("metadata", "PUT", 200),
        ("metadata", "GET", 200),
        ("elb", "GET", 200),
    ]


def test_expired_metadata_tokens_do_not_matter(sim: Simulator) -> None:
    sim.add_job("elb", "id1")
    connection = connected(sim, project_id=sim.project_id, **agency(sim))
    connection.targets[0].location.poll("id1")
    sim.metadata(expire_tokens=True)
    assert connection.targets[0].location.login.renew(LoginRefused("no"))
    assert connection.targets[0].location.poll("id1").http_status == 200


def test_a_metadata_service_that_keeps_refusing_is_an_error(sim: Simulator) -> None:
    sim.fault("unauthorized", service="metadata", skip=1)
    sim.fault("unauthorized", service="metadata", skip=2)  # does not count requests of the other fault
    with pytest.raises(Final, match=r"HTTP 401 .*the metadata service returned no keys"):
        connected(sim, project_id=sim.project_id, **agency(sim)).targets[0].location.poll("id1")
    assert [entry.method for entry in sim.requests] == ["PUT", "GET", "PUT", "GET"]


@pytest.mark.parametrize("v1_status", [None, 404])
def test_no_agency_is_reported_after_one_try(sim: Simulator, v1_status: int | None) -> None:
    sim.metadata(v1_status=v1_status, agency=False)
    connection = connected(sim, project_id=sim.project_id, job_ids=["id1", "id2"], **agency(sim))
    outcome = wait(connection)
    assert isinstance(outcome.error, Final)
    message = outcome.wait_result()["msg"]
    assert "Please configure Cloud Service Agency first" in message
    assert "works only on an ECS of the cloud that has an agency" in message
    assert [entry.method for entry in sim.requests] == ["PUT", "GET"]
    assert [job.state for job in outcome.jobs] == ["unknown", "unknown"]


# Waits that take longer than a login is valid, with one clock for waiter, logins, and simulator


@pytest.mark.parametrize("service", ["dcs", "elb", "sdrs"])
@pytest.mark.parametrize("lifetime", [60.0, 3600.0, 86400.0])
def test_a_password_survives_expiring_tokens(world: Callable[..., World], service: str, lifetime: float) -> None:
    here = world(token_lifetime=lifetime)
    for job_id, end in (("id1", 3 * lifetime), ("id2", 2 * lifetime)):
        here.sim.add_job(service, job_id, steps=[(0, "RUNNING"), (end, "SUCCESS")])
    plan = Plan(timeout=4 * lifetime, max_interval=max(10.0, lifetime / 100))
    outcome = here.wait(here.password(), "id1", "id2", plan=plan, service=service)
    assert [job.state for job in outcome.jobs] == ["succeeded", "succeeded"]
    assert here.count("POST", "/auth/tokens") in (3, 4)
    # Each one was requested before the previous one expired, so no query was refused.
    assert here.refused() == 0


@pytest.mark.parametrize("lifetime", [900.0, 86400.0])
def test_an_agency_survives_expiring_keys(world: Callable[..., World], lifetime: float) -> None:
    here = world(agency_lifetime=lifetime)
    for job_id, end in (("id1", 3 * lifetime), ("id2", 2 * lifetime)):
        here.sim.add_job("elb", job_id, steps=[(0, "RUNNING"), (end, "SUCCESS")])
    plan = Plan(timeout=4 * lifetime, max_interval=max(10.0, lifetime / 100))
    outcome = here.wait(here.agency(), "id1", "id2", plan=plan)
    assert [job.state for job in outcome.jobs] == ["succeeded", "succeeded"]
    assert here.count("GET", "/securitykey") in (3, 4)
    assert here.refused() == 0
    assert here.sim.bad_signatures == {}


@pytest.mark.parametrize("overlap", [0.0, 30.0, 600.0])
def test_an_agency_whose_keys_stay_the_same_for_a_while(world: Callable[..., World], overlap: float) -> None:
    here = world(agency_lifetime=3600.0, agency_overlap=overlap)
    here.sim.add_job("elb", "id1", steps=[(0, "RUNNING"), (3 * 3600.0, "SUCCESS")])
    outcome = here.wait(here.agency(), "id1")
    assert [job.state for job in outcome.jobs] == ["succeeded"]
    # Keys are requested repeatedly shortly before they expire, but not for every query.
    assert here.count("GET", "/securitykey") <= 40
    assert here.refused() == 0


@pytest.mark.parametrize("way", ["password", "agency"])
def test_a_login_that_expires_early_is_renewed(world: Callable[..., World], way: str) -> None:
    here = world()
    here.sim.add_job("elb", "id1", steps=[(0, "RUNNING"), (100, "SUCCESS")])
    here.sim.fault("unauthorized", service="elb", skip=5)
    here.sim.fault("unauthorized", service="elb", skip=10)
    outcome = here.wait(getattr(here, way)(), "id1")
    assert [job.state for job in outcome.jobs] == ["succeeded"]
    assert here.count("POST", "/auth/tokens") + here.count("GET", "/securitykey") == 3
    assert here.refused() == 2


def test_an_expired_token_ends_the_wait(world: Callable[..., World]) -> None:
    here = world(token_lifetime=600.0)
    for job_id, steps in {
        "id1": [(0, "RUNNING"), (1800, "SUCCESS")],
        "id2": [(0, "INIT"), (1800, "SUCCESS")],
        "id3": [(0, "RUNNING"), (30, "SUCCESS")],
        "id4": [(0, "RUNNING"), (30, "FAIL")],
    }.items():
        here.sim.add_job("elb", job_id, steps=steps, fail_reason="quota")
    outcome = here.wait(TokenLogin(here.sim.token), "id1", "id2", "id3", "id4")
    assert isinstance(outcome.error, LoginRefused)
    assert [job.status for job in outcome.jobs] == ["RUNNING", "INIT", "SUCCESS", "FAIL"]
    result = outcome.wait_result()
    assert (result["pending_jobs"], result["failed_jobs"], result["timed_out"]) == (["id1", "id2"], ["id4"], False)
    assert "The token must be updated" in result["msg"]
    assert "request a new one" in result["msg"]
    assert "quota" in result["msg"]
    assert here.refused() == 1
    assert 600 <= outcome.elapsed < 660


# Logins are not locked


@pytest.mark.parametrize("rate", [1.0, 20.0, 1000.0])
@pytest.mark.parametrize("count", [1, 200])
@pytest.mark.parametrize("wrong", ["keys", "temporary_keys", "password", "look-up", "agency"])
def test_a_wrong_login_locks_nothing(sim: Simulator, count: int, rate: float, wrong: str) -> None:
    ids = [f"job-{number}" for number in range(count)]
    # Slow responses encourage several concurrent queries.
    kind: tuple[str, dict[str, Any]] = ("slow", {"seconds": 0.02}) if wrong != "agency" else ("unauthorized", {})
    sim.fault(kind[0], service="elb", times=None, **kind[1])
    project = {} if wrong == "look-up" else {"project_id": sim.project_id}
    task = {
        "keys": {**keys(sim), "secret_key": "wrong"},
        "temporary_keys": {**temporary_keys(sim), "secret_key": "wrong"},
        "password": {**password(sim), "password": "wrong"},
        "look-up": {**keys(sim), "secret_key": "wrong"},
        "agency": agency(sim),
    }[wrong]
    connection = connected(sim, job_ids=ids, **{**project, **task})
    outcome = wait(connection, Plan(timeout=60.0, max_rate=rate))
    assert outcome.error is not None
    assert not outcome.error.retryable
    assert outcome.wait_result()["failed"]
    # This includes queries that were pending at the end.
    assert outcome.polls == {"password": 0, "look-up": 0, "agency": 2}.get(wrong, 1)
    assert [entry.status for entry in sim.requests].count(401) == (2 if wrong == "agency" else 1)
    if wrong == "password":
        for _attempt in range(5):
            with pytest.raises(Final):
                connection.targets[0].location.poll("id1")
    assert sum(sim.bad_signatures.values()) + sim.bad_passwords == (0 if wrong == "agency" else 1)


@pytest.mark.parametrize("wrong", ["keys", "password"])
def test_after_five_tasks_the_message_warns_of_the_lock(sim: Simulator, wrong: str) -> None:
    """A single task does not lock a login, but several tasks with the same mistake can. The message then says so."""
    task = {
        "keys": {**keys(sim), "secret_key": "wrong", "project_id": sim.project_id},
        "password": {**password(sim), "password": "wrong"},
    }[wrong]
    messages = [wait(connected(sim, **task)).wait_result()["msg"] for _task in range(6)]
    assert all("lock" in message for message in messages[5:])
    if wrong == "keys":
        assert "Check access_key and secret_key" in messages[4]
        assert "The access key is locked" in messages[5]


@pytest.mark.parametrize("rate", [20.0, 1000.0])
def test_one_query_at_a_time_until_the_login_is_accepted(sim: Simulator, rate: float) -> None:
    """Also if there is no response at first, after which the API is known to be slow."""
    sim.fault("hang", service="elb", times=1)
    sim.fault("slow", service="elb", times=None, seconds=0.4)
    task = {**keys(sim), "secret_key": "wrong", "project_id": sim.project_id}
    ids = [f"job-{number}" for number in range(50)]
    connection = connected(sim, request_timeout=0.8, job_ids=ids, **task)
    outcome = wait(connection, Plan(timeout=60.0, max_rate=rate))
    assert isinstance(outcome.error, LoginRefused)
    assert outcome.polls == 2
    assert sim.bad_signatures == {sim.access_key: 1}


# Clocks


@pytest.mark.parametrize(
    ("minutes", "reported"), [(20, "20 minutes ahead of"), (-20, "20 minutes behind"), (90, "90 min")]
)
@pytest.mark.parametrize("way", ["keys", "agency"])
def test_a_wrong_clock_is_reported_in_minutes(
    world: Callable[..., World], minutes: int, reported: str, way: str
) -> None:
    here = world()
    sim = here.sim
    sim.add_job("elb", "id1")

    def ours() -> datetime:
        return here.now() + timedelta(minutes=minutes)

    auth: Login = KeyLogin(sim.access_key, sim.secret_key, now=ours)
    if way == "agency":
        auth = AgencyLogin(Http(Transport()), sim.endpoint("metadata"), here.clock.now, ours)
    outcome = here.wait(auth, "id1")
    assert isinstance(outcome.error, LoginRefused)
    assert f"The clock of this machine is {reported}" in outcome.wait_result()["msg"]
    assert sum(sim.bad_signatures.values()) <= 2


@pytest.mark.parametrize("minutes", [-14, 14])
@pytest.mark.parametrize("way", ["keys", "agency"])
def test_a_small_clock_difference_is_accepted(world: Callable[..., World], minutes: int, way: str) -> None:
    here = world(agency_lifetime=3600.0)
    sim = here.sim
    sim.add_job("elb", "id1", steps=[(0, "RUNNING"), (3 * 3600.0, "SUCCESS")])

    def ours() -> datetime:
        return here.now() + timedelta(minutes=minutes)

    auth: Login = KeyLogin(sim.access_key, sim.secret_key, now=ours)
    if way == "agency":
        auth = AgencyLogin(Http(Transport()), sim.endpoint("metadata"), here.clock.now, ours)
    outcome = here.wait(auth, "id1")
    assert [job.state for job in outcome.jobs] == ["succeeded"]
    assert here.count("GET", "/securitykey") <= (5 if way == "agency" else 0)


@pytest.mark.parametrize("offset", [-7200.0, 7200.0])
def test_a_wrong_clock_does_not_affect_tokens(offset: float) -> None:
    clock = SimulatedClock()
    here = World(clock, token_lifetime=3600.0)
    here.sim = Simulator(clock=clock.now, wall=lambda: EPOCH + offset + clock.time, token_lifetime=3600.0)
    with here.sim:
        here.sim.add_job("elb", "id1", steps=[(0, "RUNNING"), (3 * 3600.0, "SUCCESS")])
        outcome = here.wait(here.password(), "id1")
        assert [job.state for job in outcome.jobs] == ["succeeded"]
        assert here.count("POST", "/auth/tokens") in (3, 4)
