# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IDs that become part of a path."""

from __future__ import annotations

from typing import Any

import pytest
from tasks import connected, refusal

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.ids import NO_JOB, job_ids


@pytest.mark.parametrize(
    ("service", "given", "values"),
    [
        ("dms", None, "path_parameters lacks instance_id, which the path of Distributed Message Service"),
        ("dms", {"instance_id": None}, "path_parameters lacks instance_id"),
        ("dms", {"instance_id": "i", "graph_id": "g"}, "path_parameters contains graph_id, which the path of"),
        (
            "dms",
            {"instance_id": "i/../j"},
            "instance_id in path_parameters is not an ID: an ID cannot contain whitespace",
        ),
        ("dcs", {"instance_id": "i"}, "does not contain in braces: remove it"),
        (
            "dcs",
            {"project_id": "p"},
            "path_parameters contains project_id: remove it, and set the option project_id instead",
        ),
    ],
)
def test_path_parameters_must_match_the_path(service: str, given: dict[str, Any] | None, values: str) -> None:
    assert values in refusal(service=service, region="eu-de", path_parameters=given)


def test_job_ids_keep_their_order_without_duplicates() -> None:
    assert job_ids(["b", "a", "b", " c", "ü?#", 7]) == ["b", "a", "c", "ü?#", "7"]
    assert job_ids(7) == ["7"]
    assert job_ids([]) == []


@pytest.mark.parametrize("value", [None, "", " \n", ",", "None", "null", [None], ["a", None], ["a", ""], ["a", " "]])
def test_missing_job_ids_are_an_error(value: object) -> None:
    with pytest.raises(OptionError) as caught:
        job_ids(value)
    assert str(caught.value) == NO_JOB.format("job_ids")


@pytest.mark.parametrize("value", ["", " ", "None", "null"])
def test_an_empty_path_parameter_counts_as_missing(value: str) -> None:
    assert "path_parameters lacks instance_id" in refusal(service="dms", path_parameters={"instance_id": value})


@pytest.mark.parametrize("value", ["a%2fb", "a b", "..", "['a']", "{'a': 1}"])
def test_a_path_parameter_must_be_an_id(value: str) -> None:
    message = refusal(service="dms", path_parameters={"instance_id": value})
    assert "instance_id in path_parameters" in message
    assert "is not an ID" in message


def test_whitespace_around_path_parameters_is_removed() -> None:
    location = connected(service="dms", path_parameters={"instance_id": " 7 "}).targets[0].location
    assert location._parameters == {"instance_id": "7"}


def test_ids_can_contain_dots_and_any_script() -> None:
    assert job_ids(["a.b", ".a", "ü", "日本", "a-b_c~d:e"]) == ["a.b", ".a", "ü", "日本", "a-b_c~d:e"]
