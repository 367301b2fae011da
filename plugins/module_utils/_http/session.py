# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP session, which sends a request and returns the response, or raises an error that is temporary or permanent.

It does not retry or sleep: its callers do.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import typing as t
from dataclasses import dataclass, field
from http.client import HTTPException, IncompleteRead
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

from .._text.texts import Mask, fit, unmasked
from .._text.version import VERSION
from .abort import Aborted, has_sent, mark_sent
from .body import INCOMPLETE, BodyError, read
from .connections import adapter
from .errors import CallError, Fault, Final
from .library import requests, urllib3
from .proxies import proxy_for
from .response import Response, parsed
from .tls import tls_context

USER_AGENT = f"huaweicloud.jobs/{VERSION}"

#: The errors of a name lookup for a name that does not exist. If no name server responds, the error is another one.
_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


@dataclass(frozen=True)
class Transport:
    """How to connect to servers.

    ``verify`` is whether to validate certificates, or the path of a CA bundle to validate them with. ``timeout`` is the
    time in seconds for connecting and for each read. ``environ`` has the variables that name proxies.
    """

    verify: bool | str = True
    timeout: float = 30.0
    environ: t.Mapping[str, str] = field(default_factory=dict, repr=False)


class Http:
    """A session of requests, which several threads can use at the same time.

    ``mask`` hides the secrets in messages of servers. ``trust_env`` of requests is off, because otherwise ``~/.netrc``
    would replace a signature, and ``REQUESTS_CA_BUNDLE`` would override ``verify``.
    """

    def __init__(self, transport: Transport, mask: Mask = unmasked) -> None:
        self.transport = transport
        self.mask = mask
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Otherwise a Location header that is not a valid URL would raise an error instead of returning the redirect.
        self._session.get_redirect_target = lambda _response: None  # type: ignore[method-assign, assignment]
        context = tls_context(None if transport.verify is True else transport.verify) if transport.verify else None
        if not context:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        mounted = adapter(context)
        self._session.mount("https://", mounted)
        self._session.mount("http://", mounted)
        self._proxies: dict[str, dict[str, str]] = {}

    @staticmethod
    def prepare(method: str, url: str, json_body: t.Any = None) -> requests.PreparedRequest:
        """Return a request that can be sent several times. ``json_body`` is a JSON value, or bytes that are JSON."""
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        if isinstance(json_body, bytes):
            return requests.Request(method, url, headers=headers, data=json_body).prepare()
        return requests.Request(method, url, headers=headers, json=json_body).prepare()

    def send(self, request: requests.PreparedRequest, timeout: float | None = None) -> Response:
        """Send a prepared request, and return the response of any HTTP status.

        ``timeout`` in seconds applies instead of the transport's own if it is shorter. For an error status, headers and
        a body that cannot be read count as empty, since the status line suffices. Raises Fault or Final if there is no
        response, and Fault if the response of a success cannot be read; their ``sent`` is true if any part of the
        request may have reached the server.
        """
        url = t.cast(str, request.url)
        seconds = min(self.transport.timeout, timeout or self.transport.timeout)
        mark_sent(False)
        try:
            response = self._session.send(
                request,
                timeout=seconds,
                verify=bool(self.transport.verify),
                proxies=self._proxies_for(url),
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, OSError, ValueError) as error:
            status = next(filter(None, (getattr(cause, "http_status", None) for cause in _causes(error))), 0)
            if status >= 300:
                return Response(status, {}, b"", None, self.mask)
            raise self._transport_error(error, url, seconds, has_sent()) from None
        status = response.status_code
        try:
            content = read(response.raw)
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
            if status < 300:
                failure = _unreadable(error, url, status)
                failure.sent = True
                raise failure from None
            content = b""
        finally:
            response.close()
        return Response(status, response.headers, content, parsed(content), self.mask)

    def close(self) -> None:
        """Close the idle connections."""
        self._session.close()

    def _proxies_for(self, url: str) -> dict[str, str]:
        scheme, host = url.split("/", 3)[0:3:2]
        origin = scheme + host
        if origin not in self._proxies:
            proxy = proxy_for(url, self.transport.environ)
            self._proxies[origin] = {scheme.rstrip(":"): proxy} if proxy else {}
        return self._proxies[origin]

    def _transport_error(self, error: Exception, url: str, seconds: float, sent: bool) -> CallError:
        """Return the error for an exception that requests raised, with a message that names the cause alone."""
        causes = _causes(error)
        proxied = " through the proxy" if self._proxies_for(url) else ""
        server = f"{_location(url)}{proxied}"
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                # Old releases of urllib3 raise it themselves if the name does not match.
                why = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or cause.args[0]
                return Final(
                    f"the certificate of {server} is not trusted: {fit(str(why), self.mask)}",
                    hint="Set ca_path to a bundle with the CA that signed it, or set validate_certs to false if you"
                    " trust this host.",
                )
        if any(isinstance(cause, Aborted) for cause in causes):
            failure = Fault(f"the call to {server} was stopped because it took too long")
        elif sent:
            failure = self._lost_response(error, causes, server, seconds)
        else:
            failure = Fault(
                f"cannot reach {server}: {self._reason(error, causes, seconds)}",
                hint="Check region, cloud, endpoint, and the network path, including proxies.",
            )
            failure.no_such_host = not proxied and no_such_name(causes)
        failure.sent = sent
        return failure

    def _lost_response(self, error: Exception, causes: list[BaseException], server: str, seconds: float) -> Fault:
        """Return the error for a request that may have reached the server, but whose response did not arrive."""
        if isinstance(error, requests.Timeout):
            return Fault(
                f"the request was sent to {server}, but there was no response within {seconds:g} s",
                hint="Check the network path, including proxies, or raise request_timeout.",
            )
        if _is_invalid_http(causes):
            return Fault(
                f"the response from {server} is not valid HTTP",
                hint="Check endpoint and the network path, including proxies.",
            )
        return Fault(
            f"the connection to {server} was lost before the response arrived: {self._reason(error, causes, seconds)}",
            hint="Check the network path, including proxies.",
        )

    def _reason(self, error: Exception, causes: list[BaseException], seconds: float) -> str:
        """Return why a request failed, without the names of Python objects that requests puts into its messages."""
        innermost = causes[-1]
        if isinstance(error, requests.Timeout):
            missing = "connection" if isinstance(error, requests.ConnectTimeout) else "response"
            return f"no {missing} within {seconds:g} s"
        if _is_invalid_http(causes):
            return "the response is not valid HTTP"
        if isinstance(innermost, IncompleteRead):
            return "the headers of the response are incomplete"
        return fit(str(getattr(innermost, "strerror", None) or innermost) or type(innermost).__name__, self.mask)


def no_such_name(causes: t.Iterable[BaseException]) -> bool:
    """Whether a name lookup failed because the name does not exist."""
    return any(isinstance(cause, socket.gaierror) and cause.errno in _NO_SUCH_NAME for cause in causes)


def _is_invalid_http(causes: list[BaseException]) -> bool:
    """Whether the innermost cause is that a response could not be parsed.

    The text of such an exception is never shown: it quotes parts of the response, and a part of a secret could not be
    masked.
    """
    innermost = causes[-1]
    return isinstance(innermost, (ValueError, HTTPException)) and not isinstance(innermost, (OSError, IncompleteRead))


def _unreadable(error: Exception, url: str, status: int) -> Fault:
    why = str(error) if isinstance(error, BodyError) else INCOMPLETE
    return Fault(f"the response from {_location(url)} cannot be read: {why}", http_status=status)


def _location(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _causes(error: BaseException) -> list[BaseException]:
    """Return an exception and its causes, outermost first; requests and urllib3 put them in ``args`` and ``reason``."""
    causes: list[BaseException] = []
    inner: t.Any = error
    while isinstance(inner, BaseException) and inner not in causes:
        causes.append(inner)
        wrapped = [arg for arg in (getattr(inner, "reason", None), *inner.args) if isinstance(arg, BaseException)]
        context = None if inner.__suppress_context__ else inner.__context__
        inner = wrapped[0] if wrapped else inner.__cause__ or context
    return causes
