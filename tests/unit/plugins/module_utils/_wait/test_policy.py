# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The defaults of the schedule remain the best choice in the simulation of polling policies."""

from __future__ import annotations

import pytest
from benchmarks.policies import BARS, CLASSES, OURS, PEERS, VARIANTS, Table, compare, dominates, over_the_bars, share

JOBS = 300


@pytest.fixture(scope="module")
def table() -> Table:
    return compare((OURS, *PEERS, *VARIANTS), JOBS)


def test_the_defaults_stay_within_their_limits(table: Table) -> None:
    assert set(BARS) == {durations.name for durations in CLASSES}
    assert over_the_bars(table[OURS.name]) == []


@pytest.mark.parametrize("name", [policy.name for policy in (*PEERS, *VARIANTS) if policy.name != "share 5%"])
def test_no_other_policy_is_as_good_in_every_respect(table: Table, name: str) -> None:
    assert not dominates(table[name], table[OURS.name])


def test_the_model_of_the_defaults_matches_the_schedule(table: Table) -> None:
    """The variants are models of a schedule. The one with the default values shows whether the models are accurate."""
    for name, sketched in table["share 5%"].items():
        assert sketched == pytest.approx(table[OURS.name][name], rel=0.01)


def test_equal_seeds_give_equal_results() -> None:
    assert compare(PEERS[:1], 20) == compare(PEERS[:1], 20)
    assert compare(PEERS[:1], 20) != compare(PEERS[:1], 20, seed=1)


def test_a_fixed_pause_starts_at_the_response() -> None:
    polled = PEERS[2].polling(12.0)
    assert list(polled) == pytest.approx([0.0, 5.05, 10.10, 15.15])


def test_the_pauses_of_other_tools_match_their_sources() -> None:
    pauses = {}
    for policy in PEERS:
        polled = list(policy.polling(60.0))
        gaps = [later - earlier - 0.05 for earlier, later in zip(polled, polled[1:])]
        pauses[policy.name] = [polled[0], *(round(gap, 6) for gap in gaps[:6])]
    assert pauses["community.general hwc"] == [3.0, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert pauses["hetzner.hcloud"] == [0.0, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0]
    assert pauses["awx.awx"] == [0.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]
    assert pauses["Terraform"] == [2.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0]
    assert pauses["uri with delay 5"] == pauses["otcextensions"] == [0.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0]


def test_a_share_stays_within_its_bounds() -> None:
    polled = list(share(0.05)(400.0))
    gaps = [later - earlier - 0.05 for earlier, later in zip(polled, polled[1:])]
    assert (min(gaps), max(gaps)) == pytest.approx((1.0, 10.0))
