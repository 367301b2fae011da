# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM: tokens, access keys, accounts, and projects, and the checks of who may call."""

from __future__ import annotations

import base64
import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any, NamedTuple

from . import signature
from .replies import Refusal, Reply, new_request_id, unauthorized

LOCK_AFTER = 5
"""The number of consecutive failed logins that lock an access key or a user."""
KEY_LOCK = 300.0
USER_LOCK = 900.0
"""How many seconds they stay locked."""


class KeyPair(NamedTuple):
    """An access key with its secret key; temporary ones also have a security token."""

    access_key: str
    secret_key: str
    security_token: str | None = None


class Project(NamedTuple):
    """A project of the simulated account."""

    id: str
    name: str


class Account(NamedTuple):
    """An account (domain) and its projects."""

    id: str
    name: str
    projects: list[Project]


class Caller(NamedTuple):
    """The caller of a request: account, project, and kind of keys.

    ``project`` is the project of the token, ``unscoped`` for a token without one, and ``None`` for keys. ``temporary``:
    whether the keys are temporary.
    """

    account: Account
    bound_to: str | None
    temporary: bool = False


class TokenExpired(Exception):
    """The token has expired. Each service reports this in its own way."""


class Lockout:
    """Counts consecutive failures per name, and locks a name for a while when it has too many."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.failures: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def locked(self, name: str, now: float) -> bool:
        """Whether the name is currently locked. The end of the lock resets its count."""
        until = self._until.get(name)
        if until is not None and now >= until:
            del self._until[name]
            self.failures.pop(name, None)
            until = None
        return until is not None

    def failed(self, name: str, now: float) -> None:
        """Record a failure."""
        self.failures[name] = self.failures.get(name, 0) + 1
        if self.failures[name] >= LOCK_AFTER:
            self._until[name] = now + self.seconds

    def succeeded(self, name: str) -> None:
        """Record a success, which resets the count of failures."""
        self.failures.pop(name, None)

    def clear(self) -> None:
        """Reset everything."""
        self.failures.clear()
        self._until.clear()


class Identity:
    """The account: its projects, user, access keys, and tokens. Thread-safe."""

    domain_name = "OTC00000000001000000001"
    domain_id = "d0000000000000000000000000000001"
    username = "automation"
    user_id = "u0000000000000000000000000000001"
    password = "Simulated-Passw0rd"
    permanent = KeyPair("SIMAK000000000000001", "simulated-secret-key-0000000000000000001")
    temporary = KeyPair(
        "SIMTK000000000000001", "simulated-secret-key-0000000000000000002", "simulated-security-token-" + "x" * 600
    )

    def __init__(self, clock: Callable[[], float], wall: Callable[[], float], token_lifetime: float) -> None:
        self.projects = [Project("0123456789abcdef0123456789abcdef", "eu-de")]
        self.account = Account(self.domain_id, self.domain_name, self.projects)
        # Another account, whose agency this one can assume. Its project has the same name.
        self.other = Account(
            "d0000000000000000000000000000002",
            "OTC00000000001000000002",
            [Project("fedcba9876543210fedcba9876543210", "eu-de")],
        )
        self.token_lifetime = token_lifetime
        self.key_lock = Lockout(KEY_LOCK)
        self.user_lock = Lockout(USER_LOCK)
        self._clock = clock
        self._wall = wall
        self._lock = threading.Lock()
        self._tokens: dict[str, tuple[float, str | None]] = {}
        self._accounts: dict[str, Account] = {}
        self._keys = {pair.access_key: pair for pair in (self.permanent, self.temporary)}
        self._keys_until: dict[str, float] = {}

    def issue_token(self, project_id: str | None, account: Account | None = None) -> str:
        """A new token for the project (``None``: unscoped), as long as real tokens and in their format.

        ``account`` defaults to the user's account.
        """
        token = "MII" + base64.b64encode(secrets.token_bytes(1200)).decode().replace("/", "-")
        with self._lock:
            self._tokens[token] = (self._clock() + self.token_lifetime, project_id)
            self._accounts[token] = account or self.account
        return token

    def issue_keys(self, lifetime: float, account: Account | None = None) -> KeyPair:
        """New temporary keys that are valid for ``lifetime`` seconds; ``account`` defaults to the user's account."""
        pair = KeyPair(
            "SIMTA" + secrets.token_hex(8).upper()[:15],
            secrets.token_urlsafe(30),
            "agency-" + secrets.token_urlsafe(600),
        )
        with self._lock:
            self._keys[pair.access_key] = pair
            self._keys_until[pair.access_key] = self._clock() + lifetime
            self._accounts[pair.access_key] = account or self.account
        return pair

    def end_keys(self) -> None:
        """Expire all temporary keys that were issued so far."""
        with self._lock:
            self._keys_until = dict.fromkeys(self._keys_until, float("-inf"))

    def owner_of(self, token: str) -> Account | None:
        """The account of a valid token."""
        with self._lock:
            known = self._tokens.get(token)
        return self._accounts.get(token, self.account) if known and self._clock() < known[0] else None

    def expire_token(self, token: str | None = None) -> None:
        """Expire one token, or all that were issued so far."""
        with self._lock:
            for name in [token] if token is not None else list(self._tokens):
                self._tokens[name] = (float("-inf"), self._tokens.get(name, (0.0, None))[1])

    def authenticate(self, signed: signature.Signed) -> Caller:
        """Accept a request, or raise ``Refusal`` or ``TokenExpired``."""
        authorization = signed.headers.get("authorization", "")
        if authorization.startswith(signature.ALGORITHM):
            with self._lock:
                pair = self._check_signature(signed, authorization)
            account = self._accounts.get(pair.access_key, self.account)
            return Caller(account, None, pair.security_token is not None)
        token = signed.headers.get("x-auth-token")
        if not token:
            raise Refusal(unauthorized("auth information is empty"))
        with self._lock:
            known = self._tokens.get(token)
        if known is None:
            raise Refusal(unauthorized("decrypt token fail"))
        if self._clock() >= known[0]:
            raise TokenExpired
        return Caller(self._accounts.get(token, self.account), known[1] or "unscoped")

    def _check_signature(self, signed: signature.Signed, authorization: str) -> KeyPair:
        claim = signature.parse_claim(authorization)
        if claim is None:
            raise Refusal(unauthorized("the Authorization header is malformed"))
        pair = self._keys.get(claim.access_key)
        if pair is None:
            raise Refusal(unauthorized(f"ak {claim.access_key} not exist"))
        now = self._clock()
        if self.key_lock.locked(pair.access_key, now):
            raise Refusal(unauthorized("AK access failed to reach the limit,forbidden."))
        if signed.headers.get("x-security-token") != pair.security_token:
            raise Refusal(unauthorized("the security token does not belong to the ak"))
        if now >= self._keys_until.get(pair.access_key, float("inf")):
            raise Refusal(unauthorized("the security token has expired"))
        problem = signature.check(signed, claim, pair.secret_key, self._wall())
        if problem is not None:
            self.key_lock.failed(pair.access_key, now)
            raise Refusal(unauthorized(problem))
        self.key_lock.succeeded(pair.access_key)
        return pair

    def login(self, body: Any, catalog: list[dict[str, Any]]) -> Reply:
        """POST /v3/auth/tokens with the password method."""
        try:
            user = body["auth"]["identity"]["password"]["user"]
            password, scope = user["password"], body["auth"].get("scope") or {}
            methods = body["auth"]["identity"]["methods"]
        except (KeyError, TypeError, AttributeError):
            raise Refusal(iam_error(400, "The request body is invalid.", "Bad Request")) from None
        if "password" not in methods or not isinstance(user, dict) or not isinstance(scope, dict):
            raise Refusal(iam_error(400, "The request body is invalid.", "Bad Request"))
        with self._lock:
            self._check_password(user, password)
        project = self.scope(scope, self.account)
        token = self.issue_token(project.id if project else None)
        body = self.token_body(project, catalog, self.account, "password")
        return Reply(201, body, headers={"X-Subject-Token": token})

    def _check_password(self, user: dict[str, Any], password: Any) -> None:
        domain = user.get("domain") or {}
        named = user.get("id") == self.user_id or (
            user.get("name") == self.username
            and (domain.get("name") == self.domain_name or domain.get("id") == self.domain_id)
        )
        if not named:
            raise Refusal(iam_error(401, "The username or password is wrong.", "Unauthorized"))
        now = self._clock()
        if self.user_lock.locked(self.username, now):
            raise Refusal(iam_error(401, "The account is locked.", "Unauthorized"))
        if password != self.password:
            self.user_lock.failed(self.username, now)
            raise Refusal(iam_error(401, "The username or password is wrong.", "Unauthorized"))
        self.user_lock.succeeded(self.username)

    @staticmethod
    def scope(scope: dict[str, Any], account: Account) -> Project | None:
        """The project of a scope; ``None`` for a scope of the whole domain."""
        wanted = scope.get("project")
        if not wanted:
            return None
        for project in account.projects:
            if wanted.get("id") == project.id or (not wanted.get("id") and wanted.get("name") == project.name):
                return project
        raise Refusal(iam_error(401, "The project does not exist or is not yours.", "Unauthorized"))

    def verify(self, token: str, catalog: list[dict[str, Any]]) -> Reply:
        """GET /v3/auth/tokens for a token, which need not be the caller's own."""
        with self._lock:
            until, project_id = self._tokens.get(token, (float("-inf"), None))
        left = until - self._clock()
        account = self.owner_of(token)
        if left <= 0 or account is None:
            return iam_error(404, "Could not find token.", "Not Found")
        project = next((project for project in account.projects if project.id == project_id), None)
        body = self.token_body(project, catalog, account, "password", left)
        return Reply(200, body, headers={"X-Subject-Token": token})

    def token_body(
        self,
        project: Project | None,
        catalog: list[dict[str, Any]],
        account: Account,
        method: str,
        left: float | None = None,
    ) -> dict[str, Any]:
        """IAM's description of a token of this account that is valid for ``left`` seconds, by default of a new one."""
        domain = {"id": account.id, "name": account.name}
        issued = self._wall() - (0.0 if left is None else self.token_lifetime - left)
        body: dict[str, Any] = {
            "expires_at": micro_time(issued + self.token_lifetime),
            "issued_at": micro_time(issued),
            "methods": [method],
            "catalog": catalog,
            "roles": [{"id": "0", "name": "te_admin"}],
            "user": {"id": self.user_id, "name": self.username, "domain": domain},
        }
        if project is None:
            body["domain"] = domain
        else:
            body["project"] = {"id": project.id, "name": project.name, "domain": domain}
        return {"token": body}

    @staticmethod
    def list_projects(name: str | None, account: Account) -> Reply:
        """GET /v3/projects."""
        found = [project for project in account.projects if name in (None, project.name)]
        entries = [{**project._asdict(), "domain_id": account.id, "enabled": True} for project in found]
        return Reply(200, {"projects": entries, "links": {}})

    @staticmethod
    def list_domains(account: Account) -> Reply:
        """GET /v3/auth/domains."""
        domain = {"id": account.id, "name": account.name, "enabled": True, "description": ""}
        return Reply(200, {"domains": [domain], "links": {}})

    def clear(self) -> None:
        """Reset locks and counts of failures."""
        with self._lock:
            self.key_lock.clear()
            self.user_lock.clear()


def micro_time(epoch: float) -> str:
    """``2026-11-22T00:42:57.527363Z``: UTC with microseconds."""
    return datetime.fromtimestamp(epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def iam_error(status: int, message: str, title: str) -> Reply:
    """IAM's error format, in which the code is the HTTP status."""
    return Reply(status, {"error": {"code": status, "message": message, "title": title}})


def catalog_of(urls: Iterable[tuple[str, str]], region: str) -> list[dict[str, Any]]:
    """The catalog in a token, from (service type, URL) pairs."""
    return [
        {
            "type": kind,
            "name": kind,
            "id": new_request_id(),
            "endpoints": [
                {"id": new_request_id(), "interface": "public", "region": region, "region_id": region, "url": url}
            ],
        }
        for kind, url in urls
    ]
