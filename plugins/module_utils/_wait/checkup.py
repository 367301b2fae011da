# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a login, and with one query each the services that it is used for."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._http.errors import CallError, Gone, LoginRefused, NoSuchJob
from .._http.session import Http
from .._login.identity import Identity, identity_of
from .._service.location import Location, Target
from .._service.verdicts import IMPOSSIBLE_ID, REFUSED, verdict_of
from .calls import Call, Calls, Overdue, internal
from .clock import Clock
from .waiter import poll

#: The longest duration of a call in seconds, and the most calls at the same time.
PATIENCE, AT_ONCE = 10.0, 8

Work = t.Callable[[float], t.Any]


@dataclass
class Findings:
    """The findings of a checkup, which may have ended early.

    ``login_error`` says why no login could be requested, ``project_error`` why the ID of the project is not known, and
    ``iam_error`` why the query of IAM failed; ``iam_queried`` is true if IAM was queried. ``services`` maps each
    queried location to the error that its response stands for, or to None if the service returned a job.
    """

    login_error: CallError | None = None
    project_error: CallError | None = None
    iam_error: CallError | None = None
    iam_queried: bool = False
    identity: Identity = field(default_factory=Identity)
    services: dict[Location, CallError | None] = field(default_factory=dict)

    @property
    def refusal(self) -> CallError | None:
        """The first refusal of the login, which ended the checkup, or None."""
        errors = (self.login_error, self.project_error, self.iam_error, *self.services.values())
        return next((error for error in errors if error and verdict_of(error) == REFUSED), None)


class Checkup:
    """Logs in, queries IAM, and queries each service for a job that cannot exist. There are no retries.

    All locations have the same login and the same project. ``iam_url`` is None if the endpoint of IAM is not known, and
    ``of_iam`` is true if the login itself is requested from IAM. Services are queried one at a time until one of them
    accepts the login, and none is queried after a refusal, because repeated refusals lock keys and accounts.
    ``deadline`` is a time of the clock.
    """

    def __init__(
        self,
        locations: t.Sequence[Location],
        iam_url: str | None,
        of_iam: bool,
        deadline: float,
        clock: Clock | None = None,
        wanted: t.Callable[[], bool] = lambda: True,
    ) -> None:
        self._locations = locations
        self._iam_url = iam_url
        self._of_iam = of_iam
        self._deadline = deadline
        self._clock = clock or Clock()
        self._wanted = wanted
        self._found = Findings()
        self._accepted = False

    def run(self) -> Findings:
        """Run the checkup until it is complete or the deadline has passed, and return its findings."""
        if not self._locations:
            return self._found
        http = self._locations[0].connection.http
        try:
            if self._log_in(http) and self._find_project():
                self._query_iam(http)
                self._query()
        finally:
            http.close()
        return self._found

    # The login and its project

    @property
    def _first(self) -> Location:
        return next(
            (location for location in self._locations if "project_id" in location.service.names), self._locations[0]
        )

    def _log_in(self, http: Http) -> bool:
        """Request the login if its kind requires that. Return whether there is a login."""
        login = self._first.login
        request = http.prepare("GET", self._iam_url or self._first.endpoint)
        error = self._attempt(lambda _seconds: login(request))
        self._found.login_error = error
        if self._of_iam:
            self._found.iam_queried, self._found.iam_error = True, error
        return error is None

    def _find_project(self) -> bool:
        project = self._first.project
        if project.known is not None:
            return True
        error = self._attempt(lambda _seconds: project())
        self._found.project_error = error
        # A project name that IAM does not know is not a problem of IAM.
        of_iam = error is not None and (error.http_status is not None or error.retryable)
        self._found.iam_queried, self._found.iam_error = True, error if of_iam else None
        if error is None:
            for location in self._locations:
                location.project.known = project.known
        return error is None

    def _query_iam(self, http: Http) -> None:
        """Query IAM about the login. The checkup continues if that fails."""
        iam_url, login = self._iam_url, self._first.login
        if iam_url is None:
            return

        def query(seconds: float) -> None:
            self._found.identity = identity_of(http, iam_url, login, seconds)

        error = self._attempt(query)
        self._found.iam_queried, self._found.iam_error = True, error

    def _attempt(self, work: Work) -> CallError | None:
        """Return the error of a call, or None if it succeeds."""
        calls: Calls[Work] = Calls(lambda work, seconds: work(seconds))
        now = self._clock.now()
        seconds = max(min(PATIENCE, self._deadline - now), 0.0)
        calls.send(Call(work, now, now + seconds, 0))
        try:
            while True:
                item = self._clock.wait(calls.inbox, now + seconds - self._clock.now(), True)
                if item is not None:
                    return _error(item[1])
                if calls.abandon_overdue(self._clock.now()):
                    return Overdue(seconds)
        finally:
            calls.end()

    # The services

    def _query(self) -> None:
        """Query each location once."""
        calls: Calls[Target] = Calls(poll)
        waiting = [Target(location, IMPOSSIBLE_ID) for location in self._locations]
        try:
            while self._wanted():
                now = self._clock.now()
                for call in calls.abandon_overdue(now):
                    self._note(call.target, Overdue(call.limit - call.began))
                while waiting and now < self._deadline and len(calls) < self._room and not self._found.refusal:
                    seconds = min(PATIENCE, self._deadline - now)
                    calls.send(Call(waiting.pop(0), now, now + seconds, 0))
                if not calls:
                    break
                limit = min(call.limit for call in calls)
                item = self._clock.wait(calls.inbox, limit - self._clock.now(), True)
                if item is not None:
                    call, result = item
                    calls.received(call)
                    if not call.abandoned or isinstance(result, LoginRefused):
                        self._note(call.target, _error(result))
        finally:
            calls.end()

    @property
    def _room(self) -> int:
        return min(self._first.login.calls_at_once, AT_ONCE) if self._accepted else 1

    def _note(self, target: Target, error: CallError | None) -> None:
        self._found.services[target.location] = error
        self._accepted = self._accepted or error is None or isinstance(error, (Gone, NoSuchJob))


def _error(result: t.Any) -> CallError | None:
    if isinstance(result, CallError) or not isinstance(result, Exception):
        return result if isinstance(result, CallError) else None
    return internal(result)
