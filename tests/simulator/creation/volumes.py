# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""EVS: volumes. The job ID is in ``job_id``; a volume paid by month or year (v2.1) is an order, with ``order_id``."""

from __future__ import annotations

from typing import Any

from ..jobs import iso_time
from ..replies import Reply, nested_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, new_order, showing
from .inventory import Kind, Resource

RULES = Rules(
    services=("evs",),
    error=nested_error,
    invalid=Failure(400, "EVS.1009", "invalid volumeForCreate! {field}"),
    missing=Failure(404, "EVS.5404", "Volume {id} could not be found."),
    broken=("EVS.2001", "Failed to create the volume: the storage backend has no capacity left."),
)
NO_EXTENSION = RULES._replace(invalid=Failure(400, "EVS.1011", "null extendVolumeReq! {field}"))
TOO_SMALL = Failure(400, "EVS.1015", "new volume Size must be greater than old Size!")


def show(one: Resource, status: str) -> dict[str, Any]:
    """The details of a volume."""
    wanted = one.wanted
    return {
        "id": one.id,
        "name": one.name,
        "status": status,
        "size": wanted.get("size"),
        "volume_type": wanted.get("volume_type"),
        "availability_zone": wanted.get("availability_zone"),
        "description": wanted.get("description"),
        "metadata": wanted.get("metadata") or {},
        "tags": wanted.get("tags") or {},
        "attachments": [],
        "links": [],
        "bootable": "false",
        "shareable": str(bool(wanted.get("multiattach"))).lower(),
        "multiattach": bool(wanted.get("multiattach")),
        "os-vol-tenant-attr:tenant_id": one.project,
        "created_at": iso_time(one.created).rstrip("Z"),
        "updated_at": iso_time(one.created).rstrip("Z"),
    }


VOLUME = Kind("evs", "volume", show, "creating", "available", "error", "extending", "deleting")


def start(call: Call, job_type: str, volumes: list[Resource]) -> str:
    """Start a job for one volume, or for several with a sub-job each."""
    shown = [
        {"volume_id": one.id, "name": one.name, **{key: one.wanted.get(key) for key in ("size", "volume_type")}}
        for one in volumes
    ]
    fails = volumes[0].fails
    if len(volumes) == 1:
        return call.start(job_type, fails, shown[0])
    more = {"job_type": job_type, "steps": call.steps(fails), **call.failure(fails)}
    sub_jobs = [{"job_id": call.rules.new_id(), "entities": entities, **more} for entities in shown]
    return call.start("batchCreateVolume", fails, sub_jobs=sub_jobs)


def make(call: Call) -> list[Resource]:
    """Create the requested number of volumes; several ones get numbered names."""
    wanted = call.body["volume"]
    count, name = wanted.get("count") or 1, wanted.get("name") or ""
    names = [name] if count == 1 else [f"{name}-{index:04d}" for index in range(1, count + 1)]
    return [call.make(VOLUME, one, wanted) for one in names]


def create(call: Call) -> Reply:
    """Create volumes. The response of v2.1 includes their IDs."""
    made = make(call)
    ids = {"volume_ids": [one.id for one in made]}
    if (call.body.get("bssParam") or {}).get("chargingMode") == "prePaid":
        return Reply(200, {"order_id": new_order(), **ids})
    return Reply(200, {"job_id": start(call, "createVolume", made), **ids})


def create_v2(call: Call) -> Reply:
    """Create volumes. Only the job shows their IDs."""
    return Reply(200, {"job_id": start(call, "createVolume", make(call))})


def extend(call: Call) -> Reply:
    """Extend a volume."""
    size = call.body["os-extend"]["new_size"]
    if size <= (call.target.wanted.get("size") or 0):
        call.refuse(TOO_SMALL)
    call.change(call.target, size=size)
    return Reply(200, {"job_id": start(call, "extendVolume", [call.target])})


def retype(call: Call) -> Reply:
    """Change the volume type."""
    call.change(call.target, busy="retyping", volume_type=call.body["os-retype"]["new_type"])
    return Reply(202, {"job_id": start(call, "retypeVolume", [call.target])})


def delete(call: Call) -> Reply:
    """Delete a volume."""
    call.remove(call.target)
    return Reply(200, {"job_id": start(call, "deleteVolume", [call.target])})


CREATE = {
    "volume": dict,
    "volume.availability_zone": str,
    "volume.size": int,
    "volume.volume_type": str,
    "volume.name?": str,
    "volume.count?": int,
    "volume.multiattach?": bool,
    "volume.metadata?": dict,
    "bssParam?": dict,
}
EXTEND = {"os-extend": dict, "os-extend.new_size": int}
RETYPE = {"os-retype": dict, "os-retype.new_type": str}

OPERATIONS = (
    Operation(RULES, "POST", "/v2.1/{project}/cloudvolumes", create, CREATE, once=True),
    Operation(RULES, "POST", "/v2/{project}/cloudvolumes", create_v2, CREATE),
    Operation(NO_EXTENSION, "POST", "/v2.1/{project}/cloudvolumes/{id}/action", extend, EXTEND, VOLUME),
    Operation(NO_EXTENSION, "POST", "/v2/{project}/cloudvolumes/{id}/action", extend, EXTEND, VOLUME),
    Operation(RULES, "POST", "/v2/{project}/volumes/{id}/retype", retype, RETYPE, VOLUME),
    Operation(RULES, "DELETE", "/v2/{project}/cloudvolumes/{id}", delete, of=VOLUME),
    Operation(
        *(RULES, "GET", "/v2/{project}/cloudvolumes/detail"),
        listing(VOLUME, "volumes", exact=("name", "status", "id"), count=None),
    ),
    Operation(RULES, "GET", "/v2/{project}/cloudvolumes/{id}", showing("volume"), of=VOLUME),
)
KINDS = (VOLUME,)
