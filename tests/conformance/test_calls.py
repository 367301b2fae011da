# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults in calls, and what a test can see of calls: how often one was sent, with which body, and what it started."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
import requests

from simulator import Clock, Simulator

VOLUME = {"volume": {"availability_zone": "z", "size": 10, "volume_type": "SSD", "name": "data", "multiattach": False}}


def volumes(sim: Simulator, version: str = "v2.1") -> str:
    return f"{sim.endpoint('evs')}/{version}/{sim.project_id}/cloudvolumes"


def post(http: requests.Session, sim: Simulator, **options: Any) -> requests.Response:
    return http.post(volumes(sim), json=VOLUME, **{"timeout": 10, "allow_redirects": False, **options})


#: Faults that send a response: their parameters, and the status that the client gets.
RESPONSES = [
    ("throttle", {"retry_after": 1}, 429),
    ("error", {}, 500),
    ("error", {"status": 502}, 502),
    ("error", {"status": 504}, 504),
    ("flow_limit", {}, 202),
    ("malformed", {}, 200),
    ("empty", {}, 200),
    ("list", {}, 200),
    ("null", {}, 200),
    ("no_status", {}, 200),
    ("html", {}, 200),
    ("redirect", {}, 302),
    ("not_visible", {}, 400),
    ("unauthorized", {}, 401),
]
#: Faults that break the transport: their parameters, and what the client gets of a body.
TRANSPORTS = [
    ("reset", {}, b""),
    ("truncated", {}, b'{"job_id": "'),
    ("drip", {"interval": 0.01}, b"{"),
    ("hang", {}, b""),
    ("slow", {"seconds": 30}, b""),
]


@pytest.mark.parametrize("processed", [False, True])
@pytest.mark.parametrize(("kind", "params", "status"), RESPONSES)
def test_responses(
    sim: Simulator, http: requests.Session, kind: str, params: dict[str, Any], status: int, processed: bool
) -> None:
    sim.fault(kind, service="evs", on="call", processed=processed, **params)
    assert post(http, sim).status_code == status
    (call,) = sim.calls()
    assert (call.fault, call.status, call.processed) == (kind, status, 200 if processed else None)
    assert len(sim.started("evs")) == len(sim.resources("evs")) == int(processed)
    assert post(http, sim).status_code == 200


def give_up(sim: Simulator, kind: str, sent: bytes) -> None:
    """Send a call, read what arrives of its response, and disconnect once the fault has occurred."""
    body = json.dumps(VOLUME).encode()
    target = volumes(sim)[len(sim.url) :]
    head = f"POST {target} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: {sim.token}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(sim.url.rpartition(":")[2])), timeout=10) as client:
        client.sendall(head.encode() + body)
        found = b""
        while sent not in found.partition(b"\r\n\r\n")[2]:
            found += client.recv(100)
        if kind == "reset":
            with pytest.raises(ConnectionResetError):
                client.recv(1)
        while not sim.calls() or sim.calls()[0].fault is None:
            pass


@pytest.mark.parametrize("processed", [False, True])
@pytest.mark.parametrize(("kind", "params", "sent"), TRANSPORTS)
def test_transport(
    sim: Simulator, http: requests.Session, kind: str, params: dict[str, Any], sent: bytes, processed: bool
) -> None:
    sim.fault(kind, service="evs", on="call", processed=processed, **params)
    give_up(sim, kind, sent)
    # Another call on the same loop, so that the first one has been recorded.
    assert http.get(volumes(sim, "v2") + "/detail").json()["count"] == int(processed)
    (call,) = sim.calls(method="POST")
    assert (call.fault, call.status, call.processed) == (kind, None, 200 if processed else None)
    assert len(sim.started("evs")) == int(processed)


def test_a_slow_call_finally_has_a_response(sim: Simulator, http: requests.Session) -> None:
    for processed in (False, True):
        sim.fault("slow", service="evs", on="call", processed=processed, seconds=0.01)
        assert post(http, sim).json()["job_id"] == sim.started("evs")[-1]
    assert len(sim.started()) == 2


def test_malformed_changes_the_lost_response(sim: Simulator, http: requests.Session) -> None:
    sim.fault("malformed", service="evs", on="call", processed=True)
    assert post(http, sim).text.startswith('{"job_id": "' + sim.started("evs")[0])


def test_only_what_matches(sim: Simulator, http: requests.Session) -> None:
    sim.fault("error", service="evs", on="call", method="POST", skip=1)
    sim.fault("error", service="evs", status=503)
    assert [http.get(volumes(sim, "v2") + "/detail").status_code, post(http, sim).status_code] == [200, 200]
    assert http.get(f"{sim.endpoint('ecs')}/v1/{sim.project_id}/cloudservers/detail").status_code == 200
    assert post(http, sim).status_code == 500
    job = f"{sim.endpoint('evs')}/v1/{sim.project_id}/jobs/{sim.started('evs')[0]}"
    assert [http.get(job).status_code for _query in range(2)] == [503, 200]
    sim.fault("error", on="call", times=None)
    assert [post(http, sim).status_code, http.get(job).status_code] == [500, 200]
    assert http.get(f"{sim.endpoint('iam')}/v3/projects").status_code == 200


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"on": "nosuch"}, "on query or call"),
        ({"processed": True}, "are for faults on call"),
        ({"method": "POST"}, "are for faults on call"),
        ({"on": "call", "job_id": "id1"}, "for faults on query"),
    ],
)
def test_bad_faults_are_refused(sim: Simulator, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sim.fault("reset", **options)


def test_bodies_are_recorded_as_they_arrived(sim: Simulator, http: requests.Session) -> None:
    post(http, sim, headers={"X-Client-Token": "t"})
    http.post(volumes(sim), data="no JSON")
    http.get(volumes(sim, "v2") + "/detail")
    http.get(f"{sim.endpoint('evs')}/v1/{sim.project_id}/jobs/{sim.started()[0]}")
    http.get(f"{sim.endpoint('iam')}/v3/projects")
    first, second, third = sim.calls()
    assert [call.path for call in sim.calls("evs", "POST")] == [first.path, second.path]
    assert first.body == VOLUME
    assert first.body["volume"]["multiattach"] is False
    assert repr(first.body["volume"]["size"]) == "10"
    assert first.headers["x-client-token"] == "t"
    assert (second.body, second.processed, third.body) == (None, 400, None)
    assert [call.service for call in sim.calls("ecs")] == []


def test_a_body_of_another_type_is_refused(sim: Simulator, http: requests.Session) -> None:
    for size in ("10", True, 10.5, None):
        response = http.post(volumes(sim), json={"volume": {**VOLUME["volume"], "size": size}})
        assert (response.status_code, response.json()["error"]["code"]) == (400, "EVS.1009"), size
        assert response.json()["error"]["message"].endswith("volume.size")


def test_calls_need_the_login_of_the_project(sim: Simulator, http: requests.Session) -> None:
    assert requests.post(volumes(sim), json=VOLUME, timeout=10).status_code == 401
    other = volumes(sim).replace(sim.project_id, "f" * 32)
    assert http.post(other, json=VOLUME).json()["error"]["code"] == "Common.0018"
    assert (sim.started(), sim.resources()) == ([], [])


def test_existing_resources(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    sim.add_resource("evs", "v1", name="fail-later", size=10)
    assert sim.resources() == [
        {"service": "evs", "kind": "volume", "id": "v1", "name": "fail-later", "status": "available"}
    ]
    assert http.get(volumes(sim, "v2") + "/v1").json()["volume"]["size"] == 10
    http.delete(volumes(sim, "v2") + "/v1")
    clock.now += 6
    assert [one["status"] for one in sim.resources()] == ["error"]
    with pytest.raises(ValueError, match="no such kind of resource: evs server"):
        sim.add_resource("evs", "v2", kind="server")
    sim.reset()
    assert (sim.resources(), sim.started(), sim.calls()) == ([], [], [])


def test_jobs_can_be_slow(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    sim.create_seconds = 600
    post(http, sim)
    clock.now += 599
    assert sim.resources()[0]["status"] == "creating"
    clock.now += 1
    assert sim.resources()[0]["status"] == "available"
    sim.create_seconds = 0
    post(http, sim)
    assert sim.resources()[1]["status"] == "available"
    with pytest.raises(ValueError, match="cannot be negative"):
        sim.create_seconds = -1


def test_another_process_sees_the_same(sim: Simulator, http: requests.Session) -> None:
    control = f"{sim.url}/_sim"
    assert http.post(f"{control}/resources", json={"service": "dcs", "resource_id": "i"}).status_code == 200
    assert http.post(f"{control}/create-seconds", json={"seconds": 60}).status_code == 200
    fault = {"kind": "error", "service": "evs", "on": "call", "method": "POST", "processed": True, "status": 504}
    assert http.post(f"{control}/faults", json=fault).status_code == 200
    assert post(http, sim).status_code == 504
    assert sim.create_seconds == 60
    assert http.get(f"{control}/started").json() == {"evs": sim.started("evs")}
    assert http.get(f"{control}/resources").json() == sim.resources()
    assert [one["id"] for one in sim.resources("dcs")] == ["i"]
    (call,) = http.get(f"{control}/calls").json()
    assert (call["method"], call["body"], call["status"], call["processed"]) == ("POST", VOLUME, 504, 200)
    assert http.post(f"{control}/create-seconds", json={}).status_code == 400
