# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call, and the rows of the tables of calls: what they check, and what their functions can do."""

from __future__ import annotations

import functools
import re
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn
from urllib.parse import unquote

from ..jobs import iso_time
from ..replies import Refusal, Reply
from ..service import ErrorShape, Failure
from ..services import SERVICES
from .inventory import Inventory, Kind, Resource
from .needs import Needs, unmet

if TYPE_CHECKING:
    from ..state import State

ENGINES = "kafka|rabbitmq|rocketmq|reliability"


class Rules(NamedTuple):
    """What the calls of a service have in common.

    ``services`` are the names of the service; the jobs belong to the first one. ``invalid`` is the error for an invalid
    body, with ``{field}`` in its text. ``missing`` is the error for a resource that does not exist, with ``{id}``.
    ``broken`` is the error code and reason of a failed job. ``busy`` are the first and the second status of a running
    job.
    """

    services: tuple[str, ...]
    error: ErrorShape
    invalid: Failure
    missing: Failure
    broken: tuple[str, str]
    busy: tuple[Any, Any] = ("INIT", "RUNNING")
    new_id: Callable[[], str] = lambda: "ff808082" + secrets.token_hex(12)


@dataclass
class Call:
    """A call as the function of its row receives it, after login and body were checked. ``query`` has lists of values.

    ``values`` are the values of the placeholders in its path. ``target`` is the resource that ``{id}`` refers to, if
    the row gives its kind.
    """

    state: State
    rules: Rules
    values: dict[str, str]
    body: Any = None
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    project: str = ""
    target_found: Resource | None = None

    @property
    def inventory(self) -> Inventory:
        """All resources that were created."""
        return self.state.inventory

    @property
    def target(self) -> Resource:
        """The resource that the path refers to."""
        if self.target_found is None:
            raise LookupError("the row of this call names no kind of resource")
        return self.target_found

    @property
    def now(self) -> str:
        """The time of day in the format of most services."""
        return iso_time(self.inventory.wall())

    def refuse(self, failure: Failure, **fields: str) -> NoReturn:
        """End the call with this failure, in the error format of its service."""
        text = failure.message.format(**fields)
        raise Refusal(Reply(failure.status, self.rules.error(failure.code, text)))

    def invalid(self, where: str) -> NoReturn:
        """End the call because a field of its body is invalid."""
        self.refuse(self.rules.invalid, field=where)

    def take(self, kind: Kind, resource_id: str, missing: Failure | None = None) -> Resource:
        """Find a resource to work on. Refuse the call if there is none, or if it is being deleted."""
        found = self.inventory.find(kind, resource_id)
        if found is None or found.deleted:
            self.refuse(missing or self.rules.missing, id=resource_id)
        return found

    def make(
        self, kind: Kind, name: str, wanted: dict[str, Any], resource_id: str | None = None, parent: str | None = None
    ) -> Resource:
        """Create a resource, which is ready after ``create_seconds``."""
        end = kind.broken if name.startswith("fail") else kind.ready
        steps: list[tuple[float, str | None]] = [(0.0, kind.making), (self.state.create_seconds, end)]
        new_id = resource_id or str(uuid.uuid4())
        return self.inventory.add(kind, new_id, name, self.project, wanted, steps, parent)

    def change(self, one: Resource, busy: str = "", end: str = "", **after: Any) -> None:
        """Change a resource over time. The new values take effect at the end, unless its jobs fail."""
        before = one.steps[-1][1]
        steps: list[tuple[float, str | None]] = [
            (0.0, busy or one.kind.changing),
            (self.state.create_seconds, before if one.fails else end or one.kind.ready),
        ]
        one.change(self.inventory.clock(), steps, {} if one.fails else after)

    def status(self, one: Resource) -> str:
        """The current status of the resource."""
        return one.status(self.inventory.clock()) or ""

    def remove(self, one: Resource) -> None:
        """Delete a resource, which is gone after ``create_seconds``, unless its jobs fail."""
        end = one.kind.broken or one.kind.ready if one.fails else None
        one.change(self.inventory.clock(), [(0.0, one.kind.leaving), (self.state.create_seconds, end)], {})
        one.deleted = not one.fails

    def start(self, job_type: str, fails: bool, entities: Any = None, **fields: Any) -> str:
        """Start a job that ends after ``create_seconds``, and return its ID. ``fields`` are those of ``Job``."""
        service, job_id = self.rules.services[0], self.rules.new_id()
        failure = self.failure(fails)
        self.state.add_job(
            service, job_id, steps=self.steps(fails), job_type=job_type, entities=entities, **{**failure, **fields}
        )
        self.inventory.note(service, job_id)
        return job_id

    def failure(self, fails: bool) -> dict[str, str]:
        """Why a job fails, as fields of ``Job``."""
        return dict(zip(("error_code", "fail_reason"), self.rules.broken)) if fails else {}

    def steps(self, fails: bool) -> list[tuple[float, Any]]:
        """The timeline of a job."""
        row, seconds = SERVICES[self.rules.services[0]], self.state.create_seconds
        end = row.failed[0] if fails else row.succeeded[0]
        return [(0.0, self.rules.busy[0]), (seconds / 6, self.rules.busy[1]), (seconds, end)]

    def show(self, one: Resource) -> dict[str, Any]:
        """A resource as a GET returns it."""
        return one.kind.show(one, self.status(one))


@functools.cache
def pattern_of(path: str) -> re.Pattern[str]:
    """The pattern of a path with placeholders for whole segments; ``{engine}`` matches the engines of DMS only."""
    text = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path))
    return re.compile(text.replace("(?P<engine>[^/]+)", f"(?P<engine>{ENGINES})"))


class Operation(NamedTuple):
    """A row of a table of calls.

    ``path`` has the placeholder ``project`` and, if it refers to a resource of the kind ``of``, also ``id``. ``needs``
    are the required fields of the body, ``None`` if the body is not checked. ``once``: whether the header
    ``X-Client-Token`` is supported. ``missing`` replaces that of the rules.
    """

    rules: Rules
    method: str
    path: str
    run: Callable[[Call], Reply]
    needs: Needs | None = None
    of: Kind | None = None
    once: bool = False
    missing: Failure | None = None

    def match(self, service: str, method: str, path: str) -> dict[str, str] | None:
        """The values of the placeholders, if the request matches this call."""
        if service not in self.rules.services or method != self.method:
            return None
        found = pattern_of(self.path).fullmatch(path)
        return None if found is None else {name: unquote(value) for name, value in found.groupdict().items()}

    def respond(self, call: Call) -> Reply:
        """Check and process the call, or repeat the response to an earlier call with the same client token."""
        if self.needs is not None:
            wrong = unmet(call.body, self.needs)
            if wrong is not None:
                call.invalid(wrong)
        if self.of is not None:
            call.target_found = self._find(call, self.of)
        token = call.headers.get("x-client-token") if self.once else None
        if token is None:
            return self.run(call)
        key = f"{self.rules.services[0]} {call.project}"
        known = call.inventory.response_of(key, token)
        if known is None:
            known = self.run(call)
            call.inventory.keep_response(key, token, known)
        return known

    def _find(self, call: Call, kind: Kind) -> Resource:
        if self.method != "GET":
            return call.take(kind, call.values["id"], self.missing)
        found = call.inventory.find(kind, call.values["id"])
        if found is None:
            call.refuse(self.missing or self.rules.missing, id=call.values["id"])
        return found


def showing(key: str = "") -> Callable[[Call], Reply]:
    """A function for a GET of one resource. ``key``, if given, wraps it."""

    def run(call: Call) -> Reply:
        shown = call.show(call.target)
        return Reply(200, {key: shown} if key else shown)

    return run


def listing(
    resource: Kind, key: str, /, exact: tuple[str, ...] = (), part: tuple[str, ...] = (), **more: Any
) -> Callable[[Call], Reply]:
    """A function for a GET of several resources in ``key``. The query string can filter by equal values or substrings.

    ``more`` has the other keys of the response; a key with the value ``None`` gets the number of resources.
    """

    def run(call: Call) -> Reply:
        found = [call.show(one) for one in call.inventory.all(kind=resource, parent=call.values.get("parent"))]
        for name in exact:
            if name in call.query:
                found = [one for one in found if str(one.get(name)) in call.query[name]]
        for name in part:
            if name in call.query:
                found = [one for one in found if any(text in str(one.get(name)) for text in call.query[name])]
        beside = {name: len(found) if value is None else value for name, value in more.items()}
        return Reply(200, {**beside, key: found})

    return run


def new_order() -> str:
    """A new order ID."""
    return "CS" + secrets.token_hex(7).upper()


def same_with(names: tuple[str, ...], wanted: dict[str, Any]) -> dict[str, Any]:
    """The fields that a resource shows as requested; ``None`` for those that were not given."""
    return {name: wanted.get(name) for name in names}
