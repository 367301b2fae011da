# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that start jobs, as the official SDK makes and reads them.

A case says where the response of a call has the id of its job and how the SDK reads, lists and deletes what was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from comparing import differences

from simulator import Clock, Simulator

SECONDS = 6.0
"""How long the simulator's jobs run."""

NETWORK = {"vpc_id": "v", "subnet_id": "s", "security_group_id": "g"}
SERVER = {
    "name": "web",
    "imageRef": "i",
    "flavorRef": "s6.small.1",
    "vpcid": "v",
    "nics": [{"subnet_id": "s"}],
    "root_volume": {"volumetype": "SSD", "size": 40},
}
VOLUME = {"availability_zone": "eu-de-01", "size": 10, "volume_type": "SSD", "name": "data"}
DATABASE = {
    **NETWORK,
    "name": "mysql-1",
    "datastore": {"type": "MySQL", "version": "8.0"},
    "flavor_ref": "rds.mysql.c2.medium",
    "volume": {"type": "CLOUDSSD", "size": 40},
    "region": "eu-de",
    "availability_zone": "eu-de-01",
}
CACHE = {
    **NETWORK,
    "name": "cache-1",
    "engine": "Redis",
    "engine_version": "5.0",
    "capacity": 0.125,
    "spec_code": "redis.ha.xu1.tiny.r2.128",
    "az_codes": ["eu-de-01"],
}
CLUSTER = {
    "kind": "Cluster",
    "apiVersion": "v3",
    "metadata": {"name": "k8s-1"},
    "spec": {
        "flavor": "cce.s1.small",
        "hostNetwork": {"vpc": "v", "subnet": "s"},
        "containerNetwork": {"mode": "overlay_l2"},
    },
}
DISK = {"size": 50, "volumetype": "SSD"}
NODE = {
    "kind": "Node",
    "apiVersion": "v3",
    "metadata": {"name": "node-1"},
    "spec": {"flavor": "c7.large.2", "az": "eu-de-01", "rootVolume": DISK, "dataVolumes": [DISK], "count": 1},
}
KAFKA = {
    **NETWORK,
    "name": "kafka-1",
    "engine": "kafka",
    "engine_version": "2.7",
    "broker_num": 3,
    "storage_space": 300,
    "available_zones": ["z"],
    "product_id": "c6.2u4g.cluster",
    "storage_spec_code": "dms.physical.storage.high.v2",
}
SHARE = {
    **NETWORK,
    "name": "share-1",
    "share_proto": "NFS",
    "share_type": "STANDARD",
    "size": 500,
    "availability_zone": "z",
}
GROUP = {
    "name": "group-1",
    "source_availability_zone": "eu-de-01",
    "target_availability_zone": "eu-de-02",
    "domain_id": "d",
    "source_vpc_id": "v",
}


#: Without python-dateutil beside it, the SDK leaves times as they are and warns.
pytestmark = pytest.mark.filterwarnings("ignore:Unable to convert string to date:ImportWarning")


@dataclass(frozen=True)
class Case:
    """A call that makes something.

    ``made`` leads to the id of what it makes, None where the response does not have it, ``job`` to that of its job,
    None where there is none. ``name`` leads to the name in the body, ``required`` to a text that it must have, if
    another. ``at`` has further parameters of all calls about it, ``there`` the resources that must be there before.
    ``read`` and ``delete`` are the SDK's calls, ``key`` their parameter. ``status`` leads to the status in what
    ``read`` returns: ``statuses`` at first and in the end.
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

#: Changes of something that is there: call, body, field path of the job's id, further parameters.
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

#: The first status of a job of each service, and the last ones.
JOB_STATUSES = {
    "rds": ("Running", "Completed", "Failed"),
    "cce": ("Initializing", "Success", "Failed"),
    "dms": ("CREATED", "SUCCESS", "FAILED"),
}
STATUS = {"rds": "job.status", "cce": "status.phase", "dms": "tasks.0.status"}
#: The error codes that the SDK finds where a body is refused, and where there is no such thing.
CODES = {
    "ecs": ("Ecs.0000", "Ecs.0114"),
    "evs": ("EVS.1009", "EVS.5404"),
    "rds": ("DBS.200001", "DBS.200002"),
    "cce": ("CCE_CM.0004", "CCE_CM.0003"),
    "ims": ("IMG.0001", "IMG.0027"),
    "sdrs": ("SDRS.0201", "SDRS.1013"),
    "dcs": ("111400063", "111404022"),
    "dms": ("DMS.00400005", "DMS.00404022"),
    "elbv3": ("ELB.8902", "ELB.8904"),
    "cbr": ("BackupService.9900", "BackupService.6302"),
    # The SDK does not know this shape: it gives the status for the code.
    "sfsturbo": ("400", "404"),
}
STARTING = [name for name, case in CASES.items() if case.job]
READ = [name for name, case in CASES.items() if case.read]
DELETED = [name for name, case in CASES.items() if case.delete]


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def module_sim(clock: Clock) -> Iterator[Simulator]:
    """One for all tests, so that the clients of the SDK are built once."""
    with Simulator(clock=clock) as simulator:
        yield simulator


@pytest.fixture
def sim(module_sim: Simulator) -> Simulator:
    module_sim.reset()
    return module_sim


def at(holder: Any, path: str) -> Any:
    """What is at a field path, keys and indexes joined by dots."""
    for key in path.split("."):
        holder = holder[int(key)] if isinstance(holder, list) else holder[key]
    return holder


def with_text(body: Any, path: str, text: str) -> Any:
    """A body with another text at a field path."""
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
    """As the SDK's own job query reads it."""
    more = {"instance_id": "one"} if row == "dms" else {}
    return str(at(sdk.as_json(sdk.job(sim, row, job_id, **more)), STATUS.get(row, "status")))


def job_statuses(row: str) -> tuple[str, str, str]:
    return JOB_STATUSES.get(row, ("INIT", "SUCCESS", "FAIL"))


@pytest.mark.parametrize("name", STARTING)
def test_the_job_of_a_call_is_found_and_ends(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    case = CASES[name]
    job_id = at(create(sim, sdk, case, case.body), case.job or "")
    assert sim.started(case.row) == [job_id]
    assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[0]
    clock.now += SECONDS
    assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[1]


@pytest.mark.parametrize("name", STARTING)
def test_the_job_of_a_name_that_says_so_fails(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    case = CASES[name]
    job_id = at(create(sim, sdk, case, with_text(case.body, case.name, "fail-1")), case.job or "")
    clock.now += SECONDS
    assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[2]
    response = json.loads(sdk.job(sim, case.row, job_id).raw_content)
    found = response.get("job") or response
    reason = found.get("fail_reason") or found["status"]["reason"]
    assert len(reason) > 10


@pytest.mark.parametrize("name", CASES)
def test_a_body_without_a_required_field_is_refused(sim: Simulator, sdk: ModuleType, name: str) -> None:
    case = CASES[name]
    body = with_text(case.body, case.required or case.name, "")
    with pytest.raises(sdk.ClientRequestException) as refused:
        create(sim, sdk, case, body)
    assert refused.value.status_code == 400
    assert refused.value.error_code == CODES[case.row][0]
    assert len(refused.value.error_msg) > 10
    assert sim.started() == []


@pytest.mark.parametrize("name", READ)
def test_what_was_made_is_read(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    case = CASES[name]
    made = at(create(sim, sdk, case, case.body), case.made or "")

    def status() -> Any:
        return at(sdk.as_json(sdk.call(sim, case.row, case.read, **{case.key: made}, **case.at)), case.status)

    assert status() == case.statuses[0]
    clock.now += SECONDS
    assert status() == case.statuses[1]


@pytest.mark.parametrize("name", DELETED)
def test_what_was_deleted_is_gone(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    case = CASES[name]
    made = at(create(sim, sdk, case, case.body), case.made or "")
    clock.now += SECONDS
    if case.delete_body:
        response = sdk.call(sim, case.row, case.delete, case.delete_body(made), **case.at)
    else:
        own = "instance_id" if case.row == "rds" else case.key
        response = sdk.call(sim, case.row, case.delete, **{own: made}, **case.at)
    if case.delete_job:
        job_id = at(sdk.as_json(response), case.delete_job)
        assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[0]
    clock.now += SECONDS
    if case.delete_job:
        assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[1]
    if name == "rds":
        response = sdk.as_json(sdk.call(sim, case.row, case.read, id=made))
        assert (response["instances"], response["total_count"]) == ([], 0)
        return
    with pytest.raises(sdk.ClientRequestException) as gone:
        sdk.call(sim, case.row, case.read, **{case.key: made}, **case.at)
    assert (gone.value.status_code, gone.value.error_code) == (404, CODES[case.row][1])


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("name", THERE)
def test_changes_start_jobs(sim: Simulator, sdk: ModuleType, clock: Clock, name: str, fails: bool) -> None:
    row, method, body, path, key = THERE[name]
    sim.add_resource(row, "one", name="fail" if fails else "ok")
    response = sdk.as_json(sdk.call(sim, row, method, body, **({key: "one"} if key else {})))
    job_id = at(response, path)
    assert sim.started(row) == [job_id]
    assert job_status(sim, sdk, row, job_id) == job_statuses(row)[0]
    clock.now += SECONDS
    assert job_status(sim, sdk, row, job_id) == job_statuses(row)[2 if fails else 1]


@pytest.mark.parametrize("name", [name for name, call in THERE.items() if call[4]])
def test_what_is_not_there_cannot_be_changed(sim: Simulator, sdk: ModuleType, name: str) -> None:
    row, method, body, _path, key = THERE[name]
    with pytest.raises(sdk.ClientRequestException) as missing:
        sdk.call(sim, row, method, body, **{key: "nosuch"})
    assert (missing.value.status_code, missing.value.error_code) == (404, CODES[row][1])
    assert sim.started() == []


def test_a_backup_is_found_in_the_operation_logs(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    """No call of CBR has the id of its task in the response."""
    case = CASES["cbr"]
    checkpoint = create(sim, sdk, case, case.body)["checkpoint"]["id"]

    def logs(**query: str) -> Any:
        return sdk.as_json(sdk.call(sim, "cbr", "cbr.v1.CbrClient.list_op_logs", **query))["operation_logs"]

    (log,) = logs(vault_id="v", operation_type="backup")
    assert (log["checkpoint_id"], log["status"], [log["id"]]) == (checkpoint, "waiting", sim.started("cbr"))
    clock.now += SECONDS
    assert sdk.as_json(sdk.job(sim, "cbr", log["id"]))["operation_log"]["status"] == "success"
    assert logs(vault_id="other") == logs(status="failed") == []

    (backup,) = sdk.as_json(sdk.call(sim, "cbr", "cbr.v1.CbrClient.list_backups", checkpoint_id=checkpoint))["backups"]
    response = sdk.call(
        sim, "cbr", "cbr.v1.CbrClient.restore_backup", {"restore": {"server_id": "s"}}, backup_id=backup["id"]
    )
    assert (response.status_code, response.raw_content) == (202, b"")
    (log,) = logs(operation_type="restore", resource_id="server-1")
    assert sdk.as_json(sdk.job(sim, "cbr", log["id"]))["operation_log"]["status"] == "waiting"


def test_an_image_is_named_by_its_job(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    job_id = create(sim, sdk, CASES["ims"], CASES["ims"].body)["job_id"]
    assert sdk.as_json(sdk.job(sim, "ims", job_id))["entities"]["image_id"] is None
    clock.now += SECONDS
    image_id = sdk.as_json(sdk.job(sim, "ims", job_id))["entities"]["image_id"]
    (image,) = sdk.as_json(sdk.call(sim, "ims", "ims.v2.ImsClient.list_images", name="golden"))["images"]
    assert (image["id"], image["status"]) == (image_id, "active")
    assert (
        sdk.as_json(sdk.call(sim, "ims", "ims.v2.ImsClient.glance_show_image", image_id=image_id))["name"] == "golden"
    )
    sdk.call(sim, "ims", "ims.v2.ImsClient.glance_delete_image", image_id=image_id)
    with pytest.raises(sdk.ClientRequestException) as gone:
        sdk.call(sim, "ims", "ims.v2.ImsClient.glance_show_image", image_id=image_id)
    assert gone.value.status_code == 404


def test_orders_have_no_job(sim: Simulator, sdk: ModuleType) -> None:
    for name, charge in (
        ("ecs", {"server": {**SERVER, "extendparam": {"chargingMode": "prePaid"}}}),
        ("evs", {"volume": VOLUME, "bssParam": {"chargingMode": "prePaid"}}),
        ("rds", {**DATABASE, "charge_info": {"charge_mode": "prePaid"}}),
        ("dcs", {**CACHE, "bss_param": {"charging_mode": "prePaid"}}),
    ):
        response = create(sim, sdk, CASES[name], charge)
        assert response["order_id"].startswith("CS"), name
        assert response.get("job_id") is None, name
    assert sim.started() == []


@pytest.mark.parametrize("name", CASES)
def test_the_sdk_knows_every_field(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    """Of the response to the call, and of what is read before and after the end."""
    case = CASES[name]
    for resource in case.there:
        sim.add_resource(**resource)
    responses = [sdk.call(sim, case.row, case.create, case.body, **case.at)]
    if case.read:
        made = at(sdk.as_json(responses[0]), case.made or "")
        responses.append(sdk.call(sim, case.row, case.read, **{case.key: made}, **case.at))
        clock.now += SECONDS
        responses.append(sdk.call(sim, case.row, case.read, **{case.key: made}, **case.at))
    for response in responses:
        modelled = sdk.as_json(response)
        assert differences(modelled, json.loads(response.raw_content)) - {"X-request-id"} == set()


def test_what_is_there_already_is_found_by_name(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    for name, path, key in (
        ("ecs", "ecs.v2.EcsClient.list_servers_details", "servers"),
        ("evs", "evs.v2.EvsClient.list_volumes", "volumes"),
        ("elbv3", "elb.v3.ElbClient.list_load_balancers", "loadbalancers"),
        ("rds", "rds.v3.RdsClient.list_instances", "instances"),
        ("dcs", "dcs.v2.DcsClient.list_instances", "instances"),
    ):
        case = CASES[name]
        create(sim, sdk, case, case.body)
        create(sim, sdk, case, with_text(case.body, case.name, "another"))
        wanted: Any = at(case.body, case.name)
        found = sdk.as_json(sdk.call(sim, case.row, path, name=[wanted] if name == "elbv3" else wanted))[key]
        assert [one["name"] for one in found] == [wanted]


def test_a_server_has_its_address_when_it_is_there(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    made = create(sim, sdk, CASES["ecs"], {"server": {**SERVER, "count": 2}})["serverIds"]

    def server(made_id: str) -> Any:
        return sdk.as_json(sdk.call(sim, "ecs", "ecs.v2.EcsClient.show_server", server_id=made_id))["server"]

    assert server(made[0])["addresses"] == {}
    job = sdk.as_json(sdk.job(sim, "ecs", sim.started("ecs")[0]))
    assert [sub["entities"]["server_id"] for sub in job["entities"]["sub_jobs"]] == made
    clock.now += SECONDS
    (first,), (second,) = (server(made_id)["addresses"]["v"] for made_id in made)
    assert first["addr"] != second["addr"]
    assert [server(made_id)["name"] for made_id in made] == ["web-0001", "web-0002"]


def test_a_change_shows_when_it_is_done(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    sim.add_resource("evs", "one", size=10, volume_type="SAS")
    sdk.call(sim, "evs", "evs.v2.EvsClient.resize_volume", {"os-extend": {"new_size": 20}}, volume_id="one")

    def volume() -> Any:
        return sdk.as_json(sdk.call(sim, "evs", "evs.v2.EvsClient.show_volume", volume_id="one"))["volume"]

    assert (volume()["status"], volume()["size"]) == ("extending", 10)
    clock.now += SECONDS
    assert (volume()["status"], volume()["size"]) == ("available", 20)
    with pytest.raises(sdk.ClientRequestException) as refused:
        sdk.call(sim, "evs", "evs.v2.EvsClient.resize_volume", {"os-extend": {"new_size": 20}}, volume_id="one")
    assert refused.value.error_code == "EVS.1015"


def test_a_share_is_extended_without_a_job(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    sim.add_resource("sfsturbo", "one", size=500)
    path = "sfsturbo.v1.SFSTurboClient"
    sdk.call(sim, "sfsturbo", f"{path}.expand_share", {"extend": {"new_size": 600}}, share_id="one")

    def share() -> Any:
        return sdk.as_json(sdk.call(sim, "sfsturbo", f"{path}.show_share", share_id="one"))

    assert [share()[key] for key in ("status", "sub_status", "size")] == ["200", "121", "500.00"]
    clock.now += SECONDS
    assert [share()[key] for key in ("status", "sub_status", "size")] == ["200", "221", "600.00"]
    assert sim.started() == []


def test_a_dry_run_makes_nothing(sim: Simulator, sdk: ModuleType) -> None:
    response = sdk.call(sim, "ecs", CASES["ecs"].create, {"server": SERVER, "dry_run": True})
    assert (response.status_code, sim.started(), sim.resources()) == (202, [], [])


@pytest.mark.parametrize("name", ["ecs", "ecs v1", "evs", "rds"])
def test_a_client_token_makes_it_once(sim: Simulator, sdk: ModuleType, name: str) -> None:
    case = CASES[name]
    responses = [sdk.as_json(sdk.call(sim, case.row, case.create, case.body, x_client_token=token)) for token in "112"]
    assert responses[0] == responses[1] != responses[2]
    assert sim.started() == [responses[0]["job_id"], responses[2]["job_id"]]
    assert len(sim.resources(case.row)) == 2
    assert len(sim.calls(case.row, "POST")) == 3
