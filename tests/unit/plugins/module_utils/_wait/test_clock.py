# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real clock."""

from __future__ import annotations

import queue
import time
from typing import Any

from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock


def test_it_never_goes_backwards(monkeypatch: Any) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 7.5)
    assert Clock.now() == 7.5


def test_it_waits_for_an_item_or_until_the_time_is_over() -> None:
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for seconds in (0.01, 0.0, -1.0):
        assert Clock.wait(inbox, seconds, busy=False) is None
    for seconds in (60.0, -1.0, float("inf")):
        inbox.put("item")
        assert Clock.wait(inbox, seconds, busy=True) == "item"
