# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of services: one row says all that is particular to the job query of one service.

Nothing else in the collection knows a service by name. To add one, add a row here, a family if its answers have a
shape of their own, and an answer for the tests.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

#: The states that every service's words are brought to. The last three never come from a row: a job is UNKNOWN before
#: its first answer and while its word is not in the table, and MISSING when the API denies knowing it.
PENDING, RUNNING, SUCCEEDED, FAILED = "pending", "running", "succeeded", "failed"
UNKNOWN, MISSING = "unknown", "missing"


@dataclass(frozen=True)
class Places:
    """Where the fields of a job sit: keys joined by dots, the first place that holds a value counts.

    ``sub_jobs`` is the exception: the sub-jobs of all its places are read, and taken out of ``entities``.
    """

    job_id: tuple[str, ...] = ("job_id",)
    job_type: tuple[str, ...] = ("job_type",)
    status: tuple[str, ...] = ("status",)
    begin_time: tuple[str, ...] = ("begin_time",)
    end_time: tuple[str, ...] = ("end_time",)
    error_code: tuple[str, ...] = ("error_code",)
    fail_reason: tuple[str, ...] = ("fail_reason",)
    progress: tuple[str, ...] = ()
    entities: str = "entities"
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

    ``path`` is filled with ``project_id`` and ``job_id``, both percent-encoded; ``host`` is the first label of the
    endpoint. ``states`` maps the API's words to ours. ``missing``, ``refused`` and ``transient`` name the answers that
    mean "no such job", "log in again" and "ask again later", beside those that mean so for every service (see
    ``client``).
    """

    name: str
    title: str
    host: str
    path: str
    states: t.Mapping[str, str]
    documentation: str
    places: Places = field(default_factory=Places)
    missing: tuple[Reply, ...] = (Reply(404),)
    refused: tuple[Reply, ...] = ()
    transient: tuple[Reply, ...] = ()


#: Family "classic": a flat object in the form that ECS once began with.
CLASSIC_STATES = {"INIT": PENDING, "RUNNING": RUNNING, "SUCCESS": SUCCEEDED, "FAIL": FAILED}

#: ECS and EVS answer 400 Common.0011 for a job that they do not know; the rest of the family runs on the same
#: platform, and none of its services documents its own answer for that case.
CLASSIC_MISSING = (Reply(404), Reply(400, "Common.0011"))

ROWS = (
    Service(
        name="dcs",
        title="Distributed Cache Service",
        host="dcs",
        path="/v2/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        missing=CLASSIC_MISSING,
        documentation="https://support.huaweicloud.com/intl/en-us/api-dcs/ShowJobInfo.html",
    ),
    Service(
        name="elb",
        title="Elastic Load Balance, API v1.0",
        host="elb",
        path="/v1.0/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        missing=CLASSIC_MISSING,
        documentation="https://support.huaweicloud.com/intl/en-us/eu-west-0-api-elb/elb_jd_job_0000.html",
    ),
    Service(
        name="sdrs",
        title="Storage Disaster Recovery Service",
        host="sdrs",
        path="/v1/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        missing=CLASSIC_MISSING,
        # SDRS refuses a token with HTTP 400 (API reference, "Error Codes").
        refused=(Reply(400, "SDRS.0002"),),
        documentation="https://docs.otc.t-systems.com/storage-disaster-recovery-service/api-ref/",
    ),
)

#: The rows by name, in the order in which the documentation lists them.
SERVICES: dict[str, Service] = {row.name: row for row in ROWS}
