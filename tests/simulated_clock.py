# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock for the waiter that a test can share with the simulator, so that hours pass in no time."""

from __future__ import annotations

import queue
from typing import Any

from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock


class SimulatedClock(Clock):
    """Passes only when the waiter has nothing to do but wait; answers take no time."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.sleeps = 0

    def now(self) -> float:  # type: ignore[override]
        return self.time

    def wait(self, inbox: queue.SimpleQueue[Any], seconds: float, busy: bool) -> Any:  # type: ignore[override]
        if busy:
            return inbox.get(timeout=10)
        self.sleeps += 1
        self.time += max(seconds, 0.0)
        return None
