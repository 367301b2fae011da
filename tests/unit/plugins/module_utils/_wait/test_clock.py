# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real clock."""

from __future__ import annotations

import queue
from typing import Any

from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock
from simulator import Simulator


def test_the_real_clock(sim: Simulator) -> None:
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    before = Clock.now()
    assert Clock.wait(inbox, 0.01, busy=False) is None
    assert Clock.now() - before >= 0.009
    inbox.put("item")
    assert Clock.wait(inbox, -1, busy=True) == "item"
