# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log in with OpenID Connect through an identity provider in IAM.

IAM exchanges the ID token for a token of its own, and this one for temporary keys. It is the older of the two ways.
"""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.session import Http
from .base import Login
from .id_token import IdToken
from .keys import utc_now
from .temporary import IAM_KEYS, TemporaryKeys

#: The validity of the requested keys in seconds, which is that of the SDK.
DURATION = 21600

#: What to do if IAM does not accept the token of the provider.
IDP_HINT = (
    "Check the ID and the conversion rules of the identity provider, and that the token is for this provider and has"
    " not expired."
)


class IdpKeys(TemporaryKeys):
    """Temporary keys of a federated user.

    They come from ``POST {iam}/v3.0/OS-AUTH/id-token/tokens`` and ``POST {iam}/v3.0/OS-CREDENTIAL/securitytokens``.
    ``iam_url`` has no version. Sources: IAM API reference, "Obtaining a Token with an OpenID Connect ID Token" and
    "Obtaining a Temporary Access Key and Security Token Through a Token"; huaweicloudsdkcore 3.1.219, auth/internal.py.
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
        return IDP_HINT

    def _request(self) -> tuple[Login, float]:
        identity = {"methods": ["token"], "token": {"id": self._unscoped_token(), "duration_seconds": DURATION}}
        url = f"{self._url}/OS-CREDENTIAL/securitytokens"
        return self._keys(self._http.send(self._http.prepare("POST", url, {"auth": {"identity": identity}})), IAM_KEYS)

    def _unscoped_token(self) -> str:
        """Exchange the ID token for a token of IAM that has no scope. Raises a CallError."""
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
