# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CCE: clusters and nodes. Create and delete calls return the job ID in ``status.jobID``."""

from __future__ import annotations

import uuid
from typing import Any

from ..jobs import time_form
from ..replies import Reply
from ..service import Failure
from .call import Call, Operation, Rules, listing, showing
from .inventory import Kind, Resource

#: The message of the underlying component, which the API adds to its own code and text, by HTTP status.
BELOW = {
    400: ("CCE_CM.0004", "Request is invalid", "BadRequest"),
    404: ("CCE_CM.0003", "Resource not found", "NotFound"),
}


def cluster_error(code: str, message: str) -> dict[str, Any]:
    """The error of a call: with two codes, and with the details only in ``message``."""
    status = int(code[6:9])
    own, text, reason = BELOW[status]
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "code": status,
        "errorCode": code,
        "errorMessage": f"{text}.",
        "error_code": own,
        "error_msg": text,
        "message": message,
        "reason": reason,
    }


RULES = Rules(
    services=("cce",),
    error=cluster_error,
    invalid=Failure(400, "CCE.01400001", "Invalid request: {field} is missing or invalid."),
    missing=Failure(404, "CCE.01404001", "Resource not found."),
    broken=("", "The ECS quota is insufficient."),
    busy=("Initializing", "Running"),
    new_id=lambda: str(uuid.uuid4()),
)
TIME = time_form("%Y-%m-%d %H:%M:%S.%f +0000 UTC")


def show(one: Resource, status: str) -> dict[str, Any]:
    """A cluster or a node: the requested values, with ID and phase."""
    metadata = {**(one.wanted.get("metadata") or {}), "name": one.name, "uid": one.id}
    there = {"privateIP": f"192.168.0.{one.number % 250 + 4}", "serverId": f"server-{one.number}"}
    endpoint = {"url": f"https://192.168.0.{one.number % 250 + 4}:5443", "type": "Internal"}
    more = there if one.kind is NODE else {"endpoints": [endpoint]}
    return {
        "kind": "Node" if one.kind is NODE else "Cluster",
        "apiVersion": "v3",
        "metadata": {**metadata, "creationTimestamp": TIME(one.created), "updateTimestamp": TIME(one.created)},
        "spec": one.wanted.get("spec") or {},
        "status": {"phase": status, **({} if status == one.kind.making else more)},
    }


CLUSTER = Kind("cce", "cluster", show, "Creating", "Available", "Error", "Resizing", "Deleting")
NODE = Kind("cce", "node", show, "Build", "Active", "Error", "Upgrading", "Deleting")


def with_job(call: Call, status: int, job_type: str, one: Resource) -> Reply:
    """Start a job for a cluster or a node, and return the resource with the job ID."""
    entities = {
        "clusterUID": one.parent or one.id,
        "resourceID": one.id,
        "resourceName": one.name,
        "extendParam": {"serverId": f"server-{one.number}"} if one.kind is NODE else {},
    }
    shown = call.show(one)
    shown["status"] = {**shown["status"], "jobID": call.start(job_type, one.fails, entities)}
    return Reply(status, shown)


def create_cluster(call: Call) -> Reply:
    """Create a cluster."""
    return with_job(call, 201, "CreateCluster", call.make(CLUSTER, call.body["metadata"]["name"], call.body))


def delete_cluster(call: Call) -> Reply:
    """Delete a cluster and its nodes."""
    for node in call.inventory.all(kind=NODE, parent=call.target.id):
        call.remove(node)
    call.remove(call.target)
    return with_job(call, 200, "DeleteCluster", call.target)


def create_node(call: Call) -> Reply:
    """Create a node in a cluster."""
    name = (call.body.get("metadata") or {}).get("name") or f"node-{uuid.uuid4().hex[:5]}"
    return with_job(call, 201, "CreateNode", call.make(NODE, name, call.body, parent=call.target.id))


def delete_node(call: Call) -> Reply:
    """Delete a node."""
    call.remove(call.target)
    return with_job(call, 200, "DeleteNode", call.target)


CREATE_CLUSTER = {
    "kind": str,
    "apiVersion": str,
    "metadata": dict,
    "metadata.name": str,
    "spec": dict,
    "spec.flavor?": str,
    "spec.hostNetwork": dict,
    "spec.hostNetwork.vpc": str,
    "spec.hostNetwork.subnet": str,
    "spec.containerNetwork": dict,
    "spec.containerNetwork.mode": str,
}
CREATE_NODE = {
    "kind": str,
    "apiVersion": str,
    "metadata?": dict,
    "spec": dict,
    "spec.flavor": str,
    "spec.az": str,
    "spec.rootVolume": dict,
    "spec.rootVolume.size": int,
    "spec.rootVolume.volumetype": str,
    "spec.dataVolumes.*.size": int,
    "spec.dataVolumes.*.volumetype": str,
    "spec.count?": int,
}
ALL = "/api/v3/projects/{project}/clusters"
LIST: dict[str, Any] = {"kind": "List", "apiVersion": "v3"}

OPERATIONS = (
    Operation(RULES, "POST", ALL, create_cluster, CREATE_CLUSTER),
    Operation(RULES, "DELETE", ALL + "/{id}", delete_cluster, of=CLUSTER),
    Operation(RULES, "GET", ALL, listing(CLUSTER, "items", **LIST)),
    Operation(RULES, "GET", ALL + "/{id}", showing(), of=CLUSTER),
    Operation(RULES, "POST", ALL + "/{id}/nodes", create_node, CREATE_NODE, CLUSTER),
    Operation(RULES, "DELETE", ALL + "/{parent}/nodes/{id}", delete_node, of=NODE),
    Operation(RULES, "GET", ALL + "/{parent}/nodes", listing(NODE, "items", **LIST)),
    Operation(RULES, "GET", ALL + "/{parent}/nodes/{id}", showing(), of=NODE),
)
KINDS = (CLUSTER, NODE)
