# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that resolves the host names of a region, with valid certificates, and forwards requests to the simulator."""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import ssl
import threading
from pathlib import Path
from urllib.parse import urlsplit

import trustme

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.clouds import cloud_of, iam_url, service_url
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import Service
from simulator import Simulator
from simulator.services import SERVICES as SIMULATED


class Hosts(socketserver.ThreadingTCPServer):
    """A proxy on the loopback interface, for use in a ``with`` block. ``polled`` lists the hosts that were requested.

    It does not know the hosts of the services in ``without``, which may include ``iam``.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(
        self, simulator: Simulator, folder: Path, region: str = "eu-de", without: tuple[str, ...] = ()
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.simulator = simulator
        self.polled: list[str] = []
        self.services: dict[str, list[str]] = {}
        hosts = {name: _url_of(row, region) for name, row in SERVICES.items()}
        for name, url in {"iam": iam_url(region), **hosts}.items():
            if name not in without:
                self.services.setdefault(url.rpartition("/")[2], []).append(name)
                simulator.host(name)
        authority = trustme.CA()
        self.ca_path = folder / "hosts-ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_path))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*self.services).configure_cert(self.context)

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that a task needs to use this proxy."""
        return {"HTTPS_PROXY": f"http://127.0.0.1:{self.server_address[1]}", "OS_CACERT": str(self.ca_path)}

    def __enter__(self) -> Hosts:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()

    def listener(self, host: str, path: str) -> tuple[str, int]:
        """The simulator's listener for a path of a host. Several services can share a host."""
        names = self.services[host]
        name = next((name for name in names if name == "iam" or SIMULATED[name].match(path)), names[0])
        parts = urlsplit(self.simulator.host(name))
        return str(parts.hostname), int(parts.port or 0)


def _url_of(row: Service, region: str) -> str:
    if row.is_global:
        return f"https://{row.host}.{cloud_of(region)}"
    return row.hosts.get(region) or service_url(row.host, region)


class _Tunnel(socketserver.BaseRequestHandler):
    server: Hosts

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            head, _body = _message(self.request)
            host = head.split()[1].decode().partition(":")[0]
            self.server.polled.append(host)
            if host not in self.server.services:
                self.request.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                return
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self.server.context.wrap_socket(self.request, server_side=True) as line:
                while self._passed_on(line, host):
                    pass

    def _passed_on(self, line: socket.socket, host: str) -> bool:
        """Forward a request unchanged, because it is signed, and return its response."""
        head, body = _message(line)
        if not head:
            return False
        path = head.split()[1].decode().partition("?")[0]
        with socket.create_connection(self.server.listener(host, path)) as upstream:
            upstream.sendall(head + body)
            response, content = _message(upstream)
        line.sendall(response + content)
        return bool(response)


def _message(line: socket.socket) -> tuple[bytes, bytes]:
    """The head and body of a request or a response; empty when the connection has ended."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        if not more:
            return b"", b""
        data += more
    head, end, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    while len(body) < int(length[1] if length else 0):
        body += line.recv(65536)
    return head + end, body
