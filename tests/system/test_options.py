# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options whose effect does not depend on a cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

GROUP = "group/huaweicloud.jobs.all"
LOGIN = ("endpoint", "project_id", "token")


def test_an_empty_list_of_jobs_needs_no_login(sim: Simulator, playbooks: Playbooks) -> None:
    run = playbooks.run(
        {
            "wait": playbooks.task("job_wait", [], without=LOGIN),
            "info": playbooks.task("job_info", [], without=LOGIN),
            "mistaken": playbooks.task("job_wait", [], without=LOGIN, max_rate=0),
        }
    )
    assert [result["failed"] for result in run.results.values()] == [False, False, True]
    assert [result["jobs"] for result in run.results.values()] == [[], [], []]
    assert (run.results["wait"]["timed_out"], run.results["wait"]["polls"]) == (False, 0)
    assert "max_rate" in run.results["mistaken"]["msg"]
    assert sim.requests == []


def test_an_option_and_its_alias_together_are_an_error(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "done")
    task = playbooks.task("job_wait", "done")
    task["huaweicloud.jobs.job_wait"]["job_id"] = "done"
    (result,) = playbooks.run({"both": task}).results.values()
    messages = " ".join([result.get("msg", ""), *result.get("warnings", [])])
    assert "job_ids" in messages
    assert "job_id " in f"{messages} "


def test_an_alias_alone_causes_no_warning(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "done")
    by_alias = playbooks.task("job_wait", "done", without=("job_ids",), wait_timeout=60, interval=1)
    by_alias["huaweicloud.jobs.job_wait"]["job_id"] = "done"
    run = playbooks.run({"name": playbooks.task("job_wait", "done", timeout=60), "alias": by_alias})
    for result in run.results.values():
        assert (result["failed"], result.get("warnings", [])) == (False, [])
        assert result["job"]["state"] == "succeeded"


def test_a_delegated_wait_warns_that_it_runs_on_the_controller(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "done")
    there = {**playbooks.task("job_wait", "done"), "delegate_to": "elsewhere.invalid"}
    here = {**playbooks.task("job_wait", "done"), "delegate_to": "localhost"}
    run = playbooks.run({"there": there, "here": here})
    assert ["elsewhere.invalid" in warning for warning in run.results["there"]["warnings"]] == [True]
    assert run.results["here"].get("warnings", []) == []


def test_a_rate_below_the_interval_causes_a_warning_and_check_mode_polls_once(
    sim: Simulator, playbooks: Playbooks
) -> None:
    sim.add_job("elb", "done")
    slow = playbooks.task("job_wait", "done", max_rate=0.05)
    checked = {**playbooks.task("job_wait", "done"), "check_mode": True}
    run = playbooks.run({"slow": slow, "checked": checked})
    assert ["max_rate" in warning for warning in run.results["slow"]["warnings"]] == [True]
    assert (run.results["checked"]["job"]["state"], run.results["checked"]["polls"]) == ("succeeded", 1)


def five_tasks(sim: Simulator, playbooks: Playbooks, **defaults: Any) -> dict[str, Any]:
    """One task of each plugin, with defaults of the action group."""
    sim.add_job("evs", "done")
    path = f"/v2/{sim.project_id}/cloudvolumes"
    where = playbooks.connection("evs")
    disk = {"volume": {"name": "d", "size": 10, "volume_type": "SSD", "availability_zone": "eu-de-01"}}
    tasks = {
        "wait": playbooks.task("job_wait", "done", service="evs"),
        "info": playbooks.task("job_info", "done", service="evs"),
        "start": {"huaweicloud.jobs.job_start": {**where, "path": path, "body": disk}},
        "read": {"huaweicloud.jobs.api_info": {**where, "path": f"{path}/detail"}},
        "check": {"huaweicloud.jobs.cloud_info": {**where, "iam_endpoint": sim.endpoint("iam")}},
    }
    return {name: {**task, "module_defaults": {GROUP: defaults}} for name, task in tasks.items()}


def test_a_default_of_the_group_can_belong_to_other_plugins(sim: Simulator, playbooks: Playbooks) -> None:
    defaults = {"raw": True, "wait_timeout": 60, "progress": "none", "wait": False, "idempotent": True}
    described = {"custom": {"host": "vpc", "path": "/{job_id}", "gone": ["404"]}}
    tasks = five_tasks(
        sim, playbooks, **defaults, **described, services="evs", headers={"X-Enterprise-Project-Id": "0"}
    )
    results = playbooks.run(tasks).results
    assert {name: result.get("msg") for name, result in results.items() if result["failed"]} == {}
    assert ["raw" in results[name]["job"] for name in ("wait", "info")] == [True, True]
    assert "jobs" not in results["start"]
    assert [service["verdict"] for service in results["check"]["services"]] == ["ok"]


def test_other_defaults_of_the_group_are_refused(sim: Simulator, playbooks: Playbooks) -> None:
    results = playbooks.run(five_tasks(sim, playbooks, wiat=False)).results
    assert all("wiat" in result["msg"] for result in results.values())
    assert sim.requests == []


def test_options_of_the_task_itself_are_still_refused(sim: Simulator, playbooks: Playbooks) -> None:
    """Even if the group has a default for it."""
    for defaults in ({"region": "eu-de"}, {"job_ids": ["b"], "raw": False, "wait": False, "timeout": 60, "path": "/"}):
        tasks = five_tasks(sim, playbooks, **defaults)
        own = {"info": {"timeout": 5}, "start": {"job_ids": ["a"]}, "read": {"raw": True}, "check": {"wait": True}}
        for name, option in own.items():
            tasks[name][next(iter(tasks[name]))].update(option)
        results = playbooks.run({name: tasks[name] for name in own}).results
        assert ["supported" in result["msg"] for result in results.values()] == [True] * 4
    assert sim.requests == []


def test_only_the_defaults_of_the_group_are_templated(sim: Simulator, playbooks: Playbooks) -> None:
    """Those of others may need variables that only their tasks have, and a lookup may give a value only once."""
    tasks = five_tasks(sim, playbooks, timeout="{{ 60 }}", headers={"X-Enterprise-Project-Id": "{{ 0 }}"})
    for task in tasks.values():
        task["module_defaults"]["ansible.builtin.debug"] = {"msg": "{{ undefined_here }}"}
    results = playbooks.run(tasks).results
    assert {name: result.get("msg") for name, result in results.items() if result["failed"]} == {}


def test_job_info_runs_as_an_async_task(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "done")
    task = {**playbooks.task("job_info", "done"), "async": 60, "poll": 1}
    task["vars"] = {"ansible_async_dir": str(playbooks.folder / "async")}
    later = playbooks.run({"later": task}).results["later"]
    assert later.get("job", {}).get("state") == "succeeded", str(later)


def test_a_description_next_to_another_service_is_refused(sim: Simulator, playbooks: Playbooks) -> None:
    described = {"host": "vpc", "path": "/{job_id}", "gone": ["404"]}
    tasks = five_tasks(sim, playbooks, custom={**described, "host": "dcs"})
    for name in ("wait", "info"):
        tasks[name][f"huaweicloud.jobs.job_{name}"]["custom"] = described
    results = playbooks.run({name: tasks[name] for name in ("wait", "info")}).results
    assert ["set service to custom, or remove custom" in result["msg"] for result in results.values()] == [True, True]
    assert sim.requests == []
