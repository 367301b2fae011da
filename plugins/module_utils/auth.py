# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to log in, as `requests` auth objects, and what IAM is asked for on the way."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
import time
import typing as t
from datetime import datetime, timezone
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from .client import MAX_CONNECTIONS, Answer, CallError, Fault, Final, Http, LoginRefused, api_error
from .times import read_time

try:
    from requests.auth import AuthBase
except ImportError:  # told by client.REQUESTS_IMPORT_ERROR
    AuthBase = object  # type: ignore[assignment, misc]

ALGORITHM = "SDK-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
#: Both clocks, as the gateway tells them of a signature that is more than 15 minutes old or early.
_CLOCKS = re.compile(r"signature time:\s*(\d{8}T\d{6}Z).*?server time:\s*(\d{8}T\d{6}Z)")

#: So many wrong signatures lock a key (T Cloud Public, API Gateway FAQ), and when a clock jumps, all calls that are
#: under way are wrong.
WRONG_SIGNATURES = 5

#: A login that expires is renewed ahead, by a tenth of its lifetime, but no more than these seconds.
MARGIN = 300.0

#: The metadata service of an ECS. It is the one place that is asked over plain http.
METADATA_URL = "http://169.254.169.254"
NO_AGENCY = "auth_type agency works on an ECS of the cloud to which an agency is assigned, and only there."


class Auth(AuthBase):
    """What all logins share.

    ``secrets`` are the values that no output may show, those bought on the way included. ``calls_at_once`` is how many
    calls may be under way with it.
    """

    calls_at_once = MAX_CONNECTIONS

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def advice(self, _message: str) -> str:
        """What to do when the API refuses the login with this message."""
        raise NotImplementedError

    def renew(self) -> bool:
        """Forget a login that was refused; False when there is nothing to renew it from."""
        return False


class TokenAuth(Auth):
    """A token that was bought elsewhere."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.secrets.add(token)

    def advice(self, _message: str) -> str:
        return (
            "The token has expired, or belongs to another project or region: get a new one, or log in with access_key"
            " and secret_key or with username and password, which outlast a long wait."
        )

    def __call__(self, request: t.Any) -> t.Any:
        request.headers["X-Auth-Token"] = self._token
        return request


class KeyAuth(Auth):
    """A pair of keys: every request is signed. Temporary keys come with a security token.

    Source: signature guide of API Gateway ("AK/SK Signing and Authentication Algorithm"), and the signer of
    huaweicloudsdkcore 3.1.219, which is stricter where the two differ. Five wrong signatures lock a key, so a refusal
    is never tried again.
    """

    calls_at_once = WRONG_SIGNATURES - 1

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        security_token: str | None = None,
        now: t.Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        super().__init__()
        self._access_key = access_key
        self._secret_key = secret_key
        self._security_token = security_token
        self._now = now
        self.secrets.update(filter(None, (secret_key, security_token)))

    def advice(self, _message: str) -> str:
        clocks = _CLOCKS.search(_message)
        if clocks:
            ours, theirs = (
                datetime.strptime(clock, DATE_FORMAT).replace(tzinfo=timezone.utc) for clock in clocks.groups()
            )
            minutes = (ours - theirs).total_seconds() / 60
            return (
                f"The clock of this machine is {abs(minutes):.0f} minutes {'ahead of' if minutes > 0 else 'behind'} the"
                " API's, and 15 are allowed: set it, best by NTP."
            )
        if "reach the limit" in _message:
            return (
                "The key is locked for some minutes, as it was used with a wrong signature five times: wait, and check"
                " what else uses it with a wrong secret_key."
            )
        return "Check access_key and secret_key, and security_token if the keys are temporary."

    def __call__(self, request: t.Any) -> t.Any:
        headers = request.headers
        headers["Host"] = urlsplit(request.url).netloc
        headers["X-Sdk-Date"] = self._now().strftime(DATE_FORMAT)
        if self._security_token:
            headers["X-Security-Token"] = self._security_token
        # Not signed: what a proxy may change on the way.
        signed = {name: value for name, value in headers.items() if name == "Host" or name.startswith("X-")}
        headers["Authorization"] = authorization(
            self._access_key, self._secret_key, request.method, request.url, signed, request.body or b""
        )
        return request


def canonical_request(method: str, url: str, headers: t.Mapping[str, str], body: str | bytes) -> tuple[str, str]:
    """The text that is signed, and the names of the signed headers."""
    parts = urlsplit(url)
    path = "/".join(quote(segment, safe="~") for segment in unquote(parts.path).split("/"))
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    names = ";".join(sorted(lower))
    lines = [
        method.upper(),
        path if path.endswith("/") else path + "/",
        "&".join(f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in query),
        *(f"{name}:{lower[name]}" for name in sorted(lower)),
        "",
        names,
        hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest(),
    ]
    return "\n".join(lines), names


def authorization(
    access_key: str,
    secret_key: str,
    method: str,
    url: str,
    headers: t.Mapping[str, str],
    body: str | bytes = b"",
) -> str:
    """The value of the Authorization header; ``headers`` are those to sign, ``X-Sdk-Date`` and ``Host`` among them."""
    canonical, names = canonical_request(method, url, headers, body)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{headers['X-Sdk-Date']}\n{digest}"
    signature = hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}"


class PasswordAuth(Auth):
    """An IAM user: a token of the project is bought at the first call, ahead of its end, and when it is refused.

    ``POST {iam}/v3/auth/tokens`` (IAM API reference, "Obtaining a User Token Through Password Authentication"). A
    password that IAM refuses is never sent again: accounts lock.
    """

    def __init__(
        self,
        http: Http,
        iam_url: str,
        username: str,
        password: str,
        domain_name: str,
        project: dict[str, str],
        clock: t.Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._http = http
        self._url = iam_url
        self._user = {"name": username, "password": password, "domain": {"name": domain_name}}
        self._project = project
        self._clock = clock
        self._lock = threading.Lock()
        self._token: str | None = None
        self._renew_at = 0.0
        self._refusal: Exception | None = None
        self._project_id = project.get("id")
        self.secrets.add(password)

    def __call__(self, request: t.Any) -> t.Any:
        request.headers["X-Auth-Token"] = self._current()
        return request

    def advice(self, _message: str) -> str:
        return "A new token was refused as well: the user may have no access to this project or service."

    def renew(self) -> bool:
        with self._lock:
            self._token = None
        return self._refusal is None

    def project_id(self) -> str:
        """The id of the project that the token is for."""
        if not self._project_id:
            self._current()
        return t.cast(str, self._project_id)

    def _current(self) -> str:
        with self._lock:
            if self._refusal:
                raise self._refusal
            if self._token is None or self._clock() >= self._renew_at:
                self._token = self._buy()
            return self._token

    def _buy(self) -> str:
        identity = {"methods": ["password"], "password": {"user": self._user}}
        body = {"auth": {"identity": identity, "scope": {"project": self._project}}}
        answer = self._http.send(self._http.prepare("POST", f"{self._url}/auth/tokens?nocatalog=true", body))
        token = answer.headers.get("X-Subject-Token")
        if answer.http_status != 201 or not token:
            error = _iam_error(answer)
            if not error.mendable:
                if isinstance(error, LoginRefused):
                    hint = "Check username, password, domain_name and the project; repeated tries lock the account."
                    error = Final(
                        f"IAM refused the login of {self._user['name']}: {error.message[5:]}",
                        http_status=error.http_status,
                        code=error.code,
                        request_id=error.request_id,
                        hint=hint,
                    )
                self._refusal = error
            raise error
        self.secrets.add(token)
        about = _part(answer.body, "token")
        project = _part(about, "project")
        self._renew_at = _renewal(self._clock(), about.get("issued_at"), about.get("expires_at"))
        self._project_id = self._project_id or project.get("id")
        if not self._project_id:
            self._refusal = Final("the token that IAM gave is for no project", hint="Set project_id or project_name.")
            raise self._refusal
        return token


class AgencyAuth(Auth):
    """The temporary keys of the agency of the ECS on which this runs, from its metadata service.

    Source: ECS user guide, "Obtaining Metadata", and huaweicloudsdkcore 3.1.219, auth/internal.py: a token first (v2),
    without it where the service has none (v1). ``http`` must not use a proxy.
    """

    calls_at_once = KeyAuth.calls_at_once

    def __init__(
        self,
        http: Http,
        metadata_url: str = METADATA_URL,
        clock: t.Callable[[], float] = time.monotonic,
        now: t.Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        super().__init__()
        self._http = http
        self._url = metadata_url
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._keys: KeyAuth | None = None
        self._renew_at = 0.0

    def __call__(self, request: t.Any) -> t.Any:
        with self._lock:
            if self._keys is None or self._clock() >= self._renew_at:
                self._keys = self._fetch()
            keys = self._keys
        return keys(request)

    def advice(self, message: str) -> str:
        return KeyAuth("", "").advice(message) + " They are those of the agency of this ECS."

    def renew(self) -> bool:
        with self._lock:
            self._keys = None
        return True

    def _fetch(self) -> KeyAuth:
        answer = self._credentials(self._metadata_token())
        if answer.http_status == 401 and "Cloud Service Agency" not in answer.text:
            answer = self._credentials(self._metadata_token())
        credential = answer.body.get("credential") if isinstance(answer.body, dict) else None
        if answer.http_status != 200 or not isinstance(credential, dict):
            raise self._error(answer)
        try:
            keys = KeyAuth(credential["access"], credential["secret"], credential["securitytoken"], self._now)
        except KeyError as error:
            raise Final(f"the keys of the metadata service are not complete: no {error}", hint=NO_AGENCY) from None
        self.secrets |= keys.secrets
        self._renew_at = _renewal(self._clock(), self._now().isoformat(), credential.get("expires_at"))
        return keys

    def _metadata_token(self) -> str | None:
        request = self._http.prepare("PUT", f"{self._url}/meta-data/latest/api/token")
        request.headers["X-Metadata-Token-Ttl-Seconds"] = "21600"
        answer = self._send(request)
        if answer.http_status in (404, 405, 503):
            return None
        if answer.http_status != 200:
            raise self._error(answer)
        token = answer.text.strip()
        self.secrets.add(token)
        return token

    @staticmethod
    def _error(answer: Answer) -> CallError:
        """Only a busy service is worth another try."""
        error = api_error(answer)
        if error.mendable and answer.http_status != 200:
            return error
        message = f"the metadata service gives no keys: {error.message}"
        return Final(message, http_status=error.http_status, code=error.code, hint=NO_AGENCY)

    def _credentials(self, token: str | None) -> Answer:
        request = self._http.prepare("GET", f"{self._url}/openstack/latest/securitykey")
        if token:
            request.headers["X-Metadata-Token"] = token
        return self._send(request)

    def _send(self, request: t.Any) -> Answer:
        try:
            return self._http.send(request)
        except CallError as error:
            error.hint = NO_AGENCY
            raise


def _renewal(now: float, issued_at: t.Any, expires_at: t.Any) -> float:
    """When to renew what was got now; never, if the times are not told.

    The lifetime is the difference of two times of one clock, IAM's, so it does not matter whether ours is right.
    """
    try:
        lifetime = (read_time(str(expires_at)) - read_time(str(issued_at))).total_seconds()
    except (ValueError, OverflowError):
        return float("inf")
    return now + lifetime - min(MARGIN, lifetime / 10)


def _iam_error(answer: Answer, advice: t.Callable[[str], str] = lambda _message: "") -> CallError:
    error = api_error(answer, advice=advice)
    error.message = f"IAM: {error.message}"
    return error


def _part(body: t.Any, key: str) -> dict[str, t.Any]:
    """An object within an object, empty when either is none."""
    value = body.get(key) if isinstance(body, dict) else None
    return value if isinstance(value, dict) else {}


class ProjectByName:
    """The id of a project that is known by its name; IAM is asked once, at the first call.

    ``GET {iam}/v3/projects?name=`` (IAM API reference, "Querying Project Information").
    """

    def __init__(self, http: Http, iam_url: str, auth: Auth, name: str) -> None:
        self._http = http
        self._url = iam_url
        self._auth = auth
        self._name = name
        self._id: str | None = None

    def __call__(self) -> str:
        """Raises a CallError: Final when there is no such project, or more than one."""
        if self._id is None:
            self._id = self._look_up()
        return self._id

    def _look_up(self) -> str:
        request = self._http.prepare("GET", f"{self._url}/projects?name={quote(self._name, safe='')}")
        answer = self._http.send(self._auth(request))
        projects = answer.body.get("projects") if isinstance(answer.body, dict) else None
        if answer.http_status != 200 or not isinstance(projects, list):
            raise _iam_error(answer, self._auth.advice)
        if not all(isinstance(project, dict) and project.get("id") for project in projects):
            raise Fault("IAM lists projects that have no id", http_status=answer.http_status)
        if len(projects) == 1:
            return str(projects[0]["id"])
        found = ", ".join(f"{project.get('name')} ({project.get('id')})" for project in projects)
        raise Final(
            f"IAM has {len(projects) or 'no'} projects named {self._name}" + (f": {found}" if found else ""),
            hint="Set project_id, or the right project_name.",
        )
