# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log in with the agency of the ECS on which the plugin runs: the metadata service issues temporary keys."""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.errors import CallError
from .._http.response import Response
from .._http.session import Http
from .base import Login
from .keys import utc_now
from .temporary import IAM_KEYS, TemporaryKeys

#: The metadata service of an ECS, which supports plain HTTP only.
METADATA_URL = "http://169.254.169.254"

AGENCY_HINT = (
    "auth_type agency works only on an ECS of the cloud that has an agency: assign an agency to it, or log in another"
    " way."
)


class AgencyLogin(TemporaryKeys):
    """The temporary keys of the agency that is assigned to this ECS.

    Version 2 of the metadata service requires a token, which is requested first. Version 1 has no tokens, so the keys
    are requested without one. ``http`` must not use a proxy. Sources: ECS user guide, "Obtaining Metadata";
    huaweicloudsdkcore 3.1.219, auth/internal.py.
    """

    issuer = "the metadata service"
    owner = "the agency of this ECS"

    def __init__(
        self,
        http: Http,
        metadata_url: str = METADATA_URL,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(clock, now)
        self._http = http
        self._url = metadata_url

    def _hint(self, status: int, message: str) -> str:  # noqa: ARG002
        return AGENCY_HINT

    def _request(self) -> tuple[Login, float]:
        response = self._credentials(self._metadata_token())
        if response.http_status == 401 and "Cloud Service Agency" not in response.text:
            response = self._credentials(self._metadata_token())
        return self._keys(response, IAM_KEYS)

    def _metadata_token(self) -> str | None:
        request = self._http.prepare("PUT", f"{self._url}/meta-data/latest/api/token")
        request.headers["X-Metadata-Token-Ttl-Seconds"] = "21600"
        response = self._send(request)
        if response.http_status in (404, 405, 503):
            return None
        if response.http_status != 200:
            raise self._error(response)
        token = self._header_value("the metadata token", response.text.strip())
        self.secrets.add(token)
        return token

    def _credentials(self, token: str | None) -> Response:
        request = self._http.prepare("GET", f"{self._url}/openstack/latest/securitykey")
        if token:
            request.headers["X-Metadata-Token"] = token
        return self._send(request)

    def _send(self, request: t.Any) -> Response:
        try:
            return self._http.send(request)
        except CallError as error:
            error.hint = AGENCY_HINT
            raise
