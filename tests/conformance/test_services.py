# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every service of the table: queries match the official SDK, and jobs are read like the SDK, with correct times.

A case contains the documented properties of a service. The simulator's responses and the table of the plugins are based
on the same documents, so an error in one of the three makes a test fail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import ModuleType
from typing import Any

import pytest
import requests
from differences import differences
from simulated_clock import SimulatedClock
from waiting import location_of, waiter_at

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Final, LoginRefused, NoSuchJob
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.response import Response
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Location
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.reading import (
    NoJob,
    NotListed,
    OtherJob,
    read_job,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.times import iso, read_time
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from simulator import Clock, Simulator

BEGIN = 1684191545.379
"""2023-05-15T22:59:05.379Z, when every job of these tests starts. It enters its state 2.5 s later."""
LATER = 2.5

#: The path parameters besides project and job.
PARAMETERS = {"instance_id": "instance-1", "graph_id": "graph-1"}

CLASSIC = {"pending": ("INIT",), "running": ("RUNNING",), "succeeded": ("SUCCESS",), "failed": ("FAIL",)}
PAYING = {**CLASSIC, "pending": ("INIT", "PENDING_PAYMENT")}
DATABASE = {"running": ("Running",), "succeeded": ("Completed",), "failed": ("Failed",)}
KUBERNETES = {"pending": ("Initializing",), "running": ("Running",), "succeeded": ("Success",), "failed": ("Failed",)}

#: The keys of a job's fields in the SDK's models, inside the wrapper.
SAME = {
    name: name
    for name in ("job_id", "job_type", "status", "begin_time", "end_time", "error_code", "fail_reason", "entities")
}
NESTED = {**SAME, "sub_jobs": "entities.sub_jobs"}
DATABASE_KEYS = {
    "job_id": "id",
    "job_type": "name",
    "status": "status",
    "begin_time": "created",
    "end_time": "ended",
    "fail_reason": "fail_reason",
    "progress": "progress",
    "entities.instance": "instance",
}
IMPORTED = {"path": "b/schema.xml", "log": "b/log", "status": "success", "cause": "c", "total_lines": 3}
INSTANCE = {"instance": {"id": "in01", "name": "mysql-1"}}


@dataclass(frozen=True)
class Case:
    """The properties of a service.

    ``values`` are its status values by our states. ``unit`` is the resolution of its times in milliseconds, 0 for none.
    ``lacks`` lists the fields that it does not have. ``progress`` is ``running``, ``always``, or ``to the end`` (100
    when the job succeeds), depending on when it is shown. ``entities`` are passed to the simulator; ``shown`` are the
    resulting entities, if they differ. ``sub_jobs`` has the entities of a sub-job, ``None`` if the service has no
    sub-jobs; ``sub_failed`` are additional ones of a failed sub-job. ``keys`` maps our fields to those of the SDK
    inside ``wrapper``. ``values_in`` are properties of the SDK's models whose documentation lists status values.
    """

    values: dict[str, tuple[Any, ...]]
    unit: int = 1000
    lacks: tuple[str, ...] = ()
    progress: str = ""
    entities: Any = field(default_factory=dict)
    shown: Any = None
    sub_jobs: Any = None
    sub_failed: Any = None
    sub_shown: Any = None
    keys: dict[str, str] | None = None
    wrapper: tuple[Any, ...] = ()
    values_in: tuple[tuple[str, str, str], ...] = ()

    @property
    def unfinished(self) -> Any:
        """A status value of an unfinished job."""
        return next(value for state in ("running", "pending") for value in self.values.get(state, ()))


def database(version: str, model: str, keys: dict[str, str], **more: Any) -> Case:
    """A case of the database services."""
    return Case(
        **{
            "values": DATABASE,
            "lacks": ("error_code",),
            "progress": "running",
            "entities": INSTANCE,
            "wrapper": ("job",),
            "values_in": ((version, model, "status"),),
            "keys": {**DATABASE_KEYS, **keys},
            **more,
        }
    )


KUBERNETES_ENTITIES = {
    **{name: f"{name}-1" for name in ("clusterUID", "resourceID", "resourceName")},
    "extendParam": {"serverId": "server-1"},
}
#: Clusters of both kinds.
CLUSTERS = Case(
    KUBERNETES,
    1,
    lacks=("error_code",),
    entities=KUBERNETES_ENTITIES,
    sub_jobs={"resourceID": "node-1"},
    values_in=(("cce.v3", "JobStatus", "phase"),),
    keys={
        "job_id": "metadata.uid",
        "job_type": "spec.type",
        "status": "status.phase",
        "begin_time": "metadata.creationTimestamp",
        "end_time": "metadata.updateTimestamp",
        "fail_reason": "status.reason",
        "sub_jobs": "spec.subJobs",
        **{f"entities.{name}": f"spec.{name}" for name in KUBERNETES_ENTITIES},
    },
)


def request(wrapper: str, entities: str) -> Case:
    """A case of IAM Identity Center."""
    return Case(
        {"running": ("IN_PROGRESS",), "succeeded": ("SUCCEEDED",), "failed": ("FAILED",)},
        1,
        lacks=("job_type", "end_time", "duration", "error_code"),
        entities={name: f"{name}-1" for name in entities.split()},
        keys={
            "job_id": "request_id",
            "status": "status",
            "begin_time": "created_date",
            "fail_reason": "failure_reason",
            **{f"entities.{name}": name for name in entities.split()},
        },
        wrapper=(wrapper,),
    )


CASES = {
    "dcs": Case(CLASSIC, 1, lacks=("error_code",), keys=SAME),
    "elb": Case(CLASSIC, 1, entities={"elb": {"id": "lb", "status": "ACTIVE"}}, sub_jobs={"elb_id": "lb"}),
    "sdrs": Case(
        CLASSIC,
        1,
        entities={
            "replication_pair_id": "r",
            # The name says that it is a list for some jobs, but the document says that it is a string.
            "volume_ids": ["v", "w"],
            "server_group_id": "g",
            "protected_instance_id": "p",
            "native_server_id": "s",
            "nic_id": "n",
        },
        sub_jobs={"server_group_id": "g"},
        keys=NESTED,
        values_in=(("sdrs.v1", "ShowJobStatusResponse", "status"),),
    ),
    "ecs": Case(
        PAYING,
        1,
        entities={"server_id": "s", "nic_id": "n"},
        shown={"server_id": "s", "nic_id": "n", "sub_jobs_total": 1},
        sub_jobs={"server_id": "s", "nic_id": "n"},
        sub_failed={"errorcode_message": "m"},
        keys=NESTED,
        values_in=(("ecs.v2", "ShowJobResponse", "status"), ("ecs.v2", "SubJob", "status")),
    ),
    "evs": Case(
        {**CLASSIC, "pending": ("INIT", "WAITING_EXECUTE"), "running": ("RUNNING", "LISTENING")},
        1,
        # If there are sub-jobs, EVS shows no other entities.
        entities={"volume_id": "v"},
        shown={},
        sub_jobs={"volume_id": "v", "volume_type": "SSD", "size": 10, "name": "v-1"},
        keys=NESTED,
        values_in=(("evs.v2", "ShowJobResponse", "status"), ("evs.v2", "SubJob", "status")),
    ),
    "evsv2": Case(CLASSIC, 1, shown={}, entities={"volume_id": "v"}, sub_jobs={"snapshot_id": "s"}),
    "bms": Case(
        PAYING,
        1,
        entities={"server_id": "s", "nic_id": "n"},
        shown={"server_id": "s", "nic_id": "n", "sub_jobs_total": 1},
        sub_jobs={"server_id": "s", "nic_id": "n"},
        sub_failed={"errorcode_message": "m"},
        keys=NESTED,
        values_in=(("bms.v1", "ShowJobInfosResponse", "status"), ("bms.v1", "SubJobs", "status")),
    ),
    "ims": Case(
        CLASSIC,
        1,
        progress="to the end",
        entities={
            "image_id": "i",
            "image_name": "n",
            "current_task": "t",
            "results": [{"image_id": "i", "status": "S"}],
        },
        sub_jobs={"image_id": "i", "image_name": "n"},
        keys={**SAME, "sub_jobs": "entities.sub_jobs_result", "progress": "entities.process_percent"},
        values_in=(("ims.v2", "ShowJobResponse", "status"), ("ims.v2", "SubJobResult", "status")),
    ),
    "eip": Case(CLASSIC, 1, sub_jobs={"publicip_id": "e"}, keys=NESTED),
    "vbs": Case(CLASSIC, 1, entities={"backup_id": "b"}, sub_jobs={"volume_id": "v"}),
    "deh": Case(CLASSIC, 1, entities={"dedicated_host_id": "h"}),
    "elbv3": Case(
        {
            "pending": ("INIT",),
            "running": ("RUNNING", "ROLLBACKING"),
            "succeeded": ("SUCCESS", "COMPLETE"),
            "failed": ("FAIL", "ROLLBACK_FAIL", "CANCEL"),
        },
        entities={"resource_id": "lb", "project_id": "p"},
        shown={"resource_id": "lb"},
        sub_jobs=[{"resource_id": "lb", "resource_type": "loadbalancer"}],
        sub_shown={"entities": [{"resource_id": "lb", "resource_type": "loadbalancer"}]},
        keys={
            **SAME,
            "fail_reason": "error_msg",
            "sub_jobs": "sub_jobs",
            "entities.resource_id": "resource_id",
            "entities.entities": "entities",
        },
        wrapper=("job",),
        values_in=(("elb.v3", "ListJobsRequest", "status"),),
    ),
    "elbcheck": Case(
        {"running": ("processing",), "succeeded": ("processed",), "failed": ("failed",)},
        lacks=("job_type", "error_code", "fail_reason"),
        entities={"member_id": "m", "listener_id": "l", "result": {"acl": {"check_result": True}}},
        keys={
            "job_id": "job_id",
            "status": "status",
            "begin_time": "created_at",
            "end_time": "updated_at",
            **{f"entities.{name}": name for name in ("member_id", "listener_id", "result")},
        },
        wrapper=("member_check",),
        values_in=(("elb.v3", "MemberCheckJobInfo", "status"),),
    ),
    "rds": database(
        "rds.v3",
        "GetJobInfoResponseBodyJob",
        {"progress": "process", "entities": "entities"},
        entities={**INSTANCE, "entities": {"resource_ids": ["in01"]}},
        shown={**INSTANCE, "resource_ids": ["in01"]},
    ),
    "dds": database("dds.v3", "ListTasksRequest", {}),
    "taurusdb": database(
        "gaussdb.v3",
        "GetJobInfoDetail",
        {"progress": "process", "entities": "entities"},
        values={**DATABASE, "pending": ("Pending", "Unauthorized"), "failed": ("Failed", "Canceled")},
        entities={**INSTANCE, "entities": {"instance_id": "in01"}},
        shown={**INSTANCE, "instance_id": "in01"},
    ),
    "gaussdb": database("gaussdbforopengauss.v3", "JobDetail", {}, values_in=()),
    "geminidb": database(
        "gaussdbfornosql.v3", "JobDetail", {"begin_time": "start_time", "end_time": "end_time"}, wrapper=("jobs", 0)
    ),
    "ddm": database(
        "ddm.v1",
        "JobInfo",
        {"begin_time": "created_time", "end_time": "end_time", "progress": "process"},
        lacks=("error_code", "fail_reason"),
    ),
    "cce": CLUSTERS,
    "cceautopilot": CLUSTERS,
    "sfsturbo": Case(
        {"pending": ("waiting",), "running": ("running",), "succeeded": ("success",), "failed": ("failed",)},
        sub_jobs={},
        keys={**SAME, "sub_jobs": "sub_jobs"},
        values_in=(("sfsturbo.v1", "ShowJobDetailResponse", "status"), ("sfsturbo.v1", "GetSubJobDetail", "status")),
    ),
    "cbr": Case(
        {
            "pending": ("waiting",),
            "running": ("running",),
            "succeeded": ("success",),
            "failed": ("failed", "skipped", "timeout"),
        },
        progress="to the end",
        entities={
            "vault_id": "v",
            "checkpoint_id": "c",
            "extra_info": {"resource": {"id": "s", "type": "OS::Nova::Server"}},
        },
        shown={"vault_id": "v", "checkpoint_id": "c", "resource": {"id": "s", "type": "OS::Nova::Server"}},
        keys={
            "job_id": "id",
            "job_type": "operation_type",
            "status": "status",
            "begin_time": "started_at",
            "end_time": "ended_at",
            "error_code": "error_info.code",
            "fail_reason": "error_info.message",
            "progress": "extra_info.common.progress",
            "entities.vault_id": "vault_id",
            "entities.checkpoint_id": "checkpoint_id",
            "entities.resource": "extra_info.resource",
        },
        wrapper=("operation_log",),
    ),
    "waf": Case(
        {"running": ("RUNNING",), "succeeded": ("SUCCESS",), "failed": ("FAILED",)},
        0,
        lacks=("job_type", "error_code"),
        keys={**SAME, "fail_reason": "message"},
        values_in=(("waf.v1", "ConfirmAsyncJobResponse", "status"),),
    ),
    "dws": Case(
        {
            "pending": ("INIT", "WAITING", "DELAY_SCHEDULED"),
            "running": ("RUNNING",),
            "succeeded": ("SUCCESS",),
            "failed": ("FAIL", "STOP", "ERROR"),
        },
        progress="always",
        keys={
            **SAME,
            "job_type": "job_name",
            "progress": "progress",
            "error_code": "failed_code",
            "fail_reason": "failed_detail",
        },
        values_in=(("dws.v2", "ListJobDetailsResponse", "status"),),
    ),
    "cfw": Case(
        {"running": ("Running",), "succeeded": ("Success",), "failed": ("Failed",)},
        1,
        lacks=("job_type", "error_code", "fail_reason"),
        keys={**SAME, "job_id": "id"},
        wrapper=("data",),
        values_in=(("cfw.v1", "GetCreateFirewallJobResponseData", "status"),),
    ),
    "cph": Case(
        {"running": (1,), "succeeded": (2,), "failed": (-1,)},
        lacks=("job_type",),
        entities={"phone_id": "p", "server_id": "s", "execute_msg": "done"},
        shown={"phone_id": "p", "server_id": "s"},
        keys={
            **SAME,
            "fail_reason": "error_msg",
            "entities.phone_id": "phone_id",
            "entities.server_id": "server_id",
        },
        values_in=(("cph.v1", "ShowJobResponse", "status"),),
    ),
    "dms": Case(
        {
            "pending": ("CREATED",),
            "running": ("EXECUTING",),
            "succeeded": ("SUCCESS",),
            "failed": ("FAILED", "CANCELLED", "DELETED"),
        },
        1,
        lacks=("error_code", "fail_reason"),
        entities={"params": '{"public_ip_id": "e"}', "user_name": "n", "user_id": "u"},
        shown={"params": '{"public_ip_id": "e"}'},
        keys={
            "job_id": "id",
            "job_type": "name",
            "status": "status",
            "begin_time": "created_at",
            "end_time": "updated_at",
            "entities.params": "params",
        },
        wrapper=("tasks", 0),
        values_in=tuple(
            (f"{engine}.v2", "ListBackgroundTasksRespTasks", "status") for engine in ("kafka", "rocketmq", "rabbitmq")
        ),
    ),
    "apig": Case(
        {
            "pending": ("waiting",),
            "running": ("processing",),
            "succeeded": ("succeed", "succeeded"),
            "failed": ("failed",),
        },
        0,
        lacks=("error_code", "fail_reason"),
        entities={"task_result": '{"success": []}'},
        keys={
            "job_id": "task_id",
            "job_type": "task_type",
            "status": "task_status",
            "entities.task_result": "task_result",
        },
        values_in=(("apig.v2", "ShowAsyncTaskResultResponse", "task_status"),),
    ),
    "ges": Case(
        {"pending": ("pending", "waiting"), "running": ("running",), "succeeded": ("success",), "failed": ("failed",)},
        lacks=("error_code",),
        entities={
            "related_graph": "g",
            "job_detail": {"schema_path": [IMPORTED]},
            "job_name": "n",
            "job_progress": 0.0,
        },
        shown={"related_graph": "g", "job_detail": {"schema_path": [IMPORTED]}},
        keys={
            **SAME,
            "entities.related_graph": "related_graph",
            "entities.job_detail": "job_detail",
        },
        values_in=(("ges.v2", "ShowJob2Response", "status"),),
    ),
    "workspace": Case(
        {
            "pending": ("INIT", "WAITING"),
            "running": ("RUNNING",),
            "succeeded": ("SUCCESS", "COMPLETE"),
            "failed": ("FAIL", "FAILED"),
        },
        1,
        sub_jobs={"desktop_id": "d", "user_name": "u"},
        keys={**SAME, "job_id": "id", "error_code": "job_error_code or error_code", "sub_jobs": "sub_jobs"},
    ),
    # In the SDK, status values and types are objects without a value.
    "workspaceapp": Case(
        {"pending": ("WAITING",), "running": ("RUNNING",), "succeeded": ("SUCCESS",), "failed": ("FAILED",)},
        1,
        sub_jobs={"resource_id": "s"},
        sub_shown={"job_resource_info": {"resource_id": "s"}},
    ),
    "swr": Case(
        {
            "pending": ("Creating", "Initializing"),
            "running": ("Running",),
            "succeeded": ("Success",),
            "failed": ("Failed",),
        },
        1,
        lacks=("error_code",),
        entities={"instance_id": "i", "resource_id": "r", "resource_name": "n"},
        keys={
            "job_id": "id",
            "job_type": "type",
            "status": "status",
            "begin_time": "created_at",
            "end_time": "updated_at",
            "fail_reason": "reason",
            **{f"entities.{name}": name for name in ("instance_id", "resource_id", "resource_name")},
        },
    ),
    "servicestage": Case(
        {
            "pending": ("SUBMITTED", "SCHEDULED"),
            "running": ("RUNNING", "ROLLBACKING"),
            "succeeded": ("SUCCEEDED",),
            "failed": ("FAILED", "CANCELLED", "PARTIALLY_FAILED", "ROLLBACKED", "UNKNOWN"),
        },
        0,
        lacks=("error_code",),
        sub_jobs={},
        keys={
            "job_id": "job.job_id or task_id",
            "job_type": "job.job_type or task_type",
            "status": "job.execution_status or task_status",
            "fail_reason": "messages or tasks.0.messages",
            "sub_jobs": "tasks",
        },
    ),
    "kps": Case(
        {
            "pending": ("READY_RESET", "READY_REPLACE", "READY_UNBIND"),
            "running": ("RUNNING_RESET", "RUNNING_REPLACE", "RUNNING_UNBIND"),
            "succeeded": ("SUCCESS_BIND", "SUCCESS_RESET", "SUCCESS_REPLACE", "SUCCESS_UNBIND"),
            "failed": ("FAILED_BIND", "FAILED_RESET", "FAILED_REPLACE", "FAILED_UNBIND"),
        },
        0,
        lacks=("job_type", "error_code", "fail_reason"),
        entities={"server_id": "s"},
        keys={"job_id": "task_id", "status": "task_status", "entities.server_id": "server_id"},
    ),
    "geip": Case(
        {"pending": ("WAIT_TO_SCHEDULE",), "succeeded": ("FINISH_SUCC",), "failed": ("FINISH_ROLLBACK_SUCC",)},
        keys={
            **SAME,
            "job_id": "id",
            "job_type": "action",
            "begin_time": "start_time",
            "fail_reason": "error_message",
        },
        wrapper=("job",),
    ),
    "organizations": Case(
        {"running": ("in_progress",), "succeeded": ("succeeded",), "failed": ("failed",)},
        lacks=("job_type", "error_code"),
        entities={"account_id": "a", "account_name": "n"},
        keys={
            "job_id": "id",
            "status": "state",
            "begin_time": "created_at",
            "end_time": "completed_at",
            "fail_reason": "failure_reason",
            **{f"entities.{name}": name for name in ("account_id", "account_name")},
        },
        wrapper=("create_account_status",),
        values_in=(("organizations.v1", "CreateAccountStatusDto", "state"),),
    ),
    "identitycenter": request(
        "account_assignment_creation_status", "permission_set_id principal_id principal_type target_id target_type"
    ),
    "identitycenterdeletion": request(
        "account_assignment_deletion_status", "permission_set_id principal_id principal_type target_id target_type"
    ),
    "identitycenterprovision": request("permission_set_provisioning_status", "permission_set_id account_id"),
}

#: Services that respond with a list, which can be empty.
LISTS = ("geminidb", "dms")
#: The HTTP status of responses for an unknown job, if it is not 404.
MISSING = {
    **dict.fromkeys(("ecs", "evs", "evsv2", "vbs", "rds", "dds", "taurusdb", "gaussdb"), 400),
    **dict.fromkeys(LISTS, 200),
}
#: The responses to an expired token that do not come from the gateway.
EXPIRED = {"evs": (400, "Common.0013"), "evsv2": (400, "Common.0013"), "sdrs": (400, "SDRS.0002")}

#: Values that the SDK does not return unchanged, by row and field path.
SDK_DEFECTS = {
    ("sdrs", "entities.volume_ids"): "a list becomes the text that Python prints for it",
    ("taurusdb", "job.entities.instance_id"): "the model of the entities has no field",
}

STATES = [
    (name, state, value) for name, case in CASES.items() for state, values in case.values.items() for value in values
]
OFFICIAL = [(name, state, value) for name, state, value in STATES if CASES[name].keys is not None]
ROWS = pytest.mark.parametrize("name", CASES)
EACH_STATE = pytest.mark.parametrize(("name", "state", "value"), STATES)
EACH_OFFICIAL_STATE = pytest.mark.parametrize(("name", "state", "value"), OFFICIAL)


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def sim(clock: Clock) -> Iterator[Simulator]:
    """One simulator for all tests, so that the clients of the SDK are built once. Each test has its own job."""
    with Simulator(clock=clock) as simulator:
        yield simulator


def add_job(sim: Simulator, clock: Clock, name: str, state: str, value: Any) -> str:
    """Add a job, with a sub-job if the service has them, which enters its state LATER seconds after it began."""
    case = CASES[name]
    job_id = f"{name}-{value}-{len(sim.requests)}"
    first = case.unfinished
    error = {"error_code": "ERR.1", "fail_reason": "why"}
    script = {"steps": [(0, first), (LATER, value)], "job_type": "doThings", **error}
    sub_job = {**script, "job_id": "sub-1", "entities": sub_entities(case, state)}
    subs = None if case.sub_jobs is None else [sub_job]
    sim.add_job(name, job_id, entities=case.entities, sub_jobs=subs, progress=60, begin=BEGIN, **script)
    clock.now += LATER
    return job_id


def sub_entities(case: Case, state: str) -> Any:
    return {**case.sub_jobs, **case.sub_failed} if case.sub_failed and state == "failed" else case.sub_jobs


def expected(name: str, state: str, value: Any, job_id: str, sub_job: bool = False) -> dict[str, Any]:
    """The job that results from this, without ``raw``."""
    case = CASES[name]
    ended = state in ("succeeded", "failed")
    progress = {
        "": None,
        "always": 60.0,
        "running": None if ended else 60.0,
        "to the end": 100.0 if state == "succeeded" else 60.0,
    }[case.progress]
    shown = case.entities if case.shown is None else case.shown
    if sub_job:
        shown = sub_entities(case, state) if case.sub_shown is None else case.sub_shown
    elif name == "ims":
        shown = {**shown, "process_percent": (progress or 0) / 100, "sub_jobs_list": ["sub-1"]}
        shown.update({"error_code": "ERR.1", "error": "why"} if state == "failed" else {})
    found = {
        "job_id": job_id,
        "service": name,
        "state": state,
        "job_type": "doThings",
        "status": str(value),
        "begin_time": moment(BEGIN, case.unit),
        "end_time": moment(BEGIN + LATER, case.unit) if ended else None,
        "duration": {0: None, 1: 2.5, 1000: 2.0}[case.unit] if ended else None,
        "error_code": "ERR.1" if state == "failed" else None,
        "fail_reason": "why" if state == "failed" else None,
        "progress": None if sub_job else progress,
        "entities": shown,
        "sub_jobs": [],
        **dict.fromkeys(case.lacks),
    }
    if case.sub_jobs is not None and not sub_job:
        found["sub_jobs"] = [expected(name, state, value, "sub-1", sub_job=True)]
    return found


def moment(epoch: float, unit: int) -> str | None:
    """Our format of a time that a service gives with this resolution in milliseconds."""
    if not unit:
        return None
    milliseconds = round(epoch * 1000) // unit * unit
    second = datetime.fromtimestamp(milliseconds // 1000, timezone.utc)
    return f"{second:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def url(sim: Simulator, name: str, job_id: str) -> str:
    """The URL of the query, on the port for this service only, which corresponds to its host in a cloud."""
    values = {**PARAMETERS, "project_id": sim.project_id, "domain_id": sim.domain_id, "job_id": job_id}
    return sim.host(name) + SERVICES[name].path.format(**values)


def location_at(sim: Simulator, name: str, owner: str = "") -> Location:
    """The location. ``owner`` is a project, or an account for a global service; it defaults to that of the login."""
    given = {key: PARAMETERS[key] for key in SERVICES[name].parameters}
    another = Project(owner) if owner else None
    return location_of(sim, name, project=another, account=another, parameters=given)


def poll_job(location: Location, job_id: str) -> Job:
    """The job as a wait would read it."""
    try:
        return responded(location, location.poll(job_id), job_id)
    finally:
        location.connection.http.close()


def responded(location: Location, response: Response, job_id: str) -> Job:
    try:
        return read_job(location.service, job_id, response.body)[0]
    except NotListed as error:
        raise location.error_of(response, error) from None


def test_the_cases_cover_the_table() -> None:
    assert list(CASES) == list(SERVICES)


@ROWS
def test_states_match_the_documents(name: str) -> None:
    documented = {str(value): state for state, values in CASES[name].values.items() for value in values}
    assert dict(SERVICES[name].states) == documented


@EACH_STATE
def test_jobs_are_read(sim: Simulator, clock: Clock, name: str, state: str, value: Any) -> None:
    job_id = add_job(sim, clock, name, state, value)
    response = requests.get(url(sim, name, job_id), headers={"X-Auth-Token": sim.token}, timeout=10)
    job, warnings = read_job(SERVICES[name], job_id, response.json())
    assert warnings == []
    assert job.raw == response.json()
    assert job.as_dict(raw=False) == expected(name, state, value, job_id)


@pytest.mark.parametrize(
    ("name", "value", "reported"),
    [
        ("ims", "FAIL", {"extra": {"entities": {"error_code": "ERR.1", "error": "why"}}}),
        ("evs", "FAIL", {"extra": {"error": {"code": "ERR.1", "message": "why"}}}),
        ("ecs", "FAIL", {"sub_jobs": [{"status": "FAIL", "error_code": "ERR.1", "fail_reason": "why"}]}),
        (
            *("ecs", "FAIL"),
            {"sub_jobs": [{"status": "FAIL", "error_code": "ERR.1", "entities": {"errorcode_message": "why"}}]},
        ),
        ("vbs", "FAIL", {"sub_jobs": [{"status": "FAIL", "error_code": "ERR.1", "fail_reason": "why"}]}),
        ("cph", -1, {"extra": {"error_code": "ERR.1", "execute_msg": "why"}}),
    ],
)
def test_reasons_can_be_elsewhere(sim: Simulator, name: str, value: Any, reported: dict[str, Any]) -> None:
    """If a failed job has no reason in the usual field."""
    job_id = f"elsewhere-{len(sim.requests)}"
    sim.add_job(name, job_id, steps=[(0, value)], **reported)
    job = poll_job(location_at(sim, name), job_id)
    assert (job.state, job.error_code, job.fail_reason) == ("failed", "ERR.1", "why")


@ROWS
def test_the_client_finds_a_job(sim: Simulator, clock: Clock, name: str) -> None:
    job_id = add_job(sim, clock, name, "running", CASES[name].unfinished)
    assert not poll_job(location_at(sim, name), job_id).ended
    assert sim.requests[-1].job_id == job_id


@ROWS
def test_the_client_detects_a_missing_job(sim: Simulator, name: str) -> None:
    with pytest.raises(NoSuchJob) as missed:
        poll_job(location_at(sim, name), "unknown")
    response = requests.get(url(sim, name, "unknown"), headers={"X-Auth-Token": sim.token}, timeout=10)
    if name not in LISTS:
        # Code and message are found, whatever the format of the response.
        assert f'"{missed.value.code}"' in response.text
        assert f'"{missed.value.message}"' in response.text
    assert (response.status_code, missed.value.http_status) == (MISSING.get(name, 404),) * 2


@ROWS
def test_a_wait_can_begin_before_the_job_exists(name: str) -> None:
    """Right after the call that starts a job, some services do not know it; most databases respond with HTTP 400."""
    case, clock = CASES[name], SimulatedClock()
    steps = [(0, case.unfinished), (15, case.values["succeeded"][0])]
    with Simulator(clock=clock.now) as sim:
        sim.add_job(name, "late", visible_after=5, steps=steps)
        outcome = waiter_at(location_at(sim, name), Plan(timeout=60), ["late"], clock=clock).run()
        statuses = [query.status for query in sim.queries()]
    assert [job.state for job in outcome.jobs] == ["succeeded"]
    assert (statuses[0], statuses[-1]) == (MISSING.get(name, 404), 200)


@ROWS
def test_other_refusals_do_not_mean_a_missing_job(name: str) -> None:
    with Simulator() as sim:
        location = location_at(sim, name, owner="f" * 32)
        with pytest.raises((Final, LoginRefused)):
            poll_job(location, "any")
        sim.expire_token(sim.token)
        with pytest.raises(LoginRefused) as refused:
            poll_job(location_at(sim, name), "any")
    assert (refused.value.http_status, refused.value.code) == EXPIRED.get(name, (401, "APIGW.0307"))


@ROWS
def test_the_id_of_the_response_is_compared(sim: Simulator, clock: Clock, name: str) -> None:
    job_id = add_job(sim, clock, name, "running", CASES[name].unfinished)
    location = location_at(sim, name)
    response = location.poll(job_id)
    location.connection.http.close()
    if name in LISTS:
        with pytest.raises(NotListed):
            read_job(SERVICES[name], "another", response.body)
    else:
        with pytest.raises(OtherJob, match=f"the response is about job {job_id}, not about job another"):
            read_job(SERVICES[name], "another", response.body)


@pytest.mark.filterwarnings("ignore:Unable to convert string to date:ImportWarning")
@EACH_OFFICIAL_STATE
def test_the_sdk_reads_the_same(
    sim: Simulator, clock: Clock, sdk: ModuleType, name: str, state: str, value: Any
) -> None:
    job_id = add_job(sim, clock, name, state, value)
    for engine, _query in enumerate(sdk.JOB_QUERIES[name]):
        given = {key: PARAMETERS[key] for key in SERVICES[name].parameters}
        response = sdk.job(sim, name, job_id, engine=engine, **given)
        assert sim.host(name) + sim.requests[-1].target == url(sim, name, job_id)
        body = json.loads(response.raw_content)
        modeled = sdk.as_json(response)
        for header in ("X-request-id", "X-Request-Id"):
            modeled.pop(header, None)  # added to the fields of the body
        assert differences(modeled, body) == {location for row, location in SDK_DEFECTS if row == name}
        ours = read_job(SERVICES[name], job_id, body)[0].as_dict(raw=False)
        for key in CASES[name].wrapper:
            modeled = modeled[key]
        assert_same(name, ours, modeled)


def assert_same(name: str, ours: dict[str, Any], theirs: dict[str, Any], location: str = "") -> None:
    """Assert that the SDK has each of our fields, below ``location``."""
    keys = CASES[name].keys or {}
    for key in ("job_id", "job_type", "status", "begin_time", "end_time", "error_code", "fail_reason", "progress"):
        if ours[key] is not None:
            value = at(theirs, keys[key])
            if key.endswith("_time"):
                value = iso(read_time(str(value)))
            elif key == "progress":
                value = float(str(value).rstrip("%")) * (100 if name == "ims" else 1)
            assert str(value) == str(ours[key]), key
    for key, value in ours["entities"].items():
        where = keys.get(f"entities.{key}") or f"{keys['entities']}.{key}"
        defective = (name, ".".join([*map(str, CASES[name].wrapper), location + where])) in SDK_DEFECTS
        assert differences(at(theirs, where), value) == (set() if not defective else {""}), key
    for index, job in enumerate(ours["sub_jobs"]):
        assert_same(name, job, at(theirs, keys["sub_jobs"])[index], f"{location}{keys['sub_jobs']}.")


def at(holder: Any, locations: str) -> Any:
    """The first value at these field paths, with keys joined by dots; ``None`` if there is none."""
    for location in locations.split(" or "):
        found = holder
        for key in location.split("."):
            found = dict(enumerate(found)).get(int(key)) if isinstance(found, list) else (found or {}).get(key)
        if found is not None:
            return found
    return None


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.values_in])
def test_status_values_of_the_sdk_are_in_the_table(sdk: ModuleType, name: str) -> None:
    listed = [sdk.status_values(*location) for location in CASES[name].values_in]
    assert all(len(values) >= 3 for values in listed), listed
    assert set().union(*listed) <= set(SERVICES[name].states)


def test_services_without_status_values_in_the_sdk() -> None:
    without_values = {name for name, case in CASES.items() if not case.values_in}
    assert without_values == {
        *("dcs", "elb", "evsv2", "eip", "vbs", "deh", "gaussdb", "cbr"),
        # The SDK lists them in another format, or as enumerations.
        *("workspace", "workspaceapp", "swr", "servicestage", "kps"),
        *("geip", "identitycenter", "identitycenterdeletion", "identitycenterprovision"),
    }


def test_times_of_cfw_can_be_strings(sim: Simulator, sdk: ModuleType) -> None:
    """The documented example has numbers, like the simulator; the description says strings."""
    texts = {"begin_time": "2023-10-26T10:30:00Z", "end_time": "2023-10-26T18:30:07+0800"}
    sim.add_job("cfw", "texts", extra=texts)
    job = poll_job(location_at(sim, "cfw"), "texts")
    assert (job.begin_time, job.end_time) == ("2023-10-26T10:30:00.000Z", "2023-10-26T10:30:07.000Z")
    # The SDK reads them as dates: with python-dateutil, it drops the time of day, and fails for a number.
    model = sdk.package("cfw.v1").GetCreateFirewallJobResponseData
    assert {key: model.openapi_types[key] for key in texts} == dict.fromkeys(texts, "date")


def test_times_can_be_empty(sim: Simulator) -> None:
    """For example, in TaurusDB while an instance is being created."""
    sim.add_job("taurusdb", "empty", steps=[(0, "Pending")], extra={"created": ""})
    job = poll_job(location_at(sim, "taurusdb"), "empty")
    assert (job.state, job.begin_time, job.end_time) == ("pending", None, None)
    assert job.raw["job"]["created"] == job.raw["job"]["ended"] == ""


def test_the_more_informative_time_is_used(sim: Simulator) -> None:
    """The time when a job was started takes precedence over the time when it was created."""
    began = datetime(2020, 2, 23, 1, 0, 32, tzinfo=timezone.utc).timestamp()
    sim.add_job("cbr", "times", begin=began, extra={"created_at": "2020-01-01T00:00:00Z"})
    job = poll_job(location_at(sim, "cbr"), "times")
    assert (job.begin_time, job.end_time) == ("2020-02-23T01:00:32.000Z",) * 2


def test_servers_without_sub_jobs(sim: Simulator) -> None:
    """The number of sub-jobs of ECS and BMS is then zero."""
    sim.add_job("bms", "none", steps=[(0, "RUNNING")], sub_jobs=[])
    job = poll_job(location_at(sim, "bms"), "none")
    assert (job.entities, job.sub_jobs) == ({"sub_jobs_total": 0}, [])


def test_volumes_without_sub_jobs(sim: Simulator, sdk: ModuleType) -> None:
    """EVS then shows its entities."""
    entities = {"volume_id": "v", "volume_type": "SSD", "size": 10, "name": "v-1"}
    sim.add_job("evs", "none", entities=entities)
    assert poll_job(location_at(sim, "evs"), "none").entities == entities
    assert sdk.as_json(sdk.job(sim, "evs", "none").entities) == {**entities, "sub_jobs": None}


@ROWS
def test_a_response_without_status_is_an_error(sim: Simulator, clock: Clock, name: str) -> None:
    job_id = add_job(sim, clock, name, "running", CASES[name].unfinished)
    sim.fault("no_status", name, job_id)
    with pytest.raises(NoJob, match="no status"):
        poll_job(location_at(sim, name), job_id)
    assert not poll_job(location_at(sim, name), job_id).ended
