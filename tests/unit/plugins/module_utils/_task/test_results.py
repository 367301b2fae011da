# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of the plugins are usable by AWX, by Ansible, and on a terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.reading import read_job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import STARS, WHOLE, Secrets
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.results import MESSAGE, WARNING, finished
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome

NO_SECRETS = Secrets(())


def results(*jobs: Job, raw: bool = False) -> list[dict[str, Any]]:
    """The results of the plugins."""
    outcome = Outcome([Entry(job) for job in jobs], polls=12, elapsed=12.5)
    return [outcome.info_result(raw), outcome.wait_result(raw=raw)]


def read(**changes: Any) -> Job:
    return read_job(SERVICES["elb"], "a", {"job_id": "a", "status": "SUCCESS", **changes})[0]


BIG = {"id": "ef265755daf84333baf4ddc1d91cbc2f", "name": "x" * 600_000}
SUB_JOBS = [{"job_id": f"{n:032}", "status": "SUCCESS", "entities": {"elb_id": f"{n:032}"}} for n in range(5000)]


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize(
    "jobs",
    [
        [read(entities={"elb": BIG})],
        [read(sub_jobs=SUB_JOBS)],
        [read(entities={"elb": BIG}, sub_jobs=SUB_JOBS, fail_reason="x" * 700_000, status="FAIL")],
        [read(entities={"elb": {"id": n}}, sub_jobs=SUB_JOBS[:1]) for n in range(3000)],
        [read(status="y" * 300_000, error_code="y" * 300_000), read(job_type="y" * 300_000)],
        [read(entities={"text": "\u00fc" * 500_000})],
    ],
    ids=["entities", "sub-jobs", "all", "many", "texts", "not ASCII"],
)
def test_awx_stores_every_result(jobs: list[Job], raw: bool) -> None:
    for result in results(*jobs, raw=raw):
        assert len(json.dumps(result)) > 700_000
        done = finished(result, NO_SECRETS, beside=120_000)
        assert len(json.dumps(done)) + 120_000 < 700_000
        assert len(done["jobs"]) == len(jobs)
        (warning,) = done["warnings"]
        assert "it lacks" in warning
        if len(jobs) == 1:
            assert done["job"] is done["jobs"][0]


def test_masking_counts_towards_the_size() -> None:
    result = results(read(entities={"text": "aa" * 50_000}))[0]
    assert len(json.dumps(finished(result, NO_SECRETS))) > 200_000
    assert finished(result, Secrets({"a"}))["job"]["entities"] == {}


def test_small_results_are_complete() -> None:
    for result in results(*[read(n=n) for n in range(500)], raw=True):
        done = finished({**result, "warnings": []}, NO_SECRETS)
        assert done == result
        assert done["jobs"][499]["raw"]["n"] == 499


@pytest.mark.parametrize(
    ("body", "returned"),
    [
        ({"__ansible_type": "x", "b": 1}, {"ansible_type": "x", "b": 1}),
        ({"__ansible_unsafe": "x"}, {"ansible_unsafe": "x"}),
        ({"__ansible_vault": "x", "ansible_vault": "y"}, {"ansible_vault_": "x", "ansible_vault": "y"}),
        ({"_ansible_no_log": True, "__ansible_no_log": 2}, {"ansible_no_log": True, "ansible_no_log_": 2}),
        ({"ansible_facts": {"a": 1}, "_other": 1}, {"ansible_facts": {"a": 1}, "_other": 1}),
        ({"deep": [[{"_ansible_x": {"_ansible_y": 1}}]]}, {"deep": [[{"ansible_x": {"ansible_y": 1}}]]}),
    ],
)
def test_keys_that_ansible_reserves(body: dict[str, Any], returned: dict[str, Any]) -> None:
    for result in results(read(entities=body), raw=True):
        job = finished(result, NO_SECRETS)["job"]
        assert job["entities"] == returned
        assert job["raw"]["entities"] == returned


def test_messages_and_warnings_are_printable() -> None:
    text = "a\x1b[2J\u202eS3CRET\nok: [localhost] " + "word " * 9999
    result = finished({"jobs": [], "msg": text, "warnings": [text, "b"]}, Secrets({"S3CRET"}))
    for line, most in ((result["msg"], MESSAGE), (result["warnings"][0], WARNING)):
        assert line.startswith(f"a [2J{STARS} ok: [localhost] word word ")
        assert line.isprintable()
        assert most - 10 < len(line) <= most
    assert result["warnings"][1] == "b"


def test_texts_of_jobs_are_on_one_line_and_data_is_unchanged() -> None:
    odd = "x\x1b\ny"
    job = read(status="FAIL", job_type=odd, error_code=odd, fail_reason=odd, entities={"e": odd})
    job.sub_jobs = [Job("s", "elb", job_type=odd, status=odd)]
    info, wait = (finished(result, NO_SECRETS) for result in results(job, raw=True))
    for reported in (info["job"], wait["job"]):
        assert (reported["job_type"], reported["error_code"], reported["fail_reason"]) == ("x y",) * 3
        assert (reported["raw"]["fail_reason"], reported["entities"]["e"]) == (odd, odd)
        assert (reported["sub_jobs"][0]["job_type"], reported["sub_jobs"][0]["status"]) == ("x y", odd)
    assert (wait["error_code"], wait["fail_reason"]) == ("x y", "x y")


def test_our_own_numbers_are_not_secret() -> None:
    result = finished(results(read())[1], Secrets({"12", "polls", "a"}))
    assert (result["polls"], result["elapsed"]) == (12, 12.5)
    assert result["job"]["job_id"] == WHOLE
