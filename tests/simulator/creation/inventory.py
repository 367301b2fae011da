# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the calls have made: servers, volumes, clusters and the like, each with a status that changes with time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..replies import Reply


class Kind(NamedTuple):
    """A kind of resource: ``service`` has it, ``show`` makes the object that a GET returns of it and its status.

    The statuses: while it is being made, when it is there, when making it has failed (None: then it is gone), while it
    is being changed, while it is being deleted.
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
    """One resource. ``wanted`` is what the request said of it, ``number`` counts them all, from 1.

    ``steps`` are (seconds since ``since``, status), the status None when it is gone. ``after`` is laid over ``wanted``
    with the last of them. ``parent`` is the resource that it is part of.
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
        """Whether jobs about it fail: its name says so."""
        return self.name.startswith("fail")

    def status(self, now: float) -> str | None:
        """Its status; None when it is gone. What the last step brings is kept."""
        current = self.steps[0][1]
        for at, status in self.steps:
            if at > now - self.since:
                return current
            current = status
        self.wanted = {**self.wanted, **self.after}
        return current

    def change(self, now: float, steps: list[tuple[float, str | None]], after: dict[str, Any]) -> None:
        """Begin a change, which ends the one before."""
        self.status(self.since + self.steps[-1][0])
        self.since, self.steps, self.after = now, steps, after


class Inventory:
    """All resources, the ids of the jobs that calls have started, and the responses that client tokens have had."""

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
        """Make a resource, or make one of that id anew."""
        with self._lock:
            self._count += 1
            made = Resource(
                *(kind, resource_id, name, project, wanted, self._count, self.wall(), self.clock(), steps, {}), parent
            )
            self._resources[kind, resource_id] = made
            return made

    def find(self, kind: Kind, resource_id: str) -> Resource | None:
        """A resource that is not gone yet."""
        with self._lock:
            found = self._resources.get((kind, resource_id))
        return None if found is None or found.status(self.clock()) is None else found

    def all(self, service: str | None = None, kind: Kind | None = None, parent: str | None = None) -> list[Resource]:
        """Those that are not gone yet, in the order in which they were made."""
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
        """A call has started a job."""
        with self._lock:
            self._started.append((service, job_id))

    def started(self) -> list[tuple[str, str]]:
        """Service and id of each job that a call has started, in order."""
        with self._lock:
            return list(self._started)

    def response_of(self, call: str, token: str) -> Reply | None:
        """The response to the first call with that client token."""
        return self._responses.get((call, token))

    def keep_response(self, call: str, token: str, reply: Reply) -> None:
        """Respond the same from now on."""
        self._responses[call, token] = reply

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._resources.clear()
            self._started.clear()
            self._responses.clear()
            self._count = 0
