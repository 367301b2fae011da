# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a row of the table of services contains, and how it responds; the rows are in ``services``."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

from .jobs import Job, View, iso_time
from .replies import UNSET, Reply
from .responses import Composer, pruned

ErrorShape = Callable[[str, str], dict[str, Any]]


class Failure(NamedTuple):
    """An error response of a service: the HTTP status, the service's error code, and its text."""

    status: int
    code: str
    message: str


#: For services that do not document their response to a login of another project.
NOT_AUTHORIZED = Failure(403, "APIGW.0302", "The IAM user is not authorized to access the API.")


@functools.cache
def pattern_of(path: str) -> re.Pattern[str]:
    """The pattern of a path with ``{group}`` for whole segments."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))


class Service(NamedTuple):
    """One service.

    ``name`` is the path prefix and the type in the catalog. ``path`` is that of the job query, with the groups
    ``project`` and ``job``; that of a global service has ``domain`` instead of ``project``, or neither. If the query
    string has the ID, ``id_parameter`` replaces the group. ``compose`` returns the object that is a job,
    ``compose_sub`` that of a sub-job if its format differs, and ``wrap`` the whole response. ``not_found`` is a failure
    or, for a list without the job, a body; ``None`` if only HTTP 404 is documented. If ``expired_token`` is ``None``,
    the gateway responds. ``times`` converts epoch seconds into the service's format; ``busy_end`` is the end time while
    the job runs, UNSET for none. ``succeeded`` and ``failed`` are the status values of finished jobs, and
    ``status_path`` is the field path of the status.
    """

    name: str
    path: str
    compose: Composer
    error: ErrorShape
    job_type: str = "task"
    compose_sub: Composer | None = None
    wrap: Callable[[dict[str, Any]], dict[str, Any]] = dict
    not_found: Failure | dict[str, Any] | None = None
    wrong_project: Failure = NOT_AUTHORIZED
    expired_token: Failure | None = None
    times: Callable[[float], Any] = iso_time
    busy_end: Any = None
    succeeded: tuple[Any, ...] = ("SUCCESS",)
    failed: tuple[Any, ...] = ("FAIL",)
    status_path: tuple[Any, ...] = ("status",)
    id_parameter: str | None = None

    @property
    def is_global(self) -> bool:
        """Whether the service belongs to an account instead of a project."""
        return "{project}" not in self.path

    def match(self, path: str) -> re.Match[str] | None:
        """The groups of a path, if it is that of the job query."""
        return pattern_of(self.path).fullmatch(path)

    def refuse(self, failure: Failure) -> Reply:
        """The failure in this service's format."""
        return Reply(failure.status, self.error(failure.code, failure.message))

    def unknown(self) -> Reply:
        """The response for a job that the service does not know."""
        if isinstance(self.not_found, dict):
            return Reply(200, self.not_found)
        return self.refuse(self.not_found or Failure(404, f"{self.name.upper()}.0404", "The job does not exist."))

    def job_of(self, match: re.Match[str], query: dict[str, str]) -> str:
        """The job ID of a status query; can be empty."""
        return query.get(self.id_parameter, "") if self.id_parameter else unquote(match.group("job"))

    def body(self, job: Job, elapsed: float) -> Any:
        """The JSON body for ``job``, ``elapsed`` seconds after it was added."""
        if job.body is not None:
            return job.body
        found = self._object(self.compose, job, elapsed)
        return found if isinstance(job.step(elapsed)[1], dict) else self.wrap(found)

    def _object(self, compose: Composer, job: Job, elapsed: float) -> dict[str, Any]:
        at, status = job.step(elapsed)
        if isinstance(status, dict):
            return status
        ended = status in self.succeeded + self.failed
        reported = job.end_time_while_running
        busy_end = {"default": self.busy_end, "absent": UNSET}.get(reported or "", reported)
        view = View(
            job=job,
            job_type=job.job_type or self.job_type,
            status=status,
            succeeded=status in self.succeeded,
            failed=status in self.failed,
            begin_time=self.times(job.begin),
            end_time=self.times(job.begin + at) if ended else busy_end,
            updated_time=self.times(job.begin + at),
            sub_jobs=self._sub_objects(job, elapsed),
        )
        return {**pruned(compose(view)), **(job.extra or {})}

    def _sub_objects(self, job: Job, elapsed: float) -> Any:
        """The sub-jobs of a job: those with ``steps`` have their own timeline, others are sent as given."""
        if not isinstance(job.sub_jobs, list):
            return UNSET if job.sub_jobs is None else job.sub_jobs
        compose = self.compose_sub or self.compose
        return [
            self._object(compose, Job(**{"added": job.added, "begin": job.begin, **sub}), elapsed)
            if isinstance(sub, dict) and "steps" in sub
            else sub
            for sub in job.sub_jobs
        ]
