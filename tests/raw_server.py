# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that sends exactly the bytes a test specifies, and counts the requests it receives."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterable


class RawServer(socketserver.ThreadingTCPServer):
    """Responds to each request with the pieces that ``respond`` returns for its head; ``None`` closes the connection.

    It listens on the loopback interface and is used in a ``with`` block.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, respond: Callable[[str], Iterable[bytes | None]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.respond = respond
        #: The request line and the headers of each request.
        self.heads: list[str] = []
        #: The number of open connections, and the highest number open at the same time.
        self.open = self.most_open = 0
        self.lock = threading.Lock()
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> RawServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ended.set()
        self.shutdown()
        self.server_close()

    def count(self, start: str) -> int:
        """The number of requests that start with this text."""
        return sum(head.startswith(start) for head in self.heads)


class _Handler(socketserver.BaseRequestHandler):
    server: RawServer

    def handle(self) -> None:
        server = self.server
        # Send each piece immediately: Nagle's algorithm would delay the second one until the client responds.
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with server.lock:
            server.open += 1
            server.most_open = max(server.most_open, server.open)
        try:
            with contextlib.suppress(OSError):
                while head := self._head():
                    with server.lock:
                        server.heads.append(head)
                    for piece in server.respond(head):
                        if piece is None or server.ended.is_set():
                            return
                        self.request.sendall(piece)
        finally:
            with server.lock:
                server.open -= 1

    def _head(self) -> str:
        """The head of the next request. Its body, if any, is read and discarded."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.request.recv(65536)
            if not more:
                return ""
            data += more
        head, _end, body = data.partition(b"\r\n\r\n")
        text = head.decode("latin-1")
        for line in text.splitlines():
            name, _colon, value = line.partition(":")
            if name.lower() == "content-length":
                while len(body) < int(value):
                    body += self.request.recv(65536)
        return text


def head(status: int, *headers: str) -> bytes:
    """The head of a response."""
    return "\r\n".join([f"HTTP/1.1 {status} Whatever", *headers, "", ""]).encode()
