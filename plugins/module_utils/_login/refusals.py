# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about a login that an API refuses: renew it once, then try once more."""

from __future__ import annotations

from .._http.errors import CallError
from .._service.location import Login

#: Renewals that follow a refusal. A gateway that refuses now and then would draw them without end.
MOST_RENEWALS = 5


class Refusals:
    """Counts the refusals of one login, over all calls that are made with it.

    ``generation`` counts its renewals: a caller keeps it from when it sent a call, and hands it in with what came of
    it, so that what comes late of an older login does not count twice. ``accepted`` says whether the present one was
    accepted, which nothing but a response of the API tells.
    """

    def __init__(self, login: Login) -> None:
        self._login = login
        self.generation = 0
        self.accepted = False
        self._total = 0
        self._in_a_row = 0

    @property
    def calls_at_once(self) -> int:
        """How many calls may be under way: one until the login is accepted, and where one more refusal may lock it."""
        careful = not self.accepted or (self._total and self._login.locks_after)
        return 1 if careful else self._login.calls_at_once

    def accept(self, generation: int) -> None:
        """An API accepted the login."""
        if generation == self.generation:
            self.accepted = True
            self._in_a_row = 0

    def worth_another_try(self, generation: int, error: CallError) -> bool:
        """An API refused the login; whether to make the call again, with the login as it is now."""
        self._total += 1
        if self._login.locks_after and self._total >= self._login.locks_after - 1:
            return False
        if generation != self.generation:
            return True
        self._in_a_row += 1
        self.accepted = False
        if self._in_a_row > 1 or self.generation == MOST_RENEWALS or not self._login.renew(error):
            return False
        self.generation += 1
        return True
