# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress lines of a wait on stderr."""

from __future__ import annotations

from collections import Counter

from ansible.utils.display import Display

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import UNKNOWN
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.resume import Resume
from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.texts import Mask, fit
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.reporter import Reporter
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan

display = Display()

#: With more jobs than this, lines show how many jobs have which status, and only the first failures one by one.
MANY = 50
#: The shortest time between two such lines, in seconds.
COUNT_INTERVAL = 5.0
#: The most job IDs in the first line.
LISTED = 5
NO_STATUS = "no status yet"

#: The most characters of a line, and of the first line, which lists job IDs.
LINE, IDS = 500, 8_000


class Progress(Reporter):
    """Prints progress lines on stderr: stdout may be buffered, and some callbacks print JSON there."""

    def __init__(self, host: str | None, targets: list[Target], plan: Plan, mask: Mask, resume: Resume) -> None:
        self._host = host
        self._prefix = f"[{host}] " if host else ""
        self._services = ", ".join(dict.fromkeys(target.location.service.name for target in targets))
        self._limit = _duration(plan.timeout) if plan.timeout and plan.pauses is None else None
        self._mask = mask
        self._many = len(targets) > MANY
        self._statuses = {(target.location.service.name, target.job_id): NO_STATUS for target in targets}
        self._broken = 0
        self._counted = 0.0
        ids = [target.job_id for target in targets]
        more = f" and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
        limit = f"waiting up to {self._limit} for" if self._limit else "polling once:"
        # With several hosts, there are as many such lines, so they are short.
        resuming = f"; to resume: {resume.command(targets)}" if self._limit and not host else ""
        self._print(f"{limit} {self._services} {', '.join(ids[:LISTED])}{more}{resuming}", width=IDS)

    def changed(self, job: Job, elapsed: float) -> None:
        job = job.printable(self._mask)
        self._statuses[job.service, job.job_id] = job.status or job.state
        self._broken += job.state in ("failed", "missing")
        if not self._many or (job.state in ("failed", "missing") and self._broken <= MANY):
            self._change(job, elapsed)
        elif elapsed >= self._counted + COUNT_INTERVAL:
            self._count(elapsed)

    def _change(self, job: Job, elapsed: float) -> None:
        done = sum(sub_job.ended for sub_job in job.sub_jobs)
        unknown = " (unknown status value)" if job.status and job.state == UNKNOWN else ""
        parts = [f"{job.service} {job}: {job.status or job.state}{unknown}"]
        if job.sub_jobs:
            parts.append(f"{done}/{len(job.sub_jobs)} sub-jobs done")
        if job.progress is not None:
            parts.append(f"{job.progress:g}%")
        if job.state == "failed":
            parts.append(" ".join(filter(None, (job.error_code, job.fail_reason))))
        self._print(", ".join(filter(None, parts)), elapsed)

    def _count(self, elapsed: float) -> None:
        self._counted = elapsed
        counts = ", ".join(f"{count} {status}" for status, count in sorted(Counter(self._statuses.values()).items()))
        self._print(f"{self._services}: {counts}", elapsed)

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        if len(jobs) == 1:
            job = jobs[0].printable(self._mask)
            status = f"still {job.status}" if job.status else NO_STATUS
            self._print(f"{self._services} {job}: {status}", elapsed)
        else:
            self._count(elapsed)

    def retrying(self, error: CallError, elapsed: float) -> None:
        self._print(f"{self._services}: {error}; retrying", elapsed)

    def ended(self, outcome: Outcome) -> None:
        nothing_known = all(job.state == UNKNOWN and not job.status for job in outcome.jobs)
        if nothing_known or (self._host and len(outcome.jobs) == 1):
            # Nothing is known, or the line before already has the state of the only job of this host.
            return
        counts = Counter(job.state for job in outcome.jobs)
        states = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
        queries = "1 query" if outcome.polls == 1 else f"{outcome.polls} queries"
        self._print(f"{self._services}: {states} after {queries}", outcome.elapsed)

    def _print(self, text: str, elapsed: float | None = None, width: int = LINE) -> None:
        times = ""
        if elapsed is not None:
            times = f" ({_duration(elapsed)}" + (f" of {self._limit})" if self._limit else ")")
        display.display(self._prefix + fit(text, self._mask, width) + times, stderr=True)


def _duration(seconds: float) -> str:
    """Return seconds as ``M:SS`` or ``H:MM:SS``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
