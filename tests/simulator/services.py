# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of services: one row each, with the path of its job query and the shape of its answers.

A row takes what its service's documents show, not what a client expects. To add a service, add a row (and a body
composer, where ``classic`` does not fit).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

from .jobs import Job, View, iso_time, millis_time
from .replies import Reply, flat_error, message_code_error, nested_error

Composer = Callable[["Service", View], dict[str, Any]]
ErrorShape = Callable[[str, str], dict[str, Any]]


class Failure(NamedTuple):
    """An error answer of a service: HTTP status, the service's code, its text."""

    status: int
    code: str
    message: str


class Service(NamedTuple):
    """One service.

    ``name`` is the path prefix and the type in the catalog. ``path`` matches the whole path of the job query and
    names the groups ``project`` (where the path has one) and ``job``; where the id travels in the query string,
    ``id_parameter`` names it instead of the group. ``busy_end`` is the end time while the job runs, ``times``
    turns epoch seconds into the service's form. ``expired_token`` None means that the gateway answers.
    """

    name: str
    path: re.Pattern[str]
    compose: Composer
    error: ErrorShape
    not_found: Failure
    wrong_project: Failure
    expired_token: Failure | None = None
    times: Callable[[float], str] = iso_time
    busy_end: str | None = None
    succeeded: frozenset[str] = frozenset({"SUCCESS"})
    failed: frozenset[str] = frozenset({"FAIL"})
    status_path: tuple[str, ...] = ("status",)
    id_parameter: str | None = None

    def refuse(self, failure: Failure) -> Reply:
        """The failure in this service's shape."""
        return Reply(failure.status, self.error(failure.code, failure.message))

    def job_of(self, match: re.Match[str], query: dict[str, str]) -> str:
        """The id that a status query asks for; may be empty."""
        return query.get(self.id_parameter, "") if self.id_parameter else unquote(match.group("job"))

    def body(self, job: Job, elapsed: float) -> Any:
        """The JSON body for ``job``, ``elapsed`` seconds after it was added."""
        if job.body is not None:
            return job.body
        at, status = job.step(elapsed)
        if isinstance(status, dict):
            return status
        view = View(
            job=job,
            elapsed=elapsed,
            status=status,
            succeeded=status in self.succeeded,
            failed=status in self.failed,
            begin=job.begin,
            end=job.begin + at if status in self.succeeded or status in self.failed else None,
        )
        return {**self.compose(self, view), **(job.extra or {})}

    def sub_bodies(self, view: View) -> Any:
        """The sub-jobs of a job: those with ``steps`` live on their own timeline, others are served as given."""
        subs = view.job.sub_jobs
        if not isinstance(subs, list):
            return subs
        return [
            self.body(Job(**{"added": view.job.added, "begin": view.begin, **sub}), view.elapsed)
            if isinstance(sub, dict) and "steps" in sub
            else sub
            for sub in subs
        ]

    def put_times(self, body: dict[str, Any], view: View, begin: str = "begin_time", end: str = "end_time") -> None:
        """Both times in the service's form, the second as it looks while the job runs."""
        body[begin] = self.times(view.begin)
        if view.end is not None:
            body[end] = self.times(view.end)
        elif view.job.end_time_while_running == "default":
            body[end] = self.busy_end
        elif view.job.end_time_while_running != "absent":
            body[end] = view.job.end_time_while_running


def dcs_body(row: Service, view: View) -> dict[str, Any]:
    """DCS: no entities, no error_code, no sub-jobs."""
    body: dict[str, Any] = {
        "job_id": view.job.job_id,
        "job_type": view.job.job_type or "masterStandbySwapJob",
        "status": view.status,
    }
    row.put_times(body, view)
    body["fail_reason"] = view.fail_reason
    return body


def classic_body(row: Service, view: View, job_type: str) -> dict[str, Any]:
    """The shape that ELB v1.0, SDRS and the other older services share, without sub-jobs."""
    entities = view.entities
    body: dict[str, Any] = {
        "status": view.status,
        "entities": dict(entities) if isinstance(entities, dict) else entities,
        "job_id": view.job.job_id,
        "job_type": view.job.job_type or job_type,
    }
    row.put_times(body, view)
    body["error_code"] = view.error_code
    body["fail_reason"] = view.fail_reason
    return body


def elb_body(row: Service, view: View) -> dict[str, Any]:
    """ELB v1.0: sub-jobs at the top level."""
    body = classic_body(row, view, "createELB")
    if view.job.sub_jobs is not None:
        body["sub_jobs"] = row.sub_bodies(view)
    return body


def sdrs_body(row: Service, view: View) -> dict[str, Any]:
    """SDRS: sub-jobs inside the entities."""
    body = classic_body(row, view, "createProtectionGroupNoCG")
    if view.job.sub_jobs is not None:
        body["entities"]["sub_jobs"] = row.sub_bodies(view)
    return body


ROWS = (
    Service(
        name="dcs",
        path=re.compile(r"/v2/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)"),
        compose=dcs_body,
        error=flat_error,
        times=millis_time,
        not_found=Failure(404, "111404001", "The requested resource could not be found."),
        wrong_project=Failure(401, "111401004", "The project ID in the URL does not match that in the token."),
    ),
    Service(
        name="elb",
        path=re.compile(r"/v1\.0/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)"),
        compose=elb_body,
        error=message_code_error,
        busy_end="",
        not_found=Failure(404, "ELB.0404", "job not found"),
        wrong_project=Failure(403, "ELB.0403", "The project does not match the token."),
    ),
    Service(
        name="sdrs",
        path=re.compile(r"/v1/(?P<project>[^/]+)/jobs/(?P<job>[^/]+)"),
        compose=sdrs_body,
        error=nested_error,
        not_found=Failure(404, "SDRS.0404", "The job does not exist."),
        wrong_project=Failure(400, "SDRS.0001", "Invalid tenant"),
        expired_token=Failure(400, "SDRS.0002", "Invalid tenant token"),
    ),
)

SERVICES = {row.name: row for row in ROWS}
