# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plot of the policies: calls against lateness, a panel for each class of jobs. Plain SVG, without a library."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from .policies import CLASSES, OURS, Durations, Result, Table

WIDTH = 600
HEAD, PANEL, LEGEND = 52, 260, 20
"""The heights of the title, of a panel, and of a line of the legend, in pixels."""
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 48, 50
"""The margins of the axes in a panel."""
CHARACTER, LINE = 7.2, 14
"""How much room a character and a line take at least."""
TICKS = (0.5, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000)
TITLE = "Polling policies: calls per job, and how late the end of a job is noticed"
STYLE = """
  text { font: 13px sans-serif; fill: #333 }
  .title { font-size: 15px; font-weight: bold }
  .class { font-size: 14px; font-weight: bold }
  .axis { fill: #666 }
  .grid { stroke: #ddd }
  .peer { fill: #4a6f96 }
  .ours { fill: #c8102e }
  .name { stroke: #fff; stroke-width: 3px; paint-order: stroke }
  .mine { font-weight: bold; fill: #c8102e }
"""


class Axis:
    """A logarithmic scale from the least to the most of some values, in pixels."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        self._low, self._high = math.log(min(values) / 1.35), math.log(max(values) * 1.35)
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        part = (math.log(value) - self._low) / (self._high - self._low)
        return round(self._start + part * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        """The round values on the scale."""
        return [tick for tick in TICKS if self._low <= math.log(tick) <= self._high]


@dataclass
class Label:
    """The names of points that are close to one another, above them. ``x`` is the middle of the points."""

    left: float
    right: float
    y: float
    names: list[str]

    @property
    def x(self) -> float:
        return round((self.left + self.right) / 2, 1)

    @property
    def text(self) -> str:
        return ", ".join(self.names)

    def meets(self, other: Label) -> bool:
        """Whether two labels would overlap."""
        apart = (len(self.text) + len(other.text)) * CHARACTER / 2 + CHARACTER
        return abs(self.y - other.y) < LINE and abs(self.x - other.x) < apart

    def join(self, other: Label) -> None:
        """Name the other's points, too."""
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)
        self.y = min(self.y, other.y)
        self.names += other.names


def short(policy: str) -> str:
    """The name of a policy at its point."""
    return re.sub(r"^(every |community\.general |hetzner\.)", "", policy)


def svg(table: Table) -> str:
    """The whole picture. Policies that come to the same everywhere share a point."""
    names: dict[tuple[Result, ...], list[str]] = {}
    for policy, results in table.items():
        names.setdefault(tuple(results.values()), []).append(policy)
    parts = [f'<text class="title" x="8" y="22">{escape(TITLE)}</text>']
    parts.append('<text x="8" y="42">Fewer calls and less lateness are better: toward the lower left corner.</text>')
    for row, durations in enumerate(CLASSES):
        parts.append(f'<g transform="translate(0 {HEAD + row * PANEL})">')
        points = {short(some[0]): results[row] for results, some in names.items()}
        parts += [*heading(durations), *panel(points), "</g>"]
    lines = list(legend(list(names.values())))
    for number, line in enumerate(lines):
        parts.append(f'<text x="8" y="{HEAD + len(CLASSES) * PANEL + LEGEND * (number + 0.6):g}">{escape(line)}</text>')
    height = HEAD + len(CLASSES) * PANEL + LEGEND * len(lines) + 8
    return document(WIDTH, height, TITLE, description(table), STYLE, parts)


def legend(points: list[list[str]]) -> Iterator[str]:
    """What the names at the points stand for."""
    yield "A time, such as 10 s: queries at this fixed interval"
    for first, *others in points:
        if first.startswith("every ") and others:
            yield f"{short(first)}: also {', '.join(others)}"
        elif not first.startswith("every ") and [short(first)] != [first, *others]:
            yield f"{short(first)}: {', '.join([first, *others])}"


def description(table: Table) -> str:
    """The picture in words."""
    axes = "Calls per job across, the 95th percentile of the lateness in seconds up, both on logarithmic scales."
    ours = (f"{name} jobs, {each.calls:.1f} calls and {each.p95:.2f} s" for name, each in table[OURS.name].items())
    return f"{axes} {OURS.name}: {'; '.join(ours)}. The table below has all numbers."


def document(width: int, height: int, title: str, about: str, style: str, parts: list[str]) -> str:
    """A picture of these elements on white, whatever the page around it is like."""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title about">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="about">{escape(about)}</desc>',
        f"<style>{style}</style>",
        '<rect width="100%" height="100%" rx="6" fill="#fff"/>',
    ]
    return "\n".join([*head, *parts, "</svg>", ""])


def heading(durations: Durations) -> Iterator[str]:
    """The class of a panel, and what its axes show."""
    about = f"{durations.name.capitalize()} jobs: half of them take less than {durations.median:g} s"
    yield f'<text class="class" x="8" y="18">{about}</text>'
    yield '<text class="axis" x="8" y="36">95th percentile of the lateness in seconds (logarithmic scale)</text>'
    across = "calls per job (logarithmic scale)"
    yield f'<text class="axis" x="{WIDTH - RIGHT}" y="{PANEL - 16}" text-anchor="end">{across}</text>'


def panel(points: dict[str, Result]) -> Iterator[str]:
    """Axes, grid and points of a class. Ours has its name at its right, the others above."""
    across = Axis([point.calls for point in points.values()], LEFT, WIDTH - RIGHT)
    up = Axis([point.p95 for point in points.values()], PANEL - BOTTOM, TOP)
    for tick in across.ticks():
        x = across(tick)
        yield f'<line class="grid" x1="{x}" y1="{TOP}" x2="{x}" y2="{PANEL - BOTTOM}"/>'
        yield f'<text x="{x}" y="{PANEL - BOTTOM + 16}" text-anchor="middle">{tick:g}</text>'
    for tick in up.ticks():
        y = up(tick)
        yield f'<line class="grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:g}" text-anchor="end">{tick:g}</text>'
    labels: list[Label] = []
    for name, point in sorted(points.items(), key=lambda item: item[1].calls):
        x, y = across(point.calls), up(point.p95)
        mine = name == OURS.name
        yield f'<circle class="{"ours" if mine else "peer"}" r="{6 if mine else 4}" cx="{x}" cy="{y}"/>'
        if mine:
            yield f'<text class="name mine" x="{x + 10:g}" y="{y + 4:g}">{name}</text>'
            continue
        label = Label(x, x, y, [name])
        for other in [other for other in labels if other.meets(label)]:
            other.join(label)
            labels.remove(other)
            label = other
        labels.append(label)
    for label in labels:
        yield f'<text class="name" x="{label.x}" y="{label.y - 9:g}" text-anchor="middle">{label.text}</text>'
