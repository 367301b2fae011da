# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any API call except the job query: the call that starts a job, and those that read something before or after it."""

from __future__ import annotations

import typing as t
from urllib.parse import quote, urlencode

from .._http.errors import CallError
from .._http.response import Response
from .judge import error_of, is_throttled, not_json
from .location import Location
from .vocabulary import PARAMETER


class ApiCall:
    """One call at a location, which may be made several times.

    ``path`` has the names from ``parameters``, ``project_id``, and ``domain_id`` in braces. ``query`` has pairs of
    strings, and ``body`` is JSON. ``sending`` is true once the request itself is being sent; before that, a login or a
    project may have to be requested.
    """

    def __init__(
        self,
        location: Location,
        method: str,
        path: str,
        parameters: t.Mapping[str, str],
        query: t.Sequence[tuple[str, str]] = (),
        headers: t.Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> None:
        self.location = location
        self.method = method
        self.path = path
        self._parameters = parameters
        self._query = query
        self._headers = headers or {}
        self._body = body
        self.sending = False

    def __str__(self) -> str:
        """Method, path, and location, for messages."""
        return f"{self.method} {self.path} ({self.location})"

    @property
    def url(self) -> str:
        """The URL, with the braces around ``project_id`` and ``domain_id`` where these are not known yet."""
        values = {name: quote(value, safe="") for name, value in self._parameters.items()}
        for name, known in (("project_id", self.location.project), ("domain_id", self.location.account)):
            values[name] = quote((known and known.known) or "", safe="") or f"{{{name}}}"
        path = PARAMETER.sub(lambda match: values[match[1]], self.path)
        query = urlencode(self._query, quote_via=quote)
        before = ("&" if "?" in path else "?") if query else ""
        return self.location.endpoint + path + before + query

    def send(self, timeout: float | None = None) -> Response:
        """Return a successful response, whose body is JSON or empty.

        Raises a CallError, which has the response if there is one.
        """
        self.sending = False
        try:
            request = self._request()
        except CallError as error:
            # Perhaps another call was sent, but not this one, so any response does not come from the service.
            error.sent, error.from_other_service = False, True
            raise
        self.sending = True
        response = self.location.connection.http.send(request, timeout)
        failure = self._error_of(response)
        if failure is None:
            return response
        failure.response, failure.sent = response, True
        raise failure

    def _request(self) -> t.Any:
        if "{project_id}" in self.path:
            self.location.project()
        in_account = self.location.service.is_global or "{domain_id}" in self.path
        domain_id = self.location.account() if in_account and self.location.account else None
        request = self.location.connection.http.prepare(self.method, self.url, self._body)
        request.headers["Content-Type"] = "application/json"
        if domain_id and "{project_id}" not in self.path:
            request.headers["X-Domain-Id"] = domain_id
        elif self.location.project.known:
            request.headers["X-Project-Id"] = self.location.project.known
        request.headers.update(self._headers)
        return self.location.login(request)

    def _error_of(self, response: Response) -> CallError | None:
        if not 200 <= response.http_status < 300 or is_throttled(response):
            return error_of(response, self.location.service, self.location.login.advice, poll=False)
        readable = response.body is not None or response.content.strip() in (b"", b"null")
        return None if readable else not_json(response)
