# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DCS: cache instances. Changes of an instance start jobs, with the ID in ``job_id``.

Creating, resizing, and deleting an instance start no jobs, and neither does ``swap``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..jobs import iso_time
from ..replies import Reply, dcs_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, new_order, same_with, showing
from .inventory import Kind, Resource
from .needs import NUMBER, Needs

RULES = Rules(
    services=("dcs",),
    error=dcs_error,
    invalid=Failure(400, "111400063", "Invalid {field} parameter in the request."),
    missing=Failure(404, "111404022", "This instance does not exist."),
    broken=("", "The operation on the instance timed out."),
)
SAME = (
    *("engine", "engine_version", "capacity", "spec_code", "az_codes", "vpc_id", "subnet_id", "security_group_id"),
    *("description", "publicip_id", "port"),
)


def show(one: Resource, status: str) -> dict[str, Any]:
    """The details of an instance. Once created, it has an address. A fractional capacity has a field of its own."""
    there, capacity = status != INSTANCE.making, one.wanted.get("capacity") or 0
    return {
        **same_with(SAME, one.wanted),
        "instance_id": one.id,
        "name": one.name,
        "status": status,
        "capacity": int(capacity),
        "capacity_minor": f"{capacity % 1:g}".lstrip("0") or None,
        "port": one.wanted.get("port") or 6379,
        "ip": f"192.168.0.{one.number % 250 + 4}" if there else None,
        "domain_name": f"redis-{one.id[:8]}.dcs.huaweicloud.com",
        "enable_publicip": bool(one.wanted.get("publicip_id")),
        "charging_mode": 0,
        "created_at": iso_time(one.created),
    }


INSTANCE = Kind("dcs", "instance", show, "CREATING", "RUNNING", "CREATEFAILED", "RUNNING", "DELETING")


def create(call: Call) -> Reply:
    """Create one or more instances. There is no job: the status of each becomes RUNNING."""
    name, count = call.body["name"], call.body.get("instance_num") or 1
    names = [name] if count == 1 else [f"{name}-{index:04d}" for index in range(1, count + 1)]
    made = [call.make(INSTANCE, one, call.body) for one in names]
    order = (call.body.get("bss_param") or {}).get("charging_mode") == "prePaid"
    response = {"instances": [{"instance_id": one.id, "instance_name": one.name} for one in made]}
    return Reply(200, {"order_id": new_order(), **response} if order else response)


def resize(call: Call) -> Reply:
    """Change the specification. There is no job: the status becomes RUNNING again."""
    wanted = {key: call.body[key] for key in ("spec_code", "new_capacity")}
    call.change(call.target, busy="EXTENDING", spec_code=wanted["spec_code"], capacity=wanted["new_capacity"])
    return Reply(204)


def swap(call: Call) -> Reply:
    """Switch primary and standby, as on T Cloud Public: there is no job."""
    call.change(call.target)
    return Reply(204)


def delete(call: Call) -> Reply:
    """Delete an instance. There is no job: it is gone some time later."""
    call.remove(call.target)
    return Reply(204)


def job(job_type: str, *taken: str) -> Callable[[Call], Reply]:
    """A function for a change that starts a job; ``taken`` are fields of the body that the instance then shows."""

    def run(call: Call) -> Reply:
        after: dict[str, Any] = {name: (call.body or {}).get(name) for name in taken}
        call.change(call.target, **after)
        return Reply(200, {"job_id": call.start(job_type, call.target.fails)})

    return run


CREATE: Needs = {
    "name": str,
    "engine": str,
    "engine_version?": str,
    "capacity": NUMBER,
    "spec_code": str,
    "az_codes": list,
    "az_codes.*": str,
    "vpc_id": str,
    "subnet_id": str,
    "port?": int,
    "instance_num?": int,
    "no_password_access?": bool,
    "bss_param?": dict,
}
CONFIGS: Needs = {
    "redis_config": list,
    **{f"redis_config.*.{key}": str for key in ("param_id", "param_name", "param_value")},
}
WHITELIST = {"enable_whitelist": bool, "whitelist": list, "whitelist.*.group_name": str, "whitelist.*.ip_list": list}
RESIZE: Needs = {"spec_code": str, "new_capacity": NUMBER}
ONE = "/v2/{project}/instances/{id}"

OPERATIONS = (
    Operation(RULES, "POST", "/v2/{project}/instances", create, CREATE),
    Operation(RULES, "PUT", ONE + "/async-swap", job("masterStandbySwapJob"), of=INSTANCE),
    Operation(RULES, "POST", ONE + "/swap", swap, of=INSTANCE),
    Operation(RULES, "PUT", ONE + "/async-configs", job("modifyInstanceConfig"), CONFIGS, INSTANCE),
    Operation(RULES, "POST", ONE + "/public-ip", job("bindPublicIp", "publicip_id"), {"publicip_id?": str}, INSTANCE),
    Operation(RULES, "DELETE", ONE + "/public-ip", job("unbindPublicIp", "publicip_id"), of=INSTANCE),
    Operation(
        *(RULES, "PUT", "/v2/{project}/instance/{id}/whitelist-async", job("modifyIpWhitelist"), WHITELIST, INSTANCE)
    ),
    Operation(RULES, "POST", ONE + "/resize", resize, RESIZE, INSTANCE),
    Operation(RULES, "DELETE", ONE, delete, of=INSTANCE),
    Operation(
        *(RULES, "GET", "/v2/{project}/instances"),
        listing(INSTANCE, "instances", exact=("instance_id", "status"), part=("name",), instance_num=None),
    ),
    Operation(RULES, "GET", ONE, showing(), of=INSTANCE),
)
KINDS = (INSTANCE,)
