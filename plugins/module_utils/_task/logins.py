# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login of a task at each of the places where it is used."""

from __future__ import annotations

import typing as t

from .._http.session import Http, Transport
from .._login.agency import METADATA_URL, AgencyLogin
from .._login.base import End, Group, Login
from .._login.keys import KeyLogin
from .._login.password import PasswordLogin
from .._login.project import Project, ProjectByName
from .._login.token import TokenLogin
from .login import AGENCY
from .masking import Secrets
from .variables import METADATA, Environ
from .where import Where, needed


class Logins:
    """One login for all places; for an IAM user, a group of them, as each of its tokens is for one project.

    ``login`` is the login, or the group. Its secrets are masked as they become known.
    """

    def __init__(
        self, chosen: t.Mapping[str, str], http: Http, environ: Environ, secrets: Secrets, where: Where
    ) -> None:
        self._chosen = chosen
        self._http = http
        self._secrets = secrets
        self._end = End()
        self._users: dict[tuple[str, str], PasswordLogin] = {}
        self.login = Group() if "password" in chosen else _login(chosen, environ, secrets, where)
        secrets.follow(self.login.secrets)

    def at(self, where: Where, needs_project: bool) -> tuple[Login, Project]:
        """The login at a place, and the project there. Raises OptionError."""
        project_id, name = where.project()
        if isinstance(self.login, Group):
            user = self._user(self.login, where.iam(), project_id, name)
            return user, Project(project_id, user.project_id)
        if project_id or not needs_project:
            return self.login, Project(project_id or "")
        name = needed(name, "project_id")
        return self.login, Project(None, ProjectByName(self._http, where.iam(), self.login, name))

    def _user(self, group: Group, iam_url: str, project_id: str | None, name: str | None) -> PasswordLogin:
        scope = {"id": project_id} if project_id else {"name": needed(name, "project_name")}
        key = (iam_url, str(scope))
        if key not in self._users:
            username, password, domain = (self._chosen[name] for name in ("username", "password", "domain_name"))
            user = PasswordLogin(self._http, iam_url, username, password, domain, scope, end=self._end)
            self._users[key] = user
            group.members.append(user)
            self._secrets.follow(user.secrets)
        return self._users[key]


def _login(
    chosen: t.Mapping[str, str], environ: Environ, secrets: Secrets, where: Where
) -> TokenLogin | KeyLogin | AgencyLogin:
    if AGENCY in chosen:
        url = environ.get(METADATA)
        return AgencyLogin(Http(Transport(timeout=3.0), secrets), where.url(METADATA, url) if url else METADATA_URL)
    if "token" in chosen:
        return TokenLogin(chosen["token"])
    return KeyLogin(chosen["access_key"], chosen["secret_key"], chosen.get("security_token"))
