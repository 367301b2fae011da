# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets the waits of a playbook pass in no time, on a clock that they share with the simulated cloud."""

from __future__ import annotations

import os
import queue
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock

DOCUMENTATION = """
name: simulated_time
type: aggregate
short_description: Waits that take no time
description: The seconds of the clock are in the file that the environment variable SIMULATED_TIME names.
author: huaweicloud.jobs contributors (!UNKNOWN)
"""


class CallbackModule(CallbackBase):
    """Replaces the clock before any task starts, so that the processes of all tasks have the new one."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "simulated_time"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        path = Path(os.environ["SIMULATED_TIME"])

        def now() -> float:
            return float(path.read_text(encoding="ascii"))

        def wait(inbox: queue.SimpleQueue[Any], seconds: float, busy: bool) -> Any:
            if busy:
                return inbox.get(timeout=10)
            # Replaced as a whole: the simulated cloud may read it at this moment.
            new = path.with_suffix(".new")
            new.write_text(repr(now() + max(seconds, 0.0)), encoding="ascii")
            new.replace(path)
            return None

        Clock.now = staticmethod(now)  # type: ignore[method-assign]
        Clock.wait = staticmethod(wait)  # type: ignore[method-assign]
