# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An agency of another account, which a login assumes: with keys, for temporary keys of that account."""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.response import Response
from .._http.session import Http
from .base import Login
from .keys import utc_now
from .temporary import IAM_KEYS, STS_KEYS, TemporaryKeys

#: For how many seconds keys are requested if nothing else is said. Agencies allow an hour as a rule, and STS gives no
#: more than that for a login that is temporary itself.
DURATION = 3600
#: By this name, the session is recorded in the traces of the other account.
SESSION = "huaweicloud-jobs"


class Agency(t.NamedTuple):
    """An agency, and the account that it belongs to, by its name or its id; with the id it is assumed at STS."""

    name: str
    domain_name: str | None = None
    domain_id: str | None = None
    duration: int = DURATION

    def __str__(self) -> str:
        return f"{self.name} of the account {self.domain_name or self.domain_id}"

    @property
    def scope(self) -> dict[str, dict[str, str]]:
        """That of a token of the account."""
        return {"domain": {"id": self.domain_id} if self.domain_id else {"name": self.domain_name or ""}}

    @property
    def identity(self) -> dict[str, t.Any]:
        """How IAM is told of it."""
        domain = {"domain_id": self.domain_id} if self.domain_id else {"domain_name": self.domain_name}
        return {"agency_name": self.name, **domain}


#: What to do when an agency cannot be assumed.
NOT_ASSUMED = (
    "Check the agency's name and its account in assume_role, whether the agency trusts your account, and whether your"
    " login may assume it (Agent Operator, or sts:agencies:assume)."
)


class AssumedKeys(TemporaryKeys):
    """Temporary keys of an agency, requested with a login that signs.

    Without the id of the account: ``POST {iam}/v3.0/OS-CREDENTIAL/securitytokens`` (IAM API reference, "Obtaining
    Temporary Access Keys and Security Tokens of an Agency"). With it: ``POST {sts}/v5/agencies/assume`` (IAM API
    reference, new version, "Obtaining a Temporary Security Credential Through an Agency or Trust Agency").
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
        """``url`` is the base URL of STS where the account is named by its id, else that of IAM, without a version."""
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
            self._body: dict[str, t.Any] = {"agency_urn": urn, "agency_session_name": SESSION, **seconds}
        else:
            self.issuer, self._names = "IAM", IAM_KEYS
            self._url = f"{url}/v3.0/OS-CREDENTIAL/securitytokens"
            assumed = {"methods": ["assume_role"], "assume_role": {**agency.identity, **seconds}}
            self._body = {"auth": {"identity": assumed}}

    def _hint(self, status: int, message: str) -> str:
        return self._source.advice(message) if status == 401 else NOT_ASSUMED

    def _request(self) -> tuple[Login, float]:
        response = self._send()
        if response.http_status == 401 and self._source.renew(self._error(response)):
            # Keys of the source may have ended before their time; what stays the same is not sent again.
            response = self._send()
        return self._keys(response, self._names)

    def _send(self) -> Response:
        return self._http.send(self._source(self._http.prepare("POST", self._url, self._body)))
