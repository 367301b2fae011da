# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that are under way: each on a daemon thread, so that one that hangs can be left behind."""

from __future__ import annotations

import queue
import threading
import typing as t
from dataclasses import dataclass

from .._http.errors import CallError
from .._service.place import Target


@dataclass
class Call:
    """A poll under way; times are those of the waiter's clock, ``generation`` is that of the login."""

    target: Target
    began: float
    limit: float
    generation: int


class Overdue(CallError):
    """A call that was left behind: it would have outlasted its limit, or the deadline."""

    mendable = True

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no complete answer within {seconds:.1f} s")


class Calls:
    """Hands calls to threads, and takes back what came of them in ``inbox``.

    ``work`` makes one call, of a target and a number of seconds; what it returns or raises is its result. A thread is
    started only when all others are busy, and so as not to hold up the end of the process it is a daemon.
    """

    def __init__(self, work: t.Callable[[Target, float], t.Any]) -> None:
        self._work = work
        self.inbox: queue.SimpleQueue[tuple[int, t.Any]] = queue.SimpleQueue()
        self._tasks: queue.SimpleQueue[tuple[int, Target, float] | None] = queue.SimpleQueue()
        self._threads = 0
        self._under_way: dict[int, Call] = {}
        self._left: set[int] = set()
        self._serial = 0

    def __len__(self) -> int:
        return len(self._under_way)

    def __iter__(self) -> t.Iterator[Call]:
        return iter(self._under_way.values())

    def send(self, call: Call) -> None:
        """Make a call."""
        self._serial += 1
        self._under_way[self._serial] = call
        if len(self._under_way) + len(self._left) > self._threads:
            self._threads += 1
            threading.Thread(target=self._run, name=f"huaweicloud.jobs-{self._threads}", daemon=True).start()
        self._tasks.put((self._serial, call.target, call.limit - call.began))

    def leave_overdue(self, now: float) -> list[Call]:
        """Leave the calls that are past their limit."""
        overdue = {serial: call for serial, call in self._under_way.items() if now >= call.limit}
        for serial in overdue:
            del self._under_way[serial]
        self._left.update(overdue)
        return list(overdue.values())

    def received(self, item: tuple[int, t.Any]) -> tuple[Call, t.Any] | None:
        """The call that an item of the inbox is about, and its result; None for one that was left."""
        serial, result = item
        self._left.discard(serial)
        call = self._under_way.pop(serial, None)
        return (call, result) if call else None

    def end(self) -> None:
        """Let the threads end, each after its call."""
        for _thread in range(self._threads):
            self._tasks.put(None)

    def _run(self) -> None:
        while True:
            task = self._tasks.get()
            if task is None:
                return
            serial, target, seconds = task
            try:
                self.inbox.put((serial, self._work(target, seconds)))
            except Exception as error:  # noqa: BLE001 - whatever it is, the loop is waiting for it
                self.inbox.put((serial, error))
