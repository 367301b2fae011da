# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation matches the code. No sanity test compares this for action plugins."""

from __future__ import annotations

import ast
import graphlib
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.huaweicloud.jobs.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service import custom
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import (
    argument_spec,
    call_argument_spec,
    check_argument_spec,
    start_argument_spec,
    wait_argument_spec,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import INSECURE, VARIABLES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.version import VERSION
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome

ROOT = Path(__file__).resolve().parents[3]
MODULES = "ansible_collections.huaweicloud.jobs.plugins.modules"
SPECS = {
    "api_info": call_argument_spec,
    "cloud_info": check_argument_spec,
    "job_info": argument_spec,
    "job_start": start_argument_spec,
    "job_wait": wait_argument_spec,
}


def documentation_of(name: str) -> dict[str, Any]:
    """The documentation of a plugin, including the options from the collection's doc fragments."""
    documentation: dict[str, Any] = yaml.safe_load(importlib.import_module(f"{MODULES}.{name}").DOCUMENTATION)
    options: dict[str, Any] = {}
    for fragment in documentation["extends_documentation_fragment"]:
        if fragment.startswith("huaweicloud.jobs.connection"):
            part = fragment.removeprefix("huaweicloud.jobs.connection").lstrip(".").upper() or "DOCUMENTATION"
            options |= yaml.safe_load(getattr(ModuleDocFragment, part))["options"]
    documentation["options"] = {**options, **documentation.get("options", {})}
    return documentation


def returns_of(name: str) -> dict[str, Any]:
    return yaml.safe_load(importlib.import_module(f"{MODULES}.{name}").RETURN)


def essence(options_of: dict[str, Any], nested: str) -> dict[str, Any]:
    """What both the documentation and the argument spec define; ``nested`` is the key of their suboptions."""
    return {
        option: (
            documented["type"],
            documented.get("elements"),
            documented.get("required", False),
            documented.get("default"),
            documented.get("aliases", []),
            list(documented.get("choices", [])),
            essence(documented.get(nested, {}), nested),
        )
        for option, documented in options_of.items()
    }


def see_also_of(name: str) -> list[dict[str, str]]:
    """What a plugin and the collection's doc fragments refer to."""
    documentation = yaml.safe_load(importlib.import_module(f"{MODULES}.{name}").DOCUMENTATION)
    parts = [part for part in documentation["extends_documentation_fragment"] if part.startswith("huaweicloud.jobs.")]
    names = [part.removeprefix("huaweicloud.jobs.connection").lstrip(".").upper() or "DOCUMENTATION" for part in parts]
    fragments = [yaml.safe_load(getattr(ModuleDocFragment, name)) for name in names]
    return [entry for source in (documentation, *fragments) for entry in source.get("seealso", [])]


@pytest.mark.parametrize("name", SPECS)
def test_see_also_lists_the_other_plugins_and_existing_guides(name: str) -> None:
    entries = see_also_of(name)
    modules = [entry["module"] for entry in entries if "module" in entry]
    assert {*modules} == {*(f"huaweicloud.jobs.{other}" for other in SPECS if other != name), "ansible.builtin.uri"}
    links = [entry["link"] for entry in entries if "link" in entry]
    assert len({*links}) == len(links) == len(entries) - len(modules) > 0
    repository = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
    for link in links:
        guide = link.removeprefix(f"{repository}/blob/main/docs/docsite/rst/")
        assert (ROOT / "docs" / "docsite" / "rst" / guide).is_file(), link


@pytest.mark.parametrize("name", SPECS)
def test_the_sidebar_of_the_site_has_a_short_description(name: str) -> None:
    assert 3 <= len(documentation_of(name)["short_description"].split()) <= 8


@pytest.mark.parametrize("name", SPECS)
def test_options_match_the_argument_spec(name: str) -> None:
    spec = SPECS[name]({})
    spec["custom"] = {**spec["custom"], "options": custom.ARGUMENT_SPEC}
    assert essence(documentation_of(name)["options"], "suboptions") == essence(spec, "options")


def test_the_choices_of_service_match_the_table() -> None:
    choices = documentation_of("job_info")["options"]["service"]["choices"]
    assert list(choices) == [*SERVICES, "custom"]
    for name, row in SERVICES.items():
        assert choices[name].startswith(f"{row.title}.")
        assert re.findall(r"C\((\w+)\)", choices[name]) == row.parameters


@pytest.mark.parametrize("option", VARIABLES)
def test_the_variables_of_an_option_are_documented_in_order(option: str) -> None:
    documented = {"suboptions": documentation_of("job_info")["options"]}
    for name in option.split("."):
        documented = documented["suboptions"][name]
    # Other paragraphs name variables that do something else.
    texts = [
        text for text in documented["description"] if text.startswith(("If not set, ", "If neither this option nor "))
    ]
    named = re.findall(r"E\((\w+)\)", texts[0])
    assert named == list(VARIABLES[option])


def test_the_variables_that_disable_validation_are_documented_in_order() -> None:
    text = " ".join(documentation_of("job_info")["options"]["validate_certs"]["description"])
    assert re.findall(r"E\((\w+)\)", text) == list(INSECURE)


def test_plugins_document_the_same_return_values_alike() -> None:
    info, wait = returns_of("job_info"), returns_of("job_wait")
    assert {key: wait[key] for key in info} == info


def test_all_return_values_are_documented() -> None:
    job = {"job_id", "service", *returns_of("job_info")["jobs"]["contains"]}

    outcome = Outcome([Entry(Job("a", "elb", "failed"))])
    assert set(outcome.jobs[0].as_dict(raw=True)) == job
    assert set(outcome.jobs[0].as_dict()) == job - {"raw"}
    common = {"changed", "failed", "msg"}
    assert set(outcome.wait_result()) - common | {"resume"} == set(returns_of("job_wait"))
    assert "resume" not in outcome.wait_result()
    assert set(outcome.info_result()) - common == set(returns_of("job_info"))


def test_the_version_matches_the_collection() -> None:
    assert yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"] == VERSION


def test_all_plugins_are_in_the_action_group() -> None:
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert [name.rsplit(".", 1)[-1] for name in groups["all"]] == list(SPECS)


#: The folders of module_utils. Each folder can import only from those after it.
LAYERS = ["_task", "_wait", "_login", "_service", "_http", "_text"]
MODULE_UTILS = ROOT / "plugins" / "module_utils"
FILES = sorted(MODULE_UTILS.rglob("*.py"))


def imports_of(path: Path) -> list[str]:
    """The imports of a file. Imports from the collection are listed by their path below ``plugins``."""
    here = list(path.relative_to(ROOT / "plugins").parts)
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            origin = [*here[: -node.level], node.module or ""] if node.level else [node.module or ""]
            names += [".".join(filter(None, [*origin, alias.name])) for alias in node.names]
    return [name.removeprefix("ansible_collections.huaweicloud.jobs.plugins.") for name in names]


def test_module_utils_are_folders() -> None:
    assert {path.name for path in MODULE_UTILS.iterdir() if path.name != "__pycache__"} == set(LAYERS)
    assert {path.relative_to(MODULE_UTILS).parts[0] for path in FILES} == set(LAYERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(MODULE_UTILS)))
def test_imports_follow_the_order_of_the_folders(path: Path) -> None:
    layer = LAYERS.index(path.relative_to(MODULE_UTILS).parts[0])
    ours = [name.split(".") for name in imports_of(path) if name.startswith(("module_utils", "plugin", "action"))]
    assert [name for name in ours if name[:1] != ["module_utils"] or LAYERS.index(name[1]) < layer] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_within_a_folder_are_acyclic(layer: str) -> None:
    found = {
        path.stem: {name.split(".")[2] for name in imports_of(path) if name.startswith(f"module_utils.{layer}.")}
        for path in FILES
        if path.parent.name == layer
    }
    # An imported name can be a file or a member of a file.
    edges = {name: {other for other in others if other in found} for name, others in found.items()}
    list(graphlib.TopologicalSorter(edges).static_order())


@pytest.mark.parametrize("path", [path for path in FILES if "_task" not in path.parts], ids=lambda path: path.name)
def test_only_the_task_layer_imports_ansible(path: Path) -> None:
    assert [name for name in imports_of(path) if name.split(".")[0] == "ansible"] == []


def code_lines(node: ast.AST) -> set[int]:
    """The lines of code in a file, without documentation and comments."""
    docstrings = {
        line
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Assign, ast.Expr)) and isinstance(inner.value, ast.Constant)
        for line in range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
        if isinstance(inner.value.value, str)
    }
    lines: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, (ast.stmt, ast.expr, ast.arg, ast.keyword)):
            lines |= {inner.lineno, inner.end_lineno or inner.lineno}
    return lines - docstrings


PLUGIN_FILES = sorted((ROOT / "plugins").rglob("*.py"))


@pytest.mark.parametrize("path", PLUGIN_FILES, ids=lambda path: str(path.relative_to(ROOT / "plugins")))
def test_files_and_classes_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    kind = path.relative_to(ROOT / "plugins").parts[0]
    if kind in ("action", "modules"):
        assert len(code_lines(tree)) <= {"action": 80, "modules": 40}[kind]
    elif kind != "doc_fragments" and path.name != "table.py":
        assert len(source.splitlines()) <= 260
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    if kind != "doc_fragments":
        assert [node.name for node in classes if (node.end_lineno or 0) - node.lineno >= 200] == []
