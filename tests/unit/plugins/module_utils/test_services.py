# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of services is consistent in itself."""

from __future__ import annotations

import string

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils.services import (
    FAILED,
    PENDING,
    ROWS,
    RUNNING,
    SERVICES,
    SUCCEEDED,
    Reply,
    Service,
)


def test_names_are_unique() -> None:
    assert list(SERVICES) == [row.name for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_can_be_used(row: Service) -> None:
    names = {name for _text, name, _format, _conversion in string.Formatter().parse(row.path) if name}
    assert names == {"project_id", "job_id"}
    assert row.path.startswith("/")
    assert set(row.states.values()) == {PENDING, RUNNING, SUCCEEDED, FAILED}
    assert row.missing
    assert row.title
    assert row.documentation.startswith("https://")


@pytest.mark.parametrize(
    ("reply", "http_status", "code", "matches"),
    [
        (Reply(404), 404, None, True),
        (Reply(404), 404, "ANY.1", True),
        (Reply(404), 400, None, False),
        (Reply(400, "Common.0011"), 400, "Common.0011", True),
        (Reply(400, "Common.0011"), 400, "Common.0012", False),
        (Reply(400, "Common.0011"), 400, None, False),
    ],
)
def test_a_reply_matches_by_status_and_code(reply: Reply, http_status: int, code: str | None, matches: bool) -> None:
    assert reply.matches(http_status, code) is matches
