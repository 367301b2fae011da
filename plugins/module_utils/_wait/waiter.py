# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only loop: it drives the polls by the schedule, and reports what happens."""

from __future__ import annotations

import math
import typing as t
from dataclasses import replace

from .._http.errors import CallError, Final, Gone, LoginRefused, NoSuchJob
from .._login.refusals import Refusals
from .._service.job import Job
from .._service.place import Connection, Target
from .._service.reading import NoJob, read_job
from .._service.table import siblings
from .._service.vocabulary import FAILED, MISSING, SUCCEEDED, UNKNOWN
from .calls import Call, Calls, Overdue
from .clock import Clock
from .entry import Entry
from .outcome import Outcome
from .reporter import Reporter
from .schedule import Plan, Schedule

#: After so many seconds a sign of life is due; then once a minute.
HEARTBEATS = (10.0, 20.0, 40.0)
HEARTBEAT_INTERVAL = 60.0
#: What is odd about the first responses is odd about all of them.
MOST_WARNINGS = 10


class Waiter:
    """Polls jobs until each has ended, or as the plan says.

    One call is under way at a time as a rule. More of them, each with a connection of its own, are used only when the
    rate times the round trip needs them, and never before the API has accepted the login: a wrong key is locked after
    five tries. ``wanted`` says whether anybody still waits for the outcome.
    """

    def __init__(
        self,
        connection: Connection,
        targets: t.Iterable[Target],
        plan: Plan,
        reporter: Reporter | None = None,
        clock: Clock | None = None,
        wanted: t.Callable[[], bool] = lambda: True,
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._reporter = reporter or Reporter()
        self._clock = clock or Clock()
        self._wanted = wanted
        self._jobs = {target: Job(target.job_id, target.place.service.name) for target in targets}
        self._start = self._clock.now()
        self._schedule = Schedule(plan, self._jobs, self._start)
        self._calls = Calls(_poll)
        self._refusals = Refusals(connection.login)
        self._error: CallError | None = None
        self._errors: dict[Target, CallError] = {}
        self._ridden_out: set[tuple[type, int | None, str | None]] = set()
        self._stopped = False
        self._given_up = False
        self._warnings: dict[str, None] = {}
        self._heartbeat = self._start + HEARTBEATS[0]

    def run(self) -> Outcome:
        """Poll until there is nothing more to poll."""
        inbox = self._calls.inbox
        try:
            while self._wanted() and not (self._error or self._stopped or self._given_up):
                now = self._clock.now()
                for call in self._calls.leave_overdue(now):
                    self._faulted(call, Overdue(call.limit - call.began), now)
                self._send_due(now)
                if not self._calls and (self._schedule.due() is None or now >= self._schedule.deadline):
                    break
                item = self._clock.wait(inbox, self._wake(now) - now, bool(self._calls))
                if item is not None:
                    self._receive(*item)
                while not inbox.empty():
                    self._receive(*inbox.get())
                self._beat()
        finally:
            self._calls.end()
            self._connection.http.close()
        return self.outcome()

    def outcome(self) -> Outcome:
        """What is known so far; also of a wait that was interrupted."""
        return Outcome(
            entries=[
                Entry(job, str(place), place.service.retention, siblings(place.service), self._errors.get(target))
                for target, job in self._jobs.items()
                for place in (target.place,)
            ],
            limit=self._limit(),
            polls=sum(place.polls for place in dict.fromkeys(target.place for target in self._jobs)),
            elapsed=self._clock.now() - self._start,
            error=self._error,
            stopped=self._stopped,
            warnings=list(self._warnings),
            mask=self._connection.http.mask,
        )

    def _limit(self) -> str:
        if self._plan.pauses is not None or self._plan.timeout is None:
            return "one round of queries"
        return f"{self._plan.timeout:g} s{self._plan.note}"

    # Sending

    def _wake(self, now: float) -> float:
        """When there is something to do, should no response come before."""
        # At the deadline, calls under way have some time left, up to their limit.
        moments = [self._heartbeat, *(call.limit for call in self._calls)]
        if not self._calls:
            moments.append(self._schedule.deadline)
        due = self._schedule.due()
        if due is not None:
            moments.append(max(due, self._room(now)))
        return min(moments)

    def _room(self, now: float) -> float:
        """When one more call may be under way: a call that takes its time makes room for another, at the rate."""
        if self._calls.busy >= self._refusals.calls_at_once:
            return math.inf
        oldest = min((call.began for call in self._calls), default=-math.inf)
        return oldest + self._calls.busy / self._schedule.rate(now)

    def _send_due(self, now: float) -> None:
        while self._room(now) <= now:
            target = self._schedule.take(now)
            if target is None:
                return
            seconds = min(self._schedule.call_time(now), 2 * self._connection.http.transport.timeout)
            self._calls.send(Call(target, now, now + seconds, self._refusals.generation))

    # Receiving

    def _receive(self, call: Call, result: t.Any) -> None:
        self._calls.received(call)
        now = self._clock.now()
        if call.left and not isinstance(result, LoginRefused):
            return
        if isinstance(result, tuple):
            job, warnings = result
            self._responded(call, job, warnings, now)
        elif isinstance(result, Gone):
            self._responded(call, replace(self._jobs[call.target], state=SUCCEEDED, status=None), [], now)
        elif isinstance(result, NoSuchJob):
            self._denied(call, result, now)
        elif isinstance(result, LoginRefused):
            self._refused(call, result, now)
        elif isinstance(result, CallError) and result.mendable:
            self._faulted(call, result, now)
        else:
            self._error = result if isinstance(result, CallError) else _internal(result)

    def _responded(self, call: Call, job: Job, warnings: list[str], now: float) -> None:
        self._accept(call)
        before = self._jobs[call.target]
        self._jobs[call.target] = job
        if job.state == UNKNOWN:
            known = ", ".join(call.target.place.service.states)
            told = job.told(self._connection.http.mask)
            warnings.append(
                f"{job.service} reports the status value {told.status!r}, which is none of those that are known"
                f" ({known}); such a job is waited for."
            )
        if len(self._warnings) < MOST_WARNINGS:
            self._warnings.update(dict.fromkeys(warnings))
        if (job.status, job.state) != (before.status, before.state):
            self._reporter.changed(job, now - self._start)
        self._schedule.answered(call.target, now, job.ended)
        self._stopped = self._stopped or (self._plan.fail_fast and job.state == FAILED)

    def _denied(self, call: Call, error: NoSuchJob, now: float) -> None:
        self._accept(call)
        if self._schedule.denied(call.target, now):
            job = self._jobs[call.target] = replace(self._jobs[call.target], state=MISSING)
            self._reporter.changed(job, now - self._start)
            self._stopped = self._stopped or self._plan.fail_fast
        else:
            self._errors[call.target] = error
            self._ride_out(error, now)

    def _ride_out(self, error: CallError, now: float) -> None:
        kind = (type(error), error.http_status, error.code)
        if kind not in self._ridden_out:
            self._ridden_out.add(kind)
            self._reporter.riding_out(error, now - self._start)

    def _accept(self, call: Call) -> None:
        self._errors.pop(call.target, None)
        self._refusals.accept(call.generation)

    def _refused(self, call: Call, error: LoginRefused, now: float) -> None:
        self._schedule.reached = True
        if not self._refusals.worth_another_try(call.generation, error):
            self._error = error
        elif not call.left:
            self._schedule.again(call.target, now)

    def _faulted(self, call: Call, error: CallError, now: float) -> None:
        self._errors[call.target] = error
        self._schedule.reached = self._schedule.reached or error.reached
        self._ride_out(error, now)
        if error.statusless and self._schedule.statusless(now):
            self._error = error
            return
        again = self._schedule.faulted(call.target, now, error.throttled, error.retry_after)
        if self._schedule.reached:
            return
        if self._plan.pauses is None:
            if self._schedule.unreachable(now):
                self._error = error
        elif not again:
            # Nobody is there: the other jobs need not all find that out for themselves.
            self._given_up = True
            self._errors.update((target, error) for target in self._jobs)

    def _beat(self) -> None:
        now = self._clock.now()
        if now < self._heartbeat:
            return
        elapsed = now - self._start
        self._reporter.heartbeat(list(self._jobs.values()), elapsed)
        later = [moment for moment in HEARTBEATS if moment > elapsed]
        minutes = math.floor((elapsed - HEARTBEATS[-1]) / HEARTBEAT_INTERVAL) + 1
        self._heartbeat = self._start + (later[0] if later else HEARTBEATS[-1] + minutes * HEARTBEAT_INTERVAL)


def _poll(target: Target, seconds: float) -> tuple[Job, list[str]]:
    """One poll: the job, and warnings about what could not be read. Raises a CallError."""
    response = target.place.poll(target.job_id, seconds)
    try:
        return read_job(target.place.service, target.job_id, response.body, response.mask)
    except NoJob as error:
        raise target.place.error_of(response, error) from None


def _internal(error: Exception) -> Final:
    return Final(
        f"{type(error).__name__}: {error}",
        hint="This is a defect of the collection huaweicloud.jobs: please report it, with this message.",
    )
