# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refused login is sent only once, even if the body of the refusal is unusable; misbehaving servers count it."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from raw_server import RawServer, head
from simulated_clock import SimulatedClock

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin, User
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Connection, Location, Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter

WAIT = Plan(timeout=1800.0)
INFO = Plan(pauses=(1.0, 2.0))
RUNNING = b'{"status": "RUNNING"}'
SOON = datetime(2099, 1, 1, tzinfo=timezone.utc).isoformat()

#: Unusable bodies, each with the headers before it.
BODIES: dict[str, tuple[list[str], list[bytes | None]]] = {
    "cut off": (["Content-Length: 500"], [b'{"error": ', None]),
    "missing": (["Content-Length: 500"], [None]),
    "of another encoding": (["Content-Length: 3", "Content-Encoding: gzip"], [b"abc"]),
    "of an unknown encoding": (["Content-Length: 3", "Content-Encoding: br"], [b"abc"]),
    "cut off in its encoding": (
        ["Content-Encoding: gzip", "Connection: close"],
        [gzip.compress(b"x" * 999)[:20], None],
    ),
    "in bad chunks": (["Transfer-Encoding: chunked"], [b"zz\r\nabc\r\n", None]),
    "too long": (["Connection: close"], [b"x" * 1_000_000] * 17 + [None]),
    "no JSON": (["Content-Length: 3"], [b"no!"]),
    "empty": (["Content-Length: 0"], []),
}


def respond_with(status: int, body: str) -> Any:
    headers, pieces = BODIES[body]
    return lambda _head: [head(status, *headers), *pieces]


def location_at(url: str, login: Login, timeout: float = 5.0) -> Location:
    return Location(Connection(Http(Transport(timeout=timeout)), login), SERVICES["elb"], url, Project("p"))


def wait(location: Location, plan: Plan, jobs: int = 1, clock: SimulatedClock | None = None) -> Outcome:
    return Waiter(location.connection, [Target(location, f"j{n}") for n in range(jobs)], plan, clock=clock).run()


@pytest.mark.parametrize("jobs", [1, 30])
@pytest.mark.parametrize("plan", [WAIT, INFO], ids=["job_wait", "job_info"])
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("login", [TokenLogin("t"), KeyLogin("ak", "sk")], ids=["token", "keys"])
def test_a_login_refused_by_the_api_is_sent_once(login: Login, body: str, plan: Plan, jobs: int) -> None:
    with RawServer(respond_with(401, body)) as server:
        outcome = wait(location_at(server.url, login), plan, jobs, SimulatedClock())
        assert len(server.heads) == 1
    assert isinstance(outcome.error, LoginRefused)
    assert outcome.error.http_status == 401


@pytest.mark.parametrize("jobs", [1, 30])
@pytest.mark.parametrize("plan", [WAIT, INFO], ids=["job_wait", "job_info"])
@pytest.mark.parametrize("body", BODIES)
def test_a_password_refused_by_iam_is_sent_once(body: str, plan: Plan, jobs: int) -> None:
    with RawServer(respond_with(401, body)) as server:
        login = PasswordLogin(
            Http(Transport(timeout=5.0)), server.url, User("user", "pw", "domain"), {"project": {"id": "p"}}
        )
        outcome = wait(location_at(server.url, login), plan, jobs, SimulatedClock())
        assert len(server.heads) == 1
    assert isinstance(outcome.error, Final)
    assert "IAM refused the login of user" in outcome.error.message


def drip(status: int) -> Iterator[bytes]:
    """A response with an endless body, one byte at a time, which no socket timeout ends."""
    yield head(status, "Content-Length: 100000")
    while True:
        yield b"x"
        time.sleep(0.02)


@pytest.mark.parametrize("plan", [Plan(timeout=2.0, overtime=0.1), INFO], ids=["job_wait", "job_info"])
def test_a_refusal_with_an_endless_body_counts(plan: Plan) -> None:
    with RawServer(lambda _head: drip(401)) as server:
        outcome = wait(location_at(server.url, KeyLogin("ak", "sk"), timeout=0.2), plan, jobs=10)
        assert len(server.heads) == 1
    assert isinstance(outcome.error, LoginRefused)


def test_late_refusals_end_a_wait_that_abandoned_their_calls() -> None:
    """The key is accepted at first. It is then refused while several calls are pending, and no body ever ends."""
    accepted = iter(range(20))

    def respond(_head: str) -> Any:
        if next(accepted, None) is not None:
            return [head(200, f"Content-Length: {len(RUNNING)}"), RUNNING]
        return drip(401)

    with RawServer(respond) as server:
        plan = Plan(timeout=10.0, max_rate=1000.0, min_interval=0.0, max_interval=0.1)
        outcome = wait(location_at(server.url, KeyLogin("ak", "sk"), timeout=0.2), plan, jobs=60)
        assert len(server.heads) - 20 < 5
    assert isinstance(outcome.error, LoginRefused)


class Cloud:
    """An ECS with an agency: its metadata service, and an API that refuses some signatures."""

    def __init__(self, refuses: Any, renewed: bool) -> None:
        self.refuses = refuses
        self.renewed = renewed
        self.fetched = self.polled = self.refused = 0

    def respond(self, request: str) -> list[bytes]:
        if request.startswith("PUT"):
            return [head(200, "Content-Length: 1"), b"t"]
        if "securitykey" in request:
            self.fetched += 1
            number = self.fetched if self.renewed else 1
            keys = f'"access": "ak{number}", "secret": "sk{number}", "securitytoken": "st{number}"'
            body = f'{{"credential": {{{keys}, "expires_at": "{SOON}"}}}}'.encode()
            return [head(200, f"Content-Length: {len(body)}"), body]
        self.polled += 1
        if self.refuses(self.polled):
            self.refused += 1
            return [head(401, "Content-Length: 2"), b"{}"]
        return [head(200, f"Content-Length: {len(RUNNING)}"), RUNNING]


@pytest.mark.parametrize("jobs", [1, 60])
@pytest.mark.parametrize("renewed", [False, True], ids=["the same keys", "other keys"])
@pytest.mark.parametrize(
    "refuses",
    [
        lambda _number: True,
        lambda number: number > 30,
        lambda number: number % 3 == 0,
        lambda number: number % 3 == 0 and number > 30,
    ],
    ids=["always", "from some time on", "now and then", "now and then from some time on"],
)
def test_keys_of_an_agency_are_never_locked(refuses: Any, renewed: bool, jobs: int) -> None:
    cloud = Cloud(refuses, renewed)
    with RawServer(cloud.respond) as server:
        login = AgencyLogin(Http(Transport(timeout=5.0)), server.url)
        plan = Plan(timeout=600.0, max_rate=1000.0, min_interval=0.001, max_interval=0.01)
        outcome = wait(location_at(server.url, login), plan, jobs)
    assert isinstance(outcome.error, LoginRefused)
    assert 1 <= cloud.refused < 5
    if not renewed:
        assert cloud.fetched <= 2


def test_a_gateway_with_occasional_refusals_does_not_cause_endless_token_requests() -> None:
    polled = iter(range(10**6))
    token = b'{"token": {"project": {"id": "p"}}}'

    def respond(request: str) -> list[bytes]:
        if request.startswith("POST"):
            return [head(201, f"X-Subject-Token: {next(polled)}", f"Content-Length: {len(token)}"), token]
        if next(polled) % 3 == 0:
            return [head(401, "Content-Length: 2"), b"{}"]
        return [head(200, f"Content-Length: {len(RUNNING)}"), RUNNING]

    with RawServer(respond) as server:
        login = PasswordLogin(
            Http(Transport(timeout=5.0)), server.url, User("user", "pw", "domain"), {"project": {"id": "p"}}
        )
        outcome = wait(location_at(server.url, login), WAIT, clock=SimulatedClock())
        assert server.count("POST") == 6
    assert isinstance(outcome.error, LoginRefused)


def test_a_token_that_expires_before_it_is_issued_is_not_requested_for_each_query() -> None:
    times = b'{"token": {"issued_at": "2026-01-02T00:00:00Z", "expires_at": "2026-01-01T00:00:00Z"}}'

    def respond(request: str) -> list[bytes]:
        if request.startswith("POST"):
            return [head(201, "X-Subject-Token: t", f"Content-Length: {len(times)}"), times]
        return [head(200, f"Content-Length: {len(RUNNING)}"), RUNNING]

    with RawServer(respond) as server:
        login = PasswordLogin(
            Http(Transport(timeout=5.0)), server.url, User("user", "pw", "domain"), {"project": {"id": "p"}}
        )
        outcome = wait(location_at(server.url, login), Plan(timeout=60.0), clock=SimulatedClock())
        assert server.count("POST") == 1
    assert outcome.polls > 10


#: What follows the status line of a refusal instead of complete headers.
HEADERS: dict[str, list[bytes | None]] = {
    "too long": [b"X: " + b"y" * 70_000, None],
    "too many": [b"".join(b"X-%d: y\r\n" % number for number in range(200)), b"\r\n", None],
    "cut off": [b"X: ", None],
}


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("plan", [WAIT, INFO], ids=["job_wait", "job_info"])
def test_a_refusal_with_unusable_headers_counts(plan: Plan, headers: str) -> None:
    with RawServer(lambda _head: [b"HTTP/1.1 401 No\r\n", *HEADERS[headers]]) as server:
        outcome = wait(location_at(server.url, KeyLogin("ak", "sk")), plan, 20, SimulatedClock())
        assert len(server.heads) == 1
    assert isinstance(outcome.error, LoginRefused)


def test_a_refusal_whose_headers_never_arrive_counts() -> None:
    def stall(_head: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 401 No\r\n"
        time.sleep(1.0)

    with RawServer(stall) as server:
        outcome = wait(location_at(server.url, KeyLogin("ak", "sk"), timeout=0.2), Plan(timeout=5.0, overtime=0.1), 10)
        assert len(server.heads) == 1
    assert isinstance(outcome.error, LoginRefused)
