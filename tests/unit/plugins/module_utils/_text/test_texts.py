# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of other parties in messages is masked, made printable, and shortened, in this order."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.texts import fit, printable, shortened, unmasked

SECRET = "MII-" * 300


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("", ""),
        ("all of it", "all of it"),
        ("sixteen in all  ", "sixteen in all  "),
        ("word " * 100, "word word word …"),
        ("x" * 500, "…"),
        (SECRET, "…"),
        (f"no {SECRET}", "no …"),
        (f"twelve chars {SECRET} more", "twelve chars …"),
        ("half-way-through-a-word", "…"),
        ('{"reason":"the quota is used up"}', '{"reason":"the …'),
        ("全部配额已经用完请联系管理员申请更多", "全部配额已经用完请联系管理员 …"),
    ],
)
def test_a_shortened_text_contains_no_partial_words(text: str, short: str) -> None:
    assert shortened(text, 16) == short


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain text", "plain text"),
        ("  many \t kinds\r\nof\u00a0\u2003whitespace\u2028and\u2029lines ", "many kinds of whitespace and lines"),
        ("\x1b[2J\x1b]0;title\x07gone", "[2J ]0;title gone"),
        ("C1: \x9b31m and \x85", "C1: 31m and"),
        ("ok\nok: [localhost] => all fine", "ok ok: [localhost] => all fine"),
        ("\u202eesrever\u202c \u2066\u2069\u200e\u200f\u061c", "esrever"),
        ("in\u200bvis\u00adible\ufeff \U000e0041", "invisible"),
        ("half \ud83d, private \ue000\U000f0000, none \U000e0fff.", "half , private , none ."),
        ("Größe, ŷ, 配额不足, الحصة, 👍🏽, ❤️, e\u0301", "Größe, ŷ, 配额不足, الحصة, 👍🏽, ❤️, e\u0301"),
    ],
)
def test_unprintable_characters_are_removed(text: str, clean: str) -> None:
    assert printable(text) == clean


@given(st.text(max_size=300), st.integers(16, 200))
def test_the_result_is_printable_and_not_too_long(text: str, width: int) -> None:
    line = fit(text, unmasked, width)
    assert line.isprintable()
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert len(line) <= width
    assert fit(line, unmasked, width) == line


def test_text_is_masked_before_and_after_cleaning() -> None:
    def mask(text: str) -> str:
        return text.replace("two  blanks", "****").replace("<b>", "****").replace("put together", "****")

    assert fit("a two  blanks b", mask) == "a **** b"
    assert fit("<b>", mask) == "****"
    assert fit("put\x00together", mask) == "****"
    assert fit("x" * 590 + " two  blanks", mask) == "x" * 590 + " ****"
