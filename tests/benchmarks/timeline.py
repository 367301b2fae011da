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

WIDTH, HEIGHT, LEFT, SECOND = 640, 316, 20, 5.8
#: Where the rows have their middles. The words of a row are above it.
JOB, WAIT, LISTED, UNTIL, AXIS = 74, 134, 206, 262, 284
TITLE = f"A job of {END:g} s: when it is polled, and what is reported"
STYLE = """
  text { font: 13px sans-serif; fill: #333; stroke: #fff; stroke-width: 3px; paint-order: stroke }
  .title { font-size: 15px; font-weight: bold }
  .row { font-weight: bold }
  .plain { stroke: none }
  .INIT { fill: #e6e6e6 }
  .RUNNING { fill: #d3dfec }
  .SUCCESS { fill: #cfe6d2 }
  .grid { stroke: #e8e8e8 }
  .query { stroke: #4a6f96; stroke-width: 2 }
  .throttled, .hold { stroke: #c8102e; stroke-width: 2 }
  .hold { stroke-width: 1; stroke-dasharray: 3 2 }
  .change { fill: #333 }
  .alive { fill: #fff; stroke: #333 }
  .fault, .refused { fill: #c8102e }
  .end { stroke: #4a7f53; stroke-dasharray: 2 2 }
"""


@dataclass
class Wait(Reporter):
    """What a wait did: seconds since its start, of queries, of those that were throttled, and of lines by kind."""

    queries: list[float] = field(default_factory=list)
    throttled: list[float] = field(default_factory=list)
    lines: list[tuple[float, str]] = field(default_factory=list)

    def changed(self, job: Job, elapsed: float) -> None:
        """A line about a status."""
        self.lines.append((elapsed, "change"))

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        """A line that shows that the task is alive."""
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
    parts = [text(8, 22, TITLE, class_="title"), *axis(), *job(), *ours(wait), *lines(wait), *other(until)]
    return document(WIDTH, HEIGHT, TITLE, description(wait, until), STYLE, parts)


def description(wait: Wait, until: list[float]) -> str:
    """The picture in words."""
    (refused,) = wait.throttled
    return (
        f"job_wait sends a query at once, then every second, and from 20 s on after 5 % of the time waited. "
        f"A query after {refused:.0f} s gets HTTP 429 and is repeated after {RETRY_AFTER} s. "
        f"{wait.queries[-1] - END:.1f} s after the job has ended, a query finds that out; "
        f"with a fixed delay of {UNTIL_DELAY:g} s it is {until[-1] - END:.1f} s. "
        "job_wait reports each new status, that it still waits after 10, 20, and 40 s, and that it retries."
    )


def at(seconds: float) -> float:
    """Where a moment is."""
    return round(LEFT + seconds * SECOND, 1)


def text(x: float, y: float, values: str, **attributes: Any) -> str:
    """Words that begin there, or as ``text_anchor`` says."""
    more = "".join(f' {name.rstrip("_").replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:g}" y="{y:g}"{more}>{escape(values)}</text>'


def row(y: float, name: str, about: str = "") -> str:
    """What a row shows, above it."""
    return f'<text x="8" y="{y - 16:g}"><tspan class="row">{escape(name)}</tspan>{escape(about)}</text>'


def ticks(moments: list[float], y: float, look: str) -> Iterator[str]:
    """A short line for each moment."""
    for moment in moments:
        yield f'<line class="{look}" x1="{at(moment)}" y1="{y - 9}" x2="{at(moment)}" y2="{y + 9}"/>'


def axis() -> Iterator[str]:
    """The time, and the end of the job through all rows."""
    for seconds in range(0, 101, 10):
        yield f'<line class="grid" x1="{at(seconds)}" y1="{JOB - 9}" x2="{at(seconds)}" y2="{AXIS}"/>'
        yield text(at(seconds), AXIS + 17, f"{seconds} s", text_anchor="middle")
    yield f'<line class="end" x1="{at(END)}" y1="{JOB - 9}" x2="{at(END)}" y2="{AXIS}"/>'


def job() -> Iterator[str]:
    """Its statuses."""
    yield row(JOB, "The job")
    ends = [*(begin for begin, _status in STEPS[1:]), 100.0]
    for (begin, status), end in zip(STEPS, ends):
        yield f'<rect class="{status}" x="{at(begin)}" y="{JOB - 9}" width="{at(end) - at(begin):.1f}" height="18"/>'
        yield text((at(begin) + at(end)) / 2, JOB + 5, status, text_anchor="middle", class_="plain")


def ours(wait: Wait) -> Iterator[str]:
    """The queries of job_wait, and how far apart they are."""
    yield row(WAIT, "job_wait polls", " at once, then every second, and from 20 s on after 5 % of the time waited")
    yield from ticks(wait.queries, WAIT, "query")
    yield from ticks(wait.throttled, WAIT, "throttled")
    (refused,) = wait.throttled
    again = min(moment for moment in wait.queries if moment > refused)
    yield f'<line class="hold" x1="{at(refused)}" y1="{WAIT}" x2="{at(again)}" y2="{WAIT}"/>'
    yield text(at(refused), WAIT + 25, f"HTTP 429, Retry-After: {RETRY_AFTER}", class_="refused")
    yield text(at(wait.queries[-1]) + 6, WAIT + 5, f"{wait.queries[-1] - END:.1f} s late")


def lines(wait: Wait) -> Iterator[str]:
    """What it prints."""
    yield row(LISTED, "job_wait reports")
    location = 138
    for kind, values in (("change", "a new status"), ("alive", "still RUNNING"), ("fault", "HTTP 429; retrying")):
        yield f'<circle class="{kind}" cx="{location}" cy="{LISTED - 20.5:g}" r="4"/>'
        yield text(location + 9, LISTED - 16, values)
        location += 118
    for moment, kind in wait.lines:
        yield f'<circle class="{kind}" cx="{at(moment)}" cy="{LISTED}" r="5"/>'


def other(until: list[float]) -> Iterator[str]:
    """The queries of a task that is repeated."""
    yield row(UNTIL, f"uri with until, delay: {UNTIL_DELAY:g}", " polls at a fixed interval")
    yield from ticks(until, UNTIL, "query")
    yield text(at(until[-1]) + 6, UNTIL + 5, f"{until[-1] - END:.1f} s late")
