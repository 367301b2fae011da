# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about a login that an API refuses: renew it once, then try once more."""

from __future__ import annotations

import typing as t


class Refusals:
    """Counts the refusals of one login, over all calls that are made with it.

    ``renew`` is that of the login. ``generation`` counts its renewals: a caller keeps it from when it sent a call, and
    hands it in with what came of it, so that what comes late of an older login does not count. ``accepted`` says
    whether the present one was accepted, which nothing but a response of the API tells.
    """

    def __init__(self, renew: t.Callable[[], bool]) -> None:
        self._renew = renew
        self.generation = 0
        self.accepted = False
        self._in_a_row = 0

    def accept(self, generation: int) -> None:
        """An API accepted the login."""
        if generation == self.generation:
            self.accepted = True
            self._in_a_row = 0

    def worth_another_try(self, generation: int) -> bool:
        """An API refused the login; whether to make the call again, with the login as it is now."""
        if generation != self.generation:
            return True
        self._in_a_row += 1
        self.accepted = False
        if self._in_a_row > 1 or not self._renew():
            return False
        self.generation += 1
        return True
