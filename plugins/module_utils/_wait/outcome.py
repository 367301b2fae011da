# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of polling a set of jobs, and the results that users get of it."""

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
    """How to wait on for jobs: a command line, and a sentence that names it."""

    def command(self, targets: t.Sequence[Target]) -> str:
        """The command line."""

    def advice(self, targets: t.Sequence[Target]) -> str:
        """The sentence."""


@dataclass
class Outcome:
    """All jobs in input order, and how it went.

    ``error`` is what ended it early, and ``error_at`` whose query did; ``stopped`` says that ``fail_fast`` did.
    ``limit`` says in words what ran out; ``elapsed`` is in seconds, ``polls`` counts the queries sent. ``mask`` is for
    what messages say of jobs; results hold them as they are. ``resume`` knows how to wait on.
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
        """What is known of every job."""
        return [entry.job for entry in self.entries]

    @property
    def failed(self) -> list[Entry]:
        """The jobs that ended in failure."""
        return [entry for entry in self.entries if entry.job.state == FAILED]

    @property
    def missing(self) -> list[Entry]:
        """The jobs that the API denies knowing."""
        return [entry for entry in self.entries if entry.job.state == MISSING]

    @property
    def pending(self) -> list[Entry]:
        """The jobs of which more could be learnt."""
        return [entry for entry in self.entries if not entry.job.ended]

    def info_result(self, raw: bool = False) -> dict[str, t.Any]:
        """The result of ``job_info``: every job has to have a status."""
        printable = self._printable()
        sentences = self._ended_by() or messages.without_response(printable.entries)
        sentences += messages.missing(printable.missing)
        return self._result(sentences, raw, missing_jobs=_ids(self.missing))

    def wait_result(self, check_mode: bool = False, raw: bool = False) -> dict[str, t.Any]:
        """The result of ``job_wait``: every job has to have ended well."""
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
        """The same, of which messages can tell."""
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
    """The result when an option cannot be used, from that of no jobs: nothing was polled."""
    return {**result, "failed": True, "msg": messages.sentence(message)}


def _ids(entries: list[Entry]) -> list[str]:
    return [entry.job.job_id for entry in entries]
