# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of asking about a set of jobs, and the results and messages that users get of it."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from .client import CallError, NoSuchJob
from .jobs import Job
from .vocabulary import FAILED, MISSING, SUCCEEDED, UNKNOWN

#: So many jobs are told one by one in a message; ``jobs`` has them all.
TOLD = 5

#: AWX drops a result of more than 700 000 characters (awx_display of awx-plugins, MAX_EVENT_RES), and with it all that
#: it says. ``raw`` repeats what the rest of a job has, so it goes before that.
MOST_CHARACTERS = 600_000


@dataclass
class Outcome:
    """The jobs in input order, and how it went.

    ``place`` says where was asked, ``retention`` how long the service keeps jobs, both for messages. ``refusal`` says
    why nothing was asked at all, ``error`` is what ended it early, ``errors`` holds the last error of each job whose
    last query brought no answer. ``limit`` says in words what ran out; ``elapsed`` is in seconds, ``polls`` counts the
    queries sent.
    """

    service: str
    place: str
    jobs: list[Job]
    limit: str = ""
    polls: int = 0
    elapsed: float = 0.0
    refusal: str | None = None
    error: CallError | None = None
    errors: dict[str, CallError] = field(default_factory=dict)
    stopped: bool = False
    warnings: list[str] = field(default_factory=list)
    retention: str = ""

    @property
    def failed(self) -> list[Job]:
        """The jobs that ended in failure."""
        return [job for job in self.jobs if job.state == FAILED]

    @property
    def missing(self) -> list[Job]:
        """The jobs that the API denies knowing."""
        return [job for job in self.jobs if job.state == MISSING]

    @property
    def pending(self) -> list[Job]:
        """The jobs of which more could be learnt."""
        return [job for job in self.jobs if not job.ended]

    def info_result(self) -> dict[str, t.Any]:
        """The result of ``job_info``: every job has to be answered for and known."""
        sentences = self._error_sentences() or self._unanswered_sentences()
        sentences += self._missing_sentences()
        return self._result(sentences, missing_jobs=_ids(self.missing))

    def wait_result(self, check_mode: bool = False) -> dict[str, t.Any]:
        """The result of ``job_wait``: every job has to have ended well."""
        failed, pending = self.failed, self.pending
        sentences = self._error_sentences()
        timed_out = bool(pending) and not (sentences or self.stopped or check_mode)
        sentences += self._failed_sentences()
        if not check_mode:
            sentences += self._missing_sentences()
        if timed_out:
            sentences += self._timeout_sentences()
        elif self.stopped and pending:
            sentences.append(f"Not waited for, because of fail_fast: {_listed(pending)}.")
        return self._result(
            sentences,
            missing_jobs=_ids(self.missing),
            failed_jobs=_ids(failed),
            pending_jobs=_ids(pending),
            timed_out=timed_out,
            elapsed=round(self.elapsed, 3),
            polls=self.polls,
            **({"fail_reason": failed[0].fail_reason, "error_code": failed[0].error_code} if failed else {}),
        )

    def _result(self, sentences: list[str], **more: t.Any) -> dict[str, t.Any]:
        jobs = _slim([job.as_dict() for job in self.jobs])
        result: dict[str, t.Any] = {"changed": False, "jobs": jobs, **more}
        if len(jobs) == 1:
            result["job"] = jobs[0]
        if sentences:
            result.update(failed=True, msg=" ".join(sentences))
        return result

    def _error_sentences(self) -> list[str]:
        if self.refusal:
            return [_sentence(self.refusal)]
        return _with_hint(f"The query of {self.service} jobs failed", self.error) if self.error else []

    def _failed_sentences(self) -> list[str]:
        sentences = []
        for job in self.failed[:TOLD]:
            code = f" ({job.error_code})" if job.error_code else ""
            reason = job.fail_reason or "the API gives no reason"
            sentences.append(_sentence(f"{self.service} job {job} ended in {job.status}: {reason}{code}"))
        if len(self.failed) > TOLD:
            sentences.append(f"{len(self.failed) - TOLD} more jobs failed, see failed_jobs.")
        return sentences

    def _missing_sentences(self) -> list[str]:
        if not self.missing:
            return []
        kept = f" ({self.service} keeps them for {self.retention})" if self.retention else ""
        return [
            f"{self.service} does not know {_listed(self.missing)} ({self.place}).",
            f"Check service, region and project; jobs that ended long ago are forgotten by the API{kept}.",
        ]

    def _unanswered_sentences(self) -> list[str]:
        unanswered = [job for job in self.jobs if job.job_id in self.errors]
        if not unanswered:
            return []
        about = f"No answer from {self.service} about {_listed(unanswered)} ({self.place})"
        return _with_hint(about, self.errors[unanswered[0].job_id])

    def _timeout_sentences(self) -> list[str]:
        pending = self.pending
        after = f"after {self.limit}"
        sentence = f"Time ran out {after} with {len(pending)} of {len(self.jobs)} {self.service} jobs not ended: "
        if len(self.jobs) == 1:
            sentence = f"Time ran out {after}: {self.service} "
        sentences = [sentence + f"{_listed(pending, states=True)}."]
        last = next((self.errors[job.job_id] for job in pending if job.job_id in self.errors), None)
        if last:
            denied = isinstance(last, NoSuchJob)
            sentences += _with_hint(
                "The API does not know it yet" if denied else "The last query brought no answer", last
            )
        return [*sentences, "The work itself goes on in the cloud: run the task again with the same job_ids to resume."]


def _slim(jobs: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """The jobs without ``raw``, those that succeeded first, as far as it takes to keep a result of many small."""
    for state in (SUCCEEDED, None):
        if len(json.dumps(jobs)) < MOST_CHARACTERS:
            break
        for job in jobs:
            if state in (job["state"], None):
                job["raw"] = {}
    return jobs


def _ids(jobs: list[Job]) -> list[str]:
    return [job.job_id for job in jobs]


def _listed(jobs: list[Job], states: bool = False) -> str:
    told = ", ".join(f"{job} is {_status(job)}" if states else str(job) for job in jobs[:TOLD])
    more = f" and {len(jobs) - TOLD} more" if len(jobs) > TOLD else ""
    return f"{'job' if len(jobs) == 1 else 'jobs'} {told}{more}"


def _status(job: Job) -> str:
    unknown = " (a word that is not known)" if job.status and job.state == UNKNOWN else ""
    return (job.status or "not answered for") + unknown


def _with_hint(what: str, error: CallError) -> list[str]:
    return [_sentence(f"{what}: {error}"), *([error.hint] if error.hint else [])]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
