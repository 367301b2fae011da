# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Temporary keys that a service of the cloud gives: an access key pair with a security token, until some time."""

from __future__ import annotations

import re
import time
import typing as t
from datetime import datetime

from .._http.errors import CallError, Final
from .._http.response import Response, part_of
from .._service.judge import WRONG_PATH, error_of
from .base import Login, RenewableLogin
from .keys import KeyLogin, refused_signature, utc_now

_HEADER_SAFE = re.compile(r"[!-~]+")


class Names(t.NamedTuple):
    """What a service calls the parts of temporary keys, and the object of its response that has them."""

    holder: str
    access_key: str
    secret_key: str
    security_token: str
    expires_at: str


#: Source: IAM API reference, "Obtaining Temporary Access Keys and Security Tokens of an Agency"; the metadata service
#: of an ECS has the same names.
IAM_KEYS = Names("credential", "access", "secret", "securitytoken", "expires_at")
#: Source: IAM API reference (new version), "Obtaining a Temporary Security Credential Through an Agency".
STS_KEYS = Names("credentials", "access_key_id", "secret_access_key", "security_token", "expiration")


class TemporaryKeys(RenewableLogin):
    """Keys that are requested again before they end. ``issuer`` is who gives them, ``owner`` whose they are."""

    calls_at_once = KeyLogin.calls_at_once
    locks_after: int | None = KeyLogin.locks_after
    issuer = "IAM"
    owner = ""

    def __init__(self, clock: t.Callable[[], float] = time.monotonic, now: t.Callable[[], datetime] = utc_now) -> None:
        super().__init__(clock)
        self._now = now

    def advice(self, message: str) -> str:
        return f"{refused_signature(message)} They are those of {self.owner}."

    def _hint(self, status: int, message: str) -> str:
        """What to do when the issuer gives no keys, by HTTP status and message."""
        raise NotImplementedError

    def _keys(self, response: Response, names: Names) -> tuple[Login, float]:
        """The keys in a response, and when to renew them. Raises a CallError."""
        keys = part_of(response.body, names.holder)
        if response.http_status not in (200, 201) or not keys:
            raise self._error(response)
        access, secret, token = (self._text(name, keys.get(name)) for name in names[1:4])
        renew_at = self._renewal(self._now().isoformat(), keys.get(names.expires_at))
        return KeyLogin(access, secret, token, self._now), renew_at

    def _text(self, name: str, value: t.Any) -> str:
        """A key or a token. Raises Final for anything else, which is not shown: it may be half of one."""
        if isinstance(value, str) and _HEADER_SAFE.fullmatch(value):
            return value
        raise Final(
            f"{self.issuer} gives no usable keys: {name} is missing, or not the text of one", hint=self._hint(200, "")
        )

    def _error(self, response: Response) -> CallError:
        """Only a busy service is worth another try; a response that may hold keys is not quoted."""
        error = error_of(response)
        error.elsewhere = True
        success = response.http_status < 300
        if error.retryable and not success:
            error.message = f"{self.issuer}: {error.message}"
            return error
        reason = "they are not where they belong in its response" if success else error.message
        misplaced = 300 <= response.http_status < 400 or any(
            rule.matches(response.http_status, response.error[0]) for rule in WRONG_PATH
        )
        refusal = Final(
            f"{self.issuer} gives no keys: {reason}",
            http_status=error.http_status,
            code=error.code,
            request_id=error.request_id,
            hint=error.hint if misplaced else self._hint(response.http_status, reason),
        )
        refusal.elsewhere = True
        return refusal
