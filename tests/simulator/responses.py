# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composers: the JSON objects in which each family of services shows a job or a sub-job. UNSET keys are left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .jobs import View
from .replies import UNSET

Composer = Callable[[View], dict[str, Any]]


def pruned(value: Any) -> Any:
    """A copy without the keys that are UNSET."""
    if isinstance(value, dict):
        return {key: pruned(item) for key, item in value.items() if item is not UNSET}
    return [pruned(item) for item in value] if isinstance(value, list) else value


def flat(*same: str, **renamed: str) -> Composer:
    """A composer of one object with the given fields of a view; keyword arguments map keys to fields.

    Entities are next to the other keys, unless ``entities`` is among the names.
    """
    keys = {**{name: name for name in same}, **renamed}

    def compose(view: View) -> dict[str, Any]:
        body = {key: getattr(view, name) for key, name in keys.items()}
        return body if "entities" in keys.values() else {**body, **view.entities}

    return compose


CLASSIC = ("status", "entities", "job_id", "job_type", "begin_time", "end_time", "error_code", "fail_reason")
#: The format of the older services, with sub-jobs (if any) at the top level.
classic = flat(*CLASSIC, "sub_jobs")


def _with_entities(view: View, **more: Any) -> dict[str, Any]:
    body = flat(*CLASSIC)(view)
    if isinstance(view.entities, dict):
        body["entities"] = {**view.entities, **more}
    return body


def nested(view: View) -> dict[str, Any]:
    """SDRS and EIP: sub-jobs are inside the entities."""
    return _with_entities(view, sub_jobs=view.sub_jobs)


def server(view: View) -> dict[str, Any]:
    """ECS and BMS: sub-jobs and their number are inside the entities; errors appear only when the job has ended."""
    total = len(view.sub_jobs) if isinstance(view.sub_jobs, list) else UNSET
    body = _with_entities(view, sub_jobs_total=total, sub_jobs=view.sub_jobs)
    return body if view.ended else {**body, "error_code": UNSET, "fail_reason": UNSET}


def volume(view: View) -> dict[str, Any]:
    """EVS: if there are sub-jobs, the entities contain nothing else."""
    body = nested(view)
    return body if view.sub_jobs is UNSET else {**body, "entities": {"sub_jobs": view.sub_jobs}}


def image(view: View) -> dict[str, Any]:
    """IMS: progress as a fraction, errors, results, and the IDs of sub-jobs are inside the entities."""
    progress = UNSET if view.job.progress is None else view.job.progress / 100
    subs = view.sub_jobs
    return _with_entities(
        view,
        process_percent=1 if view.succeeded and progress is not UNSET else progress,
        error_code=view.error_code or UNSET,
        error=view.fail_reason or UNSET,
        sub_jobs_result=subs,
        sub_jobs_list=[sub["job_id"] for sub in subs if "job_id" in sub] if isinstance(subs, list) else UNSET,
    )


def cluster(view: View) -> dict[str, Any]:
    """CCE, in the format of Kubernetes."""
    times = {"creationTimestamp": view.begin_time, "updateTimestamp": view.updated_time}
    return {
        "kind": "Job",
        "apiVersion": "v3",
        "metadata": {"uid": view.job_id, **times},
        "spec": {"type": view.job_type, **view.entities, "subJobs": view.sub_jobs},
        "status": {"phase": view.status, "reason": view.fail_reason or ""},
    }


def backup(view: View) -> dict[str, Any]:
    """CBR: an operation log, with errors and progress in separate objects."""
    progress = 100 if view.succeeded else view.job.progress
    body = flat("status", id="job_id", operation_type="job_type", started_at="begin_time", ended_at="end_time")(view)
    return {
        **body,
        "created_at": view.begin_time,
        "updated_at": view.updated_time,
        "error_info": {"code": view.error_code or "", "message": view.fail_reason or ""},
        "extra_info": {"common": {"progress": progress}, **body.get("extra_info", {})},
    }


def component(view: View) -> dict[str, Any]:
    """ServiceStage: tasks are next to the job."""
    tasks = view.sub_jobs if isinstance(view.sub_jobs, list) else []
    job = {"job_id": view.job_id, "job_type": view.job_type, "execution_status": view.status, "rollback_enabled": False}
    return {"task_count": len(tasks), "job": job, "tasks": tasks}
