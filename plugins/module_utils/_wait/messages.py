# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentences of ``msg`` about the jobs of a result."""

from __future__ import annotations

import typing as t

from .._http.errors import CallError, NoSuchJob
from .._service import custom
from .._service.job import Job
from .._service.vocabulary import MISSING, UNKNOWN
from .entry import Entry

#: The most jobs that a message names; ``jobs`` in the result has all of them.
LISTED = 5


def ended_by(entries: list[Entry], error: CallError, blamed: Entry | None = None) -> list[str]:
    """Return which error ended the task; if it has several locations, at that of the ``blamed`` entry."""
    if blamed and len(_by_location(entries)) > 1:
        return _with_hint(f"The query of {blamed.job.service} jobs failed ({blamed.location})", error)
    return _with_hint(f"The query of {_services(entries)} jobs failed", error)


def failed(entries: list[Entry]) -> list[str]:
    """Return which jobs failed, and why."""
    sentences = []
    for job in (entry.job for entry in entries[:LISTED]):
        reason = job.fail_reason or "the API gives no reason"
        if job.error_code:
            reason = f"{reason.rstrip('. ')} ({job.error_code})"
        sentences.append(sentence(f"{job.service} job {job} failed with status {job.status}: {reason}"))
    more = len(entries) - LISTED
    if more > 0:
        sentences.append(f"{more} more {'job' if more == 1 else 'jobs'} failed; see failed_jobs.")
    return sentences


def missing(entries: list[Entry]) -> list[str]:
    """Return which jobs the API does not know, and what to check."""
    if not entries:
        return []
    unknown = [
        f"{group[0].job.service} does not know {_listed(group)} ({group[0].location})."
        for group in _by_location(entries)
    ]
    siblings = dict.fromkeys(sibling for entry in entries for sibling in entry.siblings)
    mistaken = f" (often confused with {', '.join(siblings)})" if siblings else ""
    retentions = {entry.job.service: entry.retention for entry in entries if entry.retention}
    kept = "; ".join(f"{service} keeps them for {retention}" for service, retention in retentions.items())
    # A custom API may well be queried for a resource.
    resource = any(entry.job.service == custom.NAME for entry in entries)
    hints = dict.fromkeys(entry.error.hint for entry in entries if entry.error and entry.error.hint)
    no_resource = "" if resource else ", and make sure that the ID is that of a job, not of a resource"
    return [
        *unknown,
        *hints,
        f"Check service{mistaken}, region, and project{no_resource}.",
        "Jobs that ended long ago are no longer returned" + (f" ({kept})." if kept else "."),
    ]


def without_response(entries: list[Entry]) -> list[str]:
    """Return for which jobs the last poll returned no status, and why."""
    return [
        sentence
        for group in _by_location([entry for entry in entries if entry.error and entry.job.state != MISSING])
        for sentence in _with_hint(
            f"No status for {group[0].job.service} {_listed(group)} ({group[0].location})",
            t.cast(CallError, group[0].error),
        )
    ]


def timed_out(entries: list[Entry], pending: list[Entry], limit: str) -> list[str]:
    """Return which jobs have not finished, and the last error. ``limit`` is what was exceeded, such as ``600 s``."""
    if len(entries) == 1:
        job = entries[0].job
        sentences = [f"Timed out after {limit}: {job.service} job {job} {_status(job, 'is ', 'has ')}."]
    else:
        states = [f"{entry.job}: {_status(entry.job)}" for entry in pending[:LISTED]]
        verb = "has" if len(pending) == 1 else "have"
        listed = _enumerated(states, pending, "; ")
        start = (
            f"Timed out after {limit}: {len(pending)} of {len(entries)} {_services(entries)} jobs {verb} not finished"
        )
        sentences = [f"{start} ({listed})."]
    last = next((entry.error for entry in pending if entry.error), None)
    if last:
        denied = isinstance(last, NoSuchJob)
        what = "The API does not know the job yet" if denied else "The last query returned no status"
        sentences += _with_hint(what, last)
    return [*sentences, "The work continues in the cloud."]


def not_waited_for(pending: list[Entry]) -> list[str]:
    """Return which jobs the task did not wait for because another one failed."""
    return [f"Because of fail_fast, the task did not wait for {_listed(pending)}."]


def sentence(text: str) -> str:
    """Return the text with a period, unless it already ends a sentence."""
    return text if text.endswith((".", "!", "?")) else text + "."


def _by_location(entries: list[Entry]) -> list[list[Entry]]:
    """Return the entries in groups, one for each service at each location."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.job.service, entry.location), []).append(entry)
    return list(groups.values())


def _services(entries: list[Entry]) -> str:
    return " and ".join(dict.fromkeys(entry.job.service for entry in entries))


def _listed(entries: list[Entry]) -> str:
    ids = _enumerated([str(entry.job) for entry in entries[:LISTED]], entries, ", ")
    return f"{'job' if len(entries) == 1 else 'jobs'} {ids}"


def _enumerated(texts: list[str], entries: list[Entry], separator: str) -> str:
    """Return the texts about the first entries, and how many more entries there are."""
    more = f"{separator}and {len(entries) - LISTED} more" if len(entries) > LISTED else ""
    return separator.join(texts) + more


def _status(job: Job, known: str = "", unknown: str = "") -> str:
    """Return the status, after the ``known`` verb, or that there is none, after the ``unknown`` verb."""
    if not job.status:
        return f"{unknown}no status yet"
    return f"{known}{job.status}" + (" (unknown status value)" if job.state == UNKNOWN else "")


def _with_hint(what: str, error: CallError) -> list[str]:
    return [sentence(f"{what}: {error}"), *([error.hint] if error.hint else [])]
