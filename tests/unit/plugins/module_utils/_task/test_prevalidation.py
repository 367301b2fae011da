# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the options of a task that run before Ansible validates them."""

from __future__ import annotations

from typing import Any

import pytest
from tasks import TASK

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.ids import job_ids
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.prevalidation import prevalidated
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import wait_argument_spec

TOKEN = "MIIS3CRET"


RESULT = {"status": 200, "json": {"job_id": "a"}, "X-Subject-Token": TOKEN, "a b": TOKEN, TOKEN + "/": 1}


@pytest.mark.parametrize("text", ["b,a", "b a", "b\na\r\n", " b,\n a , b,", "b\ta"])
def test_a_string_is_split_at_commas_and_whitespace(text: str) -> None:
    assert job_ids(text) == ["b", "a"]


@pytest.mark.parametrize(
    ("value", "reported"),
    [
        *(
            ([text], "that is not a job ID")
            for text in ("a/b", "../a", "a{{b}}", "a%2fb", "a b", "a\tb", "a\x00", "..")
        ),
        *(([text], "that is not a job ID") for text in ("['a']", "a\u2028b", "'a'", "a" * 256)),
        (RESULT, "job_ids is a dictionary (keys: status, json, X-Subject-Token, ...): give only the IDs"),
        ([RESULT], "job_ids contains a dictionary (keys: status, json, X-Subject-Token, ...): give only the IDs"),
        ([RESULT], "started.results | map(attribute='json.job_id')"),
        (RESULT, "created.json.job_id"),
        ([{}], "job_ids contains a dictionary: give only the IDs"),
        (
            [{"job_ids": []}],
            "(keys: job_ids): it looks like a result of job_start, so use the option jobs instead, with [",
        ),
        (
            {"job_ids": []},
            "(keys: job_ids): it looks like a result of job_start, so use the option jobs instead, with [",
        ),
        ([{str(n): 1 for n in range(9)}], "(keys: 0, 1, 2, 3, 4, 5, 6, 7, ...)"),
        ([["a"]], "job_ids contains a nested list: flatten it, as in list_of_lists | flatten"),
        ([True], "job_ids contains true or false"),
        (str([RESULT]), "job_ids is text that looks like a list or a dictionary: give only the IDs"),
    ],
)
def test_invalid_job_ids_are_named_but_not_shown(value: object, reported: str) -> None:
    with pytest.raises(OptionError) as caught:
        job_ids(value)
    message = str(caught.value)
    assert reported in message
    assert TOKEN not in message


def complaint(**args: Any) -> tuple[dict[str, Any], str]:
    whose: dict[str, Any] = {} if {"job_ids", "job_id", "jobs"} & set(args) else {"job_ids": []}
    options, reported = prevalidated(wait_argument_spec({}), {**args, **whose})
    return {name: value for name, value in options.items() if name not in whose}, reported


@pytest.mark.parametrize(
    ("name", "value", "reported"),
    [
        ("timeout", "10m", "timeout is '10m': give seconds, such as 600"),
        ("wait_timeout", "10 minutes", "wait_timeout is '10 minutes': give seconds, such as 600"),
        ("delay", True, "delay is not a number: give seconds, such as 600"),
        ("interval", [], "interval is not a number: give seconds, such as 600"),
        ("missing_grace", "", "missing_grace is '': give seconds, such as 600"),
        ("request_timeout", "x" * 21, "request_timeout is not a number: give seconds, such as 600"),
        ("max_rate", "20/s", "max_rate is '20/s': give queries per second, such as 20"),
    ],
)
def test_invalid_numbers(name: str, value: object, reported: str) -> None:
    assert complaint(**{name: value}) == ({name: value}, reported)


def test_valid_numbers_are_unchanged() -> None:
    args = {"timeout": "600", "delay": 5, "min_interval": " 2.5 ", "max_rate": 0.1}
    assert complaint(**args) == (args, "")


@pytest.mark.parametrize(
    ("name", "alias"), [("job_ids", "job_id"), ("timeout", "wait_timeout"), ("min_interval", "interval")]
)
def test_an_option_and_its_alias_together_are_an_error(name: str, alias: str) -> None:
    _args, reported = complaint(**{name: "1", alias: "2"})
    assert reported == f"both {name} and its alias {alias} are set: give only one of them"


def test_a_value_that_is_not_shown_is_removed_from_the_options() -> None:
    args, reported = complaint(job_id=[RESULT], service="elb")
    assert args == {"job_id": ["(not shown)"], "service": "elb"}
    assert "job_ids contains a dictionary" in reported


@pytest.mark.parametrize("name", ["oidc", "idp", "assume_role"])
def test_a_login_that_is_not_a_dictionary_is_not_shown(name: str) -> None:
    options, reported = complaint(**{name: TOKEN})
    assert (options[name], reported) == ({}, f"{name} is not a dictionary: give its suboptions as a dictionary")
    assert complaint(**{name: {"x": "y"}}) == ({name: {"x": "y"}}, "")


def test_a_null_counts_as_not_given() -> None:
    args = {**TASK, "timeout": None, "request_timeout": None, "validate_certs": None, "region": None}
    options, wrong = prevalidated(wait_argument_spec({}), args)
    assert wrong == ""
    assert {"timeout", "request_timeout", "validate_certs"} & set(options) == set()
