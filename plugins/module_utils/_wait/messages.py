# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences in which a result says what came of its jobs."""

from __future__ import annotations

import typing as t

from .._http.errors import CallError, NoSuchJob
from .._service import custom
from .._service.job import Job
from .._service.vocabulary import MISSING, UNKNOWN
from .entry import Entry

#: So many jobs are named one by one in a message; ``jobs`` has them all.
LISTED = 5


def ended_by(entries: list[Entry], error: CallError, blamed: Entry | None = None) -> list[str]:
    """What ended the whole task, and at which of its places, if it has several: at that of the ``blamed`` entry."""
    if blamed and len(_by_location(entries)) > 1:
        return _with_hint(f"The query of {blamed.job.service} jobs failed ({blamed.location})", error)
    return _with_hint(f"The query of {_services(entries)} jobs failed", error)


def failed(entries: list[Entry]) -> list[str]:
    """Which jobs ended in failure, and why."""
    sentences = []
    for job in (entry.job for entry in entries[:LISTED]):
        reason = job.fail_reason or "the API gives no reason"
        if job.error_code:
            reason = f"{reason.rstrip('. ')} ({job.error_code})"
        sentences.append(sentence(f"{job.service} job {job} ended in {job.status}: {reason}"))
    if len(entries) > LISTED:
        sentences.append(f"{len(entries) - LISTED} more jobs failed, see failed_jobs.")
    return sentences


def missing(entries: list[Entry]) -> list[str]:
    """Which jobs the API does not know."""
    if not entries:
        return []
    unknown = [
        f"{group[0].job.service} does not know {_listed(group)} ({group[0].location})."
        for group in _by_location(entries)
    ]
    siblings = dict.fromkeys(sibling for entry in entries for sibling in entry.siblings)
    mistaken = f" service, which could be one of {', '.join(siblings)} as well," if siblings else " service,"
    retentions = {entry.job.service: entry.retention for entry in entries if entry.retention}
    kept = ", ".join(f"{service} keeps them for {retention}" for service, retention in retentions.items())
    # A task that describes an API itself may well wait for a resource.
    resource = any(entry.job.service == custom.NAME for entry in entries)
    hints = dict.fromkeys(entry.error.hint for entry in entries if entry.error and entry.error.hint)
    no_resource = "" if resource else ", and that the id is not that of a resource, which is no job id"
    return [
        *unknown,
        *hints,
        f"Check{mistaken} region and project{no_resource}.",
        "Jobs that ended long ago are no longer returned" + (f" ({kept})." if kept else "."),
    ]


def without_response(entries: list[Entry]) -> list[str]:
    """Of which jobs the last poll brought nothing."""
    return [
        sentence
        for group in _by_location([entry for entry in entries if entry.error and entry.job.state != MISSING])
        for sentence in _with_hint(
            f"No status of {group[0].job.service} {_listed(group)} ({group[0].location})",
            t.cast(CallError, group[0].error),
        )
    ]


def timed_out(entries: list[Entry], pending: list[Entry], limit: str) -> list[str]:
    """Which jobs had not ended when time ran out."""
    start = f"Time ran out after {limit} with {len(pending)} of {len(entries)} {_services(entries)} jobs not ended: "
    if len(entries) == 1:
        start = f"Time ran out after {limit}: {_services(entries)} "
    sentences = [start + f"{_listed(pending, states=True)}."]
    last = next((entry.error for entry in pending if entry.error), None)
    if last:
        denied = isinstance(last, NoSuchJob)
        sentences += _with_hint("The API does not know it yet" if denied else "The last query brought no status", last)
    return [*sentences, "The work goes on in the cloud."]


def not_waited_for(pending: list[Entry]) -> list[str]:
    """Which jobs were left as one had failed."""
    return [f"Not waited for, because of fail_fast: {_listed(pending)}."]


def sentence(text: str) -> str:
    """The text with a period, unless it ends a sentence already."""
    return text if text.endswith((".", "!", "?")) else text + "."


def _by_location(entries: list[Entry]) -> list[list[Entry]]:
    """The entries of one service at one place are together."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.job.service, entry.location), []).append(entry)
    return list(groups.values())


def _services(entries: list[Entry]) -> str:
    return ", ".join(dict.fromkeys(entry.job.service for entry in entries))


def _listed(entries: list[Entry], states: bool = False) -> str:
    jobs = [entry.job for entry in entries]
    listed = ", ".join(f"{job} {_status(job)}" if states else str(job) for job in jobs[:LISTED])
    more = f" and {len(jobs) - LISTED} more" if len(jobs) > LISTED else ""
    return f"{'job' if len(jobs) == 1 else 'jobs'} {listed}{more}"


def _status(job: Job) -> str:
    if not job.status:
        return "has no status yet"
    return f"is {job.status}" + (" (a status value that is not known)" if job.state == UNKNOWN else "")


def _with_hint(what: str, error: CallError) -> list[str]:
    return [sentence(f"{what}: {error}"), *([error.hint] if error.hint else [])]
