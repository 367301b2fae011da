# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call can end in other than what it was made for, by what the caller can do about it."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .response import Response


class CallError(Exception):
    """A call that did not bring what it was made for.

    ``http_status`` is None when no HTTP response came. ``statusless`` says that a response came as it should, but for a
    status in it. ``retryable`` says whether waiting can mend it, ``throttled``
    whether the API asks for fewer calls, ``retry_after`` for how many seconds it asks for none. ``hint`` says what
    the user can do. ``response`` is the response itself, where the caller is to have it; ``sent`` says whether any of
    the request may have arrived.
    """

    retryable = False
    throttled = False
    #: Whether it is a response of another service than the one that was meant, such as IAM.
    elsewhere = False
    #: Whether there is no host of that name.
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
        """Whether the service responded at all."""
        return self.http_status is not None and not self.elsewhere

    def __str__(self) -> str:
        status = f"HTTP {self.http_status}" if self.http_status else ""
        head = " ".join(part for part in (status, self.code) if part)
        tail = f" (request id {self.request_id})" if self.request_id else ""
        message = self.message.rstrip(". ") if tail else self.message
        return (f"{head}: " if head else "") + message + tail


class Fault(CallError):
    """Something that waiting can mend: a transport error, a busy server, an unusable body."""

    retryable = True


class Throttled(Fault):
    """The API asks for fewer calls."""

    throttled = True


class NoSuchJob(CallError):
    """The API denies knowing the job: it is not visible yet, or never was."""


class Gone(CallError):
    """The API no longer has the thing, which is what was waited for."""


class LoginRefused(CallError):
    """The API does not accept the login; a login that can be renewed is worth one more try."""


class Final(CallError):
    """The same call would bring the same again."""
