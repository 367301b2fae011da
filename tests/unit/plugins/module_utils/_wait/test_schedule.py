# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule, which has no side effects. Each test is a short sequence of times and responses."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import LEAD, Plan, Schedule

#: A monotonic clock can start anywhere. This is a power of two, so that sums and differences with it stay exact.
START = 131072.0


def schedule_of(plan: Plan, *job_ids: str) -> Schedule:
    return Schedule(plan, job_ids or ("a",), START, jitter=lambda: 0.5)


def play(schedule: Schedule, responses: list[str], pause: float = 0.0) -> list[float]:
    """Send the responses to a schedule, and return the times of the queries since the start.

    The responses are "run", "end", "deny", or "fault". Each query is sent ``pause`` seconds after it is due.
    """
    times = []
    for response in responses:
        now = schedule.due()
        if now is None or now > schedule.deadline:
            break
        now += pause
        job_id = schedule.take(now)
        assert job_id is not None
        times.append(round(now - START, 6))
        if response in ("run", "end"):
            schedule.responded(job_id, now, ended=response == "end")
        elif response == "deny":
            schedule.denied(job_id, now)
        else:
            schedule.faulted(job_id, now, throttled=response == "throttle")
    return times


def test_a_finished_job_is_polled_once_at_the_start() -> None:
    schedule = schedule_of(Plan(timeout=60))
    assert play(schedule, ["end", "run"]) == [0.0]
    assert schedule.due() is None


def test_the_delay_precedes_the_first_query() -> None:
    assert play(schedule_of(Plan(timeout=60, delay=7)), ["end"]) == [7.0]


def test_the_interval_is_a_bounded_share_of_the_elapsed_time() -> None:
    times = play(schedule_of(Plan(timeout=1000)), ["run"] * 80)
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    assert gaps[:20] == [1.0] * 20
    assert gaps[24] == pytest.approx(0.05 * times[24])
    assert gaps[-1] == pytest.approx(10.0)
    assert gaps == pytest.approx(sorted(gaps))


def test_a_fixed_interval() -> None:
    times = play(schedule_of(Plan(timeout=1000, min_interval=3, max_interval=3)), ["run"] * 50)
    assert times == [3.0 * turn for turn in range(50)]


def test_the_last_query_is_at_the_deadline() -> None:
    times = play(schedule_of(Plan(timeout=10, min_interval=4, max_interval=4)), ["run"] * 9)
    assert times == [0.0, 4.0, 8.0, 10 - LEAD]


def test_a_delay_beyond_the_deadline_leaves_one_query() -> None:
    assert play(schedule_of(Plan(timeout=10, delay=20)), ["run"] * 9) == [10 - LEAD]


def test_nothing_is_polled_after_the_deadline() -> None:
    schedule = schedule_of(Plan(timeout=10))
    assert schedule.take(START + 10.1) is None
    assert schedule.due() is None


def test_the_last_queries_of_many_jobs_are_before_the_deadline() -> None:
    ids = [f"job-{number}" for number in range(40)]
    schedule = schedule_of(Plan(timeout=30, min_interval=10, max_interval=10, max_rate=20), *ids)
    last: dict[str, float] = {}
    while (due := schedule.due()) is not None:
        job_id = schedule.take(due)
        assert job_id
        last[job_id] = due
        schedule.responded(job_id, due, ended=False)
    assert set(last) == set(ids)
    assert max(last.values()) <= START + 30
    assert min(last.values()) >= START + 30 - LEAD - 40 / 20


def test_the_rate_limits_the_queries_of_all_jobs() -> None:
    times = play(schedule_of(Plan(timeout=60, max_rate=4), *"abcdefgh"), ["run"] * 8)
    assert times == [0.25 * turn for turn in range(8)]


def test_the_earliest_due_job_is_first_and_none_starves() -> None:
    schedule = schedule_of(Plan(timeout=60, max_rate=1, min_interval=1, max_interval=1), *"abc")
    polled = []
    for _turn in range(9):
        due = schedule.due()
        assert due is not None
        polled.append(schedule.take(due))
        schedule.responded(polled[-1] or "", due, ended=False)
    assert polled == list("abc") * 3


def test_a_job_is_missing_when_the_grace_is_over() -> None:
    schedule = schedule_of(Plan(timeout=60, missing_grace=3.5))
    assert play(schedule, ["deny"] * 9) == [0.0, 1.0, 2.0, 3.0, 3.5]


def test_a_response_restarts_the_grace() -> None:
    schedule = schedule_of(Plan(timeout=60, missing_grace=1.5))
    assert play(schedule, ["deny", "deny", "run", "deny", "deny", "deny"]) == [0.0, 1.0, 1.5 + 0.0, 2.5, 3.5, 4.0]


def test_without_a_grace_a_job_is_missing_at_once() -> None:
    assert play(schedule_of(Plan(timeout=60, missing_grace=0)), ["deny"] * 3) == [0.0]


def test_backoff_grows_up_to_the_longest_interval_and_restarts_after_a_response() -> None:
    schedule = schedule_of(Plan(timeout=600))
    schedule.reached = True
    times = play(schedule, ["fault"] * 6 + ["run", "fault", "end"])
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    assert gaps[:6] == [1, 2, 4, 8, 10, 10]
    assert gaps[7] == 1


def test_backoff_has_jitter() -> None:
    gaps = set()
    for seed in range(5):
        schedule = Schedule(Plan(timeout=60), ["a"], START, jitter=random.Random(seed).random)
        schedule.reached = True
        gaps.add(play(schedule, ["fault", "end"])[1])
    assert len(gaps) == 5
    assert all(0.75 <= gap <= 1.25 for gap in gaps)


def test_an_unreachable_api_is_given_up_after_the_grace() -> None:
    schedule = schedule_of(Plan(timeout=60, missing_grace=4))
    assert play(schedule, ["fault"] * 3) == [0.0, 1.0, 3.0]
    assert not schedule.unreachable(START + 3.9)
    assert schedule.due() == START + 4.0
    assert schedule.unreachable(START + 4.0)
    schedule.reached = True
    assert not schedule.unreachable(START + 50.0)


def test_throttling_halves_the_rate_once_a_second_and_it_recovers() -> None:
    schedule = schedule_of(Plan(timeout=600, max_rate=20), *"abcd")
    assert schedule.rate(START) == 20
    assert play(schedule, ["throttle", "throttle"]) == [0.0, 0.05]
    rates = [schedule.rate(START + seconds) for seconds in (0, 0.5, 10, 24.9, 25, 60)]
    assert rates == pytest.approx([10, 10.2, 14, 19.96, 20, 20])


def test_several_throttled_responses_within_a_second_count_once() -> None:
    schedule = schedule_of(Plan(timeout=600, max_rate=20), "a", "b")
    schedule.faulted(schedule.take(START) or "", START, throttled=True)
    schedule.faulted(schedule.take(START + 0.9) or "", START + 0.9, throttled=True)
    assert schedule.rate(START + 0.9) == pytest.approx(10.36)


def test_throttling_in_another_second_halves_the_rate_again() -> None:
    schedule = schedule_of(Plan(timeout=600, max_rate=20), *"ab")
    for seconds in (0, 1):
        schedule.faulted(schedule.take(START + seconds) or "", START + seconds, throttled=True)
    assert schedule.rate(START + 1) == pytest.approx(5.2)


@pytest.mark.parametrize(("max_rate", "floor"), [(20, 0.5), (0.8, 0.5), (0.3, 0.3)])
def test_the_rate_has_a_minimum(max_rate: float, floor: float) -> None:
    schedule = schedule_of(Plan(timeout=600, max_rate=max_rate))
    for seconds in range(20):
        schedule.faulted("a", START + seconds, throttled=True)
    assert schedule.rate(START + 19) == floor


def test_an_error_without_throttling_does_not_change_the_rate() -> None:
    schedule = schedule_of(Plan(timeout=600), *"ab")
    play(schedule, ["fault", "fault"])
    assert schedule.rate(START + 0.05) == 20


def test_retry_after_delays_all_jobs_but_not_beyond_the_deadline() -> None:
    schedule = schedule_of(Plan(timeout=60), "a", "b")
    schedule.faulted(schedule.take(START) or "", START, throttled=True, retry_after=20)
    assert schedule.due() == START + 20.0
    schedule.faulted(schedule.take(START + 20.0) or "", START + 20.0, throttled=True, retry_after=3600)
    assert schedule.due() == START + 60 - LEAD


def test_a_shorter_retry_after_does_not_shorten_a_longer_one() -> None:
    schedule = schedule_of(Plan(timeout=60), "a", "b")
    first, second = schedule.take(START) or "", schedule.take(START + 0.05) or ""
    schedule.faulted(first, START + 0.1, throttled=True, retry_after=20)
    schedule.faulted(second, START + 0.2, throttled=True, retry_after=3)
    assert schedule.due() == START + 20.1


def test_one_round_polls_each_job_once() -> None:
    schedule = schedule_of(Plan(pauses=()), *"abc")
    assert play(schedule, ["run", "fault", "deny", "run"]) == [0.0, 0.05, 0.1]
    assert schedule.due() is None


def test_at_most_three_tries_for_a_response() -> None:
    assert play(schedule_of(Plan(pauses=(1.0, 2.0))), ["fault"] * 9) == [0.0, 1.0, 3.0]
    assert play(schedule_of(Plan(pauses=(1.0, 2.0))), ["fault", "run", "run"]) == [0.0, 1.0]
    assert play(schedule_of(Plan(pauses=(1.0, 2.0))), ["fault", "deny", "run"]) == [0.0, 1.0]


def test_a_call_can_take_slightly_longer_than_the_wait() -> None:
    assert schedule_of(Plan(timeout=60, overtime=0.5)).call_time(START + 59.0) == 1.5
    assert schedule_of(Plan()).call_time(START + 59.0) == float("inf")


def test_a_late_query_delays_the_following_ones() -> None:
    assert play(schedule_of(Plan(timeout=60, max_rate=4), *"abc"), ["run"] * 3, pause=0.125) == [0.125, 0.5, 0.875]


def test_a_failed_call_is_repeated_in_the_next_turn() -> None:
    schedule = schedule_of(Plan(timeout=60, max_rate=4), "a", "b")
    schedule.again(schedule.take(START) or "", START)
    assert [schedule.take(START + 0.25), schedule.take(START + 0.5)] == ["b", "a"]


def test_one_job_detects_an_unreachable_api_for_all() -> None:
    schedule = schedule_of(Plan(pauses=(1.0, 2.0)), *"abc")
    for seconds in (0, 1, 3):
        assert schedule.due() == START + seconds
        assert schedule.take(START + seconds) == "a"
        assert schedule.faulted("a", START + seconds) is (seconds < 3)


def test_errors_of_a_reachable_service_do_not_delay_other_jobs() -> None:
    schedule = schedule_of(Plan(pauses=(1.0,)), *"ab")
    schedule.reached = True
    assert schedule.take(START) == "a"
    assert schedule.faulted("a", START)
    assert [schedule.take(START + 0.05), schedule.take(START + 0.1), schedule.take(START + 1)] == ["b", None, "a"]


def test_simultaneous_turns_are_in_order() -> None:
    schedule = schedule_of(Plan(timeout=60, min_interval=2, max_interval=2), *"dcba")
    polled: list[str] = []
    while len(polled) < 8:
        due = schedule.due() or 0.0
        polled.append(schedule.take(due) or "")
        schedule.responded(polled[-1], START + 1, ended=False)
    assert polled == list("dcba") * 2


PLANS = st.builds(
    Plan,
    timeout=st.floats(0.5, 200),
    delay=st.floats(0, 50),
    min_interval=st.floats(0, 5),
    max_interval=st.floats(5, 20),
    max_rate=st.floats(0.5, 50),
    missing_grace=st.floats(0, 40),
)


@settings(max_examples=150, deadline=None)
@given(
    plan=PLANS,
    jobs=st.integers(1, 12),
    responses=st.lists(st.sampled_from(["run", "end", "deny", "fault", "throttle", "again"]), min_size=1, max_size=60),
    late=st.floats(0, 0.5),
    round_trip=st.floats(0, 3),
)
def test_invariants_hold_for_any_responses(
    plan: Plan, jobs: int, responses: list[str], late: float, round_trip: float
) -> None:
    """A wait ends. It never polls after the deadline, above the rate, or for a job that is finished or being polled."""
    ids = [f"job-{number}" for number in range(jobs)]
    schedule = Schedule(plan, ids, 1000.0, jitter=random.Random(1).random)
    now, turn, polled, done = 1000.0, 0, [], set()
    while (due := schedule.due()) is not None:
        now = max(now, due) + late
        job_id = schedule.take(now)
        if job_id is None:
            assert now > schedule.deadline
            continue
        assert job_id not in done
        assert now <= schedule.deadline
        polled.append(now)
        response = responses[turn % len(responses)]
        turn += 1
        now += round_trip
        if response in ("run", "end"):
            schedule.responded(job_id, now, ended=response == "end")
        elif response == "deny":
            if schedule.denied(job_id, now):
                done.add(job_id)
        elif response == "again" and turn % len(responses) == 1:
            schedule.again(job_id, now)
        else:
            schedule.faulted(job_id, now, throttled=response == "throttle")
        if response == "end":
            done.add(job_id)
        assert turn < 100_000
    gaps = [later - earlier for earlier, later in zip(polled, polled[1:])]
    assert all(gap >= 1 / plan.max_rate - 1e-9 for gap in gaps)
    assert polled or late > LEAD


def test_errors_are_retried_at_their_own_pace_after_the_grace() -> None:
    """No response ever has a status. When the grace is over, it does not make the queries more frequent."""
    schedule = schedule_of(Plan(timeout=1000, missing_grace=30))
    schedule.reached = True
    schedule.statusless(START)
    times = play(schedule, ["fault"] * 12)
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    assert 30.0 in times
    assert min(gap for gap, time in zip(gaps, times) if time >= 30) >= 1.0
