# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table in the guide to the services is the one in the code."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service import table as rows
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import ROWS, SERVICES
from tools import table


def test_the_guide_has_the_table_of_the_code() -> None:
    text = table.GUIDE.read_text(encoding="utf-8")
    assert table.guide(text) == text, 'run "make docs"'
    assert [name for name in SERVICES if f"  * - ``{name}``\n" not in text] == []


def test_a_change_of_a_row_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    text = table.GUIDE.read_text(encoding="utf-8")
    first, *others = ROWS
    monkeypatch.setattr(rows, "ROWS", (replace(first, states={**first.states, "NEW": "failed"}), *others))
    assert table.guide(text) == text.replace("failed: ``FAIL``", "failed: ``FAIL``, ``NEW``", 1)


def test_the_readme_names_every_service() -> None:
    readme = (table.ROOT / "README.md").read_text(encoding="utf-8")
    assert f"[{len(SERVICES)} services](" in readme
    section = readme.partition("### The services\n")[2].partition("\n### ")[0]
    cells = re.findall(r"^\| (.+?) \|", section, re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(cells)) == ["service", *SERVICES, "custom"]
