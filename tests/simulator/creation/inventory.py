# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources that calls have created: servers, volumes, clusters, and others, whose status changes over time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..replies import Reply


class Kind(NamedTuple):
    """A kind of resource of ``service``. ``show`` returns the object that a GET shows for a resource with its status.

    The statuses: while it is created, when it exists, when its creation has failed (``None``: it is gone), while it is
    changed, and while it is deleted.
    """

    service: str
    name: str
    show: Callable[[Resource, str], dict[str, Any]]
    making: str
    ready: str
    broken: str | None
    changing: str
    leaving: str


@dataclass
class Resource:
    """A resource. ``wanted`` are the requested values; ``number`` counts all resources from 1.

    ``steps`` are (seconds after ``since``, status); the status is ``None`` when the resource is gone. ``after`` is
    merged into ``wanted`` with the last step. ``parent`` is the resource that it belongs to.
    """

    kind: Kind
    id: str
    name: str
    project: str
    wanted: dict[str, Any]
    number: int
    created: float
    since: float
    steps: list[tuple[float, str | None]]
    after: dict[str, Any]
    parent: str | None = None
    deleted: bool = False

    @property
    def fails(self) -> bool:
        """Whether its jobs fail, which its name determines."""
        return self.name.startswith("fail")

    def status(self, now: float) -> str | None:
        """Its status, ``None`` when it is gone. The effect of the last step is kept."""
        current = self.steps[0][1]
        for at, status in self.steps:
            if at > now - self.since:
                return current
            current = status
        self.wanted = {**self.wanted, **self.after}
        return current

    def change(self, now: float, steps: list[tuple[float, str | None]], after: dict[str, Any]) -> None:
        """Begin a change, which ends the previous one."""
        self.status(self.since + self.steps[-1][0])
        self.since, self.steps, self.after = now, steps, after


class Inventory:
    """All resources, the IDs of the jobs that calls have started, and the responses by client token."""

    def __init__(self, clock: Callable[[], float], wall: Callable[[], float]) -> None:
        self.clock = clock
        self.wall = wall
        self._lock = threading.RLock()
        self._resources: dict[tuple[Kind, str], Resource] = {}
        self._started: list[tuple[str, str]] = []
        self._responses: dict[tuple[str, str], Reply] = {}
        self._count = 0

    def add(
        self,
        kind: Kind,
        resource_id: str,
        name: str,
        project: str,
        wanted: dict[str, Any],
        steps: list[tuple[float, str | None]],
        parent: str | None = None,
    ) -> Resource:
        """Create a resource, or recreate the one with this ID."""
        with self._lock:
            self._count += 1
            made = Resource(
                *(kind, resource_id, name, project, wanted, self._count, self.wall(), self.clock(), steps, {}), parent
            )
            self._resources[kind, resource_id] = made
            return made

    def find(self, kind: Kind, resource_id: str) -> Resource | None:
        """Find a resource that still exists."""
        with self._lock:
            found = self._resources.get((kind, resource_id))
        return None if found is None or found.status(self.clock()) is None else found

    def all(self, service: str | None = None, kind: Kind | None = None, parent: str | None = None) -> list[Resource]:
        """The resources that still exist, in the order of creation."""
        now = self.clock()
        with self._lock:
            resources = list(self._resources.values())
        return [
            one
            for one in resources
            if service in (None, one.kind.service)
            and kind in (None, one.kind)
            and parent in (None, one.parent)
            and one.status(now) is not None
        ]

    def note(self, service: str, job_id: str) -> None:
        """Record a job that a call has started."""
        with self._lock:
            self._started.append((service, job_id))

    def started(self) -> list[tuple[str, str]]:
        """The service and ID of each job that a call has started, in order."""
        with self._lock:
            return list(self._started)

    def response_of(self, call: str, token: str) -> Reply | None:
        """The response to the first call with this client token."""
        return self._responses.get((call, token))

    def keep_response(self, call: str, token: str, reply: Reply) -> None:
        """Return this response for the client token from now on."""
        self._responses[call, token] = reply

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self._resources.clear()
            self._started.clear()
            self._responses.clear()
            self._count = 0
