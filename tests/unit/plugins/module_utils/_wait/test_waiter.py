# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiter over real HTTP. If time matters, the waiter and the simulator share a simulated clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from simulated_clock import HangingClock, LatencyClock, SimulatedClock
from waiting import location_of, waiter_at

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin, User
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Location
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.reporter import Reporter
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter
from simulator import Simulator


class Recorder(Reporter):
    """Records what is reported."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, float]] = []

    def changed(self, job: Job, elapsed: float) -> None:
        self.lines.append((job.job_id, job.status or job.state, round(elapsed, 1)))

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        self.lines.append(("heartbeat", str(len(jobs)), round(elapsed, 1)))

    def retrying(self, error: CallError, elapsed: float) -> None:
        self.lines.append(("fault", str(error.http_status), round(elapsed, 1)))


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def sim(clock: SimulatedClock) -> Iterator[Simulator]:
    with Simulator(clock=clock.now, create_seconds=6.0) as simulator:
        yield simulator


def waiter_of(
    sim: Simulator,
    plan: Plan,
    *job_ids: str,
    clock: Clock | None = None,
    auth: Login | None = None,
    reporter: Reporter | None = None,
    timeout: float = 5.0,
    service: str = "elb",
) -> Waiter:
    location = location_of(sim, service, login=auth, transport=Transport(timeout=timeout))
    return waiter_at(location, plan, job_ids, reporter, clock)


def states(outcome: Outcome) -> list[str]:
    return [job.state for job in outcome.jobs]


WAIT = Plan(timeout=1800.0)


def test_a_finished_job_costs_one_request_and_no_sleep(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "SUCCESS")])
    outcome = waiter_of(sim, WAIT, "a", clock=clock).run()
    assert states(outcome) == ["succeeded"]
    assert (outcome.polls, len(sim.queries()), clock.sleeps, outcome.elapsed) == (1, 1, 0, 0.0)


def test_a_failed_job_ends_the_wait_at_the_next_query(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING"), (4.5, "FAIL")], fail_reason="quota", error_code="ELB.1014")
    outcome = waiter_of(sim, WAIT, "a", clock=clock).run()
    assert [query.at - 1000 for query in sim.queries()] == [0, 1, 2, 3, 4, 5]
    assert outcome.wait_result()["fail_reason"] == "quota"
    assert outcome.wait_result()["msg"] == "elb job a (createELB) failed with status FAIL: quota (ELB.1014)."


def test_one_connection_serves_the_whole_wait(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "INIT"), (30, "RUNNING"), (300, "SUCCESS")])
    outcome = waiter_of(sim, WAIT, "a", clock=clock).run()
    assert outcome.polls == len(sim.queries()) > 40
    assert sim.connections == 1


def test_progress_is_reported_as_it_happens(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "INIT"), (5, "RUNNING"), (112.2, "SUCCESS")])
    recorder = Recorder()
    waiter_of(sim, WAIT, "a", clock=clock, reporter=recorder).run()
    beats = [line for line in recorder.lines if line[0] == "heartbeat"]
    assert [elapsed for _who, _what, elapsed in beats] == [10.0, 20.0, 40.0, 100.0]
    assert [line[1] for line in recorder.lines if line[0] == "a"] == ["INIT", "RUNNING", "SUCCESS"]


def test_several_jobs_keep_their_order(sim: Simulator, clock: SimulatedClock) -> None:
    for position, job_id in enumerate("dbca"):
        sim.add_job("elb", job_id, steps=[(0, "RUNNING"), (3 * position, "SUCCESS")])
    outcome = waiter_of(sim, WAIT, "c", "a", "c", "d", "b", clock=clock).run()
    assert [job.job_id for job in outcome.jobs] == ["c", "a", "d", "b"]
    assert states(outcome) == ["succeeded"] * 4
    assert len(sim.queries(job_id="d")) == 1


def test_all_jobs_are_waited_for_before_a_failure_is_reported(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "good", steps=[(0, "RUNNING"), (20, "SUCCESS")])
    sim.add_job("elb", "bad", steps=[(0, "FAIL")], fail_reason="first")
    sim.add_job("elb", "worse", steps=[(0, "RUNNING"), (9, "FAIL")], fail_reason="second")
    result = waiter_of(sim, WAIT, "worse", "good", "bad", clock=clock).run().wait_result()
    assert (result["failed_jobs"], result["pending_jobs"]) == (["worse", "bad"], [])
    assert (result["fail_reason"], result["timed_out"], result["failed"]) == ("second", False, True)


def test_fail_fast_ends_at_the_first_failure(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "slow", steps=[(0, "RUNNING")])
    sim.add_job("elb", "bad", steps=[(0, "RUNNING"), (5, "FAIL")])
    outcome = waiter_of(sim, Plan(timeout=1800.0, fail_fast=True), "slow", "bad", clock=clock).run()
    result = outcome.wait_result()
    assert outcome.elapsed == pytest.approx(5.05)
    assert (result["failed_jobs"], result["pending_jobs"], result["timed_out"]) == (["bad"], ["slow"], False)
    assert "fail_fast" in result["msg"]


def test_fail_fast_ends_at_the_first_missing_job(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "slow", steps=[(0, "RUNNING")])
    plan = Plan(timeout=1800.0, fail_fast=True, missing_grace=5.0)
    result = waiter_of(sim, plan, "slow", "nope", clock=clock).run().wait_result()
    assert (result["missing_jobs"], result["pending_jobs"]) == (["nope"], ["slow"])
    assert (result["timed_out"], "fail_fast" in result["msg"]) == (False, True)
    assert result["elapsed"] == pytest.approx(5.05)


def test_a_timeout(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")])
    sim.add_job("elb", "b", steps=[(0, "FAIL")], fail_reason="broken")
    result = waiter_of(sim, Plan(timeout=7.5), "a", "b", clock=clock).run().wait_result()
    assert (result["timed_out"], result["pending_jobs"], result["failed_jobs"]) == (True, ["a"], ["b"])
    assert result["jobs"][0]["status"] == "RUNNING"
    assert result["msg"].index("broken") < result["msg"].index("Timed out after 7.5 s: 1 of 2")
    assert max(query.at for query in sim.queries()) <= 1007.5
    assert sim.queries()[-1].at == pytest.approx(1007.45)


def test_a_job_can_appear_late(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", visible_after=12.0, steps=[(0, "RUNNING"), (15, "SUCCESS")])
    assert states(waiter_of(sim, WAIT, "a", clock=clock).run()) == ["succeeded"]


def test_a_job_that_stays_unknown_is_missing_after_the_grace(sim: Simulator, clock: SimulatedClock) -> None:
    recorder = Recorder()
    outcome = waiter_of(sim, WAIT, "a", clock=clock, reporter=recorder).run()
    result = outcome.wait_result()
    assert (result["missing_jobs"], result["pending_jobs"], outcome.elapsed) == (["a"], [], 30.0)
    assert recorder.lines[-1] == ("a", "missing", 30.0)
    assert result["job"]["state"] == "missing"
    for reported in ("job a", "elb", sim.project_id, sim.endpoint("elb")):
        assert reported in result["msg"]


def test_a_job_that_disappears_keeps_its_values(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")], job_type="createELB")
    sim.fault("not_visible", times=None, skip=3)
    (job,) = waiter_of(sim, WAIT, "a", clock=clock).run().jobs
    assert (job.state, job.status, job.job_type) == ("missing", "RUNNING", "createELB")


def test_a_timeout_within_the_grace_leaves_the_job_pending(sim: Simulator, clock: SimulatedClock) -> None:
    result = waiter_of(sim, Plan(timeout=5.0), "a", clock=clock).run().wait_result()
    assert (result["timed_out"], result["pending_jobs"], result["missing_jobs"]) == (True, ["a"], [])
    assert result["job"]["state"] == "unknown"
    assert "HTTP 404" in result["msg"]


def test_an_unknown_status_value_is_waited_for_with_one_warning(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "PAUSED"), (20, "SUCCESS")])
    sim.add_job("elb", "b", steps=[(0, "PAUSED"), (20, "SUCCESS")])
    outcome = waiter_of(sim, WAIT, "a", "b", clock=clock).run()
    assert states(outcome) == ["succeeded"] * 2
    assert len(outcome.warnings) == 1
    assert "'PAUSED'" in outcome.warnings[0]


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("throttle", {}),
    ("throttle", {"retry_after": 3}),
    ("error", {"status": 408}),
    ("error", {"status": 425}),
    ("error", {"status": 500}),
    ("error", {"status": 502}),
    ("error", {"status": 503}),
    ("flow_limit", {}),
    ("reset", {}),
    ("truncated", {}),
    ("malformed", {}),
    ("empty", {}),
    ("list", {}),
    ("null", {}),
    ("no_status", {}),
    ("html", {}),
    ("html", {"status": 502}),
]


@pytest.mark.parametrize(("kind", "params"), FAULTS, ids=str)
def test_a_temporary_error_is_retried(sim: Simulator, clock: SimulatedClock, kind: str, params: dict[str, Any]) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING"), (60, "SUCCESS")])
    sim.fault(kind, times=4, skip=2, **params)
    recorder = Recorder()
    outcome = waiter_of(sim, WAIT, "a", clock=clock, reporter=recorder).run()
    assert states(outcome) == ["succeeded"]
    assert "msg" not in outcome.wait_result()
    assert len([line for line in recorder.lines if line[0] == "fault"]) == 1


OTHER = {"status": 200, "body": {"job_id": "other", "status": "SUCCESS"}}


def test_a_response_for_another_job_is_retried(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING"), (20, "FAIL")])
    sim.fault("error", times=2, **OTHER)
    recorder = Recorder()
    outcome = waiter_of(sim, WAIT, "a", clock=clock, reporter=recorder).run()
    assert (states(outcome), outcome.warnings) == (["failed"], [])
    assert recorder.lines[0] == ("fault", "200", 0.0)


@pytest.mark.parametrize("plan", [Plan(timeout=100.0, missing_grace=8.0), Plan(pauses=(1.0, 2.0))])
def test_a_response_for_another_job_is_reported_as_such(sim: Simulator, clock: SimulatedClock, plan: Plan) -> None:
    sim.fault("error", times=None, **OTHER)
    outcome = waiter_of(sim, plan, "a", clock=clock).run()
    assert states(outcome) == ["unknown"]
    for result in (outcome.wait_result(), outcome.info_result()):
        assert "HTTP 200: the response is about job other, not about job a" in result["msg"]
    assert outcome.wait_result()["timed_out"]


def test_responses_without_any_status_end_the_wait_after_the_grace(sim: Simulator, clock: SimulatedClock) -> None:
    for job_id in "ab":
        sim.add_job("elb", job_id, steps=[(0, "RUNNING")], extra={"job_name": "x"})
    sim.fault("error", times=3, status=503)
    sim.fault("no_status", times=None)
    outcome = waiter_of(sim, Plan(timeout=1800.0, missing_grace=8.0), "a", "b", clock=clock).run()
    result = outcome.wait_result()
    first = next(query.at for query in sim.queries() if query.status == 200)
    assert outcome.elapsed == pytest.approx(first - 1000 + 8.0, abs=0.1)
    assert (result["timed_out"], result["pending_jobs"]) == (False, ["a", "b"])
    assert (
        "HTTP 200: the response holds no job (nothing at status): its keys are entities, job_id, job_type"
        in result["msg"]
    )


def test_a_status_of_one_job_continues_the_wait_for_all(sim: Simulator, clock: SimulatedClock) -> None:
    for job_id in "ab":
        sim.add_job("elb", job_id, steps=[(0, "RUNNING")])
    sim.fault("no_status", times=None, job_id="b")
    outcome = waiter_of(sim, Plan(timeout=60.0, missing_grace=8.0), "b", "a", clock=clock).run()
    assert outcome.wait_result()["timed_out"]


@pytest.mark.parametrize("kind", ["html", "empty", "malformed", "list"])
def test_invalid_responses_are_retried_until_the_deadline(sim: Simulator, clock: SimulatedClock, kind: str) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")])
    sim.fault(kind, times=None)
    outcome = waiter_of(sim, Plan(timeout=60.0, missing_grace=8.0), "a", clock=clock).run()
    assert outcome.wait_result()["timed_out"]


@pytest.mark.parametrize(
    ("kind", "params", "code"),
    [
        ("redirect", {"to": "http://127.0.0.1:1/"}, 302),
        ("error", {"status": 403}, 403),
        ("error", {"status": 400}, 400),
    ],
)
def test_a_final_response_ends_the_wait(
    sim: Simulator, clock: SimulatedClock, kind: str, params: dict[str, Any], code: int
) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")])
    sim.add_job("elb", "b", steps=[(0, "SUCCESS")])
    sim.fault(kind, skip=4, **params)
    result = waiter_of(sim, WAIT, "a", "b", clock=clock).run().wait_result()
    assert (result["failed"], result["timed_out"], result["pending_jobs"]) == (True, False, ["a"])
    assert [job["state"] for job in result["jobs"]] == ["running", "succeeded"]
    assert f"HTTP {code}" in result["msg"]
    assert len(sim.queries()) == 5


def test_a_refused_token_ends_the_wait_at_once(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")])
    sim.add_job("elb", "b", steps=[(0, "RUNNING")])
    outcome = waiter_of(sim, WAIT, "a", "b", clock=clock, auth=TokenLogin("no-such-token")).run()
    assert isinstance(outcome.error, LoginRefused)
    assert len(sim.queries()) == 1
    result = outcome.wait_result()
    assert "request a new one" in result["msg"]
    assert ("fail_fast" in result["msg"], "Timed out" in result["msg"], result["timed_out"]) == (False, False, False)


def test_a_wrong_key_is_never_locked(sim: Simulator) -> None:
    for number in range(50):
        sim.add_job("elb", f"job-{number}", steps=[(0, "RUNNING")])
    auth = KeyLogin(sim.access_key, "wrong")
    sim.fault("slow", times=None, seconds=0.2)
    plan = Plan(timeout=60.0, max_rate=1000)
    waiter_of(sim, plan, *(f"job-{number}" for number in range(50)), auth=auth).run()
    assert sim.bad_signatures == {sim.access_key: 1}


def test_a_key_is_not_locked_when_a_clock_jumps(sim: Simulator) -> None:
    ids = [f"job-{number}" for number in range(60)]
    for job_id in ids:
        sim.add_job("elb", job_id, steps=[(0, "RUNNING")])
    sim.fault("slow", times=None, seconds=0.2)
    skew = [timedelta()]
    auth = KeyLogin(sim.access_key, sim.secret_key, now=lambda: datetime.now(timezone.utc) + skew[0])
    recorder = Recorder()
    recorder.changed = lambda job, elapsed: skew.__setitem__(0, timedelta(minutes=20))  # type: ignore[method-assign]
    outcome = waiter_of(sim, Plan(timeout=60.0, max_rate=100), *ids, auth=auth, reporter=recorder).run()
    assert outcome.error is not None
    assert "20 minutes ahead of the clock of the API" in outcome.error.hint
    sim.stop()  # no call is pending anymore
    assert 1 <= sim.bad_signatures[sim.access_key] < 5


def password_auth(sim: Simulator) -> PasswordLogin:
    return PasswordLogin(
        Http(Transport()),
        sim.endpoint("iam") + "/v3",
        User(sim.username, sim.password, sim.domain_name),
        {"project": {"name": "eu-de"}},
    )


def logins(sim: Simulator) -> int:
    return len([request for request in sim.requests if request.path.endswith("/auth/tokens")])


@pytest.mark.parametrize("service", ["elb", "sdrs"])
def test_an_expired_login_is_renewed(sim: Simulator, clock: SimulatedClock, service: str) -> None:
    sim.add_job(service, "a", steps=[(0, "RUNNING"), (60, "SUCCESS")])
    recorder = Recorder()
    waiter = waiter_of(sim, WAIT, "a", clock=clock, auth=password_auth(sim), service=service, reporter=recorder)
    recorder.heartbeat = lambda jobs, elapsed: sim.expire_token()  # type: ignore[method-assign]
    outcome = waiter.run()
    assert states(outcome) == ["succeeded"]
    assert logins(sim) == 4


def test_a_refused_renewed_login_ends_the_wait(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")])
    sim.fault("unauthorized", service="elb", times=None, skip=1)
    outcome = waiter_of(sim, WAIT, "a", clock=clock, auth=password_auth(sim)).run()
    assert isinstance(outcome.error, LoginRefused)
    assert (logins(sim), len(sim.queries())) == (2, 3)
    assert states(outcome) == ["running"]


def test_a_wrong_password_is_sent_once(sim: Simulator, clock: SimulatedClock) -> None:
    auth = PasswordLogin(
        Http(Transport()),
        sim.endpoint("iam") + "/v3",
        User(sim.username, "x", sim.domain_name),
        {"project": {"name": "n"}},
    )
    outcome = waiter_of(sim, WAIT, "a", "b", clock=clock, auth=auth).run()
    assert isinstance(outcome.error, Final)
    assert (logins(sim), outcome.polls) == (1, 0)


def test_an_unreachable_api_is_an_error_after_the_grace(sim: Simulator, clock: SimulatedClock) -> None:
    waiter = waiter_of(sim, Plan(timeout=1800.0, missing_grace=8.0), "a", clock=clock)
    sim.stop()
    result = waiter.run().wait_result()
    # The pauses have random lengths, and the rate keeps the last query from following the previous one too closely.
    assert 8.0 <= result["elapsed"] <= 8.05
    assert (result["timed_out"], result["pending_jobs"]) == (False, ["a"])
    assert "Connection refused" in result["msg"]
    assert "endpoint" in result["msg"]


@pytest.mark.parametrize(
    ("kind", "params"), [("throttle", {}), ("error", {"status": 503}), ("flow_limit", {}), ("html", {"status": 502})]
)
def test_an_api_that_responds_only_with_errors_counts_as_reached(
    sim: Simulator, clock: SimulatedClock, kind: str, params: dict[str, Any]
) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING"), (50, "SUCCESS")])
    sim.fault(kind, times=7, **params)
    outcome = waiter_of(sim, Plan(timeout=1800.0, missing_grace=8.0), "a", clock=clock).run()
    assert states(outcome) == ["succeeded"]
    assert sim.queries()[7].at > 1008.0


def test_an_api_that_was_reached_is_retried_until_the_deadline(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")])
    sim.fault("reset", times=None, skip=1)
    result = waiter_of(sim, Plan(timeout=100.0, missing_grace=8.0), "a", clock=clock).run().wait_result()
    assert result["timed_out"]
    assert sim.queries()[-1].at > 1085
    assert "The last query returned no status: the connection to " in result["msg"]


def test_an_unknown_status_value_is_reported_at_a_timeout(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "Success")])
    outcome = waiter_of(sim, Plan(timeout=5.0), "a", clock=clock).run()
    assert "elb job a (createELB) is Success (unknown status value)." in outcome.wait_result()["msg"]
    assert "'Success', which is not a known one (INIT, RUNNING, SUCCESS, FAIL)" in outcome.warnings[0]


def test_an_unknown_job_is_reported_at_once_and_at_a_timeout(sim: Simulator, clock: SimulatedClock) -> None:
    reported: list[str] = []

    class Reported(Reporter):
        def retrying(self, error: CallError, elapsed: float) -> None:
            reported.append(f"{elapsed:.0f}: {error.code}")

    waiter = waiter_of(sim, Plan(timeout=5.0), "a", clock=clock, reporter=Reported())
    assert "The API does not know the job yet: HTTP 404 ELB.0404: job not found" in waiter.run().wait_result()["msg"]
    assert reported == ["0: ELB.0404"]


def hanging(*job_ids: str) -> Iterator[tuple[Simulator, HangingClock]]:
    clock = HangingClock(*job_ids)
    with Simulator(clock=clock.now) as sim:
        clock.simulator = sim
        for job_id in "abc":
            sim.add_job("elb", job_id, steps=[(0, "RUNNING"), (25, "SUCCESS")])
        yield sim, clock


def run_hanging(sim: Simulator, clock: HangingClock, plan: Plan, *job_ids: str, kind: str = "hang") -> Outcome:
    for job_id in clock.hanging:
        sim.fault(kind, job_id=job_id, times=None, **({"interval": 0.05} if kind == "drip" else {}))
    waiter = waiter_of(sim, plan, *job_ids, clock=clock, timeout=3.0)
    clock.calls = waiter._calls
    return waiter.run()


@pytest.mark.parametrize("pauses", [None, ()])
@pytest.mark.parametrize("kind", ["hang", "drip"])
def test_no_call_exceeds_the_deadline(kind: str, pauses: tuple[float, ...] | None) -> None:
    for sim, clock in hanging(*"ab"):
        plan = Plan(timeout=1.5, overtime=0.25, pauses=pauses)
        result = run_hanging(sim, clock, plan, *"ab", kind=kind).wait_result()
        assert (result["timed_out"], result["pending_jobs"], result["polls"]) == (True, ["a", "b"], 1)
        assert result["elapsed"] == 1.75
        # It sleeps beyond the deadline without interruption.
        assert clock.sleeps == 1


def test_a_hanging_call_is_abandoned_after_twice_its_timeout() -> None:
    for sim, clock in hanging("a"):
        outcome = run_hanging(sim, clock, Plan(timeout=40.0), *"abc")
        assert states(outcome) == ["unknown", "succeeded", "succeeded"]
        assert [sim.queries(job_id=job_id)[0].at for job_id in "bc"] == [1006.0, 1006.05]
        assert "no complete response within" in outcome.wait_result()["msg"]


def test_a_hanging_call_does_not_delay_others() -> None:
    for sim, clock in hanging("b"):
        outcome = run_hanging(sim, clock, Plan(timeout=40.0, max_interval=1.0), *"abc")
        assert states(outcome) == ["succeeded", "unknown", "succeeded"]
        # From 7 s to 13 s, the call for b hangs again.
        for job_id in "ac":
            polled = [round(query.at - 1000) for query in sim.queries(job_id=job_id)]
            assert {10, 11, 12} <= set(polled)


def test_more_connections_are_opened_only_if_the_rate_requires_them() -> None:
    ids = [f"job-{number}" for number in range(20)]
    for latencies in ((0.09,), (0.45,), (0.45, 0.09)):
        clock = LatencyClock(*latencies)
        with Simulator(clock=clock.now) as timed:
            for job_id in ids:
                timed.add_job("elb", job_id)
            waiter = waiter_of(timed, Plan(timeout=600.0, max_rate=10), *ids, clock=clock)
            clock.calls = waiter._calls
            assert states(waiter.run()) == ["succeeded"] * 20
            times = [query.at - 1000 for query in timed.queries()]
        # The first query is sent alone, because the login may be refused. Then the full rate is used.
        first = max(latencies[0], 0.1)
        assert times == pytest.approx([0.0, *(first + 0.1 * turn for turn in range(19))])


@pytest.mark.parametrize("latency", [0.45, 2.5])
def test_it_sleeps_while_all_connections_are_in_use(latency: float) -> None:
    clock = LatencyClock(latency)
    with Simulator(clock=clock.now) as sim:
        for job_id in "abcdef":
            sim.add_job("elb", job_id)
        key = KeyLogin(sim.access_key, sim.secret_key)
        waiter = waiter_of(sim, Plan(timeout=60.0, max_rate=10), *"abcdef", clock=clock, auth=key)
        clock.calls = waiter._calls
        assert states(waiter.run()) == ["succeeded"] * 6
    # At most once for each response and once for each turn.
    assert clock.sleeps <= 12


def test_connections_are_closed_at_the_end(
    sim: Simulator, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.add_job("elb", "a")
    waiter = waiter_of(sim, WAIT, "a", clock=clock)
    closed: list[bool] = []
    monkeypatch.setattr(Http, "close", lambda http: closed.append(http is waiter._connection.http))
    waiter.run()
    assert closed == [True]


@pytest.mark.parametrize("rate", [0.001, 0.05])
def test_a_rate_without_a_turn_before_the_deadline(sim: Simulator, clock: SimulatedClock, rate: float) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")])
    result = waiter_of(sim, Plan(timeout=11.0, max_rate=rate), "a", clock=clock).run().wait_result()
    assert (result["elapsed"], result["timed_out"], result["polls"]) == (11.0, True, 1)


@pytest.mark.parametrize(("pauses", "polls"), [((1.0, 2.0), 3), ((), 1)])
def test_an_unreachable_api_is_not_polled_for_every_job(
    sim: Simulator, clock: SimulatedClock, pauses: tuple[float, ...], polls: int
) -> None:
    waiter = waiter_of(sim, Plan(pauses=pauses), *(f"job-{n}" for n in range(100)), clock=clock)
    sim.stop()
    outcome = waiter.run()
    assert (outcome.polls, outcome.elapsed) == (polls, sum(pauses))
    result = outcome.info_result()
    assert [job["state"] for job in result["jobs"]] == ["unknown"] * 100
    assert "Connection refused" in result["msg"]
    assert "Connection refused" in outcome.wait_result()["msg"]


def test_unusual_responses_do_not_cause_many_warnings(sim: Simulator, clock: SimulatedClock) -> None:
    for number in range(50):
        sim.add_job("elb", f"job-{number}", body={"status": "SUCCESS", "begin_time": f"odd {number}"})
    outcome = waiter_of(sim, WAIT, *(f"job-{number}" for number in range(50)), clock=clock).run()
    assert len(outcome.warnings) == 10


def test_job_info_polls_three_times(sim: Simulator, clock: SimulatedClock) -> None:
    sim.fault("error", status=503, times=None)
    result = waiter_of(sim, Plan(pauses=(1.0, 2.0)), "a", clock=clock).run().info_result()
    assert [query.at - 1000 for query in sim.queries()] == [0, 1, 3]
    assert (result["failed"], result["missing_jobs"], result["job"]["state"]) == (True, [], "unknown")
    assert "HTTP 503" in result["msg"]


def test_job_info_polls_all_jobs_before_it_fails(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "c", steps=[(0, "FAIL")])
    result = waiter_of(sim, Plan(pauses=(1.0, 2.0)), "a", "b", "c", clock=clock).run().info_result()
    assert [job["state"] for job in result["jobs"]] == ["missing", "missing", "failed"]
    assert result["missing_jobs"] == ["a", "b"]


def test_one_round_reports_unfinished_jobs(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "RUNNING")])
    sim.fault("error", status=503, job_id="c")
    outcome = waiter_of(sim, Plan(pauses=()), "a", "b", "c", clock=clock).run()
    result = outcome.wait_result()
    assert (result["timed_out"], result["pending_jobs"], result["missing_jobs"]) == (True, ["a", "c"], ["b"])
    assert "after one round of queries" in result["msg"]
    in_check_mode = outcome.wait_result(check_mode=True)
    assert (in_check_mode["timed_out"], in_check_mode["missing_jobs"]) == (False, ["b"])
    assert "failed" not in in_check_mode


def test_an_internal_error_still_reports_the_known_jobs(
    sim: Simulator, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiter = waiter_of(sim, WAIT, "a", clock=clock)
    monkeypatch.setattr(Location, "poll", lambda *args: 1 / 0)
    result = waiter.run().wait_result()
    assert result["pending_jobs"] == ["a"]
    assert "ZeroDivisionError" in result["msg"]
    assert "report" in result["msg"]


def test_threads_end_with_the_wait(sim: Simulator, clock: SimulatedClock) -> None:
    sim.add_job("elb", "a", steps=[(0, "SUCCESS")])
    seen: list[threading.Thread] = []
    recorder = Recorder()
    recorder.changed = lambda job, elapsed: seen.extend(ours())  # type: ignore[method-assign]
    waiter_of(sim, WAIT, "a", clock=clock, reporter=recorder).run()
    assert seen
    for thread in seen:
        thread.join(timeout=10)
        assert not thread.is_alive()


def ours() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("huaweicloud.jobs")]
