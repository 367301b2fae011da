# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenID Connect provider whose tokens STS and IAM accept, and the credential service for pods in CCE."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from .agencies import Agencies, sts_error
from .identity import Identity, iam_error, micro_time
from .replies import Refusal, Reply
from .signature import Signed


class Provider:
    """Issues ID tokens with a limited lifetime, and exchanges them for keys through STS or for a token through IAM."""

    urn = "iam::d0000000000000000000000000000001:oidcProvider:ci"
    agency_urn = "iam::d0000000000000000000000000000001:agency:ci-waiters"
    idp_id = "ci"

    def __init__(self, identity: Identity, agencies: Agencies, clock: Callable[[], float]) -> None:
        self._identity = identity
        self._agencies = agencies
        self._clock = clock
        self._until: dict[str, float] = {}

    def issue(self, seconds: float = 600.0) -> str:
        """A new ID token of the provider."""
        token = ".".join(secrets.token_urlsafe(length) for length in (30, 200, 64))
        self._until[token] = self._clock() + seconds
        return token

    def assume(self, body: Any) -> Reply:
        """POST /v5/agencies/assume-with-oidc, for which the ID token is the only authentication."""
        fields = ("provider_urn", "agency_urn", "agency_session_name", "id_token")
        if not isinstance(body, dict) or not all(isinstance(body.get(name), str) for name in fields):
            raise Refusal(sts_error(400, "STS5.1003", "the request body is invalid"))
        seconds = body.get("duration_seconds", 3600)
        if not isinstance(seconds, int) or not 900 <= seconds <= 43200:
            raise Refusal(sts_error(400, "STS5.1003", "duration_seconds is out of bounds"))
        if body["provider_urn"] != self.urn or body["agency_urn"] != self.agency_urn:
            raise Refusal(sts_error(404, "STS5.1106", f"the agency '{body['agency_urn']}' cannot be found"))
        if not self._valid(body["id_token"]):
            raise Refusal(sts_error(403, "STS5.1207", "the id token is invalid or has expired"))
        return self._agencies.keys_by_sts(
            seconds, self._identity.account, "ci-waiters", str(body["agency_session_name"])
        )

    def unscoped_token(self, signed: Signed, body: Any) -> Reply:
        """POST /v3.0/OS-AUTH/id-token/tokens."""
        try:
            token = body["auth"]["id_token"]["id"]
        except (KeyError, TypeError):
            raise Refusal(iam_error(400, "The request body is invalid.", "Bad Request")) from None
        if signed.headers.get("x-idp-id") != self.idp_id:
            raise Refusal(iam_error(404, "Could not find Identity Provider.", "Not Found"))
        if not self._valid(token):
            raise Refusal(iam_error(401, "The id token is invalid or has expired.", "Unauthorized"))
        about = self._identity.token_body(None, [], self._identity.account, "mapped")
        return Reply(201, about, headers={"X-Subject-Token": self._identity.issue_token(None)})

    def _valid(self, token: Any) -> bool:
        return isinstance(token, str) and self._clock() < self._until.get(token, float("-inf"))


class PodService:
    """Gives a pod keys in the format of huaweicloud-sdk-go-v3, core/auth/provider/pod_identity_provider_test.go."""

    path = "/v1/credentials"

    def __init__(self, identity: Identity, wall: Callable[[], float]) -> None:
        self.token = "pod." + secrets.token_urlsafe(60)
        self.lifetime = 3600.0
        self._identity = identity
        self._wall = wall

    def respond(self, path: str, signed: Signed, body: Any) -> Reply:
        """The response to a request."""
        if (signed.method, path) != ("POST", self.path):
            return Reply(404, {"message": "not found"})
        if signed.headers.get("authorization") != self.token:
            return Reply(401, {"message": "the token of the service account is not valid"})
        if body != {}:
            return Reply(400, {"message": "an empty object is expected"})
        pair = self._identity.issue_keys(self.lifetime)
        credentials = {
            "accessKeyId": pair.access_key,
            "secretAccessKey": pair.secret_key,
            "securityToken": pair.security_token,
            "expiration": micro_time(self._wall() + self.lifetime),
        }
        subject = {"namespace": "default", "serviceAccount": "ansible"}
        return Reply(200, {"assumedAgency": {}, "audience": "", "credentials": credentials, "subject": subject})
