# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP session: send a request, give back the response, or an error that says whether waiting can mend it.

Nothing here retries, sleeps or loops; that is the waiter's.
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
from .abort import has_sent, mark_sent
from .body import BodyError, read
from .connections import adapter
from .errors import CallError, Fault, Final
from .library import requests, urllib3
from .proxies import proxy_for
from .response import Response, parsed
from .tls import trusting

USER_AGENT = f"huaweicloud.jobs/{VERSION}"

#: What a look-up says of a name that nobody has. Where no name server can be asked, it says something else.
_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


@dataclass(frozen=True)
class Transport:
    """How to reach hosts. ``verify`` is what requests takes: a bool or the path of a CA bundle; ``timeout`` is in
    seconds, for connecting and for each read; ``environ`` names the proxies."""

    verify: bool | str = True
    timeout: float = 30.0
    environ: t.Mapping[str, str] = field(default_factory=dict, repr=False)


class Http:
    """One `requests` session. It may be used by several threads at a time.

    ``mask`` is for what servers say. ``trust_env`` is off: with it, ``~/.netrc`` replaces a signature, and
    ``REQUESTS_CA_BUNDLE`` overrides ``verify``.
    """

    def __init__(self, transport: Transport, mask: Mask = unmasked) -> None:
        self.transport = transport
        self.mask = mask
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Else a Location that cannot be parsed would hide the redirect that it is part of.
        self._session.get_redirect_target = lambda _response: None  # type: ignore[method-assign, assignment]
        context = trusting(None if transport.verify is True else transport.verify) if transport.verify else None
        if not context:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        mounted = adapter(context)
        self._session.mount("https://", mounted)
        self._session.mount("http://", mounted)
        self._proxies: dict[str, dict[str, str]] = {}

    @staticmethod
    def prepare(method: str, url: str, json_body: t.Any = None) -> requests.PreparedRequest:
        """A request that can be sent again and again. A body of bytes is JSON already."""
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        if isinstance(json_body, bytes):
            return requests.Request(method, url, headers=headers, data=json_body).prepare()
        return requests.Request(method, url, headers=headers, json=json_body).prepare()

    def send(self, request: requests.PreparedRequest, timeout: float | None = None) -> Response:
        """Send a prepared request; ``timeout`` in seconds shortens the transport's own.

        An error is known by its status line, whatever becomes of headers and body: what cannot be read counts as empty.
        Raises Fault or Final when no HTTP response comes, and Fault when that of a success cannot be read; these say
        in ``sent`` whether any of the request may have arrived.
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
            failure = self._transport_error(error, url, seconds)
            failure.sent = has_sent()
            raise failure from None
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
        """Close the connections that are not in use."""
        self._session.close()

    def _proxies_for(self, url: str) -> dict[str, str]:
        scheme, host = url.split("/", 3)[0:3:2]
        origin = scheme + host
        if origin not in self._proxies:
            proxy = proxy_for(url, self.transport.environ)
            self._proxies[origin] = {scheme.rstrip(":"): proxy} if proxy else {}
        return self._proxies[origin]

    def _transport_error(self, error: Exception, url: str, seconds: float) -> CallError:
        """Say of a transport error what it was, without the chain of Python objects that requests puts there."""
        location = _location(url)
        proxied = " through the proxy" if self._proxies_for(url) else ""
        causes = _causes(error)
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                # An old urllib3 makes one itself where the name does not match.
                why = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or cause.args[0]
                return Final(
                    f"the certificate of {location}{proxied} is not trusted: {fit(str(why), self.mask)}",
                    hint="Name the CA bundle that signed it in ca_path, or set validate_certs to false if you know"
                    " that host.",
                )
        if isinstance(error, requests.Timeout):
            what = f"no response within {seconds:g} s"
        elif isinstance(causes[-1], (ValueError, HTTPException)) and not isinstance(
            causes[-1], (OSError, IncompleteRead)
        ):
            # What was taken apart on the way is quoted there, and a half of a secret could not be masked.
            what = "the response is not valid HTTP"
        else:
            what = str(getattr(causes[-1], "strerror", None) or causes[-1]) or type(causes[-1]).__name__
        fault = Fault(
            f"cannot reach {location}{proxied}: {fit(what, self.mask)}",
            hint="Check region, cloud, endpoint and the network path, including proxies.",
        )
        fault.no_such_host = not proxied and no_such_name(causes)
        return fault


def no_such_name(causes: t.Iterable[BaseException]) -> bool:
    """Whether the look-up of the host's name found that there is none."""
    return any(isinstance(cause, socket.gaierror) and cause.errno in _NO_SUCH_NAME for cause in causes)


def _unreadable(error: Exception, url: str, status: int) -> Fault:
    why = str(error) if isinstance(error, BodyError) else "it breaks off"
    return Fault(f"the response of {_location(url)} cannot be read: {why}", http_status=status)


def _location(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _causes(error: BaseException) -> list[BaseException]:
    """An exception and what lies under it, outermost first: requests and urllib3 wrap in ``args`` and ``reason``."""
    causes: list[BaseException] = []
    inner: t.Any = error
    while isinstance(inner, BaseException) and inner not in causes:
        causes.append(inner)
        wrapped = [arg for arg in (getattr(inner, "reason", None), *inner.args) if isinstance(arg, BaseException)]
        inner = wrapped[0] if wrapped else inner.__cause__ or inner.__context__
    return causes
