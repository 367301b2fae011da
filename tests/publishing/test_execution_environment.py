# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The definition of the execution environment that users get, as far as it can be tested without a container."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from .conftest import NAME, Installed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def context(installed: Installed) -> Path:
    """The context from which the image is built."""
    definition = installed.collection / "extensions" / "ee" / "execution-environment.yml"
    options = ("-f", definition, "-c", installed.folder / "context", "--output-filename", "Containerfile")
    installed.run("ansible_builder", "create", *options)
    return installed.folder / "context"


def test_it_installs_this_collection(context: Path) -> None:
    wanted = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert [collection["name"] for collection in wanted["collections"]] == [NAME]


def test_it_installs_the_newest_tested_core(context: Path) -> None:
    pins = (ROOT / "requirements" / "core-2.21.txt").read_text(encoding="utf-8")
    (newest,) = re.findall(r"^ansible-core==(\d+\.\d+)", pins, re.MULTILINE)
    recipe = (context / "Containerfile").read_text(encoding="utf-8")
    assert re.search(rf'^ARG ANSIBLE_INSTALL_REFS=".*ansible-core~={newest}\.0', recipe, re.MULTILINE)


def test_it_installs_a_runner_that_does_not_warn_about_progress_lines(context: Path) -> None:
    """``test_awx`` tests this with the pinned version."""
    (pinned,) = re.findall(
        r"^ansible-runner==(.+)", (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    recipe = (context / "Containerfile").read_text(encoding="utf-8")
    (lowest,) = re.findall(r'^ARG ANSIBLE_INSTALL_REFS=".*ansible-runner~=([\d.]+)', recipe, re.MULTILINE)
    assert (2, 4, 2) <= tuple(map(int, lowest.split("."))) <= tuple(map(int, pinned.split(".")))


def test_it_installs_the_documented_requirements(installed: Installed) -> None:
    output = installed.run("ansible_builder", "introspect", installed.collections)
    needed = yaml.safe_load(output[output.index("---") :])
    python = ["".join(line.partition("#")[0].split()) for line in needed["python"]]
    for plugin in ("job_info", "job_wait"):
        assert python == ["".join(line.split()) for line in installed.documentation(plugin)["requirements"]]
    assert not needed["system"]
