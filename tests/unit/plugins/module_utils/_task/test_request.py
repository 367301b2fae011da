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
        (
            "https://ecs.example/v1",
            "path is a URL: give only what follows the host, such as /v1/{project_id}/cloudservers",
        ),
        ("//ecs.example/v1", "path is a URL"),
        ("v1/x", "path is not valid: it must begin with /"),
        ("", "path is not valid"),
        ("/v1/a b", "path is not valid"),
        ("/v1/ü", "path is not valid"),
        ("/v1#x", "path is not valid"),
        ("/v1\\x", "path is not valid"),
        ("/v1/{project id}", "path is not valid"),
        (
            "/v1/{project-id}",
            "path contains braces that do not enclose a name: write placeholders such as {project_id}",
        ),
        ("/v1/{{project_id}}", "path contains braces that do not enclose a name"),
        ("/v1/{}", "path contains braces that do not enclose a name"),
        ("/v1/../v2", "path contains the segment . or .."),
        ("/v1/.", "path contains the segment . or .."),
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
        OptionError, match=r"^a in query is neither text nor a number: give text, a number, true, or false, or a"
    ):
        query_of({"a": value})


def test_headers_are_strings() -> None:
    assert headers_of({"X-A": 1, "x-b": True, "X-C": None, "X-D": "~"}) == {"X-A": "1", "x-b": "true", "X-D": "~"}
    assert headers_of(None) == {}


@pytest.mark.parametrize(
    ("name", "reported"),
    [
        *(
            (name, f"headers contains {name}, which the login sets: remove it, and use the login options instead")
            for name in ("Authorization", "X-AUTH-TOKEN", "x-sdk-date", "X-Security-Token", "X-Subject-Token", "Cookie")
        ),
        *(
            (name, f"headers contains {name}, which is set for each call: remove it")
            for name in ("Host", "content-length", "Transfer-Encoding", "Accept-Encoding", "Connection")
        ),
        ("X-Project-Id", "headers contains X-Project-Id: set project_id or project_name instead"),
        ("X A", "headers contains an invalid name of a header"),
        ("X:", "headers contains an invalid name of a header"),
        ("", "headers contains an invalid name of a header"),
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
        (f"{SECRET}\r\nX-Auth-Token: y", "X-A in headers contains characters that are not allowed in a header"),
        (f"{SECRET}\x00", "X-A in headers contains characters that are not allowed in a header"),
        (f"{SECRET}日本", "X-A in headers contains characters that are not allowed in a header"),
        (f"{SECRET}ö", "X-A in headers contains characters that are not allowed in a header"),
        ([SECRET], "X-A in headers is neither text nor a number"),
    ],
)
def test_invalid_header_values(value: Any, reported: str) -> None:
    with pytest.raises(OptionError) as caught:
        headers_of({"X-A": value})
    assert str(caught.value).startswith(reported)
    assert SECRET not in str(caught.value)
