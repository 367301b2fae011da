# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log in with the agency of the CCE pod in which the plugin runs: a service on its node issues temporary keys."""

from __future__ import annotations

import time
import typing as t
from datetime import datetime

from .._http.session import Http
from .base import Login
from .id_token import read_token
from .keys import utc_now
from .temporary import KeyNames, TemporaryKeys

#: Sources: huaweicloudsdkcore 3.1.219, auth/internal.py; huaweicloud-sdk-go-v3,
#: core/auth/provider/pod_identity_provider_test.go.
POD_KEYS = KeyNames("credentials", "accessKeyId", "secretAccessKey", "securityToken", "expiration")

POD_HINT = (
    "auth_type pod_identity works only in a pod of CCE whose service account is associated with an agency: associate it"
    " with one, or log in another way."
)


class PodKeys(TemporaryKeys):
    """The temporary keys of the agency that is associated with the service account of this pod.

    They come from a ``POST`` to ``url`` with an empty object, and with the content of ``token_file``, which the node
    renews, in the header ``Authorization``. ``http`` must not use a proxy.
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
        return POD_HINT

    def _request(self) -> tuple[Login, float]:
        request = self._http.prepare("POST", self._url, {})
        token = read_token(self._token_file)
        self.secrets.add(token)
        request.headers["Authorization"] = token
        return self._keys(self._http.send(request), POD_KEYS)
