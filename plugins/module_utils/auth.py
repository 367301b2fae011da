# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to log in, as `requests` auth objects, and what IAM is asked for on the way."""

from __future__ import annotations

import hashlib
import hmac
import threading
import typing as t
from datetime import datetime, timezone
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from .client import Final, Http, LoginRefused, api_error

try:
    from requests.auth import AuthBase
except ImportError:  # told by client.REQUESTS_IMPORT_ERROR
    AuthBase = object  # type: ignore[assignment, misc]

ALGORITHM = "SDK-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"


class Auth(AuthBase):
    """What all logins share.

    ``refused_hint`` says what to do when the API refuses the login; ``secrets`` are the values that no output may
    show, those bought on the way included.
    """

    refused_hint = ""

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def renew(self) -> bool:
        """Forget a login that was refused; False when there is nothing to renew it from."""
        return False


class TokenAuth(Auth):
    """A token that was bought elsewhere."""

    refused_hint = (
        "The token has expired, or belongs to another project or region: get a new one, or log in with access_key and"
        " secret_key or with username and password, which outlast a long wait."
    )

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.secrets.add(token)

    def __call__(self, request: t.Any) -> t.Any:
        request.headers["X-Auth-Token"] = self._token
        return request


class KeyAuth(Auth):
    """A pair of keys: every request is signed. Temporary keys come with a security token.

    Source: signature guide of API Gateway ("AK/SK Signing and Authentication Algorithm"), and the signer of
    huaweicloudsdkcore 3.1.219, which is stricter where the two differ. Five wrong signatures lock a key, so a refusal
    is never tried again.
    """

    refused_hint = (
        "Check access_key and secret_key, security_token if the keys are temporary, and this machine's clock; it may"
        " be off by 15 minutes at most."
    )

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
    """An IAM user: a token of the project is bought at the first call, and once more when it is refused.

    ``POST {iam}/v3/auth/tokens`` (IAM API reference, "Obtaining a User Token Through Password Authentication"). A
    password that IAM refuses is never sent again: accounts lock.
    """

    refused_hint = "A new token was refused as well: the user may have no access to this project or service."

    def __init__(
        self, http: Http, iam_url: str, username: str, password: str, domain_name: str, project: dict[str, str]
    ) -> None:
        super().__init__()
        self._http = http
        self._url = iam_url
        self._user = {"name": username, "password": password, "domain": {"name": domain_name}}
        self._project = project
        self._lock = threading.Lock()
        self._token: str | None = None
        self._refusal: Exception | None = None
        self._project_id = project.get("id")
        self.secrets.add(password)

    def __call__(self, request: t.Any) -> t.Any:
        request.headers["X-Auth-Token"] = self._current()
        return request

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
            if self._token is None:
                self._token = self._buy()
            return self._token

    def _buy(self) -> str:
        identity = {"methods": ["password"], "password": {"user": self._user}}
        body = {"auth": {"identity": identity, "scope": {"project": self._project}}}
        answer = self._http.send(self._http.prepare("POST", f"{self._url}/auth/tokens?nocatalog=true", body))
        token = answer.headers.get("X-Subject-Token")
        if answer.http_status != 201 or not token:
            error = api_error(answer)
            if not error.mendable:
                if isinstance(error, LoginRefused):
                    hint = "Check username, password, domain_name and the project; repeated tries lock the account."
                    error = Final(
                        f"IAM refused the login of {self._user['name']}: {error.message}",
                        http_status=error.http_status,
                        code=error.code,
                        request_id=error.request_id,
                        hint=hint,
                    )
                self._refusal = error
            raise error
        self.secrets.add(token)
        project = (answer.body or {}).get("token", {}).get("project", {})
        self._project_id = self._project_id or project.get("id")
        if not self._project_id:
            self._refusal = Final("the token that IAM gave is for no project", hint="Set project_id or project_name.")
            raise self._refusal
        return token


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
            raise api_error(answer, refused_hint=self._auth.refused_hint)
        if len(projects) == 1:
            return str(projects[0]["id"])
        found = ", ".join(f"{project.get('name')} ({project.get('id')})" for project in projects)
        raise Final(
            f"IAM has {len(projects) or 'no'} projects named {self._name}" + (f": {found}" if found else ""),
            hint="Set project_id, or the right project_name.",
        )
