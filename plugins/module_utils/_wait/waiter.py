# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main loop: polls jobs according to the schedule, and reports what happens."""

from __future__ import annotations

import math
import typing as t
from dataclasses import replace

from .._http.errors import CallError, Gone, LoginRefused, NoSuchJob
from .._login.refusals import Refusals
from .._service.job import Job
from .._service.location import Connection, Target
from .._service.reading import NoJob, read_job
from .._service.table import siblings
from .._service.vocabulary import FAILED, MISSING, SUCCEEDED, UNKNOWN
from .calls import Call, Calls, Overdue, internal
from .clock import Clock
from .entry import Entry
from .heartbeat import Heartbeat
from .lanes import Lane, first_due, lanes_of
from .outcome import Outcome
from .reporter import Reporter
from .schedule import Plan

#: The most warnings about responses; later ones would hardly differ.
MOST_WARNINGS = 10


class Waiter:
    """Polls jobs until each has ended, or as the plan says.

    Usually, one call is in progress at a time. There are more, each with its own connection, only if the rate requires
    it because responses are slow, and never before the API has accepted the login: a key is locked after five calls
    with a wrong signature. ``wanted`` returns whether the outcome is still needed. If the task has made other calls
    before, ``refusals`` are those of its login, and ``start`` is the time at which its timeout began.
    """

    def __init__(
        self,
        connection: Connection,
        targets: t.Iterable[Target],
        plan: Plan,
        reporter: Reporter | None = None,
        clock: Clock | None = None,
        wanted: t.Callable[[], bool] = lambda: True,
        refusals: Refusals | None = None,
        start: float | None = None,
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._reporter = reporter or Reporter()
        self._clock = clock or Clock()
        self._wanted = wanted
        self._jobs = {target: Job(target.job_id, target.location.service.name) for target in targets}
        now = self._clock.now()
        self._start = now if start is None else start
        self._deadline = math.inf if plan.timeout is None else self._start + plan.timeout
        left = plan if plan.timeout is None else replace(plan, timeout=self._deadline - now)
        self._lanes = lanes_of(left, self._jobs, now)
        self._calls = Calls(poll)
        self._refusals = refusals or Refusals(connection.login)
        self._error: CallError | None = None
        self._error_at: Target | None = None
        self._errors: dict[Target, CallError] = {}
        self._retried: set[tuple[type, int | None, str | None]] = set()
        self._stopped = False
        self._warnings: dict[str, None] = {}
        self._heartbeat = Heartbeat(self._start)

    def run(self) -> Outcome:
        """Poll until all jobs have ended or the wait ends early, and return the outcome."""
        inbox = self._calls.inbox
        try:
            while self._wanted() and not (self._error or self._stopped):
                now = self._clock.now()
                for call in self._calls.abandon_overdue(now):
                    self._faulted(call, Overdue(call.limit - call.began), now)
                self._send_due(now)
                if not self._calls and (now >= self._deadline or first_due(self._lanes.values()) == math.inf):
                    break
                item = self._clock.wait(inbox, self._wake(now) - now, bool(self._calls))
                if item is not None:
                    self._receive(*item)
                while not inbox.empty():
                    self._receive(*inbox.get())
                now = self._clock.now()
                if self._heartbeat.beats(now):
                    self._reporter.heartbeat(list(self._jobs.values()), now - self._start)
        finally:
            self._calls.end()
            self._connection.http.close()
        return self.outcome()

    def outcome(self) -> Outcome:
        """Return the outcome so far, also of a wait that was interrupted."""
        return Outcome(
            entries=[_entry(target, job, self._errors.get(target)) for target, job in self._jobs.items()],
            limit=self._plan.limit,
            polls=sum(location.polls for location in dict.fromkeys(target.location for target in self._jobs)),
            elapsed=self._clock.now() - self._start,
            error=self._error,
            error_at=self._error_at,
            stopped=self._stopped,
            warnings=list(self._warnings),
            mask=self._connection.http.mask,
        )

    # Sending

    def _wake(self, now: float) -> float:
        """Return when to continue if no response arrives."""
        # Calls in progress may exceed the deadline, up to their own limit.
        moments = [self._heartbeat.due, *(call.limit for call in self._calls)]
        if not self._calls:
            moments.append(self._deadline)
        moments += [max(lane.due, self._room(lane, now)) for lane in self._lanes.values()]
        return min(moments)

    def _room(self, lane: Lane, now: float) -> float:
        """Return when one more call may begin in a lane."""
        full = self._calls.busy >= self._refusals.calls_at_once
        return math.inf if full else lane.room(self._calls, now)

    def _send_due(self, now: float) -> None:
        for lane in sorted(self._lanes.values(), key=lambda lane: lane.due):
            while self._room(lane, now) <= now:
                target = lane.schedule.take(now)
                if target is None:
                    break
                seconds = min(lane.schedule.call_time(now), 2 * self._connection.http.transport.timeout)
                self._calls.send(Call(target, now, now + seconds, self._refusals.generation))
                lane.busy += 1

    # Receiving

    def _receive(self, call: Call[Target], result: t.Any) -> None:
        self._calls.received(call)
        self._lane(call).busy -= 1
        now = self._clock.now()
        if call.abandoned and not isinstance(result, LoginRefused):
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
        elif isinstance(result, CallError) and result.retryable:
            self._faulted(call, result, now)
        else:
            self._end(result if isinstance(result, CallError) else internal(result), call)

    def _lane(self, call: Call[Target]) -> Lane:
        return self._lanes[call.target.location.endpoint]

    def _end(self, error: CallError, call: Call[Target]) -> None:
        self._error, self._error_at = error, call.target

    def _responded(self, call: Call[Target], job: Job, warnings: list[str], now: float) -> None:
        self._accept(call)
        before = self._jobs[call.target]
        self._jobs[call.target] = job
        if job.state == UNKNOWN:
            known = ", ".join(call.target.location.service.states)
            printable = job.printable(self._connection.http.mask)
            warnings.append(
                f"{job.service} returned the status value {printable.status!r}, which is not a known one ({known})."
                " The task continues to poll the job."
            )
        if len(self._warnings) < MOST_WARNINGS:
            self._warnings.update(dict.fromkeys(warnings))
        if (job.status, job.state) != (before.status, before.state):
            self._reporter.changed(job, now - self._start)
        self._lane(call).schedule.responded(call.target, now, job.ended)
        self._stopped = self._stopped or (self._plan.fail_fast and job.state == FAILED)

    def _denied(self, call: Call[Target], error: NoSuchJob, now: float) -> None:
        self._accept(call)
        self._errors[call.target] = error
        if self._lane(call).schedule.denied(call.target, now):
            job = self._jobs[call.target] = replace(self._jobs[call.target], state=MISSING)
            self._reporter.changed(job, now - self._start)
            self._stopped = self._stopped or self._plan.fail_fast
        else:
            self._report_retry(error, now)

    def _report_retry(self, error: CallError, now: float) -> None:
        kind = (type(error), error.http_status, error.code)
        if kind not in self._retried:
            self._retried.add(kind)
            self._reporter.retrying(error, now - self._start)

    def _accept(self, call: Call[Target]) -> None:
        self._errors.pop(call.target, None)
        self._refusals.accept(call.generation)

    def _refused(self, call: Call[Target], error: LoginRefused, now: float) -> None:
        schedule = self._lane(call).schedule
        schedule.reached = True
        if not self._refusals.should_retry(call.generation, error):
            self._end(error, call)
        elif not call.abandoned:
            schedule.again(call.target, now)

    def _faulted(self, call: Call[Target], error: CallError, now: float) -> None:
        self._errors[call.target] = error
        lane = self._lane(call)
        schedule = lane.schedule
        schedule.reached = schedule.reached or error.reached
        self._report_retry(error, now)
        if error.statusless and schedule.statusless(now):
            self._end(error, call)
            return
        again = schedule.faulted(call.target, now, error.throttled, error.retry_after)
        if schedule.reached:
            return
        if self._plan.pauses is None:
            if schedule.unreachable(now):
                self._end(error, call)
        elif not again:
            # The service is unreachable, so polling the other jobs is unnecessary.
            schedule.clear()
            self._errors.update(dict.fromkeys(lane.targets, error))


def _entry(target: Target, job: Job, error: CallError | None) -> Entry:
    service = target.location.service
    return Entry(job, str(target.location), service.retention, siblings(service), error, target)


def poll(target: Target, seconds: float) -> tuple[Job, list[str]]:
    """Poll once. Return the job, and warnings about values that could not be read. Raises a CallError."""
    response = target.location.poll(target.job_id, seconds)
    try:
        return read_job(target.location.service, target.job_id, response.body, response.mask)
    except NoJob as error:
        raise target.location.error_of(response, error) from None
