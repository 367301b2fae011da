# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs playbooks and programs against a simulated cloud, and measures what they cost."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS_PYTHON = ROOT / ".nox" / "peers" / "bin" / "python"
"""The interpreter that has the peers, if they were asked for."""

SECONDS = 600
"""The longest that any program here may take."""
SERVICE = "elb"


def variables() -> dict[str, str]:
    """The environment variables for what is measured: nox takes care of all but Ansible's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}


class BenchmarkFailed(Exception):
    """A program did not do what is to be measured."""


class Cloud:
    """The simulated cloud as a process of its own, so that its work is not counted. Use it in a ``with``."""

    def __init__(self, tls: bool = False) -> None:
        command = [sys.executable, "tests/simulator", "--lifetime", "3600", "--parent-pid", str(os.getpid())]
        self._process = subprocess.Popen(
            [*command, *(["--tls"] if tls else [])], cwd=ROOT, env=variables(), stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchmarkFailed(f"the simulated cloud did not start; it ended with {self._process.wait()}")
        self.about: dict[str, Any] = json.loads(line)
        self.url: str = self.about["url"]
        self.endpoint: str = self.about["endpoints"][SERVICE]

    def __enter__(self) -> Cloud:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def job_url(self, job_id: str) -> str:
        """Where a job is asked about."""
        return f"{self.endpoint}/v1.0/{self.about['project_id']}/jobs/{job_id}"

    def keys(self, service: str) -> dict[str, Any]:
        """The options that lead to a service, with an access key pair."""
        login = {key: self.about[key] for key in ("project_id", "access_key", "secret_key")}
        return {"service": service, "endpoint": self.about["endpoints"][service], **login}

    def options(self) -> dict[str, Any]:
        """The options of the collection's plugins that lead here."""
        trust = {"ca_path": self.about["ca_path"]} if self.about["ca_path"] else {}
        login = {key: self.about[key] for key in ("project_id", "token")}
        return {"service": SERVICE, "endpoint": self.endpoint, **login, **trust}

    def tell(self, name: str, value: Any) -> None:
        """Call the control interface over plain HTTP."""
        data = json.dumps(value).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_sim/{name}", data), context=self._context()):
            pass

    def queries(self) -> list[dict[str, Any]]:
        """The status queries so far."""
        return [record for record in self._records("requests") if record["job_id"]]

    def calls(self) -> list[dict[str, Any]]:
        """The requests so far that are no status queries."""
        return self._records("calls")

    def _records(self, name: str) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/_sim/{name}", context=self._context()) as response:
            return list(json.load(response))

    def _context(self) -> Any:
        if not self.about["ca_path"]:
            return None
        import ssl

        return ssl.create_default_context(cafile=self.about["ca_path"])


def jobs_of(seconds: dict[str, float | None], service: str = SERVICE) -> list[dict[str, Any]]:
    """Jobs by id that run for so many seconds, or for ever (None), as the simulated cloud takes them."""
    return [
        {
            "service": service,
            "job_id": job_id,
            "steps": [[0, "RUNNING"], [end, "SUCCESS"]] if end else [[0, "SUCCESS" if end == 0 else "RUNNING"]],
        }
        for job_id, end in seconds.items()
    ]


@dataclass
class Run:
    """What a program cost. ``lines`` tells of the tasks of a playbook; ``peak`` is in MiB."""

    cpu: float
    wall: float
    lines: list[dict[str, Any]] = field(default_factory=list)
    peak: float | None = None
    output: str = ""

    def tasks(self, name: str) -> list[dict[str, Any]]:
        """The results of a task."""
        return [line for line in self.lines if line["task"] == name]

    def seconds(self, name: str) -> list[float]:
        """How long a task took, each time."""
        return [line["end"] - line["begin"] for line in self.tasks(name)]

    def cpu_of_a(self, name: str) -> float:
        """CPU seconds of a further one of several such tasks in a row, as a median.

        The first one may load what all of them use, and the processes of a task may be counted a task later.
        """
        begins = self.tasks("begin")
        steps = []
        for before, begin, after in zip(begins, begins[1:], begins[2:], strict=False):
            if before["name"] == begin["name"] == name:
                steps.append(after["cpu"] - begin["cpu"])
        return float(statistics.median(steps[1:]))

    @property
    def start(self) -> float:
        """When the jobs began."""
        return float(self.tasks("jobs")[0]["end"])


class Program:
    """A program under way; ``memory`` has the memory of all its processes watched."""

    def __init__(self, command: Sequence[str | Path], env: dict[str, str], memory: bool = False) -> None:
        self._output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in end()
        self._began = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT
        )
        self._over = threading.Event()
        self._peak: float | None = None
        self._timer = threading.Timer(SECONDS, self.process.kill)
        self._timer.start()
        self._watch = threading.Thread(target=self._watch_memory)
        if memory and Path("/proc/self/smaps_rollup").exists():
            self._watch.start()

    def end(self) -> Run:
        """Wait for its end, which has to be a good one."""
        # Its own CPU time and that of all its children, for which it has waited.
        _pid, status, usage = os.wait4(self.process.pid, 0)
        wall = time.monotonic() - self._began
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self._timer.cancel()
        self._over.set()
        if self._watch.ident:
            self._watch.join()
        with self._output as file:
            file.seek(0)
            output = file.read()
        if self.process.returncode != 0:
            raise BenchmarkFailed(f"{self.process.args!r} ended with {self.process.returncode}:\n{output[-3000:]}")
        return Run(usage.ru_utime + usage.ru_stime, wall, peak=self._peak, output=output)

    def _watch_memory(self) -> None:
        while not self._over.wait(0.1):
            self._peak = max(self._peak or 0.0, sum(map(memory_of, family(self.process.pid))))


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    pids = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="utf-8").split():
                pids += family(int(child))
    except OSError:  # it is gone
        pass
    return pids


def memory_of(pid: int) -> float:
    """MiB of a process; what it shares with others counts in part, so that the sum over all is right."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")), 0.0)


class Playbooks:
    """Runs playbooks in a folder of their own, with nothing of the user's settings."""

    def __init__(self, folder: Path, collections: str) -> None:
        self._folder = folder
        self._collections = collections
        self._count = 0

    def start(
        self,
        tasks: list[dict[str, Any]],
        hosts: int = 1,
        cloud: Cloud | None = None,
        jobs: list[dict[str, Any]] | None = None,
        memory: bool = False,
    ) -> Playbook:
        """Start one. The jobs begin with the first task whose name begins with "Wait"."""
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        play = {
            "name": "Benchmark",
            "hosts": "all",
            "gather_facts": False,
            "vars": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable},
            "tasks": tasks,
        }
        path = folder / "play.yml"
        path.write_text(json.dumps([play]), encoding="utf-8")
        (folder / "ansible.cfg").touch()
        env = variables() | {
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "task_times",
            "ANSIBLE_COLLECTIONS_PATH": self._collections,
            "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
            "ANSIBLE_FORKS": str(max(5, hosts)),
            "BENCHMARK_TIMES": str(folder / "times"),
            "HOME": str(folder),
        }
        if jobs and cloud:
            env["BENCHMARK_JOBS"] = str(folder / "jobs")
            (folder / "jobs").write_text(f"{cloud.url}/_sim/jobs\n{json.dumps(jobs)}", encoding="utf-8")
        names = ",".join(f"host{number}" for number in range(hosts))
        command = [sys.executable, "-m", "ansible.cli.playbook", "-i", names + ",", str(path)]
        return Playbook(Program(command, env, memory), folder / "times")

    def run(self, *arguments: Any, **options: Any) -> Run:
        """Run one to its end."""
        return self.start(*arguments, **options).end()


class Playbook:
    """A playbook under way."""

    def __init__(self, program: Program, times: Path) -> None:
        self._program = program
        self._times = times

    def end(self) -> Run:
        """Wait for its end."""
        run = self._program.end()
        run.lines = [json.loads(line) for line in self._times.read_text(encoding="utf-8").splitlines()]
        return run
