# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request body of a call, as JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.body import body_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError

SECRET = "S3CRETvalue"


def sent(value: Any) -> Any:
    content = body_of(value).content
    return None if content is None else json.loads(content)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda items: st.lists(items) | st.dictionaries(st.text(), items),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), PLAIN) | st.lists(PLAIN))
def test_json_values_are_sent_unchanged(value: Any) -> None:
    assert sent(value) == value


@pytest.mark.parametrize("value", [None, ""])
def test_the_body_is_optional(value: Any) -> None:
    assert body_of(value) == (None, set())


@pytest.mark.parametrize("text", ['{"a": 1.0, "b": [true, null]}', "[]", ' {"a":"ü"}\n'])
def test_a_json_string_is_sent_unchanged(text: str) -> None:
    assert body_of(text).content == text.encode()


class Tagged(str):  # noqa: SLOT000
    """A subclass of ``str``, like those in which ansible-core passes strings."""


def test_other_types_are_converted_to_json() -> None:
    value = {
        Tagged("a"): Tagged("b"),
        "date": dt.date(2026, 1, 2),
        "time": dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc),
        "tuple": (1, 2.5),
        7: True,
    }
    assert sent(value) == {
        "a": "b",
        "date": "2026-01-02",
        "time": "2026-01-02T03:04:05+00:00",
        "tuple": [1, 2.5],
        "7": True,
    }


class EncryptedString:
    def __str__(self) -> str:
        return SECRET


class Vaulted(str):  # noqa: SLOT000
    __ENCRYPTED__ = True


@pytest.mark.parametrize("value", [EncryptedString(), Vaulted(SECRET)])
def test_a_vaulted_value_is_sent_as_plain_text_and_is_secret(value: Any) -> None:
    body = body_of({"user": [value]})
    assert (json.loads(body.content or b""), body.secrets) == ({"user": [SECRET]}, {SECRET})


@pytest.mark.parametrize(
    "key",
    [
        *("password", "adminPass", "DB_PWD", "secretKey", "token", "credentials", "private_key", "privateKey"),
        *("api_key", "accessKey", "user_data", "userData", "rds_passwd"),
    ],
)
def test_values_of_keys_that_look_secret_are_secret(key: str) -> None:
    value = {"server": {key: {"deep": [SECRET, 123456, "abc", True, None, 7]}, "name": "web", "size": 98765}}
    assert body_of(value).secrets == body_of(json.dumps(value)).secrets == {SECRET, "123456"}


@pytest.mark.parametrize("key", ["name", "key", "key_name", "tags", "flavorRef"])
def test_values_of_other_keys_are_not_secret(key: str) -> None:
    assert body_of({key: SECRET}).secrets == set()


DEEP: Any = []
for _level in range(100_000):
    DEEP = [DEEP]
ROUND: dict[str, Any] = {}
ROUND["again"] = ROUND


@pytest.mark.parametrize(
    ("value", "reported"),
    [
        ({SECRET}, "body is a set, which JSON cannot represent: give a dictionary, a list, or JSON text"),
        (
            {"a": {"b": [1, {SECRET}]}},
            "body.a.b[1] is a set, which JSON cannot represent: give text, a number, true or",
        ),
        ({"a": SECRET.encode()}, "body.a is binary data, which JSON cannot represent"),
        ({"a": dt.time(1)}, "body.a is a time, which JSON cannot represent"),
        ({"a": object()}, "body.a is of the type object, which JSON cannot represent"),
        ({"a": float("nan")}, "body.a is nan, which JSON cannot represent"),
        ([float("-inf")], "body[0] is -inf, which JSON cannot represent"),
        ({"a": {dt.date(2026, 1, 2): 1}}, "body.a contains a key that is a date: put the key in quotation marks"),
        ({None: 1}, "body contains a key that is null"),
        ({True: 1}, "body contains a key that is true or false"),
        (7, "body is a number: give a dictionary, a list, or JSON text"),
        (True, "body is true or false: give a dictionary"),
        (SECRET, "body is text that is not JSON: give a dictionary, a list, or JSON text"),
        ('{"a": ' + SECRET, "body is text that is not JSON"),
        ('{"a": NaN}', "body is text that is not JSON"),
        ('"' + SECRET + '"', "body is text that is not JSON"),
        ("7", "body is text that is not JSON"),
        (DEEP, "body is nested too deeply"),
        (ROUND, "body is nested too deeply"),
        ({"a": "\ud800"}, ""),
        ('{"a": "\ud800"}', "body is text that is not JSON"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_values_that_json_does_not_support_are_named_but_not_shown(value: Any, reported: str) -> None:
    if not reported:
        assert sent(value) == value
        return
    with pytest.raises(OptionError) as caught:
        body_of(value)
    assert str(caught.value).startswith(reported)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
