# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options whose effect does not depend on a cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

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
