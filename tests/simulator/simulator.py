# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as Python code sees it."""

from __future__ import annotations

import os
import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from .agencies import Agencies
from .calls import Calls
from .control import Control
from .faults import Fault
from .identity import Account, Identity, Project
from .metadata import Metadata
from .providers import PodService, Provider
from .records import Record
from .replies import UNSET, Reply
from .router import OTHERS, Router
from .server import HOST, Server
from .services import SERVICES
from .state import State, known


class Simulator(Calls):
    """The clouds on a loopback port, from ``with`` to its end or from ``start`` to ``stop``.

    ``clock`` gives the seconds that jobs, tokens, locks and the rate limit live on; ``wall`` gives the epoch seconds
    of the times in answers and of the check of signature dates. Both may be a test's own. Waiting itself (the faults
    ``slow`` and ``drip``) takes real time. ``token_lifetime`` is in seconds, as is ``create_seconds``: how long the
    jobs that calls start run. The keys of the agency are valid for ``agency_lifetime`` seconds; the metadata
    service gives new ones each time, or with ``agency_overlap`` so many seconds before the end of the last ones.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        tls: bool = False,
        token_lifetime: float = 86400.0,
        port: int = 0,
        wall: Callable[[], float] = time.time,
        create_seconds: float = 6.0,
        agency_lifetime: float = 3600.0,
        agency_overlap: float | None = None,
    ) -> None:
        self._port = port
        self._tls = tls
        self._state = State(clock, wall)
        self._state.create_seconds = create_seconds
        self._identity = Identity(clock, wall, token_lifetime)
        self._metadata = Metadata(self._identity, clock, wall, agency_lifetime, agency_overlap)
        self.agencies = Agencies(self._identity, wall)
        """An agency of another account, which ``other`` is."""
        self.provider = Provider(self._identity, self.agencies, clock)
        """The OpenID Connect provider of a CI."""
        self.pod = PodService(self._identity, wall)
        """The credential service of a pod."""
        self._router = Router(self._state, self._identity, self._metadata, self.agencies, self.provider, self.pod)
        self._clock = clock
        self._server: Server | None = None
        self._hosts: dict[str, str] = {}
        self.ca_path: str | None = None
        self.url = ""
        self.token = ""
        self.finished = threading.Event()
        """Set when somebody asked for the end by ``POST /_sim/stop``."""

    # -- life ---------------------------------------------------------------------------------------------------

    def start(self) -> Simulator:
        """Listen. Returns when requests are answered."""
        context = self._make_certificate() if self._tls else None
        self._server = Server(self._router, Control(self), self._clock, context)
        self.url = self._router.url = self._server.start(self._port)
        self.token = self._identity.issue_token(self.project_id)
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._server is not None:
            self._server.stop()
        if self.ca_path is not None and os.path.exists(self.ca_path):
            os.unlink(self.ca_path)

    def __enter__(self) -> Simulator:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make_certificate(self) -> ssl.SSLContext:
        import trustme

        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST, "localhost", "simulated.example").configure_cert(context)
        handle, self.ca_path = tempfile.mkstemp(prefix="simulator-ca-", suffix=".pem")
        os.close(handle)
        authority.cert_pem.write_to_path(self.ca_path)
        return context

    # -- addresses and logins -----------------------------------------------------------------------------------

    def endpoint(self, service: str) -> str:
        """Base URL of a service, or of one of ``OTHERS``, told apart by a prefix of the path."""
        if service not in OTHERS:
            known(service)
        return f"{self.url}/{service}"

    def host(self, service: str) -> str:
        """Base URL of the same service on a port of its own, for clients that drop the path of an endpoint."""
        if service not in OTHERS:
            known(service)
        if self._server is None:
            raise RuntimeError("the simulator is not running")
        if service not in self._hosts:
            self._hosts[service] = self._server.listen(0, service)
        return self._hosts[service]

    @property
    def project_id(self) -> str:
        """The project that all jobs belong to."""
        return self._identity.projects[0].id

    @property
    def project_name(self) -> str:
        """Its name, which is also the region's."""
        return self._identity.projects[0].name

    @property
    def access_key(self) -> str:
        """Of the permanent key pair."""
        return self._identity.permanent.access_key

    @property
    def secret_key(self) -> str:
        """Of the permanent key pair."""
        return self._identity.permanent.secret_key

    @property
    def temporary_access_key(self) -> str:
        """Of the key pair that needs ``security_token``."""
        return self._identity.temporary.access_key

    @property
    def temporary_secret_key(self) -> str:
        """Of the key pair that needs ``security_token``."""
        return self._identity.temporary.secret_key

    @property
    def security_token(self) -> str:
        """Goes with the temporary key pair."""
        return self._identity.temporary.security_token or ""

    @property
    def username(self) -> str:
        """The IAM user."""
        return self._identity.username

    @property
    def password(self) -> str:
        """The IAM user's password."""
        return self._identity.password

    @property
    def domain_name(self) -> str:
        """The account of the IAM user."""
        return self._identity.domain_name

    @property
    def other(self) -> Account:
        """The account whose agency can be assumed."""
        return self._identity.other

    @property
    def user_id(self) -> str:
        """The IAM user's id."""
        return self._identity.user_id

    @property
    def domain_id(self) -> str:
        """The id of the account of the IAM user."""
        return self._identity.domain_id

    def ready(self) -> dict[str, Any]:
        """Everything that another process needs to know, as plain data."""
        return {
            "url": self.url,
            "pid": os.getpid(),
            "endpoints": {name: self.endpoint(name) for name in (*SERVICES, *OTHERS)},
            "ca_path": self.ca_path,
            "project_id": self.project_id,
            "project_name": self.project_name,
            "token": self.token,
            "access_key": self.access_key,
            "secret_key": self.secret_key,
            "temporary_access_key": self.temporary_access_key,
            "temporary_secret_key": self.temporary_secret_key,
            "security_token": self.security_token,
            "username": self.username,
            "password": self.password,
            "domain_name": self.domain_name,
        }

    # -- script -------------------------------------------------------------------------------------------------

    def add_job(
        self,
        service: str,
        job_id: str,
        steps: list[Any] | None = None,
        visible_after: float = 0.0,
        job_type: str | None = None,
        error_code: str | None = None,
        fail_reason: str | None = None,
        entities: Any = None,
        sub_jobs: Any = None,
        begin: float | None = None,
        end_time_while_running: str | None = "default",
        body: Any = None,
        extra: dict[str, Any] | None = None,
        pending_entities: Any = None,
        progress: float | None = None,
    ) -> None:
        """Let a service know a job. ``steps``: (seconds from now, status), by default done at once.

        See ``jobs.Job`` for the rest. A sub-job is served as given, or lives on its own ``steps`` if it has some.
        """
        self._state.add_job(
            service,
            job_id,
            steps=steps,
            visible_after=visible_after,
            job_type=job_type,
            error_code=error_code,
            fail_reason=fail_reason,
            entities=entities,
            sub_jobs=sub_jobs,
            begin=begin,
            end_time_while_running=end_time_while_running,
            body=body,
            extra=extra,
            pending_entities=pending_entities,
            progress=progress,
        )

    def respond(
        self,
        service: str,
        job_id: str,
        status: int = 200,
        json: Any = UNSET,
        text: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Answer every query of that job with exactly this, whatever its timeline says. ``json=None`` is ``null``."""
        self._state.set_response(service, job_id, Reply(status, json, text, headers or {}))

    def fault(
        self,
        kind: str,
        service: str | None = None,
        job_id: str | None = None,
        times: int | None = 1,
        skip: int = 0,
        on: str = "query",
        method: str | None = None,
        processed: bool = False,
        **params: Any,
    ) -> None:
        """Strike the next ``times`` matching requests (None: all), after letting ``skip`` of them pass.

        ``on="query"`` strikes status queries, and with ``service="iam"`` requests to IAM, and so for each of
        ``OTHERS``. ``on="call"`` strikes the other requests to services: calls that start something, and reads; only
        those by ``method``, if given. With ``processed`` a call is carried out first, so that only its response is lost
        or replaced. ``faults.PARAMETERS`` lists the kinds and what each takes.
        """
        self._state.add_fault(Fault(kind, service, job_id, times, skip, params, on, method, processed))

    def limit(self, rate: float | None) -> None:
        """Refuse with 429 what goes beyond ``rate`` status queries in any second; None lifts the limit."""
        self._state.set_limit(rate)

    def expire_token(self, token: str | None = None) -> None:
        """Refuse that token from now on, or all that were issued so far."""
        self._identity.expire_token(token)

    def end_keys(self) -> None:
        """Refuse all temporary keys that were issued so far."""
        self._identity.end_keys()

    def metadata(self, v1_status: int | None = None, agency: bool = True, expire_tokens: bool = False) -> None:
        """What the metadata service is like from now on; what is not given is as at the start.

        ``v1_status`` 404, 405 or 503: it answers so to the request for a metadata token, and wants none for the keys.
        ``agency`` False: the server has none, so there are no keys. ``expire_tokens`` ends the metadata tokens so far.
        """
        self._metadata.set(v1_status, agency, expire_tokens)

    def add_project(self, project_id: str, name: str) -> None:
        """One more project of the account, which its lookup then finds."""
        self._identity.projects.append(Project(project_id, name))

    def reset(self) -> None:
        """Forget jobs, resources, answers, faults, the limit, the request log, locks and ``metadata``.

        Tokens, keys and ``create_seconds`` stay.
        """
        self._state.clear()
        self._metadata.set()
        self._identity.clear()

    # -- look ---------------------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Record]:
        """All requests so far but those to ``/_sim``, in the order of arrival."""
        return self._state.records()

    def queries(self, service: str | None = None, job_id: str | None = None) -> list[Record]:
        """The status queries among them, of one service or one job."""
        return [
            record
            for record in self.requests
            if record.job_id is not None and service in (None, record.service) and job_id in (None, record.job_id)
        ]

    @property
    def connections(self) -> int:
        """TCP connections accepted so far."""
        return self._server.accepted if self._server else 0

    @property
    def bad_signatures(self) -> dict[str, int]:
        """Refused signatures in a row, by access key."""
        return dict(self._identity.key_lock.failures)

    @property
    def bad_passwords(self) -> int:
        """Refused passwords in a row of the IAM user."""
        return self._identity.user_lock.failures.get(self.username, 0)
