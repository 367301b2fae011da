# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call that starts a job is sent once, and repeated only if it cannot have taken effect.

Each case uses its own simulator, so that all cases run in a few playbooks without affecting each other.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from raw_server import RawServer

from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

PATH = "/v2.1/{project_id}/cloudvolumes"
VOLUME = {"volume": {"availability_zone": "z", "size": 10, "volume_type": "SSD", "name": "data"}}
TOKEN = {"X-Client-Token": "0f7b6a0c-0000-4000-8000-000000000001"}
LOOK_FIRST = "Check whether it took effect"
AGAIN = {"idempotent": True, "headers": TOKEN}

OK = {"failed": False, "changed": True, "ambiguous": False, "status": 200, "timed_out": False}
AMBIGUOUS = {"failed": True, "changed": True, "ambiguous": True, "job_ids": [], "jobs": [], "timed_out": False}
REFUSED = {"failed": True, "changed": False, "ambiguous": False, "job_ids": [], "jobs": [], "timed_out": False}


@dataclass
class Case:
    """The faults for a call, and the expected outcome.

    ``calls`` is the number of calls that arrive, ``started`` is the number of jobs they start, and ``reported`` are
    parts of ``msg``.
    """

    expected: dict[str, Any]
    calls: int
    started: int
    faults: list[dict[str, Any]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    keywords: dict[str, Any] = field(default_factory=dict)
    reported: tuple[str, ...] = ()
    tls: bool = False


def lost(kind: str, **params: Any) -> list[dict[str, Any]]:
    """The call is processed, and its response is lost or replaced."""
    return [{"kind": kind, "processed": True, **params}]


def instead(kind: str, **params: Any) -> list[dict[str, Any]]:
    """The fault occurs before the call is processed."""
    return [{"kind": kind, **params}]


Seen = tuple[str, "Case", dict[str, Any], Simulator]


def check(cases: dict[str, Case], playbooks: Playbooks) -> list[Seen]:
    """Run a task for each case and check its outcome. Returns the cases, their results, and the stopped simulators."""
    with ExitStack() as stack:
        clouds = {name: stack.enter_context(Simulator(create_seconds=0, tls=case.tls)) for name, case in cases.items()}
        tasks = {}
        for name, case in cases.items():
            for fault in case.faults:
                clouds[name].fault(**{"service": "evs", "on": "call", **fault})
            tasks[name] = {"huaweicloud.jobs.job_start": start(clouds[name], case.options), **case.keywords}
        run = playbooks.run(tasks)
    seen = [(name, case, run.results[name], clouds[name]) for name, case in cases.items()]
    assert {name: mismatch for name, case, result, sim in seen for mismatch in mismatches(case, result, sim)} == {}
    return seen


def mismatches(case: Case, result: dict[str, Any], sim: Simulator) -> Iterator[tuple[Any, ...]]:
    """Differences from the expected outcome."""
    counts = {"calls": len(sim.calls("evs")), "started": len(sim.started())}
    found = {key: result.get(key) for key in case.expected} | counts
    reported = result.get("msg", "")
    unreported = [text for text in case.reported if text not in reported]
    advice = (LOOK_FIRST in reported) == bool(case.expected.get("ambiguous"))
    if found != {**case.expected, "calls": case.calls, "started": case.started} or unreported or not advice:
        yield found, unreported, reported


def start(sim: Simulator, options: dict[str, Any]) -> dict[str, Any]:
    """The options of a task. Callables get the simulator, ``login`` returns several options, None omits an option."""
    options = dict(options)
    login = options.pop("login", lambda _sim: {})(sim)
    given: dict[str, Any] = {
        "service": "evs",
        "endpoint": sim.endpoint("evs"),
        "project_id": sim.project_id,
        "token": sim.token,
        "path": PATH,
        "body": VOLUME,
        "progress": "none",
        "min_interval": 0.05,
        **login,
        **{name: value(sim) if callable(value) else value for name, value in options.items()},
    }
    return {name: value for name, value in given.items() if value is not None}


def test_a_call_that_may_have_taken_effect_is_not_repeated(playbooks: Playbooks) -> None:
    page = {"status": -1, "json": None}
    check(
        {
            "reset": Case(AMBIGUOUS | page, 1, 1, lost("reset"), reported=("was lost before the response arrived",)),
            "reset_unheard": Case(AMBIGUOUS | page, 1, 0, instead("reset")),
            "read_timeout": Case(
                AMBIGUOUS | page, 1, 1, lost("hang"), {"request_timeout": 0.3}, reported=("no response within 0.3 s",)
            ),
            "deadline": Case(AMBIGUOUS | page, 1, 1, lost("hang"), {"timeout": 0.5}, reported=("response within 0.",)),
            "dripping": Case(AMBIGUOUS, 1, 1, lost("drip"), {"timeout": 0.5}, reported=("response within 0.",)),
            "limit_of_the_task": Case(AMBIGUOUS | page, 1, 1, lost("hang"), keywords={"timeout": 2}),
            "error_500": Case(
                AMBIGUOUS | {"status": 500}, 1, 1, lost("error", status=500), reported=("HTTP 500", "EVS.0500")
            ),
            "gateway_502": Case(
                AMBIGUOUS | {"status": 502, "json": None},
                1,
                1,
                lost("html", status=502),
                reported=("HTTP 502", "sign in"),
            ),
            "gateway_504": Case(AMBIGUOUS | {"status": 504}, 1, 1, lost("error", status=504), reported=("APIGW.0201",)),
            "cut_off": Case(
                AMBIGUOUS | {"status": 200, "json": None},
                1,
                1,
                lost("truncated"),
                reported=("HTTP 200", "it is incomplete"),
            ),
            "half": Case(AMBIGUOUS | {"status": 200, "json": None}, 1, 1, lost("malformed"), reported=("is not JSON",)),
            "page": Case(AMBIGUOUS | {"status": 200, "json": None}, 1, 1, lost("html"), reported=("is not JSON",)),
            "error_408": Case(AMBIGUOUS | {"status": 408}, 1, 1, lost("error", status=408), reported=("HTTP 408",)),
            "without_waiting": Case(AMBIGUOUS | page, 1, 1, lost("reset"), {"wait": False}),
            "one_round": Case(AMBIGUOUS | page, 1, 1, lost("reset"), {"timeout": 0}),
        },
        playbooks,
    )


def test_a_call_that_cannot_have_taken_effect_is_repeated(playbooks: Playbooks) -> None:
    check(
        {
            "throttled": Case(OK, 3, 1, [{"kind": "throttle", "times": 2}]),
            "flow_limit": Case(OK, 2, 1, instead("flow_limit")),
            "without_waiting": Case({"changed": True, "ambiguous": False}, 2, 1, instead("throttle"), {"wait": False}),
            "headers_unreadable": Case(OK, 2, 1, instead("throttle", headers={"X-Long": 70_000 * "x"})),
            "asked_for_longer_than_there_is": Case(
                REFUSED | {"status": 429},
                1,
                0,
                instead("throttle", retry_after=900),
                {"timeout": 60},
                reported=("HTTP 429",),
            ),
            "one_round": Case(REFUSED | {"status": 429}, 1, 0, instead("throttle"), {"timeout": 0}),
        },
        playbooks,
    )


def test_a_retry_honors_retry_after(playbooks: Playbooks) -> None:
    cases = {"wait": Case(OK, 2, 1, instead("throttle", retry_after=3), {"headers": TOKEN})}
    ((_name, _case, result, sim),) = check(cases, playbooks)
    first, second = sim.calls("evs")
    assert (first.status, second.status, result["failed"]) == (429, 200, False)
    # Measured with the simulator's clock: never earlier, however slow the machine is.
    assert second.at - first.at >= 3
    assert first.body == second.body == VOLUME
    assert {call.headers["x-client-token"] for call in (first, second)} == {TOKEN["X-Client-Token"]}


def test_an_idempotent_call_is_repeated(playbooks: Playbooks) -> None:
    faults = {
        "reset": lost("reset"),
        "error_500": lost("error", status=500),
        "gateway_503": lost("html", status=503),
        "cut_off": lost("truncated"),
        "half": lost("malformed"),
        "error_408": lost("error", status=408),
        "error_425": instead("error", status=425),
        "both": [*lost("reset"), *instead("throttle")],
    }
    check(
        {
            **{name: Case(OK, 1 + len(these), 1, these, AGAIN) for name, these in faults.items()},
            "read_timeout": Case(OK, 2, 1, lost("hang"), {**AGAIN, "request_timeout": 0.3}),
            "refused": Case(REFUSED | {"status": 400}, 1, 0, instead("error", status=400), AGAIN),
            "lost_and_refused": Case(
                AMBIGUOUS | {"status": 403},
                2,
                1,
                [*lost("reset"), *instead("error", status=403)],
                AGAIN,
                reported=("after 2 tries", "HTTP 403"),
            ),
            "no_end": Case(
                AMBIGUOUS | {"status": 503},
                2,
                1,
                [*lost("error", status=503), *instead("error", status=503, times=None)],
                {**AGAIN, "timeout": 2},
                reported=("after 2 tries",),
            ),
        },
        playbooks,
    )


def test_refusals_are_final(playbooks: Playbooks) -> None:
    there = {"to": "http://127.0.0.1:1/"}
    invalid = {"code": "EVS.1009", "message": "invalid volumeForCreate! volume"}
    check(
        {
            "invalid": Case(
                REFUSED | {"status": 400, "json": {"error": invalid}},
                1,
                0,
                options={"body": {"wrong": 1}},
                reported=("HTTP 400 EVS.1009: invalid volumeForCreate!",),
            ),
            "forbidden": Case(
                REFUSED | {"status": 403}, 1, 0, instead("error", status=403), reported=("the permission",)
            ),
            "conflict": Case(REFUSED | {"status": 409}, 1, 0, instead("error", status=409)),
            "too_early": Case(REFUSED | {"status": 425}, 1, 0, instead("error", status=425)),
            "no_such_api": Case(
                REFUSED | {"status": 404}, 1, 0, options={"path": "/v9/{project_id}/nothing"}, reported=("check path",)
            ),
            "moved": Case(REFUSED | {"status": 302}, 1, 0, instead("redirect", **there), reported=("redirect",)),
            "moved_with_the_body": Case(REFUSED | {"status": 307}, 1, 0, instead("redirect", status=307, **there)),
        },
        playbooks,
    )


def with_password(sim: Simulator) -> dict[str, Any]:
    return {
        "token": None,
        "iam_endpoint": sim.endpoint("iam"),
        "username": sim.username,
        "password": sim.password,
        "domain_name": sim.domain_name,
    }


def polled(sim: Simulator, path: str) -> int:
    """The number of requests to a path of IAM."""
    return sum(record.path.endswith(path) for record in sim.requests if record.service == "iam")


def test_an_expired_token_is_renewed_once(playbooks: Playbooks) -> None:
    dead = {"kind": "unauthorized"}
    cases = {
        "renewed": Case(OK, 2, 1, [dead], {"login": with_password}),
        "renewed_without_waiting": Case({"changed": True}, 2, 1, [dead], {"login": with_password, "wait": False}),
        "refused_twice": Case(
            REFUSED | {"status": 401}, 2, 0, [{**dead, "times": 2}], {"login": with_password}, reported=("HTTP 401",)
        ),
        "renewed_and_lost": Case(
            AMBIGUOUS, 2, 1, [dead, *lost("reset")], {"login": with_password}, reported=("after 2 tries",)
        ),
        "bare_token": Case(REFUSED | {"status": 401}, 1, 0, options={"token": "no-such-token"}, reported=("token",)),
        "wrong_key": Case(
            REFUSED | {"status": 401},
            1,
            0,
            options={**AGAIN, "token": None, "access_key": lambda sim: sim.access_key, "secret_key": "wrong"},
            reported=("Check access_key and secret_key",),
        ),
        "wrong_password": Case(
            REFUSED | {"status": -1, "json": None},
            0,
            0,
            options={"login": with_password, "password": "not-the-one"},
            reported=("HTTP 401: IAM refused the login",),
        ),
    }
    tokens = {}
    for name, case, result, sim in check(cases, playbooks):
        tokens[name] = polled(sim, "/auth/tokens")
        assert sim.bad_signatures.get(sim.access_key, 0) == (1 if name == "wrong_key" else 0)
        assert sim.bad_passwords == (1 if name == "wrong_password" else 0), result
        assert case.calls == len(sim.calls())
    assert tokens == {
        "renewed": 2,
        "renewed_without_waiting": 2,
        "refused_twice": 2,
        "renewed_and_lost": 2,
        "bare_token": 0,
        "wrong_key": 0,
        "wrong_password": 1,
    }


def test_a_call_that_did_not_arrive_is_repeated_for_a_while(playbooks: Playbooks, tls_sim: Simulator) -> None:
    gate, shut = Gate(tls_sim.url, refuses=2), Gate(tls_sim.url, refuses=None)
    with gate, shut:
        there = {"endpoint": gate.url + "/evs", "ca_path": lambda sim: sim.ca_path}
        unreachable = {"endpoint": "http://127.0.0.1:1/evs"}
        busy = {"service": "iam", "on": "query", "kind": "error", "status": 503, "times": None}
        cases = {
            "handshake": Case(OK, 0, 0, options={**there, "token": tls_sim.token, "ca_path": tls_sim.ca_path}),
            "handshake_for_ever": Case(
                REFUSED | {"status": -1},
                0,
                0,
                options={"endpoint": shut.url, "validate_certs": False, "missing_grace": 1},
                reported=("after 2 tries", "cannot reach", "Nothing was started"),
            ),
            "refused": Case(
                REFUSED | {"status": -1, "json": None},
                0,
                0,
                options={**unreachable, "missing_grace": 2},
                reported=("after 3 attempts", "Connection refused", "Nothing was started"),
            ),
            "refused_idempotent": Case(REFUSED, 0, 0, options={**unreachable, **AGAIN, "missing_grace": 0}),
            "refused_at_once": Case(REFUSED, 0, 0, options={**unreachable, "timeout": 0}),
            "refused_until_the_deadline": Case(REFUSED, 0, 0, options={**unreachable, "timeout": 1}),
            "iam_busy": Case(
                REFUSED | {"status": -1, "json": None},
                0,
                0,
                [busy],
                {"login": with_password, "missing_grace": 1},
                reported=("HTTP 503", "IAM", "Nothing was started"),
            ),
            "untrusted": Case(
                REFUSED | {"status": -1}, 0, 0, options={"missing_grace": 60}, tls=True, reported=("ca_path",)
            ),
        }
        sims = {name: sim for name, _case, _result, sim in check(cases, playbooks)}
        assert (gate.connections, len(tls_sim.calls()), len(tls_sim.started())) == (3, 1, 1)
        assert shut.connections == 2
        assert sims["untrusted"].connections == 1
        assert polled(sims["iam_busy"], "/auth/tokens") == 2


def test_check_mode_sends_nothing(playbooks: Playbooks) -> None:
    planned = {"failed": False, "changed": True, "ambiguous": False, "job_ids": [], "jobs": [], "method": "POST"}
    by_name = {"project_id": None, "project_name": lambda sim: sim.project_name}
    dry = {"check_mode": True}
    cases = {
        "token": Case(planned, 0, 0, keywords=dry),
        "password": Case(planned, 0, 0, options={"login": with_password, **by_name}, keywords=dry),
        "without_waiting": Case(planned, 0, 0, options={"wait": False}, keywords=dry),
        "wrong": Case({"failed": True, "changed": False}, 0, 0, options={"body": {"a": float("inf")}}, keywords=dry),
    }
    for name, _case, result, sim in check(cases, playbooks):
        assert sim.requests == []
        assert (name, sim.connections) == (name, 0)
        project = "{project_id}" if name == "password" else sim.project_id
        if name != "wrong":
            assert result["url"] == sim.endpoint("evs") + PATH.replace("{project_id}", project)
            assert result["project_id"] == (None if name == "password" else sim.project_id)


def test_an_accepted_call_is_a_change_even_if_its_job_fails(playbooks: Playbooks) -> None:
    ours = {"changed": True, "ambiguous": False, "status": 200}
    failing = {"volume": {**VOLUME["volume"], "name": "fail"}}
    never = {"kind": "error", "on": "query", "status": 503, "times": None}
    unknown = {"kind": "not_visible", "on": "query", "times": None}
    cases = {
        "failed": Case(
            ours | {"failed": True, "timed_out": False, "error_code": "EVS.2001"},
            1,
            1,
            options={"body": failing},
            reported=("EVS.2001", "no capacity left"),
        ),
        "time_ran_out": Case(
            ours | {"failed": True, "timed_out": True},
            1,
            1,
            [never],
            {"timeout": 2},
            reported=("Timed out", "resume"),
        ),
        "one_round": Case(ours | {"failed": True, "timed_out": True}, 1, 1, [never], {"timeout": 0}),
        "not_known": Case(ours | {"failed": True}, 1, 1, [unknown], {"missing_grace": 0}, reported=("not know",)),
        "not_waited_for": Case(ours | {"failed": False, "jobs": None, "polls": None}, 1, 1, [never], {"wait": False}),
    }
    for name, case, result, sim in check(cases, playbooks):
        assert result["job_ids"] == sim.started()
        assert (result["json"]["job_id"], result["request_id"] is None) == (sim.started()[0], False)
        assert result.get("pending_jobs", []) == (sim.started() if case.expected.get("timed_out") else [])
        assert ("resume" in result) == bool(result.get("pending_jobs")), name
        assert sim.started()[0] in result.get("resume", sim.started()[0])


class Gate(RawServer):
    """A proxy for a simulator with TLS. It closes the first connections (``None``: all) and forwards the others."""

    def __init__(self, target: str, refuses: int | None) -> None:
        super().__init__(lambda _head: ())
        self.target = (urlsplit(target).hostname, urlsplit(target).port)
        self.refuses = refuses
        self.connections = 0

    @property
    def url(self) -> str:
        return super().url.replace("http:", "https:")

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self.lock:
            self.connections += 1
            hang_up = self.refuses is None or self.connections <= self.refuses
        if hang_up:
            return
        with socket.create_connection(self.target, timeout=20) as there:
            back = threading.Thread(target=pass_on, args=(there, request), daemon=True)
            back.start()
            pass_on(request, there)
            back.join()


def pass_on(source: socket.socket, target: socket.socket) -> None:
    """Forward data until there is no more."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def tls_sim() -> Iterator[Simulator]:
    with Simulator(tls=True, create_seconds=0) as simulator:
        yield simulator
