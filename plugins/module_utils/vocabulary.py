# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a row of the table of services consists of; the rows themselves are in ``services``."""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass, field

#: The states that every service's words are brought to. The last two never come from a row: a job is UNKNOWN before
#: its first answer and while its word is not in the table, and MISSING when the API denies knowing it.
PENDING, RUNNING, SUCCEEDED, FAILED = "pending", "running", "succeeded", "failed"
UNKNOWN, MISSING = "unknown", "missing"

#: A name in a path, in braces.
PARAMETER = re.compile(r"{([A-Za-z]\w*)}", re.ASCII)


@dataclass(frozen=True)
class Places:
    """Where the fields of a job sit: keys joined by dots, the first place that holds a value counts.

    ``updated_time`` is the end of a job that has ended, where there is no ``end_time``; ``message``, which may speak of
    any state, is the reason of a job that has failed, where there is no ``fail_reason``. ``entities`` is an object that
    is taken as it is; each of ``resources`` joins it under its last key. The sub-jobs of all places in ``sub_jobs`` are
    read, and taken out of ``entities``; they have their fields in the same places as the job. ``done`` is the
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


class Reply(t.NamedTuple):
    """An answer that a rule is about: its HTTP status, and the API's code where the status alone does not tell."""

    http_status: int
    code: str | None = None

    def matches(self, http_status: int, code: str | None) -> bool:
        """Whether an answer with this HTTP status and API code is meant."""
        return self.http_status == http_status and self.code in (None, code)


@dataclass(frozen=True)
class Service:
    """One row: how to ask a service about a job, and how to read what it says.

    ``path`` may hold a query, and is filled with ``project_id``, ``job_id`` and what else it names, percent-encoded.
    ``host`` is the first label of the endpoint, ``hosts`` has the regions whose whole host is another. ``wrapper`` is
    the place of the object that is the job, or of a list that holds it; a list without the job means that the service
    does not know it. ``states`` maps the API's words to ours. ``missing``, ``refused`` and ``transient`` name the
    answers that mean "no such job", "log in again" and "ask again later", beside those that mean so for every service
    (see ``client``). ``permission`` is the action that the query needs, ``retention`` tells how long a job that has
    ended can be asked about; both are empty where no document says.
    """

    name: str
    title: str
    host: str
    path: str
    states: t.Mapping[str, str]
    documentation: str
    hosts: t.Mapping[str, str] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    wrapper: str = ""
    missing: tuple[Reply, ...] = (Reply(404),)
    refused: tuple[Reply, ...] = ()
    transient: tuple[Reply, ...] = ()
    permission: str = ""
    retention: str = ""

    @property
    def status_place(self) -> str:
        """Where an answer has the status first of all, for messages."""
        return ".".join(filter(None, (self.wrapper, *self.places.status[:1])))

    @functools.cached_property
    def names(self) -> list[str]:
        """What the path names, each once."""
        return list(dict.fromkeys(PARAMETER.findall(self.path)))

    @property
    def parameters(self) -> list[str]:
        """What the path names beside project and job."""
        return [name for name in self.names if name not in ("project_id", "job_id")]
