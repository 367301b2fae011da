# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated faults: what a network, a gateway, or a service can do to a status query or to another call.

A fault is chosen when the request arrives, before its login is checked. It replaces the service's work or, with
``processed``, only the response: the call has taken effect, and its response is lost or replaced. Faults that send a
response become a ``Reply`` in ``fault_reply``; faults that break the transport are functions in ``TRANSPORT`` that work
on the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .replies import UNSET, Reply, gateway_error, nested_error, throttled, unauthorized
from .service import Service

COMMON = frozenset({"body", "headers"})
"""Parameters of every fault that sends a response: its body (as JSON or text) and additional headers."""

PARAMETERS: dict[str, frozenset[str]] = {
    "throttle": COMMON | {"retry_after"},
    "error": COMMON | {"status"},
    "flow_limit": COMMON,
    "malformed": COMMON,
    "empty": frozenset({"headers", "status"}),
    "list": frozenset({"headers"}),
    "null": frozenset({"headers"}),
    "no_status": frozenset({"headers"}),
    "html": COMMON | {"status"},
    "redirect": COMMON | {"to", "status"},
    "not_visible": frozenset({"headers"}),
    "unauthorized": COMMON,
    "slow": frozenset({"seconds"}),
    "reset": frozenset(),
    "truncated": frozenset(),
    "drip": frozenset({"interval"}),
    "hang": frozenset(),
}


@dataclass
class Fault:
    """Affects ``times`` matching requests (``None``: all) after the first ``skip``. ``None`` matches everything.

    ``on="query"`` affects status queries, and requests to IAM and the metadata service. ``on="call"`` affects all other
    requests to services, optionally only those with ``method``. With ``processed``, a call is processed first.
    """

    kind: str
    service: str | None = None
    job_id: str | None = None
    times: int | None = 1
    skip: int = 0
    params: dict[str, Any] = field(default_factory=dict)
    on: str = "query"
    method: str | None = None
    processed: bool = False

    def __post_init__(self) -> None:
        if self.kind not in PARAMETERS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(sorted(PARAMETERS))}")
        unknown = sorted(set(self.params) - PARAMETERS[self.kind])
        if unknown:
            raise ValueError(f"the fault {self.kind} does not take {', '.join(unknown)}")
        if self.on not in ("query", "call"):
            raise ValueError(f"a fault is on query or call, not on {self.on}")
        if self.on == "query" and (self.processed or self.method):
            raise ValueError("method and processed are for faults on call")
        if self.on == "call" and self.job_id is not None:
            raise ValueError("job_id is for faults on query")

    def strikes(self, service: str, job_id: str | None, call: str | None) -> bool:
        """Whether the fault affects a request; counts it. ``call`` is its method, or ``None`` with ``on="query"``."""
        if (self.on == "call") != (call is not None) or self.times == 0:
            return False
        if self.service not in (None, service) or self.job_id not in (None, job_id) or self.method not in (None, call):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


def fault_reply(fault: Fault, row: Service | None, body: Any, url: str) -> Reply:
    """The response of a fault that sends one. ``body`` is the service's response; ``row`` is ``None`` for IAM."""
    reply = _BUILDERS[fault.kind](fault.params, row, body, url)
    own = fault.params.get("body", UNSET)
    if own is not UNSET:
        reply = reply._replace(json=UNSET, text=own) if isinstance(own, str) else reply._replace(json=own, text=None)
    return reply._replace(headers={**reply.headers, **(fault.params.get("headers") or {})})


def _throttle(params: dict[str, Any], row: Service | None, body: Any, url: str) -> Reply:
    after = params.get("retry_after")
    return throttled("limit:60,time:1 minute", None if after is None else {"Retry-After": str(after)})


def _error(params: dict[str, Any], row: Service | None, body: Any, url: str) -> Reply:
    status = int(params.get("status", 500))
    if row is None or status in (502, 503, 504):
        return gateway_error(status, "APIGW.0201", "Backend unavailable.")
    return Reply(status, row.error(f"{row.name.upper()}.0{status}", "The service cannot answer this time."))


def _no_status(params: dict[str, Any], row: Service | None, body: Any, url: str) -> Reply:
    copy = inner = json.loads(json.dumps(body)) if isinstance(body, dict) else {}
    *holders, name = row.status_path if row else ("status",)
    with contextlib.suppress(KeyError, IndexError, TypeError):
        for key in holders:
            inner = inner[key]
        del inner[name]
    return Reply(200, copy)


def _malformed(params: dict[str, Any], row: Service | None, body: Any, url: str) -> Reply:
    text = json.dumps(body) if isinstance(body, dict) else '{"status": "RUNNING", "job_id": "x"}'
    return Reply(200, text=text[: len(text) // 2])


_HTML = "<html><head><title>Sign in</title></head><body>Please sign in to the proxy.</body></html>"

_BUILDERS: dict[str, Callable[[dict[str, Any], Service | None, Any, str], Reply]] = {
    "throttle": _throttle,
    "error": _error,
    "no_status": _no_status,
    "malformed": _malformed,
    "flow_limit": lambda params, row, body, url: Reply(202, nested_error("Common.0024", "Flow limit exceeded.")),
    "empty": lambda params, row, body, url: Reply(int(params.get("status", 200))),
    "list": lambda params, row, body, url: Reply(200, []),
    "null": lambda params, row, body, url: Reply(200, None),
    "html": lambda params, row, body, url: Reply(
        int(params.get("status", 200)), text=_HTML, headers={"Content-Type": "text/html"}
    ),
    "redirect": lambda params, row, body, url: Reply(
        int(params.get("status", 302)), text="", headers={"Location": params.get("to") or url + "/elsewhere"}
    ),
    "not_visible": lambda params, row, body, url: (
        row.unknown() if row else gateway_error(404, "IAM.0004", "Could not find the resource.")
    ),
    "unauthorized": lambda params, row, body, url: unauthorized("decrypt token fail"),
}


async def _reset(request: web.BaseRequest, params: dict[str, Any]) -> None:
    """Close the connection with RST before the response starts."""
    transport = request.transport
    if transport is None:
        return
    raw = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _hang(request, params)


async def _truncated(request: web.BaseRequest, params: dict[str, Any]) -> None:
    """Announce more bytes than are sent."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "4096"})
    await response.prepare(request)
    await response.write(b'{"job_id": "')
    if request.transport is not None:
        request.transport.close()
    await _hang(request, params)


async def _drip(request: web.BaseRequest, params: dict[str, Any]) -> None:
    """Send the headers, then a byte now and then until the client disconnects."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b"{")
    while True:
        await asyncio.sleep(float(params.get("interval", 0.1)))
        await response.write(b" ")


async def _hang(request: web.BaseRequest, params: dict[str, Any]) -> None:
    """Never respond. The server cancels this when the connection is gone or when it stops."""
    await asyncio.get_running_loop().create_future()


TRANSPORT: dict[str, Callable[[web.BaseRequest, dict[str, Any]], Awaitable[None]]] = {
    "reset": _reset,
    "truncated": _truncated,
    "drip": _drip,
    "hang": _hang,
}
