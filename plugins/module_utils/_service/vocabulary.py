# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a row of the table of services consists of; the rows themselves are in ``table``."""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass, field

#: The states that every service's status values are normalized to. The last two never come from a row: a job is UNKNOWN
#: before its first response and while its status value is not in the table, and MISSING when the API denies knowing it.
PENDING, RUNNING, SUCCEEDED, FAILED = "pending", "running", "succeeded", "failed"
UNKNOWN, MISSING = "unknown", "missing"

#: The clouds that rows speak of, and regions that differ from the rest of their cloud.
HUAWEI_CLOUD, T_CLOUD, FLEXIBLE_ENGINE = "Huawei Cloud", "T Cloud Public", "Flexible Engine"

#: A name in a path, in braces.
PARAMETER = re.compile(r"{([A-Za-z]\w*)}", re.ASCII)


@dataclass(frozen=True)
class FieldPaths:
    """Where the fields of a job are: keys joined by dots; the first path that leads to a value counts.

    ``updated_time`` is the end of a job that has ended, where there is no ``end_time``; ``message``, which may speak of
    any state, is the reason of a job that has failed, where there is no ``fail_reason``. ``entities`` is an object that
    is taken as it is; each of ``resources`` joins it under its last key. The sub-jobs at all paths in ``sub_jobs`` are
    read, and taken out of ``entities``; they have their fields at the same paths as the job. ``done`` is the
    ``progress`` of a job that is done: 100 for percent, 1 for fractions.
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
    """Which responses are meant: by HTTP status, and by the API's code where the status alone does not tell."""

    http_status: int
    code: str | None = None

    def matches(self, http_status: int, code: str | None) -> bool:
        """Whether a response with this HTTP status and API code is meant; the code may be in another case (VBS)."""
        return self.http_status == http_status and (
            self.code is None or (code is not None and self.code.casefold() == code.casefold())
        )


@dataclass(frozen=True)
class Service:
    """One row: how to poll a job of a service, and how to read the response.

    ``path`` may hold a query, and is filled with ``project_id``, ``job_id`` and what else it names, percent-encoded.
    ``host`` is the first label of the endpoint, ``hosts`` has the regions whose whole host is another. A service that
    ``is_global`` has one host for all regions of a cloud, and belongs to an account instead of a project.
    ``wrapper`` is the path of the object that is the job, or of a list that holds it; a list without the job means
    that the service does not know it. ``states`` maps the API's status values to ours; without any, what has a status
    is running. ``by_sub_jobs`` has the status values that say no more than that all sub-jobs have ended: with a failed
    one among them, the job has failed.
    With ``gone_if_unlisted``, a job that is not in the list is gone, as it should be.
    ``gone``, ``missing``, ``refused`` and ``transient`` name the responses that mean "it is gone, as it should be", "no
    such job", "log in again" and "try again later", the last two beside those that mean so for every service (see
    ``judge``). ``permission`` is the action that the query needs, ``retention`` says how long a job that
    has ended can be polled; both are empty where no document says. ``job_id_paths`` are the field paths of the
    id in the responses of calls that start a job, most telling first; a key that meets a list is looked up in each of
    its items.
    ``group`` is what the README lists it under. ``clouds`` says by cloud or region whether documents have the service
    there; what no document says is left out. ``legacy`` says what has become of a service that is on its way out,
    ``note`` what else a user should know (in reStructuredText), and ``seen_live`` when and where its jobs were read
    from a live cloud.
    ``option`` is the option of a task that describes the row, empty for the rows of the table.
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
        """Where a response has the status first of all, for messages."""
        return ".".join(filter(None, (self.wrapper, *self.fields.status[:1])))

    @functools.cached_property
    def names(self) -> list[str]:
        """What the path names, each once."""
        return list(dict.fromkeys(PARAMETER.findall(self.path)))

    @property
    def parameters(self) -> list[str]:
        """What the path names beside account, project, and job."""
        return [name for name in self.names if name not in ("domain_id", "project_id", "job_id")]
