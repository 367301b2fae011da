# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all logins share, and the base of those that are requested and renewed on the way."""

from __future__ import annotations

import threading
import time
import typing as t

from .._http.connections import MAX_CONNECTIONS
from .._http.errors import CallError
from .._text.times import read_time

#: A login that expires is renewed ahead, by a tenth of its lifetime, but no more than these seconds.
MARGIN = 300.0


class Login:
    """A way to log in: it puts itself on each request.

    ``secrets`` are the values that no output may show, those requested on the way included. ``calls_at_once`` is how
    many calls may be under way with it, ``locks_after`` how many refusals lock it, if any do.
    """

    calls_at_once = MAX_CONNECTIONS
    locks_after: int | None = None

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def __call__(self, request: t.Any) -> t.Any:
        """The prepared request with the login on it. Raises a CallError where it has to be requested first."""
        raise NotImplementedError

    def advice(self, message: str) -> str:
        """What to do when the API refuses the login with this message."""
        raise NotImplementedError

    def renew(self, error: CallError) -> bool:  # noqa: ARG002
        """Forget a login that was refused with this error; False when there is nothing to renew it from."""
        return False


class End:
    """What has ended a login for good; logins that share it are requested one after the other."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.refusal: CallError | None = None


class RenewableLogin(Login):
    """A login that is requested with another: at the first call, ahead of its end, and when it is refused.

    What cannot be mended by waiting is remembered in ``end``, and nothing is sent again: accounts and keys lock.
    """

    def __init__(self, clock: t.Callable[[], float] = time.monotonic, end: End | None = None) -> None:
        super().__init__()
        self._clock = clock
        self._end = end or End()
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
        return self._end.refusal is None

    def _current(self) -> Login:
        with self._lock:
            if self._requested is None or self._clock() >= self._renew_at:
                with self._end.lock:
                    self._requested, self._renew_at = self._renewed()
            elif self._end.refusal:
                raise self._end.refusal
            return self._requested

    def _renewed(self) -> tuple[Login, float]:
        if self._end.refusal:
            raise self._end.refusal
        try:
            requested, renew_at = self._request()
            self.secrets |= requested.secrets
            if self._refused_with and requested.secrets == self._refused:
                # A service that gives the same for a while: it would be refused again.
                raise self._refused_with
        except CallError as error:
            if not error.retryable:
                self._end.refusal = error
            raise
        return requested, renew_at

    def _request(self) -> tuple[Login, float]:
        """A new login, and when to renew it, by ``clock``. Raises a CallError."""
        raise NotImplementedError

    def _renewal(self, issued_at: t.Any, expires_at: t.Any) -> float:
        """When to renew what is requested now; never, if the times are not known.

        The lifetime is the difference of two times of one clock, that of the issuer, so it does not matter whether
        ours is right.
        """
        try:
            lifetime = (read_time(str(expires_at)) - read_time(str(issued_at))).total_seconds()
        except (ValueError, OverflowError):
            return float("inf")
        if lifetime <= 0:
            # Renewed ahead, it would be requested for each call.
            return float("inf")
        return self._clock() + lifetime - min(MARGIN, lifetime / 10)


class Group(Login):
    """Logins of one user, each for another project: what is refused is refused for all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.members: list[Login] = []

    def advice(self, message: str) -> str:
        return self.members[0].advice(message)

    def renew(self, error: CallError) -> bool:
        renewed = [member.renew(error) for member in self.members]
        return all(renewed)
