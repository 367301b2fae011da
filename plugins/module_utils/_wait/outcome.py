# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome of polling a set of jobs, and the results that the plugins return."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._http.errors import CallError
from .._service.job import Job
from .._service.location import Target
from .._service.vocabulary import FAILED, MISSING
from .._text.texts import Mask, unmasked
from . import messages
from .entry import Entry


class Resume(t.Protocol):
    """Builds the command that resumes a wait."""

    def command(self, targets: t.Sequence[Target]) -> str:
        """Return the command."""

    def advice(self, targets: t.Sequence[Target]) -> str:
        """Return a sentence with the command."""


@dataclass
class Outcome:
    """All jobs in input order, and how the polling ended.

    ``error`` ended it early, in the query of ``error_at``; ``stopped`` is true if ``fail_fast`` ended it. ``limit`` is
    the time limit as text, ``elapsed`` is in seconds, and ``polls`` counts the queries sent. ``mask`` is applied to the
    texts of jobs in messages; results contain them unchanged.
    """

    entries: list[Entry] = field(default_factory=list)
    limit: str = ""
    polls: int = 0
    elapsed: float = 0.0
    error: CallError | None = None
    error_at: Target | None = None
    stopped: bool = False
    warnings: list[str] = field(default_factory=list)
    mask: Mask = unmasked
    resume: Resume | None = None

    @property
    def jobs(self) -> list[Job]:
        """All jobs, in their last known state."""
        return [entry.job for entry in self.entries]

    @property
    def failed(self) -> list[Entry]:
        """The jobs that failed."""
        return [entry for entry in self.entries if entry.job.state == FAILED]

    @property
    def missing(self) -> list[Entry]:
        """The jobs that the API does not know."""
        return [entry for entry in self.entries if entry.job.state == MISSING]

    @property
    def pending(self) -> list[Entry]:
        """The jobs that have not ended."""
        return [entry for entry in self.entries if not entry.job.ended]

    def info_result(self, raw: bool = False) -> dict[str, t.Any]:
        """Return the result of ``job_info``, which fails if a job has no status."""
        printable = self._printable()
        sentences = self._ended_by() or messages.without_response(printable.entries)
        sentences += messages.missing(printable.missing)
        return self._result(sentences, raw, missing_jobs=_ids(self.missing))

    def wait_result(self, check_mode: bool = False, raw: bool = False) -> dict[str, t.Any]:
        """Return the result of ``job_wait``, which fails if a job has not succeeded."""
        printable = self._printable()
        failed, pending = printable.failed, printable.pending
        sentences = self._ended_by()
        timed_out = bool(pending) and not (sentences or self.stopped or check_mode)
        sentences += messages.failed(failed)
        if not check_mode:
            sentences += messages.missing(printable.missing)
        if timed_out:
            sentences += messages.timed_out(printable.entries, pending, self.limit)
        elif self.stopped and pending:
            sentences += messages.not_waited_for(pending)
        left = [entry.target for entry in pending if entry.target]
        resume = self.resume.command(left) if self.resume and left else None
        if self.resume and left and sentences:
            sentences.append(self.resume.advice(left))
        return self._result(
            sentences,
            raw,
            **({"resume": resume} if resume else {}),
            missing_jobs=_ids(self.missing),
            failed_jobs=_ids(failed),
            pending_jobs=_ids(pending),
            timed_out=timed_out,
            elapsed=round(self.elapsed, 3),
            polls=self.polls,
            **{name: getattr(entry.job, name) for entry in self.failed[:1] for name in ("fail_reason", "error_code")},
        )

    def _ended_by(self) -> list[str]:
        if not self.error:
            return []
        blamed = [entry for entry in self.entries if entry.target and entry.target == self.error_at]
        return messages.ended_by(self.entries, self.error, blamed[0] if blamed else None)

    def _printable(self) -> Outcome:
        """Return a copy whose jobs can be used in messages."""
        return replace(self, entries=[replace(entry, job=entry.job.printable(self.mask)) for entry in self.entries])

    def _result(self, sentences: list[str], raw: bool, **more: t.Any) -> dict[str, t.Any]:
        jobs = [job.as_dict(raw) for job in self.jobs]
        result: dict[str, t.Any] = {"changed": False, "jobs": jobs, **more}
        if len(jobs) == 1:
            result["job"] = jobs[0]
        if sentences:
            result.update(failed=True, msg=" ".join(sentences))
        return result


def refused(message: str, result: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the result for an option that cannot be used; ``result`` is the one without jobs."""
    return {**result, "failed": True, "msg": messages.sentence(message)}


def _ids(entries: list[Entry]) -> list[str]:
    return [entry.job.job_id for entry in entries]
