# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path, query, and headers of a call."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.request import (
    checked_path,
    headers_of,
    names_in,
    query_of,
)

SECRET = "S3CRET"


@pytest.mark.parametrize(
    "path", ["/", "/v1/{project_id}/cloudservers/{server_id}/action", "/v1?limit=1&x={y}", "/a.b/..c/...", "/v1/a%2Fb"]
)
def test_valid_paths(path: str) -> None:
    assert checked_path(path) == path


@pytest.mark.parametrize(
    ("path", "reported"),
    [
        ("https://ecs.example/v1", "path is a URL: give what follows the host, such as /v1/{project_id}/cloudservers"),
        ("//ecs.example/v1", "path is a URL"),
        ("v1/x", "path is not usable: give one that begins with /"),
        ("", "path is not usable"),
        ("/v1/a b", "path is not usable"),
        ("/v1/ü", "path is not usable"),
        ("/v1#x", "path is not usable"),
        ("/v1\\x", "path is not usable"),
        ("/v1/{project id}", "path is not usable"),
        ("/v1/{project-id}", "path has braces that are not around a name: write them as in {project_id}"),
        ("/v1/{{project_id}}", "path has braces that are not around a name"),
        ("/v1/{}", "path has braces that are not around a name"),
        ("/v1/../v2", "path has a segment of dots alone"),
        ("/v1/.", "path has a segment of dots alone"),
    ],
)
def test_invalid_paths(path: str, reported: str) -> None:
    with pytest.raises(OptionError) as caught:
        checked_path(path)
    assert str(caught.value).startswith(reported)


def test_a_path_lists_each_parameter_once_without_the_project() -> None:
    assert names_in("/{b}/{a}/{project_id}/{b}?x={c}") == ["b", "a", "c"]


def test_a_query_accepts_lists_and_omits_nulls() -> None:
    given = {"a": "x", "b": [1, 2.5, None, True], "c": None, "d": "", "e": False}
    assert query_of(given) == [("a", "x"), ("b", "1"), ("b", "2.5"), ("b", "true"), ("d", ""), ("e", "false")]
    assert query_of(None) == query_of({}) == []


@pytest.mark.parametrize("value", [{"x": SECRET}, [[SECRET]], b"x"])
def test_invalid_query_values(value: Any) -> None:
    with pytest.raises(
        OptionError, match=r"^a in query is neither text nor a number: give text, a number, true or false, or a"
    ):
        query_of({"a": value})


def test_headers_are_strings() -> None:
    assert headers_of({"X-A": 1, "x-b": True, "X-C": None, "X-D": "~"}) == {"X-A": "1", "x-b": "true", "X-D": "~"}
    assert headers_of(None) == {}


@pytest.mark.parametrize(
    ("name", "reported"),
    [
        *(
            (name, f"headers has {name}, which the login sets: leave it out, and use the options of the login")
            for name in ("Authorization", "X-AUTH-TOKEN", "x-sdk-date", "X-Security-Token", "X-Subject-Token", "Cookie")
        ),
        *(
            (name, f"headers has {name}, which is set for each call: leave it out")
            for name in ("Host", "content-length", "Transfer-Encoding", "Accept-Encoding", "Connection")
        ),
        ("X-Project-Id", "headers has X-Project-Id: give project_id or project_name in place of it"),
        ("X A", "headers has a name that no header can have"),
        ("X:", "headers has a name that no header can have"),
        ("", "headers has a name that no header can have"),
    ],
)
def test_headers_that_a_task_cannot_set(name: str, reported: str) -> None:
    with pytest.raises(OptionError) as caught:
        headers_of({name: SECRET})
    assert str(caught.value).startswith(reported)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "reported"),
    [
        (f"{SECRET}\r\nX-Auth-Token: y", "X-A in headers holds control characters"),
        (f"{SECRET}\x00", "X-A in headers holds control characters"),
        (f"{SECRET}日本", "X-A in headers holds control characters"),
        (f"{SECRET}ö", "X-A in headers holds control characters"),
        ([SECRET], "X-A in headers is neither text nor a number"),
    ],
)
def test_invalid_header_values(value: Any, reported: str) -> None:
    with pytest.raises(OptionError) as caught:
        headers_of({"X-A": value})
    assert str(caught.value).startswith(reported)
    assert SECRET not in str(caught.value)
