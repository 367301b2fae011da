# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated clocks that the waiter and the simulator can share, so that tests with hours of waiting finish at once."""

from __future__ import annotations

import math
import queue
import time
from collections.abc import Sized
from typing import Any

from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.calls import Call, Calls
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock
from simulator import Simulator


class SimulatedClock(Clock):
    """Advances only when the waiter has nothing to do but wait. Responses take no time."""

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


class HangingClock(SimulatedClock):
    """A clock for calls whose jobs the simulator never responds for. Time passes once these calls have arrived.

    ``calls`` are the waiter's pending calls; ``hanging`` are the IDs of these jobs.
    """

    def __init__(self, *hanging: str) -> None:
        super().__init__()
        self.hanging = hanging
        self.simulator: Simulator | None = None
        self.calls: Calls[Any] | None = None
        self._sent: dict[int, Call[Any]] = {}

    def wait(self, inbox: queue.SimpleQueue[Any], seconds: float, busy: bool) -> Any:  # type: ignore[override]
        assert self.calls is not None
        if any(call.target.job_id not in self.hanging for call in self.calls) or self.calls.busy > len(self.calls):
            # Either a response or the end of an aborted call is about to arrive.
            return super().wait(inbox, seconds, True)
        assert self.simulator
        self._sent.update((id(call), call) for call in self.calls)
        while sum(len(self.simulator.queries(job_id=job_id)) for job_id in self.hanging) < len(self._sent):
            time.sleep(0.001)
        return super().wait(inbox, seconds, False)


class LatencyClock(SimulatedClock):
    """A clock on which responses take time: one latency per query, in order. The last latency applies to all others."""

    def __init__(self, *latencies: float) -> None:
        super().__init__()
        self.latencies = list(latencies)
        self.calls: Sized = ()
        self._held: list[tuple[float, Any]] = []

    def wait(self, inbox: queue.SimpleQueue[Any], seconds: float, busy: bool) -> Any:  # type: ignore[override]
        while len(self._held) < len(self.calls):
            latency = self.latencies.pop(0) if len(self.latencies) > 1 else self.latencies[0]
            self._held.append((self.time + latency, inbox.get(timeout=10)))
        self.sleeps += 1
        first = min(self._held, default=(math.inf, None), key=lambda held: held[0])
        if first[0] > self.time + seconds:
            self.time += max(seconds, 0.0)
            return None
        self._held.remove(first)
        self.time = first[0]
        return first[1]
