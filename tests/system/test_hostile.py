# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Neither the texts of an API nor mistakes in an option harm a playbook."""

from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import pytest

from simulator import Simulator

from .conftest import PLUGINS

if TYPE_CHECKING:
    from .conftest import Playbooks

HARMLESS = "said-again-and-harmless"


def spellings(secret: str) -> list[str]:
    basic = base64.b64encode(f"user:{secret}".encode()).decode()
    return [
        *(secret, json.dumps(secret)[1:-1], json.dumps(secret)[1:-1].replace("/", "\\/"), repr(secret)[1:-1]),
        *(quote(secret), quote(secret, safe=""), quote(secret, safe="").replace("%2F", "%2f"), quote_plus(secret)),
        *(html.escape(secret), html.escape(secret, quote=False)),
        *(base64.b64encode(secret.encode()).decode(), base64.urlsafe_b64encode(secret.encode()).decode(), basic),
    ]


@pytest.mark.parametrize(
    "password", ["correct  horse", "my<secret/>pass", 'it\'s "odd"\\\n\x1b[2J & \u202eso', "w/ö+rd " * 30]
)
def test_a_password_with_special_characters_is_not_shown(sim: Simulator, playbooks: Playbooks, password: str) -> None:
    sim._identity.password = password
    echoes = spellings(password)
    padding = "x" * 150
    body = {"job_id": "failed", "status": "FAIL", "begin_time": f"{padding[:60]} {password}", "job_type": password}
    body |= {"fail_reason": f"{HARMLESS} {' '.join(echoes)}", "error_code": password, "entities": {password: echoes}}
    sim.add_job("elb", "failed", body=body)
    sim.add_job("elb", "odd", body={"status": f"{HARMLESS} {password}"})
    for job_id, status in (("refused", 403), ("busy", 503)):
        error = {"error_code": password, "error_msg": " ".join(echoes), "request_id": password}
        sim.fault("error", job_id=job_id, status=status, times=None, body=error)
    sim.fault("html", job_id="page", status=400, times=None, body=f"<p>{padding} {password} <{password}>")
    file = playbooks.folder / "given.json"
    file.write_text(json.dumps({"given": password}), encoding="utf-8")
    login = {"username": sim.username, "password": "{{ given }}", "domain_name": sim.domain_name, "raw": True}
    login |= {"iam_endpoint": sim.endpoint("iam"), "without": ("token",)}
    tasks = {}
    for job_id in ("failed", "odd", "refused", "busy", "page"):
        tasks[f"job_wait_{job_id}"] = playbooks.task("job_wait", job_id, timeout=1, **login)
        tasks[f"job_info_{job_id}"] = playbooks.task("job_info", job_id, **login)

    run = playbooks.run(tasks, "-vvvv", "-e", f"@{file}")

    assert run.output.count(HARMLESS) > 4
    assert sim._identity.user_lock.failures == {}
    shown = run.output + json.dumps(run.results, ensure_ascii=False)
    texts = list(texts_of(run.results))
    assert [echo for echo in echoes if echo in shown or any(echo in text for text in texts)] == []
    assert [line for line in run.stderr.splitlines() if not line.isprintable()] == []


def texts_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.items() for part in item for text in texts_of(part)]
    return [text for item in value for text in texts_of(item)] if isinstance(value, list) else [str(value)]


def test_a_whole_result_instead_of_ids_is_not_shown(sim: Simulator, playbooks: Playbooks) -> None:
    token = "MII-unknown-to-the-task-" + "x" * 300
    started = {"status": 200, "json": {"job_id": "a"}, "x_subject_token": token, "url": "https://elb.example"}
    file = playbooks.folder / "given.json"
    file.write_text(json.dumps({"started": {"results": [started, started], "changed": False}}), encoding="utf-8")
    wrong = ["{{ started }}", "{{ started.results }}", "{{ started.results | string }}", ["{{ started }}"]]
    tasks = {}
    for plugin in PLUGINS:
        for number, job_ids in enumerate(wrong):
            tasks[f"{plugin}_{number}"] = playbooks.task(plugin, job_ids)
            tasks[f"{plugin}_{number}_alias"] = by_alias(playbooks.task(plugin, job_ids))

    run = playbooks.run(tasks, "-vvv", "-e", f"@{file}")

    assert len(run.results) == 16
    for result in run.results.values():
        assert result["failed"]
        assert result["jobs"] == []
        assert "job_ids" in result["msg"]
    assert token not in json.dumps(run.results)
    assert token not in run.output
    assert sim.requests == []


def by_alias(task: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        plugin: {"job_id" if name == "job_ids" else name: value for name, value in options.items()}
        for plugin, options in task.items()
    }


def test_warnings_are_not_shown_with_no_log(sim: Simulator, playbooks: Playbooks, plugin: str) -> None:
    tasks = {}
    # Ansible displays the same warning only once, so the two must differ.
    for name, status in (("hidden", "SECRETIVE"), ("shown", "TALKATIVE")):
        sim.add_job("elb", name, body={"status": status})
        # In check mode, an unfinished job is not a failure. Ansible displays the message of a failure even with no_log.
        tasks[name] = playbooks.task(plugin, name) | {"check_mode": True}

    run = playbooks.run({"hidden": tasks["hidden"] | {"no_log": True}, "shown": tasks["shown"]})

    assert "TALKATIVE" in run.output
    assert "SECRETIVE" not in run.output
    assert run.results["hidden"]["job"]["status"] == "SECRETIVE"


def test_keys_and_numbers_that_json_or_ansible_do_not_support(sim: Simulator, playbooks: Playbooks) -> None:
    odd = '{"__ansible_type": "x", "_ansible_no_log": true, "__ansible_unsafe": 1, "ansible_facts": {"a": 1}}'
    body = f'{{"status": "SUCCESS", "n": [NaN, -Infinity, 1e999, 1.5], "__ansible_vault": "v", "entities": {odd}}}'
    sim.fault("html", job_id="odd", status=200, times=None, body=body)

    run = playbooks.run({plugin: playbooks.task(plugin, "odd", raw=True) for plugin in PLUGINS}, "-v")

    for result in run.results.values():
        assert not result["failed"]
        assert result["job"]["state"] == "succeeded"
        entities = {"ansible_type": "x", "ansible_no_log": True, "ansible_unsafe": 1, "ansible_facts": {"a": 1}}
        assert result["job"]["entities"] == entities
        raw = {"status": "SUCCESS", "n": [None, None, None, 1.5], "ansible_vault": "v", "entities": entities}
        assert result["job"]["raw"] == raw


def test_awx_stores_every_result(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "large", body={"status": "SUCCESS", "entities": {"text": "x" * 600_000}})
    sub_jobs = [{"job_id": f"{number:032}", "status": "SUCCESS"} for number in range(5000)]
    sim.add_job("elb", "wide", body={"status": "FAIL", "fail_reason": "quota", "sub_jobs": sub_jobs})
    tasks = {f"{plugin}_{job_id}": playbooks.task(plugin, job_id) for plugin in PLUGINS for job_id in ("large", "wide")}

    run = playbooks.run(tasks, "-vvv")

    for name, result in run.results.items():
        # Measured as in ansible-runner, and as JSON.
        assert len(str(result)) <= len(json.dumps(result)) < 700_000
        assert result["failed"] == (name == "job_wait_wide")
        assert (result["job"]["fail_reason"], result["job"]["sub_jobs"]) == ("quota" if "wide" in name else None, [])
        assert "it lacks" in str(result["warnings"])


def test_an_api_cannot_insert_output_lines(sim: Simulator, playbooks: Playbooks) -> None:
    forged = "x\x1b[2J\r\nok: [localhost] => all fine\n\u202eeslaf\u2028\x9b31m \x07"
    body = {"status": "FAIL", "job_type": forged, "error_code": forged, "fail_reason": forged}
    sim.add_job("elb", "failed", body={**body, "begin_time": forged})
    sim.add_job("elb", "other", body={**body, "job_id": forged})
    sim.fault("error", job_id="refused", status=403, times=None, body={"error_code": forged, "error_msg": forged})
    sim.fault("redirect", job_id="moved", times=None, to="https://x\u202ey.example\x9b/")
    ids = ("failed", "refused", "moved", "other")
    once = {"job_wait": {"timeout": 0}}

    run = playbooks.run(
        {f"{plugin}_{one}": playbooks.task(plugin, one, **once.get(plugin, {})) for plugin in PLUGINS for one in ids}
    )

    assert "eslaf" in run.output
    assert [line for line in run.output.splitlines() if not line.isprintable()] == []
    assert not [line for line in run.output.splitlines() if line.startswith("ok: [localhost] => all fine")]
    for result in run.results.values():
        assert all(str(text).isprintable() for text in (result.get("msg", ""), result.get("warnings", "")))
