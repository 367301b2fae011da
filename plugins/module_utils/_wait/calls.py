# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that are under way: each on a daemon thread, so that one that hangs can be left behind."""

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
    """A call under way; times are those of the waiter's clock, ``generation`` is that of the login.

    A call that was ``abandoned`` is aborted, and nobody waits for it any more.
    """

    target: What
    began: float
    limit: float
    generation: int
    abandoned: bool = False
    abortable: Abortable = field(default_factory=Abortable)


class Overdue(CallError):
    """A call that was left behind: it would have outlasted its limit, or the deadline."""

    retryable = True

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no complete response within {seconds:.1f} s")


class Calls(t.Generic[What]):
    """Hands calls to threads, and takes back what came of them in ``inbox``.

    ``work`` makes one call, of a target and a number of seconds; what it returns or raises is its result. A thread is
    started only when all others are busy, and so as not to hold up the end of the process it is a daemon.
    """

    def __init__(self, work: t.Callable[[What, float], t.Any]) -> None:
        self._work = work
        self.inbox: queue.SimpleQueue[tuple[Call[What], t.Any]] = queue.SimpleQueue()
        self._tasks: queue.SimpleQueue[Call[What] | None] = queue.SimpleQueue()
        self._threads = 0
        #: How many threads are busy, with calls that were left too.
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
        """Leave the calls that are past their limit."""
        overdue = [call for call in self._under_way if now >= call.limit]
        for call in overdue:
            self._abandon(call)
        return overdue

    def received(self, call: Call[What]) -> None:
        """Take note that something came of a call."""
        self.busy -= 1
        self._under_way.pop(call, None)

    def end(self) -> None:
        """Leave all calls, and let the threads end."""
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
            except Exception as error:  # noqa: BLE001 - whatever it is, the loop is waiting for it
                self.inbox.put((call, error))


def internal(error: Exception) -> Final:
    """What to say of an exception that nobody has foreseen."""
    return Final(
        f"{type(error).__name__}: {error}",
        hint="This is a defect of the collection huaweicloud.jobs: please report it, with this message.",
    )
