# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting in AWX: its own code turns a credential into an environment, in which ansible-runner runs the playbooks."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import ansible_runner
import pytest
import yaml
from awx_plugins.interfaces import _temporary_private_inject_api as awx
from eavesdropper import Eavesdropper

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.login import AUTH_TYPES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import SECRETS
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import argument_spec, wait_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import connect
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import VARIABLES as BEHIND_OPTIONS
from simulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
TYPE = yaml.safe_load((ROOT / "playbooks" / "files" / "awx" / "credential_type.yml").read_text(encoding="utf-8"))
SURVEY = yaml.safe_load((ROOT / "playbooks" / "files" / "awx" / "survey.yml").read_text(encoding="utf-8"))
GUIDE = (ROOT / "docs" / "docsite" / "rst" / "awx.rst").read_text(encoding="utf-8")
FIELDS = {field["id"]: field for field in TYPE["inputs"]["fields"]}
VARIABLES = {variable: template.strip("{ }") for variable, template in TYPE["injectors"]["env"].items()}
#: The variables that determine where a login is sent.
LOCATIONS = ("endpoint", "iam_endpoint", "sts_endpoint", "cloud", "region")
#: The variables of the only host in the created inventory. The job evaluates the template in its own environment.
HOST = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
IDLE_TIMEOUT = 25


def injected(inputs: dict[str, str], folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The environment that AWX creates from a credential: as the job gets it, and as AWX displays it."""
    kind = awx.ManagedCredentialType("huaweicloud", TYPE["name"], TYPE["kind"], TYPE["inputs"], TYPE["injectors"])
    env: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    args: list[str] = []
    awx.inject_credential(kind, awx.Credential(dict(inputs)), env, shown, args, str(folder))
    assert args == []
    return env, shown


def keys_of(sim: Simulator) -> dict[str, str]:
    keys = {"access_key": sim.access_key, "secret_key": sim.secret_key}
    return {**keys, "project_id": sim.project_id, "endpoint": sim.endpoint("elb")}


def user_of(sim: Simulator) -> dict[str, str]:
    return {
        "username": sim.username,
        "password": sim.password,
        "domain_name": sim.domain_name,
        "iam_endpoint": sim.endpoint("iam"),
        "endpoint": sim.endpoint("elb"),
        "region": sim.project_name,
    }


def token_of(sim: Simulator) -> dict[str, str]:
    return {"token": sim.token, "project_id": sim.project_id, "endpoint": sim.endpoint("elb")}


def example(word: str, language: str = "yaml") -> str:
    """The example in the guide that contains this word. There must be only one."""
    blocks = re.findall(rf"^\.\. code-block:: {language}\n\n((?:  .*\n|\n)+)", GUIDE, re.MULTILINE)
    (found,) = [block for block in blocks if word in block]
    return re.sub(r"^  ", "", found, flags=re.MULTILINE)


class Controller:
    """Runs playbooks as AWX does: in a project, with a credential, and with ansible-runner."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.project.mkdir(parents=True)
        for name in ("wait", "doctor"):
            text = example(f"import_playbook: huaweicloud.jobs.{name}")
            (self.project / f"{name}.yml").write_text(text, encoding="utf-8")
        (self.project / "create.yml").write_text(example("ansible.builtin.set_stats"), encoding="utf-8")
        (folder / "home").mkdir()

    def run(
        self,
        playbook: str,
        inputs: dict[str, str],
        extra_vars: dict[str, Any],
        on_line: Callable[[str], None] = lambda line: None,
    ) -> tuple[str, dict[str, Any]]:
        """The status of the job, and the data for the next node. ``on_line`` gets each line of the wait immediately."""
        artifacts: dict[str, Any] = {}

        def handle(event: dict[str, Any]) -> bool:
            if event["event"] == "verbose":
                on_line(event["stdout"])
            artifacts.update(event.get("event_data", {}).get("artifact_data", {}))
            return True

        env, _shown = injected(inputs, self.folder)
        env.update(
            PATH=os.pathsep.join((str(Path(sys.executable).parent), os.defpath)),
            ANSIBLE_COLLECTIONS_PATH=os.environ["ANSIBLE_COLLECTIONS_PATH"],
            HOME=str(self.folder / "home"),
        )
        # ansible-runner passes on the variables of its own environment.
        with mock.patch.dict(os.environ, env, clear=True):
            result = ansible_runner.run(
                private_data_dir=str(self.folder),
                playbook=playbook,
                inventory={"all": {"hosts": {"localhost": HOST}}},
                extravars=extra_vars,
                settings={"idle_timeout": IDLE_TIMEOUT},
                event_handler=handle,
                quiet=True,
                timeout=120,
            )
        return result.status, artifacts

    @property
    def shown(self) -> str:
        """Everything that AWX would display and store of the runs so far."""
        patterns = ("artifacts/*/stdout", "artifacts/*/job_events/*.json")
        paths = [path for pattern in patterns for path in self.folder.glob(pattern)]
        assert paths
        return "".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.fixture
def controller(tmp_path: Path) -> Controller:
    return Controller(tmp_path / "controller")


def test_each_field_is_an_option_with_its_own_variable() -> None:
    assert sorted(VARIABLES.values()) == sorted(FIELDS)
    for variable, field in VARIABLES.items():
        option, dot, within = field.replace("assume_role_", "assume_role.").partition(".")
        spec = argument_spec()[option]
        assert not dot or within in spec["options"]
        assert variable in BEHIND_OPTIONS[f"{option}{dot}{within}"]
    for way in ("token", "aksk", "password"):
        assert set(AUTH_TYPES[way][0]) <= set(FIELDS)


def test_awx_accepts_the_type() -> None:
    """Checks the type like CredentialTypeInputField and CredentialTypeInjectorField of AWX."""
    assert TYPE["kind"] in {"cloud", "net"}
    assert set(TYPE) == {"name", "description", "kind", "inputs", "injectors"}
    for field in FIELDS.values():
        assert field["type"] == "string"
        assert {"id", "label"} <= set(field) <= {"id", "label", "type", "help_text", "secret"}
    for variable in VARIABLES:
        assert not variable.startswith("ANSIBLE_")
        assert variable not in awx.ENV_BLOCKLIST


def test_secrets_are_hidden_where_awx_shows_an_environment(tmp_path: Path) -> None:
    secret = {name for name, field in FIELDS.items() if field.get("secret")}
    # The token of an OpenID Connect provider is too short-lived to be stored.
    assert secret == {name for name in SECRETS if "." not in name}
    env, shown = injected({name: f"value-of-{name}" for name in FIELDS}, tmp_path)
    for variable, field in VARIABLES.items():
        assert env[variable] == f"value-of-{field}"
        assert shown[variable] == (awx.HIDDEN_PASSWORD if field in secret else f"value-of-{field}")
    # If AWX does not know which variables come from a credential, it hides them by their names.
    by_name = awx.build_safe_env(env)
    assert not [variable for variable, field in VARIABLES.items() if field in secret and "value" in by_name[variable]]


def test_empty_fields_are_not_set(tmp_path: Path) -> None:
    env, _shown = injected({}, tmp_path)
    assert env == dict.fromkeys(VARIABLES, "")
    params = {"service": "elb", "job_ids": ["a"], "validate_certs": True, "request_timeout": 30.0, "region": "eu-de"}
    other = {"HUAWEICLOUD_SDK_AK": "ak", "HUAWEICLOUD_SDK_SK": "sk", "OS_PROJECT_ID": "project"}
    assert connect(params, {**env, **other}).targets[0].location.project.known == "project"
    with pytest.raises(OptionError, match="no login was found"):
        connect(params, env)


def assuming(sim: Simulator) -> dict[str, str]:
    agency = {"assume_role_agency_name": sim.agencies.name, "assume_role_domain_id": sim.other.id}
    locations = {"sts_endpoint": sim.endpoint("sts"), "project_id": sim.other.projects[0].id}
    return {**keys_of(sim), **agency, **locations}


@pytest.mark.parametrize("inputs_of", [keys_of, user_of, token_of, assuming])
def test_each_way_to_log_in_works(
    controller: Controller, sim: Simulator, inputs_of: Callable[[Simulator], dict[str, str]]
) -> None:
    sim.add_job("elb", "done")
    variables = {"service": "elb", "job_ids": "done\n"}
    status, artifacts = controller.run("wait.yml", inputs_of(sim), variables)
    assert status == "successful", controller.shown
    assert artifacts == {"job_states": {"done": "succeeded"}}


def test_a_wait_without_changes_is_not_idle(controller: Controller, sim: Simulator) -> None:
    """Lines are passed on immediately: the job ends only because the line after 20 seconds was seen."""
    sim.add_job("elb", "slow", steps=[(0, "RUNNING")], job_type="createELB")
    lines: list[str] = []

    def on_line(line: str) -> None:
        lines.extend(line.splitlines())
        if "still RUNNING" in line and sum("still RUNNING" in reported for reported in lines) == 2:
            sim.add_job("elb", "slow", steps=[(0, "RUNNING"), (22, "SUCCESS")], job_type="createELB")

    variables = {"service": "elb", "job_ids": "slow", "wait_timeout": 60}
    status, _artifacts = controller.run("wait.yml", keys_of(sim), variables, on_line)
    assert status == "successful", controller.shown
    reported = [re.sub(r" \(\d+:\d+ of 1:00\)", "", line) for line in lines if "slow" in line]
    assert reported.pop(0).startswith(
        "waiting up to 1:00 for elb slow; to resume: ansible-playbook huaweicloud.jobs.wait "
    )
    assert reported == [
        "elb slow (createELB): RUNNING",
        *["elb slow (createELB): still RUNNING"] * 3,
        "elb slow (createELB): SUCCESS",
    ]
    assert sim.secret_key not in controller.shown


def without_times(output: str) -> list[str]:
    """The lines of a job's output, without what differs between runs."""
    lines = [re.sub(r"\(\d+:\d+ of|after \d+ queries|\*{3,}|\s+$", "", line) for line in output.splitlines()]
    return [line for line in lines if line and "still RUNNING" not in line]


def test_a_job_prints_what_the_guide_shows(controller: Controller, sim: Simulator) -> None:
    """And nothing else: with ansible-runner 2.4.0 and 2.4.1, ansible-core 2.21 warns about each progress line."""
    shown = example("PLAY RECAP", "text")
    (job_id,) = set(re.findall(r"-e job_ids=(\w+)", shown))
    assert f"project_id={sim.project_id} " in shown
    sim.add_job("elb", job_id, steps=[(0, "RUNNING")], job_type="createELB")

    def on_line(line: str) -> None:
        if "RUNNING" in line:
            sim.add_job("elb", job_id, job_type="createELB")

    variables = {"service": "elb", "job_ids": job_id}
    status, _artifacts = controller.run("wait.yml", {**keys_of(sim), "region": "eu-de"}, variables, on_line)
    assert status == "successful", controller.shown
    assert "errantly sent data" not in controller.shown
    (stdout,) = controller.folder.glob("artifacts/*/stdout")
    output = without_times(stdout.read_text(encoding="utf-8"))
    assert [line for line in output if line.startswith(f"elb {job_id} (createELB): ")]
    assert output == without_times(shown)


def test_the_project_has_the_files_of_the_examples(controller: Controller) -> None:
    tree = re.findall(r"[\w/]+\.yml|\w+$", example("├──", "text"), re.MULTILINE)
    assert tree == ["collections", "requirements.yml", *sorted(path.name for path in controller.project.iterdir())]
    assert {"name": "huaweicloud.jobs"} in yaml.safe_load(example("collections:"))["collections"]


@pytest.mark.parametrize("inputs_of", [keys_of, token_of])
def test_a_workflow_creates_and_waits(
    controller: Controller, sim: Simulator, inputs_of: Callable[[Simulator], dict[str, str]]
) -> None:
    """Merges variables like WorkflowJobNode.get_job_kwargs: survey defaults, a node's data, workflow variables."""
    inputs, workflow = inputs_of(sim), {"vpc_id": "21838be1-c1ce-4c09-9184-228cdb43038d"}
    defaults = {question["variable"]: question["default"] for question in SURVEY["spec"] if "default" in question}
    status, created = controller.run("create.yml", inputs, workflow)
    assert status == "successful", controller.shown
    assert set(created) == {"service", "job_ids"}
    status, artifacts = controller.run("wait.yml", inputs, {**defaults, **created, **workflow})
    assert status == "successful", controller.shown
    assert artifacts == {"job_states": dict.fromkeys(created["job_ids"], "succeeded")}
    assert created["job_ids"] == sim.started("elb")
    assert len(created["job_ids"]) == 1
    assert (inputs.get("token") or inputs["secret_key"]) not in controller.shown
    # The result includes the headers of the request with the token, which AWX would store.
    assert "ansible.builtin.uri" not in GUIDE


def attack_by(other: Eavesdropper, folder: Path) -> dict[str, Any]:
    """Extra variables with which an attacker could try to get the login."""
    script = folder / "theirs"
    script.write_text(f'#!/bin/sh\nenv > "{folder / "stolen"}"\nexec "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return {
        "endpoint": other.url,
        "iam_endpoint": other.url,
        "cloud": other.host,
        "custom": {"path": "/{job_id}", "host": other.host, "succeeded": ["SUCCESS"], "failed": ["FAIL"]},
        "validate_certs": False,
        "ca_path": "/nowhere",
        "profile": "theirs",
        **{variable: other.url for name in LOCATIONS for variable in BEHIND_OPTIONS[name]},
        "HTTP_PROXY": other.url,
        "http_proxy": other.url,
        "ansible_python_interpreter": str(script),
        "ansible_remote_tmp": f"$({script})",
    }


def accepted(template: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
    """The launch variables that AWX accepts, as in SurveyJobTemplateMixin._accept_or_ignore_variables."""
    polled = {question["variable"] for question in template["survey_spec"]["spec"]}
    open_to_all = template["ask_variables_on_launch"]
    return {name: value for name, value in variables.items() if open_to_all or name in polled}


@pytest.mark.parametrize("inputs_of", [keys_of, user_of, token_of, assuming])
def test_launching_the_template_cannot_redirect_its_credential(
    controller: Controller, sim: Simulator, set_up: SetUp, inputs_of: Callable[[Simulator], dict[str, str]]
) -> None:
    """This holds for the template as it is set up, and also if an administrator allows all variables."""
    sim.add_job("elb", "done")
    returncode, output, calls = set_up(awx_project="Waits", awx_create_template="Create")
    assert returncode == 0, output
    with Eavesdropper() as other:
        launch = {"service": "elb", "job_ids": "done", **attack_by(other, controller.folder)}
        requested = accepted(calls["job_template"], launch)
        assert set(requested) == {"service", "job_ids"}
        for variables in (requested, launch):
            status, artifacts = controller.run("wait.yml", inputs_of(sim), variables)
            assert status == "successful", controller.shown
            assert artifacts == {"job_states": {"done": "succeeded"}}
        assert other.heard == []
    assert not (controller.folder / "stolen").exists()
    assert len(sim.queries("elb", "done")) == 2


@pytest.mark.parametrize("inputs_of", [keys_of, user_of, token_of])
def test_a_template_reports_whether_a_credential_works(
    controller: Controller, sim: Simulator, inputs_of: Callable[[Simulator], dict[str, str]]
) -> None:
    inputs = {**inputs_of(sim), "iam_endpoint": sim.endpoint("iam"), "region": sim.project_name}
    with Eavesdropper() as other:
        variables = {
            "services": "elb",
            **attack_by(other, controller.folder),
            "report": str(controller.folder / "report"),
        }
        status, _artifacts = controller.run("doctor.yml", inputs, variables)
        assert status == "successful", controller.shown
        assert other.heard == []
    assert not (controller.folder / "stolen").exists()
    assert len(sim.queries()) == 1
    assert re.search(r"elb +ok +HTTP 404 ELB\.0404: job not found", controller.shown)
    written = (controller.folder / "report").read_text(encoding="utf-8")
    for secret in (sim.secret_key, sim.password, sim.token):
        assert secret not in controller.shown
        assert secret not in written


def test_a_template_fails_if_the_credential_is_refused(controller: Controller, sim: Simulator) -> None:
    inputs = {**keys_of(sim), "secret_key": "another", "iam_endpoint": sim.endpoint("iam"), "region": "eu-de"}
    status, _artifacts = controller.run("doctor.yml", inputs, {})
    assert status == "failed"
    assert "The login was refused, so the check ended after that" in controller.shown
    assert sim.bad_signatures == {sim.access_key: 1}


@pytest.mark.parametrize("location", ["iam_endpoint", "endpoint", "cloud", "profile"])
def test_an_extra_variable_cannot_redirect_the_password(controller: Controller, sim: Simulator, location: str) -> None:
    """If the credential does not set a location, the person who launches the job cannot set it either."""
    clouds = controller.folder / "home" / ".config" / "openstack" / "clouds.yaml"
    clouds.parent.mkdir(parents=True)
    with Eavesdropper() as other:
        clouds.write_text(f"clouds: {{theirs: {{auth: {{auth_url: '{other.url}'}}}}}}", encoding="utf-8")
        values = {"iam_endpoint": other.url, "endpoint": other.url, "cloud": other.host, "profile": "theirs"}
        # This cloud cannot be resolved.
        there = {**user_of(sim), "region": "nowhere", "cloud": "made-up.example"}
        inputs = {name: value for name, value in there.items() if name != location}
        variables = {
            "service": "elb",
            "job_ids": "done",
            "wait_timeout": 1,
            "missing_grace": 0,
            location: values[location],
        }
        status, _artifacts = controller.run("wait.yml", inputs, variables)
        assert status == "failed", controller.shown
        assert other.heard == []
    assert f"only read from the environment or a credential: {location}" in controller.shown


def test_the_states_of_a_failed_wait_reach_the_next_node(controller: Controller, sim: Simulator) -> None:
    sim.add_job("elb", "good")
    sim.add_job("elb", "bad", steps=[(0, "FAIL")], fail_reason="quota exceeded")
    variables = {"service": "elb", "job_ids": ["good", "bad"]}
    status, artifacts = controller.run("wait.yml", keys_of(sim), variables)
    assert status == "failed"
    assert artifacts == {"job_states": {"good": "succeeded", "bad": "failed"}}
    (controller.project / "failed.yml").write_text(example("dict2items"), encoding="utf-8")
    status, _artifacts = controller.run("failed.yml", keys_of(sim), artifacts)
    assert status == "successful", controller.shown
    assert re.search(r'"msg": \[\s+"quota exceeded"\s+\]', controller.shown)


@pytest.mark.parametrize(
    ("steps", "reached", "ends"),
    [
        ([(0, "RUNNING")], True, "successful"),
        ([(0, "SUCCESS")], True, "successful"),
        ([(0, "FAIL")], True, "failed"),
        (None, True, "failed"),
        ([(0, "RUNNING")], False, "failed"),
    ],
    ids=["running", "succeeded", "failed", "missing", "not reached"],
)
def test_a_single_query_fails_only_for_permanent_problems(
    controller: Controller, sim: Simulator, steps: list[tuple[int, str]] | None, reached: bool, ends: str
) -> None:
    if steps:
        sim.add_job("sdrs", "job", steps)
    play = {"name": "Look", "hosts": "localhost", "gather_facts": False, "tasks": yaml.safe_load(example("timeout: 0"))}
    (controller.project / "look.yml").write_text(yaml.safe_dump([play]), encoding="utf-8")
    endpoint = sim.endpoint("sdrs") if reached else "http://127.0.0.1:1"
    status, _artifacts = controller.run("look.yml", {**keys_of(sim), "endpoint": endpoint}, {"job_ids": ["job"]})
    assert status == ends, controller.shown


def test_the_survey_matches_the_variables_of_the_playbook() -> None:
    (play,) = yaml.safe_load((ROOT / "playbooks" / "wait.yml").read_text(encoding="utf-8"))
    known = play["tasks"][0]["ansible.builtin.validate_argument_spec"]["argument_spec"]
    polled = {question["variable"]: question for question in SURVEY["spec"]}
    assert set(polled) <= set(known)
    assert {name for name, spec in known.items() if spec.get("required")} <= set(polled)
    assert polled["service"]["choices"] == list(SERVICES)
    assert polled["wait_timeout"]["default"] == wait_argument_spec()["timeout"]["default"]


def refused_by(question: dict[str, Any], variables: dict[str, Any]) -> str | None:
    """Why AWX refuses a launch through the API, as in SurveyJobTemplateMixin._survey_element_validation."""
    name = question["variable"]
    if name not in variables:
        # Even if there is a default.
        return "missing" if question["required"] else None
    value = variables[name]
    if question["type"] in ("text", "textarea"):
        size = len(value) if isinstance(value, str) else None
    elif question["type"] == "integer":
        size = value if isinstance(value, int) else None
    else:
        return None if value in question["choices"] else "no choice"
    if size is None:
        return "type"
    # Without a minimum, AWX accepts an empty string.
    return "too small" if size < question.get("min", size) else None


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"service": "elb", "job_ids": "a"}, []),
        ({"service": "elb", "job_ids": "a, b", "path_parameters": "instance_id=c", "wait_timeout": 0}, []),
        ({"service": "elb", "job_ids": ["a"]}, ["type"]),
        ({"service": "elb", "job_ids": ""}, ["too small"]),
        ({"service": "elb", "job_ids": "a", "wait_timeout": -1}, ["too small"]),
        ({"service": "other"}, ["no choice", "missing"]),
    ],
)
def test_a_launch_over_the_api_is_checked(variables: dict[str, Any], why: list[str]) -> None:
    refused = [refused_by(question, variables) for question in SURVEY["spec"]]
    assert [reason for reason in refused if reason] == why


def test_awx_accepts_the_survey() -> None:
    """Checks the survey like JobTemplateSurveySpec of AWX."""
    defaults = {"multiplechoice": str, "textarea": str, "text": str, "integer": int}
    assert set(SURVEY) == {"name", "description", "spec"}
    for question in SURVEY["spec"]:
        assert {"type", "question_name", "variable", "required"} <= set(question)
        assert isinstance(question["required"], bool)
        assert isinstance(question.get("default", defaults[question["type"]]()), defaults[question["type"]])


MODULES = ("credential_type", "inventory", "host", "job_template", "workflow_job_template")
#: The collections that have these modules. Neither is on PyPI.
COLLECTIONS = ("ansible.controller", "awx.awx")
#: Replaces each of these modules, and records the arguments of its calls.
STAND_IN = """#!/usr/bin/python
# WANT_JSON
import json, os, sys
with open(sys.argv[1]) as file:
    arguments = {key: value for key, value in json.load(file).items() if not key.startswith("_ansible_")}
with open(os.environ["KEPT"], "a") as kept:
    kept.write(json.dumps(["COLLECTION", "NAME", arguments]) + "\\n")
print(json.dumps({"changed": True}))
"""


class SetUp:
    """Runs the playbook that sets up AWX."""

    def __init__(self, playbooks: Any, folder: Path) -> None:
        self.playbooks = playbooks
        self.folder = folder
        #: The collections whose modules were called.
        self.used: set[str] = set()

    def install(self, collection: str) -> None:
        modules = self.folder / "ansible_collections" / Path(*collection.split(".")) / "plugins" / "modules"
        modules.mkdir(parents=True)
        for name in MODULES:
            text = STAND_IN.replace("COLLECTION", collection).replace("NAME", name)
            (modules / f"{name}.py").write_text(text, encoding="utf-8")

    def __call__(self, collections: tuple[str, ...] = ("awx.awx",), **variables: Any) -> tuple[int, str, Any]:
        """Returns the exit code, the output, and the arguments of each module."""
        for collection in collections:
            self.install(collection)
        path = os.pathsep.join((os.environ["ANSIBLE_COLLECTIONS_PATH"], str(self.folder)))
        kept = self.folder / "kept"
        environment = {"ANSIBLE_COLLECTIONS_PATH": path, "KEPT": str(kept)}
        arguments = ("huaweicloud.jobs.awx", "-e", json.dumps(variables))
        returncode, output = self.playbooks.call(*arguments, **environment)
        lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
        calls = [json.loads(line) for line in lines]
        self.used = {collection for collection, _name, _arguments in calls}
        return returncode, output, {name: arguments for _collection, name, arguments in calls}


@pytest.fixture
def set_up(playbooks: Any, tmp_path: Path) -> SetUp:
    return SetUp(playbooks, tmp_path)


@pytest.mark.parametrize(
    ("collections", "used"),
    [(COLLECTIONS[:1], "ansible.controller"), (COLLECTIONS[1:], "awx.awx"), (COLLECTIONS, "ansible.controller")],
)
def test_the_modules_come_from_awx_or_automation_controller(
    set_up: SetUp, collections: tuple[str, ...], used: str
) -> None:
    returncode, output, calls = set_up(collections, awx_project="Waits", awx_create_template="Create")
    assert returncode == 0, output
    assert "[WARNING]: Error loading plugin" not in output
    assert list(calls) == list(MODULES)
    assert set_up.used == {used}


def test_awx_is_set_up(set_up: SetUp) -> None:
    returncode, output, calls = set_up(
        awx_project="Waits", awx_credential="Production", awx_create_template="Create a load balancer"
    )
    assert returncode == 0, output
    assert list(calls) == list(MODULES)
    assert calls["credential_type"] == TYPE
    assert calls["host"]["inventory"] == calls["inventory"]["name"] == calls["job_template"]["inventory"]
    template = calls["job_template"]
    assert template["survey_spec"] == SURVEY
    assert template["survey_enabled"] is True
    assert (template["project"], template["playbook"], template["forks"]) == ("Waits", "wait.yml", 1)
    assert template["ask_variables_on_launch"] is False
    assert calls["host"]["variables"] == HOST
    assert template["credentials"] == ["Production"]
    assert "execution_environment" not in template
    workflow = calls["workflow_job_template"]
    assert workflow["allow_simultaneous"] is True
    # AWX passes the variables of a workflow to its nodes, even if their templates do not accept them.
    assert workflow["ask_variables_on_launch"] is False
    assert str(workflow["survey_enabled"]) == "False"
    assert "survey_spec" not in workflow
    create, wait = workflow["workflow_nodes"]
    assert create["unified_job_template"]["name"] == "Create a load balancer"
    assert wait["unified_job_template"]["name"] == template["name"]
    assert create["related"]["success_nodes"] == [{"identifier": wait["identifier"]}]


def test_the_workflow_has_the_survey_of_its_first_node(set_up: SetUp) -> None:
    question = {"variable": "vpc_id", "question_name": "VPC", "type": "text", "required": True}
    survey = {"name": "Shop", "description": "Which VPC", "spec": [question]}
    returncode, output, calls = set_up(awx_project="Waits", awx_create_template="Create", awx_create_survey=survey)
    assert returncode == 0, output
    workflow = calls["workflow_job_template"]
    assert workflow["survey_spec"] == survey
    assert str(workflow["survey_enabled"]) == "True"
    assert workflow["ask_variables_on_launch"] is False


def test_awx_is_set_up_without_a_workflow(set_up: SetUp) -> None:
    returncode, output, calls = set_up(awx_project="Waits")
    assert returncode == 0, output
    assert list(calls) == list(MODULES[:-1])
    assert "credentials" not in calls["job_template"]


def test_setting_up_awx_requires_a_project(set_up: SetUp) -> None:
    returncode, output, calls = set_up()
    assert returncode == 2
    assert "missing required arguments: awx_project" in output
    assert calls == {}
