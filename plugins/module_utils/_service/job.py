# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The structure that every job has in results, regardless of its service."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._text.texts import SENTENCE, SHORT, Mask, fit
from .vocabulary import FAILED, MISSING, SUCCEEDED, UNKNOWN


@dataclass
class Job:
    """One job, as results show it. Times are ISO 8601 in UTC with milliseconds, ``duration`` is in seconds."""

    job_id: str
    service: str
    state: str = UNKNOWN
    job_type: str | None = None
    status: str | None = None
    begin_time: str | None = None
    end_time: str | None = None
    duration: float | None = None
    error_code: str | None = None
    fail_reason: str | None = None
    progress: float | None = None
    entities: dict[str, t.Any] = field(default_factory=dict)
    sub_jobs: list[Job] = field(default_factory=list)
    raw: dict[str, t.Any] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Whether the wait for it is over."""
        return self.state in (SUCCEEDED, FAILED, MISSING)

    def as_dict(self, raw: bool = False) -> dict[str, t.Any]:
        """The job as a plain dictionary, with ``raw`` or without; sub-jobs come without it."""
        plain = dict(vars(self), sub_jobs=[job.as_dict() for job in self.sub_jobs])
        if not raw:
            del plain["raw"]
        return plain

    def printable(self, mask: Mask) -> Job:
        """The job for messages: texts from the API are masked, shortened, and printable."""
        widths = {"job_type": SHORT, "status": SHORT, "error_code": SHORT, "fail_reason": SENTENCE}
        texts: dict[str, t.Any] = {name: getattr(self, name) for name in widths}
        printable: dict[str, t.Any] = {name: text and fit(text, mask, widths[name]) for name, text in texts.items()}
        return replace(self, **printable)

    def __str__(self) -> str:
        """``ID (TYPE)``, for messages."""
        return f"{self.job_id} ({self.job_type})" if self.job_type else self.job_id
