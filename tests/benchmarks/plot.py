# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plot of the policies: calls against lateness, a panel for each class of jobs. Plain SVG, without a library."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from .policies import CLASSES, OURS, Result, Table

WIDTH, HEIGHT, LEGEND = 320, 330, 50
CLOSE = 14
"""In pixels."""
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 52, 46
TICKS = (0.5, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000)
STYLE = """
  text { font: 11px sans-serif; fill: #333 }
  .title { font-size: 13px; font-weight: bold }
  .grid { stroke: #ddd }
  .peer { fill: #5b7fa6 }
  .ours { fill: #c8102e }
  .name { font-size: 10px }
  .mine { font-weight: bold; fill: #c8102e }
"""


class Axis:
    """A logarithmic scale from the least to the most of some values, in pixels."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        self._low, self._high = math.log(min(values) / 1.3), math.log(max(values) * 1.3)
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        part = (math.log(value) - self._low) / (self._high - self._low)
        return round(self._start + part * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        """The round values on the scale."""
        return [tick for tick in TICKS if self._low <= math.log(tick) <= self._high]


def svg(table: Table) -> str:
    """The whole picture. Policies have numbers, and those that come to the same everywhere share one."""
    names: dict[tuple[Result, ...], list[str]] = {}
    for policy, results in table.items():
        names.setdefault(tuple(results.values()), []).append(policy)
    parts: list[str] = []
    for column, durations in enumerate(CLASSES):
        parts.append(f'<g transform="translate({column * WIDTH} 0)">')
        parts.append(f'<text class="title" x="{LEFT}" y="20">{durations.name} jobs</text>')
        parts.append(f'<text x="{LEFT}" y="36">median {durations.median:g} s</text>')
        parts += panel([results[column] for results in names])
        parts.append("</g>")
    for number, some in enumerate(names.values()):
        across, down = number % 4, number // 4
        location = f'x="{LEFT + across * WIDTH * 0.73:g}" y="{HEIGHT + 8 + 17 * down}"'
        mine = ' class="mine"' if OURS.name in some else ""
        parts.append(f"<text{mine} {location}>{number} {escape(', '.join(some))}</text>")
    title = "Calls for a job against the 95th percentile of the lateness, by policy"
    return document(WIDTH * len(CLASSES), HEIGHT + LEGEND, title, STYLE, parts)


def document(width: int, height: int, title: str, style: str, parts: list[str]) -> str:
    """A picture of these elements on white, whatever the page around it is like."""
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    return "\n".join([*head, *parts, "</svg>", ""])


def panel(points: list[Result]) -> Iterator[str]:
    """Axes, grid and points of a class. Ours is the first."""
    across = Axis([point.calls for point in points], LEFT, WIDTH - RIGHT)
    up = Axis([point.p95 for point in points], HEIGHT - BOTTOM, TOP)
    for tick in across.ticks():
        x = across(tick)
        yield f'<line class="grid" x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}"/>'
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{tick:g}</text>'
    for tick in up.ticks():
        y = up(tick)
        yield f'<line class="grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
        yield f'<text x="{LEFT - 5}" y="{y + 4}" text-anchor="end">{tick:g}</text>'
    yield f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 14}" text-anchor="middle">calls for a job</text>'
    middle = (TOP + HEIGHT - BOTTOM) / 2
    yield f'<text transform="translate(12 {middle}) rotate(-90)" text-anchor="middle">p95 lateness, s</text>'
    labels: dict[tuple[float, float], list[int]] = {}
    for number, point in enumerate(points):
        location = across(point.calls), up(point.p95)
        look = 'class="peer" r="4"' if number else 'class="ours" r="6"'
        yield f'<circle {look} cx="{location[0]}" cy="{location[1]}"/>'
        # Points that lie upon one another have one label.
        near = next((other for other in labels if math.dist(location, other) < CLOSE), location)
        labels.setdefault(near, []).append(number)
    for (x, y), numbers in labels.items():
        mine = "" if numbers[0] else " mine"
        text = ", ".join(map(str, numbers))
        yield f'<text class="name{mine}" x="{x}" y="{y - 8}" text-anchor="middle">{text}</text>'
