# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock, and the only function that waits."""

from __future__ import annotations

import queue
import threading
import time
import typing as t


class Clock:
    """The real clock; tests replace it."""

    @staticmethod
    def now() -> float:
        """Return the seconds of a clock that never goes back."""
        return time.monotonic()

    @staticmethod
    def wait(inbox: queue.SimpleQueue[t.Any], seconds: float, busy: bool) -> t.Any:
        """Return the next item of the inbox, or None after some seconds. ``busy`` is true if calls are in progress."""
        del busy
        try:
            return inbox.get(timeout=min(max(seconds, 0.0), threading.TIMEOUT_MAX))
        except queue.Empty:
            return None
