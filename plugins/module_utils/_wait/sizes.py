# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits the size of a result."""

from __future__ import annotations

import json
import typing as t

from .._service.vocabulary import SUCCEEDED
from .._text.texts import shortened

#: AWX discards a result of more than 700 000 characters (MAX_EVENT_RES in awx_display of ansible-runner). The limit is
#: lower because Ansible adds to the result.
MOST_CHARACTERS = 600_000

#: The length to which the texts of a job are cut, and the keys of a job that are never removed.
TEXT = 200
ESSENTIAL = ("job_id", "service", "state", "status")

JobDict = dict[str, t.Any]


def fit_size(result: dict[str, t.Any], beside: int = 0) -> str | None:
    """Remove parts of a result that is too large, and return a warning that names them, or None.

    The size includes ``job``, which repeats the only entry of ``jobs``, and ``beside``, the size in characters of what
    is returned with the result. No job is removed, however many there are.
    """
    size = whole = len(json.dumps(result)) + beside
    lost: dict[str, str] = {}
    for what, take_out, states in ORDER:
        if size <= MOST_CHARACTERS:
            break
        for job in result["jobs"]:
            if states in (job["state"], None):
                take_out(job)
        for name in ("fail_reason", "error_code"):
            if take_out is _shorten_texts and name in result:
                result[name] = _short(result[name])
        before, size = size, len(json.dumps(result)) + beside
        if size < before:
            lost[what] = f"{what} of jobs that succeeded" if states else what
    if not lost:
        return None
    return (
        f"The result would have {whole} characters, and AWX discards results of more than 700000, so it lacks"
        f" {', '.join(lost.values())}. Give fewer job_ids to one task, or request a large response directly from the"
        " API."
    )


def _emptied(key: str) -> t.Callable[[JobDict], None]:
    def take_out(job: JobDict) -> None:
        if key in job:
            job[key] = type(job[key])()

    return take_out


def _short(text: str | None) -> str | None:
    return text and shortened(text, TEXT)


def _shorten_texts(job: JobDict) -> None:
    job.update({key: _short(value) for key, value in job.items() if isinstance(value, str) and key != "job_id"})


def _bare(job: JobDict) -> None:
    for key in [key for key in job if key not in ESSENTIAL]:
        del job[key]


#: What is removed, in this order: its name in the warning, the function that removes it, and the state of the jobs that
#: lose it, or None for all jobs.
ORDER: tuple[tuple[str, t.Callable[[JobDict], None], str | None], ...] = (
    ("raw", _emptied("raw"), SUCCEEDED),
    ("raw", _emptied("raw"), None),
    ("sub_jobs", _emptied("sub_jobs"), SUCCEEDED),
    ("sub_jobs", _emptied("sub_jobs"), None),
    ("entities", _emptied("entities"), SUCCEEDED),
    ("entities", _emptied("entities"), None),
    ("long texts", _shorten_texts, None),
    ("all but job_id, service, state, and status", _bare, SUCCEEDED),
    ("all but job_id, service, state, and status", _bare, None),
)
