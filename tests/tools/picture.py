# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws docs/waiting.svg and docs/terminal.svg, from any directory."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

import conftest  # noqa: E402 - it lets Python find the collection, whatever its folder is

# isort: split
from benchmarks import timeline  # noqa: E402

from tools import terminal  # noqa: E402

DOCS = ROOT / "docs"

if __name__ == "__main__":
    collections = str(conftest.collections_path())
    (DOCS / "waiting.svg").write_text(timeline.svg(), encoding="utf-8")
    (DOCS / "terminal.svg").write_text(terminal.svg(collections), encoding="utf-8")
    print(f"Written to {DOCS}, with the collection in {collections}")
