# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where jobs are polled: one service, in one project, at one endpoint, with the login that all locations share."""

from __future__ import annotations

import threading
import typing as t
from dataclasses import dataclass
from urllib.parse import quote

from .._http.errors import CallError
from .._http.response import Response
from .._http.session import Http
from .judge import error_of
from .reading import NoJob
from .vocabulary import Service


class Login(t.Protocol):
    """The interface of a login: it is put on requests, and knows what to do when it is refused."""

    calls_at_once: int
    locks_after: int | None
    secrets: set[str]

    def __call__(self, request: t.Any) -> t.Any:
        """The prepared request with the login on it."""

    def advice(self, message: str) -> str:
        """What to do when the API refuses the login with this message."""

    def renew(self, error: CallError) -> bool:
        """Discard what was refused with this error. Returns False if it cannot be renewed."""


class Project(t.Protocol):
    """The interface of a project or an account: its ID, if it is known, and a call that looks it up otherwise."""

    known: str | None

    def __call__(self) -> str:
        """Return the ID."""


@dataclass(frozen=True)
class Connection:
    """One HTTP session and one login, shared by all locations of a task."""

    http: Http
    login: Login


class Location:
    """The job query of one service in one project. ``parameters`` has the other names in the path of the service.

    ``login`` is the login of the connection, or the member of its group that is for the project. ``account`` is the
    account of the login, which global services need instead of a project.
    """

    def __init__(
        self,
        connection: Connection,
        service: Service,
        endpoint: str,
        project: Project,
        parameters: t.Mapping[str, str] | None = None,
        login: Login | None = None,
        account: Project | None = None,
    ) -> None:
        self.connection = connection
        self.account = account
        self.login = login or connection.login
        self.service = service
        self.endpoint = endpoint.rstrip("/")
        self.project = project
        self._parameters = parameters or {}
        #: How many queries were sent.
        self.polls = 0
        self._counting = threading.Lock()
        self._requests: dict[str, t.Any] = {}

    def __str__(self) -> str:
        """The endpoint, and the project if the query has one, for messages."""
        project = f"project {self.project.known or 'not known yet'}, " if "project_id" in self.service.names else ""
        return f"{project}endpoint {self.endpoint}"

    def poll(self, job_id: str, timeout: float | None = None) -> Response:
        """The API's response to the job query: an object, which has not been checked yet. Raises a CallError."""
        http = self.connection.http
        request = self._requests.get(job_id)
        if request is None:
            project_id = self.project()
            domain_id = self.account() if self.account else ""
            values = {**self._parameters, "domain_id": domain_id, "project_id": project_id, "job_id": job_id}
            path = self.service.path.format(**{name: quote(value, safe="") for name, value in values.items()})
            request = http.prepare("GET", self.endpoint + path)
            # RDS, SFS Turbo, CFW, and CCE require it although there is no body.
            request.headers["Content-Type"] = "application/json"
            if "project_id" in self.service.names:
                request.headers["X-Project-Id"] = project_id
            elif domain_id:
                request.headers["X-Domain-Id"] = domain_id
            self._requests[job_id] = request
        # A copy, since an abandoned call may still be signing the same request.
        request = self.login(request.copy())
        with self._counting:
            self.polls += 1
        response = http.send(request, timeout)
        if 200 <= response.http_status < 300 and isinstance(response.body, dict):
            return response
        raise self.error_of(response)

    def error_of(self, response: Response, no_job: NoJob | None = None) -> CallError:
        """The error for a response without the job; ``no_job`` is the error from reading it."""
        error = error_of(response, self.service, self.login.advice, no_job)
        error.response = response
        return error


class Target(t.NamedTuple):
    """A job at its location: two services may have jobs with the same ID."""

    location: Location
    job_id: str
