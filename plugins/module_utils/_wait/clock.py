# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time, and the only place that waits."""

from __future__ import annotations

import queue
import threading
import time
import typing as t


class Clock:
    """The real time; tests put another in its place."""

    @staticmethod
    def now() -> float:
        """Seconds of a clock that never goes back."""
        return time.monotonic()

    @staticmethod
    def wait(inbox: queue.SimpleQueue[t.Any], seconds: float, busy: bool) -> t.Any:
        """The next item of the inbox, or None after so many seconds. ``busy`` tells whether one is to be expected."""
        del busy
        try:
            return inbox.get(timeout=min(max(seconds, 0.0), threading.TIMEOUT_MAX))
        except queue.Empty:
            return None
