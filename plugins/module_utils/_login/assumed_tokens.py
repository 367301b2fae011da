# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An agency of another account, which an IAM user or a token assumes: tokens for a project of that account."""

from __future__ import annotations

import time
import typing as t

from .._http.errors import CallError, Final
from .._http.response import Response
from .._http.session import Http
from .assumed import NOT_ASSUMED, Agency
from .base import End, Login
from .iam import iam_error
from .iam_tokens import IamTokens, Scope

#: What to do when the agency has no such project.
OWN_PROJECT = "With an agency, project_id and project_name are those of the agency's account, not of your own."


class AssumedTokens(IamTokens):
    """Tokens of an agency, requested with the token of another login.

    Source: IAM API reference, "Obtaining an Agency Token".
    """

    def __init__(
        self,
        http: Http,
        iam_url: str,
        source: Login,
        agency: Agency,
        scope: Scope,
        clock: t.Callable[[], float] = time.monotonic,
        end: End | None = None,
    ) -> None:
        super().__init__(http, iam_url, {"methods": ["assume_role"], "assume_role": agency.identity}, scope, clock, end)
        self._source = source
        self._agency = agency
        self.secrets = source.secrets

    def advice(self, message: str) -> str:  # noqa: ARG002
        return (
            f"A new token of the agency {self._agency} was refused as well: the agency may have no access to this"
            " project or service."
        )

    def _send(self) -> Response:
        response = self._http.send(self._source(self._prepared()))
        if response.http_status == 401 and self._source.renew(self._error(response)):
            response = self._http.send(self._source(self._prepared()))
        return response

    def _error(self, response: Response) -> CallError:
        error = iam_error(response)
        if error.retryable:
            return error
        return Final(
            f"IAM gives no token of the agency {self._agency}: {error.message[5:]}",
            http_status=error.http_status,
            code=error.code,
            request_id=error.request_id,
            hint=self._hint(response.http_status, error.message),
        )

    def _hint(self, status: int, message: str) -> str:
        if status != 401:
            return NOT_ASSUMED
        # The login has been accepted, where it is the project that is refused.
        return OWN_PROJECT if "project" in message.lower() else self._source.advice(message)
