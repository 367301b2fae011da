# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that are requested at IAM, and renewed during a task."""

from __future__ import annotations

import time
import typing as t

from .._http.errors import CallError, Final
from .._http.response import Response, part_of
from .._http.session import Http
from .base import Login, RenewableLogin, SharedState
from .iam import iam_error
from .token import TokenLogin

#: The scope of a token: ``{"project": {"id": ...}}``, ``{"project": {"name": ...}}``, ``{"domain": {...}}``, or empty.
Scope = dict[str, dict[str, str]]


class IamTokens(RenewableLogin):
    """Tokens for a project or an account, from ``POST {iam}/v3/auth/tokens``.

    ``iam_url`` has the version. ``identity`` is the part of the body that proves who requests the token.
    """

    def __init__(
        self,
        http: Http,
        iam_url: str,
        identity: dict[str, t.Any],
        scope: Scope,
        clock: t.Callable[[], float] = time.monotonic,
        shared: SharedState | None = None,
    ) -> None:
        super().__init__(clock, shared)
        self._http = http
        self._url = iam_url
        self._body = {"auth": {"identity": identity, **({"scope": scope} if scope else {})}}
        self._for_project = "project" in scope
        self._project_id = scope.get("project", {}).get("id")

    def project_id(self) -> str:
        """Return the ID of the project, which needs a token if the scope has its name. Raises a CallError."""
        if not self._project_id:
            self._current()
        return t.cast(str, self._project_id)

    def _send(self) -> Response:
        return self._http.send(self._prepared())

    def _prepared(self) -> t.Any:
        return self._http.prepare("POST", f"{self._url}/auth/tokens?nocatalog=true", self._body)

    def _request(self) -> tuple[Login, float]:
        response = self._send()
        token = response.headers.get("X-Subject-Token")
        if response.http_status != 201 or not token:
            raise self._error(response)
        details = part_of(response.body, "token")
        if self._for_project:
            self._project_id = self._project_id or self._project_of(details)
        return TokenLogin(token), self._renewal(details.get("issued_at"), details.get("expires_at"))

    @staticmethod
    def _project_of(details: t.Mapping[str, t.Any]) -> str:
        project_id = part_of(details, "project").get("id")
        if not project_id:
            raise Final("the token from IAM is not for a project", hint="Set project_id or project_name.")
        if not isinstance(project_id, str):
            raise Final(
                "the project ID in the response of IAM is not a string",
                hint="Check iam_endpoint and any proxy: something other than IAM may have responded.",
            )
        return project_id

    def _error(self, response: Response) -> CallError:
        """Return the error for a response without a token."""
        return iam_error(response)
