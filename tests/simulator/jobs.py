# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job and its timeline. Callers pass the time; this module reads no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any


@dataclass
class Job:
    """One job. ``steps`` are (seconds since it was added, status), in chronological order.

    A step can be a whole body (dict) instead of a status value; it is then sent unchanged. ``begin`` is the wall-clock
    time of the start, in epoch seconds. ``body`` replaces the whole body; ``extra`` is merged into the object that is
    the job. ``end_time_while_running`` is ``"default"`` for the behavior of the service, ``None``, ``""``, or
    ``"absent"``. ``entities`` are what the service shows of the job's resources; without an object ``entities``, their
    keys are next to the others. ``pending_entities``, if given, is shown instead until the job has succeeded.
    ``progress`` is a percentage, visible where the service shows one.
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
        """The step that applies ``elapsed`` seconds after the job was added: the last one that has begun."""
        current = self.steps[0]
        for step in self.steps:
            if step[0] > elapsed:
                break
            current = step
        return current


@dataclass
class View:
    """What a composer of bodies receives: one job at one moment, with the times in the format of its service.

    UNSET stands for keys that are left out: a missing end time, or sub-jobs that the job does not have.
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
        """The job ID that queries use."""
        return self.job.job_id

    @property
    def ended(self) -> bool:
        """Whether the status is final."""
        return self.succeeded or self.failed

    @property
    def error_code(self) -> str | None:
        """The error code, which only a failed job shows."""
        return self.job.error_code if self.failed else None

    @property
    def fail_reason(self) -> str | None:
        """The reason, which only a failed job shows."""
        return self.job.fail_reason if self.failed else None

    @property
    def description(self) -> str:
        """A text that describes the job in any state."""
        return self.fail_reason or f"The task is {self.status}."

    @property
    def percent(self) -> str | None:
        """``60%``."""
        return None if self.job.progress is None else f"{self.job.progress:g}%"

    @property
    def percent_while_running(self) -> str:
        """``60%`` while the job runs, otherwise nothing."""
        return "" if self.ended else self.percent or ""

    @property
    def entities(self) -> Any:
        """What the job currently shows of its resources."""
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
    """A function that formats epoch seconds with a strftime pattern, in a time zone ``hours`` east of UTC."""
    zone = timezone(timedelta(hours=hours))
    return lambda epoch: datetime.fromtimestamp(epoch, zone).strftime(pattern)
