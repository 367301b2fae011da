# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan that results from the options of ``job_wait``."""

from __future__ import annotations

from typing import Any

import pytest
from tasks import params_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.plans import info_plan, rate_warnings, wait_plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan


def plan_of(task_timeout: float = 0, **given: Any) -> Plan:
    return wait_plan(params_of(**given), given, task_timeout)


def test_the_default_plan() -> None:
    assert plan_of() == Plan(timeout=1800.0)


@pytest.mark.parametrize(
    ("given", "bounds"),
    [
        ({}, (1, 10)),
        ({"min_interval": 20}, (20, 20)),
        ({"max_interval": 0.5}, (0.5, 0.5)),
        ({"min_interval": 2, "max_interval": 3}, (2, 3)),
        ({"min_interval": 0}, (0, 10)),
    ],
)
def test_one_bound_of_the_interval_adjusts_the_other(given: dict[str, float], bounds: tuple[float, float]) -> None:
    plan = plan_of(**given)
    assert (plan.min_interval, plan.max_interval) == bounds


def test_a_timeout_of_zero_means_one_round() -> None:
    plan = plan_of(timeout=0, delay=9)
    assert (plan.pauses, plan.delay, plan.timeout) == ((), 0, None)


def test_check_mode_means_one_round_that_polls_all_jobs() -> None:
    given = {"fail_fast": True, "delay": 9}
    plan = wait_plan(params_of(**given), given, check_mode=True)
    assert (plan.pauses, plan.delay, plan.timeout, plan.fail_fast) == ((), 0, None, False)


@pytest.mark.parametrize("once", [{"timeout": 0}, {}])
def test_one_round_ends_before_the_tasks_own_timeout(once: dict[str, float]) -> None:
    plan = wait_plan(params_of(**once), once, 3, check_mode=not once)
    assert (plan.pauses, plan.timeout) == ((), 2.7)


@pytest.mark.parametrize(
    ("timeout", "task_timeout", "seconds"),
    [
        (1800, 0, 1800),
        (1800, 60, 59),
        (60, 60, 59),
        (59.5, 60, 59),
        (59, 60, 59),
        (58, 60, 58),
        (1800, 5, 4.5),
        (30, 60, 30),
        (1800, 1, 0.9),
    ],
)
def test_the_wait_ends_before_the_tasks_own_timeout(timeout: float, task_timeout: int, seconds: float) -> None:
    plan = plan_of(task_timeout, timeout=timeout)
    assert plan.timeout == seconds
    assert plan.overtime <= 0.8
    if task_timeout:
        assert seconds + plan.overtime < task_timeout


@pytest.mark.parametrize(
    ("given", "reported"),
    [
        ({"timeout": -1}, "timeout is -1"),
        ({"delay": -0.1}, "delay is -0.1"),
        ({"min_interval": -1}, "min_interval is -1"),
        ({"max_interval": -1}, "max_interval is -1"),
        ({"max_rate": -1}, "max_rate is -1"),
        ({"missing_grace": -1}, "missing_grace is -1"),
        ({"timeout": "nan"}, "timeout is nan"),
        ({"timeout": "inf"}, "timeout is inf"),
        ({"max_rate": 0}, "max_rate is 0"),
        ({"min_interval": 5, "max_interval": 4}, r"min_interval \(5\) is above max_interval \(4\)"),
    ],
)
def test_invalid_plans(given: dict[str, Any], reported: str) -> None:
    with pytest.raises(OptionError, match=reported):
        plan_of(**given)


@pytest.mark.parametrize(
    ("timeout", "task_timeout", "reported"), [(59, 60, False), (59.5, 60, True), (60, 60, True), (1800, 0, False)]
)
def test_reports_if_the_tasks_own_timeout_is_the_limit(timeout: float, task_timeout: int, reported: bool) -> None:
    plan = plan_of(task_timeout, timeout=timeout)
    assert bool(plan.note) is reported
    assert ("60 s" in plan.note) is reported
    assert (plan.overtime == Plan.overtime) is not reported


@pytest.mark.parametrize("name", ["timeout", "delay", "min_interval", "max_interval", "missing_grace"])
def test_times_can_be_zero(name: str) -> None:
    plan_of(**{name: 0})


def test_the_plan_has_the_given_values() -> None:
    plan = plan_of(timeout=7, delay=2, min_interval=3, max_interval=4, max_rate=5, missing_grace=6, fail_fast=True)
    assert plan == Plan(
        timeout=7.0, delay=2.0, min_interval=3.0, max_interval=4.0, max_rate=5.0, missing_grace=6.0, fail_fast=True
    )


def test_job_info_polls_at_most_three_times() -> None:
    assert info_plan().pauses == (1.0, 2.0)
    assert info_plan().timeout is None


@pytest.mark.parametrize(
    ("plan", "jobs", "seconds"),
    [
        (Plan(), 200, None),
        (Plan(), 201, "10 s"),
        (Plan(), 300, "15 s"),
        (Plan(max_rate=0.05), 1, "20 s"),
        (Plan(pauses=()), 300, None),
    ],
)
def test_a_warning_if_the_rate_overrides_the_interval(plan: Plan, jobs: int, seconds: str | None) -> None:
    warnings = rate_warnings(plan, jobs)
    assert len(warnings) == (seconds is not None)
    assert all(f"every {seconds}" in warning and str(jobs) in warning for warning in warnings)
