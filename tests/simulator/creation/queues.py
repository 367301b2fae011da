# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DMS: Kafka, RabbitMQ, and RocketMQ instances. Changes start jobs (``job_id``); creating and deleting do not.

The path of their status query includes the instance, so it needs the instance ID as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..jobs import millis_time
from ..replies import Reply, flat_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, same_with, showing
from .inventory import Kind, Resource

RULES = Rules(
    services=("dms",),
    error=flat_error,
    invalid=Failure(400, "DMS.00400005", "The message body contains invalid characters or is incomplete: {field}."),
    missing=Failure(404, "DMS.00404022", "This instance does not exist."),
    broken=("", "The resources are insufficient."),
    busy=("CREATED", "EXECUTING"),
)
SAME = (
    *("engine", "engine_version", "description", "storage_space", "broker_num", "vpc_id", "security_group_id"),
    *("subnet_id", "available_zones", "product_id", "storage_spec_code", "publicip_id"),
)


def show(one: Resource, status: str) -> dict[str, Any]:
    """The details of an instance. Once it is created, it has an address."""
    return {
        **same_with(SAME, one.wanted),
        "instance_id": one.id,
        "name": one.name,
        "status": status,
        "connect_address": f"192.168.0.{one.number % 250 + 4}" if status != INSTANCE.making else "",
        "port": 9092,
        "created_at": millis_time(one.created),
    }


INSTANCE = Kind("dms", "instance", show, "CREATING", "RUNNING", "CREATEFAILED", "EXTENDING", "DELETING")


def create(call: Call) -> Reply:
    """Create an instance. There is no job: its status becomes RUNNING."""
    engine = call.values.get("engine") or call.body.get("engine")
    made = call.make(INSTANCE, call.body["name"], {**call.body, "engine": engine})
    return Reply(200, {"instance_id": made.id})


def delete(call: Call) -> Reply:
    """Delete an instance. There is no job: it is gone some time later."""
    call.remove(call.target)
    return Reply(204)


def job(job_type: str, renamed: dict[str, str], busy: str = "RUNNING", **more: Any) -> Callable[[Call], Reply]:
    """A function for a change that starts a job.

    ``renamed`` maps fields of the body to the fields that the instance shows afterwards. ``more`` has the other keys of
    the response.
    """

    def run(call: Call) -> Reply:
        after = {own: call.body[key] for key, own in renamed.items() if call.body.get(key) is not None}
        call.change(call.target, busy=busy, **after)
        return Reply(200, {"job_id": call.start(job_type, call.target.fails), **more})

    return run


CREATE = {
    "name": str,
    "engine?": str,
    "engine_version?": str,
    "storage_space": int,
    "broker_num?": int,
    "vpc_id": str,
    "security_group_id": str,
    "subnet_id": str,
    "available_zones": list,
    "available_zones.*": str,
    "product_id": str,
    "ssl_enable?": bool,
}
EXTEND = {"oper_type": str, "new_storage_space?": int, "new_broker_num?": int, "new_product_id?": str}
extend = job(
    "extendInstance",
    {"new_storage_space": "storage_space", "new_broker_num": "broker_num", "new_product_id": "product_id"},
    INSTANCE.changing,
)
configure = job("modifyInstanceConfig", {}, static_config=0, dynamic_config=1)
CONFIGS = {"kafka_configs": list, "kafka_configs.*.name": str, "kafka_configs.*.value": str}
ONE = "/v2/{project}/instances/{id}"

OPERATIONS = (
    Operation(RULES, "POST", "/v2/{engine}/{project}/instances", create, CREATE),
    Operation(RULES, "POST", "/v2/{project}/{engine}/instances", create, CREATE),
    Operation(RULES, "POST", "/v2/{project}/instances", create, CREATE),
    Operation(RULES, "POST", "/v2/{engine}/{project}/instances/{id}/extend", extend, EXTEND, INSTANCE),
    Operation(RULES, "POST", "/v2/{project}/{engine}/instances/{id}/extend", extend, EXTEND, INSTANCE),
    Operation(RULES, "POST", "/v2/{project}/{engine}/instances/{id}/upgrade", job("upgradeInstance", {}), of=INSTANCE),
    Operation(RULES, "PUT", ONE + "/configs", configure, CONFIGS, INSTANCE),
    Operation(RULES, "DELETE", ONE, delete, of=INSTANCE),
    Operation(
        *(RULES, "GET", "/v2/{project}/instances"),
        listing(INSTANCE, "instances", exact=("engine", "instance_id", "status"), part=("name",), instance_num=None),
    ),
    Operation(RULES, "GET", ONE, showing(), of=INSTANCE),
)
KINDS = (INSTANCE,)
