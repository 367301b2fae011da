# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The temporary keys of a pod of CCE, from the credential service of its node."""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.session import Http
from .base import Login
from .id_token import token_in
from .keys import utc_now
from .temporary import Names, TemporaryKeys

#: Source: huaweicloudsdkcore 3.1.219, auth/internal.py, and the tests of huaweicloud-sdk-go-v3,
#: core/auth/provider/pod_identity_provider_test.go.
POD_KEYS = Names("credentials", "accessKeyId", "secretAccessKey", "securityToken", "expiration")

NO_POD_IDENTITY = (
    "auth_type pod_identity works in a pod of CCE whose service account is associated with an agency, and only there."
)


class PodKeys(TemporaryKeys):
    """The agency that is associated with the service account of this pod.

    ``POST`` with an empty object, and the content of a file as ``Authorization``, which the node renews. ``http`` must
    not use a proxy.
    """

    issuer = "the credential service of the pod"
    owner = "the agency of this pod"

    def __init__(
        self,
        http: Http,
        url: str,
        token_file: str,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(clock, now)
        self._http = http
        self._url = url
        self._token_file = token_file

    def _hint(self, status: int, message: str) -> str:  # noqa: ARG002
        return NO_POD_IDENTITY

    def _request(self) -> tuple[Login, float]:
        request = self._http.prepare("POST", self._url, {})
        token = token_in(self._token_file)
        self.secrets.add(token)
        request.headers["Authorization"] = token
        return self._keys(self._http.send(request), POD_KEYS)
