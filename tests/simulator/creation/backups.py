# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CBR: restore points and backups. No call that starts a task returns its ID.

A backup call returns ``checkpoint.id``; restore and delete calls return nothing. The task's ID is in the list of
operation logs, where ``checkpoint_id``, or ``vault_id``, ``resource_id``, and ``operation_type`` identify it. The
service's status query reads this log.
"""

from __future__ import annotations

import uuid
from typing import Any

from ..jobs import time_form
from ..replies import Reply, flat_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, showing
from .inventory import Kind, Resource

RULES = Rules(
    services=("cbr",),
    error=flat_error,
    invalid=Failure(400, "BackupService.9900", "Invalid {field} provided."),
    missing=Failure(404, "BackupService.6302", "The resource {id} does not exist."),
    broken=("BackupService.0001", "No resource is available for backup."),
    busy=("waiting", "running"),
    new_id=lambda: str(uuid.uuid4()),
)
TIME = time_form("%Y-%m-%dT%H:%M:%SZ")


def show_checkpoint(one: Resource, status: str) -> dict[str, Any]:
    """A restore point."""
    vault_id, parameters = one.wanted.get("vault_id"), one.wanted.get("parameters") or {}
    resources = [{"id": resource, "name": resource, "type": "OS::Nova::Server"} for resource in resources_of(one)]
    return {
        "id": one.id,
        "project_id": one.project,
        "status": status,
        "created_at": TIME(one.created),
        "vault": {"id": vault_id, "name": vault_id, "resources": resources, "skipped_resources": []},
        "extra_info": {"name": one.name, "description": parameters.get("description")},
    }


def show_backup(one: Resource, status: str) -> dict[str, Any]:
    """A backup, which belongs to a restore point."""
    return {
        "id": one.id,
        "name": one.name,
        "status": status,
        "checkpoint_id": one.parent,
        "project_id": one.project,
        "vault_id": one.wanted.get("vault_id"),
        "resource_id": resources_of(one)[0],
        "resource_type": "OS::Nova::Server",
        "image_type": "backup",
        "created_at": TIME(one.created),
        "updated_at": TIME(one.created),
    }


CHECKPOINT = Kind("cbr", "checkpoint", show_checkpoint, "protecting", "available", "error", "available", "deleting")
BACKUP = Kind("cbr", "backup", show_backup, "protecting", "available", "error", "restoring", "deleting")


def resources_of(one: Resource) -> list[str]:
    """The IDs of the resources in the backup."""
    return (one.wanted.get("parameters") or {}).get("resources") or ["server-1"]


def start(call: Call, job_type: str, one: Resource) -> None:
    """Start a task. Its ID is not returned."""
    extra = {"resource": {"id": resources_of(one)[0], "type": "OS::Nova::Server"}}
    about = {"checkpoint_id": one.parent or one.id, "vault_id": one.wanted.get("vault_id"), "project_id": one.project}
    call.start(job_type, one.fails, {**about, "extra_info": extra}, progress=50)


def create(call: Call) -> Reply:
    """Back up the resources of a vault: one restore point with one backup for each resource."""
    wanted = call.body["checkpoint"]
    name = (wanted.get("parameters") or {}).get("name") or "manualbk"
    made = call.make(CHECKPOINT, name, wanted)
    for resource in resources_of(made):
        call.make(BACKUP, name, {**wanted, "parameters": {"resources": [resource]}}, parent=made.id)
    start(call, "backup", made)
    return Reply(200, {"checkpoint": call.show(made)})


def restore(call: Call) -> Reply:
    """Restore a backup: 202 without a body."""
    call.change(call.target)
    start(call, "restore", call.target)
    return Reply(202)


def delete(call: Call) -> Reply:
    """Delete a backup: 204 without a body."""
    call.remove(call.target)
    start(call, "delete", call.target)
    return Reply(204)


def list_logs(call: Call) -> Reply:
    """The operation logs, newest first."""
    logs = [body["operation_log"] for body in reversed(call.state.bodies_of("cbr"))]
    for name in ("vault_id", "operation_type", "status"):
        if name in call.query:
            logs = [log for log in logs if log.get(name) in call.query[name]]
    if "resource_id" in call.query:
        wanted = call.query["resource_id"]
        logs = [log for log in logs if (log["extra_info"].get("resource") or {}).get("id") in wanted]
    return Reply(200, {"operation_logs": logs, "count": len(logs), "limit": 1000, "offset": 0})


CREATE = {"checkpoint": dict, "checkpoint.vault_id": str, "checkpoint.parameters?": dict}
RESTORE = {"restore": dict, "restore.server_id?": str, "restore.volume_id?": str, "restore.power_on?": bool}

OPERATIONS = (
    Operation(RULES, "POST", "/v3/{project}/checkpoints", create, CREATE),
    Operation(RULES, "POST", "/v3/{project}/backups/{id}/restore", restore, RESTORE, BACKUP),
    Operation(RULES, "DELETE", "/v3/{project}/backups/{id}", delete, of=BACKUP),
    Operation(RULES, "GET", "/v3/{project}/checkpoints/{id}", showing("checkpoint"), of=CHECKPOINT),
    Operation(
        *(RULES, "GET", "/v3/{project}/backups"),
        listing(BACKUP, "backups", exact=("checkpoint_id", "name", "vault_id", "status"), count=None),
    ),
    Operation(RULES, "GET", "/v3/{project}/backups/{id}", showing("backup"), of=BACKUP),
    Operation(RULES, "GET", "/v3/{project}/operation-logs", list_logs),
)
KINDS = (BACKUP, CHECKPOINT)
