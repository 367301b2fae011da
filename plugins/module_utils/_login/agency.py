# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The temporary keys of the agency of the ECS on which this runs, from its metadata service."""

from __future__ import annotations

import re
import time
import typing as t
from datetime import datetime

from .._http.errors import CallError, Final
from .._http.response import Response, part_of
from .._http.session import Http
from .._service.judge import error_of
from .base import Login, RenewableLogin
from .keys import KeyLogin, refused_signature, utc_now

#: The metadata service of an ECS. It is the one place that is called over plain http.
METADATA_URL = "http://169.254.169.254"
_HEADER_SAFE = re.compile(r"[!-~]+")

NO_AGENCY = "auth_type agency works on an ECS of the cloud to which an agency is assigned, and only there."


class AgencyLogin(RenewableLogin):
    """The agency of this ECS.

    Source: ECS user guide, "Obtaining Metadata", and huaweicloudsdkcore 3.1.219, auth/internal.py: a token first (v2),
    without it where the service has none (v1). ``http`` must not use a proxy.
    """

    calls_at_once = KeyLogin.calls_at_once
    locks_after: int | None = KeyLogin.locks_after

    def __init__(
        self,
        http: Http,
        metadata_url: str = METADATA_URL,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(clock)
        self._http = http
        self._url = metadata_url
        self._now = now

    def advice(self, message: str) -> str:
        return refused_signature(message) + " They are those of the agency of this ECS."

    def _request(self) -> tuple[Login, float]:
        response = self._credentials(self._metadata_token())
        if response.http_status == 401 and "Cloud Service Agency" not in response.text:
            response = self._credentials(self._metadata_token())
        credential = part_of(response.body, "credential")
        if response.http_status != 200 or not credential:
            raise self._error(response)
        access, secret, token = (_text(name, credential.get(name)) for name in ("access", "secret", "securitytoken"))
        return KeyLogin(access, secret, token, self._now), self._renewal(
            self._now().isoformat(), credential.get("expires_at")
        )

    def _metadata_token(self) -> str | None:
        request = self._http.prepare("PUT", f"{self._url}/meta-data/latest/api/token")
        request.headers["X-Metadata-Token-Ttl-Seconds"] = "21600"
        response = self._send(request)
        if response.http_status in (404, 405, 503):
            return None
        if response.http_status != 200:
            raise self._error(response)
        token = _text("the token for them", response.text.strip())
        self.secrets.add(token)
        return token

    @staticmethod
    def _error(response: Response) -> CallError:
        """Only a busy service is worth another try; a response that may hold keys is not quoted."""
        error = error_of(response)
        error.elsewhere = True
        success = response.http_status < 300
        if error.mendable and not success:
            return error
        told = "they are not where they belong in its response" if success else error.message
        message = f"the metadata service gives no keys: {told}"
        final = Final(message, http_status=error.http_status, code=error.code, hint=NO_AGENCY)
        final.elsewhere = True
        return final

    def _credentials(self, token: str | None) -> Response:
        request = self._http.prepare("GET", f"{self._url}/openstack/latest/securitykey")
        if token:
            request.headers["X-Metadata-Token"] = token
        return self._send(request)

    def _send(self, request: t.Any) -> Response:
        try:
            return self._http.send(request)
        except CallError as error:
            error.hint = NO_AGENCY
            raise


def _text(name: str, value: t.Any) -> str:
    """A key or a token. Raises Final for anything else, which is not shown: it may be half of one."""
    if isinstance(value, str) and _HEADER_SAFE.fullmatch(value):
        return value
    raise Final(f"the metadata service gives no usable keys: {name} is missing, or not the text of one", hint=NO_AGENCY)
