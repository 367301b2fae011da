# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages for many jobs; ``test_waiter`` covers those for a few."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault, Final, NoSuchJob
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.messages import sentence
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome


def outcome_of(count: int, state: str, status: str | None = None, **more: object) -> Outcome:
    jobs = [Job(f"id-{number}", "elb", state, status=status) for number in range(count)]
    return Outcome([Entry(job, "endpoint https://elb.example") for job in jobs], **more)


def named(message: str) -> list[int]:
    return [number for number in range(10) if f"id-{number}" in message]


@pytest.mark.parametrize(("count", "more"), [(1, None), (5, None), (6, "1 more"), (8, "3 more")])
def test_at_most_five_jobs_are_named(count: int, more: str | None) -> None:
    known = list(range(min(count, 5)))
    for outcome in (
        outcome_of(count, "failed", "FAIL"),
        outcome_of(count, "missing"),
        outcome_of(count, "running", "RUNNING", limit="10 s"),
    ):
        message = outcome.wait_result()["msg"]
        assert named(message) == known
        assert (" more" in message) is (more is not None)
        assert (more or "") in message
    assert len(outcome_of(count, "failed", "FAIL").wait_result()["failed_jobs"]) == count


def test_each_failure_has_its_reason_and_code() -> None:
    jobs = [
        Job("a", "elb", "failed", status="FAIL", fail_reason="no quota", error_code="ELB.1"),
        Job("b", "dcs", "failed", "swap", "FAIL", fail_reason="broken."),
        Job("c", "dcs", "failed", status="FAIL"),
    ]
    message = Outcome([Entry(job) for job in jobs]).wait_result()["msg"]
    assert "elb job a failed with status FAIL: no quota (ELB.1). " in message
    assert "dcs job b (swap) failed with status FAIL: broken. " in message
    assert message.index("job a") < message.index("job b") < message.index("job c")
    assert ".." not in message


@pytest.mark.parametrize("text", ["one", "one.", "one!", "one?"])
def test_a_sentence_has_one_period(text: str) -> None:
    assert sentence(text) == text + ("." if text == "one" else "")


def test_the_error_that_ended_a_wait_comes_first() -> None:
    outcome = outcome_of(2, "running", "RUNNING", limit="10 s", error=Final("refused", http_status=403, hint="Ask."))
    outcome.entries[1].job.state = "failed"
    result = outcome.wait_result()
    assert result["msg"].startswith("The query of elb jobs failed: HTTP 403: refused. Ask.")
    assert named(result["msg"]) == [1]
    assert (result["timed_out"], result["pending_jobs"], result["failed_jobs"]) == (False, ["id-0"], ["id-1"])
    assert "Timed out" not in result["msg"]
    assert "fail_fast" not in result["msg"]


def test_a_timeout_reports_the_state_of_the_jobs() -> None:
    outcome = outcome_of(3, "running", "RUNNING", limit="10 s")
    outcome.entries[0].job.state = "succeeded"
    outcome.entries[1].error = Fault("busy", http_status=503, hint="Look.")
    message = outcome.wait_result()["msg"]
    assert "Timed out after 10 s: 2 of 3 elb jobs have not finished (id-1: RUNNING; id-2: RUNNING)." in message
    assert named(message) == [1, 2]
    assert "HTTP 503: busy. Look." in message
    one = outcome_of(1, "unknown", limit="10 s").wait_result()["msg"]
    assert "id-0" in one
    assert " of 1 " not in one


def test_a_timeout_for_jobs_of_several_services() -> None:
    jobs = [
        Job("a", "elb", "running", "createELB", "RUNNING"),
        Job("b", "dcs"),
        Job("c", "dcs", "unknown", status="Odd"),
    ]
    message = Outcome([Entry(job) for job in jobs], limit="10 s").wait_result()["msg"]
    assert message == (
        "Timed out after 10 s: 3 of 3 elb and dcs jobs have not finished (a (createELB): RUNNING; b: no status yet;"
        " c: Odd (unknown status value)). The work continues in the cloud."
    )
    message = Outcome([Entry(jobs[1]), Entry(Job("d", "dcs", "succeeded"))], limit="10 s").wait_result()["msg"]
    assert message.startswith("Timed out after 10 s: 1 of 2 dcs jobs has not finished (b: no status yet). The work")
    message = Outcome([Entry(jobs[0])], limit="10 s").wait_result()["msg"]
    assert message.startswith("Timed out after 10 s: elb job a (createELB) is RUNNING. The work")
    message = Outcome([Entry(jobs[1])], limit="10 s").wait_result()["msg"]
    assert message.startswith("Timed out after 10 s: dcs job b has no status yet. The work")


def test_an_unknown_job_is_distinguished_from_one_without_a_response() -> None:
    texts = []
    for error in (NoSuchJob("no such job", http_status=404), Fault("busy", http_status=503)):
        outcome = outcome_of(1, "unknown", limit="10 s")
        outcome.entries[0].error = error
        texts.append(outcome.wait_result()["msg"].replace(str(error), ""))
    assert texts[0] != texts[1]


def test_job_info_names_the_jobs_without_a_response() -> None:
    outcome = outcome_of(7, "unknown")
    assert "failed" not in outcome.info_result()
    for entry in outcome.entries[1:]:
        entry.error = Fault("busy", http_status=503, hint="Look.")
    result = outcome.info_result()
    assert named(result["msg"]) == [1, 2, 3, 4, 5]
    assert "1 more" in result["msg"]
    assert "HTTP 503: busy. Look." in result["msg"]
    assert "endpoint https://elb.example" in result["msg"]


def test_jobs_of_several_locations_are_reported_by_location() -> None:
    def entries(state: str, error: Fault | None = None) -> list[Entry]:
        return [
            Entry(Job(f"j{n}", service, state), location, f"{n} days", [service + "v3"], error)
            for n, (service, location) in enumerate(
                [("elb", "here"), ("dcs", "here"), ("elb", "there"), ("elb", "here")]
            )
        ]

    assert Outcome(entries("missing")).wait_result()["msg"] == (
        "elb does not know jobs j0, j3 (here). dcs does not know job j1 (here). elb does not know job j2 (there). Check"
        " service (often confused with elbv3, dcsv3), region, and project, and make sure that the ID is that of a job,"
        " not of a resource. Jobs that ended long ago are no longer returned (elb keeps them for 3 days; dcs keeps them"
        " for 1 days)."
    )
    assert Outcome(entries("unknown", Fault("busy", hint="Look."))).info_result()["msg"] == (
        "No status for elb jobs j0, j3 (here): busy. Look. No status for dcs job j1 (here): busy. Look."
        " No status for elb job j2 (there): busy. Look."
    )


def test_a_custom_service_can_have_resources() -> None:
    message = Outcome([Entry(Job("a", "custom", "missing"), "here")]).info_result()["msg"]
    assert message == (
        "custom does not know job a (here). Check service, region, and project. Jobs that ended long ago are no longer"
        " returned."
    )


def test_the_error_that_ended_a_wait_names_its_location() -> None:
    target = Target(None, "b")
    entries = [Entry(Job("a", "elb"), "here"), Entry(Job("b", "dcs"), "there", target=target)]
    error = Final("refused", http_status=403, hint="Ask.")
    message = "The query of dcs jobs failed (there): HTTP 403: refused. Ask."
    assert Outcome(entries, error=error, error_at=target).info_result()["msg"] == message
    assert Outcome(entries[1:], error=error, error_at=target).info_result()["msg"] == message.replace(" (there)", "")


def test_a_wait_ended_by_fail_fast_names_the_remaining_jobs() -> None:
    outcome = outcome_of(3, "running", "RUNNING", stopped=True)
    outcome.entries[0].job.state = "failed"
    result = outcome.wait_result()
    assert (result["timed_out"], result["pending_jobs"]) == (False, ["id-1", "id-2"])
    assert named(result["msg"].partition("fail_fast")[2]) == [1, 2]
    none_remaining = outcome_of(2, "failed", "FAIL", stopped=True).wait_result()["msg"]
    assert "fail_fast" not in none_remaining


def test_job_info_reports_the_error_that_ended_it() -> None:
    error = Final("refused", http_status=403, hint="Ask.")
    result = outcome_of(1, "unknown", error=error).info_result()
    assert result["msg"] == "The query of elb jobs failed: HTTP 403: refused. Ask."
