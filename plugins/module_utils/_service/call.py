# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any call of an API but the job query: the one that starts a job, and those that look before and after."""

from __future__ import annotations

import typing as t
from urllib.parse import quote, urlencode

from .._http.errors import CallError
from .._http.response import Response
from .judge import error_of, is_throttled, not_json
from .location import Location
from .vocabulary import PARAMETER


class ApiCall:
    """One call at a place, which may be made several times.

    ``path`` names what ``parameters`` has, ``project_id`` and ``domain_id``, in braces; ``query`` has pairs of texts,
    ``body`` is JSON. ``sending`` says whether it has come to the request itself: before, the login or the project may
    be needed.
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
        """Method, path and place, for messages."""
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
        """A response of success, whose body is JSON or empty. Raises a CallError, which has the response, if any."""
        self.sending = False
        try:
            request = self._request()
        except CallError as error:
            # Another call was sent, perhaps, but not this one, and whoever responded was not the service.
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
        account = self.location.account if "{domain_id}" in self.path else None
        domain_id = account() if account else None
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
