# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a call with retries, but never repeats a call that may have been carried out."""

from __future__ import annotations

import math
import typing as t

from .._http.errors import CallError, LoginRefused
from .._http.response import Response
from .._login.refusals import Refusals
from .._service.call import ApiCall
from .calls import Call, Calls, Overdue, internal
from .clock import Clock

#: The pause before the first retry, and the longest pause, in seconds.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0


class RetryRule(t.Protocol):
    """Returns how many seconds to wait before the next attempt, or None to give up.

    ``tries`` is the number of attempts so far, ``elapsed`` the seconds since the first one began.
    """

    def __call__(self, error: CallError, tries: int, elapsed: float) -> float | None:
        """Return the pause in seconds, or None."""


def retry_reads(error: CallError, tries: int, elapsed: float) -> float | None:  # noqa: ARG001
    """Return the pause before a call that only reads is retried: at most twice, after 1 and 2 seconds."""
    return float(tries) if error.retryable and tries <= 2 else None


def never_retry(error: CallError, tries: int, elapsed: float) -> float | None:  # noqa: ARG001
    """Return None: a call is not retried."""
    return None


class StartRule:
    """The rule for a call that starts something: it is retried only if it cannot have been carried out.

    This is the case if the API throttled it, and, for ``grace`` seconds in a row, if it never arrived. With
    ``idempotent``, it is retried after any temporary error, including a lost response.
    """

    def __init__(self, grace: float, idempotent: bool) -> None:
        self._grace = grace
        self._idempotent = idempotent
        self._reached_at = 0.0

    def __call__(self, error: CallError, tries: int, elapsed: float) -> float | None:
        if not error.retryable:
            return None
        if tries == 1:
            self._reached_at = 0.0
        pause = max(min(FIRST_PAUSE * 2.0 ** min(tries - 1, 30), LONGEST_PAUSE), error.retry_after or 0.0)
        if error.throttled or error.sent:
            self._reached_at = elapsed
            return pause if error.throttled or self._idempotent else None
        left = self._grace - (elapsed - self._reached_at)
        return min(pause, left) if left > 0 else None


class RetryingCaller:
    """Makes a call until it succeeds, or until its rule gives up.

    ``refusals`` are those of the login, ``deadline`` is the time of the clock at which the last attempt must have
    ended, and ``wanted`` returns whether the result is still needed. ``tries`` counts failed attempts; ``uncertain`` is
    true if one of them may have been carried out.
    """

    def __init__(
        self,
        refusals: Refusals,
        rule: RetryRule,
        deadline: float = math.inf,
        clock: Clock | None = None,
        wanted: t.Callable[[], bool] = lambda: True,
    ) -> None:
        self._refusals = refusals
        self._rule = rule
        self._deadline = deadline
        self._clock = clock or Clock()
        self._wanted = wanted
        self.uncertain = False
        self.tries = 0

    def make(self, call: ApiCall) -> Response:
        """Return the successful response. Raises the CallError of the last attempt."""
        calls: Calls[ApiCall] = Calls(lambda call, seconds: call.send(seconds))
        start = self._clock.now()
        try:
            while True:
                generation = self._refusals.generation
                try:
                    response = self._try(calls, call)
                except CallError as error:
                    self.tries += 1
                    self.uncertain = self.uncertain or may_have_been_done(error)
                    if isinstance(error, LoginRefused):
                        if not self._refusals.should_retry(generation, error):
                            raise
                        continue
                    now = self._clock.now()
                    pause = self._rule(error, self.tries, now - start)
                    if pause is None or now + pause >= self._deadline or not self._wanted():
                        raise
                    self._pause(calls, pause)
                else:
                    self._refusals.accept(generation)
                    return response
        finally:
            calls.end()

    def _try(self, calls: Calls[ApiCall], call: ApiCall) -> Response:
        now = self._clock.now()
        seconds = min(max(self._deadline - now, 0.0), 2 * call.location.connection.http.transport.timeout)
        under_way = Call(call, now, now + seconds, self._refusals.generation)
        calls.send(under_way)
        while True:
            item = self._clock.wait(calls.inbox, under_way.limit - self._clock.now(), True)
            if item is not None:
                calls.received(item[0])
                if item[0] is under_way:
                    return self._received(call, item[1])
            elif calls.abandon_overdue(self._clock.now()):
                error = Overdue(seconds)
                error.sent = call.sending and under_way.abortable.sent
                raise error

    @staticmethod
    def _received(call: ApiCall, result: t.Any) -> Response:
        if isinstance(result, Response):
            return result
        error = result if isinstance(result, CallError) else internal(result)
        error.sent = error.sent or (error is not result and call.sending)
        raise error

    def _pause(self, calls: Calls[ApiCall], seconds: float) -> None:
        """Wait. Raises a CallError if an abandoned call meanwhile reports that the login is refused."""
        end = self._clock.now() + seconds
        while self._clock.now() < end:
            item = self._clock.wait(calls.inbox, end - self._clock.now(), False)
            if item is not None:
                call, result = item
                calls.received(call)
                if isinstance(result, LoginRefused) and not self._refusals.should_retry(call.generation, result):
                    raise result


def may_have_been_done(error: CallError) -> bool:
    """Return whether the call may have been carried out despite the error, because no response excludes it.

    HTTP 303 redirects from a call that was carried out to its result (RFC 9110, 15.4.4).
    """
    status = error.http_status
    excluded = status is not None and 300 <= status < 500 and status not in (303, 408)
    return error.sent and not error.throttled and not excluded
