# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assume an agency of another account with an IAM user or a token: IAM issues tokens for projects of that account."""

from __future__ import annotations

import time
import typing as t

from .._http.errors import CallError, Final
from .._http.response import Response
from .._http.session import Http
from .assumed import ASSUME_HINT, Agency
from .base import Login, SharedState
from .iam import IAM_PREFIX, iam_error
from .iam_tokens import IamTokens, Scope

#: What to do if IAM refuses the project, which is usually one of the wrong account.
PROJECT_HINT = "With an agency, set project_id or project_name to a project of the agency's account, not of your own."


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
        shared: SharedState | None = None,
    ) -> None:
        identity = {"methods": ["assume_role"], "assume_role": agency.identity}
        super().__init__(http, iam_url, identity, scope, clock, shared)
        self._source = source
        self._agency = agency
        self.secrets = source.secrets

    def advice(self, message: str) -> str:  # noqa: ARG002
        return (
            f"A new token of the agency {self._agency} was refused too: check that the agency has access to this"
            " project and service."
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
            f"IAM returned no token of the agency {self._agency}: {error.message.removeprefix(IAM_PREFIX)}",
            http_status=error.http_status,
            code=error.code,
            request_id=error.request_id,
            hint=self._hint(response.http_status, error.message),
        )

    def _hint(self, status: int, message: str) -> str:
        if status != 401:
            return ASSUME_HINT
        # IAM also responds with 401 if it accepts the login but refuses the project.
        return PROJECT_HINT if "project" in message.lower() else self._source.advice(message)
