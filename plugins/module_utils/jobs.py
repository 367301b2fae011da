# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one shape that a job has downstream, and the reading of it from an API's answer."""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import dataclass, field
from datetime import datetime

from .texts import shortened
from .times import iso, read_time
from .vocabulary import FAILED, MISSING, SUCCEEDED, UNKNOWN, Places, Service

_PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*")


class BadAnswer(ValueError):
    """A body that cannot be an answer about a job: it has no status."""


class NotListed(BadAnswer):
    """A list of jobs in which the job is not."""


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
        """Whether nothing more will be learnt of it by waiting."""
        return self.state in (SUCCEEDED, FAILED, MISSING)

    def as_dict(self, raw: bool = True) -> dict[str, t.Any]:
        """The job as a plain dictionary; sub-jobs come without ``raw``."""
        plain = dict(vars(self), sub_jobs=[job.as_dict(raw=False) for job in self.sub_jobs])
        if not raw:
            del plain["raw"]
        return plain

    def __str__(self) -> str:
        """``ID (TYPE)``, for messages."""
        return f"{self.job_id} ({self.job_type})" if self.job_type else self.job_id


def read_job(service: Service, job_id: str, body: t.Mapping[str, t.Any]) -> tuple[Job, list[str]]:
    """Read the answer about job ``job_id``; give the job, and warnings about what could not be read.

    Raises NotListed when the body is a list of other jobs, or of none, and BadAnswer when there is no status.
    """
    warnings: list[str] = []
    job = _read(service, _unwrapped(service, job_id, body), warnings)
    if job.status is None:
        raise BadAnswer("the answer has no status")
    if job.job_id not in ("", job_id):
        warnings.append(f"asked about {service.name} job {job_id}, the API answered about job {job.job_id}")
    job.job_id = job_id
    job.raw = dict(body)
    return job, warnings


def _unwrapped(service: Service, job_id: str, body: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
    """The object that is the job; an empty one where there is none."""
    held = _find(body, (service.wrapper,)) if service.wrapper else body
    asked_by_id = "job_id" in service.names
    if not isinstance(held, list):
        return held if isinstance(held, dict) and asked_by_id else {}
    jobs = _objects(held)
    ids = [_word(job, service.places.job_id) for job in jobs]
    if job_id in ids:
        return jobs[ids.index(job_id)]
    if asked_by_id and ids == [None]:
        return jobs[0]
    if None in ids or (held and not jobs):
        return {}
    raise NotListed("the job is not in the list")


def _read(service: Service, body: t.Mapping[str, t.Any], warnings: list[str]) -> Job:
    places = service.places
    status = _word(body, places.status)
    state = service.states.get(status or "", UNKNOWN)
    sub_jobs = [
        _read(service, sub_body, warnings) for place in places.sub_jobs for sub_body in _objects(_find(body, (place,)))
    ]
    begin = _time(body, places.begin_time, warnings)
    end = _time(body, places.end_time, warnings)
    if end is None and state in (SUCCEEDED, FAILED):
        end = _time(body, places.updated_time, warnings)
    error_code, fail_reason = _word(body, places.error_code), _word(body, places.fail_reason)
    if state == FAILED and not fail_reason:
        fail_reason = _word(body, places.message)
    blamed = next((job for job in sub_jobs if job.state == FAILED and (job.error_code or job.fail_reason)), None)
    return Job(
        job_id=_word(body, places.job_id) or "",
        service=service.name,
        job_type=_word(body, places.job_type),
        status=status,
        state=state,
        begin_time=iso(begin),
        end_time=iso(end),
        duration=round((end - begin).total_seconds(), 3) if begin and end else None,
        error_code=error_code or (blamed.error_code if blamed else None),
        fail_reason=fail_reason or (blamed.fail_reason if blamed else None),
        progress=_percent(_find(body, places.progress), places.done),
        entities=_entities(body, places),
        sub_jobs=sub_jobs,
    )


def _find(body: t.Any, places: tuple[str, ...]) -> t.Any:
    """What the first of the places holds that holds anything."""
    for place in places:
        value = body
        for key in place.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value not in (None, ""):
            return value
    return None


def _word(body: t.Mapping[str, t.Any], places: tuple[str, ...]) -> str | None:
    """A word or a number as text; None for anything that has parts, or none."""
    value = _find(body, places)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def _entities(body: t.Mapping[str, t.Any], places: Places) -> dict[str, t.Any]:
    """What the job worked on, without its sub-jobs."""
    found = _find(body, (places.entities,))
    entities: dict[str, t.Any] = {}
    if isinstance(found, dict):
        prefix = places.entities + "."
        inside = [place[len(prefix) :] for place in places.sub_jobs if place.startswith(prefix)]
        entities = {key: value for key, value in found.items() if key not in inside}
    elif found:
        entities = {places.entities: found}
    resources = {place.rpartition(".")[2]: _find(body, (place,)) for place in places.resources}
    return {**entities, **{key: value for key, value in resources.items() if value is not None}}


def _objects(value: t.Any) -> list[dict[str, t.Any]]:
    """The objects of a list that the API may also spell as one object, or as a string (the ELB document's type)."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    if isinstance(value, dict):
        value = [value]
    return [item for item in value if isinstance(item, dict) and item] if isinstance(value, list) else []


def _time(body: t.Mapping[str, t.Any], places: tuple[str, ...], warnings: list[str]) -> datetime | None:
    value = _find(body, places)
    if value is None:
        return None
    try:
        return read_time(str(value))
    except (ValueError, OverflowError):
        warnings.append(
            f"the API gave {' or '.join(places)} {shortened(str(value), 80)!r}, which is no time that this collection"
            " can read"
        )
        return None


def _percent(value: t.Any, done: float) -> float | None:
    """A percentage, given as a number or as text, with its sign or as a part of ``done``."""
    match = _PERCENT.fullmatch(str(value))
    if not match:
        return None
    percent = float(match.group(1)) * (1 if match.group(2) else 100 / done)
    return round(percent, 3) if percent <= 100 else None
