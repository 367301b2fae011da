# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SDRS: protection groups. The job ID is in ``job_id``."""

from __future__ import annotations

import re
import secrets
from typing import Any

from ..jobs import time_form
from ..replies import Reply, nested_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, same_with, showing
from .inventory import Kind, Resource

RULES = Rules(
    services=("sdrs",),
    error=nested_error,
    invalid=Failure(400, "SDRS.0201", "Invalid request parameters: {field}"),
    missing=Failure(404, "SDRS.1013", "The protection group {id} does not exist."),
    broken=("SDRS.0226", "The resources of the domain are insufficient."),
    new_id=lambda: "0000000062db92d7" + secrets.token_hex(8),
)
NAME = re.compile(r"[\w.-]{1,64}")
TIME = time_form("%Y-%m-%d %H:%M:%S.0")
WANTED = ("name", "source_availability_zone", "target_availability_zone", "domain_id", "source_vpc_id")


def show(one: Resource, status: str) -> dict[str, Any]:
    """The details of a protection group."""
    return {
        **same_with((*WANTED, "description", "dr_type"), one.wanted),
        "id": one.id,
        "name": one.name,
        "status": status,
        "progress": 0,
        "priority_station": "source",
        "protected_instance_num": 0,
        "replication_num": 0,
        "disaster_recovery_drill_num": 0,
        "created_at": TIME(one.created),
        "updated_at": TIME(one.created),
    }


GROUP = Kind("sdrs", "server-group", show, "creating", "available", "error", "protecting", "deleting")

ACTIONS = {
    "start-server-group": ("startProtectionGroupNoCG", "protecting", "protected"),
    "stop-server-group": ("stopProtectionGroupNoCG", "stopping", "available"),
    "reverse-server-group": ("reverseProtectionGroupNoCG", "reversing", "available"),
    "failover-server-group": ("failoverProtectionGroupNoCG", "failing-over", "failed-over"),
}


def start(call: Call, job_type: str, one: Resource) -> Reply:
    """Start a job with one sub-job."""
    entities = {"server_group_id": one.id}
    more = {"steps": call.steps(one.fails), "entities": entities, **call.failure(one.fails)}
    sub_jobs = [{"job_id": call.rules.new_id(), "job_type": job_type, **more}]
    return Reply(200, {"job_id": call.start(job_type, one.fails, entities, sub_jobs=sub_jobs)})


def create(call: Call) -> Reply:
    """Create a group."""
    wanted = call.body["server_group"]
    if not NAME.fullmatch(wanted["name"]):
        call.invalid("name")
    return start(call, "createProtectionGroupNoCG", call.make(GROUP, wanted["name"], wanted))


def act(call: Call) -> Reply:
    """Enable or disable protection, switch over, or fail over."""
    name = next((name for name in ACTIONS if name in call.body), None)
    if name is None:
        call.invalid("body")
    job_type, busy, end = ACTIONS[name]
    call.change(call.target, busy=busy, end=end)
    return start(call, job_type, call.target)


def delete(call: Call) -> Reply:
    """Delete a group."""
    call.remove(call.target)
    return start(call, "deleteProtectionGroupNoCG", call.target)


CREATE = {"server_group": dict, **{f"server_group.{name}": str for name in WANTED}}
ALL = "/v1/{project}/server-groups"

OPERATIONS = (
    Operation(RULES, "POST", ALL, create, CREATE),
    Operation(RULES, "POST", ALL + "/{id}/action", act, {}, GROUP),
    Operation(RULES, "DELETE", ALL + "/{id}", delete, of=GROUP),
    Operation(RULES, "GET", ALL, listing(GROUP, "server_groups", part=("name",), exact=("status",), count=None)),
    Operation(RULES, "GET", ALL + "/{id}", showing("server_group"), of=GROUP),
)
KINDS = (GROUP,)
