# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP server: an event loop in a separate thread that listens on 127.0.0.1."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from .control import Control
from .faults import TRANSPORT
from .replies import Reply, new_request_id
from .router import Router, record_of
from .signature import Signed

HOST = "127.0.0.1"


class Connections(web.Server):
    """Numbers the TCP connections, including those whose TLS handshake fails."""

    def __init__(self, handler: Callable[[web.BaseRequest], Any]) -> None:
        super().__init__(handler, handler_cancellation=True, access_log=None, keepalive_timeout=300.0)
        self.accepted = 0
        self._numbers: dict[Any, int] = {}

    def __call__(self) -> Any:
        protocol = super().__call__()
        self.accepted += 1
        self._numbers[protocol] = self.accepted
        return protocol

    def number(self, protocol: Any) -> int:
        """The number of a connection, from 1."""
        return self._numbers[protocol]

    async def close(self) -> None:
        """Close every connection, and wait until the loop has released its socket."""
        transports = [protocol.transport for protocol in self._numbers if protocol.transport is not None]
        await self.shutdown(0.1)
        for transport in transports:
            # A graceful shutdown under TLS would wait for the client. Before Python 3.12, a connection that has ended
            # meanwhile has nothing left to abort.
            with suppress(AttributeError):
                transport.abort()
        for _turn in range(20):
            await asyncio.sleep(0)

    def connection_lost(self, handler: Any, exc: BaseException | None = None) -> None:
        """Remove a closed connection."""
        self._numbers.pop(handler, None)
        super().connection_lost(handler, exc)


class Server:
    """Serves a router and a control interface until it is stopped."""

    def __init__(
        self, router: Router, control: Control, clock: Callable[[], float], context: ssl.SSLContext | None
    ) -> None:
        self._router = router
        self._control = control
        self._clock = clock
        self._context = context
        self._scheme = "http" if context is None else "https"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self._listeners: list[asyncio.AbstractServer] = []
        self._host_of: dict[int, str] = {}
        self._raw_headers: tuple[tuple[bytes, bytes], ...] = ()
        self._headers: dict[str, str] = {}
        self._connections: Connections | None = None

    @property
    def accepted(self) -> int:
        """TCP connections accepted so far."""
        return self._connections.accepted if self._connections else 0

    def start(self, port: int) -> str:
        """Start the thread and listen; port 0 is any free port. Returns the base URL."""
        self._thread.start()
        try:
            return self.listen(port, None)
        except BaseException:
            self.stop()
            raise

    def listen(self, port: int, service: str | None) -> str:
        """Open another listener, as the host of a single service. Returns its base URL."""
        return asyncio.run_coroutine_threadsafe(self._listen(port, service), self._loop).result(10)

    def stop(self) -> None:
        """Close everything and end the thread. Can be called twice."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            pending = asyncio.all_tasks(self._loop)
            for task in pending:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _listen(self, port: int, service: str | None) -> str:
        if self._connections is None:
            self._connections = Connections(self._handle)
        listener = await self._loop.create_server(self._connections, HOST, port, ssl=self._context, backlog=512)
        self._listeners.append(listener)
        bound: int = listener.sockets[0].getsockname()[1]
        if service is not None:
            self._host_of[bound] = service
        return f"{self._scheme}://{HOST}:{bound}"

    async def _close(self) -> None:
        for listener in self._listeners:
            listener.close()
        for task in asyncio.all_tasks(self._loop) - {asyncio.current_task()}:
            task.cancel()
        if self._connections is not None:
            await self._connections.close()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        target = request.raw_path
        path, _mark, query = target.partition("?")
        raw_body = await request.read() if request.body_exists else b""
        if path == "/_sim" or path.startswith("/_sim/"):
            return self._respond(self._control.respond(request.method, path, _json(raw_body)))
        found = self._router.locate(request.method, path, query, self._host(request))
        headers = self._lower_headers(request)
        number = self._connections.number(request.protocol) if self._connections else 0
        record = record_of(self._clock(), request.method, target, headers, number, found)
        body = _json(raw_body)
        record.body = body if found.is_call else None
        self._router.state.log(record)

        def process() -> Reply:
            signed = Signed(request.method, path, query, headers, raw_body)
            reply = self._router.respond(found, signed, body)
            record.processed = reply.status
            return reply

        fault = self._router.fault_of(found, request.method)
        if fault is None:
            reply = process()
        else:
            record.fault = fault.kind
            done = process() if fault.processed else None
            if fault.kind in TRANSPORT:
                with suppress(ConnectionError):
                    await TRANSPORT[fault.kind](request, fault.params)
                return web.Response()
            if fault.kind == "slow":
                await asyncio.sleep(float(fault.params.get("seconds", 1.0)))
                reply = done or process()
            else:
                reply = self._router.response_fault(fault, found, done)
        record.status = reply.status
        return self._respond(reply)

    def _host(self, request: web.BaseRequest) -> str | None:
        """The service whose listener received the request; ``None`` for the main listener."""
        if not self._host_of or request.transport is None:
            return None
        return self._host_of.get(request.transport.get_extra_info("sockname")[1])

    def _lower_headers(self, request: web.BaseRequest) -> dict[str, str]:
        """Headers by lower-case name. Identical headers of a client share one dict in all records."""
        if request.raw_headers != self._raw_headers:
            self._raw_headers = request.raw_headers
            self._headers = {name.lower(): value for name, value in request.headers.items()}
        return self._headers

    @staticmethod
    def _respond(reply: Reply) -> web.Response:
        headers = {"X-Request-Id": new_request_id(), "Content-Type": reply.content_type, **reply.headers}
        return web.Response(status=reply.status, body=reply.payload(), headers=headers)


def _json(body: bytes) -> Any:
    """The JSON of a request; ``None`` if it has none or it is invalid."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
