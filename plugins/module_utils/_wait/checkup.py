# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a login and the services that it is for, with one query at each of them."""

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

#: No call is waited for longer, in seconds, and no more than so many are under way at a time.
PATIENCE, AT_ONCE = 10.0, 8

Work = t.Callable[[float], t.Any]


@dataclass
class Findings:
    """What a checkup has found, as far as it came.

    ``login_error`` is why there is no login to begin with, ``project_error`` why the project's id is not known,
    ``iam_error`` what the query of IAM ended in; ``iam_queried`` says whether there was one. ``services`` has for each
    place that was queried the error that its response stands for, None where the service gave a job.
    """

    login_error: CallError | None = None
    project_error: CallError | None = None
    iam_error: CallError | None = None
    iam_queried: bool = False
    identity: Identity = field(default_factory=Identity)
    services: dict[Location, CallError | None] = field(default_factory=dict)

    @property
    def refusal(self) -> CallError | None:
        """The first refusal of the login, which has ended the checkup."""
        errors = (self.login_error, self.project_error, self.iam_error, *self.services.values())
        return next((error for error in errors if error and verdict_of(error) == REFUSED), None)


class Checkup:
    """Logs in, looks at IAM, and queries each service about a job that cannot exist; nothing is ever tried again.

    All places have the same login and the same project. ``iam_url`` is None where IAM cannot be found, ``of_iam`` says
    whether the login itself is requested from it. Services are queried one after the other until one of them has
    accepted the login, and none after a refusal: keys and accounts lock. ``deadline`` is by the clock.
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
        """Check, until all is known or the time is over."""
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
        """Have the login requested, if it is one that has to be."""
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
        # A name that IAM does not have is no trouble of IAM.
        of_iam = error is not None and (error.http_status is not None or error.retryable)
        self._found.iam_queried, self._found.iam_error = True, error if of_iam else None
        if error is None:
            for location in self._locations:
                location.project.known = project.known
        return error is None

    def _query_iam(self, http: Http) -> None:
        """What IAM says of the login. That it says nothing is no hindrance."""
        iam_url, login = self._iam_url, self._first.login
        if iam_url is None:
            return

        def query(seconds: float) -> None:
            self._found.identity = identity_of(http, iam_url, login, seconds)

        error = self._attempt(query)
        self._found.iam_queried, self._found.iam_error = True, error

    def _attempt(self, work: Work) -> CallError | None:
        """What a call ends in; None for success."""
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
        """One query for each place."""
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
