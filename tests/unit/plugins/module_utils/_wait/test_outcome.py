# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forgotten jobs are explained, and messages are made of what is fit for them; test_waiter has the rest."""

from __future__ import annotations

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import MISSING
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome


def test_how_long_a_service_keeps_jobs_is_told_when_it_does_not_know_one() -> None:
    missing = Job("a", "ecs", MISSING)
    forgotten = "jobs that ended long ago are forgotten by the API"
    assert (
        f"{forgotten} (ecs keeps them for 1 day)." in Outcome([Entry(missing, retention="1 day")]).info_result()["msg"]
    )
    assert f"{forgotten}." in Outcome([Entry(missing)]).info_result()["msg"]


def test_messages_are_masked_clean_and_short_and_results_are_as_they_were() -> None:
    reason = "no  <S3CRET> " * 999
    job = Job("a", "ecs", "failed", "S3CRET\x1btype", "FAIL\u202e", error_code="S3CRET", fail_reason=reason)
    outcome = Outcome([Entry(job)], mask=lambda text: text.replace("S3CRET", "***"))
    result = outcome.wait_result()
    assert result["msg"].startswith("ecs job a (*** type) ended in FAIL: no <***> no <***> no ")
    assert result["msg"].endswith(" … (***).")
    assert len(result["msg"]) < 700
    assert result["fail_reason"] == reason
    assert result["job"]["status"] == "FAIL\u202e"


def test_raw_is_there_when_wanted() -> None:
    outcome = Outcome([Entry(Job("a", "ecs", raw={"x": 1}))])
    for result in (outcome.info_result(raw=True), outcome.wait_result(raw=True)):
        assert result["job"]["raw"] == {"x": 1}
    for result in (outcome.info_result(), outcome.wait_result()):
        assert "raw" not in result["job"]
