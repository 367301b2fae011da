# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login of a task at each of the places where it is used."""

from __future__ import annotations

from .._http.session import Http, Transport
from .._login.account import AccountLookup
from .._login.agency import METADATA_URL, AgencyLogin
from .._login.assumed import DEFAULT_SESSION_NAME, Agency, AssumedKeys
from .._login.assumed_tokens import AssumedTokens
from .._login.base import Login, LoginGroup, SharedState
from .._login.iam_tokens import IamTokens, Scope
from .._login.id_token import IdToken
from .._login.idp import IdpKeys
from .._login.keys import KeyLogin
from .._login.oidc import Federation, OidcKeys
from .._login.password import PasswordLogin, User
from .._login.pod import PodKeys
from .._login.project import Project, ProjectLookup
from .._login.token import TokenLogin
from .assume import LONGEST_AT_STS, seconds
from .login import AGENCY, POD_IDENTITY, Chosen
from .masking import Secrets
from .urls import credential_service
from .variables import METADATA, POD, Environ
from .where import Where, needed

#: How to reach what gives keys to an ECS or a pod, which is near: without a proxy, and with the SDK's time-outs.
TO_METADATA, TO_POD_SERVICE = Transport(timeout=3.0), Transport(timeout=5.0)


class Logins:
    """One login for all places; a group of them where tokens are requested, each of which is for one project.

    ``login`` is the login, or the group. Its secrets are masked as they become known.
    """

    def __init__(
        self,
        chosen: Chosen,
        agency: Agency | None,
        http: Http,
        environ: Environ,
        secrets: Secrets,
        where: Where,
    ) -> None:
        self._options = chosen.options
        self._agency = agency
        self._http = http
        self._secrets = secrets
        self._shared, self._shared_by_sources = SharedState(), SharedState()
        self._members: dict[tuple[str, str], IamTokens] = {}
        self._sources: dict[str, Login] = {}
        self._token = TokenLogin(self._options["token"]) if chosen.way == "token" else None
        if chosen.way == "password" or (self._token and agency):
            self.login: Login = LoginGroup()
        else:
            self.login = self._token or self._keys(chosen.way, environ, where)
        secrets.follow(self.login.secrets)

    def at(self, where: Where, needs_project: bool, needs_account: bool = False) -> tuple[Login, Project]:
        """The login at a place, and the project there. Raises OptionError."""
        project_id, name = where.project()
        if isinstance(self.login, LoginGroup):
            if needs_account and not needs_project:
                # A global service takes a token of the account.
                return self._member(self.login, where.iam(), self._account_scope), Project("")
            project = {"id": project_id} if project_id else {"name": needed(name, "project_name")}
            member = self._member(self.login, where.iam(), {"project": project})
            return member, Project(project_id, member.project_id)
        if project_id or not needs_project:
            return self.login, Project(project_id or "")
        name = needed(name, "project_id")
        return self.login, Project(None, ProjectLookup(self._http, where.iam(), self.login, name))

    def account(self, where: Where, login: Login) -> Project:
        """The account of the login: what is known of its id, or how to look it up."""
        known = self._agency.domain_id if self._agency else where.domain_id()
        return Project(known, AccountLookup(self._http, where.iam(), where.sts, login) if not known else lambda: "")

    def _member(self, group: LoginGroup, iam_url: str, scope: Scope) -> IamTokens:
        key = (iam_url, str(scope))
        if key not in self._members:
            member = self._members[key] = self._tokens(iam_url, scope)
            group.members.append(member)
            self._secrets.follow(member.secrets)
        return self._members[key]

    def _tokens(self, iam_url: str, scope: Scope) -> IamTokens:
        if not self._agency:
            return PasswordLogin(self._http, iam_url, self._user, scope, shared=self._shared)
        if iam_url not in self._sources:
            # What assumes an agency is a token of the account, not of a project.
            self._sources[iam_url] = self._token or PasswordLogin(
                self._http, iam_url, self._user, self._user.scope, shared=self._shared_by_sources
            )
        source = self._sources[iam_url]
        return AssumedTokens(self._http, iam_url, source, self._agency, scope, shared=self._shared)

    @property
    def _account_scope(self) -> Scope:
        return self._agency.scope if self._agency else self._user.scope

    @property
    def _user(self) -> User:
        given = self._options.get
        return User(
            given("username"), self._options["password"], given("domain_name"), given("domain_id"), given("user_id")
        )

    def _keys(self, way: str, environ: Environ, where: Where) -> Login:
        source = self._own_keys(way, environ, where)
        if not self._agency:
            return source
        url = where.sts() if self._agency.domain_id else where.iam_root()
        return AssumedKeys(self._http, url, source, self._agency)

    def _own_keys(self, way: str, environ: Environ, where: Where) -> Login:
        given = self._options.get
        if way == AGENCY:
            url = environ.get(METADATA)
            return AgencyLogin(Http(TO_METADATA, self._secrets), where.url(METADATA, url) if url else METADATA_URL)
        if way == POD_IDENTITY:
            url, file = (self._options[name] for name in POD)
            url = credential_service(POD["pod.url"][0], url)
            return PodKeys(Http(TO_POD_SERVICE, self._secrets), url, file)
        if way == "oidc":
            token = IdToken(given("oidc.id_token"), given("oidc.id_token_file"))
            return OidcKeys(self._http, where.sts(), token, self._federation())
        if way == "idp":
            token = IdToken(given("idp.id_token"), given("idp.id_token_file"))
            return IdpKeys(self._http, where.iam_root(), self._options["idp.id"], token)
        return KeyLogin(self._options["access_key"], self._options["secret_key"], given("security_token"))

    def _federation(self) -> Federation:
        given = self._options.get
        return Federation(
            self._options["oidc.provider_urn"],
            self._options["oidc.agency_urn"],
            given("oidc.session_name") or DEFAULT_SESSION_NAME,
            seconds("oidc.duration", given("oidc.duration"), LONGEST_AT_STS),
            given("oidc.policy"),
            tuple(filter(None, map(str.strip, (given("oidc.policy_ids") or "").split(",")))),
        )
