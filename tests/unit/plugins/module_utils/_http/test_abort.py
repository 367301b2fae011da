# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An aborted call sends nothing more, whatever it was doing."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.abort import (
    Abortable,
    AbortableConnection,
    Aborted,
    has_sent,
)


class Line:
    """A connection that can be aborted while it connects."""

    def __init__(self, call: Abortable | None = None) -> None:
        self.call = call
        self.sock: Any = None
        self.wire: list[bytes] = []

    def connect(self) -> None:
        if self.call:
            self.call.abort()
        self.sock = object()

    def send(self, data: bytes) -> None:
        self.wire.append(data)


class Connection(AbortableConnection, Line):
    pass


def test_a_call_aborted_while_connecting_is_not_sent() -> None:
    call = Abortable()
    connection = Connection(call)
    with call, pytest.raises(Aborted):
        connection.send(b"POST")
    assert (connection.wire, call.sent, has_sent()) == ([], False, False)


def test_a_call_aborted_after_sending_counts_as_sent() -> None:
    call = Abortable()
    connection = Connection()
    with call:
        connection.send(b"POST")
        call.abort()
        with pytest.raises(Aborted):
            connection.send(b"more")
    assert (connection.wire, call.sent, has_sent()) == ([b"POST"], True, True)
