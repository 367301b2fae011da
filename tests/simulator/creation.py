# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that start a job: load balancers of ELB v1.0 and protection groups of SDRS.

A name that begins with ``fail`` is accepted and yields a job that fails.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from .replies import Refusal, Reply, nested_error

if TYPE_CHECKING:
    from .state import State

NAME = re.compile(r"[\w-]{1,64}")
GROUP_NAME = re.compile(r"[\w.-]{1,64}")


class Call(NamedTuple):
    """One call: the match of its path (group ``project``, for some ``id``) and its JSON body, None if there is none."""

    state: State
    match: re.Match[str]
    body: Any

    def steps(self, end: str) -> list[tuple[float, Any]]:
        """A timeline that ends in the given status when creating things takes its time."""
        seconds = self.state.create_seconds
        return [(0.0, "INIT"), (seconds / 6, "RUNNING"), (seconds, end)]


class Operation(NamedTuple):
    """A row of the table below: service, method, path, what it does."""

    service: str
    method: str
    path: re.Pattern[str]
    run: Callable[[Call], Reply]


def invalid(code: str, message: str) -> NoReturn:
    """End the call with HTTP 400 in the shape that both services use for it."""
    raise Refusal(Reply(400, nested_error(code, message)))


def create_load_balancer(call: Call) -> Reply:
    """POST /v1.0/{project_id}/elbaas/loadbalancers."""
    wanted = call.body
    if not isinstance(wanted, dict) or not wanted:
        invalid("ELB.0002", "Api request is null.")
    if any(wanted.get(key) in (None, "") for key in ("name", "type", "admin_state_up", "vpc_id")):
        invalid("ELB.1001", "Request parameters error, lb type, name, admin_state_up, vpc_id one of them is empty.")
    if not isinstance(wanted["name"], str) or not NAME.fullmatch(wanted["name"]):
        invalid("ELB.1021", "Request parameters error, name invalid.")
    if wanted["type"] not in ("External", "Internal"):
        invalid("ELB.1041", "Request parameters error, lb type is not valid.")
    bandwidth = wanted.get("bandwidth")
    if wanted["type"] == "External" and not (isinstance(bandwidth, int) and 1 <= bandwidth <= 1000):
        invalid("ELB.1051", "Request parameters error, lb bandwidth is not valid.")
    if wanted["type"] == "Internal" and not (wanted.get("vip_subnet_id") and wanted.get("security_group_id")):
        invalid("ELB.1001", "Request parameters error, vip_subnet_id or security_group_id is empty.")
    balancer = {
        "id": uuid.uuid4().hex,
        "name": wanted["name"],
        "type": wanted["type"],
        "status": "ACTIVE",
        "bandwidth": bandwidth if wanted["type"] == "External" else None,
        "vip_address": wanted.get("vip_address") or "10.154.53.4",
        "tenant_id": call.match.group("project"),
        "admin_state_up": wanted["admin_state_up"],
        "vpc_id": wanted["vpc_id"],
    }
    if wanted["name"].startswith("fail"):
        return _elb_job(
            call, "createELB", "FAIL", {}, error_code="ELB.1014", fail_reason="The quota of load balancers is used up."
        )
    call.state.resources.add(("elb", balancer["id"]))
    return _elb_job(call, "createELB", "SUCCESS", {"elb": balancer})


def delete_load_balancer(call: Call) -> Reply:
    """DELETE /v1.0/{project_id}/elbaas/loadbalancers/{loadbalancer_id}, with or without /keep-eip."""
    resource = ("elb", call.match.group("id"))
    if resource not in call.state.resources:
        invalid("ELB.1003", "Lb not exist.")
    call.state.resources.discard(resource)
    return _elb_job(call, "deleteELB", "SUCCESS", {"elb_id": resource[1]}, {"elb_id": resource[1]})


def _elb_job(call: Call, job_type: str, end: str, entities: Any, pending: Any = None, **fields: Any) -> Reply:
    job_id = "ff808082" + secrets.token_hex(12)
    call.state.add_job(
        "elb",
        job_id,
        steps=call.steps(end),
        job_type=job_type,
        entities=entities,
        pending_entities={} if pending is None else pending,
        **fields,
    )
    return Reply(200, {"uri": f"/v1.0/{call.match.group('project')}/jobs/{job_id}", "job_id": job_id})


def create_protection_group(call: Call) -> Reply:
    """POST /v1/{project_id}/server-groups."""
    wanted = call.body.get("server_group") if isinstance(call.body, dict) else None
    if not isinstance(wanted, dict):
        invalid("SDRS.0201", "Invalid request parameters: server_group")
    for key in ("name", "source_availability_zone", "target_availability_zone", "domain_id", "source_vpc_id"):
        if not isinstance(wanted.get(key), str) or not wanted[key]:
            invalid("SDRS.0201", f"Invalid request parameters: {key}")
    if not GROUP_NAME.fullmatch(wanted["name"]):
        invalid("SDRS.0201", "Invalid request parameters: name")
    group_id = str(uuid.uuid4())
    if wanted["name"].startswith("fail"):
        return _sdrs_job(call, "createProtectionGroupNoCG", "FAIL", group_id)
    call.state.resources.add(("sdrs", group_id))
    return _sdrs_job(call, "createProtectionGroupNoCG", "SUCCESS", group_id)


def delete_protection_group(call: Call) -> Reply:
    """DELETE /v1/{project_id}/server-groups/{server_group_id}."""
    resource = ("sdrs", call.match.group("id"))
    if resource not in call.state.resources:
        raise Refusal(Reply(404, nested_error("SDRS.1013", "The protection group does not exist.")))
    call.state.resources.discard(resource)
    return _sdrs_job(call, "deleteProtectionGroupNoCG", "SUCCESS", resource[1])


def _sdrs_job(call: Call, job_type: str, end: str, group_id: str) -> Reply:
    job_id, sub_id = ("0000000062db92d7" + secrets.token_hex(8) for _id in range(2))
    failure = {}
    if end == "FAIL":
        failure = {"error_code": "SDRS.0226", "fail_reason": "The resources of the domain are insufficient."}
    entities = {"server_group_id": group_id}
    sub_job = {"job_id": sub_id, "job_type": job_type, "steps": call.steps(end), "entities": entities, **failure}
    call.state.add_job(
        "sdrs",
        job_id,
        steps=call.steps(end),
        job_type=job_type,
        entities=entities,
        sub_jobs=[sub_job],
        **failure,
    )
    return Reply(200, {"job_id": job_id})


OPERATIONS = (
    Operation("elb", "POST", re.compile(r"/v1\.0/(?P<project>[^/]+)/elbaas/loadbalancers"), create_load_balancer),
    Operation(
        "elb",
        "DELETE",
        re.compile(r"/v1\.0/(?P<project>[^/]+)/elbaas/loadbalancers/(?P<id>[^/]+)(?:/keep-eip)?"),
        delete_load_balancer,
    ),
    Operation("sdrs", "POST", re.compile(r"/v1/(?P<project>[^/]+)/server-groups"), create_protection_group),
    Operation(
        "sdrs", "DELETE", re.compile(r"/v1/(?P<project>[^/]+)/server-groups/(?P<id>[^/]+)"), delete_protection_group
    ),
)
