# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``/_sim``: the simulator's control interface over HTTP, for playbooks and other processes. JSON, without a login."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .replies import Reply

if TYPE_CHECKING:
    from .simulator import Simulator


class Control:
    """Maps each path to the Python method of the same name."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._calls: dict[tuple[str, str], Callable[[Any], Any]] = {
            ("GET", "/_sim"): lambda body: simulator.ready(),
            ("GET", "/_sim/requests"): lambda body: [record.as_dict() for record in simulator.requests],
            ("GET", "/_sim/calls"): lambda body: [record.as_dict() for record in simulator.calls()],
            ("GET", "/_sim/started"): lambda body: {name: simulator.started(name) for name in simulator.starting()},
            ("GET", "/_sim/resources"): lambda body: simulator.resources(),
            ("POST", "/_sim/resources"): lambda body: self._each(body, simulator.add_resource),
            ("POST", "/_sim/create-seconds"): lambda body: simulator.set_create_seconds(body["seconds"]),
            ("POST", "/_sim/jobs"): lambda body: self._each(body, simulator.add_job),
            ("POST", "/_sim/answers"): lambda body: self._each(body, simulator.respond),
            ("POST", "/_sim/faults"): lambda body: self._each(body, simulator.fault),
            ("POST", "/_sim/limit"): lambda body: simulator.limit((body or {}).get("rate")),
            ("POST", "/_sim/expire"): lambda body: simulator.expire_token((body or {}).get("token")),
            ("POST", "/_sim/metadata"): lambda body: simulator.metadata(**(body or {})),
            ("POST", "/_sim/reset"): lambda body: simulator.reset(),
            ("POST", "/_sim/stop"): lambda body: simulator.finished.set(),
        }

    def respond(self, method: str, path: str, body: Any) -> Reply:
        """Process a control request: the response is 200 with the result, or ``{"done": true}`` without one."""
        call = self._calls.get((method, path.rstrip("/")))
        if call is None:
            return Reply(404, {"error": f"no such control: {method} {path}"})
        try:
            result = call(body)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return Reply(400, {"error": str(error)})
        return Reply(200, {"done": True} if result is None else result)

    @staticmethod
    def _each(body: Any, call: Callable[..., None]) -> None:
        """Call with one object, or with each object of a list, as keyword arguments."""
        if not isinstance(body, (dict, list)) or not body:
            raise ValueError("the body must be a JSON object or a list of them")
        for item in body if isinstance(body, list) else [body]:
            call(**item)
