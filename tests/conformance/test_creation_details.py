# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Special cases of single calls, and resources across several calls, read by the official SDK."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import requests
from bodies import CACHE, DATABASE, SERVER, VOLUME
from starting import CASES, SECONDS, at, create, with_text

from simulator import Clock, Simulator

#: Without python-dateutil, the SDK does not convert times, and warns.
pytestmark = pytest.mark.filterwarnings("ignore:Unable to convert string to date:ImportWarning")


def test_a_backup_task_is_found_in_the_operation_logs(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    """No call of CBR returns the ID of its task."""
    case = CASES["cbr"]
    checkpoint = create(sim, sdk, case, case.body)["checkpoint"]["id"]

    def logs(**query: str) -> Any:
        return sdk.as_json(sdk.call(sim, "cbr", "cbr.v1.CbrClient.list_op_logs", **query))["operation_logs"]

    (log,) = logs(vault_id="v", operation_type="backup")
    assert (log["checkpoint_id"], log["status"], [log["id"]]) == (checkpoint, "waiting", sim.started("cbr"))
    clock.now += SECONDS
    assert sdk.as_json(sdk.job(sim, "cbr", log["id"]))["operation_log"]["status"] == "success"
    assert logs(vault_id="other") == logs(status="failed") == logs(resource_id="other") == []

    (backup,) = sdk.as_json(sdk.call(sim, "cbr", "cbr.v1.CbrClient.list_backups", checkpoint_id=checkpoint))["backups"]
    response = sdk.call(
        sim, "cbr", "cbr.v1.CbrClient.restore_backup", {"restore": {"server_id": "s"}}, backup_id=backup["id"]
    )
    assert (response.status_code, response.raw_content) == (202, b"")
    (log,) = logs(operation_type="restore", resource_id="server-1")
    assert sdk.as_json(sdk.job(sim, "cbr", log["id"]))["operation_log"]["status"] == "waiting"


def test_an_image_id_is_found_in_its_job(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
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


def test_existing_resources_are_found_by_name(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
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


def test_a_list_can_be_filtered_by_several_names(sim: Simulator, sdk: ModuleType) -> None:
    for name in ("a", "b", "c"):
        sim.add_resource("elbv3", name)
    found = sdk.call(sim, "elbv3", "elb.v3.ElbClient.list_load_balancers", name=["a", "c"]).loadbalancers
    assert [one.name for one in found] == ["a", "c"]


def test_a_server_has_an_address_once_it_is_created(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
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


def test_a_change_is_visible_when_it_has_finished(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
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


def test_a_failed_change_changes_nothing(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    sim.add_resource("evs", "one", name="fail-1", size=10, volume_type="SAS")
    sdk.call(sim, "evs", "evs.v2.EvsClient.resize_volume", {"os-extend": {"new_size": 20}}, volume_id="one")
    clock.now += SECONDS
    volume = sdk.as_json(sdk.call(sim, "evs", "evs.v2.EvsClient.show_volume", volume_id="one"))["volume"]
    assert (volume["status"], volume["size"]) == ("available", 10)


def test_servers_stop_and_start_unless_the_job_fails(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    sim.add_resource("ecs", "one", name="fail-1")
    sim.add_resource("ecs", "two")
    action = f"{sim.endpoint('ecs')}/v1/{sim.project_id}/cloudservers/action"
    for name, status in (("os-stop", "SHUTOFF"), ("os-start", "ACTIVE")):
        assert http.post(action, json={name: {"servers": [{"id": "one"}, {"id": "two"}]}}).status_code == 200
        clock.now += SECONDS
        assert [one["status"] for one in sim.resources()] == ["ACTIVE", status]
    bodies: tuple[Any, ...] = ({}, {"os-stop": {}}, {"os-stop": {"servers": []}})
    for body in bodies:
        assert http.post(action, json=body).json()["error"]["code"] == "Ecs.0000"
    assert http.post(action, json={"reboot": {"servers": [{"id": "three"}]}}).status_code == 404


def test_a_following_change_keeps_the_previous_one(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    sim.add_resource("evs", "one", size=10, volume_type="SAS")
    sdk.call(sim, "evs", "evs.v2.EvsClient.resize_volume", {"os-extend": {"new_size": 20}}, volume_id="one")
    sdk.call(sim, "evs", "evs.v2.EvsClient.retype_volume", {"os-retype": {"new_type": "SSD"}}, volume_id="one")
    clock.now += SECONDS
    volume = sdk.as_json(sdk.call(sim, "evs", "evs.v2.EvsClient.show_volume", volume_id="one"))["volume"]
    assert (volume["status"], volume["size"], volume["volume_type"]) == ("available", 20, "SSD")


def test_nodes_belong_to_their_cluster(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    def nodes(cluster: str) -> list[str]:
        found = sdk.as_json(sdk.call(sim, "cce", "cce.v3.CceClient.list_nodes", cluster_id=cluster))["items"]
        return [node["metadata"]["uid"] for node in found]

    for cluster in ("c1", "c2"):
        sim.add_resource("cce", cluster)
        sim.add_resource("cce", f"node-of-{cluster}", kind="node", parent=cluster)
    assert (nodes("c1"), nodes("c2")) == (["node-of-c1"], ["node-of-c2"])
    sdk.call(sim, "cce", "cce.v3.CceClient.delete_cluster", cluster_id="c1")
    clock.now += SECONDS
    assert [one["id"] for one in sim.resources("cce")] == ["c2", "node-of-c2"]


def test_a_cache_is_resized_without_a_job(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    sim.add_resource("dcs", "one", capacity=1)
    body = {"spec_code": "redis.ha.xu1.large.r2.2", "new_capacity": 2}
    response = sdk.call(sim, "dcs", "dcs.v2.DcsClient.resize_instance", body, instance_id="one")
    assert (response.status_code, sim.started(), sim.resources()[0]["status"]) == (204, [], "EXTENDING")
    clock.now += SECONDS
    shown = sdk.as_json(sdk.call(sim, "dcs", "dcs.v2.DcsClient.show_instance", instance_id="one"))
    assert (shown["status"], shown["capacity"], shown["spec_code"]) == ("RUNNING", 2, body["spec_code"])


def test_primary_and_standby_are_swapped_without_a_job(sim: Simulator, http: requests.Session) -> None:
    """On T Cloud Public."""
    sim.add_resource("dcs", "one")
    response = http.post(f"{sim.endpoint('dcs')}/v2/{sim.project_id}/instances/one/swap")
    assert (response.status_code, response.content, sim.started()) == (204, b"", [])


def test_volumes_of_t_cloud_public(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    """On T Cloud Public, the create call is v2, and only its job has the IDs of the volumes."""
    url = f"{sim.endpoint('evs')}/v2/{sim.project_id}/cloudvolumes"
    created = http.post(url, json={"volume": {**VOLUME, "count": 2}}).json()
    assert list(created) == ["job_id"]
    clock.now += SECONDS
    job = http.get(f"{sim.endpoint('evs')}/v1/{sim.project_id}/jobs/{created['job_id']}").json()
    ids = [sub_job["entities"]["volume_id"] for sub_job in job["entities"]["sub_jobs"]]
    assert [http.get(f"{url}/{one}").json()["volume"]["name"] for one in ids] == ["data-0001", "data-0002"]


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


def test_a_dry_run_creates_nothing(sim: Simulator, sdk: ModuleType) -> None:
    response = sdk.call(sim, "ecs", CASES["ecs"].create, {"server": SERVER, "dry_run": True})
    assert (response.status_code, sim.started(), sim.resources()) == (202, [], [])


@pytest.mark.parametrize("name", ["ecs", "ecs v1", "evs", "rds"])
def test_a_repeated_client_token_creates_nothing_more(sim: Simulator, sdk: ModuleType, name: str) -> None:
    case = CASES[name]
    responses = [sdk.as_json(sdk.call(sim, case.row, case.create, case.body, x_client_token=token)) for token in "112"]
    assert responses[0] == responses[1] != responses[2]
    assert sim.started() == [responses[0]["job_id"], responses[2]["job_id"]]
    assert len(sim.resources(case.row)) == 2
    assert len(sim.calls(case.row, "POST")) == 3
