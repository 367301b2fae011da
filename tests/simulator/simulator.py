# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python interface of the simulator."""

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
    """The clouds on a loopback port, inside a ``with`` block or between ``start`` and ``stop``.

    ``clock`` returns the seconds that determine jobs, tokens, locks, and the rate limit. ``wall`` returns the epoch
    seconds for times in responses and for checking the dates of signatures. Tests can replace both. The faults ``slow``
    and ``drip`` take real time. ``token_lifetime`` and ``create_seconds`` (how long the jobs of calls run) are in
    seconds. The agency's keys are valid for ``agency_lifetime`` seconds. The metadata service returns new ones each
    time or, with ``agency_overlap``, this many seconds before the previous ones expire.
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
        """An agency of the account ``other``."""
        self.provider = Provider(self._identity, self.agencies, clock)
        """The OpenID Connect provider of a CI system."""
        self.pod = PodService(self._identity, wall)
        """The credential service for a pod."""
        self._router = Router(self._state, self._identity, self._metadata, self.agencies, self.provider, self.pod)
        self._clock = clock
        self._server: Server | None = None
        self._hosts: dict[str, str] = {}
        self.ca_path: str | None = None
        self.url = ""
        self.token = ""
        self.finished = threading.Event()
        """Set when ``POST /_sim/stop`` requests the end."""

    # -- lifecycle ----------------------------------------------------------------------------------------------

    def start(self) -> Simulator:
        """Start listening. Returns when the server accepts requests."""
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
        """The base URL of a service, or of one of ``OTHERS``. The prefix of the path identifies it."""
        if service not in OTHERS:
            known(service)
        return f"{self.url}/{service}"

    def host(self, service: str) -> str:
        """The base URL of the same service on a separate port, for clients that drop the path of an endpoint."""
        if service not in OTHERS:
            known(service)
        if self._server is None:
            raise RuntimeError("the simulator is not running")
        if service not in self._hosts:
            self._hosts[service] = self._server.listen(0, service)
        return self._hosts[service]

    @property
    def project_id(self) -> str:
        """The project of all jobs."""
        return self._identity.projects[0].id

    @property
    def project_name(self) -> str:
        """The name of the project, which is also the name of the region."""
        return self._identity.projects[0].name

    @property
    def access_key(self) -> str:
        """The permanent access key."""
        return self._identity.permanent.access_key

    @property
    def secret_key(self) -> str:
        """The permanent secret key."""
        return self._identity.permanent.secret_key

    @property
    def temporary_access_key(self) -> str:
        """The temporary access key, which requires ``security_token``."""
        return self._identity.temporary.access_key

    @property
    def temporary_secret_key(self) -> str:
        """The temporary secret key, which requires ``security_token``."""
        return self._identity.temporary.secret_key

    @property
    def security_token(self) -> str:
        """The security token of the temporary access key."""
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
        """The ID of the IAM user."""
        return self._identity.user_id

    @property
    def domain_id(self) -> str:
        """The ID of the IAM user's account."""
        return self._identity.domain_id

    def ready(self) -> dict[str, Any]:
        """Everything that another process needs to use the simulator, as plain data."""
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

    # -- setup --------------------------------------------------------------------------------------------------

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
        """Add a job to a service. ``steps``: (seconds from now, status); by default, the job has already succeeded.

        See ``jobs.Job`` for the other parameters. A sub-job is sent as given, or has its own timeline if it has
        ``steps``.
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
        """Respond to every query of this job with exactly this, whatever its timeline. ``json=None`` is ``null``."""
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
        """Affect the next ``times`` matching requests (``None``: all) after the first ``skip``.

        ``on="query"`` affects status queries, requests to IAM with ``service="iam"``, and likewise each of ``OTHERS``.
        ``on="call"`` affects the other requests to services (calls that start something, and reads), optionally only
        those with ``method``. With ``processed``, a call is processed first, so that only its response is lost or
        replaced. ``faults.PARAMETERS`` lists the kinds and their parameters.
        """
        self._state.add_fault(Fault(kind, service, job_id, times, skip, params, on, method, processed))

    def limit(self, rate: float | None) -> None:
        """Refuse with 429 all status queries beyond ``rate`` in any second; ``None`` removes the limit."""
        self._state.set_limit(rate)

    def expire_token(self, token: str | None = None) -> None:
        """Refuse this token from now on, or all that were issued so far."""
        self._identity.expire_token(token)

    def end_keys(self) -> None:
        """Refuse all temporary keys that were issued so far."""
        self._identity.end_keys()

    def metadata(self, v1_status: int | None = None, agency: bool = True, expire_tokens: bool = False) -> None:
        """Configure the metadata service from now on. Whatever is not given is reset to its default.

        ``v1_status`` 404, 405, or 503: the service responds with this status to a request for a metadata token, and
        requires none for the keys. ``agency=False``: the server has no agency, so there are no keys. ``expire_tokens``
        expires the metadata tokens issued so far.
        """
        self._metadata.set(v1_status, agency, expire_tokens)

    def add_project(self, project_id: str, name: str) -> None:
        """Add a project to the account, which the project lookup then finds."""
        self._identity.projects.append(Project(project_id, name))

    def reset(self) -> None:
        """Remove jobs, resources, responses, faults, the limit, the request log, locks, and the ``metadata`` settings.

        Tokens, keys, and ``create_seconds`` stay.
        """
        self._state.clear()
        self._metadata.set()
        self._identity.clear()

    # -- inspection ---------------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Record]:
        """All requests so far, except those to ``/_sim``, in the order of arrival."""
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
        """Consecutive refused signatures, by access key."""
        return dict(self._identity.key_lock.failures)

    @property
    def bad_passwords(self) -> int:
        """Consecutive refused passwords of the IAM user."""
        return self._identity.user_lock.failures.get(self.username, 0)
