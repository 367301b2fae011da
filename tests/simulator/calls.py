# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test sets and sees of the calls that are no status query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .creation import kind_of
from .records import Record

if TYPE_CHECKING:
    from .state import State


class Calls:
    """The part of ``Simulator`` that is about calls and what they make."""

    _state: State

    @property
    def project_id(self) -> str:
        """The project that resources belong to."""
        raise NotImplementedError

    @property
    def create_seconds(self) -> float:
        """How long the jobs of calls run from now on, and how long a resource without a job needs to be there."""
        return self._state.create_seconds

    @create_seconds.setter
    def create_seconds(self, seconds: float) -> None:
        self.set_create_seconds(seconds)

    def set_create_seconds(self, seconds: float) -> None:
        """As the property; 0 is at once."""
        if seconds < 0:
            raise ValueError("create_seconds cannot be negative")
        self._state.create_seconds = float(seconds)

    def add_resource(
        self, service: str, resource_id: str, kind: str | None = None, name: str | None = None, **wanted: Any
    ) -> None:
        """Let a service have a resource that is there already, so that calls can name it.

        ``kind`` is the service's first unless given (``creation.KINDS``), ``name`` the id. Jobs about one whose name
        begins with ``fail`` fail. ``wanted`` are fields of a create call's body, beside one another; ``parent`` among
        them is the id of the cluster of a node or of the restore point of a backup.
        """
        row = kind_of(service, kind)
        parent = wanted.pop("parent", None)
        self._state.inventory.add(
            row, resource_id, name or resource_id, self.project_id, wanted, [(0.0, row.ready)], parent
        )

    def resources(self, service: str | None = None) -> list[dict[str, Any]]:
        """Service, kind, id, name and status of each resource that is not gone, in order of making."""
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
        """The ids of the jobs that calls have started, in order; those of ``add_job`` are not among them."""
        return [job_id for name, job_id in self._state.inventory.started() if service in (None, name)]

    def starting(self) -> list[str]:
        """The services whose calls have started jobs."""
        return list(dict.fromkeys(name for name, _job_id in self._state.inventory.started()))

    def calls(self, service: str | None = None, method: str | None = None) -> list[Record]:
        """The requests to services that are no status queries, of one service or one method, in order of arrival.

        A record's ``body`` is the JSON that was sent, ``processed`` the HTTP status that the service came to, even
        where a fault kept that from the client.
        """
        return [
            record
            for record in self._state.records()
            if record.is_call and service in (None, record.service) and method in (None, record.method)
        ]
