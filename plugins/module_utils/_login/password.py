# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log in as an IAM user: IAM issues tokens for the user's name and password."""

from __future__ import annotations

import time
import typing as t

from .._http.errors import CallError, Final, LoginRefused
from .._http.response import Response
from .._http.session import Http
from .base import SharedState
from .iam import IAM_PREFIX, iam_error
from .iam_tokens import IamTokens, Scope


class User(t.NamedTuple):
    """An IAM user, identified by an ID, or by a name and the name or ID of the account."""

    name: str | None
    password: str
    domain_name: str | None = None
    domain_id: str | None = None
    id: str | None = None

    @property
    def identity(self) -> dict[str, t.Any]:
        """The user as the body of IAM's token request has it."""
        if self.id:
            return {"id": self.id, "password": self.password}
        return {"name": self.name, "password": self.password, "domain": self.domain}

    @property
    def domain(self) -> dict[str, str]:
        """The user's account as the body of IAM's token request has it, empty if only the ID of the user is known."""
        if self.domain_name:
            return {"name": self.domain_name}
        return {"id": self.domain_id} if self.domain_id else {}

    @property
    def scope(self) -> Scope:
        """The scope of a token for the account."""
        return {"domain": self.domain} if self.domain else {}


class PasswordLogin(IamTokens):
    """Tokens of an IAM user.

    A password that IAM refuses is never sent again, because IAM locks accounts after several failures. Source: IAM API
    reference, "Obtaining a User Token Through Password Authentication".
    """

    def __init__(
        self,
        http: Http,
        iam_url: str,
        user: User,
        scope: Scope,
        clock: t.Callable[[], float] = time.monotonic,
        shared: SharedState | None = None,
    ) -> None:
        identity = {"methods": ["password"], "password": {"user": user.identity}}
        super().__init__(http, iam_url, identity, scope, clock, shared)
        self.user = user
        self.secrets.add(user.password)

    def advice(self, message: str) -> str:  # noqa: ARG002
        return "A new token was refused too: check that the user has access to this project and service."

    def _error(self, response: Response) -> CallError:
        error = iam_error(response)
        if not isinstance(error, LoginRefused):
            return error
        return Final(
            f"IAM refused the login of {self.user.name or self.user.id}: {error.message.removeprefix(IAM_PREFIX)}",
            http_status=error.http_status,
            code=error.code,
            request_id=error.request_id,
            hint="Check username, password, domain_name, and the project before you use this login again: repeated"
            " failures lock the account.",
        )
