# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource queries that the guide describes match the official SDK, and its models read the responses."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "docsite" / "rst" / "resources.rst"

#: The SDK's packages for these resources, by the first label of their host. Tests do not install the package of VPC.
PACKAGES = {"dcs": "dcs.v2", "sfs-turbo": "sfsturbo.v1", "ecs": "ecs.v2", "elb": "elb.v3", "evs": "evs.v2"}
WITHOUT = {"vpc"}

#: Status values that are missing from the SDK's documentation of the field, with their source.
ELSEWHERE = {
    "dcs": ("a page of its own", {"CREATING", "RUNNING", "CREATEFAILED", "ERROR", "FROZEN"}),
    "elb": ("the vendor's Terraform provider, and ERROR a guess", {"PENDING_CREATE", "PENDING_UPDATE", "ERROR"}),
    "evs": ("a page of its own", {"available", "deleting", "error_deleting"}),
}


def described() -> dict[str, dict[str, Any]]:
    """The descriptions in the guide, by host."""
    blocks = re.findall(r"^\.\. code-block:: yaml\n\n((?:  .*\n|\n)+)", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    tasks = [yaml.safe_load(block)[0]["huaweicloud.jobs.job_wait"]["custom"] for block in blocks]
    return {task["host"]: task for task in tasks}


def test_all_descriptions_are_covered() -> None:
    assert set(described()) == {*PACKAGES, *WITHOUT}


@pytest.mark.parametrize("host", PACKAGES)
def test_resources_match_the_sdk(sdk: ModuleType, host: str) -> None:
    custom = described()[host]
    model = sdk.response_to_get(PACKAGES[host], custom["path"])
    holder = sdk.model_at(PACKAGES[host], model, [custom["wrapper"]] if "wrapper" in custom else [])
    for option in ("job_id", "status", "begin_time"):
        for path in custom.get(option, ["status"] if option == "status" else []):
            assert path in holder.attribute_map.values(), (option, path)
    name = {key: name for name, key in holder.attribute_map.items()}[custom.get("status", ["status"])[0]]
    reported = set(re.findall(r"[A-Z_]{4,}|\d{3}", getattr(holder, name).__doc__))
    values = {value for state in ("pending", "running", "succeeded", "failed") for value in custom.get(state, [])}
    assert values - reported == ELSEWHERE.get(host, ("", set()))[1] - reported
