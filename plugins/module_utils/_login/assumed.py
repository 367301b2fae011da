# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assume an agency of another account with an access key pair: IAM or STS issues temporary keys of that account."""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.response import Response
from .._http.session import Http
from .base import Login
from .keys import utc_now
from .temporary import IAM_KEYS, STS_KEYS, TemporaryKeys

#: The default validity of temporary keys in seconds. Most agencies allow an hour, and STS does not allow more if the
#: login that assumes the agency has temporary keys itself.
DEFAULT_DURATION = 3600
#: The default name of the session, by which the traces of the other account identify it.
DEFAULT_SESSION_NAME = "huaweicloud-jobs"


class Agency(t.NamedTuple):
    """An agency to assume, and the account that it belongs to.

    If the account is identified by ``domain_id``, the agency is assumed at STS, with ``domain_name`` at IAM.
    ``duration`` is the validity of the temporary keys in seconds.
    """

    name: str
    domain_name: str | None = None
    domain_id: str | None = None
    duration: int = DEFAULT_DURATION

    def __str__(self) -> str:
        return f"{self.name} of the account {self.domain_name or self.domain_id}"

    @property
    def scope(self) -> dict[str, dict[str, str]]:
        """The scope of a token for the account of the agency, for the body of IAM's token request."""
        return {"domain": {"id": self.domain_id} if self.domain_id else {"name": self.domain_name or ""}}

    @property
    def identity(self) -> dict[str, t.Any]:
        """The agency as the bodies of IAM's requests have it."""
        domain = {"domain_id": self.domain_id} if self.domain_id else {"domain_name": self.domain_name}
        return {"agency_name": self.name, **domain}


#: What to do if an agency cannot be assumed.
ASSUME_HINT = (
    "Check the name and the account of the agency in assume_role, that the agency trusts your account, and that your"
    " login has the permission to assume it (Agent Operator, or sts:agencies:assume)."
)


class AssumedKeys(TemporaryKeys):
    """Temporary keys of an agency, requested with a login that signs.

    With the name of the account, they come from ``POST {iam}/v3.0/OS-CREDENTIAL/securitytokens`` (IAM API reference,
    "Obtaining Temporary Access Keys and Security Tokens of an Agency"). With its ID, they come from ``POST
    {sts}/v5/agencies/assume`` (IAM API reference, new version, "Obtaining a Temporary Security Credential Through an
    Agency or Trust Agency").
    """

    def __init__(
        self,
        http: Http,
        url: str,
        source: Login,
        agency: Agency,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], datetime] = utc_now,
    ) -> None:
        """``url`` is the base URL of STS if the agency has a ``domain_id``, and else that of IAM, without a version."""
        super().__init__(clock, now)
        self._http = http
        self._source = source
        self.secrets = source.secrets
        self.owner = f"the agency {agency}"
        seconds = {"duration_seconds": agency.duration}
        if agency.domain_id:
            self.issuer, self._names = "STS", STS_KEYS
            self._url = f"{url}/v5/agencies/assume"
            urn = f"iam::{agency.domain_id}:agency:{agency.name}"
            self._body: dict[str, t.Any] = {"agency_urn": urn, "agency_session_name": DEFAULT_SESSION_NAME, **seconds}
        else:
            self.issuer, self._names = "IAM", IAM_KEYS
            self._url = f"{url}/v3.0/OS-CREDENTIAL/securitytokens"
            assumed = {"methods": ["assume_role"], "assume_role": {**agency.identity, **seconds}}
            self._body = {"auth": {"identity": assumed}}

    def _hint(self, status: int, message: str) -> str:
        return self._source.advice(message) if status == 401 else ASSUME_HINT

    def _request(self) -> tuple[Login, float]:
        response = self._send()
        if response.http_status == 401 and self._source.renew(self._error(response)):
            # The keys of the source may have been revoked early. It is not renewed if it would get the same keys again.
            response = self._send()
        return self._keys(response, self._names)

    def _send(self) -> Response:
        return self._http.send(self._source(self._http.prepare("POST", self._url, self._body)))
