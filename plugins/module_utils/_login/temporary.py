# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of logins with temporary keys, which are an access key pair with a security token that expires."""

from __future__ import annotations

import re
import time
import typing as t
from datetime import datetime

from .._http.errors import CallError, Final
from .._http.response import Response, part_of
from .._service.judge import WRONG_PATH, error_of
from .base import Login, RenewableLogin
from .keys import KeyLogin, signature_hint, utc_now

_HEADER_SAFE = re.compile(r"[!-~]+")


class KeyNames(t.NamedTuple):
    """The names of the parts of temporary keys in a response, and of the object that contains them, ``parent``."""

    parent: str
    access_key: str
    secret_key: str
    security_token: str
    expires_at: str


#: Source: IAM API reference, "Obtaining Temporary Access Keys and Security Tokens of an Agency". The metadata service
#: of an ECS uses the same names.
IAM_KEYS = KeyNames("credential", "access", "secret", "securitytoken", "expires_at")
#: Source: IAM API reference (new version), "Obtaining a Temporary Security Credential Through an Agency".
STS_KEYS = KeyNames("credentials", "access_key_id", "secret_access_key", "security_token", "expiration")


class TemporaryKeys(RenewableLogin):
    """Temporary keys, which are renewed before they expire.

    ``issuer`` is the service that issues them, and ``owner`` the agency or user that they belong to, both as messages
    name them.
    """

    calls_at_once = KeyLogin.calls_at_once
    locks_after: int | None = KeyLogin.locks_after
    issuer = "IAM"
    owner = ""

    def __init__(self, clock: t.Callable[[], float] = time.monotonic, now: t.Callable[[], datetime] = utc_now) -> None:
        super().__init__(clock)
        self._now = now

    def advice(self, message: str) -> str:
        hint = signature_hint(message)
        if hint:
            return f"The API refused the temporary keys of {self.owner}. {hint}"
        return (
            f"The API refused the temporary keys of {self.owner}: check that it still exists, and that it has access to"
            " this project and service."
        )

    def _hint(self, status: int, message: str) -> str:
        """Return what to do if the issuer returns no keys, by the HTTP status and the message of its response."""
        raise NotImplementedError

    def _keys(self, response: Response, names: KeyNames) -> tuple[Login, float]:
        """Return the keys in a response, and when to renew them. Raises a CallError."""
        keys = part_of(response.body, names.parent)
        if response.http_status not in (200, 201) or not keys:
            raise self._error(response)
        access, secret, token = (self._header_value(name, keys.get(name)) for name in names[1:4])
        renew_at = self._renewal(self._now().isoformat(), keys.get(names.expires_at))
        return KeyLogin(access, secret, token, self._now), renew_at

    def _header_value(self, name: str, value: t.Any) -> str:
        """Return a key or a token if it can be sent in a header.

        Raises Final for any other value. It is not shown, because it may be a part of a secret.
        """
        if isinstance(value, str) and _HEADER_SAFE.fullmatch(value):
            return value
        raise Final(f"{self.issuer} returned unusable keys: {name} is missing or malformed", hint=self._hint(200, ""))

    def _error(self, response: Response) -> CallError:
        """Return the error for a response without keys, which is temporary only if the service is busy.

        A response of success is not quoted, because it may contain keys.
        """
        error = error_of(response)
        error.from_other_service = True
        success = response.http_status < 300
        if error.retryable and not success:
            error.message = f"{self.issuer}: {error.message}"
            return error
        reason = "its response does not have the expected content" if success else error.message
        misplaced = 300 <= response.http_status < 400 or any(
            rule.matches(response.http_status, response.error[0]) for rule in WRONG_PATH
        )
        refusal = Final(
            f"{self.issuer} returned no keys: {reason}",
            http_status=error.http_status,
            code=error.code,
            request_id=error.request_id,
            hint=error.hint if misplaced else self._hint(response.http_status, reason),
        )
        refusal.from_other_service = True
        return refusal
