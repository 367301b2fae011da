# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the collection, run by the names that they have once the collection is installed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from eavesdropper import Eavesdropper

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import SECRETS
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import argument_spec, wait_argument_spec
from simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
SPECS = {"wait": wait_argument_spec, "info": argument_spec}
RENAMED = {"timeout": "wait_timeout", "delay": "wait_delay"}
OTHERWISE = {"timeout": "timeout", "delay": "delay", "job_ids": "job_id"}
LOGIN = {"access_key", "username", "user_id", "domain_name", "domain_id", "oidc", "idp", "assume_role", *SECRETS}
#: The options that could send a login elsewhere, or expose it on the way.
LOCATIONS = {"cloud", "custom", "endpoint", "iam_endpoint", "sts_endpoint", "profile", "validate_certs", "ca_path"}
EVERYWHERE = pytest.mark.parametrize("playbook", SPECS)


@pytest.fixture
def play(playbooks: Any, sim: Simulator) -> Any:
    """Run a playbook with a login in the environment. Returns its output, its exit code, and its set_stats values."""

    def run(playbook: str, **variables: Any) -> tuple[int, str, dict[str, Any]]:
        extra = {"service": "elb", "project_id": sim.project_id, **variables}
        given = json.dumps({name: value for name, value in extra.items() if value is not None})
        environment = {
            "ANSIBLE_SHOW_CUSTOM_STATS": "true",
            "HUAWEICLOUD_JOBS_ENDPOINT": sim.endpoint("dms" if variables.get("service") == "dms" else "elb"),
            "HW_AUTH_TOKEN": sim.token,
        }
        returncode, output = playbooks.call(f"huaweicloud.jobs.{playbook}", "-e", given, **environment)
        left = re.search(r"^\tRUN: (\{.*\})$", output, re.MULTILINE)
        return returncode, output, json.loads(left[1]) if left else {}

    return run


def tasks_of(playbook: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The argument spec of a playbook, and the options that it passes to its plugin."""
    (only_play,) = yaml.safe_load((ROOT / "playbooks" / f"{playbook}.yml").read_text(encoding="utf-8"))
    first, then = only_play["tasks"]
    return (
        first["ansible.builtin.validate_argument_spec"]["argument_spec"],
        then["block"][0][f"huaweicloud.jobs.job_{playbook}"],
    )


@EVERYWHERE
def test_each_variable_is_an_option_and_is_passed_on(playbook: str) -> None:
    variables, args = tasks_of(playbook)
    assert set(args) == set(SPECS[playbook]()) - LOGIN - LOCATIONS - {"raw"}  # they do not return jobs
    assert set(variables) == {RENAMED.get(name, name) for name in args} | {"job_id"}
    assert args["path_parameters"] == "{{ path_parameters | default(omit, true) }}"
    assert args["service"] == "{{ service | default(omit, true) }}"
    for option in set(args) - {"service", "jobs", "path_parameters"}:
        otherwise = f"{OTHERWISE[option]} | default(omit)" if option in OTHERWISE else "omit"
        assert args[option] == f"{{{{ {RENAMED.get(option, option)} | default({otherwise}) }}}}"


@EVERYWHERE
def test_no_variable_is_a_secret(playbook: str) -> None:
    variables, _args = tasks_of(playbook)
    assert not set(variables) & LOGIN


@EVERYWHERE
@pytest.mark.parametrize(
    "job_ids",
    ["good,other,third", "good\n\n  other\r\nthird \n", "good other, third", ["good", "other", "third"]],
    ids=["commas", "lines", "mixed", "list"],
)
def test_job_ids_can_be_a_list_or_a_string(play: Any, sim: Simulator, playbook: str, job_ids: Any) -> None:
    for job_id in ("good", "other", "third"):
        sim.add_job("elb", job_id)
    returncode, output, left = play(playbook, job_ids=job_ids)
    assert returncode == 0, output
    assert left == {"job_states": dict.fromkeys(("good", "other", "third"), "succeeded")}
    assert '"elb: 3 succeeded"' in output


@EVERYWHERE
def test_jobs_of_several_projects_can_be_a_list(play: Any, sim: Simulator, playbook: str) -> None:
    """Options that could send the login elsewhere have no effect in an entry either."""
    for job_id in ("good", "other"):
        sim.add_job("elb", job_id)
    with Eavesdropper() as other:
        theirs = {"endpoint": other.url, "cloud": other.host, "custom": {"host": other.host}, "iam_endpoint": other.url}
        jobs = [
            {"service": "elb", "project_id": sim.project_id, "job_ids": ["good"], **theirs},
            {"service": "elb", "project_id": "another", "job_ids": ["other"]},
        ]
        returncode, output, left = play(playbook, service=None, project_id=None, jobs=jobs)
        assert other.heard == []
    assert returncode == 2, output
    assert left == {"job_states": {"good": "succeeded", "other": "unknown"}}
    assert "The query of elb jobs failed (project another, endpoint" in output
    assert '"elb: 1 succeeded, 1 unknown"' in output
    assert [record.path.split("/")[3] for record in sim.queries()] == [sim.project_id, "another"]


def test_a_failed_job_fails_the_wait_and_its_state_is_kept(play: Any, sim: Simulator) -> None:
    sim.add_job("elb", "good")
    sim.add_job("elb", "bad", [(0, "FAIL")], job_type="createELB", error_code="ELB.1014", fail_reason="no {{ more }}")
    returncode, output, left = play("wait", job_ids="good,bad")
    assert returncode == 2
    assert "elb job bad (createELB) failed with status FAIL: no {{ more }} (ELB.1014)." in output
    assert left == {"job_states": {"good": "succeeded", "bad": "failed"}}
    assert '"elb: 1 failed, 1 succeeded"' in output
    assert '"bad: failed, createELB, ELB.1014, no {{ more }}"' in output


def test_a_failed_job_does_not_fail_the_info_playbook(play: Any, sim: Simulator) -> None:
    sim.add_job("elb", "bad", [(0, "FAIL")], job_type="createELB", error_code="ELB.1014", fail_reason="no more")
    returncode, output, left = play("info", job_ids="bad")
    assert returncode == 0, output
    assert left == {"job_states": {"bad": "failed"}}
    assert '"bad: failed, createELB, ELB.1014, no more"' in output


@pytest.mark.parametrize("name", ["wait_timeout", "timeout"])
def test_a_timeout(play: Any, sim: Simulator, name: str) -> None:
    sim.add_job("elb", "slow", [(0, "RUNNING")])
    returncode, output, left = play("wait", job_ids="slow", **{name: 0})
    assert returncode == 2
    assert "Timed out" in output
    assert left == {"job_states": {"slow": "running"}}


@EVERYWHERE
@pytest.mark.parametrize("parameters", ["instance_id=i", {"instance_id": "i"}, '{"instance_id": "i"}'])
def test_path_parameters_can_be_a_dictionary_or_a_string(
    play: Any, sim: Simulator, playbook: str, parameters: Any
) -> None:
    sim.add_job("dms", "good")
    returncode, output, left = play(playbook, service="dms", path_parameters=parameters, job_ids="good")
    assert returncode == 0, output
    assert left == {"job_states": {"good": "succeeded"}}
    assert [record.path.partition("/instances/")[2] for record in sim.requests] == ["i/tasks/good"]


@EVERYWHERE
def test_path_parameters_can_be_empty(play: Any, sim: Simulator, playbook: str) -> None:
    sim.add_job("elb", "good")
    returncode, output, _left = play(playbook, path_parameters="", job_ids="good")
    assert returncode == 0, output


@EVERYWHERE
def test_no_variable_sends_the_login_elsewhere(play: Any, sim: Simulator, playbook: str) -> None:
    sim.add_job("elb", "good")
    with Eavesdropper() as other:
        theirs = {
            "endpoint": other.url,
            "iam_endpoint": other.url,
            "sts_endpoint": other.url,
            "cloud": other.host,
            "custom": {"path": f"@{other.host}/{{job_id}}", "host": other.host, "succeeded": [], "failed": []},
            "profile": "theirs",
            "validate_certs": False,
            "ca_path": "/nowhere",
            "token": "theirs",
        }
        assert set(theirs) == {*LOCATIONS, "token"}
        returncode, output, left = play(playbook, job_ids="good", **theirs)
        assert returncode == 0, output
        assert left == {"job_states": {"good": "succeeded"}}
        assert other.heard == []
    assert len(sim.queries("elb", "good")) == 1
    ignored = f"only read from the environment or a credential: {', '.join(sorted(theirs))}"
    assert f"These variables are ignored, because they are {ignored}" in output


@EVERYWHERE
def test_no_variable_in_an_entry_of_jobs_sends_the_login_elsewhere(play: Any, sim: Simulator, playbook: str) -> None:
    sim.add_job("elb", "good")
    (only_play,) = yaml.safe_load((ROOT / "playbooks" / f"{playbook}.yml").read_text(encoding="utf-8"))
    names = only_play["tasks"][1]["block"][0].get("vars", {})
    with Eavesdropper() as other:
        entry = {"service": "elb", "job_ids": ["good"], "endpoint": other.url, "cloud": other.host}
        allowed = {name: list(entry) for name in [*names, "said"]}
        returncode, output, left = play(playbook, jobs=[entry], **allowed)
        assert returncode == 0, output
        assert left == {"job_states": {"good": "succeeded"}}
        assert other.heard == []


def names_within(node: Any) -> set[str]:
    """All variables that a playbook itself sets."""
    if isinstance(node, list):
        return set().union(*map(names_within, node))
    if not isinstance(node, dict):
        return set()
    registered = {node["register"]} if "register" in node else set()
    return {*(node.get("vars") or {}), *registered}.union(*map(names_within, node.values()))


@EVERYWHERE
def test_what_replaces_a_variable_of_the_playbook_changes_only_what_is_shown(
    play: Any, sim: Simulator, playbook: str
) -> None:
    """Those of the user take precedence over all of them, even over a registered result."""
    names = names_within(yaml.safe_load((ROOT / "playbooks" / f"{playbook}.yml").read_text(encoding="utf-8")))
    assert names == {
        *("ansible_python_interpreter", "jobs_result", "services", "by_state", "counts", "redirecting", "ignored"),
        "summary",
    }
    sim.add_job("elb", "bad", [(0, "FAIL")], error_code="ELB.1014", fail_reason="no more")
    forged = {"jobs": [{"job_id": "bad", "state": "succeeded", "service": "elb"}], "failed": False}
    with Eavesdropper() as other:
        given = dict.fromkeys(names - {"ansible_python_interpreter", "jobs_result"}, other.url)
        returncode, output, _left = play(playbook, job_ids="bad", jobs_result=forged, endpoint=other.url, **given)
        assert other.heard == []
    assert returncode == (2 if playbook == "wait" else 0), output
    assert len(sim.queries("elb", "bad")) == 1


@EVERYWHERE
@pytest.mark.parametrize("name", ["job_ids", "jobs", "region", "project_name", "path_parameters", "auth_type"])
def test_a_template_in_text_that_is_not_trusted_is_text(
    playbooks: Any, sim: Simulator, tmp_path: Path, playbook: str, name: str
) -> None:
    """What AWX gets from users at launch comes as such text."""
    proof = tmp_path / "proof"
    template = f"{{{{ lookup('ansible.builtin.pipe', 'env > {proof}') }}}}"
    value = [{"service": "elb", "job_ids": template, "region": template}] if name == "jobs" else template
    given = {"service": "elb", "project_id": sim.project_id, "job_ids": "good", name: value}
    if name == "jobs":
        del given["job_ids"]
    lines = json.dumps(given).replace(json.dumps(template), f"!unsafe {json.dumps(template)}")
    (tmp_path / "extra.yml").write_text(lines, encoding="utf-8")
    environment = {"HUAWEICLOUD_JOBS_ENDPOINT": sim.endpoint("elb"), "HW_AUTH_TOKEN": sim.token}
    sim.add_job("elb", "good")
    playbooks.call(f"huaweicloud.jobs.{playbook}", "-e", f"@{tmp_path / 'extra.yml'}", **environment)
    assert not proof.exists()


@EVERYWHERE
@pytest.mark.parametrize(
    "jobs",
    [
        "service=elb job_ids=good endpoint={url}",
        ["service=elb job_ids=good endpoint={url}"],
        '[{{"service": "elb", "job_ids": "good", "endpoint": "{url}"}}]',
        ['{{"service": "elb", "job_ids": "good", "endpoint": "{url}"}}'],
        {"service": "elb", "job_ids": "good", "endpoint": "{url}"},
        [[{"service": "elb", "job_ids": "good", "endpoint": "{url}"}]],
        [{"service": "elb", "job_ids": {"job_ids": "good", "endpoint": "{url}"}, "Endpoint": "{url}"}],
    ],
)
def test_jobs_of_another_form_do_not_send_the_login_elsewhere(play: Any, playbook: str, jobs: Any) -> None:
    with Eavesdropper() as other:
        text = json.dumps(jobs).replace("{{", "{").replace("}}", "}").replace("{url}", other.url)
        returncode, output, _left = play(playbook, service=None, jobs=json.loads(text))
        assert other.heard == []
    assert returncode == 2, output


def test_a_wait_runs_nothing_from_a_variable(play: Any, sim: Simulator, tmp_path: Path) -> None:
    """No module runs, so nothing starts an interpreter, a shell, or a connection."""
    sim.add_job("elb", "good")
    proof, script = tmp_path / "proof", tmp_path / "interpreter"
    script.write_text(f'#!/bin/sh\nenv > "{proof}"\nexec "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    theirs = {
        "ansible_python_interpreter": str(script),
        "ansible_shell_executable": str(script),
        "ansible_remote_tmp": f"$({script})",
        "ansible_connection": "ssh",
        "ansible_ssh_executable": str(script),
        "ansible_become": True,
        "ansible_become_exe": str(script),
    }
    returncode, output, left = play("wait", job_ids="good", **theirs)
    assert returncode == 0, output
    assert left == {"job_states": {"good": "succeeded"}}
    assert not proof.exists()


@EVERYWHERE
def test_one_job_may_be_given_as_job_id(play: Any, sim: Simulator, playbook: str) -> None:
    sim.add_job("elb", "good")
    returncode, output, left = play(playbook, job_id="good")
    assert returncode == 0, output
    assert left == {"job_states": {"good": "succeeded"}}


@EVERYWHERE
def test_no_jobs_means_nothing_to_do(play: Any, playbook: str) -> None:
    returncode, output, left = play(playbook, job_ids=[])
    assert returncode == 0, output
    assert left == {"job_states": {}}
    assert '"elb: no jobs"' in output


@EVERYWHERE
@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "job_ids is missing: give the job IDs, or use jobs"),
        ({"job_ids": "good", "jobs": []}, "both job_ids and jobs are set"),
        ({"jobs": ["good"]}, "jobs"),
        ({"job_ids": "good", "service": None}, "service is missing: give one of dcs,"),
        ({"job_ids": "good", "service": "elf"}, "value of service must be one of: dcs,"),
        ({"job_ids": " \n"}, "job_ids contains a null or empty ID"),
        ({"job_ids": [None]}, "job_ids contains a null or empty ID"),
        ({"job_ids": "good", "request_timeout": "soon"}, "request_timeout"),
    ],
    ids=["no job_ids", "job_ids and jobs", "no entry", "no service", "another service", "blank", "null", "a bad type"],
)
def test_errors_are_reported(play: Any, sim: Simulator, playbook: str, variables: dict[str, Any], message: str) -> None:
    returncode, output, _left = play(playbook, **variables)
    assert returncode == 2
    assert message in output
    assert sim.requests == []
