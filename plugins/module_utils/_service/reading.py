# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the job from the body of a response, according to the row of its service."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime

from .._http.response import parsed
from .._text.texts import SHORT, Mask, fit, unmasked
from .._text.times import iso, read_time
from .fields import find
from .job import Job
from .listing import doubt_about
from .vocabulary import FAILED, RUNNING, SUCCEEDED, UNKNOWN, FieldPaths, Service

_PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*")


class NoJob(ValueError):
    """A body that is not about a job, since it has no status."""


class NotListed(NoJob):
    """A list of jobs that lacks the job. ``doubt`` is why it may exist nevertheless, or empty."""

    def __init__(self, message: str, doubt: str = "") -> None:
        super().__init__(message)
        self.doubt = doubt


class OtherJob(NoJob):
    """A body that is about another job."""


class Misspelled(NoJob):
    """A status value that differs from the described one in case, so that it could not end the wait."""


def read_job(
    service: Service, job_id: str, body: t.Mapping[str, t.Any], mask: Mask = unmasked
) -> tuple[Job, list[str]]:
    """Read the response about job ``job_id``. Returns the job, and masked warnings about what could not be read.

    Raises NotListed if the body is a list without the job, OtherJob if it is about another job, Misspelled if its
    status value differs from a described one in case only, and NoJob if it has no status.
    """
    warnings: list[str] = []
    job = _read(service, _unwrapped(service, job_id, body), warnings, mask)
    if job.status is None:
        raise NoJob("the response has no status")
    if job.job_id not in ("", job_id):
        raise OtherJob(f"the response is about job {fit(job.job_id, mask, SHORT)}, not about job {job_id}")
    if job.state == UNKNOWN and service.option:
        _check_spelling(service, job.status, mask)
    job.job_id = job_id
    job.raw = dict(body)
    return job, warnings


def _check_spelling(service: Service, status: str, mask: Mask) -> None:
    for known, state in service.states.items():
        if known.casefold() == status.casefold():
            found = fit(status, mask, SHORT)
            raise Misspelled(
                f"the API returns the status value {found}, but {service.option}.{state} contains {known}: write"
                f" {found} there, because status values are case-sensitive"
            )


def _unwrapped(service: Service, job_id: str, body: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
    """The object that is the job, or an empty one."""
    held = find(body, (service.wrapper,)) if service.wrapper else body
    queried_by_id = "job_id" in service.names
    if not isinstance(held, list):
        return held if isinstance(held, dict) and queried_by_id else {}
    jobs = _objects(held)
    ids = [_text(job, service.fields.job_id) for job in jobs]
    if job_id in ids:
        return jobs[ids.index(job_id)]
    if queried_by_id and ids == [None]:
        return jobs[0]
    if None in ids or (held and not jobs):
        return {}
    raise NotListed("the job is not in the list", doubt_about(body, service.wrapper, held, ids, job_id))


def _read(service: Service, body: t.Mapping[str, t.Any], warnings: list[str], mask: Mask) -> Job:
    fields = service.fields
    status = _text(body, fields.status)
    state = service.states.get(status or "", UNKNOWN) if service.states else RUNNING
    sub_jobs = [
        _read(service, sub_body, warnings, mask)
        for path in fields.sub_jobs
        for sub_body in _objects(find(body, (path,)))
    ]
    if status in service.by_sub_jobs and any(job.state == FAILED for job in sub_jobs):
        state = FAILED
    begin = _time(body, fields.begin_time, warnings, mask)
    end = _time(body, fields.end_time, warnings, mask)
    if end is None and state in (SUCCEEDED, FAILED):
        end = _time(body, fields.updated_time, warnings, mask)
    error_code, fail_reason = _text(body, fields.error_code), _text(body, fields.fail_reason)
    if state == FAILED and not fail_reason:
        fail_reason = _text(body, fields.message)
    blamed = next((job for job in sub_jobs if job.state == FAILED and (job.error_code or job.fail_reason)), None)
    return Job(
        job_id=_text(body, fields.job_id) or "",
        service=service.name,
        job_type=_text(body, fields.job_type),
        status=status,
        state=state,
        begin_time=iso(begin),
        end_time=iso(end),
        duration=round((end - begin).total_seconds(), 3) if begin and end else None,
        error_code=error_code or (blamed.error_code if blamed else None),
        fail_reason=fail_reason or (blamed.fail_reason if blamed else None),
        progress=_percent(find(body, fields.progress), fields.done),
        entities=_entities(body, fields),
        sub_jobs=sub_jobs,
    )


def _text(body: t.Mapping[str, t.Any], paths: tuple[str, ...]) -> str | None:
    """A string or a number as text; None for anything else."""
    value = find(body, paths)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def _entities(body: t.Mapping[str, t.Any], fields: FieldPaths) -> dict[str, t.Any]:
    """The entities of the job, without its sub-jobs."""
    found = find(body, (fields.entities,))
    entities: dict[str, t.Any] = {}
    if isinstance(found, dict):
        prefix = fields.entities + "."
        inside = [path[len(prefix) :] for path in fields.sub_jobs if path.startswith(prefix)]
        entities = {key: value for key, value in found.items() if key not in inside}
    elif found:
        entities = {fields.entities: found}
    resources = {path.rpartition(".")[2]: find(body, (path,)) for path in fields.resources}
    return {**entities, **{key: value for key, value in resources.items() if value is not None}}


def _objects(value: t.Any) -> list[dict[str, t.Any]]:
    """The objects of a list, which may also come as one object or as a string (the type in the ELB document)."""
    if isinstance(value, str):
        value = parsed(value.encode("utf-8", "replace"))
    if isinstance(value, dict):
        value = [value]
    return [item for item in value if isinstance(item, dict) and item] if isinstance(value, list) else []


def _time(body: t.Mapping[str, t.Any], paths: tuple[str, ...], warnings: list[str], mask: Mask) -> datetime | None:
    value = find(body, paths)
    if value is None:
        return None
    try:
        return read_time(str(value))
    except (ValueError, OverflowError):
        warnings.append(
            f"the API returned {fit(str(value), mask, 80)!r} as {' or '.join(paths)}, which is not a time in a known"
            " format"
        )
        return None


def _percent(value: t.Any, done: float) -> float | None:
    """The progress in percent, from a number or text, which has a percent sign or is a fraction of ``done``."""
    match = _PERCENT.fullmatch(str(value))
    if not match:
        return None
    percent = float(match.group(1)) * (1 if match.group(2) else 100 / done)
    return round(percent, 3) if percent <= 100 else None
