# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refused login is renewed once, and late responses to an older login do not count."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.refusals import Refusals

ERROR = LoginRefused("no")


class Renewals(Login):
    """Counts its renewals, which succeed if ``possible``."""

    def __init__(self, possible: bool = True, locks_after: int | None = None) -> None:
        super().__init__()
        self.possible = possible
        self.locks_after = locks_after
        self.calls_at_once = 7
        self.count = 0

    def renew(self, error: CallError) -> bool:
        assert error is ERROR
        self.count += 1
        return self.possible


def test_only_a_response_accepts_a_login() -> None:
    refusals = Refusals(Renewals())
    accepted = [refusals.accepted]
    refusals.accept(refusals.generation)
    accepted.append(refusals.accepted)
    assert refusals.should_retry(refusals.generation, ERROR)
    accepted.append(refusals.accepted)
    assert accepted == [False, True, False]


def test_a_second_consecutive_refusal_is_final() -> None:
    renewals = Renewals()
    refusals = Refusals(renewals)
    assert refusals.should_retry(refusals.generation, ERROR)
    assert not refusals.should_retry(refusals.generation, ERROR)
    assert renewals.count == 1


def test_a_login_accepted_in_between_is_renewed_again() -> None:
    renewals = Renewals()
    refusals = Refusals(renewals)
    for renewal in (1, 2):
        refusals.accept(refusals.generation)
        assert refusals.should_retry(refusals.generation, ERROR)
        assert renewals.count == renewal


def test_a_login_that_cannot_be_renewed_is_not_retried() -> None:
    refusals = Refusals(Renewals(possible=False))
    refusals.accept(refusals.generation)
    before = refusals.generation
    assert not refusals.should_retry(before, ERROR)
    assert refusals.generation == before


def test_late_refusals_of_an_older_login_renew_nothing() -> None:
    renewals = Renewals()
    refusals = Refusals(renewals)
    older = refusals.generation
    for _late in range(3):
        assert refusals.should_retry(older, ERROR)
    assert renewals.count == 1
    assert refusals.should_retry(older, ERROR)
    refusals.accept(refusals.generation)
    assert refusals.should_retry(older, ERROR)
    assert refusals.accepted


def test_late_acceptance_of_an_older_login_does_not_accept_the_new_one() -> None:
    refusals = Refusals(Renewals())
    older = refusals.generation
    assert refusals.should_retry(older, ERROR)
    refusals.accept(older)
    assert not refusals.accepted
    assert not refusals.should_retry(refusals.generation, ERROR)


def test_the_number_of_renewals_is_limited() -> None:
    renewals = Renewals()
    refusals = Refusals(renewals)
    tries = 0
    while refusals.should_retry(refusals.generation, ERROR):
        refusals.accept(refusals.generation)
        tries += 1
    assert (tries, renewals.count) == (5, 5)


def test_a_login_that_can_be_locked_is_given_up_before() -> None:
    refusals = Refusals(Renewals(locks_after=5))
    tries = 1
    while refusals.should_retry(0, ERROR):
        tries += 1
    assert tries == 4


@pytest.mark.parametrize(("locks_after", "after_a_refusal"), [(None, 7), (5, 1)])
def test_one_call_at_a_time_until_a_login_is_accepted(locks_after: int | None, after_a_refusal: int) -> None:
    refusals = Refusals(Renewals(locks_after=locks_after))
    assert refusals.calls_at_once == 1
    refusals.accept(refusals.generation)
    assert refusals.calls_at_once == 7
    assert refusals.should_retry(refusals.generation, ERROR)
    assert refusals.calls_at_once == 1
    refusals.accept(refusals.generation)
    assert refusals.calls_at_once == after_a_refusal
