# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An IAM user, whose password is what tokens of a project are requested with."""

from __future__ import annotations

import time
import typing as t

from .._http.errors import CallError, Final, LoginRefused
from .._http.response import Response
from .._http.session import Http
from .base import End
from .iam import iam_error
from .iam_tokens import IamTokens, Scope


class User(t.NamedTuple):
    """An IAM user: by an id, or by a name and the account's name or id."""

    name: str | None
    password: str
    domain_name: str | None = None
    domain_id: str | None = None
    id: str | None = None

    @property
    def identity(self) -> dict[str, t.Any]:
        """How IAM is told of the user."""
        if self.id:
            return {"id": self.id, "password": self.password}
        return {"name": self.name, "password": self.password, "domain": self.domain}

    @property
    def domain(self) -> dict[str, str]:
        """The user's account; empty where only the user's id is known."""
        if self.domain_name:
            return {"name": self.domain_name}
        return {"id": self.domain_id} if self.domain_id else {}

    @property
    def scope(self) -> Scope:
        """That of a token of the account."""
        return {"domain": self.domain} if self.domain else {}


class PasswordLogin(IamTokens):
    """An IAM user.

    Source: IAM API reference, "Obtaining a User Token Through Password Authentication". A password that IAM refuses is
    never sent again: accounts lock.
    """

    def __init__(
        self,
        http: Http,
        iam_url: str,
        user: User,
        scope: Scope,
        clock: t.Callable[[], float] = time.monotonic,
        end: End | None = None,
    ) -> None:
        identity = {"methods": ["password"], "password": {"user": user.identity}}
        super().__init__(http, iam_url, identity, scope, clock, end)
        self.user = user
        self.secrets.add(user.password)

    def advice(self, message: str) -> str:  # noqa: ARG002
        return "A new token was refused as well: the user may have no access to this project or service."

    def _error(self, response: Response) -> CallError:
        error = iam_error(response)
        if not isinstance(error, LoginRefused):
            return error
        return Final(
            f"IAM refused the login of {self.user.name or self.user.id}: {error.message[5:]}",
            http_status=error.http_status,
            code=error.code,
            request_id=error.request_id,
            hint="Check username, password, domain_name and the project; repeated tries lock the account.",
        )
