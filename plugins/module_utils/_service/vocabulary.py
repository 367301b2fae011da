# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a row of the table of services. The rows themselves are in ``table``."""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass, field

#: The states to which the status values of all services are normalized. The last two never come from a row: a job is
#: UNKNOWN before its first response and while its status value is not in the table, and MISSING if the API does not
#: know it.
PENDING, RUNNING, SUCCEEDED, FAILED = "pending", "running", "succeeded", "failed"
UNKNOWN, MISSING = "unknown", "missing"

#: The clouds in ``clouds`` of a row.
HUAWEI_CLOUD, T_CLOUD, FLEXIBLE_ENGINE = "Huawei Cloud", "T Cloud Public", "Flexible Engine"

#: A name in a path, in braces.
PARAMETER = re.compile(r"{([A-Za-z]\w*)}", re.ASCII)


@dataclass(frozen=True)
class FieldPaths:
    """The field paths of a job: keys joined by dots. The first path that leads to a value counts.

    ``updated_time`` is the end time of a job that has ended without an ``end_time``. ``message``, which the API may
    give in any state, is the reason if a job has failed without a ``fail_reason``. ``entities`` is an object that is
    returned as it is; the value of each path in ``resources`` is added to it under the last key. The sub-jobs at all
    paths in ``sub_jobs`` are read, and removed from ``entities``; their fields have the same paths as those of the job.
    ``done`` is the ``progress`` of a job that is done: 100 for percent, 1 for fractions.
    """

    job_id: tuple[str, ...] = ("job_id",)
    job_type: tuple[str, ...] = ("job_type",)
    status: tuple[str, ...] = ("status",)
    begin_time: tuple[str, ...] = ("begin_time",)
    end_time: tuple[str, ...] = ("end_time",)
    updated_time: tuple[str, ...] = ()
    error_code: tuple[str, ...] = ("error_code",)
    fail_reason: tuple[str, ...] = ("fail_reason",)
    message: tuple[str, ...] = ()
    progress: tuple[str, ...] = ()
    done: float = 100.0
    entities: str = "entities"
    resources: tuple[str, ...] = ()
    sub_jobs: tuple[str, ...] = ("sub_jobs", "entities.sub_jobs")


class Rule(t.NamedTuple):
    """A kind of response: an HTTP status, and the API's code if the status alone is ambiguous."""

    http_status: int
    code: str | None = None

    def matches(self, http_status: int, code: str | None) -> bool:
        """Whether a response with this HTTP status and code is of this kind. The case of the code is ignored (VBS)."""
        return self.http_status == http_status and (
            self.code is None or (code is not None and self.code.casefold() == code.casefold())
        )


@dataclass(frozen=True)
class Service:
    """One row: how to poll a job of a service, and how to read the response.

    ``path`` may have a query string. Its names in braces are replaced with percent-encoded values. ``host`` is the
    first label of the endpoint, and ``hosts`` has the whole host for regions where that differs. A service that
    ``is_global`` has one host for all regions of a cloud, and belongs to an account instead of a project.
    ``wrapper`` is the path of the object that is the job, or of a list that contains it; a list without the job means
    that the service does not know it. ``states`` maps the API's status values to states; if it is empty, a job with
    any status is running. ``by_sub_jobs`` has the status values that mean only that all sub-jobs have ended: if one of
    them has failed, the job has failed.
    ``gone``, ``missing``, ``refused``, and ``transient`` list the responses that mean that the resource is gone as
    intended, that the API does not know the job, that the login is refused, and that the error is temporary. The last
    two add to the responses that mean so for every service (see ``judge``). With ``gone_if_unlisted``, a job that is
    not in the list is gone.
    ``permission`` is the action that the query needs, and ``retention`` is how long a job that has ended can be
    polled. Both are empty if no document has them. ``job_id_paths`` are the field paths of the ID in the responses of
    calls that start a job, the most specific first; a key is looked up in each item of a list.
    ``group`` is the group of the service in the README. ``clouds`` has the clouds and regions that have the service or
    lack it according to documents. ``legacy`` describes the replacement of a service that is being discontinued, and
    ``note`` has other information for users in reStructuredText. ``seen_live`` says when and where its jobs were read
    from a live cloud.
    ``option`` is the option of a task that describes the row, and empty for the rows of the table.
    """

    name: str
    title: str
    host: str
    path: str
    states: t.Mapping[str, str]
    documentation: str
    group: str = ""
    clouds: t.Mapping[str, bool] = field(default_factory=dict)
    legacy: str = ""
    note: str = ""
    seen_live: str = ""
    option: str = ""
    hosts: t.Mapping[str, str] = field(default_factory=dict)
    is_global: bool = False
    fields: FieldPaths = field(default_factory=FieldPaths)
    wrapper: str = ""
    by_sub_jobs: tuple[str, ...] = ()
    gone: tuple[Rule, ...] = ()
    gone_if_unlisted: bool = False
    missing: tuple[Rule, ...] = (Rule(404),)
    refused: tuple[Rule, ...] = ()
    transient: tuple[Rule, ...] = ()
    permission: str = ""
    retention: str = ""
    job_id_paths: tuple[str, ...] = ("job_id", "jobId")

    @property
    def status_path(self) -> str:
        """The first field path of the status in a response, for messages."""
        return ".".join(filter(None, (self.wrapper, *self.fields.status[:1])))

    @functools.cached_property
    def names(self) -> list[str]:
        """The names in the path, without duplicates."""
        return list(dict.fromkeys(PARAMETER.findall(self.path)))

    @property
    def parameters(self) -> list[str]:
        """The names in the path other than account, project, and job."""
        return [name for name in self.names if name not in ("domain_id", "project_id", "job_id")]
