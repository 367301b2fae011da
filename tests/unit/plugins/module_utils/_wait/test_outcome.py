# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of a wait: their keys, their messages, and the advice for remaining jobs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Connection, Location, Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES, siblings
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import FAILED, MISSING
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome


def test_the_retention_of_a_service_is_reported_for_an_unknown_job() -> None:
    missing = Job("a", "ecs", MISSING)
    kept = "Jobs that ended long ago are no longer returned"
    assert f"{kept} (ecs keeps them for 1 day)." in Outcome([Entry(missing, retention="1 day")]).info_result()["msg"]
    assert f"{kept}." in Outcome([Entry(missing)]).info_result()["msg"]


def test_a_result_in_check_mode_fails_only_if_a_job_has_failed() -> None:
    jobs = {state: Job(state, "elb", state) for state in ("running", "unknown", "missing", "failed")}
    for state, job in jobs.items():
        result = Outcome([Entry(job)]).wait_result(check_mode=True)
        assert (result.get("failed", False), result["timed_out"]) == (state == "failed", False)


def test_every_result_has_its_keys() -> None:
    waited = {"changed", "jobs", "missing_jobs", "failed_jobs", "pending_jobs", "timed_out", "elapsed", "polls"}
    assert set(Outcome().wait_result()) == waited
    assert set(Outcome().info_result()) == {"changed", "jobs", "missing_jobs"}
    one = Outcome([Entry(Job("a", "elb", "succeeded"))])
    assert set(one.wait_result()) == {*waited, "job"}
    assert one.wait_result()["job"] == one.wait_result()["jobs"][0]
    two = Outcome([*one.entries, Entry(Job("b", "elb", "failed", error_code="E", fail_reason="why"))])
    result = two.wait_result()
    assert set(result) == {*waited, "fail_reason", "error_code", "failed", "msg"}
    assert (result["fail_reason"], result["error_code"], result["changed"]) == ("why", "E", False)


def test_elapsed_has_milliseconds() -> None:
    assert Outcome(elapsed=1.23456, polls=3).wait_result()["elapsed"] == 1.235


def test_which_states_are_final() -> None:
    states = ("pending", "running", "unknown", "succeeded", "failed", "missing")
    assert [state for state in states if Job("a", "elb", state).ended] == ["succeeded", "failed", "missing"]


@pytest.mark.parametrize(
    ("service", "others"),
    [
        ("elb", ["elbv3", "elbcheck"]),
        ("elbv3", ["elb", "elbcheck"]),
        ("taurusdb", ["rds", "dds", "gaussdb", "geminidb"]),
        ("cceautopilot", ["cce"]),
        ("dcs", ["evsv2", "swr"]),
        ("waf", []),
    ],
)
def test_similar_services_are_named_for_an_unknown_job(service: str, others: list[str]) -> None:
    entry = Entry(Job("a", service, MISSING), siblings=siblings(SERVICES[service]))
    confused = f" (often confused with {', '.join(others)})" if others else ""
    assert (
        f"Check service{confused}, region, and project, and make sure that the ID is that of a job"
        in (Outcome([entry]).info_result()["msg"])
    )


@pytest.mark.parametrize(
    ("reason", "code", "reported"),
    [
        ("no more.", "S.1", "failed with status FAIL: no more (S.1)."),
        ("no more.", None, "failed with status FAIL: no more."),
        ("no more", None, "failed with status FAIL: no more."),
        (None, "S.1", "failed with status FAIL: the API gives no reason (S.1)."),
    ],
)
def test_a_reason_ends_with_one_period(reason: str | None, code: str | None, reported: str) -> None:
    job = Job("a", "elb", FAILED, status="FAIL", fail_reason=reason, error_code=code)
    assert Outcome([Entry(job)]).wait_result()["msg"] == f"elb job a {reported}"


class Resuming:
    def command(self, targets: Sequence[Target]) -> str:
        return f"resume {','.join(target.job_id for target in targets)}"

    def advice(self, targets: Sequence[Target]) -> str:
        return f"To resume: {self.command(targets)}"


def test_every_unfinished_wait_says_how_to_resume() -> None:
    jobs = [Job("a", "elb", "succeeded"), Job("b", "elb", "running", status="RUNNING"), Job("c", "elb")]
    location = Location(
        Connection(Http(Transport()), TokenLogin("t")), SERVICES["elb"], "https://elb.example", Project("p")
    )

    def entries(jobs: list[Job]) -> list[Entry]:
        return [Entry(job, target=Target(location, job.job_id)) for job in jobs]

    ends = {
        "time": Outcome(entries(jobs), limit="5 s"),
        "error": Outcome(entries(jobs), error=CallError("refused")),
        "fail_fast": Outcome(entries([*jobs, Job("d", "elb", FAILED)]), stopped=True),
    }
    for outcome in ends.values():
        outcome.resume = Resuming()
        result = outcome.wait_result()
        assert (result["pending_jobs"], result["resume"]) == (["b", "c"], "resume b,c")
        assert result["msg"].endswith(" To resume: resume b,c")
    in_check_mode = ends["time"].wait_result(check_mode=True)
    assert (in_check_mode["resume"], "msg" in in_check_mode) == ("resume b,c", False)
    done = Outcome(entries(jobs[:1]), resume=Resuming()).wait_result()
    assert "resume" not in done
    assert (
        "2 of 3 elb jobs have not finished (b: RUNNING; c: no status yet). The work continues in the cloud."
        in (ends["time"].wait_result()["msg"])
    )


def test_messages_are_masked_and_shortened_but_results_are_unchanged() -> None:
    reason = "no  <S3CRET> " * 999
    job = Job("a", "ecs", "failed", "S3CRET\x1btype", "FAIL\u202e", error_code="S3CRET", fail_reason=reason)
    outcome = Outcome([Entry(job)], mask=lambda text: text.replace("S3CRET", "***"))
    result = outcome.wait_result()
    assert result["msg"].startswith("ecs job a (*** type) failed with status FAIL: no <***> no <***> no ")
    assert result["msg"].endswith(" … (***).")
    assert len(result["msg"]) < 700
    assert result["fail_reason"] == reason
    assert result["job"]["status"] == "FAIL\u202e"


def test_raw_is_returned_only_on_request() -> None:
    outcome = Outcome([Entry(Job("a", "ecs", raw={"x": 1}))])
    for result in (outcome.info_result(raw=True), outcome.wait_result(raw=True)):
        assert result["job"]["raw"] == {"x": 1}
    for result in (outcome.info_result(), outcome.wait_result()):
        assert "raw" not in result["job"]
