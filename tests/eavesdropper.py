# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that records every byte it receives. It stands in for an unrelated server or a proxy."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Mapping

Response = tuple[str, Mapping[str, str], str]


class Eavesdropper(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1 inside a ``with`` block. ``heard`` holds the text of each request.

    ``responses`` maps a path to its response: the status with its reason, the headers, and the body. Every other path
    gets HTTP 403.
    """

    daemon_threads = True

    def __init__(self, responses: Mapping[str, Response] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Ear)
        self.heard: list[str] = []
        self.responses = responses or {}
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def text(self) -> str:
        """The text of all requests."""
        return "\n".join(self.heard)

    def __enter__(self) -> Eavesdropper:
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Ear(socketserver.StreamRequestHandler):
    server: Eavesdropper
    timeout = 5

    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            head += line
            if not line:
                break
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        sent = self.rfile.read(int(length[1])) if length else b""
        self.server.heard.append((head + sent).decode("latin-1"))
        path = re.match(r"\S+ ([^ ?]*)|", head.decode("latin-1"))
        status, headers, body = self.server.responses.get(path[1] if path else "", ("403 Forbidden", {}, "{}"))
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
        lines += [f"Content-Length: {len(body.encode())}", "Connection: close", "", body]
        self.wfile.write("\r\n".join(lines).encode())
