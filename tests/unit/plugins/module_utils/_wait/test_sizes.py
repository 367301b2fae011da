# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is removed from a result that is too large, and in which order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.sizes import MOST_CHARACTERS, fit_size

LARGE = 310_000


def job(number: int, state: str = "succeeded", **sizes: int) -> Job:
    """A job whose parts have approximately the given numbers of characters, at least 10."""
    sizes = {"raw": 10, "entities": 10, "sub_jobs": 500, "fail_reason": 0, **sizes}
    made = Job(f"ff8080825ecc523f015ecd0a98f8{number:04}", "elb", state, "createELB", "SUCCESS")
    made.begin_time = made.end_time = "2017-09-29T09:50:03.272Z"
    made.duration = 25.873
    made.raw = {"r": "x" * sizes["raw"]}
    made.entities = {"e": "x" * sizes["entities"]}
    made.sub_jobs = [Job(f"sub{n}", "elb", "succeeded") for n in range(sizes["sub_jobs"] // 250)]
    made.fail_reason = "reason " * (sizes["fail_reason"] // 7) or None
    return made


def fitted(*jobs: Job, beside: int = 0) -> tuple[dict[str, Any], str]:
    result = Outcome([Entry(one) for one in jobs]).wait_result(raw=True)
    warning = fit_size(result, beside)
    assert len(json.dumps(result)) + beside <= MOST_CHARACTERS
    return result, warning or ""


def remaining_parts(result: dict[str, Any]) -> list[set[str]]:
    """The parts that each job still has."""
    return [{key for key in ("raw", "sub_jobs", "entities") if job[key]} for job in result["jobs"]]


ALL = {"raw", "sub_jobs", "entities"}
REST = ALL - {"raw"}


@pytest.mark.parametrize(
    ("jobs", "parts", "reported"),
    [
        ([job(1, raw=200_000)], [ALL], ""),
        ([job(1, raw=LARGE)], [REST], "it lacks raw of jobs that succeeded."),
        ([job(1, "failed", raw=LARGE)], [REST], "it lacks raw."),
        ([job(1, raw=LARGE), job(2, "failed", raw=LARGE)], [REST, ALL], "it lacks raw of jobs that succeeded."),
        ([job(1, raw=LARGE), job(2, "failed", raw=2 * LARGE)], [REST, REST], "it lacks raw."),
        ([job(1, "failed", sub_jobs=LARGE)], [{"entities"}], "it lacks raw, sub_jobs."),
        (
            [job(1, sub_jobs=LARGE), job(2, "failed", sub_jobs=LARGE)],
            [{"entities"}, REST],
            "it lacks raw, sub_jobs of jobs that succeeded.",
        ),
        ([job(1, "failed", entities=LARGE)], [set()], "it lacks raw, sub_jobs, entities."),
        (
            [job(1, entities=LARGE), job(2, "failed", entities=LARGE)],
            [set(), {"entities"}],
            "it lacks raw, sub_jobs, entities of jobs that succeeded.",
        ),
        ([job(1, "failed", fail_reason=LARGE)], [set()], "it lacks raw, sub_jobs, entities, long texts."),
    ],
)
def test_the_order_of_removal(jobs: list[Job], parts: list[set[str]], reported: str) -> None:
    result, warning = fitted(*jobs)
    assert remaining_parts(result) == parts
    assert reported in warning
    assert bool(reported) == bool(warning)


def test_three_thousand_jobs_keep_the_essentials() -> None:
    """The failed job also keeps the rest."""
    failed = job(3000, "failed", fail_reason=700)
    result, warning = fitted(*(job(number) for number in range(3000)), failed, beside=130_000)
    assert list(result["jobs"][0]) == ["job_id", "service", "state", "status"]
    assert result["jobs"][2999]["job_id"].endswith("2999")
    assert result["jobs"][3000]["fail_reason"] == result["fail_reason"]
    assert result["fail_reason"].startswith("reason reason")
    assert "all but job_id, service, state, and status of jobs that succeeded." in warning
    assert "Give fewer job_ids to one task" in warning


def test_other_parts_of_the_result_count() -> None:
    assert remaining_parts(fitted(job(1, raw=200_000))[0]) == [ALL]
    assert remaining_parts(fitted(job(1, raw=200_000), beside=300_000)[0]) == [REST]
