# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to report that a wait is still in progress."""

from __future__ import annotations

import math

#: Seconds after the start at which a heartbeat is due; after the last of these, one is due every INTERVAL seconds.
FIRST = (10.0, 20.0, 40.0)
INTERVAL = 60.0


class Heartbeat:
    """The schedule of heartbeats. Times are those of the waiter's clock; ``due`` is the time of the next one."""

    def __init__(self, start: float) -> None:
        self._start = start
        self.due = start + FIRST[0]

    def beats(self, now: float) -> bool:
        """Return whether a heartbeat is due; if so, schedule the next one for a time after ``now``."""
        if now < self.due:
            return False
        elapsed = now - self._start
        later = [moment for moment in FIRST if moment > elapsed]
        minutes = math.floor((elapsed - FIRST[-1]) / INTERVAL) + 1
        self.due = self._start + (later[0] if later else FIRST[-1] + minutes * INTERVAL)
        return True
