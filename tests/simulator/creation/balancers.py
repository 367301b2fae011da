# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ELB: load balancers of v1.0, with the job ID in ``job_id`` next to ``uri``, and of v3, whose calls start no job.

The load balancers of v3 exist both as ``elb`` and as ``elbv3``, because both have the same host in a cloud.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

from ..jobs import time_form
from ..replies import Reply, identified_error, nested_error, new_request_id
from ..service import Failure
from .call import Call, Operation, Rules, listing, same_with, showing
from .inventory import Kind, Resource

NAME = re.compile(r"[\w-]{1,64}")
RULES = Rules(
    services=("elb",),
    error=nested_error,
    invalid=Failure(400, "ELB.0002", "Api request is null."),
    missing=Failure(404, "ELB.1003", "Lb not exist."),
    broken=("ELB.1014", "The quota of load balancers is used up."),
)
RULES_V3 = Rules(
    services=("elbv3", "elb"),
    error=identified_error,
    invalid=Failure(400, "ELB.8902", "The parameter {field} is missing or invalid."),
    missing=Failure(404, "ELB.8904", "The load balancer {id} could not be found."),
    broken=("", ""),
)
EMPTY = "Request parameters error, lb type, name, admin_state_up, vpc_id one of them is empty."
TIME = time_form("%Y-%m-%dT%H:%M:%SZ")
GONE = RULES.missing._replace(status=400)
SAME_V3 = (
    *("description", "vpc_id", "vip_subnet_cidr_id", "availability_zone_list", "l4_flavor_id", "l7_flavor_id"),
    *("ipv6_vip_virsubnet_id", "elb_virsubnet_ids", "ip_target_enable", "deletion_protection_enable"),
)


def show(one: Resource, status: str) -> dict[str, Any]:
    """A load balancer of v1.0."""
    wanted = one.wanted
    return {
        "id": one.id,
        "name": one.name,
        "type": wanted.get("type"),
        "status": status,
        "bandwidth": wanted.get("bandwidth") if wanted.get("type") == "External" else None,
        "vip_address": wanted.get("vip_address") or "10.154.53.4",
        "tenant_id": one.project,
        "admin_state_up": wanted.get("admin_state_up"),
        "vpc_id": wanted.get("vpc_id"),
        "description": wanted.get("description"),
    }


def show_v3(one: Resource, status: str) -> dict[str, Any]:
    """A load balancer of v3."""
    return {
        **same_with(SAME_V3, one.wanted),
        "id": one.id,
        "name": one.name,
        "provisioning_status": status,
        "operating_status": "ONLINE",
        "admin_state_up": one.wanted.get("admin_state_up", True),
        "project_id": one.project,
        "provider": "vlb",
        "guaranteed": True,
        "vip_address": one.wanted.get("vip_address") or f"192.168.0.{one.number % 250 + 4}",
        "listeners": [],
        "pools": [],
        "tags": one.wanted.get("tags") or [],
        "created_at": TIME(one.created),
        "updated_at": TIME(one.created),
    }


BALANCER = Kind("elb", "loadbalancer", show, "PENDING_CREATE", "ACTIVE", None, "PENDING_UPDATE", "PENDING_DELETE")
BALANCER_V3 = Kind("elbv3", "loadbalancer", show_v3, "ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE")


def job(call: Call, job_type: str, fails: bool, entities: Any, pending: Any) -> Reply:
    """Start a job."""
    job_id = call.start(job_type, fails, entities, pending_entities=pending)
    return Reply(200, {"uri": f"/v1.0/{call.project}/jobs/{job_id}", "job_id": job_id})


def create(call: Call) -> Reply:
    """Create a load balancer."""
    wanted = call.body
    empty = any(wanted.get(key) in (None, "") for key in ("name", "type", "admin_state_up", "vpc_id"))
    if empty or not isinstance(wanted["admin_state_up"], int):
        call.refuse(Failure(400, "ELB.1001", EMPTY))
    if not isinstance(wanted["name"], str) or not NAME.fullmatch(wanted["name"]):
        call.refuse(Failure(400, "ELB.1021", "Request parameters error, name invalid."))
    if wanted["type"] not in ("External", "Internal"):
        call.refuse(Failure(400, "ELB.1041", "Request parameters error, lb type is not valid."))
    bandwidth = wanted.get("bandwidth")
    if wanted["type"] == "External" and not (isinstance(bandwidth, int) and 1 <= bandwidth <= 1000):
        call.refuse(Failure(400, "ELB.1051", "Request parameters error, lb bandwidth is not valid."))
    if wanted["type"] == "Internal" and not (wanted.get("vip_subnet_id") and wanted.get("security_group_id")):
        text = "Request parameters error, vip_subnet_id or security_group_id is empty."
        call.refuse(Failure(400, "ELB.1001", text))
    made = call.make(BALANCER, wanted["name"], wanted, uuid.uuid4().hex)
    return job(call, "createELB", made.fails, {} if made.fails else {"elb": show(made, BALANCER.ready)}, {})


def update(call: Call) -> Reply:
    """Change the name, the bandwidth, or the state."""
    after = {key: call.body[key] for key in ("description", "bandwidth", "admin_state_up") if key in call.body}
    call.change(call.target, **after)
    elb = {"elb_id": call.target.id}
    return job(call, "updateELB", call.target.fails, elb, elb)


def delete(call: Call) -> Reply:
    """Delete a load balancer."""
    call.remove(call.target)
    elb = {"elb_id": call.target.id}
    return job(call, "deleteELB", call.target.fails, elb, elb)


def create_v3(call: Call) -> Reply:
    """Create a load balancer immediately."""
    wanted = call.body["loadbalancer"]
    made = call.make(BALANCER_V3, wanted.get("name") or "", wanted)
    return Reply(201, {"loadbalancer": call.show(made), "request_id": new_request_id()})


def show_one_v3(call: Call) -> Reply:
    """Show a load balancer, with the request ID."""
    return Reply(200, {"loadbalancer": call.show(call.target), "request_id": new_request_id()})


def delete_v3(call: Call) -> Reply:
    """Delete a load balancer immediately."""
    call.target.change(call.inventory.clock(), [(0.0, None)], {})
    return Reply(204)


CREATE_V3 = {
    "loadbalancer": dict,
    "loadbalancer.availability_zone_list": list,
    "loadbalancer.availability_zone_list.*": str,
    "loadbalancer.name?": str,
    "loadbalancer.admin_state_up?": bool,
    "loadbalancer.vpc_id?": str,
}
ALL, ALL_V3 = "/v1.0/{project}/elbaas/loadbalancers", "/v3/{project}/elb/loadbalancers"
PAGE: dict[str, Any] = {"page_info": {"previous_marker": None, "next_marker": None}}

OPERATIONS = (
    Operation(RULES, "POST", ALL, create, {}),
    Operation(RULES, "PUT", ALL + "/{id}", update, {}, BALANCER, missing=GONE),
    Operation(RULES, "DELETE", ALL + "/{id}", delete, of=BALANCER, missing=GONE),
    Operation(RULES, "DELETE", ALL + "/{id}/keep-eip", delete, of=BALANCER, missing=GONE),
    Operation(RULES, "GET", ALL, listing(BALANCER, "loadbalancers", exact=("name", "id", "status"), instance_num=None)),
    Operation(RULES, "GET", ALL + "/{id}", showing(), of=BALANCER),
    Operation(RULES_V3, "POST", ALL_V3, create_v3, CREATE_V3),
    Operation(RULES_V3, "DELETE", ALL_V3 + "/{id}", delete_v3, of=BALANCER_V3),
    Operation(
        *(RULES_V3, "GET", ALL_V3),
        listing(BALANCER_V3, "loadbalancers", exact=("name", "id", "vpc_id", "provisioning_status"), **PAGE),
    ),
    Operation(RULES_V3, "GET", ALL_V3 + "/{id}", show_one_v3, of=BALANCER_V3),
)
KINDS = (BALANCER, BALANCER_V3)
