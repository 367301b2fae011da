# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An access key pair (AK/SK): every request is signed."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime, timezone
from urllib.parse import urlsplit

from .base import Login
from .signature import DATE_FORMAT, authorization

#: Both clocks, as the gateway tells them of a signature that is more than 15 minutes old or early.
_CLOCKS = re.compile(r"signature time:\s*(\d{8}T\d{6}Z).*?server time:\s*(\d{8}T\d{6}Z)")

#: So many wrong signatures lock a key (T Cloud Public, API Gateway FAQ), and when a clock jumps, all calls that are
#: under way are wrong.
WRONG_SIGNATURES = 5


def utc_now() -> datetime:
    """The time by the clock of this machine."""
    return datetime.now(timezone.utc)


class KeyLogin(Login):
    """An access key pair; temporary keys come with a security token.

    Wrong signatures lock a key, so a refusal is never tried again, and fewer calls are under way at a time than it
    takes: should a clock jump, all of them are refused.
    """

    calls_at_once = WRONG_SIGNATURES - 2
    locks_after: int | None = WRONG_SIGNATURES

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
        # Not signed: what a proxy may change on the way.
        signed = {name: value for name, value in headers.items() if name == "Host" or name.startswith("X-")}
        headers["Authorization"] = authorization(
            self._access_key, self._secret_key, request.method, request.url, signed, request.body or b""
        )
        return request

    def advice(self, message: str) -> str:
        return refused_signature(message)


def refused_signature(message: str) -> str:
    """What to do when a signature is refused with this message."""
    clocks = _CLOCKS.search(message)
    if clocks:
        ours, theirs = (datetime.strptime(clock, DATE_FORMAT).replace(tzinfo=timezone.utc) for clock in clocks.groups())
        minutes = (ours - theirs).total_seconds() / 60
        return (
            f"The clock of this machine is {abs(minutes):.0f} minutes {'ahead of' if minutes > 0 else 'behind'} the"
            " API's, and 15 are allowed: set it, best by NTP."
        )
    if "reach the limit" in message:
        return (
            "The key is locked for some minutes, as it was used with a wrong signature five times: wait, and check"
            " what else uses it with a wrong secret_key."
        )
    return "Check access_key and secret_key, and security_token if the keys are temporary."
