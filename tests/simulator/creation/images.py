# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IMS: images. The job ID is in ``job_id``; the image ID is among the entities of the job that created it."""

from __future__ import annotations

from typing import Any

from ..jobs import time_form
from ..replies import Reply, nested_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, showing
from .inventory import Kind, Resource

RULES = Rules(
    services=("ims",),
    error=nested_error,
    invalid=Failure(400, "IMG.0001", "The request message format is invalid: {field}."),
    missing=Failure(404, "IMG.0027", "The image {id} does not exist."),
    broken=("IMG.0111", "The image could not be stored."),
)
TIME = time_form("%Y-%m-%dT%H:%M:%SZ")


def show(one: Resource, status: str) -> dict[str, Any]:
    """An image."""
    return {
        "id": one.id,
        "name": one.name,
        "status": status,
        "owner": one.project,
        "visibility": "private",
        "protected": False,
        "min_disk": one.wanted.get("min_disk") or 40,
        "min_ram": one.wanted.get("min_ram") or 0,
        "tags": one.wanted.get("tags") or [],
        "__imagetype": "private",
        "__description": one.wanted.get("description"),
        "__os_version": one.wanted.get("os_version"),
        "created_at": TIME(one.created),
        "updated_at": TIME(one.created),
    }


IMAGE = Kind("ims", "image", show, "saving", "active", None, "active", "active")


def create(call: Call, job_type: str = "createImageByInstance") -> Reply:
    """Create an image from a server, a volume, or a file."""
    if not any(call.body.get(key) for key in ("instance_id", "volume_id", "image_url", "data_images")):
        call.invalid("instance_id")
    made = call.make(IMAGE, call.body["name"], call.body)
    entities = {"image_id": made.id, "image_name": made.name, "current_task": job_type}
    pending = {"image_name": made.name, "current_task": job_type}
    return Reply(200, {"job_id": call.start(job_type, made.fails, entities, pending_entities=pending, progress=50)})


def create_whole(call: Call) -> Reply:
    """Create an image from a server with its data disks, or from a backup."""
    source = call.body.get("instance_id") or call.body.get("backup_id")
    call.body = {**call.body, "instance_id": source}
    return create(call, "createWholeImageByInstance")


def delete(call: Call) -> Reply:
    """Delete an image immediately: there is no job."""
    call.target.change(call.inventory.clock(), [(0.0, None)], {})
    return Reply(204)


NAMED = {"name": str, "description?": str, "instance_id?": str, "volume_id?": str, "image_url?": str, "min_disk?": int}

OPERATIONS = (
    Operation(RULES, "POST", "/v2/cloudimages/action", create, NAMED),
    Operation(RULES, "POST", "/v2.1/cloudimages/action", create, NAMED),
    Operation(RULES, "POST", "/v1/cloudimages/wholeimages/action", create_whole, NAMED),
    Operation(RULES, "DELETE", "/v2/images/{id}", delete, of=IMAGE),
    Operation(RULES, "GET", "/v2/cloudimages", listing(IMAGE, "images", exact=("id", "name", "status"))),
    Operation(RULES, "GET", "/v2/images/{id}", showing(), of=IMAGE),
)
KINDS = (IMAGE,)
