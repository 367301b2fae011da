# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a separate process: it prints a ready line, is controlled over HTTP, and ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

FOLDER = Path(__file__).resolve().parents[1] / "simulator"


class Started:
    """A simulator process that has reported that it is ready."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.ready: dict[str, Any] = json.loads(process.stdout.readline())
        self.url: str = self.ready["url"]

    def control(self, path: str, body: Any = None) -> Any:
        response = requests.post(f"{self.url}/_sim/{path}", json=body, timeout=10)
        assert response.status_code == 200, response.text
        return response.json()

    def query(self, job_id: str = "id1", token: str | None = None) -> requests.Response:
        job = f"{self.ready['endpoints']['elb']}/v1.0/{self.ready['project_id']}/jobs/{job_id}"
        return requests.get(job, headers={"X-Auth-Token": token or self.ready["token"]}, timeout=10)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    processes = []

    def run(*options: str) -> Started:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        command = [sys.executable, str(FOLDER), "--lifetime", "60", *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environment)
        processes.append(process)
        return Started(process)

    yield run
    for process in processes:
        process.kill()
        process.communicate(timeout=20)


def test_ready_line_and_file(start: Callable[..., Started], tmp_path: Path) -> None:
    sim = start("--ready-file", str(tmp_path / "ready.json"))
    assert (
        json.loads((tmp_path / "ready.json").read_text())
        == sim.ready
        == requests.get(f"{sim.url}/_sim", timeout=10).json()
    )
    assert sim.ready["pid"] == sim.process.pid
    assert sim.ready["endpoints"] == {name: f"{sim.url}/{name}" for name in sim.ready["endpoints"]}
    assert sim.url.startswith("http://127.0.0.1:")
    assert sim.ready["ca_path"] is None


def test_tls_process(start: Callable[..., Started]) -> None:
    sim = start("--tls")
    assert requests.get(f"{sim.url}/_sim", verify=sim.ready["ca_path"], timeout=10).json() == sim.ready
    sim.process.terminate()
    assert sim.process.wait(20) == 0
    assert not Path(sim.ready["ca_path"]).exists()


def test_control(start: Callable[..., Started]) -> None:
    sim = start()
    sim.control("jobs", {"service": "elb", "job_id": "id1", "steps": [[0, "RUNNING"]], "end_time_while_running": None})
    sim.control("jobs", [{"service": "elb", "job_id": name} for name in ("id2", "id3")])
    assert sim.query().json()["end_time"] is None
    assert sim.query("id3").json()["status"] == "SUCCESS"
    sim.control("answers", {"service": "elb", "job_id": "id3", "status": 418, "json": None})
    assert (sim.query("id3").status_code, sim.query("id3").text) == (418, "null")
    sim.control("faults", {"kind": "throttle", "service": "elb", "job_id": "id1", "retry_after": 3})
    assert (sim.query().status_code, sim.query().status_code) == (429, 200)
    sim.control("limit", {"rate": 0.01})
    assert [sim.query().status_code for _attempt in range(2)] == [200, 429]
    sim.control("limit", {"rate": None})
    assert sim.query().status_code == 200
    log = requests.get(f"{sim.url}/_sim/requests", timeout=10).json()
    assert [entry["status"] for entry in log] == [200, 200, 418, 418, 429, 200, 200, 429, 200]
    assert log[0]["headers"]["x-auth-token"] == sim.ready["token"]
    sim.control("reset")
    assert requests.get(f"{sim.url}/_sim/requests", timeout=10).json() == []
    assert sim.query().status_code == 404
    sim.control("expire", {"token": sim.ready["token"]})
    assert sim.query().json()["error_code"] == "APIGW.0307"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("jobs", {"service": "nosuch", "job_id": "id1"}, 400),
        ("jobs", {"service": "elb", "job_id": "id1", "nosuch": 1}, 400),
        ("jobs", [], 400),
        ("faults", {"kind": "nosuch"}, 400),
        ("limit", {"rate": 0}, 400),
        ("nosuch", {}, 404),
    ],
)
def test_control_refuses(start: Callable[..., Started], path: str, body: Any, status: int) -> None:
    response = requests.post(f"{start().url}/_sim/{path}", json=body, timeout=10)
    assert (response.status_code, list(response.json())) == (status, ["error"])


def test_stops_on_request(start: Callable[..., Started]) -> None:
    sim = start()
    sim.control("stop")
    assert sim.process.wait(20) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_on_signals(start: Callable[..., Started], number: int) -> None:
    sim = start()
    sim.process.send_signal(number)
    assert sim.process.wait(20) == 0


def test_ends_with_its_lifetime(start: Callable[..., Started]) -> None:
    assert start("--lifetime", "0.2").process.wait(20) == 0


def test_ends_with_its_parent(start: Callable[..., Started]) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        sim = start("--parent-pid", str(parent.pid))
        assert requests.get(f"{sim.url}/_sim", timeout=10).status_code == 200
        parent.communicate(b"\n", timeout=20)
    assert sim.process.wait(20) == 0
