# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down when tasks begin and end; and lets jobs begin with the task that waits for them.

Written for the benchmarks: they name this folder in ANSIBLE_CALLBACK_PLUGINS, and two files in the environment.
"""

from __future__ import annotations

import json
import os
import resource
import time
import urllib.request
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: task_times
type: aggregate
short_description: Times of tasks, as lines of JSON
description: For the benchmarks.
"""

KEPT = ("polls", "timed_out", "failed", "attempts")


class CallbackModule(CallbackBase):
    """A line for each result of a task on a host."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "task_times"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._begun: dict[tuple[str, str], float] = {}
        self._jobs = os.environ.get("BENCHMARK_JOBS")

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """Note what the playbook has cost so far, and let the jobs begin."""
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        self._write(task="begin", name=task.get_name(), cpu=sum(each.ru_utime + each.ru_stime for each in used))
        if self._jobs and task.get_name().startswith("Wait"):
            with open(self._jobs, "rb") as file:
                url, _newline, jobs = file.read().partition(b"\n")
            self._jobs = None
            with urllib.request.urlopen(urllib.request.Request(url.decode(), jobs)):
                self._write(task="jobs", end=time.monotonic())

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        """Remember when."""
        self._begun[host.get_name(), task._uuid] = time.monotonic()

    def v2_runner_on_ok(self, result: Any) -> None:
        """It is over."""
        self._over(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """It is over, too."""
        self._over(result)

    def _over(self, result: Any) -> None:
        now = time.monotonic()
        values = getattr(result, "result", None) or result._result
        task, host = result._task, result._host.get_name()
        begun = self._begun.get((host, task._uuid), now)
        kept = {key: values[key] for key in KEPT if key in values}
        self._write(task=task.get_name(), host=host, begin=begun, end=now, **kept)

    @staticmethod
    def _write(**line: Any) -> None:
        with open(os.environ["BENCHMARK_TIMES"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
