# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon each way of polling notices the end of a job, and with how many calls: simulated, one job at a time.

Ours is the schedule of the collection itself under a simulated clock. The others are as their sources say. Nothing
here takes real time, reads a clock or uses a network, and equal seeds give equal results.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan, Schedule

#: Seconds from sending a query to receiving its response; the server looks half-way.
ROUND_TRIP = 0.05
JOBS = 4000
SEED = 20240229


class Durations(NamedTuple):
    """A class of jobs: lognormal, within bounds; all but sigma in seconds."""

    name: str
    median: float
    sigma: float
    low: float
    high: float

    def draw(self, jobs: int, seed: int = SEED) -> list[float]:
        """So many durations, always the same for a seed."""
        rng = random.Random(f"{seed} {self.name}")
        drawn = (rng.lognormvariate(math.log(self.median), self.sigma) for _job in range(jobs))
        return [min(max(seconds, self.low), self.high) for seconds in drawn]


CLASSES = (
    Durations("short", 7, 0.45, 2, 30),
    Durations("medium", 30, 0.40, 8, 150),
    Durations("long", 480, 0.75, 60, 3600),
)

#: What our defaults have to keep, by class: p95 of the lateness in seconds, and calls per job.
BARS = {"short": (1.25, 9.0), "medium": (2.1, 30.0), "long": (9.6, 120.0)}

#: Seconds since the start at which queries are sent, given a job's duration: until one has seen the end.
Polling = Callable[[float], Iterator[float]]


@dataclass(frozen=True)
class Policy:
    """A way to poll. ``ours`` marks the defaults of the collection."""

    name: str
    polling: Polling
    ours: bool = False


class Result(NamedTuple):
    """Of one policy and class: seconds from the end of a job until it is noticed, and calls per job."""

    p95: float
    mean: float
    calls: float

    def no_worse_than(self, other: Result) -> bool:
        """As good or better in both measures."""
        return self.p95 <= other.p95 and self.calls <= other.calls


def sees_end(sent: float, duration: float) -> bool:
    """Whether a query that was sent then finds the job ended."""
    return sent + ROUND_TRIP / 2 >= duration


def by_schedule(plan: Plan) -> Polling:
    """The collection's own schedule, used as the waiter uses it."""

    def polling(duration: float) -> Iterator[float]:
        schedule = Schedule(plan, ["job"], 0.0, jitter=lambda: 0.5)
        due = schedule.due()
        while due is not None:
            job_id = schedule.take(due)
            if job_id is None:
                return
            yield due
            schedule.responded(job_id, due + ROUND_TRIP, ended=sees_end(due, duration))
            due = schedule.due()

    return polling


def by_pauses(pauses: Callable[[int, float], float], delay: float = 0.0) -> Polling:
    """The first query after ``delay``, then one after each pause. ``pauses`` gets the number of responses so far,
    from 1, and the seconds since the start."""

    def polling(duration: float) -> Iterator[float]:
        now, responses = delay, 0
        while True:
            yield now
            if sees_end(now, duration):
                return
            responses += 1
            now += ROUND_TRIP
            now += pauses(responses, now)

    return polling


def fixed(seconds: float, delay: float = 0.0) -> Polling:
    """The same pause after every response."""
    return by_pauses(lambda _responses, _now: seconds, delay)


def doubling(first: float, cap: float, delay: float = 0.0) -> Polling:
    """A pause that doubles with each response."""
    return by_pauses(lambda responses, _now: min(first * 2 ** min(responses - 1, 30), cap), delay)


def hwc() -> Polling:
    """``wait_to_finish`` of community.general: 3 s; then 1, 2, 4, 8 s, and 10 s from there on."""
    return doubling(1.0, 10.0, delay=3.0)


def share(part: float, low: float = 1.0, high: float = 10.0) -> Polling:
    """A share of the time waited so far. This and ``root`` are sketches, to try what the schedule could be."""
    return by_pauses(lambda _responses, now: min(max(part * now, low), high))


def root(factor: float, low: float = 1.0, high: float = 10.0) -> Polling:
    """In proportion to the square root of the time waited so far."""
    return by_pauses(lambda _responses, now: min(max(factor * math.sqrt(now), low), high))


OURS = Policy("job_wait", by_schedule(Plan(timeout=7200.0)), ours=True)
PEERS = (
    *(Policy(f"every {seconds} s", fixed(seconds)) for seconds in (1, 2, 5, 10, 30)),
    Policy("uri with delay 5", fixed(5.0)),
    Policy("community.general hwc", hwc()),
    Policy("hetzner.hcloud", doubling(1.0, 5.0)),
    Policy("awx.awx", fixed(2.0)),
    Policy("Terraform", fixed(10.0, delay=2.0)),
    Policy("otcextensions", fixed(5.0)),
)
#: Other shares and forms for our own defaults, to see whether there is a better choice.
VARIANTS = (
    *(Policy(f"share {part * 100:.0f} %", share(part)) for part in (0.03, 0.04, 0.05, 0.06, 0.08, 0.1)),
    *(Policy(f"{factor:g} x root of t", root(factor)) for factor in (0.3, 0.35, 0.4, 0.45, 0.5)),
    Policy("share 5 %, up to 15 s", share(0.05, 1.0, 15.0)),
    Policy("share 5 %, from 0.5 s", share(0.05, 0.5)),
    Policy("share 5 %, from 1.2 s", share(0.05, 1.2)),
)


def measure(policy: Policy, durations: list[float]) -> Result:
    """Run a policy over jobs of these durations."""
    lateness, calls = [], 0
    for duration in durations:
        sent = math.inf
        for sent in policy.polling(duration):  # noqa: B007 - the last one counts
            calls += 1
        lateness.append(sent + ROUND_TRIP - duration)
    lateness.sort()
    p95 = lateness[math.ceil(0.95 * len(lateness)) - 1]
    return Result(p95, sum(lateness) / len(lateness), calls / len(durations))


Table = dict[str, dict[str, Result]]


def compare(policies: tuple[Policy, ...], jobs: int = JOBS, seed: int = SEED) -> Table:
    """The results of each policy, by its name and the name of the class."""
    drawn = {durations.name: durations.draw(jobs, seed) for durations in CLASSES}
    return {policy.name: {name: measure(policy, durations) for name, durations in drawn.items()} for policy in policies}


def over_the_bars(results: dict[str, Result]) -> list[str]:
    """The bars that results by class miss, in words."""
    return [
        f"{name}: p95 {results[name].p95:.2f} s of {p95:g} s, {results[name].calls:.1f} calls of {calls:g}"
        for name, (p95, calls) in BARS.items()
        if results[name].p95 > p95 or results[name].calls > calls
    ]


def dominates(results: dict[str, Result], others: dict[str, Result]) -> bool:
    """Whether a policy is as good or better than another in all classes and both measures."""
    return all(result.no_worse_than(others[name]) for name, result in results.items())
