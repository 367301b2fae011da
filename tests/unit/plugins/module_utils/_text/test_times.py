# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times in all formats of the APIs."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.times import iso, read_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1684191545379", "2023-05-15T22:59:05.379000+00:00"),
        ("0", "1970-01-01T00:00:00+00:00"),
        ("1684191545", "2023-05-15T22:59:05+00:00"),
        ("2017-09-29T09:49:37.399Z", "2017-09-29T09:49:37.399000+00:00"),
        ("2017-09-29T09:49:37Z", "2017-09-29T09:49:37+00:00"),
        ("2017-09-29T09:49:37", "2017-09-29T09:49:37+00:00"),
        ("2016-01-02 15:04:05", "2016-01-02T15:04:05+00:00"),
        ("2018-08-06T18:41:14+0800", "2018-08-06T10:41:14+00:00"),
        ("2018-08-06T18:41:14+08:00", "2018-08-06T10:41:14+00:00"),
        ("2018-08-06T01:41:14.5-0930", "2018-08-06T11:11:14.500000+00:00"),
        ("2026-01-02 02:15:28.646145 +0000 UTC", "2026-01-02T02:15:28.646145+00:00"),
        ("2026-01-02 02:15:28 UTC", "2026-01-02T02:15:28+00:00"),
        ("2026-01-02T02:15:28.123456789Z", "2026-01-02T02:15:28.123456+00:00"),
    ],
)
def test_times_in_every_format_are_converted_to_utc(text: str, expected: str) -> None:
    assert read_time(text).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "year"), [("99999999999", 5138), ("100000000000", 1973), (" 1684191545379 ", 2023), ("-1", None)]
)
def test_long_numbers_are_milliseconds(text: str, year: int | None) -> None:
    if year is None:
        with pytest.raises(ValueError, match="not a time"):
            read_time(text)
    else:
        assert read_time(text).year == year


@pytest.mark.parametrize(
    "text", ["2026-01-02", "2026-01-02T03:04:05+1", "2026-01-02T03:04:05Zx", "x2026-01-02T03:04:05Z"]
)
def test_invalid_times(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        read_time(text)


def test_times_are_written_with_milliseconds() -> None:
    assert iso(None) is None
    assert iso(read_time("2026-01-02T03:04:05.6789+0100")) == "2026-01-02T02:04:05.678Z"
