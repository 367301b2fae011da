# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Response bodies are read and decompressed within limits, and errors say why a body cannot be read."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator

import pytest
from raw_server import RawServer, head

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http import body as bodies
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.abort import Abortable, Aborted
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.response import Response
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport

JOB = b'{"status": "RUNNING"}'


def get(status: int, content: bytes, *headers: str) -> Response:
    close = [None] if "Connection: close" in headers else []
    with RawServer(lambda _head: [head(status, *headers), content, *close]) as server:
        http = Http(Transport(timeout=5.0))
        return http.send(http.prepare("GET", server.url))


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", gzip.compress(JOB, mtime=0)),
        ("x-gzip", gzip.compress(JOB, mtime=0)),
        ("Deflate", zlib.compress(JOB)),
        ("identity", JOB),
    ],
    ids=["gzip", "x-gzip", "deflate", "none"],
)
def test_an_unrequested_encoding_is_decoded(encoding: str, content: bytes) -> None:
    response = get(200, content, f"Content-Encoding: {encoding}", f"Content-Length: {len(content)}")
    assert response.body == {"status": "RUNNING"}


def test_a_chunked_body_is_read_completely() -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (1, JOB[n : n + 1]) for n in range(len(JOB))) + b"0\r\n\r\n"
    assert get(200, chunks, "Transfer-Encoding: chunked").body == {"status": "RUNNING"}


@pytest.mark.parametrize(
    ("content", "headers", "why"),
    [
        (b"abc", ["Content-Encoding: br"], "it has a Content-Encoding that was not requested"),
        (b"abc", ["Content-Encoding: gzip, gzip"], "it has a Content-Encoding that was not requested"),
        (b"abc", ["Content-Encoding: gzip"], "its Content-Encoding is gzip, but its content is not"),
        (gzip.compress(JOB, mtime=0)[:-9], ["Content-Encoding: gzip"], "it is incomplete"),
        (
            gzip.compress(bytes(bodies.MAX_BYTES + 1)),
            ["Content-Encoding: gzip"],
            "it is longer than 16 MiB when",
        ),
        (b" " * (bodies.MAX_BYTES + 1), [], "it is longer than 16 MiB"),
        (b"zz\r\n", ["Transfer-Encoding: chunked"], "it is incomplete"),
    ],
    ids=["unknown", "twice", "another", "cut off", "long when decompressed", "long", "bad chunks"],
)
def test_an_unreadable_success_says_why(content: bytes, headers: list[str], why: str) -> None:
    with pytest.raises(Fault) as caught:
        get(200, content, "Connection: close", *headers)
    assert f"cannot be read: {why}" in caught.value.message
    assert (caught.value.http_status, caught.value.reached) == (200, True)


def test_the_largest_body_is_read() -> None:
    assert len(get(200, b" " * bodies.MAX_BYTES, "Connection: close").content) == bodies.MAX_BYTES
    assert len(get(200, gzip.compress(bytes(bodies.MAX_BYTES)), "Connection: close", "Content-Encoding: gzip").content)


@pytest.mark.parametrize("part", ["status line", "headers", "body"])
def test_an_endless_call_can_be_aborted(part: str) -> None:
    """The socket timeout does not end it, because each byte arrives in time."""
    reached = threading.Event()

    def drip(_head: str) -> Iterator[bytes]:
        yield {"status line": b"HTTP/1.1", "headers": b"HTTP/1.1 200 OK\r\nX-A: ", "body": head(200)}[part]
        reached.set()
        while True:
            yield b" "
            time.sleep(0.01)

    with RawServer(drip) as server:
        call, http = Abortable(), Http(Transport(timeout=5.0))

        def send() -> None:
            with call, contextlib.suppress(Fault):
                http.send(http.prepare("GET", server.url))

        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        assert reached.wait(5)
        call.abort()
        thread.join(5)
        assert not thread.is_alive()


def test_an_aborted_call_sends_nothing_more() -> None:
    with RawServer(lambda _head: [head(200, "Content-Length: 0")]) as server:
        call, http = Abortable(), Http(Transport(timeout=5.0))
        with call:
            http.send(http.prepare("GET", server.url))
            call.abort()
            with pytest.raises(Fault, match="was stopped because it took too long"):
                http.send(http.prepare("GET", server.url))
        assert len(server.heads) == 1
        http.send(http.prepare("GET", server.url))


class Wrapped:
    """Has its socket inside another object, like urllib3 with TLS in TLS, or pyOpenSSL."""

    def __init__(self, inner: socket.socket) -> None:
        self.socket = inner


class Odd:
    """A connection whose socket is any object."""

    def __init__(self, sock: object) -> None:
        self.sock = sock


def test_a_wrapped_socket_is_shut_down() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        call = Abortable()
        call.use(Odd(Wrapped(ours)))
        call.abort()
        assert theirs.recv(1) == b""


@pytest.mark.parametrize("sock", [None, object()])
def test_aborting_never_fails(sock: object) -> None:
    call = Abortable()
    call.use(Odd(sock))
    call.abort()
    with pytest.raises(Aborted):
        call.use(Odd(sock))


def test_a_finished_call_does_not_touch_the_connection() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        call = Abortable()
        with call:
            call.use(Odd(ours))
        call.abort()
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"
