# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Field paths lead to values, through objects and lists."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.fields import find, find_all

BODY: dict[str, Any] = {
    "id": 7,
    "empty": "",
    "null": None,
    "zero": 0,
    "no": False,
    "status": {"phase": "Running"},
    "items": [{"id": "a", "0": "key"}, {"id": "b"}, {}, 5],
    "ids": ["e", "", "f", None],
    "none": [],
    "nested": [[{"id": "c"}], [{"id": "d"}]],
}


@pytest.mark.parametrize(
    ("paths", "value"),
    [
        (["id"], 7),
        (["zero"], 0),
        (["no"], False),
        (["status.phase"], "Running"),
        (["lost", "id"], 7),
        (["empty", "null", "id"], 7),
        (["items.0.id"], "a"),
        (["items.1.id"], "b"),
        (["items.0.0"], "key"),
        (["nested.1.0.id"], "d"),
        (["items.4"], None),
        (["items.-1"], None),
        (["items.id"], None),
        (["id.0"], None),
        (["status.phase.0"], None),
        ([], None),
    ],
)
def test_the_first_path_with_a_value_is_used(paths: list[str], value: Any) -> None:
    assert find(BODY, paths) == value


@pytest.mark.parametrize(
    ("paths", "values"),
    [
        (["id"], [7]),
        (["items.id"], ["a", "b"]),
        (["items.1.id"], ["b"]),
        (["nested.0.id"], ["c"]),
        (["lost", "empty", "items.id", "id"], ["a", "b"]),
        (["nested.id", "lost"], []),
        (["ids"], ["e", "f"]),
        (["none", "id"], [7]),
    ],
)
def test_a_key_is_looked_up_in_each_item_of_a_list(paths: list[str], values: list[Any]) -> None:
    assert find_all(BODY, paths) == values
