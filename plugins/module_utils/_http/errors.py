# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors that a call can end in, each class for what the caller can do about it."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .response import Response


class CallError(Exception):
    """A call that failed.

    ``message`` says what was wrong, and ``hint`` what the user can do. ``http_status``, ``code``, and ``request_id``
    are those of the response; ``http_status`` is None if there was none. ``retry_after`` is the number of seconds after
    which the API accepts calls again, if it says so. ``statusless`` is true if a response is valid except that it has
    no status of a job. ``response`` is the response itself, if the caller needs it. ``sent`` is true if any part of the
    request may have reached the server.
    """

    #: Whether the same call can succeed later.
    retryable = False
    #: Whether the API requires a lower rate of calls.
    throttled = False
    #: Whether the error comes from a service other than the one that was called, such as IAM.
    from_other_service = False
    #: Whether the name of the host does not exist.
    no_such_host = False

    def __init__(
        self,
        message: str,
        *,
        http_status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        hint: str = "",
        statusless: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.http_status = http_status
        self.code = code
        self.request_id = request_id
        self.retry_after = retry_after
        self.hint = hint
        self.statusless = statusless
        self.response: Response | None = None
        self.sent = False

    @property
    def reached(self) -> bool:
        """Whether the called service has sent an HTTP response."""
        return self.http_status is not None and not self.from_other_service

    def __str__(self) -> str:
        status = f"HTTP {self.http_status}" if self.http_status else ""
        head = " ".join(part for part in (status, self.code) if part)
        tail = f" (request ID {self.request_id})" if self.request_id else ""
        message = self.message.rstrip(". ") if tail else self.message
        return (f"{head}: " if head else "") + message + tail


class Fault(CallError):
    """A temporary error: of the connection, of a busy server, or a body that cannot be used."""

    retryable = True


class Throttled(Fault):
    """The API requires a lower rate of calls."""

    throttled = True


class NoSuchJob(CallError):
    """The API does not know the job: it is not visible yet, or does not exist."""


class Gone(CallError):
    """The resource no longer exists, which is what the task waits for."""


class LoginRefused(CallError):
    """The API does not accept the login. If the login can be renewed, the call is worth one retry."""


class Final(CallError):
    """A permanent error: the same call would fail again."""
