# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of services is consistent, and it reads the documented responses correctly."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.reading import read_job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import ROWS, SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import (
    FAILED,
    FLEXIBLE_ENGINE,
    HUAWEI_CLOUD,
    PENDING,
    RUNNING,
    SUCCEEDED,
    T_CLOUD,
    Service,
)

#: Where rows can differ: in whole clouds, and in regions that differ from the rest of their cloud.
CLOUDS = (HUAWEI_CLOUD, T_CLOUD, FLEXIBLE_ENGINE)
REGIONS = ("eu-nl", "eu-ch2")


def test_names_are_unique() -> None:
    assert list(SERVICES) == [row.name for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_usable(row: Service) -> None:
    assert row.path.startswith("/")
    assert ("{project_id}" in row.path, "{job_id}" in row.path) == (not row.is_global, True)
    assert {SUCCEEDED, FAILED} < set(row.states.values()) <= {PENDING, RUNNING, SUCCEEDED, FAILED}
    assert row.missing
    assert row.title
    assert row.host
    assert row.documentation.startswith("https://")
    assert row.group
    assert set(row.clouds) <= {*CLOUDS, *REGIONS}
    # A region lists only what differs from its cloud.
    assert not row.clouds.get("eu-nl")


def read(service: str, job_id: str, body: dict[str, Any]) -> Job:
    job, warnings = read_job(SERVICES[service], job_id, body)
    assert warnings == []
    assert job.raw == body
    return job


def essence(job: Job) -> dict[str, Any]:
    """The job without empty fields, without ``raw``, and without the given ID and service."""
    plain = {key: value for key, value in vars(job).items() if key not in ("job_id", "service", "raw") and value}
    if job.sub_jobs:
        plain["sub_jobs"] = [{"job_id": sub_job.job_id, **essence(sub_job)} for sub_job in job.sub_jobs]
    return plain


ECS_SUB = {
    "begin_time": "2022-02-17T05:41:55.554Z",
    "end_time": "",
    "entities": {"server_id": "1c74e090-c569-4b52-9eaa-fd34776cec28"},
    "job_id": "ff8080827e7810fb017f06338ae3132c",
    "job_type": "createSingleServer",
    "status": "RUNNING",
}


ECS = {
    "begin_time": "2022-02-17T05:41:55.441Z",
    "end_time": "",
    "entities": {"sub_jobs": [ECS_SUB], "sub_jobs_total": 1},
    "job_id": "ff8080827e7810fb017f06338a731328",
    "job_type": "createServer",
    "status": "RUNNING",
}


RDS = {
    "id": "a9767ede-fe0f-4888-9003-e843a4c90514",
    "name": "CreateMysqlSingleHAInstance",
    "status": "Running",
    "created": "2018-08-06T18:41:14+0800",
    "process": "60%",
    "instance": {"id": "in01", "name": "mysql-1"},
    "entities": {},
}


CCE = {
    "kind": "Job",
    "apiVersion": "v3",
    "metadata": {
        "uid": "354331b2-c9cc-11ec-9b5f-0255ac100fd0",
        "creationTimestamp": "2026-01-02 02:15:28.646145 +0000 UTC",
        "updateTimestamp": "2026-01-02 02:17:28.646145 +0000 UTC",
    },
    "spec": {
        "type": "CreateCluster",
        "clusterUID": "c1",
        "resourceID": "c1",
        "resourceName": "k1",
        "extendParam": {"serverId": "s1"},
        "subJobs": [
            {
                "kind": "Job",
                "apiVersion": "v3",
                "metadata": {"uid": "sub-1"},
                "spec": {"type": "InstallMaster"},
                "status": {"phase": "Running", "reason": ""},
            }
        ],
    },
    "status": {"phase": "Running", "reason": ""},
}


ELB_V3 = {
    "request_id": "b1d1bfe0-0000-4a6e-8b55-0123456789ab",
    "job": {
        "status": "ROLLBACKING",
        "begin_time": "2026-01-09T03:05:38",
        "end_time": "",
        "job_id": "5f1b2c3d-0000-4000-8000-000000000001",
        "job_type": "UPGRADE",
        "error_code": "",
        "error_msg": "",
        "project_id": "0123456789abcdef0123456789abcdef",
        "resource_id": "lb-1",
        "sub_jobs": [
            {
                "status": "FAIL",
                "job_id": "5f1b2c3d-0000-4000-8000-000000000002",
                "job_type": "UPGRADE_INIT",
                "error_code": "ELB.8902",
                "error_msg": "failed",
                "entities": [{"resource_id": "lb-1", "resource_type": "loadbalancer"}],
            }
        ],
    },
}


CBR = {
    "id": "4827f2da-b008-4507-ab7d-42d0df5ed912",
    "operation_type": "restore",
    "status": "timeout",
    "created_at": "2020-02-23T01:00:30Z",
    "started_at": "2020-02-23T01:00:32Z",
    "ended_at": "2020-02-23T01:10:32Z",
    "updated_at": "2020-02-23T01:10:33Z",
    "error_info": {"code": "BackupService.9999", "message": "too slow"},
    "extra_info": {
        "common": {"progress": 40, "request_id": "r"},
        "resource": {"id": "v", "type": "OS::Cinder::Volume"},
    },
    "vault_id": "b1",
}


CPH = {
    "request_id": "r",
    "job_id": "j",
    "begin_time": "2026-01-02T02:17:28Z",
    "end_time": "",
    "status": 1,
    "phone_id": "p",
}


DMS = {
    "id": "8abfa7b272adc5b40172b73130065ae7",
    "name": "bindInstancePublicIp",
    "user_name": "paas_dms",
    "params": '{"public_ip_id":"p"}',
    "status": "EXECUTING",
    "created_at": "2020-06-15T08:55:53.606Z",
    "updated_at": "2020-06-15T08:56:00.000Z",
}


SFS = {
    "status": "success",
    "job_id": "j1",
    "job_type": "createLdap",
    "begin_time": "2026-01-02 15:04:05",
    "end_time": "2026-01-02 15:05:05",
    "error_code": "",
    "fail_reason": "",
    "sub_jobs": [{"status": "success", "job_id": "j2", "job_type": "sub"}],
}


RESPONSES: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "ecs running, as it really answers": (
        "ecs",
        ECS["job_id"],
        ECS,
        {
            "status": "RUNNING",
            "state": "running",
            "job_type": "createServer",
            "begin_time": "2022-02-17T05:41:55.441Z",
            "entities": {"sub_jobs_total": 1},
            "sub_jobs": [
                {
                    "job_id": ECS_SUB["job_id"],
                    "status": "RUNNING",
                    "state": "running",
                    "job_type": "createSingleServer",
                    "begin_time": "2022-02-17T05:41:55.554Z",
                    "entities": ECS_SUB["entities"],
                }
            ],
        },
    ),
    "ecs failed, the reason in a sub-job's entities": (
        "ecs",
        "a",
        {
            "status": "FAIL",
            "entities": {
                "sub_jobs": [{"status": "FAIL", "entities": {"errorcode_message": "no stock"}, "job_id": "b"}]
            },
        },
        {
            "status": "FAIL",
            "state": "failed",
            "fail_reason": "no stock",
            "sub_jobs": [
                {
                    "job_id": "b",
                    "status": "FAIL",
                    "state": "failed",
                    "fail_reason": "no stock",
                    "entities": {"errorcode_message": "no stock"},
                }
            ],
        },
    ),
    "evs failed, the reason in an error": (
        "evs",
        "a",
        {"status": "FAIL", "error": {"message": "quota", "code": "EVS.1024"}},
        {"status": "FAIL", "state": "failed", "fail_reason": "quota", "error_code": "EVS.1024"},
    ),
    "ims failed, with the progress as a fraction": (
        "ims",
        "a",
        {
            "status": "FAIL",
            "entities": {"image_name": "img", "process_percent": 0.29, "error_code": "IMG.0111", "error": "no space"},
            "job_type": "createImageByInstance",
            "begin_time": "2017-11-06T08:44:21.434Z",
            "end_time": "2017-11-06T08:45:27.476Z",
        },
        {
            "status": "FAIL",
            "state": "failed",
            "job_type": "createImageByInstance",
            "begin_time": "2017-11-06T08:44:21.434Z",
            "end_time": "2017-11-06T08:45:27.476Z",
            "duration": 66.042,
            "error_code": "IMG.0111",
            "fail_reason": "no space",
            "progress": 29.0,
            "entities": {"image_name": "img", "process_percent": 0.29, "error_code": "IMG.0111", "error": "no space"},
        },
    ),
    "ims with sub-jobs": (
        "ims",
        "a",
        {"status": "SUCCESS", "entities": {"sub_jobs_result": [{"job_id": "b", "status": "SUCCESS"}]}},
        {
            "status": "SUCCESS",
            "state": "succeeded",
            "sub_jobs": [{"job_id": "b", "status": "SUCCESS", "state": "succeeded"}],
        },
    ),
    "elb v3 rolling back": (
        "elbv3",
        ELB_V3["job"]["job_id"],
        ELB_V3,
        {
            "status": "ROLLBACKING",
            "state": "running",
            "job_type": "UPGRADE",
            "begin_time": "2026-01-09T03:05:38.000Z",
            "error_code": "ELB.8902",
            "fail_reason": "failed",
            "entities": {"resource_id": "lb-1"},
            "sub_jobs": [
                {
                    "job_id": "5f1b2c3d-0000-4000-8000-000000000002",
                    "status": "FAIL",
                    "state": "failed",
                    "job_type": "UPGRADE_INIT",
                    "error_code": "ELB.8902",
                    "fail_reason": "failed",
                    "entities": {"entities": [{"resource_id": "lb-1", "resource_type": "loadbalancer"}]},
                }
            ],
        },
    ),
    "rds running, in the time of Beijing": (
        "rds",
        RDS["id"],
        {"job": RDS},
        {
            "status": "Running",
            "state": "running",
            "job_type": "CreateMysqlSingleHAInstance",
            "begin_time": "2018-08-06T10:41:14.000Z",
            "progress": 60.0,
            "entities": {"instance": {"id": "in01", "name": "mysql-1"}},
        },
    ),
    "rds completed": (
        "rds",
        RDS["id"],
        {
            "job": {
                **RDS,
                "status": "Completed",
                "ended": "2018-08-06T18:51:14+0800",
                "process": "",
                "entities": {"resource_ids": ["in01"]},
            }
        },
        {
            "status": "Completed",
            "state": "succeeded",
            "job_type": "CreateMysqlSingleHAInstance",
            "begin_time": "2018-08-06T10:41:14.000Z",
            "end_time": "2018-08-06T10:51:14.000Z",
            "duration": 600.0,
            "entities": {"resource_ids": ["in01"], "instance": {"id": "in01", "name": "mysql-1"}},
        },
    ),
    "rds failed": (
        "rds",
        RDS["id"],
        {"job": {"id": RDS["id"], "status": "Failed", "process": "", "fail_reason": "volume resize failed"}},
        {"status": "Failed", "state": "failed", "fail_reason": "volume resize failed"},
    ),
    "taurusdb pending, without times": (
        "taurusdb",
        "a",
        {"job": {"id": "a", "name": "CreateGaussDBforMySQLInstance", "status": "Pending", "created": "", "ended": ""}},
        {"status": "Pending", "state": "pending", "job_type": "CreateGaussDBforMySQLInstance"},
    ),
    "geminidb among others": (
        "geminidb",
        "b",
        {
            "jobs": [
                {"id": "a", "status": "Failed"},
                {
                    "id": "b",
                    "name": "RestartInstance",
                    "status": "Completed",
                    "start_time": "2023-08-06T10:41:14+0800",
                    "end_time": "2023-08-06T10:51:14+0800",
                    "instance": {"id": "in06", "name": "g1"},
                },
            ],
            "total_count": 2,
        },
        {
            "status": "Completed",
            "state": "succeeded",
            "job_type": "RestartInstance",
            "begin_time": "2023-08-06T02:41:14.000Z",
            "end_time": "2023-08-06T02:51:14.000Z",
            "duration": 600.0,
            "entities": {"instance": {"id": "in06", "name": "g1"}},
        },
    ),
    "cce running: the time of an update is no end": (
        "cce",
        CCE["metadata"]["uid"],
        CCE,
        {
            "status": "Running",
            "state": "running",
            "job_type": "CreateCluster",
            "begin_time": "2026-01-02T02:15:28.646Z",
            "entities": {
                "clusterUID": "c1",
                "resourceID": "c1",
                "resourceName": "k1",
                "extendParam": {"serverId": "s1"},
            },
            "sub_jobs": [
                {"job_id": "sub-1", "status": "Running", "state": "running", "job_type": "InstallMaster"},
            ],
        },
    ),
    "cce failed: the time of the last update is the end": (
        "cce",
        CCE["metadata"]["uid"],
        {**CCE, "spec": {"type": "CreateCluster", "subJobs": []}, "status": {"phase": "Failed", "reason": "quota"}},
        {
            "status": "Failed",
            "state": "failed",
            "job_type": "CreateCluster",
            "begin_time": "2026-01-02T02:15:28.646Z",
            "end_time": "2026-01-02T02:17:28.646Z",
            "duration": 120.0,
            "fail_reason": "quota",
        },
    ),
    "cce autopilot": (
        "cceautopilot",
        "u1",
        {
            "kind": "Job",
            "apiVersion": "v3",
            "metadata": {"uid": "u1", "updateTimestamp": "2026-01-02 02:17:28.646145 +0000 UTC"},
            "spec": {"type": "CreateCluster", "clusterUID": "c1", "subJobs": []},
            "status": {"phase": "Success", "reason": ""},
        },
        {
            "status": "Success",
            "state": "succeeded",
            "job_type": "CreateCluster",
            "end_time": "2026-01-02T02:17:28.646Z",
            "entities": {"clusterUID": "c1"},
        },
    ),
    "sfs turbo": (
        "sfsturbo",
        "j1",
        SFS,
        {
            "status": "success",
            "state": "succeeded",
            "job_type": "createLdap",
            "begin_time": "2026-01-02T15:04:05.000Z",
            "end_time": "2026-01-02T15:05:05.000Z",
            "duration": 60.0,
            "sub_jobs": [{"job_id": "j2", "status": "success", "state": "succeeded", "job_type": "sub"}],
        },
    ),
    "cbr": (
        "cbr",
        CBR["id"],
        {"operation_log": CBR},
        {
            "status": "timeout",
            "state": "failed",
            "job_type": "restore",
            "begin_time": "2020-02-23T01:00:32.000Z",
            "end_time": "2020-02-23T01:10:32.000Z",
            "duration": 600.0,
            "error_code": "BackupService.9999",
            "fail_reason": "too slow",
            "progress": 40.0,
            "entities": {"vault_id": "b1", "resource": {"id": "v", "type": "OS::Cinder::Volume"}},
        },
    ),
    "waf failed": (
        "waf",
        "j",
        {"job_id": "j", "status": "FAILED", "message": "certificate push failed"},
        {"status": "FAILED", "state": "failed", "fail_reason": "certificate push failed"},
    ),
    "waf running: its message is no reason": (
        "waf",
        "j",
        {"job_id": "j", "status": "RUNNING", "message": "the certificate is being pushed"},
        {"status": "RUNNING", "state": "running"},
    ),
    "dws stopped": (
        "dws",
        "j",
        {
            "job_id": "j",
            "job_name": "snapshot",
            "begin_time": "2026-01-02T02:17:28",
            "end_time": "",
            "status": "STOP",
            "failed_code": "DWS.5149",
            "failed_detail": "x",
            "progress": "50%",
        },
        {
            "status": "STOP",
            "state": "failed",
            "job_type": "snapshot",
            "begin_time": "2026-01-02T02:17:28.000Z",
            "error_code": "DWS.5149",
            "fail_reason": "x",
            "progress": 50.0,
        },
    ),
    "cfw, with times as numbers": (
        "cfw",
        "f",
        {"data": {"begin_time": 1641370501000, "end_time": 1641370515000, "id": "f", "status": "Success"}},
        {
            "status": "Success",
            "state": "succeeded",
            "begin_time": "2022-01-05T08:15:01.000Z",
            "end_time": "2022-01-05T08:15:15.000Z",
            "duration": 14.0,
        },
    ),
    "cph, whose status is a number": (
        "cph",
        "j",
        CPH,
        {
            "status": "1",
            "state": "running",
            "begin_time": "2026-01-02T02:17:28.000Z",
            "entities": {"phone_id": "p"},
        },
    ),
    "cph failed": (
        "cph",
        "j",
        {**CPH, "status": -1, "error_code": "CPH.0001", "error_msg": "no answer", "execute_msg": "x"},
        {
            "status": "-1",
            "state": "failed",
            "begin_time": "2026-01-02T02:17:28.000Z",
            "error_code": "CPH.0001",
            "fail_reason": "no answer",
            "entities": {"phone_id": "p"},
        },
    ),
    "dms executing": (
        "dms",
        DMS["id"],
        {"task_count": "1", "tasks": [DMS]},
        {
            "status": "EXECUTING",
            "state": "running",
            "job_type": "bindInstancePublicIp",
            "begin_time": "2020-06-15T08:55:53.606Z",
            "entities": {"params": '{"public_ip_id":"p"}'},
        },
    ),
    "dms cancelled": (
        "dms",
        DMS["id"],
        {"task_count": "1", "tasks": [{**DMS, "status": "CANCELLED"}]},
        {
            "status": "CANCELLED",
            "state": "failed",
            "job_type": "bindInstancePublicIp",
            "begin_time": "2020-06-15T08:55:53.606Z",
            "end_time": "2020-06-15T08:56:00.000Z",
            "duration": 6.394,
            "entities": {"params": '{"public_ip_id":"p"}'},
        },
    ),
    "apig": (
        "apig",
        "t",
        {"task_id": "t", "task_status": "succeed", "task_type": "import_api", "task_result": "{}"},
        {"status": "succeed", "state": "succeeded", "job_type": "import_api", "entities": {"task_result": "{}"}},
    ),
    "workspace, all sub-jobs of which have ended": (
        "workspace",
        "j",
        {"id": "j", "status": "COMPLETE", "sub_jobs": [{"id": "a", "status": "SUCCESS"}]},
        {
            "status": "COMPLETE",
            "state": "succeeded",
            "sub_jobs": [{"job_id": "a", "status": "SUCCESS", "state": "succeeded"}],
        },
    ),
    "workspace, all sub-jobs of which have ended, one of them in failure": (
        "workspace",
        "j",
        {
            "id": "j",
            "status": "COMPLETE",
            "job_error_code": "",
            "sub_jobs": [
                {"id": "a", "status": "SUCCESS", "job_id": "j", "process": 100},
                {"id": "b", "status": "FAILED", "error_code": "WKS.1", "fail_reason": "no stock", "job_id": "j"},
            ],
        },
        {
            "status": "COMPLETE",
            "state": "failed",
            "error_code": "WKS.1",
            "fail_reason": "no stock",
            "sub_jobs": [
                {"job_id": "a", "status": "SUCCESS", "state": "succeeded", "progress": 100.0},
                {
                    "job_id": "b",
                    "status": "FAILED",
                    "state": "failed",
                    "error_code": "WKS.1",
                    "fail_reason": "no stock",
                },
            ],
        },
    ),
    "servicestage failed, the reason in a task": (
        "servicestage",
        "j",
        {
            "task_count": 1,
            "job": {"job_id": "j", "job_type": "DEPLOY", "execution_status": "FAILED"},
            "tasks": [{"task_id": "t", "task_name": "n", "task_status": "FAILED", "messages": "no image"}],
        },
        {
            "status": "FAILED",
            "state": "failed",
            "job_type": "DEPLOY",
            "fail_reason": "no image",
            "sub_jobs": [{"job_id": "t", "status": "FAILED", "state": "failed", "fail_reason": "no image"}],
        },
    ),
    "kps": (
        "kps",
        "t",
        {"server_id": "s", "task_id": "t", "task_status": "FAILED_RESET"},
        {"status": "FAILED_RESET", "state": "failed", "entities": {"server_id": "s"}},
    ),
    "ges": (
        "ges",
        "j",
        {"job_id": "j", "status": "failed", "job_type": "CreateGraph", "related_graph": "g", "fail_reason": "quota"},
        {
            "status": "failed",
            "state": "failed",
            "job_type": "CreateGraph",
            "fail_reason": "quota",
            "entities": {"related_graph": "g"},
        },
    ),
}


@pytest.mark.parametrize(("service", "job_id", "body", "expected"), RESPONSES.values(), ids=RESPONSES)
def test_responses_are_read(service: str, job_id: str, body: dict[str, Any], expected: dict[str, Any]) -> None:
    before = json.dumps(body)
    assert essence(read(service, job_id, body)) == expected
    assert json.dumps(body) == before


CLASSIC = "pending: INIT; running: RUNNING; succeeded: SUCCESS; failed: FAIL"
DATABASE = "running: Running; succeeded: Completed; failed: Failed"
KUBERNETES = "pending: Initializing; running: Running; succeeded: Success; failed: Failed"

#: The status values that documents and SDK list for each service, and the resulting states.
STATES = {
    **dict.fromkeys(("dcs", "elb", "sdrs", "evsv2", "ims", "eip", "vbs", "deh"), CLASSIC),
    **dict.fromkeys(
        ("ecs", "bms"), "pending: INIT PENDING_PAYMENT; running: RUNNING; succeeded: SUCCESS; failed: FAIL"
    ),
    "evs": f"pending: WAITING_EXECUTE; running: LISTENING; {CLASSIC}",
    "elbv3": f"running: ROLLBACKING; succeeded: COMPLETE; failed: ROLLBACK_FAIL CANCEL; {CLASSIC}",
    **dict.fromkeys(("rds", "dds", "gaussdb", "geminidb", "ddm"), DATABASE),
    "taurusdb": "pending: Pending Unauthorized; running: Running; succeeded: Completed; failed: Failed Canceled",
    **dict.fromkeys(("cce", "cceautopilot"), KUBERNETES),
    "sfsturbo": "pending: waiting; running: running; succeeded: success; failed: failed",
    "cbr": "pending: waiting; running: running; succeeded: success; failed: failed skipped timeout",
    "waf": "running: RUNNING; succeeded: SUCCESS; failed: FAILED",
    "dws": "pending: INIT WAITING DELAY_SCHEDULED; running: RUNNING; succeeded: SUCCESS; failed: FAIL STOP ERROR",
    "cfw": "running: Running; succeeded: Success; failed: Failed",
    "cph": "running: 1; succeeded: 2; failed: -1",
    "dms": "pending: CREATED; running: EXECUTING; succeeded: SUCCESS; failed: FAILED CANCELLED DELETED",
    "apig": "pending: waiting; running: processing; succeeded: succeed succeeded; failed: failed",
    "ges": "pending: pending waiting; running: running; succeeded: success; failed: failed",
    "elbcheck": "running: processing; succeeded: processed; failed: failed",
    "workspace": "pending: INIT WAITING; running: RUNNING; succeeded: SUCCESS COMPLETE; failed: FAIL FAILED",
    "workspaceapp": "pending: WAITING; running: RUNNING; succeeded: SUCCESS; failed: FAILED",
    "swr": "pending: Creating Initializing; running: Running; succeeded: Success; failed: Failed",
    "servicestage": "pending: SUBMITTED SCHEDULED; running: RUNNING ROLLBACKING; succeeded: SUCCEEDED;"
    " failed: FAILED CANCELLED PARTIALLY_FAILED ROLLBACKED UNKNOWN",
    "kps": "pending: READY_RESET READY_REPLACE READY_UNBIND; running: RUNNING_RESET RUNNING_REPLACE RUNNING_UNBIND;"
    " succeeded: SUCCESS_BIND SUCCESS_RESET SUCCESS_REPLACE SUCCESS_UNBIND;"
    " failed: FAILED_BIND FAILED_RESET FAILED_REPLACE FAILED_UNBIND",
    "geip": "pending: WAIT_TO_SCHEDULE; succeeded: FINISH_SUCC; failed: FINISH_ROLLBACK_SUCC",
    "organizations": "running: in_progress; succeeded: succeeded; failed: failed",
    **dict.fromkeys(
        ("identitycenter", "identitycenterdeletion", "identitycenterprovision"),
        "running: IN_PROGRESS; succeeded: SUCCEEDED; failed: FAILED",
    ),
}
#: The field path of the status, if it is not "status": keys, and "0" for the first item of a list.
STATUS_AT = {
    **dict.fromkeys(("elbv3", "rds", "dds", "taurusdb", "gaussdb", "ddm"), "job.status"),
    "geminidb": "jobs.0.status",
    **dict.fromkeys(("cce", "cceautopilot"), "status.phase"),
    "cbr": "operation_log.status",
    "cfw": "data.status",
    "dms": "tasks.0.status",
    "apig": "task_status",
    "elbcheck": "member_check.status",
    "servicestage": "job.execution_status",
    "kps": "task_status",
    "geip": "job.status",
    "organizations": "create_account_status.state",
    "identitycenter": "account_assignment_creation_status.status",
    "identitycenterdeletion": "account_assignment_deletion_status.status",
    "identitycenterprovision": "permission_set_provisioning_status.status",
}


def test_every_service_is_covered() -> None:
    assert set(STATES) == set(SERVICES)


@pytest.mark.parametrize("service", STATES)
def test_the_documented_status_values_result_in_their_states(service: str) -> None:
    known: dict[str, str] = {}
    for part in STATES[service].split("; "):
        state, _colon, values = part.partition(": ")
        known.update(dict.fromkeys(values.split(), state))
    for value, state in known.items():
        body: Any = value
        for key in reversed(STATUS_AT.get(service, "status").split(".")):
            body = [body] if key == "0" else {key: body}
        job = read(service, "a", body)
        assert (job.status, job.state, job.ended) == (value, state, state in ("succeeded", "failed"))
    assert set(SERVICES[service].states) == set(known)


#: Host and path of each query according to the documents, with the first letters of project, IDs, and other values.
QUERIES = {
    "dcs": "dcs /v2/{p}/jobs/{j}",
    "elb": "elb /v1.0/{p}/jobs/{j}",
    "sdrs": "sdrs /v1/{p}/jobs/{j}",
    "ecs": "ecs /v1/{p}/jobs/{j}",
    "evs": "evs /v1/{p}/jobs/{j}",
    "bms": "bms /v1/{p}/jobs/{j}",
    "ims": "ims /v1/{p}/jobs/{j}",
    "eip": "vpc /v1/{p}/jobs/{j}",
    "vbs": "vbs /v1/{p}/jobs/{j}",
    "deh": "deh /v1/{p}/jobs/{j}",
    "elbv3": "elb /v3/{p}/elb/jobs/{j}",
    "rds": "rds /v3/{p}/jobs?id={j}",
    "dds": "dds /v3/{p}/jobs?id={j}",
    "taurusdb": "gaussdb /v3/{p}/jobs?id={j}",
    "gaussdb": "gaussdb-opengauss /v3/{p}/jobs?id={j}",
    "geminidb": "gaussdb-nosql /v3/{p}/jobs?id={j}",
    "ddm": "ddm /v3/{p}/jobs/{j}",
    "cce": "cce /api/v3/projects/{p}/jobs/{j}",
    "cceautopilot": "cce /autopilot/v3/projects/{p}/jobs/{j}",
    "sfsturbo": "sfs-turbo /v1/{p}/sfs-turbo/jobs/{j}",
    "cbr": "cbr /v3/{p}/operation-logs/{j}",
    "waf": "waf /v1/{p}/waf/async-job/{j}",
    "dws": "dws /v1.0/{p}/job/{j}",
    "cfw": "cfw /v3/{p}/jobs/{j}",
    "cph": "cph /v1/{p}/cloud-phone/jobs/{j}",
    "dms": "dms /v2/{p}/instances/{i}/tasks/{j}",
    "apig": "apig /v2/{p}/apigw/instances/{i}/async-tasks/{j}",
    "ges": "ges /v2/{p}/graphs/{g}/jobs/{j}/status",
    "evsv2": "evs /v2/{p}/jobs/{j}",
    "elbcheck": "elb /v3/{p}/elb/members/check/jobs/{j}",
    "workspace": "workspace /v2/{p}/workspace-jobs/{j}",
    "workspaceapp": "appstream /v2/{p}/job/{j}",
    "swr": "swr-api /v2/{p}/jobs/{j}",
    "servicestage": "servicestage /v3/{p}/cas/jobs/{j}",
    "kps": "kms /v3/{p}/tasks/{j}",
    "geip": "eip /v3/{d}/geip/jobs/{j}",
    "organizations": "organizations /v1/organizations/create-account-status/{j}",
    "identitycenter": "identitycenter /v1/instances/{i}/account-assignments/creation-status/{j}",
    "identitycenterdeletion": "identitycenter /v1/instances/{i}/account-assignments/deletion-status/{j}",
    "identitycenterprovision": "identitycenter /v1/instances/{i}/permission-sets/provisioning-status/{j}",
}


@pytest.mark.parametrize("service", SERVICES)
def test_queries_match_the_documents(service: str) -> None:
    row = SERVICES[service]
    assert f"{row.host} " + re.sub(r"{(\w)\w*}", r"{\1}", row.path) == QUERIES[service]


@pytest.mark.parametrize(
    ("service", "region", "host"),
    [
        ("taurusdb", "ap-southeast-1", "gaussdbformysql.ap-southeast-1.myhuaweicloud.com"),
        ("taurusdb", "la-north-2", "gaussdb-mysql.la-north-2.myhuaweicloud.com"),
        ("taurusdb", "eu-de", "gaussdb-mysql.eu-de.otc.t-systems.com"),
        ("gaussdb", "eu-de", "gaussdb.eu-de.otc.t-systems.com"),
        ("gaussdb", "cn-east-4", "gaussdb.cn-east-4.myhuaweicloud.com"),
        ("dws", "cn-east-4", "dws.cn-east-4.myhuaweicloud.cn"),
        ("workspaceapp", "la-north-2", "workspace.la-north-2.myhuaweicloud.com"),
        ("waf", "cn-north-9", "waf.cn-north-9.myhuaweicloud.cn"),
    ],
)
def test_hosts_that_deviate_from_the_pattern(service: str, region: str, host: str) -> None:
    assert SERVICES[service].hosts[region] == host
