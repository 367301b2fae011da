# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of services: one row each, with the path of its job query and the format of its responses.

A row follows the documents of its service and the official SDK, not the expectations of a client. To add a service, add
a row (and a composer in ``responses``, if ``flat`` does not fit).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .jobs import millis_time, time_form
from .replies import (
    UNSET,
    dcs_error,
    flat_error,
    identified_error,
    kubernetes_error,
    message_code_error,
    nested_error,
    new_request_id,
    short_error,
)
from .responses import backup, classic, cluster, component, flat, image, nested, server, volume
from .service import Failure, Service

WRONG_TENANT = Failure(400, "Common.0018", "The tenant ID of the token and that of the URL are inconsistent.")
#: A time with an offset (RDS: of a region in China), as the database services document it.
OFFSET, OFFSET_OF_CHINA = time_form("%Y-%m-%dT%H:%M:%S%z"), time_form("%Y-%m-%dT%H:%M:%S%z", hours=8)
ZONELESS = time_form("%Y-%m-%dT%H:%M:%S")
WHOLE_SECONDS = time_form("%Y-%m-%dT%H:%M:%SZ")
KUBERNETES_TIME = time_form("%Y-%m-%d %H:%M:%S.%f +0000 UTC")

ELB_V3 = ("status", "begin_time", "end_time", "job_id", "job_type", "error_code")
STREAMED = ("job_type", "status", "begin_time", "end_time")
#: What the database services have in common: the field path of the ID, the wrapper, and the status values.
DATABASE: dict[str, Any] = {
    "path": "/v3/{project}/jobs",
    "id_parameter": "id",
    "error": flat_error,
    "times": OFFSET,
    "busy_end": "",
    "wrap": lambda job: {"job": job},
    "not_found": Failure(400, "DBS.200543", "The task does not exist."),
    "status_path": ("job", "status"),
    "succeeded": ("Completed",),
    "failed": ("Failed",),
}
DATABASE_JOB = {"id": "job_id", "name": "job_type", "created": "begin_time", "ended": "end_time"}
PROCESS, PROGRESS = {"process": "percent_while_running"}, {"progress": "percent_while_running"}


def identity_center(name: str, path: str, wrapper: str, number: Callable[[int], Any] = int) -> Service:
    """A query of IAM Identity Center. Some responses have times as numbers, others as strings."""
    return Service(
        name=name,
        path=f"/v1/instances/{{instance}}/{path}/{{job}}",
        compose=flat("status", request_id="job_id", created_date="begin_time", failure_reason="fail_reason"),
        wrap=lambda job: {wrapper: job},
        error=identified_error,
        times=lambda epoch: number(round(epoch * 1000)),
        succeeded=("SUCCEEDED",),
        failed=("FAILED",),
        status_path=(wrapper, "status"),
    )


ROWS = (
    Service(
        name="dcs",
        path="/v2/{project}/jobs/{job}",
        compose=flat("job_id", "job_type", "status", "begin_time", "end_time", "fail_reason"),
        job_type="masterStandbySwapJob",
        error=dcs_error,
        times=millis_time,
        not_found=Failure(404, "111404001", "The requested resource could not be found."),
        wrong_project=Failure(401, "111401004", "The project ID in the URL does not match that in the token."),
    ),
    Service(
        name="elb",
        path="/v1.0/{project}/jobs/{job}",
        compose=classic,
        job_type="createELB",
        error=message_code_error,
        busy_end="",
        not_found=Failure(404, "ELB.0404", "job not found"),
        wrong_project=Failure(403, "ELB.0403", "The project does not match the token."),
    ),
    Service(
        name="sdrs",
        path="/v1/{project}/jobs/{job}",
        compose=nested,
        job_type="createProtectionGroupNoCG",
        error=nested_error,
        wrong_project=Failure(400, "SDRS.0001", "Invalid tenant"),
        expired_token=Failure(400, "SDRS.0002", "Invalid tenant token"),
    ),
    Service(
        name="ecs",
        path="/v1/{project}/jobs/{job}",
        compose=server,
        job_type="createServer",
        error=nested_error,
        busy_end="",
        not_found=Failure(400, "Common.0011", "Failed to query system tasks."),
        wrong_project=WRONG_TENANT,
    ),
    Service(
        name="evs",
        path="/v1/{project}/jobs/{job}",
        compose=volume,
        job_type="createVolume",
        error=nested_error,
        busy_end="",
        not_found=Failure(400, "Common.0011", "query job fail."),
        wrong_project=WRONG_TENANT,
        expired_token=Failure(400, "Common.0013", "Invalid token."),
    ),
    Service(
        name="evsv2",
        path="/v2/{project}/jobs/{job}",
        compose=volume,
        job_type="createSnapshot",
        error=nested_error,
        busy_end="",
        not_found=Failure(400, "Common.0011", "query job fail."),
        wrong_project=WRONG_TENANT,
        expired_token=Failure(400, "Common.0013", "Invalid token."),
    ),
    Service("bms", "/v1/{project}/jobs/{job}", server, nested_error, "baremetalBatchCreate"),
    Service("ims", "/v1/{project}/jobs/{job}", image, nested_error, "createImageByInstance", compose_sub=classic),
    Service("eip", "/v1/{project}/jobs/{job}", nested, nested_error, "createBatchPublicip"),
    Service(
        name="vbs",
        path="/v1/{project}/jobs/{job}",
        compose=classic,
        error=message_code_error,
        job_type="createBackup",
        not_found=Failure(400, "common.0011", "Failed to query the job."),
    ),
    Service("deh", "/v1/{project}/jobs/{job}", classic, nested_error),
    Service(
        name="elbv3",
        path="/v3/{project}/elb/jobs/{job}",
        compose=flat(*ELB_V3, "sub_jobs", error_msg="fail_reason"),
        compose_sub=flat(*ELB_V3, "entities", error_msg="fail_reason"),
        job_type="UPGRADE",
        wrap=lambda job: {"request_id": new_request_id(), "job": job},
        error=identified_error,
        times=ZONELESS,
        busy_end="",
        succeeded=("SUCCESS", "COMPLETE"),
        failed=("FAIL", "ROLLBACK_FAIL", "CANCEL"),
        status_path=("job", "status"),
    ),
    Service(
        name="elbcheck",
        path="/v3/{project}/elb/members/check/jobs/{job}",
        compose=flat("job_id", "status", created_at="begin_time", updated_at="updated_time"),
        wrap=lambda job: {"request_id": new_request_id(), "member_check": job},
        error=identified_error,
        times=WHOLE_SECONDS,
        succeeded=("processed",),
        failed=("failed",),
        status_path=("member_check", "status"),
    ),
    Service(
        **{**DATABASE, "times": OFFSET_OF_CHINA, "busy_end": UNSET},
        name="rds",
        compose=flat("status", "fail_reason", **DATABASE_JOB, **PROCESS),
        job_type="CreateMysqlSingleHAInstance",
    ),
    Service(
        **DATABASE,
        name="dds",
        compose=flat("status", "fail_reason", **DATABASE_JOB, **PROGRESS),
        job_type="CreateMongoDB",
    ),
    Service(
        **{**DATABASE, "failed": ("Failed", "Canceled")},
        name="taurusdb",
        compose=flat("status", "fail_reason", **DATABASE_JOB, **PROCESS),
        job_type="CreateGaussDBforMySQLInstance",
    ),
    Service(
        **DATABASE,
        name="gaussdb",
        compose=flat("status", "fail_reason", **DATABASE_JOB, **PROGRESS),
        job_type="CreateInstance",
    ),
    Service(
        **{
            **DATABASE,
            "status_path": ("jobs", 0, "status"),
            "wrap": lambda job: {"jobs": [job], "total_count": 1},
            "not_found": {"jobs": [], "total_count": 0},
        },
        name="geminidb",
        compose=flat(
            "status",
            "fail_reason",
            id="job_id",
            name="job_type",
            start_time="begin_time",
            end_time="end_time",
            **PROGRESS,
        ),
        job_type="RestartInstance",
    ),
    Service(
        **{**DATABASE, "path": "/v3/{project}/jobs/{job}", "id_parameter": None, "not_found": None},
        name="ddm",
        compose=flat("status", "end_time", id="job_id", name="job_type", created_time="begin_time", **PROCESS),
        job_type="CreateInstance",
    ),
    Service(
        name="cce",
        path="/api/v3/projects/{project}/jobs/{job}",
        compose=cluster,
        job_type="CreateCluster",
        error=kubernetes_error,
        not_found=Failure(404, "CCE.01404001", "Resource not found"),
        times=KUBERNETES_TIME,
        succeeded=("Success",),
        failed=("Failed",),
        status_path=("status", "phase"),
    ),
    Service(
        name="cceautopilot",
        path="/autopilot/v3/projects/{project}/jobs/{job}",
        compose=cluster,
        job_type="CreateCluster",
        error=kubernetes_error,
        not_found=Failure(404, "CCE.01404001", "Resource not found"),
        times=KUBERNETES_TIME,
        succeeded=("Success",),
        failed=("Failed",),
        status_path=("status", "phase"),
    ),
    Service(
        name="sfsturbo",
        path="/v1/{project}/sfs-turbo/jobs/{job}",
        compose=flat("status", "job_id", "job_type", "begin_time", "end_time", "error_code", "fail_reason", "sub_jobs"),
        job_type="createLdap",
        error=short_error,
        times=time_form("%Y-%m-%d %H:%M:%S"),
        busy_end="",
        succeeded=("success",),
        failed=("failed",),
    ),
    Service(
        name="cbr",
        path="/v3/{project}/operation-logs/{job}",
        compose=backup,
        job_type="backup",
        wrap=lambda job: {"operation_log": job},
        error=flat_error,
        times=WHOLE_SECONDS,
        succeeded=("success",),
        failed=("failed", "skipped", "timeout"),
        status_path=("operation_log", "status"),
    ),
    Service(
        name="waf",
        path="/v1/{project}/waf/async-job/{job}",
        compose=flat("status", "job_id", message="description"),
        error=flat_error,
        failed=("FAILED",),
    ),
    Service(
        name="dws",
        path="/v1.0/{project}/job/{job}",
        compose=flat(
            *("status", "job_id", "begin_time", "end_time"),
            job_name="job_type",
            progress="percent",
            failed_code="error_code",
            failed_detail="fail_reason",
        ),
        job_type="ecfClusterElbCreateJob",
        error=flat_error,
        times=ZONELESS,
        failed=("FAIL", "STOP", "ERROR"),
    ),
    Service(
        name="cfw",
        path="/v3/{project}/jobs/{job}",
        compose=flat("status", "begin_time", "end_time", id="job_id"),
        wrap=lambda job: {"data": job},
        error=flat_error,
        # The example has numbers, but the description has a string with an offset.
        times=lambda epoch: round(epoch * 1000),
        succeeded=("Success",),
        failed=("Failed",),
        status_path=("data", "status"),
    ),
    Service(
        name="cph",
        path="/v1/{project}/cloud-phone/jobs/{job}",
        compose=flat("status", "job_id", "begin_time", "end_time", "error_code", error_msg="fail_reason"),
        wrap=lambda job: {"request_id": new_request_id(), **job},
        error=flat_error,
        times=WHOLE_SECONDS,
        succeeded=(2,),
        failed=(-1,),
    ),
    Service(
        name="dms",
        path="/v2/{project}/instances/{instance}/tasks/{job}",
        compose=flat("status", id="job_id", name="job_type", created_at="begin_time", updated_at="updated_time"),
        job_type="bindInstancePublicIp",
        wrap=lambda job: {"task_count": "1", "tasks": [job]},
        error=flat_error,
        # This is not documented; the response is a list with a count.
        not_found={"task_count": "0", "tasks": []},
        failed=("FAILED", "CANCELLED", "DELETED"),
        status_path=("tasks", 0, "status"),
    ),
    Service(
        name="apig",
        path="/v2/{project}/apigw/instances/{instance}/async-tasks/{job}",
        compose=flat(task_id="job_id", task_status="status", task_type="job_type"),
        job_type="import_api",
        error=flat_error,
        succeeded=("succeed", "succeeded"),
        failed=("failed",),
        status_path=("task_status",),
    ),
    Service(
        name="ges",
        path="/v2/{project}/graphs/{graph}/jobs/{job}/status",
        compose=flat("job_id", "status", "job_type", "begin_time", "end_time", "fail_reason"),
        job_type="CreateGraph",
        error=flat_error,
        times=ZONELESS,
        succeeded=("success",),
        failed=("failed",),
    ),
    Service(
        name="workspace",
        path="/v2/{project}/workspace-jobs/{job}",
        compose=flat(*STREAMED, "fail_reason", "sub_jobs", id="job_id", job_error_code="error_code"),
        compose_sub=flat(*STREAMED, "error_code", "fail_reason", "entities", id="job_id"),
        job_type="createDesktops",
        error=flat_error,
        succeeded=("SUCCESS", "COMPLETE"),
        failed=("FAIL", "FAILED"),
    ),
    Service(
        name="workspaceapp",
        path="/v2/{project}/job/{job}",
        compose=flat(*STREAMED, "sub_jobs", id="job_id"),
        compose_sub=flat(
            *STREAMED, "error_code", id="job_id", error_message="fail_reason", job_resource_info="entities"
        ),
        job_type="CREATE_SERVER",
        error=flat_error,
        failed=("FAILED",),
    ),
    Service(
        name="swr",
        path="/v2/{project}/jobs/{job}",
        compose=flat(
            "status",
            id="job_id",
            type="job_type",
            created_at="begin_time",
            updated_at="updated_time",
            reason="description",
        ),
        job_type="CreateInstance",
        error=flat_error,
        succeeded=("Success",),
        failed=("Failed",),
    ),
    Service(
        name="servicestage",
        path="/v3/{project}/cas/jobs/{job}",
        compose=component,
        compose_sub=flat(
            task_id="job_id",
            task_type="job_type",
            task_status="status",
            created_at="begin_time",
            update_at="updated_time",
            messages="description",
        ),
        job_type="DEPLOY",
        error=flat_error,
        succeeded=("SUCCEEDED",),
        failed=("FAILED", "CANCELLED", "PARTIALLY_FAILED", "ROLLBACKED", "UNKNOWN"),
        status_path=("job", "execution_status"),
    ),
    Service(
        name="kps",
        path="/v3/{project}/tasks/{job}",
        compose=flat(task_id="job_id", task_status="status"),
        error=flat_error,
        succeeded=("SUCCESS_BIND", "SUCCESS_RESET", "SUCCESS_REPLACE", "SUCCESS_UNBIND"),
        failed=("FAILED_BIND", "FAILED_RESET", "FAILED_REPLACE", "FAILED_UNBIND"),
        status_path=("task_status",),
    ),
    Service(
        name="geip",
        path="/v3/{domain}/geip/jobs/{job}",
        compose=flat(
            "status",
            "error_code",
            id="job_id",
            action="job_type",
            error_message="fail_reason",
            start_time="begin_time",
            end_time="end_time",
        ),
        job_type="BindGEIPGraph",
        wrap=lambda job: {"request_id": new_request_id(), "job": job},
        error=identified_error,
        times=WHOLE_SECONDS,
        succeeded=("FINISH_SUCC",),
        failed=("FINISH_ROLLBACK_SUCC",),
        status_path=("job", "status"),
    ),
    Service(
        name="organizations",
        path="/v1/organizations/create-account-status/{job}",
        compose=flat(
            id="job_id",
            state="status",
            created_at="begin_time",
            completed_at="updated_time",
            failure_reason="fail_reason",
        ),
        wrap=lambda job: {"create_account_status": job},
        error=identified_error,
        times=WHOLE_SECONDS,
        succeeded=("succeeded",),
        failed=("failed",),
        status_path=("create_account_status", "state"),
    ),
    identity_center("identitycenter", "account-assignments/creation-status", "account_assignment_creation_status"),
    identity_center(
        "identitycenterdeletion", "account-assignments/deletion-status", "account_assignment_deletion_status"
    ),
    identity_center(
        "identitycenterprovision", "permission-sets/provisioning-status", "permission_set_provisioning_status", str
    ),
)

SERVICES = {row.name: row for row in ROWS}
