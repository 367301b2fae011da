# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that are read from a response: body, error code and message, request ID, and Retry-After."""

from __future__ import annotations

import json
import time

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.response import Response, parsed


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error_code": "111400063", "error_msg": "Invalid {0} parameter."}, "111400063", "Invalid {0} parameter."),
        ({"error_code": "DCS.1", "error_msg": "No.", "error_ext_msg": None}, "DCS.1", "No."),
        ({"message": "job not found", "code": "ELB.0404"}, "ELB.0404", "job not found"),
        ({"error": {"message": "Invalid id", "code": "SDRS.0208"}}, "SDRS.0208", "Invalid id"),
        ({"error": {"code": 409, "message": "Wrong.", "title": "Conflict"}}, "409", "Wrong."),
        ({"badRequest": {"message": "Invalid id format", "code": 400}}, "400", "Invalid id format"),
        ({"errorCode": "CCE.01", "errorMsg": "No", "message": "job not found", "code": 404}, "CCE.01", "No"),
        ({"errorCode": "CCE.01", "errorMessage": "No", "message": "more", "code": 404}, "CCE.01", "No"),
        ({"errCode": "Cdm.0100", "externalMessage": "no"}, "Cdm.0100", "no"),
        ({"errCode": "SFS.0404", "errMsg": "no"}, "SFS.0404", "no"),
        ({"errCode": "SFS.0404"}, "SFS.0404", None),
        ({"message": "only words"}, None, "only words"),
        ({"error_code": None, "error_msg": None}, None, None),
        ({}, None, None),
        ([], None, None),
        (None, None, None),
    ],
)
def test_error_bodies_of_every_format(body: object, code: str | None, message: str | None) -> None:
    assert Response(400, {}, b"", body).error == (code, message)


def test_the_request_id_is_found_in_header_or_body() -> None:
    assert Response(401, {"X-Request-Id": "h"}, b"", {"request_id": "b"}).request_id == "h"
    assert Response(401, {"X-IAM-Trace-Id": "i"}, b"", None).request_id == "i"
    assert Response(401, {}, b"", {"request_id": "b"}).request_id == "b"
    assert Response(401, {}, b"", []).request_id is None


def retry_after(value: str) -> float | None:
    return Response(429, {"Retry-After": value}, b"", None).retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", 0),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
        ("Sun, 06 Nov 1994 09:49:37 +0100", 0),
        ("Sun, 06 Nov 1994 08:40:00 GMT", 0),
    ],
)
def test_retry_after_as_seconds_and_as_date(monkeypatch: pytest.MonkeyPatch, value: str, seconds: float) -> None:
    monkeypatch.setattr(time, "time", lambda: 784111777.0)  # Sun, 06 Nov 1994 08:49:37 GMT, as in RFC 9110
    assert retry_after(value) == seconds


@pytest.mark.parametrize(
    "value",
    ["", " ", "soon", "-3", "1.5", ",", "0 0 0", "Sun, 06 Nov", "Sun, 99 Nov 1994 08:49:37 GMT", "²", ":. Nov , a0"],
)
def test_an_invalid_retry_after_is_ignored(value: str) -> None:
    assert retry_after(value) is None


@pytest.mark.parametrize("levels", [100, 100_000])
@pytest.mark.parametrize("around", ["[]", '{"a":}'])
def test_a_too_deeply_nested_body_is_none(levels: int, around: str) -> None:
    start, end = around[:-1], around[-1]
    assert parsed((start * levels + "1" + end * levels).encode()) is None


@pytest.mark.parametrize("around", ["[]", '{"a":}'])
def test_a_body_of_a_hundred_levels_is_read(around: str) -> None:
    start, end = around[:-1], around[-1]
    text = start * 99 + "1" + end * 99
    assert parsed(text.encode()) == json.loads(text)


@pytest.mark.parametrize("text", ["", "<p>", '{"status": "SUCC', "\xff"])
def test_invalid_json_is_none(text: str) -> None:
    assert parsed(text.encode("latin-1")) is None


def test_an_unpaired_surrogate_is_replaced() -> None:
    assert parsed(rb'{"fail_reason": "\ud800 \u00fc \ud83d\ude00"}') == {"fail_reason": "? ü 😀"}


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (
            b'{"a": [NaN, Infinity, -Infinity, 1e999, -1e999, 1.5, 12345678901234567890]}',
            {"a": [None] * 5 + [1.5, 12345678901234567890]},
        ),
        ('{"a": "ü"}'.encode("utf-16"), {"a": "ü"}),
        (b"\xef\xbb\xbf{}", {}),
        (b'{"a": "\xed\xa0\x80"}', None),
        (b'"\xff"', None),
        (b"", None),
    ],
)
def test_a_parsed_body_has_only_valid_values(content: bytes, body: object) -> None:
    assert parsed(content) == body


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_an_unpaired_surrogate_is_replaced_in_every_encoding(encoding: str) -> None:
    assert parsed('{"a": "\\ud800"}'.encode(encoding)) == {"a": "?"}
