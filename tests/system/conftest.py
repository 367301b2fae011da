# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs real playbooks with the collection in this clone, each with its own home directory and environment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulator import Simulator

PLUGINS = ("job_wait", "job_info")
SECONDS = 120
"""Longer than any of these playbooks takes on a slow machine."""


@dataclass
class Run:
    """The outcome of a playbook. ``results`` has the registered result of each named task."""

    returncode: int
    stdout: str
    stderr: str
    results: dict[str, Any]

    @property
    def output(self) -> str:
        return self.stdout + self.stderr


class Playbooks:
    """Writes playbooks to a directory and runs them there."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        (folder / "ansible.cfg").write_text("", encoding="utf-8")
        self.path = folder / "play.yml"
        self._results = folder / "results.json"
        self._simulator = simulator
        self._processes: list[subprocess.Popen[str]] = []

    def connection(self, service: str = "elb") -> dict[str, Any]:
        """The options that all plugins need to reach a simulated service."""
        return {
            "service": service,
            "endpoint": self._simulator.endpoint(service),
            "project_id": self._simulator.project_id,
            "token": self._simulator.token,
        }

    def task(self, plugin: str, job_id: Any, /, without: tuple[str, ...] = (), **options: Any) -> Any:
        """A task of a plugin. ``connection`` provides the options that are not given, except those in ``without``."""
        arguments = {**self.connection(options.get("service", "elb")), "job_ids": job_id, **options}
        return {f"huaweicloud.jobs.{plugin}": {key: value for key, value in arguments.items() if key not in without}}

    def environment(self, **variables: str) -> dict[str, str]:
        """The whole environment of the playbook."""
        return {
            "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
            "ANSIBLE_CONFIG": str(self.folder / "ansible.cfg"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "HOME": str(self.home),
            "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
            **variables,
        }

    def start(
        self, tasks: dict[str, Any], arguments: tuple[str, ...] = (), hosts: tuple[str, ...] = (), **variables: str
    ) -> subprocess.Popen[str]:
        """Start a playbook. The keys of ``tasks`` name their results. A failed task does not end the playbook."""
        play = {
            "name": "Test",
            "hosts": "all" if hosts else "localhost",
            "gather_facts": False,
            "vars": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable},
            "tasks": [
                *({"name": name, "register": name, "ignore_errors": True, **task} for name, task in tasks.items()),
                {
                    "name": "Keep the results",
                    "ansible.builtin.copy":
                    # A single expression, so that nothing in a result is evaluated as a template.
                    {"content": "{{ dict(names | zip(names | map('extract', vars))) | to_json }}", "dest": "{{ to }}"},
                    "vars": {"names": list(tasks), "to": str(self._results)},
                    "no_log": True,
                },
            ],
        }
        self.path.write_text(json.dumps([play], indent=1), encoding="utf-8")
        inventory = ("-i", ",".join(hosts) + ",") if hosts else ()
        return self._launch((str(self.path), *inventory, *arguments), variables, subprocess.PIPE)

    def _launch(self, arguments: tuple[str, ...], variables: dict[str, str], stderr: int) -> subprocess.Popen[str]:
        """Start a playbook. Its processes end with the test at the latest."""
        return self._begin([sys.executable, "-m", "ansible.cli.playbook", *arguments], variables, stderr)

    def _begin(self, command: list[str], variables: dict[str, str], stderr: int) -> subprocess.Popen[str]:
        # A background job of a shell ignores SIGINT, and so do the processes it starts, unless there is a handler.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        finally:
            signal.signal(signal.SIGINT, before)
        self._processes.append(process)
        return process

    def finish(self, process: subprocess.Popen[str]) -> Run:
        """Wait until a playbook ends."""
        stdout, stderr = process.communicate(timeout=SECONDS)
        results = json.loads(self._results.read_text(encoding="utf-8")) if self._results.exists() else {}
        return Run(process.returncode, stdout, stderr, results)

    def run(self, tasks: dict[str, Any], *arguments: str, **variables: str) -> Run:
        """Run a playbook, which must reach its end."""
        run = self.finish(self.start(tasks, arguments, **variables))
        assert run.returncode == 0, run.output
        assert list(run.results) == list(tasks)
        return run

    def call(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Run a playbook by its path or name, with further arguments. Returns its exit code and its output."""
        process = self._launch(arguments, variables, subprocess.STDOUT)
        output, _nothing = process.communicate(timeout=SECONDS)
        return process.returncode, output

    def paste(self, command: str, **variables: str) -> tuple[int, str]:
        """Run a command line in a shell, as if pasted. Returns its exit code and its output."""
        process = self._begin(["/bin/sh", "-c", command], variables, subprocess.STDOUT)
        output, _nothing = process.communicate(timeout=SECONDS)
        return process.returncode, output

    def end(self) -> None:
        """End all processes that a test left running."""
        for process in self._processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            with process:
                pass


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def playbooks(tmp_path: Path, sim: Simulator) -> Iterator[Playbooks]:
    books = Playbooks(tmp_path, sim)
    yield books
    books.end()


@pytest.fixture(params=PLUGINS)
def plugin(request: pytest.FixtureRequest) -> str:
    return str(request.param)
