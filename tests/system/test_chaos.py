# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many jobs, three faulty responses in ten, and a token that expires twice: every wait ends correctly."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from simulated_clock import SimulatedClock
from waiting import location_of, waiter_at

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin, User
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.reporter import Reporter
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from simulator import Simulator

JOBS = 200
QUERIES = 60
SHARE = 0.3
THROTTLING = [("throttle", {}), ("throttle", {"retry_after": 1}), ("flow_limit", {})]
BROKEN = [
    ("error", {"status": 500}),
    ("error", {"status": 503}),
    ("error", {"status": 408}),
    ("reset", {}),
    ("truncated", {}),
    ("malformed", {}),
    ("empty", {}),
    ("list", {}),
    ("no_status", {}),
    ("html", {"status": 502}),
]


class TokenExpirer(Reporter):
    """Expires the token at the first two heartbeats."""

    def __init__(self, sim: Simulator) -> None:
        self._sim = sim
        self.deaths = 0

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        if self.deaths < 2:
            self.deaths += 1
            self._sim.expire_token()


def wait_for_all(kinds: list[tuple[str, dict[str, int]]]) -> tuple[Outcome, Simulator, Counter[int]]:
    dice = random.Random(1)
    clock = SimulatedClock()
    with Simulator(clock=clock.now) as sim:
        ids = [f"job-{number:03}" for number in range(JOBS)]
        for number, job_id in enumerate(ids):
            end = "FAIL" if number % 10 == 0 else "SUCCESS"
            sim.add_job("dcs", job_id, steps=[(0, "INIT"), (2, "RUNNING"), (dice.uniform(5, 90), end)])
            hits = [query for query in range(QUERIES) if dice.random() < SHARE]
            for earlier, query in enumerate(hits if kinds else []):
                kind, params = dice.choice(kinds)
                # If an earlier fault affects a query, later faults do not count it.
                sim.fault(kind, job_id=job_id, skip=query - earlier, **params)
        http = Http(Transport(timeout=10))
        iam = sim.endpoint("iam") + "/v3"
        project = {"project": {"name": "eu-de"}}
        login = PasswordLogin(http, iam, User(sim.username, sim.password, sim.domain_name), project, clock=clock.now)
        location = location_of(sim, login=login, project=Project(None, login.project_id))
        plan = Plan(timeout=1800.0, min_interval=5.0, max_rate=100.0)
        killer = TokenExpirer(sim)
        outcome = waiter_at(location, plan, ids, killer, clock).run()
        assert killer.deaths == 2
        return outcome, sim, Counter(query.status or 0 for query in sim.queries())


@pytest.fixture(scope="module")
def calm() -> Outcome:
    return wait_for_all([])[0]


@pytest.mark.parametrize("kinds", [BROKEN, BROKEN + THROTTLING], ids=["broken", "broken and throttled"])
def test_every_wait_ends_correctly(calm: Outcome, kinds: list[tuple[str, dict[str, int]]]) -> None:
    outcome, sim, responses = wait_for_all(kinds)
    assert outcome.error is None
    assert [job.job_id for job in outcome.jobs] == [f"job-{number:03}" for number in range(JOBS)]
    assert [job.state for job in outcome.jobs] == ["failed" if n % 10 == 0 else "succeeded" for n in range(JOBS)]
    assert outcome.wait_result()["pending_jobs"] == []
    # The token expired twice: each time, there was one refusal and one new login, and no loop.
    assert responses[401] <= 4
    assert len([request for request in sim.requests if request.path.endswith("/auth/tokens")]) == 3
    assert len([query for query in sim.queries() if query.fault]) > 0.25 * outcome.polls
    assert outcome.polls <= 1.6 * calm.polls
