# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts are cut between words, so that what is secret is either whole or gone."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.texts import shortened

SECRET = "MII-" * 300


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("", ""),
        ("all of  it", "all of it"),
        ("word " * 100, "word word word …"),
        ("x" * 500, "…"),
        (SECRET, "…"),
        (f"no {SECRET}", "no …"),
        (f"twelve chars {SECRET} more", "twelve chars …"),
        ("half-way-through-a-word", "…"),
    ],
)
def test_whole_words_only(text: str, short: str) -> None:
    assert shortened(text, 16) == short
