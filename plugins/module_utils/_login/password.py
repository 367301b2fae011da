# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An IAM user, whose password is what tokens of a project are requested with."""

from __future__ import annotations

import time
import typing as t

from .._http.errors import CallError, Final, LoginRefused
from .._http.response import Response, part_of
from .._http.session import Http
from .base import End, Login, RenewableLogin
from .iam import iam_error
from .token import TokenLogin


class PasswordLogin(RenewableLogin):
    """An IAM user: ``POST {iam}/v3/auth/tokens``.

    Source: IAM API reference, "Obtaining a User Token Through Password Authentication". A password that IAM refuses is
    never sent again: accounts lock.
    """

    def __init__(
        self,
        http: Http,
        iam_url: str,
        username: str,
        password: str,
        domain_name: str,
        project: dict[str, str],
        clock: t.Callable[[], float] = time.monotonic,
        end: End | None = None,
    ) -> None:
        super().__init__(clock, end)
        self._http = http
        self._url = iam_url
        self._user = {"name": username, "password": password, "domain": {"name": domain_name}}
        self._project = project
        self._project_id = project.get("id")
        self.secrets.add(password)

    def advice(self, message: str) -> str:  # noqa: ARG002
        return "A new token was refused as well: the user may have no access to this project or service."

    def project_id(self) -> str:
        """The id of the project that the token is for."""
        if not self._project_id:
            self._current()
        return t.cast(str, self._project_id)

    def _request(self) -> tuple[Login, float]:
        identity = {"methods": ["password"], "password": {"user": self._user}}
        body = {"auth": {"identity": identity, "scope": {"project": self._project}}}
        response = self._http.send(self._http.prepare("POST", f"{self._url}/auth/tokens?nocatalog=true", body))
        token = response.headers.get("X-Subject-Token")
        if response.http_status != 201 or not token:
            raise self._error(response)
        about = part_of(response.body, "token")
        self._project_id = self._project_id or part_of(about, "project").get("id")
        if self._project_id and not isinstance(self._project_id, str):
            self._project_id = None
            raise Final(
                "IAM gave a token for a project whose id is not text",
                hint="Check iam_endpoint: something else than IAM seems to respond there.",
            )
        if not self._project_id:
            raise Final("the token that IAM gave is for no project", hint="Set project_id or project_name.")
        return TokenLogin(token), self._renewal(about.get("issued_at"), about.get("expires_at"))

    def _error(self, response: Response) -> CallError:
        error = iam_error(response)
        if not isinstance(error, LoginRefused):
            return error
        return Final(
            f"IAM refused the login of {self._user['name']}: {error.message[5:]}",
            http_status=error.http_status,
            code=error.code,
            request_id=error.request_id,
            hint="Check username, password, domain_name and the project; repeated tries lock the account.",
        )
