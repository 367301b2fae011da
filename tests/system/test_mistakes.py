# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Typical mistakes of new users, and the resulting messages. The guide quotes the messages of Ansible itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst" / "troubleshooting.rst"
TOKEN = "MIISfirst-S3CRET-part"
CUSTOM = {"path": "/v1.0/{project_id}/jobs/{job_id}", "succeeded": ["SUCCESS"], "failed": ["FAIL"]}

#: The result of ansible.builtin.uri, with the header of a call that issued a token.
CREATED = {"changed": False, "status": 202, "x_subject_token": TOKEN, "json": {"job_id": "good"}}
STARTED = {"changed": False, "msg": "All items completed", "results": [CREATED, CREATED]}

IDS: dict[str, tuple[Any, str]] = {
    "the results of a loop": (
        "{{ started.results }}",
        "job_ids contains a dictionary (keys: changed, status, x_subject_token, json): give only the IDs, such as",
    ),
    "the result of a loop": (
        "{{ started }}",
        "job_ids is a dictionary (keys: changed, msg, results): give only the IDs",
    ),
    "a whole result": ("{{ created }}", "job_ids is a dictionary (keys: changed, status, x_subject_token, json)"),
    "a list of a whole result": (["{{ created }}"], "job_ids contains a dictionary (keys: changed, status"),
    "a list within the list": (
        ["{{ started.results | map(attribute='json.job_id') }}"],
        "job_ids contains a nested list: flatten it, as in list_of_lists | flatten.",
    ),
    "a result as text": ("{{ created | to_json }} ", "job_ids is "),
    "a path": (
        "jobs/good",
        "job_ids contains text of 9 characters that is not a job ID: an ID cannot contain whitespace,",
    ),
    "a null": (None, "job_ids contains a null or empty ID: the create call returned no job."),
}


@pytest.mark.parametrize("name", IDS)
def test_invalid_ids_are_named_but_not_shown(sim: Simulator, playbooks: Playbooks, plugin: str, name: str) -> None:
    job_ids, reported = IDS[name]
    run = playbooks.run(
        {"slip": {**playbooks.task(plugin, job_ids), "vars": {"started": STARTED, "created": CREATED}}}, "-vvv"
    )
    result = run.results["slip"]
    assert result["msg"].startswith(reported)
    assert ("or started.results | map(attribute='json.job_id') for the results of a loop." in result["msg"]) == (
        "give only the IDs" in result["msg"]
    )
    assert (result["failed"], result["jobs"], "job" in result) == (True, [], False)
    assert sim.requests == []
    assert "S3CRET" not in json.dumps(result)
    assert "S3CRET" not in run.output


def test_ids_can_be_a_string_with_any_separators(sim: Simulator, playbooks: Playbooks, plugin: str) -> None:
    for job_id in ("good", "other", "third"):
        sim.add_job("elb", job_id)
    run = playbooks.run({"text": playbooks.task(plugin, "good\nother,  third,\n")})
    assert [job["job_id"] for job in run.results["text"]["jobs"]] == ["good", "other", "third"]


OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "minutes": ({"timeout": "10m"}, "timeout is '10m': give seconds, such as 600."),
    "truth": ({"delay": True}, "delay is not a number: give seconds, such as 600."),
    "forever": (
        {"timeout": "inf"},
        "timeout is inf: give seconds, such as 600; the number must not be negative or infinite.",
    ),
    "both": ({"job_id": "good"}, "both job_ids and its alias job_id are set: give only one of them."),
    "intervals": (
        {"min_interval": 1, "interval": 2},
        "both min_interval and its alias interval are set: give only one of them.",
    ),
}


def test_refused_options_say_what_to_write(sim: Simulator, playbooks: Playbooks) -> None:
    tasks = {name: playbooks.task("job_wait", "good", **options) for name, (options, _reported) in OPTIONS.items()}
    run = playbooks.run({**tasks, "info": playbooks.task("job_info", "good", job_id="good", request_timeout="1m")})
    for name, (_options, reported) in OPTIONS.items():
        assert run.results[name]["msg"] == reported
    assert run.results["info"]["msg"] == (
        "request_timeout is '1m': give seconds, such as 600;"
        " both job_ids and its alias job_id are set: give only one of them."
    )
    assert sim.requests == []


def test_a_missing_job_suggests_a_resource_id_or_another_service(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elbv3", "good")
    run = playbooks.run({"wait": playbooks.task("job_wait", "good", timeout=0)})
    message = run.results["wait"]["msg"]
    assert "Check service (often confused with elbv3, elbcheck), region, and project" in message
    assert "make sure that the ID is that of a job, not of a resource." in message


def described(task: dict[str, Any]) -> dict[str, Any]:
    """A copy of the task that describes the API itself."""
    return {plugin: {**options, "service": "custom"} for plugin, options in task.items()}


def test_a_wrong_description_ends_the_wait_early(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "good")
    wrong = {"status": {"status": ["state"]}, "case": {"succeeded": ["Success"]}}
    tasks = {
        name: described(playbooks.task("job_wait", "good", missing_grace=1, custom={**CUSTOM, **change}))
        for name, change in wrong.items()
    }
    tasks["info"] = described(playbooks.task("job_info", "good", custom={**CUSTOM, **wrong["case"]}))
    run = playbooks.run(tasks)
    for result in run.results.values():
        assert (result["failed"], result.get("timed_out", False)) == (True, False)
    assert "(nothing at state): its keys are " in run.results["status"]["msg"]
    assert "Compare custom.status and custom.wrapper with the response" in run.results["status"]["msg"]
    for name in ("case", "info"):
        reported = "the API gives the status value SUCCESS, but custom.succeeded has Success: write SUCCESS there"
        assert reported in run.results[name]["msg"]


def test_no_summary_is_shown_before_a_refused_login(sim: Simulator, playbooks: Playbooks) -> None:
    run = playbooks.run({"wait": playbooks.task("job_wait", "good", token="no-such-token")})
    assert "HTTP 401" in run.results["wait"]["msg"]
    assert run.results["wait"]["pending_jobs"] == ["good"]
    assert "unknown after" not in run.output


# --- resuming ---


@pytest.mark.parametrize("service", ["elb", "dms", "custom"])
def test_the_resume_command_works_when_pasted(sim: Simulator, playbooks: Playbooks, service: str) -> None:
    served = "elb" if service == "custom" else service
    running = {"elb": "RUNNING", "dms": "EXECUTING"}[served]
    for job_id in ("done", "slow", "it;is-slow"):
        sim.add_job(served, job_id, **({} if job_id == "done" else {"steps": [(0, running)]}))
    options = {"dms": {"path_parameters": {"instance_id": "an-instance"}}, "custom": {"custom": ODD}}.get(service, {})
    task = playbooks.task("job_wait", ["done", "slow", "it;is-slow"], service=served, timeout=1, **options)
    run = playbooks.run({"wait": described(task) if service == "custom" else task})
    result = run.results["wait"]
    assert (result["timed_out"], result["pending_jobs"]) == (True, ["slow", "it;is-slow"])
    assert sim.token not in run.output
    before, _to_resume, command = result["msg"].partition(" in the environment, and run: ")
    assert command == result["resume"]
    assert before.endswith("To resume, set HW_AUTH_TOKEN" + ("" if service == "custom" else BESIDE))
    assert f"; to resume: {command}".replace("=slow,", "=done,slow,")[:60] in run.stderr

    for job_id in result["pending_jobs"]:
        sim.add_job(served, job_id)
    known = len(sim.queries(job_id="done"))
    returncode, output = playbooks.paste(
        command,
        HW_AUTH_TOKEN=sim.token,
        HUAWEICLOUD_JOBS_ENDPOINT=sim.endpoint(served),
        ANSIBLE_SHOW_CUSTOM_STATS="true",
    )
    assert returncode == 0, output
    assert len(sim.queries(job_id="done")) == known
    for job_id in result["pending_jobs"]:
        assert re.search(rf"{job_id} \(\w+\): SUCCESS", output), output


ODD = {**CUSTOM, "running": ["it's RUNNING", "RUNNING"]}
BESIDE = " and HUAWEICLOUD_JOBS_ENDPOINT"


# --- messages of Ansible itself ---

WAIT = {"huaweicloud.jobs.job_wait": {"service": "elb", "job_id": "{{ created.json.job_id }}"}}
CREATE = {"ansible.builtin.uri": {"url": "http://127.0.0.1:1/", "method": "POST"}, "register": "created"}


def play_of(playbooks: Playbooks, *tasks: dict[str, Any], **keywords: Any) -> str:
    play = {"name": "Slip", "hosts": "localhost", "gather_facts": False, **keywords}
    named = [{"name": f"Task {number}", **task} for number, task in enumerate(tasks)]
    playbooks.path.write_text(json.dumps([{**play, "tasks": named}]), encoding="utf-8")
    return str(playbooks.path)


def quoted(message: str) -> bool:
    """Whether the guide quotes the message, in the wording of any release of Ansible."""
    return f"``{message}``" in GUIDE.read_text(encoding="utf-8")


def has_no(attribute: str, output: str) -> str:
    (message, *_more) = re.findall(rf"(?:'dict object'|object of type 'dict') has no attribute '{attribute}'", output)
    return message


def test_an_order_has_no_job(playbooks: Playbooks) -> None:
    created = {"json": {"order_id": "CS1"}}
    returncode, output = playbooks.call(play_of(playbooks, {**WAIT, "vars": {"created": created}}))
    assert returncode == 2
    assert quoted(has_no("job_id", output))


def test_check_mode_creates_nothing_to_wait_for(playbooks: Playbooks) -> None:
    returncode, output = playbooks.call(play_of(playbooks, CREATE, WAIT), "--check")
    assert returncode == 2
    assert quoted(has_no("json", output))
    returncode, output = playbooks.call(
        play_of(playbooks, CREATE, {**WAIT, "when": "created is not skipped"}), "--check"
    )
    assert returncode == 0, output


def test_module_defaults_of_a_missing_collection(playbooks: Playbooks) -> None:
    path = play_of(playbooks, WAIT, module_defaults={"group/huaweicloud.jobs.all": {"region": "eu-de"}})
    returncode, output = playbooks.call(path, ANSIBLE_COLLECTIONS_PATH=str(playbooks.home))
    assert returncode == 4
    assert "could not resolve the module_defaults group huaweicloud.jobs.all" in output
    assert quoted("could not resolve the module_defaults group huaweicloud.jobs.all")
