# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide whether to retry a call whose login was refused: the login is renewed, and the call is retried once."""

from __future__ import annotations

from .._http.errors import CallError
from .._service.location import Login

#: The maximum number of renewals after a refusal. Otherwise a gateway that refuses a login from time to time would
#: cause an endless number of them.
MAX_RENEWALS = 5


class Refusals:
    """Counts the refusals of one login over all calls that use it.

    ``generation`` is the number of renewals. A caller keeps the generation with which it sent a call and passes it with
    the outcome, so that the late refusal of an earlier generation is not counted for the current one. ``accepted`` is
    true once an API has accepted the current generation.
    """

    def __init__(self, login: Login) -> None:
        self._login = login
        self.generation = 0
        self.accepted = False
        self._total = 0
        self._in_a_row = 0

    @property
    def calls_at_once(self) -> int:
        """The maximum number of concurrent calls.

        It is one until the login is accepted, and after a refusal of a login that further refusals could lock.
        """
        is_at_risk = not self.accepted or (self._total and self._login.locks_after)
        return 1 if is_at_risk else self._login.calls_at_once

    def accept(self, generation: int) -> None:
        """Record that an API accepted the login."""
        if generation == self.generation:
            self.accepted = True
            self._in_a_row = 0

    def should_retry(self, generation: int, error: CallError) -> bool:
        """Record that an API refused the login, renew it if necessary, and return whether to retry the call with it."""
        self._total += 1
        if self._login.locks_after and self._total >= self._login.locks_after - 1:
            return False
        if generation != self.generation:
            return True
        self._in_a_row += 1
        self.accepted = False
        if self._in_a_row > 1 or self.generation == MAX_RENEWALS or not self._login.renew(error):
            return False
        self.generation += 1
        return True
