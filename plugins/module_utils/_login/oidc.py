# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenID Connect, as a CI logs in: the token of a provider that an agency trusts gives temporary keys."""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.session import Http
from .assumed import DURATION, SESSION
from .base import Login
from .id_token import IdToken
from .keys import utc_now
from .temporary import STS_KEYS, TemporaryKeys

#: What to do when the provider's token gives no keys.
NO_OIDC_KEYS = (
    "Check the URNs of provider and agency, the audience and the subject of the token against what the agency trusts,"
    " and that the token has not expired: those of a CI last minutes."
)


class Federation(t.NamedTuple):
    """A provider, the agency that trusts it, and what is requested of it."""

    provider_urn: str
    agency_urn: str
    session_name: str = SESSION
    duration: int = DURATION
    policy: str | None = None
    policy_ids: tuple[str, ...] = ()


class OidcKeys(TemporaryKeys):
    """Temporary keys of a trust agency: ``POST {sts}/v5/agencies/assume-with-oidc``, which is not signed.

    Source: IAM API reference (new version), "Obtaining a Temporary Security Credential Through the OIDC SSO Trust
    Agency", and huaweicloudsdkcore 3.1.219, auth/internal.py.
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
        return NO_OIDC_KEYS

    def _request(self) -> tuple[Login, float]:
        token = self._token()
        self.secrets.add(token)
        wanted = self._federation
        body = {
            "provider_urn": wanted.provider_urn,
            "agency_urn": wanted.agency_urn,
            "agency_session_name": wanted.session_name,
            "id_token": token,
            "duration_seconds": wanted.duration,
            **({"policy": wanted.policy} if wanted.policy else {}),
            **({"policy_ids": list(wanted.policy_ids)} if wanted.policy_ids else {}),
        }
        return self._keys(self._http.send(self._http.prepare("POST", self._url, body)), STS_KEYS)
