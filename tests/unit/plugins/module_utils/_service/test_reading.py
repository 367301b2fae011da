# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs are read from the documented responses, and from undocumented variants of real servers."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.reading import (
    NoJob,
    NotListed,
    OtherJob,
    read_job,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import FieldPaths, Service

DCS = {
    "job_id": "ff8080818822bbf70188235afc24141a",
    "job_type": "masterStandbySwapJob",
    "status": "SUCCESS",
    "begin_time": "1684191545379",
    "end_time": "1684191548248",
    "fail_reason": None,
}


ELB = {
    "status": "SUCCESS",
    "entities": {
        "elb": {
            "id": "ef265755daf84333baf4ddc1d91cbc2f",
            "name": "1",
            "type": "External",
            "status": "ACTIVE",
            "bandwidth": 1,
            "vip_address": "10.154.53.4",
        }
    },
    "job_id": "ff8080825ecc523f015ecd0a98f82f77",
    "job_type": "createELB",
    "begin_time": "2017-09-29T09:49:37.399Z",
    "end_time": "2017-09-29T09:50:03.272Z",
    "error_code": None,
    "fail_reason": None,
}


SDRS = {
    "status": "SUCCESS",
    "entities": {"server_group_id": "a59d008e-4bad-4bf3-9b17-6cc25e7da483"},
    "job_id": "0000000062db92d70162db9d200f000a",
    "job_type": "createProtectionGroupNoCG",
    "begin_time": "2018-04-19T01:55:30.443Z",
    "end_time": "2018-04-19T01:55:45.493Z",
    "error_code": None,
    "fail_reason": None,
}


SUB_JOB = {
    "job_id": "ff8080826b45d4a5016b50362868002a",
    "job_type": "stopProtectionGroupRepNoCG",
    "begin_time": "2019-06-13T09:40:55.015Z",
    "end_time": "2019-06-13T09:40:58.951Z",
    "status": "SUCCESS",
    "error_code": None,
    "fail_reason": None,
    "entities": {"server_group_id": "1fd6903c-48f9-4772-8974-112dfbd74427"},
}


def read(service: str, body: dict, **changes: object) -> Job:
    job, warnings = read_job(SERVICES[service], body["job_id"], {**body, **changes})
    assert warnings == []
    return job


def without(body: dict, *keys: str) -> dict:
    return {key: value for key, value in body.items() if key not in keys}


def test_a_dcs_job_has_the_documented_structure() -> None:
    assert read("dcs", DCS).as_dict(raw=True) == {
        "job_id": "ff8080818822bbf70188235afc24141a",
        "service": "dcs",
        "job_type": "masterStandbySwapJob",
        "status": "SUCCESS",
        "state": "succeeded",
        "begin_time": "2023-05-15T22:59:05.379Z",
        "end_time": "2023-05-15T22:59:08.248Z",
        "duration": 2.869,
        "error_code": None,
        "fail_reason": None,
        "progress": None,
        "entities": {},
        "sub_jobs": [],
        "raw": DCS,
    }


def test_an_elb_job_has_its_own_status_and_not_that_of_its_entity() -> None:
    job = read("elb", ELB, status="RUNNING", end_time="")
    assert (job.status, job.state, job.end_time, job.duration) == ("RUNNING", "running", None, None)
    assert job.entities == ELB["entities"]


def test_an_sdrs_job() -> None:
    job = read("sdrs", SDRS)
    assert (job.state, job.begin_time, job.end_time, job.duration) == (
        "succeeded",
        "2018-04-19T01:55:30.443Z",
        "2018-04-19T01:55:45.493Z",
        15.05,
    )
    assert job.entities == {"server_group_id": "a59d008e-4bad-4bf3-9b17-6cc25e7da483"}


@pytest.mark.parametrize("body", [DCS, ELB, SDRS], ids=["dcs", "elb", "sdrs"])
@pytest.mark.parametrize(
    ("value", "state"),
    [("INIT", "pending"), ("RUNNING", "running"), ("SUCCESS", "succeeded"), ("FAIL", "failed")],
)
def test_the_four_status_values_of_the_classic_services(body: dict, value: str, state: str) -> None:
    service = next(name for name, known in (("dcs", DCS), ("elb", ELB), ("sdrs", SDRS)) if known is body)
    job = read(service, body, status=value)
    assert (job.status, job.state, job.ended) == (value, state, value in ("SUCCESS", "FAIL"))


@pytest.mark.parametrize("value", ["success", "RUNNINGG", "ACTIVE", "PAUSED", 7])
def test_an_unknown_status_value_is_never_success(value: object) -> None:
    job = read("dcs", DCS, status=value)
    assert (job.status, job.state, job.ended) == (str(value), "unknown", False)


@pytest.mark.parametrize("status", [None, "", {}, [], ["SUCCESS"], True])
def test_a_response_without_a_status_is_an_error(status: object) -> None:
    with pytest.raises(NoJob):
        read_job(SERVICES["elb"], "x", {**ELB, "status": status})


def test_a_status_elsewhere_is_not_used() -> None:
    with pytest.raises(NoJob):
        read_job(SERVICES["elb"], "x", without(ELB, "status"))


def test_job_types_are_not_restricted() -> None:
    assert read("sdrs", SDRS, job_type="somethingNewNoCG").job_type == "somethingNewNoCG"
    assert read_job(SERVICES["dcs"], DCS["job_id"], without(DCS, "job_type"))[0].job_type is None


@pytest.mark.parametrize("end_time", [None, "", "absent"])
def test_an_unfinished_job_has_no_end_time(end_time: str | None) -> None:
    body = without(DCS, "end_time") if end_time == "absent" else {**DCS, "end_time": end_time}
    job = read("dcs", body, status="INIT")
    assert (job.begin_time, job.end_time, job.duration) == ("2023-05-15T22:59:05.379Z", None, None)


@pytest.mark.parametrize(
    "value", ["soon", "2026-13-01T00:00:00Z", "2026-02-30 00:00:00", "99999999999999999999", -5, {"at": 1}, True]
)
def test_an_unreadable_time_is_none_with_a_warning(value: object) -> None:
    job, warnings = read_job(SERVICES["dcs"], DCS["job_id"], {**DCS, "begin_time": value})
    assert (job.begin_time, job.duration, job.end_time) == (None, None, "2023-05-15T22:59:08.248Z")
    assert len(warnings) == 1
    assert "begin_time" in warnings[0]


def test_sub_jobs_of_elb_are_at_the_top_level() -> None:
    job = read("elb", ELB, sub_jobs=[SUB_JOB])
    assert [sub_job.job_id for sub_job in job.sub_jobs] == [SUB_JOB["job_id"]]
    assert job.entities == ELB["entities"]


def test_sub_jobs_of_sdrs_are_removed_from_entities() -> None:
    job = read("sdrs", SDRS, entities={"server_group_id": "g", "sub_jobs": [SUB_JOB, SUB_JOB]})
    assert job.entities == {"server_group_id": "g"}
    plain = job.as_dict()
    assert len(plain["sub_jobs"]) == 2
    assert plain["sub_jobs"][0] == {
        "job_id": SUB_JOB["job_id"],
        "service": "sdrs",
        "job_type": "stopProtectionGroupRepNoCG",
        "status": "SUCCESS",
        "state": "succeeded",
        "begin_time": "2019-06-13T09:40:55.015Z",
        "end_time": "2019-06-13T09:40:58.951Z",
        "duration": 3.936,
        "error_code": None,
        "fail_reason": None,
        "progress": None,
        "entities": SUB_JOB["entities"],
        "sub_jobs": [],
    }


def test_sub_jobs_can_have_sub_jobs() -> None:
    inner = {**SUB_JOB, "job_id": "inner"}
    job = read("sdrs", SDRS, entities={"sub_jobs": [{**SUB_JOB, "entities": {"sub_jobs": [inner]}}]})
    assert job.sub_jobs[0].sub_jobs[0].job_id == "inner"
    assert "raw" not in job.as_dict()["sub_jobs"][0]["sub_jobs"][0]


@pytest.mark.parametrize("sub_jobs", ["", None, [], {}, "none", 0, [None, "x"]])
def test_every_spelling_of_no_sub_jobs(sub_jobs: object) -> None:
    assert read("elb", ELB, sub_jobs=sub_jobs).sub_jobs == []
    assert read("sdrs", SDRS, entities={"sub_jobs": sub_jobs}).sub_jobs == []


def test_sub_jobs_as_a_json_string() -> None:
    assert read("elb", ELB, sub_jobs=json.dumps([SUB_JOB])).sub_jobs[0].job_type == "stopProtectionGroupRepNoCG"


@pytest.mark.parametrize("volume_ids", ["9b6f0d3a", ["9b6f0d3a", "9b6f0d3b"]])
def test_entities_are_unchanged(volume_ids: object) -> None:
    job = read("sdrs", SDRS, entities={"replication_pair_id": "p", "volume_ids": volume_ids})
    assert job.entities == {"replication_pair_id": "p", "volume_ids": volume_ids}


@pytest.mark.parametrize(("entities", "read_as"), [(None, {}), ("", {}), ([], {}), (["a"], {"entities": ["a"]})])
def test_entities_are_always_a_dict(entities: object, read_as: dict) -> None:
    assert read("elb", ELB, entities=entities).entities == read_as


def test_a_failed_job_reports_its_own_reason() -> None:
    failed = {**SUB_JOB, "status": "FAIL", "error_code": "ELB.2", "fail_reason": "sub"}
    job = read("elb", ELB, status="FAIL", error_code="ELB.1014", fail_reason="quota exceeded", sub_jobs=[failed])
    assert (job.error_code, job.fail_reason) == ("ELB.1014", "quota exceeded")


def test_a_job_without_a_reason_has_that_of_its_first_failed_sub_job() -> None:
    fine = {**SUB_JOB, "error_code": "not this", "fail_reason": "nor this"}
    first = {**SUB_JOB, "status": "FAIL", "error_code": "SDRS.0201", "fail_reason": "Invalid request parameters"}
    second = {**SUB_JOB, "status": "FAIL", "error_code": "SDRS.9", "fail_reason": "later"}
    job = read("sdrs", SDRS, status="RUNNING", entities={"sub_jobs": [fine, first, second]})
    assert (job.state, job.error_code, job.fail_reason) == ("running", "SDRS.0201", "Invalid request parameters")


def test_code_and_reason_come_from_the_same_sub_job() -> None:
    first = {**SUB_JOB, "status": "FAIL", "error_code": None, "fail_reason": "first"}
    second = {**SUB_JOB, "status": "FAIL", "error_code": "SDRS.9", "fail_reason": "later"}
    job = read("sdrs", SDRS, status="FAIL", entities={"sub_jobs": [first, second]})
    assert (job.error_code, job.fail_reason) == (None, "first")


def test_missing_keys_are_none() -> None:
    job = read_job(SERVICES["elb"], "x", {"status": "RUNNING"})[0]
    assert job.as_dict() == Job("x", "elb", "running", status="RUNNING").as_dict()
    assert job.raw == {"status": "RUNNING"}


def test_raw_is_the_unchanged_response() -> None:
    body = {**ELB, "entities": {"sub_jobs": [SUB_JOB]}, "extra": [1]}
    before = copy.deepcopy(body)
    assert read("elb", body).raw == before
    assert body == before


@pytest.mark.parametrize(
    ("value", "percent"),
    [("60%", 60.0), (60, 60.0), ("12.5", 12.5), (0, 0.0), ("", None), ("soon", None), (None, None), (101, None)],
)
def test_progress_is_a_percentage(value: object, percent: float | None) -> None:
    service = SERVICES["dcs"]
    locations = type(service.fields)(progress=("progress",))
    with_progress = Service(
        name="made_up", title="", host="", path="/{job_id}", states=service.states, documentation="", fields=locations
    )
    assert read_job(with_progress, "x", {"status": "RUNNING", "progress": value})[0].progress == percent


@pytest.mark.parametrize("service", ["geminidb", "dms"])
@pytest.mark.parametrize("others", [[], [{"id": "b", "status": "SUCCESS"}], [{"id": "b"}, {"id": "c"}]])
def test_a_job_that_is_not_in_the_list_is_unknown(service: str, others: list[dict[str, str]]) -> None:
    with pytest.raises(NotListed):
        read_job(SERVICES[service], "a", {SERVICES[service].wrapper: others})


def test_a_job_without_an_id_is_used_only_if_it_is_the_only_one() -> None:
    ours, others = {"id": "a", "status": "FAILED"}, {"status": "SUCCESS"}
    assert read_job(SERVICES["dms"], "a", {"tasks": [others]})[0].state == "succeeded"
    assert read_job(SERVICES["dms"], "a", {"tasks": [others, ours]})[0].state == "failed"
    with pytest.raises(NoJob):
        read_job(SERVICES["dms"], "a", {"tasks": [others, {"status": "FAILED"}]})


@pytest.mark.parametrize("held", [None, "", {}, "text", 7, [None], ["text"], [{}]])
@pytest.mark.parametrize("service", ["geminidb", "rds"])
def test_a_wrapper_without_a_job_is_an_error(service: str, held: Any) -> None:
    with pytest.raises(NoJob) as caught:
        read_job(SERVICES[service], "a", {SERVICES[service].wrapper: held})
    assert not isinstance(caught.value, NotListed)


def made_up(**paths: Any) -> Service:
    return Service(
        name="made_up",
        title="",
        host="",
        path="/{job_id}",
        states=SERVICES["dcs"].states,
        documentation="",
        fields=FieldPaths(**paths),
    )


def test_only_sub_jobs_are_removed_from_entities() -> None:
    service = made_up(entities="made", sub_jobs=("parts.steps", "made.steps"))
    body = {
        "status": "RUNNING",
        "made": {"steps": [{"job_id": "b"}], ".steps": 1, "steps2": 2, "s.steps": 3, "teps": 4},
        "parts": {"steps": [{"job_id": "c"}]},
    }
    job, _warnings = read_job(service, "a", body)
    assert [sub_job.job_id for sub_job in job.sub_jobs] == ["c", "b"]
    assert job.entities == {".steps": 1, "steps2": 2, "s.steps": 3, "teps": 4}


def test_a_progress_above_100_percent_is_none() -> None:
    service = made_up(progress=("done",), done=1.0)
    for value, percent in ((0.5, 50.0), (1, 100.0), ("1.0", 100.0), (1.01, None), ("40%", 40.0), (0.123456, 12.346)):
        assert read_job(service, "a", {"status": "RUNNING", "done": value})[0].progress == percent


def test_the_first_path_with_a_value_is_used() -> None:
    service = made_up(fail_reason=("why", "error.text"))
    for body, reason in (
        ({"why": "a", "error": {"text": "b"}}, "a"),
        ({"why": "", "error": {"text": "b"}}, "b"),
        ({"why": None, "error": "b"}, None),
        ({"why": False}, None),
        ({"why": 0}, "0"),
    ):
        assert read_job(service, "a", {"status": "FAIL", **body})[0].fail_reason == reason


@pytest.mark.parametrize(("status", "end"), [("SUCCESS", "2026-01-02T03:04:05.000Z"), ("RUNNING", None)])
def test_the_last_update_of_a_finished_job_is_its_end_time(status: str, end: str | None) -> None:
    service = made_up(updated_time=("at",))
    body = {"status": status, "at": "2026-01-02 03:04:05"}
    assert read_job(service, "a", body)[0].end_time == end
    later = {**body, "end_time": "2026-01-02 03:00:00"}
    assert read_job(service, "a", later)[0].end_time == "2026-01-02T03:00:00.000Z"


@pytest.mark.parametrize(("status", "reason"), [("FAIL", "text"), ("SUCCESS", None), ("RUNNING", None)])
def test_a_message_is_only_a_reason_if_the_job_failed(status: str, reason: str | None) -> None:
    service = made_up(message=("message",))
    assert read_job(service, "a", {"status": status, "message": "text"})[0].fail_reason == reason
    own = read_job(service, "a", {"status": "FAIL", "message": "text", "fail_reason": "own"})[0]
    assert own.fail_reason == "own"


def test_a_failed_sub_job_without_code_or_reason_is_skipped() -> None:
    silent = {**SUB_JOB, "status": "FAIL"}
    telling = {**SUB_JOB, "status": "FAIL", "error_code": "SDRS.9"}
    job = read("sdrs", SDRS, status="FAIL", entities={"sub_jobs": [silent, telling]})
    assert (job.error_code, job.fail_reason) == ("SDRS.9", None)


def test_a_jobs_own_code_is_kept_next_to_the_reason_of_a_sub_job() -> None:
    failed = {**SUB_JOB, "status": "FAIL", "error_code": "SDRS.9", "fail_reason": "sub"}
    job = read("sdrs", SDRS, status="FAIL", error_code="SDRS.1", entities={"sub_jobs": [failed]})
    assert (job.error_code, job.fail_reason) == ("SDRS.1", "sub")


def test_a_response_for_another_job_is_an_error() -> None:
    with pytest.raises(OtherJob, match=f"^the response is about job {DCS['job_id']}, not about job polled$"):
        read_job(SERVICES["dcs"], "polled", DCS)
