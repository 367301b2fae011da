# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates the login of a task for each location where it is used."""

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
from .assume_role import LONGEST_AT_STS, seconds
from .endpoints import Endpoints, needed
from .login import AGENCY, POD_IDENTITY, ChosenLogin
from .masking import Secrets
from .urls import credential_service
from .variables import METADATA, POD, Environ

#: How to reach the services that issue keys to an ECS or a pod: without a proxy, with the SDK's timeouts in seconds.
TO_METADATA, TO_POD_SERVICE = Transport(timeout=3.0), Transport(timeout=5.0)


class Logins:
    """One login for all locations, or a group of logins if each requests tokens for one project.

    ``login`` is the login or the group. Its secrets are masked as soon as they are known.
    """

    def __init__(
        self,
        chosen: ChosenLogin,
        agency: Agency | None,
        http: Http,
        environ: Environ,
        secrets: Secrets,
        endpoints: Endpoints,
    ) -> None:
        self._options = chosen.options
        self._agency = agency
        self._http = http
        self._secrets = secrets
        self._shared, self._shared_by_sources = SharedState(), SharedState()
        self._members: dict[tuple[str, str], IamTokens] = {}
        self._sources: dict[str, Login] = {}
        self._accounts: dict[tuple[str, int], Project] = {}
        self._token = TokenLogin(self._options["token"]) if chosen.auth_type == "token" else None
        if chosen.auth_type == "password" or (self._token and agency):
            self.login: Login = LoginGroup()
        else:
            self.login = self._token or self._keys(chosen.auth_type, environ, endpoints)
        secrets.follow(self.login.secrets)

    def at(self, endpoints: Endpoints, needs_project: bool, needs_account: bool = False) -> tuple[Login, Project]:
        """Return the login and the project for a location. Raises OptionError."""
        project_id, name = endpoints.project()
        if isinstance(self.login, LoginGroup):
            if needs_account and not needs_project:
                # A global service accepts a token for the account.
                return self._member(self.login, endpoints.iam(), self._account_scope), Project("")
            project = {"id": project_id} if project_id else {"name": needed(name, "project_name")}
            member = self._member(self.login, endpoints.iam(), {"project": project})
            return member, Project(project_id, member.project_id)
        if project_id or not needs_project:
            return self.login, Project(project_id or "")
        name = needed(name, "project_id")
        return self.login, Project(None, ProjectLookup(self._http, endpoints.iam(), self.login, name))

    def account(self, endpoints: Endpoints, login: Login) -> Project:
        """Return the account of the login, whose ID is known or can be looked up. Raises OptionError."""
        known = self._agency.domain_id if self._agency else endpoints.domain_id()
        if known:
            return Project(known)
        key = (endpoints.iam(), id(login))
        if key not in self._accounts:
            self._accounts[key] = Project(None, AccountLookup(self._http, endpoints.iam(), endpoints.sts, login))
        return self._accounts[key]

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
            # Assuming an agency takes a token for the account, not for a project.
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

    def _keys(self, auth_type: str, environ: Environ, endpoints: Endpoints) -> Login:
        source = self._own_keys(auth_type, environ, endpoints)
        if not self._agency:
            return source
        url = endpoints.sts() if self._agency.domain_id else endpoints.iam_root()
        return AssumedKeys(self._http, url, source, self._agency)

    def _own_keys(self, auth_type: str, environ: Environ, endpoints: Endpoints) -> Login:
        given = self._options.get
        if auth_type == AGENCY:
            url = environ.get(METADATA)
            return AgencyLogin(Http(TO_METADATA, self._secrets), endpoints.url(METADATA, url) if url else METADATA_URL)
        if auth_type == POD_IDENTITY:
            url, file = (self._options[name] for name in POD)
            url = credential_service(POD["pod.url"][0], url)
            return PodKeys(Http(TO_POD_SERVICE, self._secrets), url, file)
        if auth_type == "oidc":
            token = IdToken(given("oidc.id_token"), given("oidc.id_token_file"))
            return OidcKeys(self._http, endpoints.sts(), token, self._federation())
        if auth_type == "idp":
            token = IdToken(given("idp.id_token"), given("idp.id_token_file"))
            return IdpKeys(self._http, endpoints.iam_root(), self._options["idp.id"], token)
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
