# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An agency of another account. IAM and STS issue its keys and tokens to the account that it trusts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from .identity import Caller, Identity, iam_error, micro_time
from .replies import Refusal, Reply, flat_error

BAD_REQUEST = iam_error(400, "The request body is invalid.", "Bad Request")
SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}")
#: Minimum and maximum lifetime in seconds: at IAM, at STS, and at STS when the caller's own keys are temporary.
IAM_SECONDS, STS_SECONDS, CHAINED_SECONDS = (900, 86400), (900, 43200), (900, 3600)


class Agencies:
    """One agency of ``Identity.other`` that trusts the user's account. ``allowed``: whether the user may assume it.

    ``lifetime``: how many seconds keys are valid, if this differs from the requested lifetime.
    """

    name = "waiters"

    def __init__(self, identity: Identity, wall: Callable[[], float]) -> None:
        self.allowed = True
        self.lifetime: float | None = None
        self._identity = identity
        self._wall = wall

    def security_tokens(self, body: Any, caller: Caller | None) -> Reply:
        """POST /v3.0/OS-CREDENTIAL/securitytokens: for an agency, or for a token in the body."""
        identity = _at(body, "auth", "identity")
        methods = _at(identity, "methods")
        if methods == ["assume_role"]:
            wanted = _at(identity, "assume_role")
            if caller is None:
                raise Refusal(iam_error(401, "The request you have made requires authentication.", "Unauthorized"))
            self._check(wanted, caller)
            return self.keys_by_iam(_seconds(wanted, IAM_SECONDS, BAD_REQUEST), self._identity.other)
        if methods != ["token"]:
            raise Refusal(BAD_REQUEST)
        wanted = _at(identity, "token")
        token = _at(wanted, "id")
        owner = self._identity.owner_of(token) if isinstance(token, str) else None
        if owner is None:
            raise Refusal(iam_error(401, "The token is invalid.", "Unauthorized"))
        return self.keys_by_iam(_seconds(wanted, IAM_SECONDS, BAD_REQUEST), owner)

    def keys_by_iam(self, seconds: int, account: Any) -> Reply:
        """Temporary keys in IAM's format."""
        lifetime = self.lifetime or seconds
        pair = self._identity.issue_keys(lifetime, account)
        credential = {
            "access": pair.access_key,
            "secret": pair.secret_key,
            "securitytoken": pair.security_token,
            "expires_at": micro_time(self._wall() + lifetime),
        }
        return Reply(201, {"credential": credential})

    def token(self, body: Any, caller: Caller, catalog: list[dict[str, Any]]) -> Reply:
        """POST /v3/auth/tokens with the method assume_role."""
        identity = _at(body, "auth", "identity")
        self._check(_at(identity, "assume_role"), caller)
        other = self._identity.other
        project = self._identity.scope(_at(body, "auth").get("scope") or {}, other)
        token = self._identity.issue_token(project.id if project else None, other)
        about = self._identity.token_body(project, catalog, other, "assume_role")
        return Reply(201, about, headers={"X-Subject-Token": token})

    def assume(self, body: Any, caller: Caller) -> Reply:
        """POST /v5/agencies/assume of STS."""
        if caller.bound_to is not None:
            raise Refusal(sts_error(401, "STS5.0002", "the request is not signed"))
        urn = _at(body, "agency_urn")
        if not isinstance(urn, str) or not SESSION_NAME.fullmatch(str(body.get("agency_session_name") or "")):
            raise Refusal(sts_error(400, "STS5.1003", "the request body is invalid"))
        bounds = CHAINED_SECONDS if caller.temporary else STS_SECONDS
        seconds = _seconds(body, bounds, sts_error(400, "STS5.1003", "duration_seconds is out of bounds"))
        other = self._identity.other
        if urn != f"iam::{other.id}:agency:{self.name}" or caller.account is not self._identity.account:
            raise Refusal(sts_error(404, "STS5.1106", f"the agency '{urn}' cannot be found"))
        if not self.allowed:
            raise Refusal(sts_error(403, "STS5.0001", "access denied: sts:agencies:assume"))
        return self.keys_by_sts(seconds, other, self.name, body["agency_session_name"])

    def keys_by_sts(self, seconds: int, account: Any, agency: str, session: str) -> Reply:
        """Temporary keys in the format of STS."""
        lifetime = self.lifetime or seconds
        pair = self._identity.issue_keys(lifetime, account)
        until = datetime.fromtimestamp(self._wall() + lifetime, timezone.utc)
        credentials = {
            "access_key_id": pair.access_key,
            "secret_access_key": pair.secret_key,
            "security_token": pair.security_token,
            "expiration": until.strftime("%Y-%m-%dT%H:%M:%S.") + f"{until.microsecond // 1000:03}Z",
        }
        assumed = {"urn": f"sts::{account.id}::assumed-agency:{agency}/{session}", "id": f"{'a' * 32}:{session}"}
        return Reply(200, {"source_identity": "", "assumed_agency": assumed, "credentials": credentials})

    @staticmethod
    def caller_identity(caller: Caller) -> Reply:
        """GET /v5/caller-identity of STS."""
        account = caller.account
        who = {"account_id": account.id, "principal_urn": f"iam::{account.id}:user:x", "principal_id": "u" * 32}
        return Reply(200, who)

    def _check(self, wanted: Any, caller: Caller) -> None:
        """Refuse the request unless this caller may assume the given agency."""
        other = self._identity.other
        if not isinstance(wanted, dict) or not isinstance(wanted.get("agency_name"), str):
            raise Refusal(BAD_REQUEST)
        named = (wanted.get("domain_name"), wanted.get("domain_id"))
        if named not in ((other.name, None), (None, other.id), (other.name, other.id)) or (
            wanted["agency_name"] != self.name or caller.account is not self._identity.account
        ):
            raise Refusal(iam_error(404, f"Could not find agency: {wanted['agency_name']}.", "Not Found"))
        if not self.allowed:
            raise Refusal(iam_error(403, "You are not authorized to perform the requested action.", "Forbidden"))


def sts_error(status: int, code: str, message: str) -> Reply:
    """The format of STS errors."""
    return Reply(status, flat_error(code, message))


def methods_of(body: Any) -> Any:
    """The authentication methods of a request to IAM."""
    try:
        return body["auth"]["identity"]["methods"]
    except (KeyError, TypeError):
        return None


def _at(value: Any, *keys: str) -> Any:
    """The value below these keys. Raises Refusal if there is none."""
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            raise Refusal(BAD_REQUEST)
        value = value[key]
    return value


def _seconds(wanted: Any, bounds: tuple[int, int], refusal: Reply) -> int:
    """The requested lifetime, or the shortest one if none is requested."""
    seconds = wanted.get("duration_seconds", bounds[0]) if isinstance(wanted, dict) else None
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not bounds[0] <= seconds <= bounds[1]:
        raise Refusal(refusal)
    return seconds
