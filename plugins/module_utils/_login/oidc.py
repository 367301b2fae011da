# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log in with OpenID Connect, as CI systems do: STS exchanges an ID token for temporary keys of a trust agency."""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.session import Http
from .assumed import DEFAULT_DURATION, DEFAULT_SESSION_NAME
from .base import Login
from .id_token import IdToken
from .keys import utc_now
from .temporary import STS_KEYS, TemporaryKeys

#: What to do if STS does not accept the token of the provider.
OIDC_HINT = (
    "Check the URNs of the provider and the agency, that the audience and the subject of the token match the trust"
    " policy of the agency, and that the token has not expired: ID tokens of a CI system are valid for minutes."
)


class Federation(t.NamedTuple):
    """An OpenID Connect provider, the agency that trusts it, and the parameters of the request to STS.

    ``duration`` is the validity of the keys in seconds. ``policy`` and ``policy_ids`` further limit their permissions.
    """

    provider_urn: str
    agency_urn: str
    session_name: str = DEFAULT_SESSION_NAME
    duration: int = DEFAULT_DURATION
    policy: str | None = None
    policy_ids: tuple[str, ...] = ()


class OidcKeys(TemporaryKeys):
    """Temporary keys of a trust agency, from ``POST {sts}/v5/agencies/assume-with-oidc``, which is not signed.

    Sources: IAM API reference (new version), "Obtaining a Temporary Security Credential Through the OIDC SSO Trust
    Agency"; huaweicloudsdkcore 3.1.219, auth/internal.py.
    """

    issuer = "STS"

    def __init__(
        self,
        http: Http,
        sts_url: str,
        token: IdToken,
        federation: Federation,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(clock, now)
        self._http = http
        self._url = f"{sts_url}/v5/agencies/assume-with-oidc"
        self._token = token
        self._federation = federation
        self.owner = f"the agency {federation.agency_urn}"

    def _hint(self, status: int, message: str) -> str:  # noqa: ARG002
        return OIDC_HINT

    def _request(self) -> tuple[Login, float]:
        token = self._token()
        self.secrets.add(token)
        federation = self._federation
        body = {
            "provider_urn": federation.provider_urn,
            "agency_urn": federation.agency_urn,
            "agency_session_name": federation.session_name,
            "id_token": token,
            "duration_seconds": federation.duration,
            **({"policy": federation.policy} if federation.policy else {}),
            **({"policy_ids": list(federation.policy_ids)} if federation.policy_ids else {}),
        }
        return self._keys(self._http.send(self._http.prepare("POST", self._url, body)), STS_KEYS)
