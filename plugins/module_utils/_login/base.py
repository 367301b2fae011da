# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base classes of all logins, and of those that are requested and renewed during a task."""

from __future__ import annotations

import threading
import time
import typing as t

from .._http.connections import MAX_CONNECTIONS
from .._http.errors import CallError
from .._text.times import read_time

#: A login is renewed before it expires, by a tenth of its validity, but at most by this number of seconds.
MARGIN = 300.0


class Login:
    """A login, which adds its headers to each request.

    ``secrets`` are the values that no output may show, including tokens and keys that were requested during the task.
    ``calls_at_once`` is the maximum number of concurrent calls with this login. ``locks_after`` is the number of
    refusals after which the cloud locks it, None if it does not.
    """

    calls_at_once = MAX_CONNECTIONS
    locks_after: int | None = None

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def __call__(self, request: t.Any) -> t.Any:
        """Add the login to a prepared request, and return it. Raises a CallError if the login cannot be requested."""
        raise NotImplementedError

    def advice(self, message: str) -> str:
        """Return a hint for the user: what to do if the API refuses the login with this message."""
        raise NotImplementedError

    def renew(self, error: CallError) -> bool:  # noqa: ARG002
        """Discard a login that was refused with this error. Returns False if it cannot be renewed."""
        return False


class SharedState:
    """The state that the logins of one user share.

    ``refusal`` is the permanent error that ended them, after which nothing is requested again. With ``lock``, they are
    requested one after another.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.refusal: CallError | None = None


class RenewableLogin(Login):
    """A token or temporary keys, requested for the first call, before they expire, and if they are refused.

    After a permanent error, which is kept in ``shared``, nothing is requested again: repeated refusals lock accounts
    and keys.
    """

    def __init__(self, clock: t.Callable[[], float] = time.monotonic, shared: SharedState | None = None) -> None:
        super().__init__()
        self._clock = clock
        self._shared = shared or SharedState()
        self._lock = threading.Lock()
        self._requested: Login | None = None
        self._renew_at = 0.0
        self._refused: set[str] = set()
        self._refused_with: CallError | None = None

    def __call__(self, request: t.Any) -> t.Any:
        return self._current()(request)

    def renew(self, error: CallError) -> bool:
        with self._lock:
            if self._requested:
                self._refused, self._refused_with = self._requested.secrets, error
            self._requested = None
        return self._shared.refusal is None

    def _current(self) -> Login:
        with self._lock:
            if self._requested is None or self._clock() >= self._renew_at:
                with self._shared.lock:
                    self._requested, self._renew_at = self._renewed()
            elif self._shared.refusal:
                raise self._shared.refusal
            return self._requested

    def _renewed(self) -> tuple[Login, float]:
        if self._shared.refusal:
            raise self._shared.refusal
        try:
            requested, renew_at = self._request()
            self.secrets |= requested.secrets
            if self._refused_with and requested.secrets == self._refused:
                # Some services return the same keys again for a while. These would be refused again.
                raise self._refused_with
        except CallError as error:
            if not error.retryable:
                self._shared.refusal = error
            raise
        return requested, renew_at

    def _request(self) -> tuple[Login, float]:
        """Request a new login, and return it with the time on ``clock`` at which to renew it. Raises a CallError."""
        raise NotImplementedError

    def _renewal(self, issued_at: t.Any, expires_at: t.Any) -> float:
        """Return the time on ``clock`` at which to renew a login that was issued now: infinity if a time is unknown.

        Both times come from one clock, so their difference, the validity, is correct even if the clock of this machine
        and that of the issuer differ.
        """
        try:
            lifetime = (read_time(str(expires_at)) - read_time(str(issued_at))).total_seconds()
        except (ValueError, OverflowError):
            return float("inf")
        if lifetime <= 0:
            # Otherwise the login would be requested again for each call.
            return float("inf")
        return self._clock() + lifetime - min(MARGIN, lifetime / 10)


class LoginGroup(Login):
    """The logins of one user for several projects. A refusal of one of them counts as a refusal of all."""

    def __init__(self) -> None:
        super().__init__()
        self.members: list[Login] = []

    def advice(self, message: str) -> str:
        return self.members[0].advice(message)

    def renew(self, error: CallError) -> bool:
        renewed = [member.renew(error) for member in self.members]
        return all(renewed)
