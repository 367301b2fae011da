# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a wait over time.

What it shows is what the waiter did against the simulated cloud, under a clock that the two share: it takes no time,
and comes out the same every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from simulated_clock import SimulatedClock
from waiting import location_of, waiter_at

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.reporter import Reporter
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from simulator import Simulator

from .plot import document
from .policies import fixed

#: The job, in seconds. Its end falls into the middle between two queries, of both ways: each is as late as on average.
STEPS = ((0.0, "INIT"), (6.0, "RUNNING"), (85.0, "SUCCESS"))
END = STEPS[-1][0]
#: The query after so many is throttled, and told to come back after these seconds. That is longer than the pause after
#: a fault, whose length is random.
THROTTLED_AFTER, RETRY_AFTER = 26, 6
UNTIL_DELAY = 10.0

LEFT, SECOND, WIDTH, HEIGHT = 116, 6.6, 800, 256
JOB, WAIT, LISTED, UNTIL, AXIS = 32, 88, 140, 194, 230
STYLE = """
  text { font: 11px sans-serif; fill: #444 }
  .row { font-weight: bold }
  .INIT { fill: #e6e6e6 }
  .RUNNING { fill: #d3dfec }
  .SUCCESS { fill: #cfe6d2 }
  .grid { stroke: #e8e8e8 }
  .query { stroke: #5b7fa6; stroke-width: 2 }
  .throttled, .hold { stroke: #c8102e; stroke-width: 2 }
  .hold { stroke-width: 1; stroke-dasharray: 3 2 }
  .change { fill: #333 }
  .alive { fill: #fff; stroke: #333 }
  .fault, .refused { fill: #c8102e }
  .end { stroke: #5f9c68; stroke-dasharray: 2 2 }
"""


@dataclass
class Wait(Reporter):
    """What came of a wait: seconds since its start, of queries, of those that were throttled, and of lines by kind."""

    queries: list[float] = field(default_factory=list)
    throttled: list[float] = field(default_factory=list)
    lines: list[tuple[float, str]] = field(default_factory=list)

    def changed(self, job: Job, elapsed: float) -> None:
        """A line about a status."""
        self.lines.append((elapsed, "change"))

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        """A line that tells that the task is alive."""
        self.lines.append((elapsed, "alive"))

    def retrying(self, error: CallError, elapsed: float) -> None:
        """A line about a fault."""
        self.lines.append((elapsed, "fault"))


def run() -> Wait:
    """Wait for the job with the default options."""
    clock = SimulatedClock()
    start = clock.now()
    wait = Wait()
    with Simulator(clock=clock.now) as sim:
        sim.add_job("elb", "job", steps=list(STEPS))
        sim.fault("throttle", skip=THROTTLED_AFTER, retry_after=RETRY_AFTER)
        waiter_at(location_of(sim, "elb"), Plan(timeout=1800.0), ["job"], wait, clock).run()
        for query in sim.queries():
            (wait.throttled if query.fault else wait.queries).append(query.at - start)
    return wait


def svg() -> str:
    """The whole picture."""
    wait, until = run(), list(fixed(UNTIL_DELAY)(END))
    parts = [*axis(), *job(), *ours(wait), *lines(wait), *other(until)]
    return document(WIDTH, HEIGHT, f"When a job of {END:g} s is asked about, and what is told of it", STYLE, parts)


def at(seconds: float) -> float:
    """Where a moment is."""
    return round(LEFT + seconds * SECOND, 1)


def text(x: float, y: float, values: str, **attributes: Any) -> str:
    """Words that begin there, or as ``text_anchor`` says."""
    more = "".join(f' {name.rstrip("_").replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x}" y="{y}"{more}>{escape(values)}</text>'


def ticks(moments: list[float], y: float, look: str) -> Iterator[str]:
    """A short line for each moment."""
    for moment in moments:
        yield f'<line class="{look}" x1="{at(moment)}" y1="{y - 9}" x2="{at(moment)}" y2="{y + 9}"/>'


def axis() -> Iterator[str]:
    """The time, and the end of the job through all rows."""
    for seconds in range(0, 101, 10):
        yield f'<line class="grid" x1="{at(seconds)}" y1="18" x2="{at(seconds)}" y2="{AXIS}"/>'
        yield text(at(seconds), AXIS + 15, f"{seconds} s", text_anchor="middle")
    yield f'<line class="end" x1="{at(END)}" y1="18" x2="{at(END)}" y2="{AXIS}"/>'


def job() -> Iterator[str]:
    """Its statuses."""
    yield text(8, JOB + 4, "the job", class_="row")
    ends = [*(begin for begin, _status in STEPS[1:]), 100.0]
    for (begin, status), end in zip(STEPS, ends):
        yield f'<rect class="{status}" x="{at(begin)}" y="{JOB - 9}" width="{at(end) - at(begin):.1f}" height="18"/>'
        yield text((at(begin) + at(end)) / 2, JOB + 4, status, text_anchor="middle")


def ours(wait: Wait) -> Iterator[str]:
    """The queries of job_wait, and how far apart they are."""
    yield text(8, WAIT + 4, "job_wait asks", class_="row")
    yield from ticks(wait.queries, WAIT, "query")
    yield from ticks(wait.throttled, WAIT, "throttled")
    (refused,) = wait.throttled
    again = min(moment for moment in wait.queries if moment > refused)
    yield f'<line class="hold" x1="{at(refused)}" y1="{WAIT}" x2="{at(again)}" y2="{WAIT}"/>'
    yield text(at(refused), WAIT - 15, f"HTTP 429, Retry-After: {RETRY_AFTER}", class_="refused")
    yield text(at(0), WAIT + 24, "at once, then every second")
    yield text(at(refused), WAIT + 24, "from 20 s on, after 5 % of the time waited")
    yield text(at(wait.queries[-1]) + 6, WAIT + 4, f"{wait.queries[-1] - END:.1f} s late")


def lines(wait: Wait) -> Iterator[str]:
    """What it prints."""
    yield text(8, LISTED + 4, "and tells", class_="row")
    for moment, kind in wait.lines:
        yield f'<circle class="{kind}" cx="{at(moment)}" cy="{LISTED}" r="4"/>'
    location = at(0) + 4
    for kind, values in (("change", "a new status"), ("alive", "still RUNNING"), ("fault", "HTTP 429; retrying")):
        yield f'<circle class="{kind}" cx="{location}" cy="{LISTED + 20}" r="3"/>'
        yield text(location + 9, LISTED + 24, values)
        location += 110


def other(until: list[float]) -> Iterator[str]:
    """The queries of a task that is repeated."""
    yield text(8, UNTIL, "uri with until,", class_="row")
    yield text(8, UNTIL + 13, f"delay: {UNTIL_DELAY:g}", class_="row")
    yield from ticks(until, UNTIL + 4, "query")
    yield text(at(until[-1]) + 6, UNTIL + 8, f"{until[-1] - END:.1f} s late")
