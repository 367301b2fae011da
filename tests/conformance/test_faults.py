# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults affect the intended queries, and do what their names say."""

from __future__ import annotations

import socket
import ssl
import threading

import pytest
import requests

from simulator import Clock, Simulator


def url(sim: Simulator, job_id: str = "id1") -> str:
    """The URL of an ELB job, which has all fields."""
    return f"{sim.endpoint('elb')}/v1.0/{sim.project_id}/jobs/{job_id}"


@pytest.fixture
def job(sim: Simulator) -> str:
    sim.add_job("elb", "id1", steps=[(0, "RUNNING")])
    return url(sim)


def test_times_skip_and_order(sim: Simulator, http: requests.Session, job: str) -> None:
    sim.fault("error", status=503, times=2, skip=1)
    sim.fault("error", status=408, skip=1)
    codes = [http.get(job).status_code for _attempt in range(6)]
    # The second fault also skips the first query. It never sees the queries that the first fault affects.
    assert codes == [200, 503, 503, 408, 200, 200]


def test_unlimited_times(sim: Simulator, http: requests.Session, job: str) -> None:
    sim.fault("error", times=None, status=425)
    assert [http.get(job).status_code for _attempt in range(10)] == [425] * 10


def test_only_what_matches(sim: Simulator, http: requests.Session, job: str) -> None:
    sim.add_job("elb", "id2")
    sim.add_job("dcs", "id1")
    sim.fault("error", service="elb", job_id="id2")
    assert http.get(job).status_code == 200
    assert http.get(f"{sim.endpoint('dcs')}/v2/{sim.project_id}/jobs/id1").status_code == 200
    assert http.get(f"{sim.endpoint('iam')}/v3/projects").status_code == 200
    assert http.get(url(sim, "id2")).status_code == 500
    sim.fault("error", service="iam", status=503)
    assert http.get(job).status_code == 200
    assert http.get(f"{sim.endpoint('iam')}/v3/projects").status_code == 503


def test_bad_faults_are_refused(sim: Simulator) -> None:
    with pytest.raises(ValueError, match="no such fault: nosuch"):
        sim.fault("nosuch")
    with pytest.raises(ValueError, match="does not take seconds"):
        sim.fault("reset", seconds=1)
    with pytest.raises(ValueError, match="no such service"):
        sim.fault("reset", service="nosuch")


def test_throttle(sim: Simulator, http: requests.Session, job: str) -> None:
    for after in (None, 7, "Sun, 22 Nov 2026 00:00:00 GMT"):
        sim.fault("throttle", retry_after=after)
        response = http.get(job)
        assert (response.status_code, response.json()["error_code"]) == (429, "APIGW.0308")
        assert response.headers.get("Retry-After") == (None if after is None else str(after))


def test_responses(sim: Simulator, http: requests.Session, job: str) -> None:
    served = http.get(job).json()
    sim.fault("error", status=500)
    response = http.get(job)
    assert (response.status_code, response.json()["code"]) == (500, "ELB.0500")
    sim.fault("error", status=418, body={"own": 1}, headers={"X-Own": "h"})
    response = http.get(job)
    assert (response.status_code, response.json(), response.headers["X-Own"]) == (418, {"own": 1}, "h")
    sim.fault("flow_limit")
    response = http.get(job)
    assert (response.status_code, response.json()["error"]["code"]) == (202, "Common.0024")
    for kind, text in (("empty", ""), ("list", "[]"), ("null", "null")):
        sim.fault(kind)
        response = http.get(job)
        assert (response.status_code, response.text) == (200, text)
    sim.fault("malformed")
    response = http.get(job)
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|Invalid"):
        response.json()
    sim.fault("no_status")
    assert http.get(job).json() == {key: value for key, value in served.items() if key != "status"}
    for params in ({}, {"status": 502}):
        sim.fault("html", **params)
        response = http.get(job)
        assert (response.status_code, response.headers["Content-Type"]) == (params.get("status", 200), "text/html")
        assert response.text.startswith("<html>")
    sim.fault("redirect", to="https://127.0.0.1:1/x")
    response = http.get(job, allow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (302, "https://127.0.0.1:1/x")
    sim.fault("not_visible")
    response = http.get(job)
    assert (response.status_code, response.json()["code"]) == (404, "ELB.0404")
    sim.fault("unauthorized")
    response = http.get(job)
    assert (response.status_code, response.json()["error_code"]) == (401, "APIGW.0301")
    assert http.get(job).json() == served


def exchange(sim: Simulator, stop_after: int | None = None) -> bytes:
    """Everything that arrives for a query over a plain socket, until a number of bytes or the end of the connection."""
    port = int(sim.url.rpartition(":")[2])
    target = url(sim)[len(sim.url) :]
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: {sim.token}\r\n\r\n".encode())
        while stop_after is None or len(received.partition(b"\r\n\r\n")[2]) < stop_after:
            data = client.recv(65536)
            if not data:
                break
            received += data
    return received


def test_reset(sim: Simulator, job: str) -> None:
    sim.fault("reset")
    with pytest.raises(ConnectionResetError):
        exchange(sim)
    assert [(query.status, query.fault) for query in sim.queries()] == [(None, "reset")]


def test_truncated(sim: Simulator, job: str) -> None:
    sim.fault("truncated")
    head, _whitespace, body = exchange(sim).partition(b"\r\n\r\n")
    assert b"Content-Length: 4096" in head
    assert 0 < len(body) < 4096


def test_drip(sim: Simulator, job: str) -> None:
    sim.fault("drip", interval=0.001)
    assert exchange(sim, stop_after=200).startswith(b"HTTP/1.1 200")


def test_hang_ends_with_the_client(sim: Simulator, http: requests.Session, job: str) -> None:
    sim.fault("hang")
    with pytest.raises(requests.ReadTimeout):
        http.get(job, timeout=0.05)
    assert http.get(job).status_code == 200
    assert [query.status for query in sim.queries()] == [None, 200]


def test_slow_is_an_ordinary_response(sim: Simulator, http: requests.Session, job: str) -> None:
    sim.fault("slow", seconds=30)
    with pytest.raises(requests.ReadTimeout):
        http.get(job, timeout=0.05)
    sim.fault("slow", seconds=0.01)
    assert http.get(job).json()["status"] == "RUNNING"


def test_stop_leaves_no_thread_behind_a_hanging_client(clock: Clock) -> None:
    before = threading.active_count()
    with (
        Simulator(clock=clock) as sim,
        socket.create_connection(("127.0.0.1", int(sim.url.rpartition(":")[2]))) as sock,
    ):
        sim.fault("hang", times=None)
        sock.sendall(f"GET {url(sim)[len(sim.url) :]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        while not sim.queries():
            pass
        sim.stop()
        assert sock.recv(1) == b""
    assert threading.active_count() == before


def test_fixed_responses(sim: Simulator, http: requests.Session) -> None:
    sim.respond("elb", "id1", 418, json={"a": 1}, headers={"X-Request-Id": "own"})
    response = http.get(url(sim))
    assert (response.status_code, response.json(), response.headers["X-Request-Id"]) == (418, {"a": 1}, "own")
    sim.respond("elb", "id1", json=None)
    assert http.get(url(sim)).text == "null"
    sim.respond("elb", "id1", text="<p>")
    assert (http.get(url(sim)).text, http.get(url(sim)).headers["Content-Type"]) == ("<p>", "text/html")
    sim.respond("elb", "id1", 204)
    assert (http.get(url(sim)).status_code, http.get(url(sim)).content) == (204, b"")


def test_log_and_connections(sim: Simulator, clock: Clock) -> None:
    sim.add_job("elb", "id1")
    for _attempt in range(2):
        with requests.Session() as session:
            session.headers["X-Auth-Token"] = sim.token
            session.get(url(sim))
            clock.now += 1
            session.get(url(sim) + "?a=1&b=%20", headers={"X-Own": "Value"})
    session.close()
    records = sim.requests
    assert [record.connection for record in records] == [1, 1, 2, 2]
    assert sim.connections == 2
    assert [record.at for record in records] == [1000, 1001, 1001, 1002]
    last = records[-1]
    assert (last.method, last.path, last.query) == ("GET", url(sim)[len(sim.url) :], {"a": "1", "b": " "})
    assert (last.service, last.job_id, last.status, last.headers["x-own"]) == ("elb", "id1", 200, "Value")
    assert "x-own" not in records[-2].headers
    assert len(sim.queries("elb", "id1")) == len(sim.queries()) == 4
    assert sim.queries("dcs") == sim.queries("elb", "id2") == []


def test_tls(clock: Clock) -> None:
    with Simulator(clock=clock, tls=True) as sim:
        sim.add_job("elb", "id1")
        headers = {"X-Auth-Token": sim.token}
        for base in (sim.url, sim.url.replace("127.0.0.1", "localhost")):
            response = requests.get(base + url(sim)[len(sim.url) :], headers=headers, verify=sim.ca_path, timeout=10)
            assert response.json()["status"] == "SUCCESS"
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(url(sim), headers=headers, timeout=10)
        assert (sim.connections, len(sim.requests)) == (3, 2)
        ca_path = sim.ca_path or ""
        ssl.create_default_context(cafile=ca_path)
    with pytest.raises(FileNotFoundError):
        ssl.create_default_context(cafile=ca_path)
