# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the plan of a wait from the options of a task."""

from __future__ import annotations

import math
import typing as t

from .._wait.schedule import Plan
from .errors import OptionError
from .prevalidation import unit_of


def info_plan() -> Plan:
    """Return the plan of ``job_info``: poll each job until it has a status, at most three times."""
    return Plan(pauses=(1.0, 2.0))


def wait_plan(
    params: t.Mapping[str, t.Any], given: t.Collection[str], task_timeout: float = 0, check_mode: bool = False
) -> Plan:
    """Return the plan that the options of ``job_wait`` describe. Raises OptionError.

    ``given`` has the names of the options that are set, and ``task_timeout`` is the limit in seconds that Ansible sets
    for the task, or 0.
    """
    once = check_mode or not params["timeout"]
    for name in ("timeout", "delay", "min_interval", "max_interval", "max_rate", "missing_grace"):
        if not 0 <= params[name] < math.inf:
            unit, example = unit_of(name)
            raise OptionError(
                f"{name} is {params[name]}: give {unit}, such as {example}; the number must not be negative or infinite"
            )
    if params["max_rate"] == 0:
        raise OptionError("max_rate is 0, so no query could be sent: give queries per second, such as 20")
    low, high = params["min_interval"], params["max_interval"]
    if low > high:
        if {"min_interval", "max_interval"} <= set(given):
            raise OptionError(f"min_interval ({low:g}) is above max_interval ({high:g}): lower it, or raise the other")
        low = high = high if "max_interval" in given else low
    timeout: float | None = None if once else params["timeout"]
    overtime, note = Plan.overtime, ""
    margin = min(1.0, task_timeout / 10)
    if task_timeout and (timeout is None or timeout > task_timeout - margin):
        # If Ansible's own limit ended the task, there would be no result, so the last call must end before it.
        timeout, overtime = task_timeout - margin, margin / 2
        note = f", just before the timeout keyword of the task ({task_timeout:g} s)"
    return Plan(
        timeout=timeout,
        overtime=overtime,
        note=note,
        delay=0.0 if once else params["delay"],
        min_interval=low,
        max_interval=high,
        max_rate=params["max_rate"],
        missing_grace=params["missing_grace"],
        fail_fast=params["fail_fast"] and not check_mode,
        pauses=() if once else None,
    )


def rate_warnings(plan: Plan, jobs: int) -> list[str]:
    """Return a warning if ``max_rate`` makes the intervals longer than ``max_interval``."""
    seconds = jobs / plan.max_rate
    if plan.pauses is not None or seconds <= plan.max_interval:
        return []
    warning = (
        f"With {jobs} jobs and a max_rate of {plan.max_rate:g} queries per second, each job is polled every"
        f" {seconds:.0f} s, which is longer than max_interval ({plan.max_interval:g} s)"
    )
    return [warning]
