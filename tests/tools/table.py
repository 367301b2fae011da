# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the table of services into its guide, from the rows in the code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "docsite" / "rst" / "services.rst"
BEGIN, END = "Begin of the table.\n", ".. End of the table."
COLUMNS = ("``service``", "Service", "Host", "Query", "Words", "Kept", "Permission")


def table() -> str:
    """The table of all rows, in reStructuredText."""
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import ROWS
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import (
        FAILED,
        PENDING,
        RUNNING,
        SUCCEEDED,
    )

    def cells() -> Iterator[list[str]]:
        yield list(COLUMNS)
        for row in ROWS:
            words = [
                f"{state}: " + ", ".join(f"``{word}``" for word, meaning in row.states.items() if meaning == state)
                for state in (PENDING, RUNNING, SUCCEEDED, FAILED)
                if state in row.states.values()
            ]
            yield [
                f"``{row.name}``",
                f"`{row.title} <{row.documentation}>`__",
                f"``{row.host}``",
                f"``{row.path}``",
                "; ".join(words),
                row.retention,
                f"``{row.permission}``" if ":" in row.permission else row.permission,
            ]

    lines = ["", ".. list-table::", "  :header-rows: 1", ""]
    for first, *others in cells():
        lines += [f"  * - {first}", *(f"    - {cell}".rstrip() for cell in others)]
    return "\n".join([*lines, "", ""])


def guide(text: str) -> str:
    """The text of the guide with the table as the code has it."""
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return before + BEGIN + table() + END + after


def main() -> None:
    """Write the guide anew."""
    sys.path.insert(0, str(ROOT))
    import conftest

    sys.path.insert(0, str(conftest.collections_path()))
    GUIDE.write_text(guide(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
