# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs calls on daemon threads, so that a call that hangs can be abandoned."""

from __future__ import annotations

import queue
import threading
import typing as t
from dataclasses import dataclass, field

from .._http.abort import Abortable
from .._http.errors import CallError, Final

What = t.TypeVar("What")


@dataclass(eq=False)
class Call(t.Generic[What]):
    """A call in progress. Times are those of the waiter's clock, ``generation`` is that of the login.

    An ``abandoned`` call is aborted, and its result is no longer waited for.
    """

    target: What
    began: float
    limit: float
    generation: int
    abandoned: bool = False
    abortable: Abortable = field(default_factory=Abortable)


class Overdue(CallError):
    """A call was abandoned because it exceeded its limit or the deadline."""

    retryable = True

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no complete response within {seconds:.1f} s")


class Calls(t.Generic[What]):
    """Passes calls to threads, which put the results into ``inbox``.

    ``work`` makes one call, for a target and at most a number of seconds; the result is what it returns or raises. A
    thread is started only if all others are busy. It is a daemon, so that it does not delay the end of the process.
    """

    def __init__(self, work: t.Callable[[What, float], t.Any]) -> None:
        self._work = work
        self.inbox: queue.SimpleQueue[tuple[Call[What], t.Any]] = queue.SimpleQueue()
        self._tasks: queue.SimpleQueue[Call[What] | None] = queue.SimpleQueue()
        self._threads = 0
        #: The number of busy threads, including those with abandoned calls.
        self.busy = 0
        self._under_way: dict[Call[What], None] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    def __iter__(self) -> t.Iterator[Call[What]]:
        return iter(self._under_way)

    def send(self, call: Call[What]) -> None:
        """Make a call."""
        self._under_way[call] = None
        self.busy += 1
        if self.busy > self._threads:
            self._threads += 1
            threading.Thread(target=self._run, name=f"huaweicloud.jobs-{self._threads}", daemon=True).start()
        self._tasks.put(call)

    def abandon_overdue(self, now: float) -> list[Call[What]]:
        """Abandon the calls that exceeded their limit, and return them."""
        overdue = [call for call in self._under_way if now >= call.limit]
        for call in overdue:
            self._abandon(call)
        return overdue

    def received(self, call: Call[What]) -> None:
        """Record that the result of a call was taken from ``inbox``."""
        self.busy -= 1
        self._under_way.pop(call, None)

    def end(self) -> None:
        """Abandon all calls, and let the threads end."""
        for call in list(self._under_way):
            self._abandon(call)
        for _thread in range(self._threads):
            self._tasks.put(None)

    def _abandon(self, call: Call[What]) -> None:
        del self._under_way[call]
        call.abandoned = True
        call.abortable.abort()

    def _run(self) -> None:
        while True:
            call = self._tasks.get()
            if call is None:
                return
            try:
                with call.abortable:
                    self.inbox.put((call, self._work(call.target, call.limit - call.began)))
            except Exception as error:  # noqa: BLE001 - the loop waits for a result, whatever it is
                self.inbox.put((call, error))


def internal(error: Exception) -> Final:
    """Return the error that stands for an unexpected exception."""
    return Final(
        f"{type(error).__name__}: {error}",
        hint="This is a bug in the collection huaweicloud.jobs. Please report it with this message.",
    )
