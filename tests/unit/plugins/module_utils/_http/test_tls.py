# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of servers and proxies are verified."""

from __future__ import annotations

import contextlib
import inspect
import socket
import socketserver
import ssl
import threading
from pathlib import Path

import pytest
import trustme
import urllib3
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from waiting import location_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import (
    CallError,
    Final,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.tls import tls_context
from simulator import Simulator


def test_certificates_are_verified() -> None:
    with Simulator(tls=True) as sim:
        sim.add_job("dcs", "job", steps=[(0, "SUCCESS")])
        with pytest.raises(Final, match="is not trusted") as caught:
            location_of(sim).poll("job")
        assert sim.url in str(caught.value)
        assert "ca_path" in caught.value.hint
        assert "validate_certs" in caught.value.hint
        assert sim.ca_path
        for verify in (sim.ca_path, False):
            assert location_of(sim, transport=Transport(verify=verify)).poll("job").body["status"] == "SUCCESS"


def test_a_ca_bundle_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    load = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, cafile: str) -> None:
        loaded.append(cafile)
        load(context, cafile)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    tls_context.cache_clear()
    with Simulator(tls=True) as sim:
        sim.add_job("dcs", "job")
        for _task in range(3):
            with pytest.raises(Final, match="is not trusted"):
                location_of(sim, transport=Transport(timeout=5)).poll("job")
        assert loaded == [DEFAULT_CA_BUNDLE_PATH]
        for _task in range(3):
            location_of(sim, transport=Transport(verify=str(sim.ca_path), timeout=5)).poll("job")
    assert loaded == [DEFAULT_CA_BUNDLE_PATH, sim.ca_path]


#: Interval in seconds at which a server checks whether it should stop.
POLL = 0.01

#: Supported since urllib3 1.26.
PROXIES_OVER_TLS = "proxy_ssl_context" in inspect.signature(urllib3.ProxyManager).parameters


class TlsProxy(socketserver.ThreadingTCPServer):
    """A proxy that is itself reached over TLS. ``bundle`` is the CA certificate that its clients must trust."""

    daemon_threads = True

    def __init__(self, name: str = "127.0.0.1") -> None:
        super().__init__(("127.0.0.1", 0), Tunnel)
        authority = trustme.CA()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(self.context)
        self.bundle = authority.cert_pem.bytes()
        self.tunnels = 0


class Tunnel(socketserver.BaseRequestHandler):
    server: TlsProxy

    def handle(self) -> None:
        try:
            client = self.server.context.wrap_socket(self.request, server_side=True)
        except OSError:
            return
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        _name, _colon, port = head.split()[1].decode().rpartition(":")
        self.server.tunnels += 1
        with client, socket.create_connection(("127.0.0.1", int(port))) as target:
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=pump, args=(target, client))
            back.start()
            pump(client, target)
            back.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def test_the_certificate_of_a_proxy_is_verified(tmp_path: Path) -> None:
    with Simulator(tls=True) as sim, TlsProxy() as proxy:
        threading.Thread(target=proxy.serve_forever, args=(POLL,), daemon=True).start()
        sim.add_job("dcs", "job")
        bundle = tmp_path / "bundle.pem"
        bundle.write_bytes(Path(str(sim.ca_path)).read_bytes())
        environ = {"https_proxy": f"https://127.0.0.1:{proxy.server_address[1]}"}
        location = location_of(sim, transport=Transport(str(bundle), 5, environ))
        # Local servers are reached without a proxy, so the server gets a name that does not look local.
        location.endpoint = location.endpoint.replace("127.0.0.1", "simulated.example")
        with pytest.raises(CallError, match="through the proxy"):
            location.poll("job")
        bundle.write_bytes(bundle.read_bytes() + proxy.bundle)
        tls_context.cache_clear()
        location = location_of(sim, transport=Transport(str(bundle), 5, environ))
        location.endpoint = location.endpoint.replace("127.0.0.1", "simulated.example")
        if PROXIES_OVER_TLS:
            assert location.poll("job").body["status"] == "SUCCESS"
        else:
            with pytest.raises(CallError, match="through the proxy"):
                location.poll("job")
        location.connection.http.close()
        assert proxy.tunnels == int(PROXIES_OVER_TLS)
        proxy.shutdown()


def test_a_certificate_for_another_host_is_not_trusted(tmp_path: Path) -> None:
    with TlsProxy("elsewhere.example") as server:
        threading.Thread(target=server.serve_forever, args=(POLL,), daemon=True).start()
        bundle = tmp_path / "bundle.pem"
        bundle.write_bytes(server.bundle)
        http = Http(Transport(str(bundle), 5))
        with pytest.raises(CallError, match=r"match|not valid for '127\.0\.0\.1'"):
            http.send(http.prepare("GET", f"https://127.0.0.1:{server.server_address[1]}/"))
        server.shutdown()
