# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What applies to all calls that start jobs, sent and read by the official SDK."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from differences import differences
from starting import CASES, SECONDS, THERE, at, create, job_status, job_statuses, with_text

from simulator import Clock, Simulator

#: Without python-dateutil, the SDK does not convert times, and warns.
pytestmark = pytest.mark.filterwarnings("ignore:Unable to convert string to date:ImportWarning")


#: The error codes that the SDK finds for an invalid body, and for a missing resource.
CODES = {
    "ecs": ("Ecs.0000", "Ecs.0114"),
    "evs": ("EVS.1009", "EVS.5404"),
    "rds": ("DBS.200001", "DBS.200002"),
    "cce": ("CCE_CM.0004", "CCE_CM.0003"),
    "ims": ("IMG.0001", "IMG.0027"),
    "sdrs": ("SDRS.0201", "SDRS.1013"),
    "dcs": ("111400063", "111404022"),
    "dms": ("DMS.00400005", "DMS.00404022"),
    "elbv3": ("ELB.8902", "ELB.8904"),
    "cbr": ("BackupService.9900", "BackupService.6302"),
    # The SDK does not know this format, and returns the status as the code.
    "sfsturbo": ("400", "404"),
}
STARTING = [name for name, case in CASES.items() if case.job]
READ = [name for name, case in CASES.items() if case.read]
DELETED = [name for name, case in CASES.items() if case.delete]


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def module_sim(clock: Clock) -> Iterator[Simulator]:
    """One simulator for all tests, so that the clients of the SDK are built once."""
    with Simulator(clock=clock) as simulator:
        yield simulator


@pytest.fixture
def sim(module_sim: Simulator) -> Simulator:
    module_sim.reset()
    return module_sim


@pytest.mark.parametrize("name", STARTING)
def test_the_job_of_a_call_is_found_and_ends(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    case = CASES[name]
    job_id = at(create(sim, sdk, case, case.body), case.job or "")
    assert sim.started(case.row) == [job_id]
    assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[0]
    clock.now += SECONDS
    assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[1]


@pytest.mark.parametrize("name", STARTING)
def test_the_job_of_a_resource_named_fail_fails(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    case = CASES[name]
    job_id = at(create(sim, sdk, case, with_text(case.body, case.name, "fail-1")), case.job or "")
    clock.now += SECONDS
    assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[2]
    response = json.loads(sdk.job(sim, case.row, job_id).raw_content)
    found = response.get("job") or response
    reason = found.get("fail_reason") or found["status"]["reason"]
    assert len(reason) > 10


@pytest.mark.parametrize("name", CASES)
def test_a_body_without_a_required_field_is_refused(sim: Simulator, sdk: ModuleType, name: str) -> None:
    case = CASES[name]
    body = with_text(case.body, case.required or case.name, "")
    with pytest.raises(sdk.ClientRequestException) as refused:
        create(sim, sdk, case, body)
    assert refused.value.status_code == 400
    assert refused.value.error_code == CODES[case.row][0]
    assert len(refused.value.error_msg) > 10
    assert sim.started() == []


@pytest.mark.parametrize("name", READ)
def test_a_created_resource_is_readable(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    case = CASES[name]
    made = at(create(sim, sdk, case, case.body), case.made or "")

    def status() -> Any:
        return at(sdk.as_json(sdk.call(sim, case.row, case.read, **{case.key: made}, **case.at)), case.status)

    assert status() == case.statuses[0]
    clock.now += SECONDS
    assert status() == case.statuses[1]


@pytest.mark.parametrize("name", DELETED)
def test_a_deleted_resource_is_gone(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    case = CASES[name]
    made = at(create(sim, sdk, case, case.body), case.made or "")
    clock.now += SECONDS
    if case.delete_body:
        response = sdk.call(sim, case.row, case.delete, case.delete_body(made), **case.at)
    else:
        own = "instance_id" if case.row == "rds" else case.key
        response = sdk.call(sim, case.row, case.delete, **{own: made}, **case.at)
    if case.delete_job:
        job_id = at(sdk.as_json(response), case.delete_job)
        assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[0]
    clock.now += SECONDS
    if case.delete_job:
        assert job_status(sim, sdk, case.row, job_id) == job_statuses(case.row)[1]
    if name == "rds":
        response = sdk.as_json(sdk.call(sim, case.row, case.read, id=made))
        assert (response["instances"], response["total_count"]) == ([], 0)
        return
    with pytest.raises(sdk.ClientRequestException) as gone:
        sdk.call(sim, case.row, case.read, **{case.key: made}, **case.at)
    assert (gone.value.status_code, gone.value.error_code) == (404, CODES[case.row][1])


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("name", THERE)
def test_changes_start_jobs(sim: Simulator, sdk: ModuleType, clock: Clock, name: str, fails: bool) -> None:
    row, method, body, path, key = THERE[name]
    sim.add_resource(row, "one", name="fail" if fails else "ok")
    response = sdk.as_json(sdk.call(sim, row, method, body, **({key: "one"} if key else {})))
    job_id = at(response, path)
    assert sim.started(row) == [job_id]
    assert job_status(sim, sdk, row, job_id) == job_statuses(row)[0]
    clock.now += SECONDS
    assert job_status(sim, sdk, row, job_id) == job_statuses(row)[2 if fails else 1]


@pytest.mark.parametrize("name", [name for name, call in THERE.items() if call[4]])
def test_a_missing_resource_cannot_be_changed(sim: Simulator, sdk: ModuleType, name: str) -> None:
    row, method, body, _path, key = THERE[name]
    with pytest.raises(sdk.ClientRequestException) as missing:
        sdk.call(sim, row, method, body, **{key: "nosuch"})
    assert (missing.value.status_code, missing.value.error_code) == (404, CODES[row][1])
    assert sim.started() == []


@pytest.mark.parametrize("name", CASES)
def test_the_sdk_knows_every_field(sim: Simulator, sdk: ModuleType, clock: Clock, name: str) -> None:
    """In the response to the call, and in what is read before and after the job ends."""
    case = CASES[name]
    for resource in case.there:
        sim.add_resource(**resource)
    responses = [sdk.call(sim, case.row, case.create, case.body, **case.at)]
    if case.read:
        made = at(sdk.as_json(responses[0]), case.made or "")
        responses.append(sdk.call(sim, case.row, case.read, **{case.key: made}, **case.at))
        clock.now += SECONDS
        responses.append(sdk.call(sim, case.row, case.read, **{case.key: made}, **case.at))
    for response in responses:
        modeled = sdk.as_json(response)
        assert differences(modeled, json.loads(response.raw_content)) - {"X-request-id"} == set()
