# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process of ansible-playbook: how it can be interrupted, and what it imports."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

COUNTING = """
import os
import sys


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "requests":
            with open(os.environ["IMPORTS"], "a", encoding="utf-8") as stream:
                stream.write(f"{os.getpid()}\\n")


sys.meta_path.insert(0, Finder)
"""


def processes_of(path: str) -> list[str]:
    """The command lines that contain the path of a playbook, including its workers, which are forks."""
    if Path("/proc/self/cmdline").exists():
        lines = []
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                lines.append(file.read_text(encoding="utf-8", errors="replace").replace("\0", " "))
    else:
        listing = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True)
        lines = listing.stdout.splitlines()
    return [line for line in lines if path in line]


def test_interrupt_ends_it_at_once(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "endless", steps=[[0, "RUNNING"]])
    process = playbooks.start(
        {"wait": playbooks.task("job_wait", "endless", min_interval=0.1, max_interval=0.1, timeout=60)}
    )
    assert process.stderr is not None
    assert any("RUNNING" in line for line in process.stderr)
    assert processes_of(str(playbooks.path))
    # A worker that is killed while it displays a line keeps the lock for it, and Ansible would wait for the lock.
    polled = len(sim.queries())
    while len(sim.queries()) < polled + 3:
        time.sleep(0.01)

    os.killpg(process.pid, signal.SIGINT)
    run = playbooks.finish(process)

    assert run.returncode == 99, run.output
    assert "interrupted" in run.output
    assert run.results == {}
    # No process is left that could poll.
    assert processes_of(str(playbooks.path)) == []
    assert sim.queries()


def test_a_missing_library_is_named(sim: Simulator, playbooks: Playbooks) -> None:
    stubs = playbooks.folder / "stubs"
    stubs.mkdir()
    (stubs / "requests.py").write_text("raise ImportError('not here')\n", encoding="utf-8")

    run = playbooks.run(
        {"wait": playbooks.task("job_wait", "done"), "info": playbooks.task("job_info", "done")},
        PYTHONPATH=str(stubs),
    )

    for result in run.results.values():
        assert result["failed"]
        assert "Failed to import the required Python library (requests)" in result["msg"]
        assert re.search(r"\(to install it, run \S.* -m pip install requests\)\.$", result["msg"])
    assert sim.requests == []


def test_requests_is_imported_once_for_all_waits(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "done")
    counting = playbooks.folder / "counting"
    counting.mkdir()
    (counting / "sitecustomize.py").write_text(COUNTING, encoding="utf-8")
    imports = playbooks.folder / "imports"

    run = playbooks.run(
        {f"wait_{number}": playbooks.task("job_wait", "done") for number in range(3)},
        PYTHONPATH=str(counting),
        IMPORTS=str(imports),
    )

    assert [result["job"]["state"] for result in run.results.values()] == ["succeeded"] * 3
    assert len(imports.read_text(encoding="utf-8").splitlines()) == 1


def test_a_worker_ends_after_ansible_is_killed(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "endless", steps=[[0, "RUNNING"]])
    process = playbooks.start(
        {"wait": playbooks.task("job_wait", "endless", min_interval=0.1, max_interval=0.1, timeout=600)}
    )
    assert process.stderr is not None
    assert any("RUNNING" in line for line in process.stderr)

    process.kill()
    process.wait()

    for _attempt in range(100):
        if not processes_of(str(playbooks.path)):
            break
        time.sleep(0.1)
    assert processes_of(str(playbooks.path)) == []
