# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Abort a call that takes too long, from the thread that waits for it.

The timeout of a socket applies to each read, so a server that sends a byte from time to time could block a call and its
thread forever.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import typing as t

_THREAD = threading.local()


class Aborted(OSError):
    """The call was aborted, so nothing more may be sent for it."""


def has_sent() -> bool:
    """Whether any part of this thread's last request may have reached the server."""
    return getattr(_THREAD, "sent", False)


class Abortable:
    """Makes it possible to abort the calls that a thread makes in a ``with`` block.

    Only calls over the connections of this collection can be aborted. ``sent`` is true if any part of the last request
    may have reached the server.
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
            # The next call may already use them.
            self._connection = self._socket = None

    def abort(self) -> None:
        """Shut down the connection in use, and prevent the use of any other. Any thread may call this."""
        with self._lock:
            self._aborted = True
            for sock in (self._socket, getattr(self._connection, "sock", None)):
                # TLS within TLS and pyOpenSSL wrap the socket in another object.
                inner = getattr(sock, "socket", sock)
                if isinstance(inner, socket.socket):
                    with contextlib.suppress(OSError):
                        # SSLSocket.shutdown would also drop the TLS session that the other thread is reading from.
                        socket.socket.shutdown(inner, socket.SHUT_RDWR)

    def mark(self, sent: bool) -> None:
        """Set ``sent``. Raises Aborted before anything is sent for a call that was aborted."""
        with self._lock:
            if sent and self._aborted:
                raise Aborted
            self.sent = sent

    def use(self, connection: t.Any) -> None:
        """Set the connection that the call uses now. Raises Aborted if the call was aborted."""
        self._connection = connection
        # If the body ends with the connection, the connection drops its socket before the body is read.
        self._socket = connection.sock
        if self._aborted:
            raise Aborted


class StatusKeepingResponse(http.client.HTTPResponse):
    """A response that keeps the HTTP status if its headers are invalid: the exception has it in ``http_status``."""

    def begin(self) -> None:
        """Read the status line and the headers.

        Raises IncompleteRead if the headers are incomplete, which the base class does not detect.
        """
        lines = _LineReader(self.fp)
        try:
            self.fp = lines  # type: ignore[assignment]
            super().begin()
            self.fp = lines.file
            if not lines.last:
                raise http.client.IncompleteRead(b"")
        except Exception as error:
            # Before the status line is read, http.client has a text here.
            status: object = self.status
            error.http_status = status if isinstance(status, int) else None  # type: ignore[attr-defined]
            raise

    def _read_status(self) -> tuple[str, int, str]:
        """Return the status line, after skipping interim responses (RFC 9110, section 15.2).

        The base class skips status 100 only.
        """
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 101 < status < 200:
                return version, status, reason
            while self.fp.readline(65537).strip():
                pass


class _LineReader:
    """Wraps a file, and keeps the last line that was read from it."""

    def __init__(self, file: t.Any) -> None:
        self.file = file
        self.last = b""

    def readline(self, limit: int = -1) -> bytes:
        self.last = self.file.readline(limit)
        return self.last

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self.file, name)


class AbortableConnection:
    """A mixin for the connection classes of urllib3, so that ``Abortable`` can abort the calls over them.

    List it before the connection class among the base classes.
    """

    response_class = StatusKeepingResponse

    def connect(self) -> None:
        """Connect to the server, including the tunnel through a proxy and the TLS handshake."""
        self._use()
        try:
            super().connect()  # type: ignore[misc]
        finally:
            # At most, the CONNECT request for a tunnel was sent to a proxy. It is not part of the call.
            mark_sent(False)

    def send(self, data: t.Any) -> None:
        """Send a part of a request, and connect first if necessary."""
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
    """Set, for this thread and its call, whether any part of the request may have reached the server.

    Raises Aborted if the call was aborted.
    """
    call = getattr(_THREAD, "call", None)
    if call is not None:
        call.mark(sent)
    _THREAD.sent = sent
