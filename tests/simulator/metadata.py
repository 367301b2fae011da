# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a server's metadata service that provides the keys of the server's agency."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any

from .identity import Identity, KeyPair, micro_time
from .replies import Reply
from .signature import Signed

TOKEN_PATH = "/meta-data/latest/api/token"
KEY_PATH = "/openstack/latest/securitykey"
LONGEST_TOKEN = 21600
"""The longest lifetime of a metadata token, in seconds."""
V1_STATUSES = (404, 405, 503)
"""The status values with which services without metadata tokens respond to a token request."""
NO_AGENCY = "Please configure Cloud Service Agency first"


class Metadata:
    """Issues metadata tokens and temporary keys. Thread-safe.

    ``v1_status``: ``None`` is a service that requires a token; a number is a service without tokens, which responds to
    the token request with this status. ``agency``: whether the server has an agency. ``lifetime``: how many seconds
    keys are valid. ``overlap``: the same keys are returned until they are valid for at most this many seconds; ``None``
    returns new ones each time.
    """

    def __init__(
        self,
        identity: Identity,
        clock: Callable[[], float],
        wall: Callable[[], float],
        lifetime: float,
        overlap: float | None,
    ) -> None:
        self.lifetime = lifetime
        self.overlap = overlap
        self.v1_status: int | None = None
        self.agency = True
        self._identity = identity
        self._clock = clock
        self._wall = wall
        self._lock = threading.Lock()
        self._tokens: dict[str, float] = {}
        self._keys: tuple[KeyPair, float] | None = None

    def set(self, v1_status: int | None = None, agency: bool = True, expire_tokens: bool = False) -> None:
        """Change the kind of service; ``expire_tokens`` expires all metadata tokens that were issued so far."""
        if v1_status is not None and v1_status not in V1_STATUSES:
            raise ValueError(f"v1_status must be one of {V1_STATUSES} or None")
        with self._lock:
            self.v1_status, self.agency = v1_status, agency
            if expire_tokens:
                self._tokens.clear()

    def respond(self, path: str, signed: Signed) -> Reply:
        """The response to a request."""
        call = (signed.method, path)
        if call == ("PUT", TOKEN_PATH):
            return self._issue_token(signed.headers.get("x-metadata-token-ttl-seconds", ""))
        if call == ("GET", KEY_PATH):
            return self._give_keys(signed.headers.get("x-metadata-token"))
        return _refusal(405, "Method Not Allowed") if path in (TOKEN_PATH, KEY_PATH) else _refusal(404, "Not Found")

    def _issue_token(self, seconds: str) -> Reply:
        if self.v1_status is not None:
            titles = {404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}
            return _refusal(self.v1_status, titles[self.v1_status])
        if not seconds.isdecimal() or not 1 <= int(seconds) <= LONGEST_TOKEN:
            return _refusal(400, "Bad Request")
        token = secrets.token_urlsafe(40)
        with self._lock:
            self._tokens[token] = self._clock() + int(seconds)
        return _text(200, token)

    def _give_keys(self, token: str | None) -> Reply:
        with self._lock:
            now = self._clock()
            if self.v1_status is None and now >= self._tokens.get(token or "", float("-inf")):
                return _refusal(401, "Unauthorized")
            if not self.agency:
                return _refusal(401, "Unauthorized", NO_AGENCY)
            if self._keys is None or self.overlap is None or now >= self._keys[1] - self.overlap:
                self._keys = (self._identity.issue_keys(self.lifetime), now + self.lifetime)
            pair, until = self._keys
        credential: dict[str, Any] = {
            "access": pair.access_key,
            "secret": pair.secret_key,
            "securitytoken": pair.security_token,
            "expires_at": micro_time(self._wall() + until - now),
        }
        return Reply(200, {"credential": credential})


def _text(status: int, text: str) -> Reply:
    return Reply(status, text=text, headers={"Content-Type": "text/plain; charset=UTF-8"})


def _refusal(status: int, title: str, text: str = "") -> Reply:
    """An error in the plain-text format of OpenStack's servers: title and explanation."""
    return _text(status, f"{status} {title}\n\n{text}\n\n" if text else f"{status} {title}\n\n")
