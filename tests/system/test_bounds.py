# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a server sends, a whole process ends in time, with limited memory and at most one thread per call."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from raw_server import RawServer, head

MIB = 1024 if sys.platform != "darwin" else 1024 * 1024  # the unit of ru_maxrss
TIMEOUT = 3.0
RUNNING = b'{"status": "RUNNING"}'
BOMB = gzip.compress(bytes(300 << 20))


def bomb(_head: str) -> Iterable[bytes]:
    return [head(200, f"Content-Length: {len(BOMB)}", "Content-Encoding: gzip"), BOMB]


def endless(_head: str) -> Iterator[bytes]:
    yield head(200, "Content-Type: application/json")
    for _piece in itertools.count():
        yield bytes(1 << 16)


def drip() -> Callable[[str], Iterable[bytes]]:
    """The first calls get a response, so that many calls run concurrently. All later bodies never end."""
    responded = itertools.count()

    def respond(_head: str) -> Iterator[bytes]:
        if next(responded) < 20:
            yield head(200, f"Content-Length: {len(RUNNING)}") + RUNNING
        else:
            yield from dripping()

    return respond


def dripping() -> Iterator[bytes]:
    yield head(200, "Content-Length: 1000000")
    for _byte in itertools.count():
        yield b" "
        time.sleep(0.05)


def run(tmp_path: Path, module: str, server: RawServer, jobs: int, **options: float) -> tuple[dict, int, int]:
    """The result of a task, the peak memory of one process in MiB, and the highest number of threads in one process."""
    result = tmp_path / "result.json"
    task = {
        f"huaweicloud.jobs.{module}": {
            "service": "elb",
            "endpoint": server.url,
            "project_id": "p",
            "token": "t",
            "job_ids": [f"job-{number}" for number in range(jobs)],
            "request_timeout": 0.3,
            **options,
        },
        "register": "result",
        "ignore_errors": True,
    }
    keep = {"ansible.builtin.copy": {"content": "{{ result | to_json }}", "dest": str(result)}}
    play = tmp_path / "play.yml"
    play.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task, keep]}]))
    command = [sys.executable, "-m", "ansible.cli.playbook", str(play)]
    environ = {**os.environ, "ANSIBLE_LOCALHOST_WARNING": "false"}
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    threads = 0
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        threads = max(threads, threads_below(process.pid))
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    assert process.returncode == 0
    return json.loads(result.read_text()), ended[2].ru_maxrss // MIB, threads


def threads_below(ancestor: int) -> int:
    """The highest number of threads in a process and its descendants; 0 without /proc."""
    parents, threads = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)], threads[int(stat.parent.name)] = int(fields[1]), int(fields[17])

    def is_below(process: int) -> bool:
        return process == ancestor or (process in parents and is_below(parents[process]))

    return max((count for process, count in threads.items() if is_below(process)), default=0)


HOSTILE: dict[str, tuple[Callable[[], Callable[[str], Iterable[bytes]]], int]] = {
    "bomb": (lambda: bomb, 1),
    "endless": (lambda: endless, 1),
    "drip": (drip, 100),
}


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("module", ["job_wait", "job_info"])
def test_a_hostile_body_uses_limited_resources(tmp_path: Path, module: str, body: str) -> None:
    respond, jobs = HOSTILE[body]
    options = {"timeout": TIMEOUT} if module == "job_wait" else {}
    with RawServer(respond()) as server:
        result, memory, threads = run(tmp_path, module, server, jobs, **options)
        assert memory < 150
        # One for the task itself, and a few for Ansible.
        assert threads <= server.most_open + 8
        assert server.most_open <= 64
    assert result["failed"]
    if module == "job_wait":
        assert result["timed_out"]
        assert result["elapsed"] < TIMEOUT + 3
