# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation says what the code does: no sanity test compares that of an action plugin."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.huaweicloud.jobs.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.huaweicloud.jobs.plugins.module_utils import custom, options
from ansible_collections.huaweicloud.jobs.plugins.module_utils.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils.services import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils.version import VERSION

ROOT = Path(__file__).resolve().parents[3]
MODULES = "ansible_collections.huaweicloud.jobs.plugins.modules"
SPECS = {"job_info": options.argument_spec, "job_wait": options.wait_argument_spec}


def documentation_of(name: str) -> dict[str, Any]:
    documentation = yaml.safe_load(importlib.import_module(f"{MODULES}.{name}").DOCUMENTATION)
    shared = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)
    documentation["options"] = {**shared["options"], **documentation.get("options", {})}
    return documentation


def returns_of(name: str) -> dict[str, Any]:
    return yaml.safe_load(importlib.import_module(f"{MODULES}.{name}").RETURN)


def essence(options_of: dict[str, Any], nested: str) -> dict[str, Any]:
    """What documentation and argument spec both say of options; ``nested`` is their key for those of a dictionary."""
    return {
        option: (
            said["type"],
            said.get("elements"),
            said.get("required", False),
            said.get("default"),
            said.get("aliases", []),
            list(said.get("choices", [])),
            essence(said.get(nested, {}), nested),
        )
        for option, said in options_of.items()
    }


@pytest.mark.parametrize("name", SPECS)
def test_options_are_those_of_the_argument_spec(name: str) -> None:
    spec = SPECS[name]({})
    spec["custom"] = {**spec["custom"], "options": custom.ARGUMENT_SPEC}
    assert essence(documentation_of(name)["options"], "suboptions") == essence(spec, "options")


def test_the_choices_of_service_are_the_rows_of_the_table() -> None:
    choices = documentation_of("job_info")["options"]["service"]["choices"]
    assert list(choices) == [*SERVICES, "custom"]
    for name, row in SERVICES.items():
        assert choices[name].startswith(f"{row.title}.")
        assert re.findall(r"C\((\w+)\)", choices[name]) == row.parameters


@pytest.mark.parametrize("option", options.ENVIRONMENT)
def test_the_variables_behind_an_option_are_documented_in_their_order(option: str) -> None:
    text = " ".join(documentation_of("job_info")["options"][option]["description"])
    named = re.findall(r"E\((\w+)\)", text.rpartition("If not given")[2] if option == "profile" else text)
    assert named == list(options.ENVIRONMENT[option])


def test_the_variables_against_certificates_are_documented_in_their_order() -> None:
    text = " ".join(documentation_of("job_info")["options"]["validate_certs"]["description"])
    assert re.findall(r"E\((\w+)\)", text) == list(options.INSECURE)


def test_both_plugins_describe_what_they_return_alike() -> None:
    info, wait = returns_of("job_info"), returns_of("job_wait")
    assert {key: wait[key] for key in info} == info


def test_what_is_returned_is_documented() -> None:
    job = {"job_id", "service", *returns_of("job_info")["jobs"]["contains"]}
    from ansible_collections.huaweicloud.jobs.plugins.module_utils.jobs import Job

    outcome = Outcome("elb", "", [Job("a", "elb", "failed")])
    assert set(outcome.jobs[0].as_dict()) == job
    common = {"changed", "failed", "msg"}
    assert set(outcome.wait_result()) - common == set(returns_of("job_wait"))
    assert set(outcome.info_result()) - common == set(returns_of("job_info"))


def test_the_version_is_that_of_the_collection() -> None:
    assert yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"] == VERSION


def test_both_plugins_are_in_the_action_group() -> None:
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert [name.rsplit(".", 1)[-1] for name in groups["all"]] == ["job_info", "job_wait"]


@pytest.mark.parametrize(
    "name",
    [
        "client",
        "services",
        "vocabulary",
        "custom",
        "jobs",
        "schedule",
        "waiter",
        "outcome",
        "auth",
        "clouds",
        "profiles",
        "texts",
        "times",
    ],
)
def test_the_core_needs_no_ansible(name: str) -> None:
    source = (ROOT / "plugins" / "module_utils" / f"{name}.py").read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|from) +ansible", source, re.MULTILINE)


ORDER = [
    "options",
    "profiles",
    "clouds",
    "auth",
    "waiter",
    "schedule",
    "outcome",
    "client",
    "jobs",
    "services",
    "custom",
    "vocabulary",
    "texts",
    "times",
    "version",
]


@pytest.mark.parametrize("name", ORDER)
def test_imports_run_one_way(name: str) -> None:
    source = (ROOT / "plugins" / "module_utils" / f"{name}.py").read_text(encoding="utf-8")
    imported = re.findall(r"^from \.(\w+) import", source, re.MULTILINE)
    for names in re.findall(r"^from \. import (.+)", source, re.MULTILINE):
        imported += re.findall(r"(\w+)(?: as \w+)?", names)
    assert [other for other in imported if ORDER.index(other) <= ORDER.index(name)] == []
