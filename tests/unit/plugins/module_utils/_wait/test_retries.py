# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call that is repeated only when this is safe, with a misbehaving server and a simulated clock."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from raw_server import RawServer, head
from simulated_clock import SimulatedClock

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.response import Response
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin, User
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.refusals import Refusals
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.call import ApiCall
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Connection, Location
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.retries import (
    RetryingCaller,
    RetryRule,
    StartRule,
    never_retry,
    retry_reads,
)

Pieces = Iterable["bytes | None"]

ACCEPTED = b'{"job_id": "a"}'


def reply(status: int, body: bytes = b"", *headers: str) -> list[bytes | None]:
    return [head(status, f"Content-Length: {len(body)}", *headers), body]


#: The pieces of each response that the server can send; None closes the connection.
RESPONSES: dict[str, list[bytes | None]] = {
    "accepted": reply(200, ACCEPTED),
    "hints first": [head(103, "Link: </x>"), head(102), *reply(200, ACCEPTED)],
    "nothing to say": reply(204),
    "null": reply(200, b"null"),
    "lost": [None],
    "cut off": [head(200, "Content-Length: 500"), b'{"job', None],
    "cut off in its headers": [b"HTTP/1.1 200 OK\r\nContent-Le", None],
    "no HTTP": [b"what?\r\n\r\n", None],
    "no JSON": reply(200, b"<html>Welcome</html>"),
    "408": reply(408),
    "425": reply(425),
    "429": reply(429, b"", "Retry-After: 7"),
    "202 throttled": reply(202, b'{"error": {"code": "Common.0024", "message": "flow control"}}'),
    "400": reply(400, b'{"error": {"code": "Ecs.0005", "message": "flavor"}}'),
    "401": reply(401, b'{"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information"}'),
    "403": reply(403),
    "404": reply(404),
    "303": reply(303, b"", "Location: https://elsewhere.example/"),
    "307": reply(307, b"", "Location: https://elsewhere.example/"),
    "500": reply(500),
    "502": reply(502, b"<html>Bad Gateway</html>"),
    "503": reply(503, b"", "Retry-After: 40"),
}


class Server(RawServer):
    """Sends the named responses in order, and repeats the last one."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        super().__init__(self._next)

    def _next(self, _head: str) -> Pieces:
        name = self.names.pop(0) if len(self.names) > 1 else self.names[0]
        return RESPONSES[name]


class Outcome:
    """The outcome of a call: the response or the error, and the state of the caller."""

    def __init__(self, url: str, rule: RetryRule, login: Login | None = None, deadline: float = 1600.0) -> None:
        self.clock = SimulatedClock()
        connection = Connection(Http(Transport(timeout=5.0)), login or TokenLogin("t"))
        location = Location(connection, SERVICES["ecs"], url, Project("p"))
        self.call = ApiCall(location, "POST", "/v1/{project_id}/cloudservers", {}, body=b'{"a": 1}')
        self.caller = RetryingCaller(Refusals(connection.login), rule, deadline, self.clock)
        self.response: Response | None = None
        self.error: CallError | None = None
        try:
            self.response = self.caller.make(self.call)
        except CallError as error:
            self.error = error
        self.elapsed = self.clock.now() - 1000.0


ONCE = StartRule(grace=30.0, idempotent=False)
IDEMPOTENT = StartRule(grace=30.0, idempotent=True)


@pytest.mark.parametrize("name", ["accepted", "hints first", "nothing to say", "null"])
def test_a_success_is_a_success(name: str) -> None:
    with Server(name) as server:
        outcome = Outcome(server.url, ONCE)
    assert outcome.response
    assert (outcome.response.body, outcome.caller.tries, outcome.caller.uncertain) == (
        {"job_id": "a"} if name in ("accepted", "hints first") else None,
        0,
        False,
    )
    assert len(server.heads) == 1


@pytest.mark.parametrize(
    ("name", "uncertain"),
    [
        *((name, True) for name in ("lost", "cut off", "cut off in its headers", "no HTTP", "no JSON")),
        *((name, True) for name in ("303", "408", "500", "502", "503")),
        *((name, False) for name in ("400", "401", "403", "404", "425", "307")),
    ],
)
def test_a_call_that_may_have_taken_effect_is_not_repeated(name: str, uncertain: bool) -> None:
    with Server(name, "accepted") as server:
        outcome = Outcome(server.url, ONCE)
    assert outcome.error
    assert (len(server.heads), outcome.caller.uncertain, outcome.elapsed) == (1, uncertain, 0.0)
    assert outcome.error.sent
    if name.isdecimal():
        assert outcome.error.response
        assert outcome.error.response.http_status == int(name)


@pytest.mark.parametrize(("name", "seconds"), [("429", 7.0), ("202 throttled", 1.0)])
def test_a_throttled_call_is_repeated(name: str, seconds: float) -> None:
    with Server(name, "accepted") as server:
        outcome = Outcome(server.url, ONCE)
    assert outcome.response
    assert (len(server.heads), outcome.caller.uncertain, outcome.elapsed) == (2, False, seconds)


def test_throttled_calls_end_at_the_deadline() -> None:
    with Server("202 throttled") as server:
        outcome = Outcome(server.url, ONCE, deadline=1060.0)
    assert outcome.error
    assert outcome.error.throttled
    # After 1, 2, 4, and 8 seconds, then every 10 seconds.
    assert (len(server.heads), outcome.elapsed, outcome.caller.uncertain) == (9, 55.0, False)


@pytest.mark.parametrize("name", ["lost", "cut off", "no JSON", "408", "425", "500", "502"])
def test_an_idempotent_call_is_repeated(name: str) -> None:
    with Server(name, name, "accepted") as server:
        outcome = Outcome(server.url, IDEMPOTENT)
    assert outcome.response
    assert (len(server.heads), outcome.elapsed) == (3, 3.0)


def test_an_idempotent_call_honors_retry_after() -> None:
    with Server("503", "accepted") as server:
        outcome = Outcome(server.url, IDEMPOTENT)
    assert (len(server.heads), outcome.elapsed) == (2, 40.0)


def test_a_refusal_after_a_lost_response_leaves_the_outcome_uncertain() -> None:
    with Server("lost", "400") as server:
        outcome = Outcome(server.url, IDEMPOTENT)
    assert isinstance(outcome.error, Final)
    assert (len(server.heads), outcome.caller.uncertain, outcome.caller.tries) == (2, True, 2)


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port that is reserved, but on which nothing listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        yield line.getsockname()[1]


def test_a_refused_connection_is_retried_within_the_grace(unused_port: int) -> None:
    outcome = Outcome(f"http://127.0.0.1:{unused_port}", ONCE)
    assert isinstance(outcome.error, Fault)
    assert (outcome.error.sent, outcome.caller.uncertain, outcome.elapsed) == (False, False, 30.0)
    # After 1, 2, 4, 8, and 10 seconds, and at the end of the grace.
    assert outcome.caller.tries == 7


def test_a_failed_tls_handshake_is_retried() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        outcome = Outcome(f"https://127.0.0.1:{server.server_address[1]}", StartRule(grace=3.0, idempotent=False))
        server.shutdown()
    assert isinstance(outcome.error, Fault)
    assert (outcome.error.sent, outcome.caller.uncertain, outcome.caller.tries) == (False, False, 3)


def test_a_failed_proxy_tunnel_does_not_count_as_sent() -> None:
    with Server("502") as proxy:
        transport = Transport(timeout=5.0, environ={"HTTPS_PROXY": proxy.url})
        location = Location(
            Connection(Http(transport), TokenLogin("t")), SERVICES["ecs"], "https://e.example", Project("p")
        )
        with pytest.raises(Fault) as caught:
            ApiCall(location, "POST", "/x", {}).send()
    assert (caught.value.sent, proxy.count("CONNECT")) == (False, 1)


class Renewable(Login):
    """A login that can be renewed any number of times."""

    def __init__(self, renewable: bool = True) -> None:
        super().__init__()
        self.renewable = renewable
        self.renewed = 0

    def __call__(self, request: Any) -> Any:
        request.headers["X-Auth-Token"] = f"token {self.renewed}"
        return request

    def advice(self, message: str) -> str:
        return message

    def renew(self, error: CallError) -> bool:
        assert isinstance(error, LoginRefused)
        self.renewed += 1
        return self.renewable


def test_an_expired_login_is_renewed_and_the_call_repeated_once() -> None:
    login = Renewable()
    with Server("401", "accepted") as server:
        outcome = Outcome(server.url, ONCE, login)
    assert outcome.response
    assert [line for text in server.heads for line in text.splitlines() if "token" in line] == [
        "X-Auth-Token: token 0",
        "X-Auth-Token: token 1",
    ]
    assert (outcome.elapsed, outcome.caller.uncertain) == (0.0, False)


@pytest.mark.parametrize(("renewable", "calls"), [(True, 2), (False, 1)])
def test_a_refused_login_is_final(renewable: bool, calls: int) -> None:
    with Server("401") as server:
        outcome = Outcome(server.url, IDEMPOTENT, Renewable(renewable))
    assert isinstance(outcome.error, LoginRefused)
    assert (len(server.heads), outcome.caller.uncertain) == (calls, False)


def test_a_row_defines_refused_logins() -> None:
    refusal = reply(400, b'{"error": {"code": "SDRS.0002", "message": "Invalid tenant token"}}')
    with RawServer(lambda _head: refusal) as server:
        location = Location(Connection(Http(Transport()), TokenLogin("t")), SERVICES["sdrs"], server.url, Project("p"))
        with pytest.raises(LoginRefused):
            ApiCall(location, "POST", "/x", {}).send()


def test_an_error_of_iam_does_not_count_as_sending_the_call() -> None:
    """Without a token, the call itself is never sent, so it is retried."""
    with Server("500", "lost", "no JSON", "429", "500") as iam, Server("accepted") as server:
        login = PasswordLogin(Http(Transport(timeout=5.0)), iam.url, User("u", "p", "d"), {"project": {"id": "p"}})
        outcome = Outcome(server.url, ONCE, login, deadline=1020.0)
    assert isinstance(outcome.error, CallError)
    assert (outcome.error.sent, outcome.caller.uncertain, server.heads) == (False, False, [])
    assert len(iam.heads) > 4


@pytest.mark.parametrize(
    ("name", "calls"), [("500", 3), ("lost", 3), ("429", 3), ("no JSON", 3), ("400", 1), ("401", 1)]
)
def test_a_read_is_tried_at_most_three_times(name: str, calls: int) -> None:
    with Server(name) as server:
        outcome = Outcome(server.url, retry_reads)
    assert outcome.error
    assert (len(server.heads), outcome.elapsed) == (calls, 3.0 if calls == 3 else 0.0)


def test_a_call_can_be_limited_to_one_try() -> None:
    with Server("429") as server:
        outcome = Outcome(server.url, never_retry)
    assert outcome.error
    assert (len(server.heads), outcome.elapsed) == (1, 0.0)


class Impatient(SimulatedClock):
    """Lets time pass as soon as the calls have arrived."""

    def __init__(self, arrived: Callable[[], bool]) -> None:
        super().__init__()
        self.arrived = arrived

    def wait(self, inbox: Any, seconds: float, busy: bool) -> Any:  # type: ignore[override]
        while busy and not self.arrived():
            pass
        self.time += seconds
        return None


def test_a_missing_response_is_uncertain_at_the_deadline() -> None:
    with RawServer(lambda _head: iter(lambda: None if server.ended.wait(0.01) else b"", None)) as server:
        clock = Impatient(lambda: bool(server.heads))
        location = Location(Connection(Http(Transport()), TokenLogin("t")), SERVICES["ecs"], server.url, Project("p"))
        caller = RetryingCaller(Refusals(location.login), ONCE, clock.now() + 12.0, clock)
        with pytest.raises(CallError, match="no complete response within 12") as caught:
            caller.make(ApiCall(location, "POST", "/x", {}))
    assert (caller.uncertain, caught.value.sent, len(server.heads)) == (True, True, 1)


class OnceImpatient(Impatient):
    """Lets time pass for the first call only."""

    def wait(self, inbox: Any, seconds: float, busy: bool) -> Any:  # type: ignore[override]
        if self.time == 1000.0:
            return super().wait(inbox, seconds, busy)
        return SimulatedClock.wait(self, inbox, seconds, busy)


@pytest.mark.parametrize(("rule", "calls"), [(IDEMPOTENT, 2), (retry_reads, 2), (ONCE, 1)])
def test_a_missing_response_is_treated_as_a_lost_one(rule: RetryRule, calls: int) -> None:
    def respond(_head: str) -> Pieces:
        return iter(lambda: None if server.ended.wait(0.01) else b"", None) if len(server.heads) == 1 else accepted

    accepted = RESPONSES["accepted"]
    with RawServer(respond) as server:
        clock = OnceImpatient(lambda: bool(server.heads))
        location = Location(Connection(Http(Transport()), TokenLogin("t")), SERVICES["ecs"], server.url, Project("p"))
        caller = RetryingCaller(Refusals(location.login), rule, clock.now() + 600.0, clock)
        if calls == 1:
            with pytest.raises(CallError, match="no complete response within 60"):
                caller.make(ApiCall(location, "POST", "/x", {}))
        else:
            assert caller.make(ApiCall(location, "POST", "/x", {})).http_status == 200
    assert (len(server.heads), caller.uncertain) == (calls, True)


def test_a_cancelled_call_is_not_repeated() -> None:
    with Server("429") as server:
        location = Location(Connection(Http(Transport()), TokenLogin("t")), SERVICES["ecs"], server.url, Project("p"))
        caller = RetryingCaller(Refusals(location.login), ONCE, 1e9, SimulatedClock(), wanted=lambda: False)
        with pytest.raises(CallError):
            caller.make(ApiCall(location, "POST", "/x", {}))
    assert len(server.heads) == 1


def test_an_internal_error_is_reported_and_uncertain() -> None:
    with Server("accepted") as server:
        location = Location(Connection(Http(Transport()), TokenLogin("t")), SERVICES["ecs"], server.url, Project("p"))
        location.connection.http.send = lambda *_args: 1 / 0  # type: ignore[method-assign, assignment]
        caller = RetryingCaller(Refusals(location.login), ONCE, 1e9, SimulatedClock())
        with pytest.raises(CallError, match="ZeroDivisionError") as caught:
            caller.make(ApiCall(location, "POST", "/x", {}))
    assert caller.uncertain
    assert "bug in the collection" in caught.value.hint
    assert json.loads(ACCEPTED)["job_id"] == "a"
