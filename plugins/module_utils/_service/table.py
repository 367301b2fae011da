# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of services: one row describes the job query of one service.

No other part of the collection knows a service by name. To add a service, add a row here and its responses to the
tests. Then run "make docs", which writes the guide to the services, the choices of ``service``, the survey for AWX,
and the list in the README. ``vocabulary`` explains the fields of a row.
"""

from __future__ import annotations

from dataclasses import replace

from .vocabulary import (
    FAILED,
    FLEXIBLE_ENGINE,
    HUAWEI_CLOUD,
    PENDING,
    RUNNING,
    SUCCEEDED,
    T_CLOUD,
    FieldPaths,
    Rule,
    Service,
)

DOCUMENTS = "https://support.huaweicloud.com/intl/en-us/"
#: The source for services whose job query no document describes.
TERRAFORM = "https://github.com/huaweicloud/terraform-provider-huaweicloud/tree/master/huaweicloud/services/"

#: Responses of services on the platform of ECS and EVS. "Common.0011" means that they do not know the job (T Cloud
#: Public, API references of ECS and EVS, "Error Codes"); no other service of the platform documents such a code.
#: "Common.0025" is a temporary error.
PLATFORM_MISSING = (Rule(404), Rule(400, "Common.0011"))
PLATFORM_TRANSIENT = (Rule(400, "Common.0025"),)

# The groups in the README.

COMPUTE, STORAGE, NETWORK, DATABASES = "Compute", "Storage", "Network", "Databases"
APPLICATIONS, SECURITY, GOVERNANCE = "Containers and applications", "Security", "Accounts and identities"

# Sources of ``clouds``: for Huawei Cloud, its API references, the SDK, and the vendor's Terraform provider; for T Cloud
# Public, the API references that have a page for the query, and "Regions and Endpoints" for what eu-nl lacks; for
# eu-ch2, its list of services of 2025-06; for Flexible Engine, the editions of API references for its region. A cloud
# for which there is no source is left out.

# Family "classic": a flat object.

CLASSIC_STATES = {"INIT": PENDING, "RUNNING": RUNNING, "SUCCESS": SUCCEEDED, "FAIL": FAILED}
#: If a job itself has no reason, other fields may have it: the entities of IMS, those of sub-jobs of ECS and BMS, and
#: "error" of EVS on T Cloud Public.
CLASSIC_FIELDS = FieldPaths(
    error_code=("error_code", "entities.error_code", "error.code"),
    fail_reason=("fail_reason", "entities.error", "entities.errorcode_message", "error.message"),
)

# Family "database": an object "job".

#: How the platform of the databases responds if it does not know a job, also for some seconds after the call that
#: started it (T Cloud Public, API references of RDS, GaussDB and TaurusDB, "Error Codes"; gophertelekomcloud
#: polls on).
DATABASE_MISSING = (Rule(404), Rule(400, "DBS.200543"))
DATABASE_STATES = {"Running": RUNNING, "Completed": SUCCEEDED, "Failed": FAILED}
DATABASE_FIELDS = FieldPaths(
    job_id=("id",),
    job_type=("name",),
    begin_time=("created", "start_time", "created_time"),
    end_time=("ended", "end_time"),
    progress=("process", "progress"),
    resources=("instance",),
)

# Family "Kubernetes": objects of CCE.

KUBERNETES_STATES = {"Initializing": PENDING, "Running": RUNNING, "Success": SUCCEEDED, "Failed": FAILED}
KUBERNETES_FIELDS = FieldPaths(
    job_id=("metadata.uid",),
    job_type=("spec.type",),
    status=("status.phase",),
    begin_time=("metadata.creationTimestamp",),
    end_time=(),
    updated_time=("metadata.updateTimestamp",),
    error_code=(),
    fail_reason=(),
    message=("status.reason",),
    entities="",
    resources=("spec.clusterUID", "spec.resourceID", "spec.resourceName", "spec.extendParam"),
    sub_jobs=("spec.subJobs",),
)

#: The fields of clusters, nodes, and node pools for the job that works on them, and those that calls on nodes return.
KUBERNETES_JOB_IDS = ("status.jobID", "status.jobId", "jobID", "jobid")

# Family "request": an object that is the status of a request to IAM Identity Center.

REQUEST_STATES = {"IN_PROGRESS": RUNNING, "SUCCEEDED": SUCCEEDED, "FAILED": FAILED}
REQUEST_FIELDS = FieldPaths(
    job_id=("request_id",),
    job_type=(),
    begin_time=("created_date",),
    end_time=(),
    error_code=(),
    fail_reason=("failure_reason",),
    entities="",
    resources=("permission_set_id", "account_id", "principal_id", "principal_type", "target_id", "target_type"),
    sub_jobs=(),
)

# Regions in which a service has a host that does not follow the pattern (region files of the SDK, release 3.1.219).

TAURUSDB_HOSTS = {
    **{
        region: f"gaussdbformysql.{region}.myhuaweicloud.com"
        for region in ("ap-southeast-1", "ap-southeast-2", "cn-north-11", "me-east-1", "tr-west-1")
    },
    **{
        region: f"gaussdb-mysql.{region}.myhuaweicloud.com"
        for region in ("af-south-1", "cn-east-5", "cn-southwest-3", "la-north-2")
    },
    # T Cloud Public, "Regions and Endpoints"
    "eu-de": "gaussdb-mysql.eu-de.otc.t-systems.com",
}
GAUSSDB_HOSTS = {
    **{
        region: f"gaussdb.{region}.myhuaweicloud.com"
        for region in (
            *("af-north-1", "ap-southeast-5", "cn-east-2", "cn-east-4"),
            *("cn-east-5", "cn-north-12", "me-east-1", "tr-west-1"),
        )
    },
    # T Cloud Public, API reference of GaussDB
    "eu-de": "gaussdb.eu-de.otc.t-systems.com",
}
DWS_HOSTS = {
    region: f"dws.{region}.myhuaweicloud.cn"
    for region in ("ap-southeast-4", "cn-east-4", "cn-north-12", "cn-south-4", "tr-west-1")
}
WORKSPACEAPP_HOSTS = {
    region: f"workspace.{region}.myhuaweicloud.com"
    for region in (
        *("af-north-1", "af-south-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "cn-east-5"),
        *("cn-north-11", "la-north-2", "la-south-2", "me-east-1", "sa-brazil-1", "tr-west-1"),
    )
}
WAF_HOSTS = {"cn-north-9": "waf.cn-north-9.myhuaweicloud.cn"}

ROWS = (
    # Classic
    Service(
        name="dcs",
        title="Distributed Cache Service",
        group=DATABASES,
        host="dcs",
        path="/v2/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        permission="dcs:job:get",
        documentation=DOCUMENTS + "api-dcs/ShowJobInfo.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": False, FLEXIBLE_ENGINE: True},
    ),
    Service(
        name="elb",
        title="Elastic Load Balance, API v1.0",
        group=NETWORK,
        host="elb",
        path="/v1.0/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        documentation=DOCUMENTS + "eu-west-0-api-elb/elb_jd_job_0000.html",
        clouds={HUAWEI_CLOUD: False, FLEXIBLE_ENGINE: True},
        legacy=(
            "Legacy. Documented for Flexible Engine only. Huawei Cloud has discontinued it. V(elbv3) is "
            "the current API."
        ),
        note="T Cloud Public no longer documents this API. An older catalog lists it for eu-de only.",
    ),
    Service(
        name="sdrs",
        title="Storage Disaster Recovery Service",
        group=STORAGE,
        host="sdrs",
        path="/v1/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        fields=CLASSIC_FIELDS,
        # Unverified: "Null job" is the only documented error that may mean an unknown job. If it counted as an error
        # of the server, a wrong ID would be polled until time runs out.
        missing=(*PLATFORM_MISSING, Rule(500, "SDRS.0408")),
        # SDRS refuses a token with HTTP 400 (API reference, "Error Codes").
        refused=(Rule(400, "SDRS.0002"),),
        documentation="https://docs.otc.t-systems.com/storage-disaster-recovery-service/api-ref/",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-nl": False, "eu-ch2": True},
        note=(
            'HTTP 500 with ``SDRS.0408``, "Null job", counts as an unknown job, because it is the only documented '
            "error that could mean this. This is unverified."
        ),
    ),
    Service(
        name="ecs",
        title="Elastic Cloud Server",
        group=COMPUTE,
        host="ecs",
        path="/v1/{project_id}/jobs/{job_id}",
        states={**CLASSIC_STATES, "PENDING_PAYMENT": PENDING},
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        transient=PLATFORM_TRANSIENT,
        retention="1 day; 14 days while a payment is pending",
        documentation=DOCUMENTS + "api-ecs/ecs_02_0901.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": True},
    ),
    Service(
        name="evs",
        title="Elastic Volume Service",
        group=STORAGE,
        host="evs",
        path="/v1/{project_id}/jobs/{job_id}",
        states={**CLASSIC_STATES, "WAITING_EXECUTE": PENDING, "LISTENING": RUNNING},
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        # EVS refuses a token with HTTP 400 (API reference, "Error Codes").
        refused=(Rule(400, "Common.0013"),),
        transient=PLATFORM_TRANSIENT,
        permission="none required",
        documentation=DOCUMENTS + "api-evs/evs_04_0054.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": True},
    ),
    Service(
        name="evsv2",
        title="Elastic Volume Service, API v2, for snapshot groups and snapshots of API v5",
        group=STORAGE,
        host="evs",
        # No document was found. The vendor's Terraform provider sends this query, and ends at SUCCESS and FAIL.
        path="/v2/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        refused=(Rule(400, "Common.0013"),),
        transient=PLATFORM_TRANSIENT,
        documentation=TERRAFORM + "evs",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "The query and the final status values come from the vendor's Terraform provider, the other status values "
            "from API v1."
        ),
    ),
    Service(
        name="bms",
        title="Bare Metal Server",
        group=COMPUTE,
        host="bms",
        path="/v1/{project_id}/jobs/{job_id}",
        states={**CLASSIC_STATES, "PENDING_PAYMENT": PENDING},
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        documentation=DOCUMENTS + "api-bms/bms_api_0640.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True},
        note=(
            "On T Cloud Public, these jobs are queried at the host of another service, ``ecs`` or ``vpc``: set "
            "``endpoint`` to that host."
        ),
    ),
    Service(
        name="ims",
        title="Image Management Service",
        group=COMPUTE,
        host="ims",
        path="/v1/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        fields=replace(
            CLASSIC_FIELDS,
            progress=("entities.process_percent",),
            done=1.0,
            sub_jobs=(*CLASSIC_FIELDS.sub_jobs, "entities.sub_jobs_result"),
        ),
        missing=PLATFORM_MISSING,
        documentation=DOCUMENTS + "api-ims/ims_03_0905.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": True},
    ),
    Service(
        name="eip",
        title="Elastic IP, batch operations",
        group=NETWORK,
        host="vpc",
        path="/v1/{project_id}/jobs/{job_id}",
        # The document lists no status values and shows only SUCCESS; the rest of the response is that of the family.
        states=CLASSIC_STATES,
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        documentation=DOCUMENTS + "api-eip/ShowResourcesJobDetail.html",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "The API reference shows only ``SUCCESS``. The other status values come from services whose responses have "
            "the same structure."
        ),
    ),
    Service(
        name="vbs",
        title="Volume Backup Service",
        group=STORAGE,
        host="vbs",
        path="/v1/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        documentation=DOCUMENTS + "api-vbs/en-us_topic_0020237251.html",
        clouds={T_CLOUD: True},
        legacy="Legacy. V(cbr) replaces it.",
    ),
    Service(
        name="deh",
        title="Dedicated Host",
        group=COMPUTE,
        host="deh",
        path="/v1/{project_id}/jobs/{job_id}",
        states=CLASSIC_STATES,
        fields=CLASSIC_FIELDS,
        missing=PLATFORM_MISSING,
        # No document was found. The vendor's Terraform provider sends this query, and ends at SUCCESS and FAIL.
        documentation=TERRAFORM + "deh",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "The query and the final status values come from the vendor's Terraform provider, the other status values "
            "from services whose responses have the same structure."
        ),
    ),
    # Load balancing
    Service(
        name="elbv3",
        title="Elastic Load Balance, API v3",
        group=NETWORK,
        host="elb",
        path="/v3/{project_id}/elb/jobs/{job_id}",
        wrapper="job",
        states={
            **CLASSIC_STATES,
            "COMPLETE": SUCCEEDED,
            "ROLLBACKING": RUNNING,
            "ROLLBACK_FAIL": FAILED,
            "CANCEL": FAILED,
        },
        fields=FieldPaths(fail_reason=("error_msg",), resources=("resource_id",)),
        permission="none required",
        documentation=DOCUMENTS + "api-elb/ShowJob.html",
        clouds={HUAWEI_CLOUD: True},
    ),
    Service(
        name="elbcheck",
        title="Elastic Load Balance, health checks of backend servers",
        group=NETWORK,
        host="elb",
        path="/v3/{project_id}/elb/members/check/jobs/{job_id}",
        wrapper="member_check",
        states={"processing": RUNNING, "processed": SUCCEEDED, "failed": FAILED},
        fields=FieldPaths(
            begin_time=("created_at",),
            end_time=(),
            updated_time=("updated_at",),
            resources=("member_id", "listener_id", "result"),
        ),
        job_id_paths=("member_check.job_id",),
        documentation=DOCUMENTS + "api-elb/ShowMemberHealthCheckJob.html",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "``processed`` means that the check has finished, not that it has passed. The result is in "
            "``entities.result``."
        ),
    ),
    # Databases
    Service(
        name="rds",
        title="Relational Database Service",
        group=DATABASES,
        host="rds",
        path="/v3/{project_id}/jobs?id={job_id}",
        wrapper="job",
        states=DATABASE_STATES,
        fields=DATABASE_FIELDS,
        missing=DATABASE_MISSING,
        permission="rds:task:listAll",
        retention="1 month",
        job_id_paths=(
            *("job_id", "jobId", "workflowId", "workflow_id"),
            *("records.job_id", "results.job_id", "restore_result.job_id"),
        ),
        documentation=DOCUMENTS + "api-rds/rds_08_0001.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": True},
    ),
    Service(
        name="dds",
        title="Document Database Service",
        group=DATABASES,
        host="dds",
        path="/v3/{project_id}/jobs?id={job_id}",
        wrapper="job",
        states=DATABASE_STATES,
        fields=DATABASE_FIELDS,
        missing=DATABASE_MISSING,
        permission="dds:task:getDetail",
        retention="1 month, for instances of the Community Edition",
        job_id_paths=("job_id", "upgrade_results.job_id"),
        documentation=DOCUMENTS + "api-dds/dds_api_0118.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": False},
        note=(
            "According to the vendor's Terraform provider, the API may no longer return a job that deletes an instance"
            " after the instance is deleted. :ref:`ansible_collections.huaweicloud.jobs.docsite.resources` explains how"
            " to wait for a deletion."
        ),
    ),
    Service(
        name="taurusdb",
        title="TaurusDB, formerly GaussDB for MySQL",
        group=DATABASES,
        host="gaussdb",
        hosts=TAURUSDB_HOSTS,
        path="/v3/{project_id}/jobs?id={job_id}",
        wrapper="job",
        # The last two are in the document of 2026-02, and not in the SDK.
        states={**DATABASE_STATES, "Pending": PENDING, "Unauthorized": PENDING, "Canceled": FAILED},
        fields=DATABASE_FIELDS,
        missing=DATABASE_MISSING,
        permission="gaussdbformysql:task:list",
        retention="1 month",
        job_id_paths=("job_id", "job_ids", "workflow_id", "results.job_id", "update_result.workflow_id"),
        documentation=DOCUMENTS + "api-taurusdb/ShowGaussMySqlJobInfo.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-nl": False},
        note=(
            "Only the API reference lists ``Unauthorized`` and ``Canceled``. The paths of an older API begin with "
            "``/mysql``: if a cloud has only this API, append ``/mysql`` to ``endpoint``."
        ),
    ),
    Service(
        name="gaussdb",
        title="GaussDB, formerly GaussDB for openGauss",
        group=DATABASES,
        host="gaussdb-opengauss",
        hosts=GAUSSDB_HOSTS,
        path="/v3/{project_id}/jobs?id={job_id}",
        wrapper="job",
        states=DATABASE_STATES,
        fields=DATABASE_FIELDS,
        missing=DATABASE_MISSING,
        job_id_paths=("job_id", "job_ids", "results.job_id"),
        documentation=DOCUMENTS + "api-gaussdb/gaussdb_api_129.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True},
        note="Jobs that apply a parameter template or make a manual backup cannot be queried.",
    ),
    Service(
        name="geminidb",
        title="GeminiDB, formerly GaussDB for NoSQL",
        group=DATABASES,
        host="gaussdb-nosql",
        path="/v3/{project_id}/jobs?id={job_id}",
        wrapper="jobs",
        states=DATABASE_STATES,
        fields=DATABASE_FIELDS,
        missing=DATABASE_MISSING,
        retention="30 days",
        permission="gaussdbfornosql:task:list",
        job_id_paths=("job_id", "upgrade_results.job_id"),
        documentation=DOCUMENTS + "api-nosql/nosql_10_0100.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-nl": False},
    ),
    Service(
        name="ddm",
        title="Distributed Database Middleware",
        group=DATABASES,
        host="ddm",
        path="/v3/{project_id}/jobs/{job_id}",
        wrapper="job",
        states=DATABASE_STATES,
        fields=DATABASE_FIELDS,
        missing=DATABASE_MISSING,
        documentation=DOCUMENTS + "api-ddm/en-us_topic_0002113619085.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-nl": False},
    ),
    # Containers
    Service(
        name="cce",
        title="Cloud Container Engine",
        group=APPLICATIONS,
        host="cce",
        path="/api/v3/projects/{project_id}/jobs/{job_id}",
        states=KUBERNETES_STATES,
        fields=KUBERNETES_FIELDS,
        permission="cce:job:get",
        job_id_paths=KUBERNETES_JOB_IDS,
        documentation=DOCUMENTS + "api-cce/cce_02_0247.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": True},
    ),
    Service(
        name="cceautopilot",
        title="Cloud Container Engine, Autopilot clusters",
        group=APPLICATIONS,
        host="cce",
        # The document has v2, the SDK has both, and the vendor's Terraform provider uses v3.
        path="/autopilot/v3/projects/{project_id}/jobs/{job_id}",
        states=KUBERNETES_STATES,
        fields=KUBERNETES_FIELDS,
        permission="none required",
        job_id_paths=KUBERNETES_JOB_IDS,
        documentation=DOCUMENTS + "api-cce-autopilot/GetAutopilotOneJob.html",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "The API reference describes the query of API v2, and the SDK has v2 and v3. The vendor's Terraform "
            "provider uses v3, as this collection does."
        ),
    ),
    # Storage
    Service(
        name="sfsturbo",
        title="SFS Turbo",
        group=STORAGE,
        host="sfs-turbo",
        path="/v1/{project_id}/sfs-turbo/jobs/{job_id}",
        states={"waiting": PENDING, "running": RUNNING, "success": SUCCEEDED, "failed": FAILED},
        documentation=DOCUMENTS + "api-sfsturbo/ShowJobDetail.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": False},
    ),
    Service(
        name="cbr",
        title="Cloud Backup and Recovery, operation logs",
        group=STORAGE,
        host="cbr",
        path="/v3/{project_id}/operation-logs/{job_id}",
        wrapper="operation_log",
        # A task that was skipped or timed out has not done its work.
        states={
            "waiting": PENDING,
            "running": RUNNING,
            "success": SUCCEEDED,
            "failed": FAILED,
            "skipped": FAILED,
            "timeout": FAILED,
        },
        fields=FieldPaths(
            job_id=("id",),
            job_type=("operation_type",),
            begin_time=("started_at", "created_at"),
            end_time=("ended_at",),
            error_code=("error_info.code",),
            fail_reason=("error_info.message",),
            progress=("extra_info.common.progress",),
            resources=("checkpoint_id", "vault_id", "extra_info.resource"),
        ),
        permission="none required",
        job_id_paths=("operation_log_id", "sync.operation_log_id"),
        documentation=DOCUMENTS + "api-cbr/ShowOpLog.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-ch2": True},
    ),
    # Others
    Service(
        name="waf",
        title="Web Application Firewall",
        group=SECURITY,
        host="waf",
        hosts=WAF_HOSTS,
        path="/v1/{project_id}/waf/async-job/{job_id}",
        states={"RUNNING": RUNNING, "SUCCESS": SUCCEEDED, "FAILED": FAILED},
        fields=FieldPaths(message=("message",)),
        permission="none required",
        documentation=DOCUMENTS + "api-waf/ConfirmAsyncJob.html",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "The query parameter ``enterpriseProjectId``, which defaults to ``0``, is not sent, so jobs of other"
            " enterprise projects may not be found. For these, use ``service: custom``, and set ``path`` to "
            "``/v1/{project_id}/waf/async-job/{job_id}?enterpriseProjectId=ID``. This is unverified."
        ),
    ),
    Service(
        name="dws",
        title="Data Warehouse Service",
        group=DATABASES,
        host="dws",
        hosts=DWS_HOSTS,
        path="/v1.0/{project_id}/job/{job_id}",
        # Only the vendor's Terraform provider has ERROR.
        states={**CLASSIC_STATES, "WAITING": PENDING, "DELAY_SCHEDULED": PENDING, "STOP": FAILED, "ERROR": FAILED},
        fields=FieldPaths(
            job_type=("job_name",),
            error_code=("failed_code",),
            fail_reason=("failed_detail",),
            progress=("progress",),
        ),
        permission="dws:service:listJobDetail",
        documentation=DOCUMENTS + "api-dws/ListJobDetails.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-nl": False, "eu-ch2": False},
        note="Only the vendor's Terraform provider lists ``ERROR``.",
    ),
    Service(
        name="cfw",
        title="Cloud Firewall",
        group=SECURITY,
        host="cfw",
        path="/v3/{project_id}/jobs/{job_id}",
        wrapper="data",
        states={"Running": RUNNING, "Success": SUCCEEDED, "Failed": FAILED},
        fields=FieldPaths(job_id=("id",)),
        permission="none required",
        documentation=DOCUMENTS + "api-cfw/ListJob.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True},
    ),
    Service(
        name="cph",
        title="Cloud Phone Host",
        group=COMPUTE,
        host="cph",
        path="/v1/{project_id}/cloud-phone/jobs/{job_id}",
        states={"1": RUNNING, "2": SUCCEEDED, "-1": FAILED},
        fields=FieldPaths(fail_reason=("error_msg",), message=("execute_msg",), resources=("phone_id", "server_id")),
        permission="cph:jobs:get",
        job_id_paths=("jobs.job_id", "job_id"),
        documentation=DOCUMENTS + "api-cph/cph_api_0521.html",
        clouds={HUAWEI_CLOUD: True},
    ),
    Service(
        name="dms",
        title="Distributed Message Service, tasks of Kafka, RabbitMQ and RocketMQ instances",
        group=APPLICATIONS,
        host="dms",
        path="/v2/{project_id}/instances/{instance_id}/tasks/{job_id}",
        wrapper="tasks",
        states={
            "CREATED": PENDING,
            "EXECUTING": RUNNING,
            "SUCCESS": SUCCEEDED,
            "FAILED": FAILED,
            "CANCELLED": FAILED,
            "DELETED": FAILED,
        },
        fields=FieldPaths(
            job_id=("id",),
            job_type=("name",),
            begin_time=("created_at",),
            updated_time=("updated_at",),
            resources=("params",),
        ),
        permission="dms:instance:getBackgroundTask",
        job_id_paths=("job_id", "results.job_id"),
        documentation=DOCUMENTS + "api-kafka/ShowBackgroundTask.html",
        clouds={HUAWEI_CLOUD: True, "eu-ch2": False},
    ),
    Service(
        name="apig",
        title="API Gateway, asynchronous tasks of an instance",
        group=APPLICATIONS,
        host="apig",
        path="/v2/{project_id}/apigw/instances/{instance_id}/async-tasks/{job_id}",
        # Editions of the document differ in the status value for success.
        states={
            "waiting": PENDING,
            "processing": RUNNING,
            "succeed": SUCCEEDED,
            "succeeded": SUCCEEDED,
            "failed": FAILED,
        },
        fields=FieldPaths(
            job_id=("task_id",), job_type=("task_type",), status=("task_status",), resources=("task_result",)
        ),
        permission="apig:asyncTask:get",
        job_id_paths=("task_id",),
        documentation=DOCUMENTS + "api-apig/ShowAsyncTaskResult.html",
        clouds={HUAWEI_CLOUD: True, T_CLOUD: True, "eu-nl": False},
        note="Editions of the API reference differ in the status value for success.",
    ),
    Service(
        name="ges",
        title="Graph Engine Service",
        group=DATABASES,
        host="ges",
        path="/v2/{project_id}/graphs/{graph_id}/jobs/{job_id}/status",
        # The filter of the list of jobs has "waiting" for "pending".
        states={"pending": PENDING, "waiting": PENDING, "running": RUNNING, "success": SUCCEEDED, "failed": FAILED},
        fields=FieldPaths(resources=("related_graph", "job_detail")),
        documentation=DOCUMENTS + "api-ges/ges_03_0373.html",
        clouds={HUAWEI_CLOUD: True},
        note="Only the filter of the query for all jobs lists ``waiting``.",
    ),
    Service(
        name="workspace",
        title="Workspace, desktops",
        group=COMPUTE,
        host="workspace",
        path="/v2/{project_id}/workspace-jobs/{job_id}",
        # The document lists none. The SDK has some for the filter of the list of sub-jobs, and only the vendor's
        # Terraform provider has COMPLETE.
        states={
            "INIT": PENDING,
            "WAITING": PENDING,
            "RUNNING": RUNNING,
            "SUCCESS": SUCCEEDED,
            "COMPLETE": SUCCEEDED,
            "FAIL": FAILED,
            "FAILED": FAILED,
        },
        by_sub_jobs=("COMPLETE",),
        fields=FieldPaths(
            job_id=("id",), error_code=("job_error_code", "error_code"), progress=("process",), sub_jobs=("sub_jobs",)
        ),
        job_id_paths=("job_id", "jobs.job_id", "orders.job_id"),
        permission="workspace:jobs:get",
        documentation="https://support.huaweicloud.com/api-workspace/ShowJob_0.html",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "``COMPLETE`` means that all sub-jobs have ended: the job counts as failed if one of them has failed. "
            "Only the vendor's Terraform provider has ``COMPLETE``, and only the SDK has ``INIT``. The API reference "
            "lists no status values."
        ),
    ),
    Service(
        name="workspaceapp",
        title="Workspace, application streaming",
        group=COMPUTE,
        host="appstream",
        hosts=WORKSPACEAPP_HOSTS,
        path="/v2/{project_id}/job/{job_id}",
        states={"WAITING": PENDING, "RUNNING": RUNNING, "SUCCESS": SUCCEEDED, "FAILED": FAILED},
        fields=FieldPaths(
            job_id=("id",), fail_reason=("error_message",), resources=("job_resource_info",), sub_jobs=("sub_jobs",)
        ),
        job_id_paths=("job_id", "items.job_id"),
        documentation=TERRAFORM + "workspace",
        clouds={HUAWEI_CLOUD: True},
        note="Jobs of image servers have a different query.",
    ),
    Service(
        name="swr",
        title="SoftWare Repository for Container, Enterprise Edition",
        group=APPLICATIONS,
        host="swr-api",
        path="/v2/{project_id}/jobs/{job_id}",
        # Those of the filter of the SDK's list of jobs.
        states={
            "Creating": PENDING,
            "Initializing": PENDING,
            "Running": RUNNING,
            "Success": SUCCEEDED,
            "Failed": FAILED,
        },
        fields=FieldPaths(
            job_id=("id",),
            job_type=("type",),
            begin_time=("created_at",),
            end_time=(),
            updated_time=("updated_at",),
            fail_reason=(),
            message=("reason",),
            resources=("instance_id", "resource_id", "resource_name"),
        ),
        documentation=TERRAFORM + "swrenterprise",
        clouds={HUAWEI_CLOUD: True},
        note="The status values come from the SDK, which lists them for the filter of the query for all jobs.",
    ),
    Service(
        name="servicestage",
        title="ServiceStage, components of applications",
        group=APPLICATIONS,
        host="servicestage",
        path="/v3/{project_id}/cas/jobs/{job_id}",
        # The document of API v2 has them; the vendor's Terraform provider ends at SUCCEEDED, FAILED and UNKNOWN.
        states={
            "SUBMITTED": PENDING,
            "SCHEDULED": PENDING,
            "RUNNING": RUNNING,
            "ROLLBACKING": RUNNING,
            "SUCCEEDED": SUCCEEDED,
            "FAILED": FAILED,
            "CANCELLED": FAILED,
            "PARTIALLY_FAILED": FAILED,
            "ROLLBACKED": FAILED,
            "UNKNOWN": FAILED,
        },
        # Tasks have their own keys.
        fields=FieldPaths(
            job_id=("job.job_id", "task_id"),
            job_type=("job.job_type", "task_type"),
            status=("job.execution_status", "task_status"),
            begin_time=(),
            end_time=(),
            error_code=(),
            fail_reason=(),
            message=("messages",),
            entities="",
            sub_jobs=("tasks",),
        ),
        documentation=DOCUMENTS + "api-servicestage/servicestage_api_0127.html",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "The status values come from the reference of API v2, which has the same query. ``UNKNOWN`` counts as "
            "failed, as in the vendor's Terraform provider."
        ),
    ),
    Service(
        name="kps",
        title="Key Pair Service",
        group=SECURITY,
        host="kms",
        path="/v3/{project_id}/tasks/{job_id}",
        # Those that the SDK has of tasks, and those at which the vendor's Terraform provider ends.
        states={
            "READY_RESET": PENDING,
            "READY_REPLACE": PENDING,
            "READY_UNBIND": PENDING,
            "RUNNING_RESET": RUNNING,
            "RUNNING_REPLACE": RUNNING,
            "RUNNING_UNBIND": RUNNING,
            "SUCCESS_BIND": SUCCEEDED,
            "SUCCESS_RESET": SUCCEEDED,
            "SUCCESS_REPLACE": SUCCEEDED,
            "SUCCESS_UNBIND": SUCCEEDED,
            "FAILED_BIND": FAILED,
            "FAILED_RESET": FAILED,
            "FAILED_REPLACE": FAILED,
            "FAILED_UNBIND": FAILED,
        },
        fields=FieldPaths(job_id=("task_id",), status=("task_status",), resources=("server_id",)),
        job_id_paths=("task_id", "tasks.task_id"),
        documentation=DOCUMENTS + "api-dew/ListKeypairTask.html",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "Only the vendor's Terraform provider lists ``SUCCESS_BIND``, ``SUCCESS_REPLACE``, ``FAILED_BIND``, and "
            "``FAILED_REPLACE``."
        ),
    ),
    # Global services
    Service(
        name="geip",
        title="Global Elastic IP",
        group=NETWORK,
        host="eip",
        is_global=True,
        path="/v3/{domain_id}/geip/jobs/{job_id}",
        wrapper="job",
        # The document lists none. The vendor's Terraform provider ends at the last two, which enumerations of the SDK
        # for Java and Go have as well; it knows the first as the one of a job that has not ended.
        states={"WAIT_TO_SCHEDULE": PENDING, "FINISH_SUCC": SUCCEEDED, "FINISH_ROLLBACK_SUCC": FAILED},
        fields=FieldPaths(
            job_id=("id",), job_type=("action",), begin_time=("start_time",), fail_reason=("error_message",)
        ),
        permission="none required",
        job_id_paths=("job_id", "global_eips.job_id"),
        documentation="https://support.huaweicloud.com/api-eip/ShowJobs.html",
        clouds={HUAWEI_CLOUD: True},
        note=(
            "The API reference lists no status values. These come from the vendor's Terraform provider."
            " ``FINISH_ROLLBACK_SUCC`` means that the work was rolled back, so the job has failed."
        ),
    ),
    Service(
        name="organizations",
        title="Organizations, creation of accounts",
        group=GOVERNANCE,
        host="organizations",
        is_global=True,
        path="/v1/organizations/create-account-status/{job_id}",
        wrapper="create_account_status",
        states={"in_progress": RUNNING, "succeeded": SUCCEEDED, "failed": FAILED},
        fields=FieldPaths(
            job_id=("id",),
            job_type=(),
            status=("state",),
            begin_time=("created_at",),
            # In an example, a request that is in progress also has it.
            end_time=(),
            updated_time=("completed_at",),
            error_code=(),
            fail_reason=("failure_reason",),
            message=("failure_detail_msg.error_msg",),
            entities="",
            resources=("account_id", "account_name"),
            sub_jobs=(),
        ),
        permission="organizations:createAccountStatuses:get",
        job_id_paths=("create_account_status.id",),
        documentation=DOCUMENTS + "api-organizations/ShowCreateAccountStatus.html",
        clouds={HUAWEI_CLOUD: True},
        note="The ID of the created account is in ``entities.account_id``.",
    ),
    Service(
        name="identitycenter",
        title="IAM Identity Center, creation of account assignments",
        group=GOVERNANCE,
        host="identitycenter",
        is_global=True,
        path="/v1/instances/{instance_id}/account-assignments/creation-status/{job_id}",
        wrapper="account_assignment_creation_status",
        states=REQUEST_STATES,
        fields=REQUEST_FIELDS,
        permission="IdentityCenter:accountAssignment:describeCreationStatus",
        job_id_paths=("account_assignment_creation_status.request_id",),
        documentation=DOCUMENTS + "api-identitycenter/DescribeAccountAssignmentCreationStatus.html",
        clouds={HUAWEI_CLOUD: True},
    ),
    Service(
        name="identitycenterdeletion",
        title="IAM Identity Center, deletion of account assignments",
        group=GOVERNANCE,
        host="identitycenter",
        is_global=True,
        path="/v1/instances/{instance_id}/account-assignments/deletion-status/{job_id}",
        wrapper="account_assignment_deletion_status",
        states=REQUEST_STATES,
        fields=REQUEST_FIELDS,
        permission="IdentityCenter:accountAssignment:describeDeletionStatus",
        job_id_paths=("account_assignment_deletion_status.request_id",),
        documentation=DOCUMENTS + "api-identitycenter/DescribeAccountAssignmentDeletionStatus.html",
        clouds={HUAWEI_CLOUD: True},
    ),
    Service(
        name="identitycenterprovision",
        title="IAM Identity Center, provisioning of permission sets",
        group=GOVERNANCE,
        host="identitycenter",
        is_global=True,
        path="/v1/instances/{instance_id}/permission-sets/provisioning-status/{job_id}",
        wrapper="permission_set_provisioning_status",
        states=REQUEST_STATES,
        fields=REQUEST_FIELDS,
        permission="IdentityCenter:permissionSet:describeProvisioningStatus",
        job_id_paths=("permission_set_provisioning_status.request_id",),
        documentation=DOCUMENTS + "api-identitycenter/DescribePermissionSetProvisioningStatus.html",
        clouds={HUAWEI_CLOUD: True},
    ),
)

#: The rows by name, in the order in which the documentation lists them.
SERVICES: dict[str, Service] = {row.name: row for row in ROWS}


def siblings(service: Service) -> list[str]:
    """The services that are easily confused with this one: those with the same host or the same path."""
    return [
        row.name for row in ROWS if row.name != service.name and (row.host == service.host or row.path == service.path)
    ]
