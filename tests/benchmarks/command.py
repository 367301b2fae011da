# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from . import bars, creations, report
from .bars import Bench, Row
from .measure import PEERS_PYTHON, Playbooks
from .policies import CLASSES, JOBS, OURS, PEERS, VARIANTS, Table, compare, dominates, over_the_bars

POLICIES = "policies"
ALL = {**bars.ALL, **creations.ALL}


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measures what waiting costs.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of {', '.join([POLICIES, *ALL])}")
    parser.add_argument("--quick", action="store_true", help="one round of each, and fewer simulated jobs")
    parser.add_argument("--write", action="store_true", help="write the results of a whole run to docs/")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - {POLICIES, *ALL}
    if unknown or (options.write and options.names):
        parser.error(f"no such benchmark: {', '.join(unknown)}" if unknown else "only a whole run is written")
    return options


def say(text: str) -> None:
    """Tell it now."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def simulated(jobs: int) -> tuple[Table, bool]:
    """The policies, and whether ours keeps its bars and is the best of those that know nothing of the job."""
    table = compare((OURS, *PEERS, *VARIANTS), jobs)
    say(" " * 24 + "".join(f"{each.name + ': p95, mean, calls':32}" for each in CLASSES))
    for name, results in table.items():
        say(f"{name:24}" + "".join(f"{report.cell(result):32}" for result in results.values()))
    missed = over_the_bars(table[OURS.name])
    better = [policy.name for policy in PEERS if dominates(table[policy.name], table[OURS.name])]
    for problem in [*missed, *(f"{name} is as good or better in everything" for name in better)]:
        say(f"  FAILS: {problem}")
    return table, not missed and not better


def reported(row: Row) -> str:
    """A row as a line for a terminal."""
    limits = "no bar"
    if row.limit is not None:
        limits = f"bar {row.limit:g}, aim {row.aim:g}: {report.verdict(row).strip('*')}"
    return f"  {row.what}: {report.number(row.value, row.unit)} ({limits}) {row.note}"


def main(arguments: list[str], collections: str) -> int:
    """Measure. 1 if a bar is missed."""
    options = parse(arguments)
    names = options.names or [POLICIES, *ALL]
    table: Table = {}
    good = True
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        playbooks = Playbooks(Path(folder), collections)
        bench = Bench(playbooks, collections, 1 if options.quick else 3, PEERS_PYTHON.exists())
        for name in names:
            began = time.monotonic()
            load = os.getloadavg()[0]
            if name == POLICIES:
                table, good = simulated(JOBS // 10 if options.quick else JOBS)
            else:
                new = list(ALL[name](bench))
                rows += new
                for row in new:
                    say(reported(row))
            say(f"{name}: {time.monotonic() - began:.0f} s, load {load:.1f} at its start")
    if options.write:
        report.write(table, rows, bench.rounds)
        say(f"Written to {report.PAGE} and {report.PLOT}")
    return 0 if good and all(row.meets(row.limit) for row in rows) else 1
