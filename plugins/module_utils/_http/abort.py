# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call that takes too long is cut off from outside, by the thread that waits for it.

A time-out of a socket counts from one byte to the next, so a server that sends one now and then could hold a call, and
its thread, without end.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import typing as t

_THREAD = threading.local()


class Aborted(OSError):
    """The call was cut off before it could begin."""

    def __init__(self) -> None:
        super().__init__("the call took too long")


def has_sent() -> bool:
    """Whether any of the last request of this thread may have arrived."""
    return getattr(_THREAD, "sent", False)


class Abortable:
    """What a thread does inside of ``with``, as far as it is done over connections of this collection.

    ``sent`` says whether any of its last request may have arrived.
    """

    def __init__(self) -> None:
        self.sent = False
        self._connection: t.Any = None
        self._socket: t.Any = None
        self._aborted = False
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        _THREAD.call = self

    def __exit__(self, *_error: object) -> None:
        _THREAD.call = None
        with self._lock:
            # The next call may be using them by now.
            self._connection = self._socket = None

    def abort(self) -> None:
        """Cut the connection that is in use, and let no other be used. May be called by any thread."""
        with self._lock:
            self._aborted = True
            for line in (self._socket, getattr(self._connection, "sock", None)):
                # TLS within TLS, and pyOpenSSL, wrap a socket in something else.
                inner = getattr(line, "socket", line)
                if isinstance(inner, socket.socket):
                    with contextlib.suppress(OSError):
                        # That of SSLSocket would take the TLS session from under the thread that reads.
                        socket.socket.shutdown(inner, socket.SHUT_RDWR)

    def mark(self, sent: bool) -> None:
        """Take note of ``sent``. Raises Aborted instead of letting anything be sent once the call was cut off."""
        with self._lock:
            if sent and self._aborted:
                raise Aborted
            self.sent = sent

    def use(self, connection: t.Any) -> None:
        """The call now waits for this connection. Raises Aborted."""
        self._connection = connection
        # A connection forgets its socket before the body is read, where that ends with the connection.
        self._socket = connection.sock
        if self._aborted:
            raise Aborted


class StatusFirst(http.client.HTTPResponse):
    """Has an error in the headers say which status came before them, in ``http_status``."""

    def begin(self) -> None:
        """Read the status line and the headers. Raises IncompleteRead where these break off, which Python overlooks."""
        lines = _Lines(self.fp)
        try:
            self.fp = lines  # type: ignore[assignment]
            super().begin()
            self.fp = lines.file
            if not lines.last:
                raise http.client.IncompleteRead(b"")
        except Exception as error:
            # It is a word until there is one.
            status: object = self.status
            error.http_status = status if isinstance(status, int) else None  # type: ignore[attr-defined]
            raise

    def _read_status(self) -> tuple[str, int, str]:
        """The status line of the response, past interim ones, of which Python knows 100 alone (RFC 9110, 15.2)."""
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 101 < status < 200:
                return version, status, reason
            while self.fp.readline(65537).strip():
                pass


class _Lines:
    """A file that remembers the last line that was read of it."""

    def __init__(self, file: t.Any) -> None:
        self.file = file
        self.last = b""

    def readline(self, limit: int = -1) -> bytes:
        self.last = self.file.readline(limit)
        return self.last

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self.file, name)


class AbortableConnection:
    """Goes before a connection class of urllib3, whose methods it extends."""

    response_class = StatusFirst

    def connect(self) -> None:
        """Connect, proxies and TLS included."""
        self._use()
        try:
            super().connect()  # type: ignore[misc]
        finally:
            # A proxy was asked for a tunnel, at most.
            mark_sent(False)

    def send(self, data: t.Any) -> None:
        """Send a part of a request, after what it takes to connect, which is no part of it."""
        if self.sock is None:  # type: ignore[attr-defined]
            self.connect()
        mark_sent(True)
        super().send(data)  # type: ignore[misc]

    def request(self, *args: t.Any, **kwargs: t.Any) -> None:
        """Send a request."""
        self._use()
        super().request(*args, **kwargs)  # type: ignore[misc]
        self._use()

    def _use(self) -> None:
        call = getattr(_THREAD, "call", None)
        if call is not None:
            call.use(self)


def mark_sent(sent: bool) -> None:
    """Take note, for this thread and its call, whether any of the request may have arrived. Raises Aborted."""
    call = getattr(_THREAD, "call", None)
    if call is not None:
        call.mark(sent)
    _THREAD.sent = sent
