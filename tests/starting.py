# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of the official SDK that start jobs or create resources: their bodies, and the field paths of the IDs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from bodies import CACHE, CLUSTER, DATABASE, GROUP, KAFKA, NODE, SERVER, SHARE, VOLUME

from simulator import Simulator

SECONDS = 6.0
"""How long the simulator's jobs run, in seconds."""


@dataclass(frozen=True)
class Case:
    """A call that creates a resource.

    ``made`` is the field path of the resource's ID, ``None`` if the response does not have it. ``job`` is the field
    path of the job ID, ``None`` if the call starts no job. ``name`` is the field path of the name in the body.
    ``required`` is the field path of a required string, if it is not the name. ``at`` has further parameters of all
    calls for the resource. ``there`` lists the resources that must already exist. ``read`` and ``delete`` are the SDK's
    calls, and ``key`` is their parameter. ``status`` is the field path of the status in the response of ``read``, and
    ``statuses`` are its first and its final value.
    """

    row: str
    create: str
    body: Any = None
    job: str | None = None
    made: str | None = None
    name: str = "name"
    required: str = ""
    at: dict[str, str] = field(default_factory=dict)
    there: tuple[dict[str, Any], ...] = ()
    read: str = ""
    key: str = ""
    status: str = "status"
    statuses: tuple[str, str] = ("", "")
    delete: str = ""
    delete_body: Any = None
    delete_job: str | None = "job_id"


CASES = {
    "ecs": Case(
        *("ecs", "ecs.v2.EcsClient.create_servers", {"server": SERVER}, "job_id", "serverIds.0", "server.name"),
        read="ecs.v2.EcsClient.show_server",
        key="server_id",
        status="server.status",
        statuses=("BUILD", "ACTIVE"),
        delete="ecs.v2.EcsClient.delete_servers",
        delete_body=lambda made: {"servers": [{"id": made}]},
    ),
    "ecs v1": Case(
        *("ecs", "ecs.v2.EcsClient.create_post_paid_servers", {"server": SERVER}, "job_id"),
        *("serverIds.0", "server.name"),
    ),
    "evs": Case(
        *("evs", "evs.v2.EvsClient.create_volume", {"volume": VOLUME}, "job_id", "volume_ids.0", "volume.name"),
        read="evs.v2.EvsClient.show_volume",
        key="volume_id",
        status="volume.status",
        statuses=("creating", "available"),
        delete="evs.v2.EvsClient.delete_volume",
        required="volume.volume_type",
    ),
    "rds": Case(
        *("rds", "rds.v3.RdsClient.create_instance", DATABASE, "job_id", "instance.id"),
        read="rds.v3.RdsClient.list_instances",
        key="id",
        status="instances.0.status",
        statuses=("BUILD", "ACTIVE"),
        delete="rds.v3.RdsClient.delete_instance",
    ),
    "cce": Case(
        *("cce", "cce.v3.CceClient.create_cluster", CLUSTER, "status.jobID", "metadata.uid", "metadata.name"),
        read="cce.v3.CceClient.show_cluster",
        key="cluster_id",
        status="status.phase",
        statuses=("Creating", "Available"),
        delete="cce.v3.CceClient.delete_cluster",
        delete_job="status.jobID",
    ),
    "cce node": Case(
        *("cce", "cce.v3.CceClient.create_node", NODE, "status.jobID", "metadata.uid", "metadata.name"),
        at={"cluster_id": "c"},
        there=({"service": "cce", "resource_id": "c"},),
        read="cce.v3.CceClient.show_node",
        key="node_id",
        status="status.phase",
        statuses=("Build", "Active"),
        delete="cce.v3.CceClient.delete_node",
        delete_job="status.jobID",
        required="spec.flavor",
    ),
    "ims": Case("ims", "ims.v2.ImsClient.create_image", {"name": "golden", "instance_id": "s"}, "job_id"),
    "ims whole": Case("ims", "ims.v2.ImsClient.create_whole_image", {"name": "whole", "instance_id": "s"}, "job_id"),
    "sdrs": Case(
        *("sdrs", "sdrs.v1.SdrsClient.create_protection_group", {"server_group": GROUP}, "job_id"),
        name="server_group.name",
    ),
    "dcs": Case(
        *("dcs", "dcs.v2.DcsClient.create_instance", CACHE),
        made="instances.0.instance_id",
        read="dcs.v2.DcsClient.show_instance",
        key="instance_id",
        statuses=("CREATING", "RUNNING"),
        delete="dcs.v2.DcsClient.delete_single_instance",
        delete_job=None,
    ),
    "dms": Case(
        *("dms", "kafka.v2.KafkaClient.create_post_paid_kafka_instance", KAFKA),
        made="instance_id",
        read="kafka.v2.KafkaClient.show_instance",
        key="instance_id",
        statuses=("CREATING", "RUNNING"),
        delete="kafka.v2.KafkaClient.delete_instance",
        delete_job=None,
    ),
    "dms engine": Case(
        *("dms", "kafka.v2.KafkaClient.create_instance_by_engine", KAFKA),
        made="instance_id",
        at={"engine": "kafka"},
    ),
    "elbv3": Case(
        *("elbv3", "elb.v3.ElbClient.create_load_balancer"),
        {"loadbalancer": {"name": "lb-1", "availability_zone_list": ["eu-de-01"]}},
        made="loadbalancer.id",
        read="elb.v3.ElbClient.show_load_balancer",
        key="loadbalancer_id",
        status="loadbalancer.provisioning_status",
        statuses=("ACTIVE", "ACTIVE"),
        delete="elb.v3.ElbClient.delete_load_balancer",
        delete_job=None,
        name="loadbalancer.name",
        required="loadbalancer.availability_zone_list.0",
    ),
    "cbr": Case(
        *("cbr", "cbr.v1.CbrClient.create_checkpoint", {"checkpoint": {"vault_id": "v", "parameters": {"name": "b"}}}),
        made="checkpoint.id",
        name="checkpoint.parameters.name",
        read="cbr.v1.CbrClient.show_checkpoint",
        key="checkpoint_id",
        status="checkpoint.status",
        statuses=("protecting", "available"),
        required="checkpoint.vault_id",
    ),
    "sfsturbo": Case(
        *("sfsturbo", "sfsturbo.v1.SFSTurboClient.create_share", {"share": SHARE}),
        made="id",
        name="share.name",
        read="sfsturbo.v1.SFSTurboClient.show_share",
        key="share_id",
        statuses=("100", "200"),
        delete="sfsturbo.v1.SFSTurboClient.delete_share",
        delete_job=None,
    ),
}

#: Changes to existing resources: the call, its body, the field path of the job ID, and further parameters.
THERE: dict[str, tuple[str, str, Any, str, str]] = {
    "dcs swap": ("dcs", "dcs.v2.DcsClient.change_master_standby_async", None, "job_id", "instance_id"),
    "dcs configs": (
        *("dcs", "dcs.v2.DcsClient.update_instance_config"),
        {"redis_config": [{"param_id": "1", "param_name": "timeout", "param_value": "100"}]},
        *("job_id", "instance_id"),
    ),
    "dcs public ip": ("dcs", "dcs.v2.DcsClient.update_public_ip", {"publicip_id": "e"}, "job_id", "instance_id"),
    "dcs no public ip": ("dcs", "dcs.v2.DcsClient.delete_public_ip", None, "job_id", "instance_id"),
    "dcs whitelist": (
        *("dcs", "dcs.v2.DcsClient.update_ip_whitelist_async"),
        {"enable_whitelist": True, "whitelist": [{"group_name": "g", "ip_list": ["10.0.0.1"]}]},
        *("job_id", "instance_id"),
    ),
    "ecs resize": ("ecs", "ecs.v2.EcsClient.resize_server", {"resize": {"flavorRef": "f"}}, "job_id", "server_id"),
    "ecs resize v1": (
        *("ecs", "ecs.v2.EcsClient.resize_post_paid_server", {"resize": {"flavorRef": "f"}}, "job_id", "server_id"),
    ),
    "ecs attach": (
        *("ecs", "ecs.v2.EcsClient.attach_server_volume", {"volumeAttachment": {"volumeId": "v"}}),
        *("job_id", "server_id"),
    ),
    "ecs stop": (
        *("ecs", "ecs.v2.EcsClient.batch_stop_servers", {"os-stop": {"servers": [{"id": "one"}], "type": "SOFT"}}),
        *("job_id", ""),
    ),
    "evs extend": ("evs", "evs.v2.EvsClient.resize_volume", {"os-extend": {"new_size": 20}}, "job_id", "volume_id"),
    "evs retype": ("evs", "evs.v2.EvsClient.retype_volume", {"os-retype": {"new_type": "SAS"}}, "job_id", "volume_id"),
    "rds failover": ("rds", "rds.v3.RdsClient.start_failover", {"force": False}, "workflowId", "instance_id"),
    "sdrs start": (
        *("sdrs", "sdrs.v1.SdrsClient.start_protection_group", {"start-server-group": {}}),
        *("job_id", "server_group_id"),
    ),
    "dms extend": (
        *("dms", "kafka.v2.KafkaClient.resize_kafka_instance", {"oper_type": "storage", "new_storage_space": 600}),
        *("job_id", "instance_id"),
    ),
    "dms configs": (
        *("dms", "kafka.v2.KafkaClient.modify_instance_configs", {"kafka_configs": [{"name": "n", "value": "v"}]}),
        *("job_id", "instance_id"),
    ),
    "dms upgrade": ("dms", "kafka.v2.KafkaClient.upgrade_instance", {"is_schedule": False}, "job_id", "instance_id"),
}

#: The first status of a job of each service, and its final ones.
JOB_STATUSES = {
    "rds": ("Running", "Completed", "Failed"),
    "cce": ("Initializing", "Success", "Failed"),
    "dms": ("CREATED", "SUCCESS", "FAILED"),
}
STATUS = {"rds": "job.status", "cce": "status.phase", "dms": "tasks.0.status"}


def at(holder: Any, path: str) -> Any:
    """The value at a field path: keys and indexes joined with dots."""
    for key in path.split("."):
        holder = holder[int(key)] if isinstance(holder, list) else holder[key]
    return holder


def with_text(body: Any, path: str, text: str) -> Any:
    """A copy of the body with another string at a field path."""
    changed = json.loads(json.dumps(body))
    *holders, last = path.split(".")
    holder = at(changed, ".".join(holders)) if holders else changed
    holder[int(last) if isinstance(holder, list) else last] = text
    return changed


def create(sim: Simulator, sdk: ModuleType, case: Case, body: Any) -> Any:
    for resource in case.there:
        sim.add_resource(**resource)
    return sdk.as_json(sdk.call(sim, case.row, case.create, body, **case.at))


def job_status(sim: Simulator, sdk: ModuleType, row: str, job_id: str) -> str:
    """The status of a job as the SDK's own job query reads it."""
    more = {"instance_id": "one"} if row == "dms" else {}
    return str(at(sdk.as_json(sdk.job(sim, row, job_id, **more)), STATUS.get(row, "status")))


def job_statuses(row: str) -> tuple[str, str, str]:
    return JOB_STATUSES.get(row, ("INIT", "SUCCESS", "FAIL"))
