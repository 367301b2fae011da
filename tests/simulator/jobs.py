# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job and its timeline. Time is handed in; nothing here reads a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any


@dataclass
class Job:
    """One job. ``steps`` are (seconds since it was added, status), in order of time.

    A step may hold a whole body (dict) instead of a status word; it is then served as it stands.
    ``begin`` is the wall time of its start in epoch seconds. ``body`` replaces every composed body, ``extra`` is
    laid over the object that is the job. ``end_time_while_running`` is ``"default"`` for the service's own habit,
    None, ``""`` or ``"absent"``. ``entities`` are what the service shows of the job's resources: where it has no
    object ``entities``, their keys lie beside the others. ``pending_entities``, when given, is shown instead until the
    job has succeeded. ``progress`` is a percentage, seen where the service shows one.
    """

    job_id: str
    added: float
    begin: float
    steps: list[tuple[float, Any]]
    visible_after: float = 0.0
    job_type: str | None = None
    error_code: str | None = None
    fail_reason: str | None = None
    entities: Any = None
    pending_entities: Any = None
    sub_jobs: Any = None
    progress: float | None = None
    end_time_while_running: str | None = "default"
    body: Any = None
    extra: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self.steps = [(float(at), status) for at, status in self.steps]
        if not self.steps:
            raise ValueError("a job needs at least one step")
        if self.steps != sorted(self.steps, key=lambda step: step[0]):
            raise ValueError("steps must be in order of time")

    def step(self, elapsed: float) -> tuple[float, Any]:
        """The step that holds ``elapsed`` seconds after the job was added: the last whose time has come."""
        current = self.steps[0]
        for step in self.steps:
            if step[0] > elapsed:
                break
            current = step
        return current


@dataclass
class View:
    """What a composer of bodies gets to see: one job at one moment, with the times as its service writes them.

    UNSET stands for keys that are left out: an end time that is absent, sub-jobs that the job does not have.
    """

    job: Job
    job_type: str
    status: Any
    succeeded: bool
    failed: bool
    begin_time: Any
    end_time: Any
    updated_time: Any
    sub_jobs: Any

    @property
    def job_id(self) -> str:
        """The id that the job is asked for by."""
        return self.job.job_id

    @property
    def ended(self) -> bool:
        """Whether the status is one that the job does not leave."""
        return self.succeeded or self.failed

    @property
    def error_code(self) -> str | None:
        """Only a failed job shows its code."""
        return self.job.error_code if self.failed else None

    @property
    def fail_reason(self) -> str | None:
        """Only a failed job shows its reason."""
        return self.job.fail_reason if self.failed else None

    @property
    def description(self) -> str:
        """A text about the job in any state."""
        return self.fail_reason or f"The task is {self.status}."

    @property
    def percent(self) -> str | None:
        """``60%``."""
        return None if self.job.progress is None else f"{self.job.progress:g}%"

    @property
    def percent_while_running(self) -> str:
        """``60%`` as long as the job runs, else nothing."""
        return "" if self.ended else self.percent or ""

    @property
    def entities(self) -> Any:
        """What the job shows of its resources just now."""
        pending = self.job.pending_entities
        chosen = self.job.entities if self.succeeded or pending is None else pending
        return {} if chosen is None else chosen


def iso_time(epoch: float) -> str:
    """``2018-04-19T01:55:30.443Z``: UTC with milliseconds."""
    milliseconds = round(epoch * 1000)
    moment = datetime.fromtimestamp(milliseconds // 1000, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def millis_time(epoch: float) -> str:
    """``1684191545379``: epoch milliseconds as a string."""
    return str(round(epoch * 1000))


def time_form(pattern: str, hours: int = 0) -> Callable[[float], str]:
    """Writes epoch seconds by a pattern of strftime, in a zone so many hours east of Greenwich."""
    zone = timezone(timedelta(hours=hours))
    return lambda epoch: datetime.fromtimestamp(epoch, zone).strftime(pattern)
