# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that make, change, delete and read resources, of the ten most used services and a few beside them.

Each module has a table of a service's calls (``OPERATIONS``) and the kinds of resources that they make (``KINDS``).
Bodies are checked as far as the documents require something of them, and refused as the service would. A call takes
effect at once; its job, or where there is none the status of the resource, needs ``create_seconds`` to the end.

A name that begins with ``fail`` is accepted and yields a job that fails, and so does every later call for a resource
of that name. The header ``X-Client-Token`` is honored where the service documents it: the same token gets the same
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
    """The call that a request is, with the values of the braces in its path."""
    for operation in OPERATIONS:
        values = operation.match(service, method, path)
        if values is not None:
            return operation, values
    return None


def kind_of(service: str, name: str | None = None) -> Kind:
    """The kind of that name, or the first, of a service."""
    kinds = [kind for kind in KINDS if kind.service == service and name in (None, kind.name)]
    if not kinds:
        known = ", ".join(f"{kind.service} {kind.name}" for kind in KINDS)
        raise ValueError(f"no such kind of resource: {service} {name or ''}; there are {known}")
    return kinds[0]
