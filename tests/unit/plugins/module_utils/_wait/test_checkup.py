# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A checkup sends one query to each service, and none after a refused login."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable

import pytest
from raw_server import RawServer, head
from simulated_clock import SimulatedClock

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project, ProjectLookup
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Connection, Location
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.verdicts import verdict_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait import checkup
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.checkup import AT_ONCE, Checkup, Findings
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock
from simulator import Simulator

NAMES = [name for name, row in SERVICES.items() if not row.parameters and not row.is_global]


class Cloud:
    """Locations of services that share one login, by default in the simulator."""

    def __init__(self, login: Login, endpoint: Callable[[str], str], project: Project | None = None) -> None:
        self.connection = Connection(Http(Transport(timeout=5.0)), login)
        self._endpoint = endpoint
        self._project = project or Project("p")

    def locations(self, *names: str) -> list[Location]:
        return [Location(self.connection, SERVICES[name], self._endpoint(name), self._project) for name in names]

    def check(
        self, *names: str, iam: str | None = None, deadline: float = math.inf, clock: Clock | None = None
    ) -> Findings:
        return Checkup(self.locations(*names), iam, False, deadline, clock or SimulatedClock()).run()


def simulated(sim: Simulator, login: Login | None = None) -> Cloud:
    return Cloud(login or TokenLogin(sim.token), sim.endpoint, Project(sim.project_id))


def verdicts(found: Findings) -> dict[str, str]:
    return {location.service.name: verdict_of(error) for location, error in found.services.items()}


def test_each_service_is_queried_once(sim: Simulator) -> None:
    found = simulated(sim).check(*NAMES, iam=f"{sim.endpoint('iam')}/v3")
    assert verdicts(found) == dict.fromkeys(NAMES, "ok")
    assert sorted(record.service or "" for record in sim.queries()) == sorted(NAMES)
    assert found.identity.projects == {sim.project_id: "eu-de"}
    assert (found.iam_queried, found.iam_error, found.refusal) == (True, None, None)


@pytest.mark.parametrize("first", ["error", "unauthorized"])
def test_a_refusal_by_a_service_ends_it(sim: Simulator, first: str) -> None:
    sim.fault(first, service="dcs", times=None)
    sim.fault("unauthorized", service="ecs", times=None)
    found = simulated(sim).check("dcs", "ecs", "evs", "rds")
    expected = ["dcs"] if first == "unauthorized" else ["dcs", "ecs"]
    assert [record.service for record in sim.requests] == expected
    assert list(verdicts(found)) == expected
    assert found.refusal is list(found.services.values())[-1]


def test_a_refusal_by_iam_ends_it(sim: Simulator) -> None:
    found = simulated(sim, KeyLogin(sim.access_key, "wrong")).check("dcs", "ecs", iam=f"{sim.endpoint('iam')}/v3")
    assert [record.path for record in sim.requests] == ["/iam/v3/auth/projects"]
    assert found.refusal is found.iam_error
    assert found.services == {}


@pytest.mark.parametrize("kind", ["reset", "error", "malformed"])
def test_other_errors_of_iam_do_not_end_it(sim: Simulator, kind: str) -> None:
    sim.fault(kind, service="iam", times=None)
    found = simulated(sim).check("dcs", iam=f"{sim.endpoint('iam')}/v3")
    assert found.iam_error
    assert verdicts(found) == {"dcs": "ok"}
    assert len([record for record in sim.requests if record.service == "iam"]) == 1


def test_a_project_is_looked_up_once_for_all_services(sim: Simulator) -> None:
    login = KeyLogin(sim.access_key, sim.secret_key)
    cloud = Cloud(login, sim.endpoint)
    iam = f"{sim.endpoint('iam')}/v3"
    locations = [
        Location(
            cloud.connection,
            SERVICES[name],
            sim.endpoint(name),
            Project(None, ProjectLookup(cloud.connection.http, iam, login, "eu-de")),
        )
        for name in NAMES
    ]
    found = Checkup(locations, iam, False, math.inf).run()
    assert verdicts(found) == dict.fromkeys(NAMES, "ok")
    assert [record.path for record in sim.requests if record.service == "iam"] == [
        "/iam/v3/projects",
        "/iam/v3/auth/projects",
    ]


def test_a_project_that_cannot_be_looked_up_ends_it(sim: Simulator) -> None:
    cloud = simulated(sim)
    look_up = ProjectLookup(cloud.connection.http, f"{sim.endpoint('iam')}/v3", TokenLogin(sim.token), "nowhere")
    found = Cloud(TokenLogin(sim.token), sim.endpoint, Project(None, look_up)).check("dcs")
    assert "no projects named nowhere" in str(found.project_error)
    assert (found.iam_queried, found.iam_error, found.services) == (True, None, {})


class Arrivals:
    """A server that counts queries, and holds them until enough have arrived."""

    def __init__(self, status: int, together: int) -> None:
        self._status = status
        self._lock = threading.Lock()
        self.count = 0
        self.most_before_the_first_response = 0
        self._first_responded = False
        self._barrier = threading.Barrier(together)

    def respond(self, _head: str) -> Iterable[bytes]:
        with self._lock:
            self.count += 1
            first = self.count == 1
            if not self._first_responded:
                self.most_before_the_first_response = self.count
        if first:
            with self._lock:
                self._first_responded = True
        elif self.count > 1:
            # Continues only when this many queries have arrived, before any of them gets a response.
            self._barrier.wait(10)
        body = b'{"error_code": "X.1", "error_msg": "words"}'
        yield head(self._status, "Content-Type: application/json", f"Content-Length: {len(body)}") + body


@pytest.mark.parametrize(
    ("login", "together"), [(TokenLogin("t"), AT_ONCE), (KeyLogin("ak", "sk"), KeyLogin.calls_at_once)]
)
def test_services_are_queried_concurrently_once_the_login_is_accepted(login: Login, together: int) -> None:
    arrivals = Arrivals(404, together)
    with RawServer(arrivals.respond) as server:
        found = Cloud(login, lambda _name: server.url).check(*NAMES[: 2 * together + 1])
        assert set(verdicts(found).values()) == {"ok"}
        assert arrivals.most_before_the_first_response == 1
        assert server.most_open <= together


@pytest.mark.parametrize("status", [403, 500, 302, 400])
def test_services_are_queried_one_by_one_until_one_accepts_the_login(status: int) -> None:
    body = b"{}"
    with RawServer(lambda _head: [head(status, f"Content-Length: {len(body)}") + body]) as server:
        found = Cloud(KeyLogin("ak", "sk"), lambda _name: server.url).check(*NAMES)
        assert len(found.services) == len(server.heads) == len(NAMES)
        assert server.most_open == 1


def test_a_hanging_service_is_abandoned(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "PATIENCE", 1.5)
    sim.fault("hang", service="dcs", times=None)
    sim.fault("drip", service="ecs", times=None)
    found = simulated(sim).check("dcs", "ecs", "evs", clock=Clock())
    assert verdicts(found) == {"dcs": "unreachable", "ecs": "unreachable", "evs": "ok"}
    assert len(sim.queries()) == 3


def test_a_hanging_iam_is_abandoned(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "PATIENCE", 1.5)
    sim.fault("drip", service="iam", times=None)
    found = simulated(sim).check("dcs", iam=f"{sim.endpoint('iam')}/v3", clock=Clock())
    assert found.iam_error
    assert verdicts(found) == {"dcs": "ok"}


def test_nothing_is_sent_after_the_deadline(sim: Simulator) -> None:
    clock = SimulatedClock()
    found = simulated(sim).check("dcs", "ecs", deadline=clock.now(), clock=clock)
    assert (found.services, found.refusal, sim.requests) == ({}, None, [])


def test_nothing_is_sent_after_cancellation(sim: Simulator) -> None:
    found = Checkup(simulated(sim).locations("dcs"), None, False, math.inf, wanted=lambda: False).run()
    assert (found.services, sim.requests) == ({}, [])


def test_no_locations_means_no_queries() -> None:
    assert Checkup([], None, False, math.inf).run() == Findings()


def test_an_internal_error_is_reported_as_such(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    location = simulated(sim).locations("dcs")[0]
    monkeypatch.setattr(location, "poll", lambda *_args: 1 / 0)
    error = Checkup([location], None, False, math.inf).run().services[location]
    assert isinstance(error, CallError)
    assert "ZeroDivisionError" in str(error)
    assert "This is a bug" in error.hint
