# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refused login is renewed once, and what comes late of an older one does not count."""

from __future__ import annotations

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.refusals import Refusals


class Renewals:
    """Counts how often a login is renewed, if it can be."""

    def __init__(self, possible: bool = True) -> None:
        self.possible = possible
        self.count = 0

    def __call__(self) -> bool:
        self.count += 1
        return self.possible


def test_a_login_is_accepted_by_a_response_alone() -> None:
    refusals = Refusals(Renewals())
    assert not refusals.accepted
    refusals.accept(refusals.generation)
    assert refusals.accepted
    assert refusals.worth_another_try(refusals.generation)
    assert not refusals.accepted


def test_a_second_refusal_in_a_row_is_the_last() -> None:
    renewals = Renewals()
    refusals = Refusals(renewals)
    assert refusals.worth_another_try(refusals.generation)
    assert not refusals.worth_another_try(refusals.generation)
    assert renewals.count == 1


def test_a_login_that_was_accepted_in_between_is_renewed_again() -> None:
    renewals = Renewals()
    refusals = Refusals(renewals)
    for renewal in (1, 2):
        refusals.accept(refusals.generation)
        assert refusals.worth_another_try(refusals.generation)
        assert renewals.count == renewal


def test_a_login_that_cannot_be_renewed_is_not_tried_again() -> None:
    refusals = Refusals(Renewals(possible=False))
    refusals.accept(refusals.generation)
    before = refusals.generation
    assert not refusals.worth_another_try(before)
    assert refusals.generation == before


def test_late_refusals_of_an_older_login_renew_nothing() -> None:
    renewals = Renewals()
    refusals = Refusals(renewals)
    older = refusals.generation
    for _late in range(3):
        assert refusals.worth_another_try(older)
    assert renewals.count == 1
    assert refusals.worth_another_try(older)
    refusals.accept(refusals.generation)
    assert refusals.worth_another_try(older)
    assert refusals.accepted


def test_a_late_acceptance_of_an_older_login_says_nothing_of_the_present_one() -> None:
    refusals = Refusals(Renewals())
    older = refusals.generation
    assert refusals.worth_another_try(older)
    refusals.accept(older)
    assert not refusals.accepted
    assert not refusals.worth_another_try(refusals.generation)
