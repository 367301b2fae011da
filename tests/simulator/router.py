# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request to its response: which service and operation it is for, and whether the login permits it."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl

from .agencies import Agencies, methods_of
from .creation import Call, find
from .faults import Fault, fault_reply
from .identity import Caller, Identity, TokenExpired, catalog_of, iam_error
from .metadata import Metadata
from .providers import PodService, Provider
from .records import Record
from .replies import UNSET, Refusal, Reply, gateway_error, no_such_api, throttled
from .service import Service
from .services import SERVICES
from .signature import Signed
from .state import State

IAM = "iam"
STS = "sts"
METADATA = "metadata"
POD = "pod"
OTHERS = (IAM, STS, METADATA, POD)
"""Names that are addressed like services but have no jobs."""


class Target(NamedTuple):
    """Where a request goes. ``path`` is the service's own path, without the prefix that stands for its host."""

    service: str | None
    path: str
    row: Service | None
    job_id: str | None
    project: str | None
    domain: str | None = None

    @property
    def is_call(self) -> bool:
        """Whether it is a request to a service that is not a status query."""
        return self.row is not None and self.job_id is None


class Router:
    """All services behind one address. It has neither a connection nor a clock."""

    def __init__(
        self,
        state: State,
        identity: Identity,
        metadata: Metadata,
        agencies: Agencies,
        provider: Provider,
        pod: PodService,
    ) -> None:
        self.state = state
        self.identity = identity
        self.metadata = metadata
        self.agencies = agencies
        self.provider = provider
        self.pod = pod
        self.url = ""

    def locate(self, method: str, path: str, query: str, host_of: str | None) -> Target:
        """Find the service by the prefix of the path, or by the listener ``host_of`` of a single service."""
        service, own = host_of, path
        if service is None:
            prefix, slash, rest = path[1:].partition("/")
            service, own = (prefix, slash + rest) if prefix in OTHERS or prefix in SERVICES else (None, path)
        row = SERVICES.get(service or "")
        match = row.match(own) if row and method == "GET" else None
        if row is None or match is None:
            return Target(service, own, row, None, None)
        job_id = row.job_of(match, dict(parse_qsl(query)))
        groups = match.groupdict()
        return Target(service, own, row, job_id, groups.get("project"), groups.get("domain"))

    def fault_of(self, target: Target, method: str) -> Fault | None:
        """The fault that affects the request, if any."""
        if target.service is None:
            return None
        return self.state.struck_by(target.service, target.job_id, method if target.is_call else None)

    def response_fault(self, fault: Fault, target: Target, processed: Reply | None) -> Reply:
        """The response of a fault that sends one. ``processed`` is the response that it replaces, if any."""
        body = processed.json if processed else self.state.body_of(target.service or "", target.job_id or "")
        return fault_reply(fault, target.row, None if body is UNSET else body, self.url)

    def respond(self, target: Target, signed: Signed, body: Any) -> Reply:
        """The response to a request without a fault. ``body`` is its JSON, ``None`` if it has none."""
        try:
            if target.service == IAM:
                return self._iam(target, signed, body)
            if target.service == METADATA:
                return self.metadata.respond(target.path, signed)
            if target.service == STS:
                return self._sts(target, signed, body)
            if target.service == POD:
                return self.pod.respond(target.path, signed, body)
            if target.row is None:
                return no_such_api()
            if target.job_id is not None:
                return self._status_query(target, target.row, signed)
            return self._operation(target, target.row, signed, body)
        except Refusal as refusal:
            return refusal.reply

    def _status_query(self, target: Target, row: Service, signed: Signed) -> Reply:
        self._admit(row, signed, target.project, target.domain)
        limit = self.state.over_limit()
        if limit is not None:
            return throttled(f"limit:{limit.queries},time:{limit.period:g} second")
        job_id = target.job_id or ""
        scripted = self.state.response_of(row.name, job_id)
        if scripted is not None:
            return scripted
        found = self.state.body_of(row.name, job_id)
        return row.unknown() if found is UNSET else Reply(200, found)

    def _operation(self, target: Target, row: Service, signed: Signed, body: Any) -> Reply:
        found = find(row.name, signed.method, target.path)
        if found is None:
            return no_such_api()
        operation, values = found
        self._admit(row, signed, values.get("project"), values.get("domain"))
        project = values.get("project") or signed.headers.get("x-project-id") or self.identity.projects[0].id
        query = parse_qs(signed.query)
        return operation.respond(Call(self.state, operation.rules, values, body, query, signed.headers, project))

    def _admit(self, row: Service, signed: Signed, project: str | None, domain: str | None) -> None:
        """Accept the request or raise. The project and account in the path must be those of the login.

        For a global service, a header contains the account of access keys.
        """
        try:
            caller = self.identity.authenticate(signed)
        except TokenExpired:
            if row.expired_token is not None:
                raise Refusal(row.refuse(row.expired_token)) from None
            raise Refusal(gateway_error(401, "APIGW.0307", "The token must be updated.")) from None
        ours = [own.id for own in caller.account.projects]
        allowed = [caller.bound_to] if caller.bound_to is not None else ours
        for claimed in (project, signed.headers.get("x-project-id")):
            if claimed is not None and claimed not in allowed:
                raise Refusal(row.refuse(row.wrong_project))
        if row.is_global:
            header = signed.headers.get("x-domain-id", None if caller.bound_to is None else caller.account.id)
            if header != caller.account.id or domain not in (None, caller.account.id):
                raise Refusal(row.refuse(row.wrong_project))

    def _iam(self, target: Target, signed: Signed, body: Any) -> Reply:
        call = (signed.method, target.path)
        if call == ("POST", "/v3/auth/tokens"):
            catalog = [] if "nocatalog" in signed.query else self._catalog()
            if methods_of(body) == ["assume_role"]:
                return self.agencies.token(body, self._caller(signed), catalog)
            return self.identity.login(body, catalog)
        if call == ("POST", "/v3.0/OS-AUTH/id-token/tokens"):
            return self.provider.unscoped_token(signed, body)
        if call == ("POST", "/v3.0/OS-CREDENTIAL/securitytokens"):
            logged_in = "authorization" in signed.headers or "x-auth-token" in signed.headers
            return self.agencies.security_tokens(body, self._caller(signed) if logged_in else None)
        if call == ("GET", "/v3/projects"):
            name = dict(parse_qsl(signed.query)).get("name")
            return self.identity.list_projects(name, self._caller(signed).account)
        if call == ("GET", "/v3/auth/projects"):
            return self.identity.list_projects(None, self._caller(signed).account)
        if call == ("GET", "/v3/auth/tokens"):
            self._caller(signed)
            catalog = [] if "nocatalog" in signed.query else self._catalog()
            return self.identity.verify(signed.headers.get("x-subject-token", ""), catalog)
        if call == ("GET", "/v3/auth/domains"):
            return self.identity.list_domains(self._caller(signed).account)
        return no_such_api()

    def _sts(self, target: Target, signed: Signed, body: Any) -> Reply:
        call = (signed.method, target.path)
        if call == ("POST", "/v5/agencies/assume-with-oidc"):
            return self.provider.assume(body)
        if call == ("POST", "/v5/agencies/assume"):
            return self.agencies.assume(body, self._caller(signed))
        if call == ("GET", "/v5/caller-identity"):
            return self.agencies.caller_identity(self._caller(signed))
        return no_such_api()

    def _caller(self, signed: Signed) -> Caller:
        try:
            return self.identity.authenticate(signed)
        except TokenExpired:
            raise Refusal(iam_error(401, "The token must be updated", "Unauthorized")) from None

    def _catalog(self) -> list[dict[str, Any]]:
        urls = [(name, f"{self.url}/{name}") for name in (*SERVICES, IAM)]
        return catalog_of(urls, self.identity.projects[0].name)


def record_of(at: float, method: str, target: str, headers: dict[str, str], connection: int, found: Target) -> Record:
    """The log entry of a new request."""
    path, _mark, query = target.partition("?")
    return Record(
        at=at,
        method=method,
        path=path,
        query=dict(parse_qsl(query, keep_blank_values=True)) if query else {},
        target=target,
        headers=headers,
        connection=connection,
        service=found.service,
        job_id=found.job_id,
        is_call=found.is_call,
    )
