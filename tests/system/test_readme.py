# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README and the guides show can be typed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.jobs.plugins.module_utils import options

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))
SPECS = {
    "huaweicloud.jobs.job_info": options.argument_spec,
    "huaweicloud.jobs.job_wait": options.wait_argument_spec,
}


def yaml_blocks(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    blocks = re.findall(r"^\.\. code-block:: yaml\n\n((?:  .*\n|\n)+)", text, re.MULTILINE)
    return [re.sub(r"^  ", "", block, flags=re.MULTILINE) for block in blocks]


def tasks_in(node: Any) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        found = [(key, value) for key, value in node.items() if key in SPECS]
        return found + [task for value in node.values() for task in tasks_in(value)]
    return [task for item in node for task in tasks_in(item)] if isinstance(node, list) else []


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_two_commands_are_shown_and_there(target: str) -> None:
    blocks = re.findall(r"^```shell\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert f"make {target}\n" in blocks
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", [ROOT / "README.md", *GUIDES], ids=lambda path: path.name)
def test_examples_use_options_that_exist(path: Path) -> None:
    tasks = [task for block in yaml_blocks(path) for task in tasks_in(yaml.safe_load(block))]
    assert tasks
    for name, args in tasks:
        assert ArgumentSpecValidator(SPECS[name]({})).validate(args).error_messages == []


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).is_file()


def test_the_sections_of_a_certified_collection_are_there() -> None:
    wanted = "Description, Requirements, Installation, Use Cases, Testing, Contributing, Support, Release Notes"
    wanted += ", Related Information, License Information"
    assert [section for section in wanted.split(", ") if f"\n## {section}\n" not in README] == []
