# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SFS Turbo: shares. There are no jobs: the status of a share goes from 100 (being created) to 200 (available).

While a share is extended, its status is 200, and its ``sub_status`` goes from 121 to 221.
"""

from __future__ import annotations

import uuid
from typing import Any

from ..jobs import iso_time
from ..replies import Reply, short_error
from ..service import Failure
from .call import Call, Operation, Rules, listing, same_with, showing
from .inventory import Kind, Resource

RULES = Rules(
    services=("sfsturbo",),
    error=short_error,
    invalid=Failure(400, "SFS.TURBO.0001", "Parameter error: {field}"),
    missing=Failure(404, "SFS.TURBO.0002", "Cluster not found"),
    broken=("SFS.TURBO.0010", "Quota exceeds"),
    busy=("waiting", "running"),
    new_id=lambda: str(uuid.uuid4()),
)
SAME = ("availability_zone", "security_group_id", "share_proto", "share_type", "subnet_id", "vpc_id")
EXTENDING, EXTENDED = "121", "221"


def show(one: Resource, status: str) -> dict[str, Any]:
    """The details of a share. Its size is a string."""
    statuses = {"status": SHARE.ready, "sub_status": status} if status in (EXTENDING, EXTENDED) else {"status": status}
    size = f"{one.wanted.get('size') or 500}.00"
    return {
        **same_with(SAME, one.wanted),
        **statuses,
        "id": one.id,
        "name": one.name,
        "size": size,
        "avail_capacity": size,
        "export_location": f"{one.id}.sfsturbo.internal:/" if status != SHARE.making else "",
        "created_at": iso_time(one.created).rstrip("Z"),
        "pay_model": "0",
    }


SHARE = Kind("sfsturbo", "share", show, "100", "200", "303", EXTENDING, "200")


def create(call: Call) -> Reply:
    """Create a share."""
    wanted = call.body["share"]
    made = call.make(SHARE, wanted["name"], wanted)
    return Reply(202, {"id": made.id, "name": made.name, "status": SHARE.making})


def extend(call: Call) -> Reply:
    """Extend a share."""
    call.change(call.target, end=EXTENDED, size=call.body["extend"]["new_size"])
    return Reply(202, {"id": call.target.id, "name": call.target.name})


def delete(call: Call) -> Reply:
    """Delete a share: 202 without a body."""
    call.remove(call.target)
    return Reply(202)


CREATE = {
    "share": dict,
    **{f"share.{name}": str for name in ("name", *SAME)},
    "share.size": int,
    "bss_param?": dict,
}
ALL = "/v1/{project}/sfs-turbo/shares"

OPERATIONS = (
    Operation(RULES, "POST", ALL, create, CREATE),
    Operation(RULES, "POST", ALL + "/{id}/action", extend, {"extend": dict, "extend.new_size": int}, SHARE),
    Operation(RULES, "DELETE", ALL + "/{id}", delete, of=SHARE),
    Operation(RULES, "GET", ALL + "/detail", listing(SHARE, "shares", count=None)),
    Operation(RULES, "GET", ALL + "/{id}", showing(), of=SHARE),
)
KINDS = (SHARE,)
