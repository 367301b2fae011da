# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RDS: database instances. The job ID is in ``job_id`` next to ``instance``, or in ``workflowId`` for a failover."""

from __future__ import annotations

import uuid
from typing import Any

from ..jobs import time_form
from ..replies import Reply, flat_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, new_order, same_with
from .inventory import Kind, Resource

RULES = Rules(
    services=("rds",),
    error=flat_error,
    invalid=Failure(400, "DBS.200001", "Parameter error: {field}."),
    missing=Failure(404, "DBS.200002", "The DB instance does not exist."),
    broken=("", "The resources of the availability zone are insufficient."),
    busy=("Running", "Running"),
    new_id=lambda: str(uuid.uuid4()),
)
TIME = time_form("%Y-%m-%dT%H:%M:%S%z")
SAME = ("name", "datastore", "ha", "flavor_ref", "volume", "region", "vpc_id", "subnet_id", "security_group_id")


def show(one: Resource, status: str) -> dict[str, Any]:
    """An instance in the list. Once it is created, it has an address."""
    there = status != INSTANCE.making
    return {
        **same_with(SAME, one.wanted),
        "id": one.id,
        "name": one.name,
        "status": status,
        "type": "Ha" if one.wanted.get("ha") else "Single",
        "private_ips": [f"192.168.0.{one.number % 250 + 4}"] if there else [],
        "public_ips": [],
        "port": int(one.wanted.get("port") or 3306),
        "created": TIME(one.created),
        "updated": TIME(one.created),
        "nodes": [{"id": node(one), "name": f"{one.name}_node0", "role": "master", "status": status}],
    }


INSTANCE = Kind("rds", "instance", show, "BUILD", "ACTIVE", "FAILED", "SWITCHOVER", "ACTIVE")


def node(one: Resource) -> str:
    """The ID of the first node."""
    return one.id.replace("in01", "no01")


def start(call: Call, job_type: str, one: Resource) -> str:
    """Start a job for an instance."""
    shown = {"instance": {"id": one.id, "name": one.name}, "entities": {"resource_ids": [one.id]}}
    return call.start(job_type, one.fails, shown)


def create(call: Call) -> Reply:
    """Create an instance."""
    made = call.make(INSTANCE, call.body["name"], call.body, uuid.uuid4().hex + "in01")
    shown = {**same_with((*SAME, "availability_zone", "charge_info", "port"), call.body), "id": made.id}
    response = {"instance": {**shown, "status": INSTANCE.making}}
    if (call.body.get("charge_info") or {}).get("charge_mode") == "prePaid":
        return Reply(202, {**response, "order_id": new_order()})
    return Reply(202, {**response, "job_id": start(call, "CreateMysqlSingleHAInstance", made)})


def fail_over(call: Call) -> Reply:
    """Promote the standby."""
    call.change(call.target)
    job_id = start(call, "RdsFailover", call.target)
    return Reply(202, {"instanceId": call.target.id, "nodeId": node(call.target), "workflowId": job_id})


def delete(call: Call) -> Reply:
    """Delete an instance."""
    call.remove(call.target)
    return Reply(202, {"job_id": start(call, "DeleteInstance", call.target)})


CREATE = {
    "name": str,
    "datastore": dict,
    "datastore.type": str,
    "datastore.version": str,
    "ha?": dict,
    "flavor_ref": str,
    "volume": dict,
    "volume.type": str,
    "volume.size": int,
    "region": str,
    "availability_zone": str,
    "vpc_id": str,
    "subnet_id": str,
    "security_group_id": str,
    "port?": str,
    "charge_info?": dict,
}

OPERATIONS = (
    Operation(RULES, "POST", "/v3/{project}/instances", create, CREATE, once=True),
    Operation(RULES, "PUT", "/v3/{project}/instances/{id}/failover", fail_over, of=INSTANCE),
    Operation(RULES, "DELETE", "/v3/{project}/instances/{id}", delete, of=INSTANCE),
    Operation(
        *(RULES, "GET", "/v3/{project}/instances"),
        listing(INSTANCE, "instances", exact=("id", "name"), total_count=None),
    ),
)
KINDS = (INSTANCE,)
