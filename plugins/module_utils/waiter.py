# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only loop: it drives the client by the schedule, and tells what happens."""

from __future__ import annotations

import math
import queue
import threading
import time
import typing as t
from dataclasses import dataclass, replace

from .client import CallError, Client, Final, LoginRefused, NoSuchJob
from .jobs import BadAnswer, Job, NotListed, read_job
from .outcome import Outcome
from .schedule import Plan, Schedule
from .vocabulary import FAILED, MISSING, UNKNOWN

#: After so many seconds a sign of life is due; then once a minute.
HEARTBEATS = (10.0, 20.0, 40.0)
HEARTBEAT_INTERVAL = 60.0
#: What is odd about the first answers is odd about all of them.
MOST_WARNINGS = 10


class Reporter:
    """What is told while the wait goes on; this one keeps quiet. ``elapsed`` is in seconds since the start."""

    def changed(self, job: Job, elapsed: float) -> None:
        """A job has a new status."""

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        """Time has passed."""

    def riding_out(self, error: CallError, elapsed: float) -> None:
        """A fault that waiting can mend; each kind is told once."""

    def ended(self, outcome: Outcome) -> None:
        """Nothing more is asked."""


class Clock:
    """The time, and the only place that waits."""

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


@dataclass
class _Call:
    """A query under way."""

    job_id: str
    began: float
    limit: float
    login: int


class Waiter:
    """Asks about jobs until each has ended, or as the plan says.

    Calls run on daemon threads, one as a rule: so a call that hangs can be left behind at the deadline, and an
    interrupted task ends at once. More of them, each with a connection of its own, are used only when the rate times
    the round trip needs them, and never before the API has accepted the login: a wrong key is locked after five tries.
    """

    def __init__(
        self,
        client: Client,
        plan: Plan,
        job_ids: t.Iterable[str],
        reporter: Reporter | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._client = client
        self._plan = plan
        self._reporter = reporter or Reporter()
        self._clock = clock or Clock()
        self._ids = list(dict.fromkeys(job_ids))
        self._jobs = {job_id: Job(job_id, client.service.name) for job_id in self._ids}
        self._start = self._clock.now()
        self._schedule = Schedule(plan, self._ids, self._start)
        self._inbox: queue.SimpleQueue[tuple[int, t.Any]] = queue.SimpleQueue()
        self._tasks: queue.SimpleQueue[tuple[int, str, float] | None] = queue.SimpleQueue()
        self._threads = 0
        self._calls: dict[int, _Call] = {}
        self._left: set[int] = set()
        self._serial = 0
        self._round_trip = 0.0
        self._login = 0
        self._accepted = False
        self._refusals = 0
        self._error: CallError | None = None
        self._errors: dict[str, CallError] = {}
        self._ridden_out: set[tuple[type, int | None, str | None]] = set()
        self._stopped = False
        self._given_up = False
        self._warnings: dict[str, None] = {}
        self._heartbeat = self._start + HEARTBEATS[0]

    def run(self) -> Outcome:
        """Ask until there is nothing more to ask."""
        try:
            while not (self._error or self._stopped or self._given_up):
                now = self._clock.now()
                self._leave_overdue(now)
                self._send_due(now)
                if not self._calls and (self._schedule.due() is None or now >= self._schedule.deadline):
                    break
                self._receive(self._clock.wait(self._inbox, self._wake(now) - now, bool(self._calls)))
                while not self._inbox.empty():
                    self._receive(self._inbox.get())
                self._beat()
        finally:
            for _thread in range(self._threads):
                self._tasks.put(None)
            self._client.http.close()
        return self.outcome()

    def outcome(self) -> Outcome:
        """What is known so far; also of a wait that was interrupted."""
        return Outcome(
            service=self._client.service.name,
            place=self._client.place,
            jobs=[self._jobs[job_id] for job_id in self._ids],
            limit=self._limit(),
            polls=self._client.polls,
            elapsed=self._clock.now() - self._start,
            error=self._error,
            errors=self._errors,
            stopped=self._stopped,
            warnings=list(self._warnings),
            retention=self._client.service.retention,
        )

    def _limit(self) -> str:
        if self._plan.pauses is not None or self._plan.timeout is None:
            return "one round of queries"
        return f"{self._plan.timeout:g} s{self._plan.note}"

    # Sending

    def _wake(self, now: float) -> float:
        """When there is something to do, should no answer come before."""
        # At the deadline, calls under way have some time left, up to their limit.
        moments = [self._heartbeat, *(call.limit for call in self._calls.values())]
        if not self._calls:
            moments.append(self._schedule.deadline)
        due = self._schedule.due()
        if due is not None and len(self._calls) < self._connections(now):
            moments.append(due)
        return min(moments)

    def _connections(self, now: float) -> int:
        """How many calls may be under way at a time."""
        if not self._accepted:
            return 1
        round_trip = max([self._round_trip, *(now - call.began for call in self._calls.values())])
        needed = math.ceil(self._schedule.rate(now) * round_trip)
        return min(max(needed, 1), self._client.auth.calls_at_once)

    def _send_due(self, now: float) -> None:
        while len(self._calls) < self._connections(now):
            job_id = self._schedule.take(now)
            if job_id is None:
                return
            seconds = min(self._schedule.call_time(now), 2 * self._client.http.transport.timeout)
            self._serial += 1
            self._calls[self._serial] = _Call(job_id, now, now + seconds, self._login)
            if len(self._calls) + len(self._left) > self._threads:
                self._threads += 1
                threading.Thread(target=self._work, name=f"huaweicloud.jobs-{self._threads}", daemon=True).start()
            self._tasks.put((self._serial, job_id, seconds))

    def _work(self) -> None:
        while True:
            task = self._tasks.get()
            if task is None:
                return
            serial, job_id, seconds = task
            try:
                self._inbox.put((serial, self._ask(job_id, seconds)))
            except Exception as error:  # noqa: BLE001 - whatever it is, the loop is waiting for it
                self._inbox.put((serial, error))

    def _ask(self, job_id: str, seconds: float) -> tuple[Job, list[str]]:
        answer = self._client.ask(job_id, seconds)
        try:
            return read_job(self._client.service, job_id, answer.body)
        except BadAnswer as error:
            raise self._client.error(answer, isinstance(error, NotListed)) from None

    # Receiving

    def _leave_overdue(self, now: float) -> None:
        for serial, call in list(self._calls.items()):
            if now >= call.limit:
                self._left.add(serial)
                del self._calls[serial]
                self._faulted(call, Overdue(call.limit - call.began), now)

    def _receive(self, item: tuple[int, t.Any] | None) -> None:
        if item is None:
            return
        serial, result = item
        self._left.discard(serial)
        call = self._calls.pop(serial, None)
        if call is None:
            return
        now = self._clock.now()
        self._round_trip = now - call.began if not self._round_trip else (3 * self._round_trip + now - call.began) / 4
        if isinstance(result, tuple):
            job, warnings = result
            self._answered(call, job, warnings, now)
        elif isinstance(result, NoSuchJob):
            self._denied(call, result, now)
        elif isinstance(result, LoginRefused):
            self._refused(call, result, now)
        elif isinstance(result, CallError) and result.mendable:
            self._faulted(call, result, now)
        else:
            self._error = result if isinstance(result, CallError) else _internal(result)

    def _answered(self, call: _Call, job: Job, warnings: list[str], now: float) -> None:
        self._accept(call)
        before = self._jobs[call.job_id]
        self._jobs[call.job_id] = job
        if job.state == UNKNOWN:
            known = ", ".join(self._client.service.states)
            warnings.append(
                f"{job.service} gives a job the status {job.status!r}, which is none of the words that are known"
                f" ({known}); it is taken for a job that has not ended."
            )
        if len(self._warnings) < MOST_WARNINGS:
            self._warnings.update(dict.fromkeys(warnings))
        if job.status != before.status:
            self._reporter.changed(job, now - self._start)
        self._schedule.answered(call.job_id, now, job.ended)
        self._stopped = self._stopped or (self._plan.fail_fast and job.state == FAILED)

    def _denied(self, call: _Call, error: NoSuchJob, now: float) -> None:
        self._accept(call)
        if self._schedule.denied(call.job_id, now):
            job = self._jobs[call.job_id] = replace(self._jobs[call.job_id], state=MISSING)
            self._reporter.changed(job, now - self._start)
            self._stopped = self._stopped or self._plan.fail_fast
        else:
            self._errors[call.job_id] = error
            self._ride_out(error, now)

    def _ride_out(self, error: CallError, now: float) -> None:
        kind = (type(error), error.http_status, error.code)
        if kind not in self._ridden_out:
            self._ridden_out.add(kind)
            self._reporter.riding_out(error, now - self._start)

    def _accept(self, call: _Call) -> None:
        self._errors.pop(call.job_id, None)
        if call.login == self._login:
            self._accepted = True
            self._refusals = 0

    def _refused(self, call: _Call, error: LoginRefused, now: float) -> None:
        self._schedule.reached = True
        if call.login == self._login:
            self._refusals += 1
            self._accepted = False
            if self._refusals > 1 or not self._client.auth.renew():
                self._error = error
                return
            self._login += 1
        self._schedule.again(call.job_id, now)

    def _faulted(self, call: _Call, error: CallError, now: float) -> None:
        self._errors[call.job_id] = error
        self._schedule.reached = self._schedule.reached or error.reached
        self._ride_out(error, now)
        again = self._schedule.faulted(call.job_id, now, error.throttled, error.retry_after)
        if self._schedule.reached:
            return
        if self._plan.pauses is None:
            if self._schedule.unreachable(now):
                self._error = error
        elif not again:
            # Nobody is there: the other jobs need not all find that out for themselves.
            self._given_up = True
            self._errors.update((job_id, error) for job_id in self._ids)

    def _beat(self) -> None:
        now = self._clock.now()
        if now < self._heartbeat:
            return
        elapsed = now - self._start
        self._reporter.heartbeat([self._jobs[job_id] for job_id in self._ids], elapsed)
        later = [moment for moment in HEARTBEATS if moment > elapsed]
        minutes = math.floor((elapsed - HEARTBEATS[-1]) / HEARTBEAT_INTERVAL) + 1
        self._heartbeat = self._start + (later[0] if later else HEARTBEATS[-1] + minutes * HEARTBEAT_INTERVAL)


class Overdue(CallError):
    """A call that was left behind: it would have outlasted its limit, or the deadline."""

    mendable = True

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no complete answer within {seconds:.1f} s")


def _internal(error: Exception) -> Final:
    return Final(
        f"{type(error).__name__}: {error}",
        hint="This is a defect of the collection huaweicloud.jobs: please report it, with this message.",
    )
