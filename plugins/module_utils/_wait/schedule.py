# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Determines when to poll which job, without a clock, I/O, or threads.

The caller passes the current time and the results of queries, and the schedule returns which query is due next. All
times are seconds of one monotonic clock.
"""

from __future__ import annotations

import heapq
import math
import random
import typing as t
from dataclasses import dataclass

#: After t seconds of waiting, the next query of a job is due after this share of t.
SHARE = 0.05
#: The last query is scheduled this many seconds before the deadline, in case the process wakes up late.
LEAD = 0.05
#: The first pause after a temporary error, in seconds; it doubles with each further error.
FAULT_PAUSE = 1.0
#: A throttling response halves the rate, but several of them within this many seconds count as one.
CUT_WINDOW = 1.0
#: The share of ``max_rate`` by which the rate recovers in each second without a throttling response.
RECOVERY = 0.02
#: Throttling responses do not lower the rate below this many queries per second.
MIN_RATE = 0.5


Key = t.TypeVar("Key", bound=t.Hashable)


@dataclass(frozen=True)
class Plan:
    """The settings of a wait; times in seconds, ``max_rate`` in queries per second.

    With ``pauses``, a job is polled until it has any status, at most once more after each of these pauses. Without
    them, it is polled until it has ended or ``timeout`` is over. A call in progress may exceed ``timeout`` by
    ``overtime``. ``note`` explains in messages where ``timeout`` comes from.
    """

    timeout: float | None = None
    overtime: float = 0.8
    delay: float = 0.0
    min_interval: float = 1.0
    max_interval: float = 10.0
    max_rate: float = 20.0
    missing_grace: float = 30.0
    fail_fast: bool = False
    pauses: tuple[float, ...] | None = None
    note: str = ""

    @property
    def limit(self) -> str:
        """The time limit, for messages."""
        once = self.pauses is not None or self.timeout is None
        return "one round of queries" if once else f"{self.timeout:g} s{self.note}"


@dataclass
class _Turn:
    """The state of one job in the schedule."""

    faults: int = 0
    denied_since: float | None = None


class Schedule(t.Generic[Key]):
    """The queries of the jobs at one endpoint, at one rate, ordered by the time at which they are due.

    A job is identified by any hashable key.
    """

    def __init__(
        self, plan: Plan, jobs: t.Iterable[Key], start: float, jitter: t.Callable[[], float] = random.random
    ) -> None:
        self.plan = plan
        self.start = start
        self.deadline = math.inf if plan.timeout is None else start + plan.timeout
        #: Whether the service has sent any HTTP response; the caller sets it for responses that are temporary errors.
        self.reached = False
        self._jitter = jitter
        self._first_poll: float | None = None
        self._had_status = False
        self._statusless_since: float | None = None
        self._rate = plan.max_rate
        self._rate_since = start
        self._slot = start
        self._hold = start
        self._last_turns = 0
        self._turns = {job: _Turn() for job in jobs}
        self._order = 0
        self._heap: list[tuple[float, int, Key]] = []
        for job in self._turns:
            self._queue(job, start + plan.delay)

    # What to do next

    def due(self) -> float | None:
        """Return the time of the next query, or None if no job is waiting for one."""
        return max(self._heap[0][0], self._slot, self._hold) if self._heap else None

    def take(self, now: float) -> Key | None:
        """Return the job to poll now, or None if none is due.

        The caller must report the result of the query with one of the methods below.
        """
        due = self.due()
        if due is None or due > now:
            return None
        if now > self.deadline:
            self.clear()
            return None
        _due, _order, job = heapq.heappop(self._heap)
        self._slot = now + 1 / self.rate(now)
        if self._first_poll is None:
            self._first_poll = now
        return job

    def rate(self, now: float) -> float:
        """Return the allowed queries per second: ``max_rate``, or less for a while after a throttling response."""
        return min(self.plan.max_rate, self._rate + (now - self._rate_since) * RECOVERY * self.plan.max_rate)

    def call_time(self, now: float) -> float:
        """Return how many seconds a call that begins now may take."""
        return self.deadline + self.plan.overtime - now

    def clear(self) -> None:
        """Remove all scheduled queries."""
        self._heap.clear()

    # What came back

    def responded(self, job: Key, now: float, ended: bool) -> None:
        """Record that the API returned the status of the job."""
        self.reached = self._had_status = True
        turn = self._turns[job]
        turn.faults, turn.denied_since = 0, None
        if not ended and self.plan.pauses is None:
            self._again(job, now, self._interval(now))

    def denied(self, job: Key, now: float) -> bool:
        """Record that the API does not know the job. Return True if this has lasted for ``missing_grace``."""
        self.reached = True
        turn = self._turns[job]
        turn.faults = 0
        if turn.denied_since is None:
            turn.denied_since = now
        grace_end = turn.denied_since + self.plan.missing_grace
        if now >= grace_end or self.plan.pauses is not None:
            return True
        self._again(job, now, min(self._interval(now), grace_end - now))
        return False

    def faulted(self, job: Key, now: float, throttled: bool = False, retry_after: float | None = None) -> bool:
        """Record a temporary error. Return False if ``pauses`` are used up, so that the job is not polled again.

        ``retry_after`` is the number of seconds for which the API asks for no calls.
        """
        turn = self._turns[job]
        turn.faults += 1
        if throttled:
            self._slow_down(now)
        if self.plan.pauses is not None:
            if turn.faults > len(self.plan.pauses):
                return False
            due = now + self.plan.pauses[turn.faults - 1]
            if not self.reached:
                # The service may be unreachable, so one job is polled before all others to find out.
                self._hold, due = due, self.start - 1
            self._queue(job, due)
            return True
        if retry_after:
            self._hold = max(self._hold, min(now + retry_after, self.deadline - LEAD))
        base = max(self.plan.min_interval, min(FAULT_PAUSE, self.plan.max_interval))
        pause = min(base * 2 ** min(turn.faults - 1, 30), self.plan.max_interval) * (0.75 + 0.5 * self._jitter())
        since = self._statusless_since if self.reached else self._first_poll
        left = 0.0 if since is None or self._had_status else since + self.plan.missing_grace - now
        if left > 0:
            # The end of missing_grace must not fall into the pause.
            pause = min(pause, left)
        self._again(job, now, pause)
        return True

    def statusless(self, now: float) -> bool:
        """Record a response without a status. Return True if no response had one for ``missing_grace``."""
        if self._statusless_since is None:
            self._statusless_since = now
        over = now - self._statusless_since >= self.plan.missing_grace
        return over and not self._had_status and self.plan.pauses is None

    def unreachable(self, now: float) -> bool:
        """Return whether the service has not been reached for ``missing_grace`` since the first query."""
        first = self._first_poll
        return not self.reached and first is not None and now - first >= self.plan.missing_grace

    def again(self, job: Key, now: float) -> None:
        """Poll the job again at once, because the call failed for a reason other than the job or the service."""
        self._queue(job, now)

    # How

    def _interval(self, now: float) -> float:
        return min(max(SHARE * (now - self.start), self.plan.min_interval), self.plan.max_interval)

    def _again(self, job: Key, now: float, pause: float) -> None:
        due = now + pause
        if due > self.deadline - LEAD:
            # The last queries of all jobs must fit in before the deadline at the given rate.
            due = self.deadline - LEAD - self._last_turns / self.rate(now)
            self._last_turns += 1
            if due <= now:
                return
        self._queue(job, due)

    def _queue(self, job: Key, due: float) -> None:
        # Queries that are due at the same time keep their order.
        self._order += 1
        heapq.heappush(self._heap, (min(due, max(self.start, self.deadline - LEAD)), self._order, job))

    def _slow_down(self, now: float) -> None:
        if now - self._rate_since >= CUT_WINDOW or self._rate == self.plan.max_rate:
            self._rate = max(self.rate(now) / 2, min(MIN_RATE, self.plan.max_rate))
            self._rate_since = now
