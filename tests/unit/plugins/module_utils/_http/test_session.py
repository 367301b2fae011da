# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP session, over real HTTP: what it sends, and the errors of calls that get no response."""

from __future__ import annotations

import contextlib
import re
import socket
from pathlib import Path

import pytest
from raw_server import RawServer
from waiting import location_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import (
    Fault,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport, no_such_name
from simulator import Simulator


# Old versions of requests return a truncated body as if it were complete. It is then invalid JSON.
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("reset", r"the connection to http://127\S+ was lost before the response arrived: "),
        ("truncated", r"cannot be read: it is incomplete|the response holds no job"),
    ],
)
def test_a_broken_connection_is_a_temporary_error(sim: Simulator, kind: str, values: str) -> None:
    sim.add_job("dcs", "job")
    sim.fault(kind)
    with pytest.raises(Fault, match=values) as caught:
        location_of(sim).poll("job")
    assert caught.value.__cause__ is None


def test_a_refused_connection_names_the_url_and_the_reason() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Fault) as caught:
            Http(Transport()).send(Http.prepare("GET", endpoint))
    assert str(caught.value) == f"cannot reach {endpoint}: Connection refused"
    assert (caught.value.reached, caught.value.http_status, caught.value.no_such_host) == (False, None, False)
    assert "proxies" in caught.value.hint


LOST = "^the connection to {url} was lost before the response arrived"
LATE = r"^the request was sent to http://127\S+, but there was no response within 0\.2 s$"


@pytest.mark.parametrize(
    ("pieces", "message"),
    [
        ([None], f"{LOST}: Remote end closed connection without"),
        ([b"HTTP/1.1 200 OK\r\nX-A: 1\r\n", None], f"{LOST}: the headers of the response are incomplete$"),
        ([b"SSH-2.0-OpenSSH_9.6\r\n", None], "^the response from {url} is not valid HTTP$"),
    ],
    ids=["nothing", "a part of the headers", "another protocol"],
)
def test_a_request_whose_response_is_lost_counts_as_sent(pieces: list[bytes | None], message: str) -> None:
    with RawServer(lambda _head: pieces) as server:
        with pytest.raises(Fault, match=message.format(url=re.escape(server.url))) as caught:
            Http(Transport(timeout=5)).send(Http.prepare("GET", server.url))
        assert len(server.heads) == 1
    assert (caught.value.sent, caught.value.reached) == (True, False)
    assert "network path, including proxies" in caught.value.hint
    assert "region" not in caught.value.hint


def test_an_unsent_request_is_distinguished_from_a_lost_response() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with contextlib.ExitStack() as clients:
            # These connections fill the queue of the socket, which accepts none of them.
            for _client in range(2):
                client = clients.enter_context(socket.socket())
                client.setblocking(False)
                client.connect_ex(full.getsockname())
            url = f"http://127.0.0.1:{full.getsockname()[1]}"
            with pytest.raises(Fault, match=f"^cannot reach {url}: no connection within 0.2 s$") as caught:
                Http(Transport(timeout=0.2)).send(Http.prepare("GET", url))
    assert not caught.value.sent
    assert "region" in caught.value.hint


def test_an_unknown_host_is_a_temporary_error() -> None:
    with pytest.raises(Fault, match=r"cannot reach https://elb\.invalid"):
        Http(Transport()).send(Http.prepare("GET", "https://elb.invalid/"))


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), True),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), False),
        (OSError(socket.EAI_NONAME, "No such file or directory"), False),
    ],
)
def test_a_host_does_not_exist_only_if_a_name_server_says_so(cause: OSError, expected: bool) -> None:
    assert no_such_name([ValueError(), cause]) is expected


def test_a_hanging_server_times_out(sim: Simulator) -> None:
    sim.add_job("dcs", "job")
    sim.fault("hang")
    with pytest.raises(Fault, match=LATE) as caught:
        location_of(sim).poll("job", timeout=0.2)
    assert caught.value.sent
    assert "request_timeout" in caught.value.hint


def test_the_process_environment_has_no_effect(sim: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    sim.add_job("dcs", "job")
    location_of(sim).poll("job")
    assert "authorization" not in sim.queries()[0].headers


def test_cookies_are_neither_kept_nor_sent(sim: Simulator) -> None:
    sim.respond("dcs", "job", json={"status": "RUNNING"}, headers={"Set-Cookie": "session=a; Path=/"})
    location = location_of(sim)
    for _query in range(2):
        location.poll("job")
    assert [query.headers.get("cookie") for query in sim.queries()] == [None, None]
    assert len(location.connection.http._session.cookies) == 0


def test_the_timeout_of_the_transport_limits_each_call(sim: Simulator) -> None:
    sim.add_job("dcs", "job")
    sim.fault("hang")
    with pytest.raises(Fault, match=LATE):
        location_of(sim, transport=Transport(timeout=0.2)).poll("job", timeout=2)


def test_the_environment_of_the_transport_names_the_proxy(sim: Simulator) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{free.getsockname()[1]}"
        http = Http(Transport(timeout=5, environ={"http_proxy": dead, "NO_PROXY": "127.0.0.1"}))
        assert http.send(Http.prepare("GET", sim.url)).http_status == 404
        with pytest.raises(Fault, match=r"cannot reach http://api\.invalid through the proxy"):
            http.send(Http.prepare("GET", "http://api.invalid/"))
