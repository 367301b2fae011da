# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ECS: servers. The job ID is in ``job_id``; a server paid by month or year (v1.1) is an order, with ``order_id``."""

from __future__ import annotations

from typing import Any

from ..jobs import iso_time
from ..replies import Reply, nested_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, new_order, showing
from .inventory import Kind, Resource

RULES = Rules(
    services=("ecs",),
    error=nested_error,
    invalid=Failure(400, "Ecs.0000", "Request error: {field} is missing or invalid."),
    missing=Failure(404, "Ecs.0114", "Instance[{id}] could not be found."),
    broken=("Ecs.0001", "Insufficient ECS quota."),
)


def show(one: Resource, status: str) -> dict[str, Any]:
    """The details of a server. Once it is created, it has an address."""
    wanted, there = one.wanted, status != SERVER.making
    address = {
        "addr": f"192.168.0.{one.number % 250 + 4}",
        "version": "4",
        "OS-EXT-IPS-MAC:mac_addr": f"fa:16:3e:00:00:{one.number % 256:02x}",
        "OS-EXT-IPS:type": "fixed",
        "OS-EXT-IPS:port_id": f"port-{one.number}",
        "primary": True,
    }
    return {
        "id": one.id,
        "name": one.name,
        "status": status,
        "tenant_id": one.project,
        "created": iso_time(one.created),
        "updated": iso_time(one.created),
        "addresses": {wanted.get("vpcid") or "vpc-1": [address]} if there else {},
        "flavor": {"id": wanted.get("flavorRef"), "name": wanted.get("flavorRef")},
        "image": {"id": wanted.get("imageRef")},
        "key_name": wanted.get("key_name"),
        "metadata": wanted.get("metadata") or {},
        "security_groups": wanted.get("security_groups") or [],
        "OS-EXT-AZ:availability_zone": wanted.get("availability_zone"),
        "OS-EXT-STS:vm_state": "active" if status == "ACTIVE" else "building" if not there else "stopped",
        "os-extended-volumes:volumes_attached": wanted.get("attached") or [],
        "description": wanted.get("description"),
    }


SERVER = Kind("ecs", "server", show, "BUILD", "ACTIVE", "ERROR", "REBOOT", "ACTIVE")


def start(call: Call, job_type: str, single: str, servers: list[Resource]) -> str:
    """Start a job with one sub-job for each server."""
    fails = any(one.fails for one in servers)
    sub_jobs = [
        {
            "job_id": call.rules.new_id(),
            "job_type": single,
            "steps": call.steps(one.fails),
            "entities": {"server_id": one.id},
            **call.failure(one.fails),
        }
        for one in servers
    ]
    return call.start(job_type, fails, sub_jobs=sub_jobs)


def make(call: Call) -> list[Resource]:
    """Create the requested number of servers; several ones get numbered names."""
    wanted = call.body["server"]
    count = wanted.get("count") or 1
    names = [wanted["name"]] if count == 1 else [f"{wanted['name']}-{index:04d}" for index in range(1, count + 1)]
    return [call.make(SERVER, name, wanted) for name in names]


def create(call: Call) -> Reply:
    """Create pay-per-use servers."""
    if call.body.get("dry_run"):
        return Reply(202, {})
    made = make(call)
    job_id = start(call, "createServer", "createSingleServer", made)
    return Reply(200, {"job_id": job_id, "serverIds": [one.id for one in made]})


def create_or_order(call: Call) -> Reply:
    """Create pay-per-use servers, or order servers for a period."""
    if (call.body["server"].get("extendparam") or {}).get("chargingMode") != "prePaid" or call.body.get("dry_run"):
        return create(call)
    made = make(call)
    return Reply(200, {"order_id": new_order(), "serverIds": [one.id for one in made]})


def delete(call: Call) -> Reply:
    """Delete one or more servers."""
    servers = [call.take(SERVER, server["id"]) for server in call.body["servers"]]
    for one in servers:
        call.remove(one)
    return Reply(200, {"job_id": start(call, "deleteServer", "deleteSingleServer", servers)})


ACTIONS = {
    "os-start": ("startServer", "ACTIVE"),
    "os-stop": ("stopServer", "SHUTOFF"),
    "reboot": ("rebootServer", "ACTIVE"),
}


def act(call: Call) -> Reply:
    """Start, stop, or reboot one or more servers."""
    name = next((name for name in ACTIONS if name in call.body), None)
    wanted = call.body[name] if name else None
    if not name or not isinstance(wanted, dict) or not isinstance(wanted.get("servers"), list) or not wanted["servers"]:
        call.invalid(f"{name}.servers" if name else "body")
    servers = [call.take(SERVER, str(server.get("id"))) for server in wanted["servers"]]
    job_type, end = ACTIONS[name]
    for one in servers:
        call.change(one, busy="" if name == "reboot" else call.status(one), end=end)
    return Reply(200, {"job_id": start(call, job_type, job_type, servers)})


def resize(call: Call) -> Reply:
    """Change the flavor."""
    if call.body.get("dry_run"):
        return Reply(202, {})
    call.change(call.target, busy="RESIZE", flavorRef=call.body["resize"]["flavorRef"])
    return Reply(200, {"job_id": start(call, "resizeServer", "resizeServer", [call.target])})


def attach(call: Call) -> Reply:
    """Attach a volume."""
    volume = {"id": call.body["volumeAttachment"]["volumeId"], "delete_on_termination": "false"}
    attached = [*(call.target.wanted.get("attached") or []), volume]
    call.change(call.target, busy=call.status(call.target), attached=attached)
    return Reply(200, {"job_id": start(call, "attachVolume", "attachVolume", [call.target])})


CREATE = {
    "dry_run?": bool,
    "server": dict,
    "server.imageRef": str,
    "server.flavorRef": str,
    "server.name": str,
    "server.vpcid": str,
    "server.nics": list,
    "server.nics.*": dict,
    "server.root_volume": dict,
    "server.root_volume.volumetype": str,
    "server.root_volume.size?": int,
    "server.data_volumes.*.volumetype": str,
    "server.data_volumes.*.size": int,
    "server.count?": int,
    "server.extendparam?": dict,
    "server.metadata?": dict,
}
RESIZE = {"resize": dict, "resize.flavorRef": str, "dry_run?": bool}
DETAIL = listing(SERVER, "servers", part=("name",), exact=("status",), count=None)

OPERATIONS = (
    Operation(RULES, "POST", "/v1/{project}/cloudservers", create, CREATE, once=True),
    Operation(RULES, "POST", "/v1.1/{project}/cloudservers", create_or_order, CREATE, once=True),
    Operation(RULES, "POST", "/v1/{project}/cloudservers/delete", delete, {"servers": list, "servers.*.id": str}),
    Operation(RULES, "POST", "/v1/{project}/cloudservers/action", act, {}),
    Operation(RULES, "POST", "/v1/{project}/cloudservers/{id}/resize", resize, RESIZE, SERVER),
    Operation(RULES, "POST", "/v1.1/{project}/cloudservers/{id}/resize", resize, RESIZE, SERVER),
    Operation(
        *(RULES, "POST", "/v1/{project}/cloudservers/{id}/attachvolume", attach),
        {"volumeAttachment": dict, "volumeAttachment.volumeId": str},
        SERVER,
    ),
    Operation(RULES, "GET", "/v1/{project}/cloudservers/detail", DETAIL),
    Operation(RULES, "GET", "/v1.1/{project}/cloudservers/detail", DETAIL),
    Operation(RULES, "GET", "/v1/{project}/cloudservers/{id}", showing("server"), of=SERVER),
)
KINDS = (SERVER,)
