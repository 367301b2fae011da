# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that create, change, delete, and read resources of the most used services.

Each module has a table of a service's calls (``OPERATIONS``) and of the kinds of resources that they create
(``KINDS``). Bodies are checked against the documented requirements and refused the way the service does. A call takes
effect at once; its job, or the status of the resource if there is no job, takes ``create_seconds`` to finish.

If the name of a resource begins with ``fail``, the call is accepted, but its job fails, and so does every later job for
this resource. The header ``X-Client-Token`` is supported where the service documents it: a repeated token gets the same
response again and starts nothing.
"""

from __future__ import annotations

from . import (
    backups,
    balancers,
    caches,
    clusters,
    databases,
    groups,
    images,
    queues,
    servers,
    shares,
    volumes,
)
from .call import Call, Operation
from .inventory import Inventory, Kind, Resource

__all__ = ["KINDS", "Call", "Inventory", "Kind", "Operation", "Resource", "find", "kind_of"]

MODULES = (backups, balancers, caches, clusters, databases, groups, images, queues, servers, shares, volumes)
OPERATIONS: tuple[Operation, ...] = tuple(row for module in MODULES for row in module.OPERATIONS)
KINDS: tuple[Kind, ...] = tuple(kind for module in MODULES for kind in module.KINDS)


def find(service: str, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation that a request matches, with the values from its path."""
    for operation in OPERATIONS:
        values = operation.match(service, method, path)
        if values is not None:
            return operation, values
    return None


def kind_of(service: str, name: str | None = None) -> Kind:
    """The service's kind of that name, or its first kind."""
    kinds = [kind for kind in KINDS if kind.service == service and name in (None, kind.name)]
    if not kinds:
        known = ", ".join(f"{kind.service} {kind.name}" for kind in KINDS)
        raise ValueError(f"no such kind of resource: {service} {name or ''}; there are {known}")
    return kinds[0]
