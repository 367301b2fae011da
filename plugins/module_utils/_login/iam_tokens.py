# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens of IAM, which are requested with an identity and renewed on the way."""

from __future__ import annotations

import time
import typing as t

from .._http.errors import CallError, Final
from .._http.response import Response, part_of
from .._http.session import Http
from .base import End, Login, RenewableLogin
from .iam import iam_error
from .token import TokenLogin

#: What a token is for: ``{"project": {"id": ...}}``, ``{"project": {"name": ...}}``, ``{"domain": {...}}``,
#: or nothing.
Scope = dict[str, dict[str, str]]


class IamTokens(RenewableLogin):
    """Tokens of a project, or of a whole account: ``POST {iam}/v3/auth/tokens``."""

    def __init__(
        self,
        http: Http,
        iam_url: str,
        identity: dict[str, t.Any],
        scope: Scope,
        clock: t.Callable[[], float] = time.monotonic,
        end: End | None = None,
    ) -> None:
        super().__init__(clock, end)
        self._http = http
        self._url = iam_url
        self._body = {"auth": {"identity": identity, **({"scope": scope} if scope else {})}}
        self._for_project = "project" in scope
        self._project_id = scope.get("project", {}).get("id")

    def project_id(self) -> str:
        """The id of the project that the token is for."""
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
        about = part_of(response.body, "token")
        if self._for_project:
            self._project_id = self._project_id or self._project_of(about)
        return TokenLogin(token), self._renewal(about.get("issued_at"), about.get("expires_at"))

    @staticmethod
    def _project_of(about: t.Mapping[str, t.Any]) -> str:
        project_id = part_of(about, "project").get("id")
        if not project_id:
            raise Final("the token that IAM gave is for no project", hint="Set project_id or project_name.")
        if not isinstance(project_id, str):
            raise Final(
                "IAM gave a token for a project whose id is not text",
                hint="Check iam_endpoint: something else than IAM seems to respond there.",
            )
        return project_id

    def _error(self, response: Response) -> CallError:
        """The error that a response without a token stands for."""
        return iam_error(response)
