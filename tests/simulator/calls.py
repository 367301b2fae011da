# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test can set and read for calls that are not status queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .creation import kind_of
from .records import Record

if TYPE_CHECKING:
    from .state import State


class Calls:
    """The part of ``Simulator`` for calls and the resources they create."""

    _state: State

    @property
    def project_id(self) -> str:
        """The project of all resources."""
        raise NotImplementedError

    @property
    def create_seconds(self) -> float:
        """How long the jobs of calls run from now on, and how long resources without a job take to be created."""
        return self._state.create_seconds

    @create_seconds.setter
    def create_seconds(self, seconds: float) -> None:
        self.set_create_seconds(seconds)

    def set_create_seconds(self, seconds: float) -> None:
        """Set the property of the same name; 0 means immediately."""
        if seconds < 0:
            raise ValueError("create_seconds cannot be negative")
        self._state.create_seconds = float(seconds)

    def add_resource(
        self, service: str, resource_id: str, kind: str | None = None, name: str | None = None, **wanted: Any
    ) -> None:
        """Add a resource that already exists, so that calls can refer to it.

        ``kind`` defaults to the first kind of the service (``creation.KINDS``), and ``name`` defaults to the ID. Jobs
        for a resource whose name begins with ``fail`` fail. ``wanted`` are fields of the body of a create call. Its
        field ``parent`` is the ID of the cluster of a node, or of the restore point of a backup.
        """
        row = kind_of(service, kind)
        parent = wanted.pop("parent", None)
        self._state.inventory.add(
            row, resource_id, name or resource_id, self.project_id, wanted, [(0.0, row.ready)], parent
        )

    def resources(self, service: str | None = None) -> list[dict[str, Any]]:
        """The service, kind, ID, name, and status of each existing resource, in the order of creation."""
        inventory = self._state.inventory
        now = inventory.clock()
        return [
            {
                "service": one.kind.service,
                "kind": one.kind.name,
                "id": one.id,
                "name": one.name,
                "status": one.status(now),
            }
            for one in inventory.all(service)
        ]

    def started(self, service: str | None = None) -> list[str]:
        """The IDs of the jobs that calls have started, in order. Jobs added with ``add_job`` are not included."""
        return [job_id for name, job_id in self._state.inventory.started() if service in (None, name)]

    def starting(self) -> list[str]:
        """The services whose calls have started jobs."""
        return list(dict.fromkeys(name for name, _job_id in self._state.inventory.started()))

    def calls(self, service: str | None = None, method: str | None = None) -> list[Record]:
        """The requests to services that are not status queries, by service or method, in the order of arrival.

        The ``body`` of a record is the JSON that was sent. ``processed`` is the HTTP status with which the service
        processed the request, even if a fault replaced the response.
        """
        return [
            record
            for record in self._state.records()
            if record.is_call and service in (None, record.service) and method in (None, record.method)
        ]
