# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log in with an access key pair (AK/SK), which signs each request."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime, timezone
from urllib.parse import urlsplit

from .base import Login
from .signature import DATE_FORMAT, authorization

#: The times of both clocks, in the gateway's message about a signature that is more than 15 minutes old or early.
_CLOCKS = re.compile(r"signature time:\s*(\d{8}T\d{6}Z).*?server time:\s*(\d{8}T\d{6}Z)")

#: The number of wrong signatures after which an access key is locked. Source: T Cloud Public, API Gateway FAQ.
LOCKING_SIGNATURES = 5


def utc_now() -> datetime:
    """Return the current time by the clock of this machine."""
    return datetime.now(timezone.utc)


class KeyLogin(Login):
    """An access key pair. Temporary keys also have a security token.

    Wrong signatures lock a key. A refused call is therefore never retried, and there are always fewer concurrent calls
    than it takes to lock the key: if the clock of this machine jumps, all of them are refused.
    """

    calls_at_once = LOCKING_SIGNATURES - 2
    locks_after: int | None = LOCKING_SIGNATURES

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        security_token: str | None = None,
        now: t.Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        self._access_key = access_key
        self._secret_key = secret_key
        self._security_token = security_token
        self._now = now
        self.secrets.update(filter(None, (secret_key, security_token)))

    def __call__(self, request: t.Any) -> t.Any:
        headers = request.headers
        headers["Host"] = urlsplit(request.url).netloc
        headers["X-Sdk-Date"] = self._now().strftime(DATE_FORMAT)
        if self._security_token:
            headers["X-Security-Token"] = self._security_token
        # Other headers are not signed, because proxies may change them.
        signed = {name: value for name, value in headers.items() if name == "Host" or name.startswith("X-")}
        headers["Authorization"] = authorization(
            self._access_key, self._secret_key, request.method, request.url, signed, request.body or b""
        )
        return request

    def advice(self, message: str) -> str:
        return signature_hint(message) or (
            "Check access_key and secret_key, and security_token if the keys are temporary."
        )


def signature_hint(message: str) -> str:
    """Return what to do if the API refuses a signature because of a clock or a locked key.

    ``message`` is that of the API. The hint is empty if it states another reason.
    """
    clocks = _CLOCKS.search(message)
    if clocks:
        ours, theirs = (datetime.strptime(clock, DATE_FORMAT).replace(tzinfo=timezone.utc) for clock in clocks.groups())
        minutes = (ours - theirs).total_seconds() / 60
        return (
            f"The clock of this machine is {abs(minutes):.0f} minutes {'ahead of' if minutes > 0 else 'behind'} the"
            " clock of the API, which allows 15: synchronize it, for example with NTP."
        )
    if "reach the limit" in message:
        return (
            "The access key is locked for some minutes after five wrong signatures: wait, and find out what else uses"
            " it with a wrong secret_key."
        )
    return ""
