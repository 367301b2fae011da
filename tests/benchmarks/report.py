# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the results down: docs/benchmarks.md and its plot."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from string import Template

from .bars import Row
from .measure import HERE, PEERS_PYTHON, ROOT
from .plot import svg
from .policies import BARS, CLASSES, JOBS, OURS, PEERS, ROUND_TRIP, VARIANTS, Policy, Result, Table

PAGE = ROOT / "docs" / "benchmarks.md"
PLOT = ROOT / "docs" / "policies.svg"


def verdict(row: Row) -> str:
    """Whether a value is within the bar and the aim."""
    if row.limit is None:
        return ""
    if not row.meets(row.limit):
        return "**misses the bar**"
    return "meets the aim" if row.meets(row.aim) else "passes"


def number(value: float | None, unit: str) -> str:
    """A value with its unit."""
    return "" if value is None else f"{value:.3g} {unit}".strip()


def machine() -> list[str]:
    """Where and with what this was measured."""
    today = dt.datetime.now(dt.timezone.utc).date()
    core, requests = version("ansible-core"), version("requests")
    peers = "without the peers of the package ansible"
    if PEERS_PYTHON.exists():
        code = "from importlib.metadata import version; print(version('ansible'))"
        ansible = subprocess.run([PEERS_PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        peers = f"community.general from ansible {ansible}"
    return [
        f"- {today}, {processor()}, {os.cpu_count()} cores, {platform.system()}",
        f"- Python {platform.python_version()}, ansible-core {core}, requests {requests}, {peers}",
    ]


def processor() -> str:
    """Its name, where it has one."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


def write(table: Table, rows: list[Row], rounds: int) -> None:
    """Both files."""
    PLOT.write_text(svg({policy.name: table[policy.name] for policy in (OURS, *PEERS)}), encoding="utf-8")
    PAGE.write_text(page(table, rows, rounds), encoding="utf-8")


def page(table: Table, rows: list[Row], rounds: int) -> str:
    """The text of the page."""
    ours, two, ten = (table[name] for name in (OURS.name, "every 2 s", "every 10 s"))
    text = Template((HERE / "page.md").read_text(encoding="utf-8"))
    return text.substitute(
        machine="\n".join(machine()),
        jobs=JOBS,
        round_trip=f"{ROUND_TRIP * 1000:g}",
        classes="\n".join(classes()),
        peers="\n".join([*cells(table, (OURS, *PEERS)), most()]),
        variants="\n".join(cells(table, VARIANTS)),
        ten_long_p95=f"{ten['long'].p95:.1f}",
        ten_long_calls=f"{ten['long'].calls:.0f}",
        ten_short_mean=f"{ten['short'].mean:.1f}",
        two_medium_calls=f"{two['medium'].calls:.0f}",
        two_medium_mean=f"{two['medium'].mean:.2f}",
        our_medium_calls=f"{ours['medium'].calls:.0f}",
        our_medium_mean=f"{ours['medium'].mean:.2f}",
        our_long_calls=f"{ours['long'].calls:.0f}",
        our_short_mean=f"{ours['short'].mean:.1f}",
        one_long_calls=f"{table['every 1 s']['long'].calls:.0f}",
        rounds=rounds,
        measured="\n".join(measured(rows)),
    )


def classes() -> Iterator[str]:
    """The table of the durations."""
    yield "| Class | Duration (lognormal) | Range |"
    yield "|---|---|---|"
    for each in CLASSES:
        yield f"| {each.name} | median {each.median:g} s, sigma {each.sigma:g} | {each.low:g}-{each.high:g} s |"


def cells(table: Table, policies: tuple[Policy, ...]) -> Iterator[str]:
    """A table of policies."""
    yield "| Policy | " + " | ".join(each.name for each in CLASSES) + " |"
    yield "|---" * (len(CLASSES) + 1) + "|"
    for policy in policies:
        name = f"**{policy.name}**" if policy.ours else policy.name
        yield f"| {name} | " + " | ".join(cell(result) for result in table[policy.name].values()) + " |"


def cell(result: Result) -> str:
    """The three numbers."""
    return f"{result.p95:.2f} s · {result.mean:.2f} s · {result.calls:.1f}"


def most() -> str:
    """The bars for ours, as a row of the table."""
    return (
        f"| *Bar for {OURS.name}* | " + " | ".join(f"*{p95:g} s · · {calls:g}*" for p95, calls in BARS.values()) + " |"
    )


def measured(rows: list[Row]) -> Iterator[str]:
    """The table of what took real time."""
    yield "| Measurement | Bar | Aim | Result | Verdict | Details |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        limits = f"{number(row.limit, row.unit)} | {number(row.aim, row.unit)}"
        yield f"| {row.what} | {limits} | {number(row.value, row.unit)} | {verdict(row)} | {row.note} |"
