# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenID Connect in IAM's older way: the token of an identity provider gives a token, and this temporary keys."""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.session import Http
from .base import Login
from .id_token import IdToken
from .keys import utc_now
from .temporary import IAM_KEYS, TemporaryKeys

#: For how many seconds keys are requested; the SDK requests them for as long.
DURATION = 21600

#: What to do when the provider's token gives no keys.
NO_IDP_KEYS = (
    "Check the id of the identity provider, its conversion rules, and that the token is meant for it and has not"
    " expired."
)


class IdpKeys(TemporaryKeys):
    """Temporary keys of a federated user: ``POST {iam}/v3.0/OS-AUTH/id-token/tokens``, then ``.../securitytokens``.

    Source: IAM API reference, "Obtaining a Token with an OpenID Connect ID Token" and "Obtaining a Temporary Access Key
    and Security Token Through a Token", and huaweicloudsdkcore 3.1.219, auth/internal.py. ``iam_url`` has no version.
    """

    owner = "the federated user"

    def __init__(
        self,
        http: Http,
        iam_url: str,
        idp_id: str,
        token: IdToken,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(clock, now)
        self._http = http
        self._url = f"{iam_url}/v3.0"
        self._idp_id = idp_id
        self._token = token

    def _hint(self, status: int, message: str) -> str:  # noqa: ARG002
        return NO_IDP_KEYS

    def _request(self) -> tuple[Login, float]:
        identity = {"methods": ["token"], "token": {"id": self._unscoped_token(), "duration_seconds": DURATION}}
        url = f"{self._url}/OS-CREDENTIAL/securitytokens"
        return self._keys(self._http.send(self._http.prepare("POST", url, {"auth": {"identity": identity}})), IAM_KEYS)

    def _unscoped_token(self) -> str:
        id_token = self._token()
        self.secrets.add(id_token)
        body = {"auth": {"id_token": {"id": id_token}}}
        request = self._http.prepare("POST", f"{self._url}/OS-AUTH/id-token/tokens", body)
        request.headers["X-Idp-Id"] = self._idp_id
        response = self._http.send(request)
        token = response.headers.get("X-Subject-Token")
        if response.http_status != 201 or not token:
            raise self._error(response)
        self.secrets.add(token)
        return token
