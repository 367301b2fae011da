# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP session: send a request, give back an answer or an error that says whether waiting can mend it.

Nothing here retries, sleeps or loops; that is the waiter's.
"""

from __future__ import annotations

import email.utils
import functools
import inspect
import ipaddress
import json
import os
import re
import ssl
import threading
import time
import traceback
import typing as t
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import quote, urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

from .texts import shortened
from .version import VERSION
from .vocabulary import Reply, Service

REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import urllib3
    from requests.adapters import HTTPAdapter
    from requests.utils import DEFAULT_CA_BUNDLE_PATH, prepend_scheme_if_needed, select_proxy
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

#: urllib3 before 1.26 has none for a proxy that is itself reached over TLS.
PROXY_OPTIONS = () if REQUESTS_IMPORT_ERROR else inspect.signature(urllib3.ProxyManager).parameters

USER_AGENT = f"huaweicloud.jobs/{VERSION}"

#: Answers that mean the same for every service; a service's row adds its own.
TRANSIENT = (Reply(408), Reply(425), Reply(429), Reply(202, "Common.0024"))
THROTTLED = (Reply(429), Reply(202, "Common.0024"))
REFUSED = (Reply(401),)
#: The gateway knows no such API at this host: never a missing job, though it says 404.
WRONG_PATH = tuple(Reply(404, f"{gateway}.{number}") for gateway in ("APIGW", "APIG") for number in ("0101", "0103"))

#: Where the APIs of the family put an error's code and message, most telling pair first.
ERROR_KEYS = (
    ("error_code", "error_msg"),
    ("errorCode", "errorMsg"),
    ("errCode", "externalMessage"),
    ("errCode", "errMsg"),
    ("code", "message"),
    ("error_code", "error_message"),
)

#: Answers about jobs have about ten levels.
MOST_LEVELS = 100

#: No more connections than this are kept, whatever the rate.
MAX_CONNECTIONS = 64


class CallError(Exception):
    """A call that brought no answer about a job.

    ``http_status`` is None when no HTTP answer came. ``mendable`` says whether waiting can mend it, ``throttled``
    whether the API asks for fewer calls, ``retry_after`` for how many seconds it asks for none. ``hint`` says what
    the user can do.
    """

    mendable = False
    throttled = False

    def __init__(
        self,
        message: str,
        *,
        http_status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.http_status = http_status
        self.code = code
        self.request_id = request_id
        self.retry_after = retry_after
        self.hint = hint

    @property
    def reached(self) -> bool:
        """Whether the other side answered at all."""
        return self.http_status is not None

    def __str__(self) -> str:
        status = f"HTTP {self.http_status}" if self.http_status else ""
        head = " ".join(part for part in (status, self.code) if part)
        tail = f" (request id {self.request_id})" if self.request_id else ""
        return (f"{head}: " if head else "") + self.message + tail


class Fault(CallError):
    """Something that waiting can mend: a transport error, a busy server, a body that is no answer."""

    mendable = True


class Throttled(Fault):
    """The API asks for fewer calls."""

    throttled = True


class NoSuchJob(CallError):
    """The API denies knowing the job: it is not visible yet, or never was."""


class LoginRefused(CallError):
    """The API does not accept the login; a login that can be renewed is worth one more try."""


class Final(CallError):
    """Asking again brings the same."""


@dataclass
class Answer:
    """An HTTP answer of any status. ``body`` is None when it is empty or not JSON."""

    http_status: int
    headers: t.Mapping[str, str]
    content: bytes
    body: t.Any

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.content.decode("utf-8", "replace")

    @property
    def request_id(self) -> str | None:
        """The id under which the provider finds the call in its logs."""
        body_id = self.body.get("request_id") if isinstance(self.body, dict) else None
        return self.headers.get("X-Request-Id") or self.headers.get("X-IAM-Trace-Id") or body_id

    @property
    def retry_after(self) -> float | None:
        """Seconds from now, from a Retry-After header in either of its forms (RFC 9110, 10.2.3)."""
        value = (self.headers.get("Retry-After") or "").strip()
        if value.isdecimal():
            return float(value)
        try:
            return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
        except (TypeError, ValueError, OverflowError, IndexError):
            return None


def error_of(body: t.Any) -> tuple[str | None, str | None]:
    """Code and message of an error body in any of the family's shapes, at top level or one object down."""
    if not isinstance(body, dict):
        return None, None
    for holder in (body, *(value for value in body.values() if isinstance(value, dict))):
        pairs = [tuple(_text(holder.get(key)) for key in keys) for keys in ERROR_KEYS]
        for enough in (all, any):
            for code, message in pairs:
                if enough((code, message)):
                    return code, message
    return None, None


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _text(value: t.Any) -> str | None:
    return str(value) if isinstance(value, (str, int)) and value != "" else None


def _summary(text: str) -> str:
    """The first words of a body that is not JSON, without its markup."""
    words = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", " ", text[:20_000])
    return shortened(words, 200)


def api_error(
    answer: Answer,
    service: Service | None = None,
    advice: t.Callable[[str], str] = lambda _message: "",
    unlisted: bool = False,
) -> CallError:
    """The error that an answer stands for, judged by the rules for all services and by the service's row.

    ``advice`` gives the hint for a refused login, from the API's message. ``unlisted`` says that the answer is a list
    in which the job is not.
    """
    code, message = error_of(answer.body)
    status = answer.http_status

    def is_one_of(rules: t.Iterable[Reply]) -> bool:
        return any(rule.matches(status, code) for rule in rules)

    def error(kind: type[CallError], hint: str = "", text: str | None = None) -> CallError:
        return kind(
            text or message or _summary(answer.text) or "no message in the answer",
            http_status=status,
            code=None if code == str(status) else code,
            request_id=answer.request_id,
            retry_after=answer.retry_after,
            hint=hint,
        )

    if is_one_of(THROTTLED):
        return error(Throttled)
    if status >= 500 or is_one_of(TRANSIENT + (service.transient if service else ())):
        return error(Fault)
    if is_one_of(REFUSED + (service.refused if service else ())):
        return error(LoginRefused, advice(message or ""))
    if 300 <= status < 400:
        target = _host_of(answer.headers.get("Location") or "") or "another place"
        return error(
            Final,
            "Redirects are not followed, so that no login travels to another host: set the endpoint to the base URL"
            " of the API itself, and check for a proxy that wants a log-in.",
            f"the answer is a redirect to {target}",
        )
    if is_one_of(WRONG_PATH):
        return error(
            Final,
            "The gateway has no such API at this host: check service, region, cloud and endpoint, the path of a custom"
            " service, and whether this cloud has the service.",
        )
    if unlisted or (service and is_one_of(service.missing)):
        return error(NoSuchJob, text="the job is not in the list" if unlisted else None)
    if status < 300:
        sought = f" (nothing at {service.status_place})" if service else ""
        return error(
            Fault, text=f"the answer holds no job{sought}: {message or _summary(answer.text) or 'it is empty'}"
        )
    if status == 403:
        return error(
            Final, "The login is accepted, but may not read this: ask for the permission, or check the project."
        )
    return error(Final, "Check the options against the API's message.")


@dataclass(frozen=True)
class Transport:
    """How to reach hosts. ``verify`` is what requests takes: a bool or the path of a CA bundle; ``timeout`` is in
    seconds, for connecting and for each read."""

    verify: bool | str = True
    timeout: float = 30.0
    environ: t.Mapping[str, str] = field(default_factory=dict, repr=False)

    def proxy_for(self, url: str) -> str | None:
        """The proxy that ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY`` name for a URL; lower case comes first."""
        parts = urlsplit(url)
        proxy = self._variable(f"{parts.scheme}_proxy")
        exempt = self._variable("no_proxy")
        if proxy and not (exempt and _is_exempt(parts.hostname or "", parts.netloc, exempt)):
            return proxy
        return None

    def _variable(self, name: str) -> str | None:
        return self.environ.get(name) or self.environ.get(name.upper())


def _is_exempt(host: str, netloc: str, exempt: str) -> bool:
    if proxy_bypass_environment(netloc, {"no": exempt}):
        return True
    try:
        address = ipaddress.ip_address(host)
        networks = [ipaddress.ip_network(word.strip(), strict=False) for word in exempt.split(",") if "/" in word]
    except ValueError:
        return False
    return any(address in network for network in networks)


@functools.cache
def trusting(bundle: str | None = None) -> ssl.SSLContext:
    """The TLS context that trusts a CA bundle, a file or a folder; that of requests if none is named.

    Loading one takes more CPU than a query does, so all connections share it. Raises OSError.
    """
    bundle = bundle or DEFAULT_CA_BUNDLE_PATH
    context = urllib3.util.ssl_.create_urllib3_context()
    context.load_verify_locations(**{"capath" if os.path.isdir(bundle) else "cafile": bundle})
    return context


def _adapter(context: ssl.SSLContext) -> HTTPAdapter:
    """An adapter whose connections share a context, where each of requests' own would load the bundle again."""

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **kwargs)

        def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
            if proxy.startswith("https:") and "proxy_ssl_context" in PROXY_OPTIONS:
                kwargs["proxy_ssl_context"] = context
            return super().proxy_manager_for(proxy, ssl_context=context, **kwargs)

        def get_connection_with_tls_context(
            self,
            request: requests.PreparedRequest,
            verify: t.Any,  # noqa: ARG002
            proxies: t.Any = None,
            cert: t.Any = None,  # noqa: ARG002
        ) -> t.Any:
            # requests 2.32 would set a context of its own in some releases.
            url = t.cast(str, request.url)
            proxy = select_proxy(url, proxies) if proxies else None
            manager = self.proxy_manager_for(prepend_scheme_if_needed(proxy, "http")) if proxy else self.poolmanager
            parts = urlsplit(url)
            return manager.connection_from_host(parts.hostname, parts.port, parts.scheme)

        def cert_verify(self, conn: t.Any, *_args: t.Any) -> None:
            conn.cert_reqs = "CERT_REQUIRED"

    return Adapter(pool_maxsize=MAX_CONNECTIONS)


class Http:
    """One `requests` session. It may be used by several threads at a time.

    ``trust_env`` is off: with it, ``~/.netrc`` replaces a signature, and ``REQUESTS_CA_BUNDLE`` overrides ``verify``.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Else a Location that cannot be parsed would hide the redirect that it is part of.
        self._session.get_redirect_target = lambda _response: None  # type: ignore[method-assign, assignment]
        if transport.verify:
            adapter = _adapter(trusting(None if transport.verify is True else transport.verify))
        else:
            adapter = HTTPAdapter(pool_maxsize=MAX_CONNECTIONS)
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._proxies: dict[str, dict[str, str]] = {}

    @staticmethod
    def prepare(method: str, url: str, json_body: t.Any = None) -> requests.PreparedRequest:
        """A request that can be sent again and again."""
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        return requests.Request(method, url, headers=headers, json=json_body).prepare()

    def send(self, request: requests.PreparedRequest, timeout: float | None = None) -> Answer:
        """Send a prepared request; ``timeout`` in seconds shortens the transport's own.

        Raises Fault or Final when no HTTP answer comes.
        """
        url = t.cast(str, request.url)
        seconds = min(self.transport.timeout, timeout or self.transport.timeout)
        try:
            response = self._session.send(
                request,
                timeout=seconds,
                verify=bool(self.transport.verify),
                proxies=self._proxies_for(url),
                allow_redirects=False,
            )
        except (requests.RequestException, OSError, ValueError) as error:
            raise self._transport_error(error, url, seconds) from None
        return Answer(response.status_code, response.headers, response.content, _parsed(response.content))

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._session.close()

    def _proxies_for(self, url: str) -> dict[str, str]:
        scheme, host = url.split("/", 3)[0:3:2]
        origin = scheme + host
        if origin not in self._proxies:
            proxy = self.transport.proxy_for(url)
            self._proxies[origin] = {scheme.rstrip(":"): proxy} if proxy else {}
        return self._proxies[origin]

    def _transport_error(self, error: Exception, url: str, seconds: float) -> CallError:
        """Say of a transport error what it was, without the chain of Python objects that requests puts there."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        proxied = " through the proxy" if self._proxies_for(url) else ""
        causes = _causes(error)
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                # An old urllib3 makes one itself where the name does not match.
                why = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or cause.args[0]
                return Final(
                    f"the certificate of {place}{proxied} is not trusted: {why}",
                    hint="Name the CA bundle that signed it in ca_path, or set validate_certs to false if you know"
                    " that host.",
                )
        if isinstance(error, requests.Timeout):
            what = f"no answer within {seconds:g} s"
        else:
            what = str(getattr(causes[-1], "strerror", None) or causes[-1]) or type(causes[-1]).__name__
        return Fault(
            f"cannot reach {place}{proxied}: {what}",
            hint="Check region, cloud, endpoint and the network between, proxies included.",
        )


def _parsed(content: bytes) -> t.Any:
    """The JSON of a body; None for what is none, or so deep that nobody downstream could handle it."""
    try:
        body = json.loads(content) if content else None
        if b"\\u" in content:
            # Half a surrogate pair is valid JSON, but no text that can be printed.
            body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    level, depth = [body], 0
    while level and depth <= MOST_LEVELS:
        level = [
            item
            for node in level
            if isinstance(node, (dict, list))
            for item in (node.values() if isinstance(node, dict) else node)
        ]
        depth += 1
    return body if depth <= MOST_LEVELS else None


def _causes(error: BaseException) -> list[BaseException]:
    """An exception and what lies under it, outermost first: requests and urllib3 wrap in ``args`` and ``reason``."""
    causes: list[BaseException] = []
    inner: t.Any = error
    while isinstance(inner, BaseException) and inner not in causes:
        causes.append(inner)
        wrapped = [arg for arg in (getattr(inner, "reason", None), *inner.args) if isinstance(arg, BaseException)]
        inner = wrapped[0] if wrapped else inner.__cause__ or inner.__context__
    return causes


class Login(t.Protocol):
    """What is needed of a login: to put it on a request, to renew it, words for when it is refused, and its secrets."""

    calls_at_once: int
    secrets: set[str]

    def __call__(self, request: t.Any) -> t.Any: ...

    def advice(self, _message: str) -> str: ...

    def renew(self) -> bool: ...


class Client:
    """The job query of one service.

    ``auth`` is a requests auth object; ``project_id`` gives the id of the project, and may ask IAM for it when it is
    first called. ``parameters`` has what else the path of the service names.
    """

    def __init__(
        self,
        http: Http,
        service: Service,
        endpoint: str,
        auth: Login,
        project_id: t.Callable[[], str],
        parameters: t.Mapping[str, str] | None = None,
    ) -> None:
        self.http = http
        self.service = service
        self.endpoint = endpoint.rstrip("/")
        self.auth = auth
        self._project_id = project_id
        self._parameters = parameters or {}
        self.known_project: str | None = None
        #: How many queries were sent.
        self.polls = 0
        self._counting = threading.Lock()
        self._requests: dict[str, requests.PreparedRequest] = {}

    @property
    def place(self) -> str:
        """Project, if it matters, and endpoint, for messages."""
        project = f"project {self.known_project or 'not known yet'}, " if "project_id" in self.service.names else ""
        return f"{project}endpoint {self.endpoint}"

    def ask(self, job_id: str, timeout: float | None = None) -> Answer:
        """The API's answer about a job: an object, but not yet known to be about a job. Raises a CallError."""
        request = self._requests.get(job_id)
        if request is None:
            project_id = self.known_project = self._project_id()
            values = {**self._parameters, "project_id": project_id, "job_id": job_id}
            path = self.service.path.format(**{name: quote(value, safe="") for name, value in values.items()})
            request = self.http.prepare("GET", self.endpoint + path)
            if "project_id" in self.service.names:
                request.headers["X-Project-Id"] = project_id
            self._requests[job_id] = request
        request = self.auth(request)
        with self._counting:
            self.polls += 1
        answer = self.http.send(request, timeout)
        if 200 <= answer.http_status < 300 and isinstance(answer.body, dict):
            return answer
        raise self.error(answer)

    def error(self, answer: Answer, unlisted: bool = False) -> CallError:
        """The error that an answer without a job stands for, ``unlisted`` if it is a list of others, or of none."""
        return api_error(answer, self.service, self.auth.advice, unlisted)
