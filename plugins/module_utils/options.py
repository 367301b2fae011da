# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of both plugins: their argument spec, the environment behind them, and the client that they describe.

Nothing here reaches the network.
"""

from __future__ import annotations

import functools
import ipaddress
import json
import math
import os
import re
import typing as t
from dataclasses import dataclass, fields
from urllib.parse import quote, quote_plus, unquote, urlsplit

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import remove_values, sanitize_keys
from ansible.module_utils.common.validation import check_type_bool
from ansible.module_utils.errors import AnsibleFallbackNotFound, UnsupportedError

from . import auth as logins
from . import custom, profiles
from .client import Client, Http, Transport, trusting
from .clouds import cloud_of, iam_url, service_url
from .jobs import Job
from .outcome import Outcome
from .schedule import Plan
from .services import SERVICES
from .vocabulary import Service

Environ = t.Mapping[str, str]
Params = t.Mapping[str, t.Any]

#: The variables that stand in for an option, first one first. They are those of the SDKs, of Terraform and of
#: OpenStack's tools. None begins with ANSIBLE_, which AWX does not let credentials set.
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "profile": ("HW_PROFILE", "OS_CLOUD"),
    "region": ("HUAWEICLOUD_REGION", "HW_REGION_NAME", "OS_REGION_NAME", "OS_REGION"),
    "cloud": ("HW_CLOUD",),
    "iam_endpoint": ("HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL", "OS_AUTH_URL"),
    "project_id": ("HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID", "OS_PROJECT_ID"),
    "project_name": ("HW_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME"),
    "token": ("HW_AUTH_TOKEN", "OS_TOKEN", "OS_AUTH_TOKEN"),
    "access_key": ("HUAWEICLOUD_SDK_AK", "CLOUD_SDK_AK", "HW_ACCESS_KEY", "OS_ACCESS_KEY"),
    "secret_key": ("HUAWEICLOUD_SDK_SK", "CLOUD_SDK_SK", "HW_SECRET_KEY", "OS_SECRET_KEY"),
    "security_token": ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "HW_SECURITY_TOKEN", "OS_SECURITY_TOKEN"),
    "username": ("HW_USER_NAME", "OS_USERNAME"),
    "password": ("HW_USER_PASSWORD", "OS_PASSWORD"),
    "domain_name": ("HW_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"),
    "ca_path": ("REQUESTS_CA_BUNDLE", "OS_CACERT"),
}

#: Keys of results that are ours, and therefore hold no secret, even if a password happens to be "job".
OWN_KEYS = frozenset(field.name for kind in (Job, Outcome) for field in fields(kind)) | {
    *("changed", "failed", "msg", "warnings", "job"),
    *("missing_jobs", "failed_jobs", "pending_jobs", "timed_out", "fail_reason", "error_code"),
}

INSECURE = ("OS_INSECURE", "HW_INSECURE")
SECRETS = ("token", "secret_key", "security_token", "password")

#: The ways to log in, and the options that each needs; the first complete one is taken.
WAYS: dict[str, tuple[str, ...]] = {
    "token": ("token",),
    "aksk": ("access_key", "secret_key"),
    "password": ("username", "password", "domain_name"),
}
AGENCY = "agency"
#: Where tests put a metadata service of their own.
METADATA = "HUAWEICLOUD_JOBS_METADATA_URL"

NO_JOB = (
    "job_ids holds a null or an empty id: the create call returned no job. Look at what it answered; orders for yearly"
    " or monthly resources, for example, return an order_id in place of a job_id."
)

#: What templates make of a null.
NOTHING = ("", "None", "null")
NOT_IN_A_PATH = "blanks, control characters, '/', '%' and dots alone are not allowed in one"

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d+)?")
_HEADER_SAFE = re.compile(r"[\x21-\x7e]+")


class OptionError(ValueError):
    """An option that cannot be used; the message names it and says what to do."""


def argument_spec(environ: Environ | None = None) -> dict[str, dict[str, t.Any]]:
    """The options that both plugins share; ``environ`` is that of the process by default."""
    not_insecure = functools.partial(_not_insecure, os.environ if environ is None else environ)
    return {
        "service": {"type": "str", "required": True, "choices": [*SERVICES, custom.NAME]},
        "custom": {"type": "dict"},
        "job_ids": {"type": "list", "elements": "str", "required": True, "aliases": ["job_id"]},
        "path_parameters": {"type": "dict"},
        "region": {"type": "str"},
        "cloud": {"type": "str"},
        "endpoint": {"type": "str"},
        "iam_endpoint": {"type": "str"},
        "project_id": {"type": "str"},
        "project_name": {"type": "str"},
        "profile": {"type": "str"},
        "auth_type": {"type": "str", "choices": [*WAYS, AGENCY]},
        "token": {"type": "str", "no_log": True},
        "access_key": {"type": "str", "no_log": False},
        "secret_key": {"type": "str", "no_log": True},
        "security_token": {"type": "str", "no_log": True},
        "username": {"type": "str"},
        "password": {"type": "str", "no_log": True},
        "domain_name": {"type": "str"},
        "validate_certs": {"type": "bool", "default": True, "fallback": (not_insecure, list(INSECURE))},
        "ca_path": {"type": "path"},
        "request_timeout": {"type": "float", "default": 30.0},
    }


def wait_argument_spec(environ: Environ | None = None) -> dict[str, dict[str, t.Any]]:
    """The options of ``job_wait``."""
    return {
        **argument_spec(environ),
        "timeout": {"type": "float", "default": 1800.0, "aliases": ["wait_timeout"]},
        "delay": {"type": "float", "default": 0.0},
        "min_interval": {"type": "float", "default": 1.0, "aliases": ["interval"]},
        "max_interval": {"type": "float", "default": 10.0},
        "max_rate": {"type": "float", "default": 20.0},
        "missing_grace": {"type": "float", "default": 30.0},
        "fail_fast": {"type": "bool", "default": False},
        "progress": {"type": "str", "default": "changes", "choices": ["changes", "none"]},
    }


def _not_insecure(environ: Environ, *names: str) -> bool | str:
    for name in names:
        if environ.get(name):
            try:
                return not check_type_bool(environ[name])
            except TypeError:
                return f"{environ[name]} (from {name})"  # the validator refuses it, naming the option
    raise AnsibleFallbackNotFound


def unasked(args: Params, refusal: str) -> Outcome:
    """The outcome when an option cannot be used, whatever it is: nothing is known of any job."""
    ids = args.get("job_ids", args.get("job_id"))
    ids = ids if isinstance(ids, (list, tuple)) else [ids] if ids else []
    service = str(args.get("service"))
    return Outcome(service, "", [Job(job_id, service) for job_id in dict.fromkeys(map(str, ids))], refusal=refusal)


def told(validation: ValidationResult) -> str:
    """All errors that a validator found."""
    return "; ".join(
        f"unsupported options: {error.msg}" if isinstance(error, UnsupportedError) else str(error.msg)
        for error in validation.errors.errors
    )


def explained(message: str) -> str:
    """What a validator's message means, where it speaks of the type of a null in ``job_ids``."""
    return NO_JOB if "'job_ids'" in message and "NoneType" in message else message


def job_ids(params: Params) -> list[str]:
    """The ids, in the order given, each once. Raises OptionError for one that cannot be in a path."""
    return list(dict.fromkeys(_job_id(job_id) for job_id in params["job_ids"]))


def _job_id(value: str) -> str:
    job_id = str(value).strip(" ")
    if job_id in NOTHING:
        raise OptionError(NO_JOB)
    if not _fits_a_path(job_id):
        raise OptionError(
            f"job_ids holds {job_id!r}, which is no job id: {NOT_IN_A_PATH}. Give the job_id as the create call"
            " returned it."
        )
    return job_id


def _fits_a_path(value: str) -> bool:
    # A list within the list, which Ansible makes text of, begins with a bracket.
    odd = value[0] in "[{" or not value.strip(".")
    return not odd and all(char not in "/%" and char.isprintable() and not char.isspace() for char in value)


def _service_of(params: Params) -> Service:
    """The row of the table, or the one that the task describes. Raises OptionError."""
    described = params.get("custom")
    if params["service"] != custom.NAME:
        if described:
            raise OptionError(f"custom describes an API, but service is {params['service']}: set it to {custom.NAME}")
        return SERVICES[params["service"]]
    if not described:
        raise OptionError(f"service is {custom.NAME}: describe the API in the option custom")
    # Core would look into it before it has seen that it is a dictionary.
    given = {name: value for name, value in described.items() if value is not None}
    validation = ArgumentSpecValidator(custom.ARGUMENT_SPEC).validate(given)
    if validation.error_messages:
        raise OptionError(f"custom: {told(validation)}")
    try:
        return custom.custom_service(validation.validated_parameters)
    except ValueError as error:
        raise OptionError(f"custom: {error}") from None


def _path_parameters(params: Params, service: Service) -> dict[str, str]:
    """What the path names beside project and job. Raises OptionError."""
    given = {name: str(value).strip(" ") for name, value in (params.get("path_parameters") or {}).items()}
    wanted = service.parameters
    lacking = [name for name in wanted if given.get(name, "") in NOTHING]
    if lacking:
        raise OptionError(f"path_parameters lacks {_and(lacking)}, which the path of {service.title} needs")
    for name, value in given.items():
        if name in ("project_id", "job_id"):
            raise OptionError(f"path_parameters has {name}, which is an option of its own: give it there")
        if name not in wanted:
            takes = f"it takes {_and(wanted)}" if wanted else "it takes none"
            raise OptionError(f"path_parameters has {name}, which the path of {service.title} does not name: {takes}")
        if not _fits_a_path(value):
            raise OptionError(f"{name} in path_parameters is {value!r}, which is no id: {NOT_IN_A_PATH}")
    return given


def info_plan() -> Plan:
    """Ask until there is an answer, three times at most."""
    return Plan(pauses=(1.0, 2.0))


def wait_plan(params: Params, given: t.Collection[str], task_timeout: float = 0, check_mode: bool = False) -> Plan:
    """The plan that the options of ``job_wait`` describe.

    ``given`` names the options that are not defaults; ``task_timeout`` is the limit that Ansible sets to the task, 0
    for none. Raises OptionError.
    """
    once = check_mode or not params["timeout"]
    for name in ("timeout", "delay", "min_interval", "max_interval", "max_rate", "missing_grace"):
        if not 0 <= params[name] < math.inf:
            raise OptionError(f"{name} is {params[name]}: give a number of seconds that is not negative")
    if params["max_rate"] == 0:
        raise OptionError("max_rate is 0, so nothing could be asked: give the queries a second that the task may send")
    low, high = params["min_interval"], params["max_interval"]
    if low > high:
        if {"min_interval", "max_interval"} <= set(given):
            raise OptionError(f"min_interval ({low:g}) is above max_interval ({high:g})")
        low = high = high if "max_interval" in given else low
    timeout: float | None = None if once else params["timeout"]
    overtime, note = Plan.overtime, ""
    margin = min(1.0, task_timeout / 10)
    if task_timeout and (timeout is None or timeout > task_timeout - margin):
        # Ansible's own limit ends the task without a result, so the wait and its last call must end before it.
        timeout, overtime = task_timeout - margin, margin / 2
        note = f", just before the task's own timeout of {task_timeout:g} s"
    return Plan(
        timeout=timeout,
        overtime=overtime,
        note=note,
        delay=0.0 if once else params["delay"],
        min_interval=low,
        max_interval=high,
        max_rate=params["max_rate"],
        missing_grace=params["missing_grace"],
        fail_fast=params["fail_fast"] and not check_mode,
        pauses=() if once else None,
    )


@dataclass
class Connection:
    """The client that the options describe, and the values that no output may show."""

    client: Client
    known_secrets: set[str]

    @property
    def secrets(self) -> set[str]:
        """All secrets, those that were bought by now included."""
        return self.known_secrets | self.client.auth.secrets


def secrets_of(params: Params, environ: Environ) -> set[str]:
    """The secrets among the options and the environment, whether they are used or not."""
    values = {params.get(name) for name in SECRETS}
    values.update(environ.get(variable) for name in SECRETS for variable in ENVIRONMENT[name])
    for variable in ("https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"):
        try:
            password = urlsplit(environ.get(variable, "")).password
        except ValueError:
            password = None
        values.update({password, unquote(password or "")})
    return {str(value) for value in values if value}


def scrub(value: t.Any, secrets: t.Iterable[str]) -> t.Any:
    """The same text, list or dictionary with the secrets masked, in the keys that an API made too.

    They are found as they are, and as URLs and JSON spell them, for servers that echo what they were sent.
    """
    spellings: set[str] = set()
    for secret in secrets:
        in_json = json.dumps(secret)[1:-1]
        spellings.update((secret, quote(secret, safe=""), quote_plus(secret), in_json, in_json.replace("/", "\\/")))
    return remove_values(sanitize_keys(value, spellings, ignore_keys=OWN_KEYS), spellings)


def connect(params: Params, environ: Environ) -> Connection:
    """Build the client. Raises OptionError."""
    return _Resolver(params, environ).connection()


class _Resolver:
    """The options of a task with the environment behind them."""

    def __init__(self, params: Params, environ: Environ) -> None:
        self._params = params
        self._environ = environ
        self._service = _service_of(params)
        self._parameters = _path_parameters(params, self._service)
        try:
            self._profile = profiles.load(params.get("profile"), environ)
        except profiles.ProfileError as error:
            raise OptionError(f"profile: {error}") from None
        self._insecure = not params["validate_certs"]

    def connection(self) -> Connection:
        login = self._login()
        http = Http(self._transport())
        endpoint = self._endpoint()
        project_id, project_name = self._project()
        auth: logins.Auth
        if "password" in login:
            project = {"id": project_id} if project_id else {"name": self._needed(project_name, "project_name")}
            auth = logins.PasswordAuth(
                http, self._iam(), login["username"], login["password"], login["domain_name"], project
            )
            find_project: t.Callable[[], str] = auth.project_id
        else:
            if AGENCY in login:
                auth = logins.AgencyAuth(Http(Transport(timeout=3.0)), self._metadata_url())
            elif "token" in login:
                auth = logins.TokenAuth(login["token"])
            else:
                auth = logins.KeyAuth(login["access_key"], login["secret_key"], login.get("security_token"))
            if project_id or "project_id" not in self._service.names:
                find_project = self._fixed(project_id or "")
            else:
                name = self._needed(project_name, "project_id")
                find_project = logins.ProjectByName(http, self._iam(), auth, name)
        client = Client(http, self._service, endpoint, auth, find_project, self._parameters)
        client.known_project = project_id
        kept = {value for name, value in self._profile.items() if name in SECRETS}
        return Connection(client, secrets_of(self._params, self._environ) | kept)

    # Single options

    def _task(self, name: str) -> str | None:
        """An option of the task; an empty one counts as not given."""
        value = self._params.get(name)
        return self._clean(name, str(value), f"the option {name}") if value not in (None, "") else None

    def _env(self, name: str) -> str | None:
        for variable in ENVIRONMENT.get(name, ()):
            if self._environ.get(variable):
                return self._clean(name, str(self._environ[variable]), f"the environment variable {variable}")
        return None

    def _file(self, name: str) -> str | None:
        value = self._profile.get(name)
        return self._clean(name, value, f"{name} of the profile") if value else None

    def _any(self, name: str) -> str | None:
        return self._task(name) or self._env(name) or self._file(name)

    @staticmethod
    def _clean(name: str, value: str, source: str) -> str:
        if name not in ("token", "access_key", "secret_key", "security_token"):
            return value
        value = value.strip()
        if not _HEADER_SAFE.fullmatch(value):
            raise OptionError(f"{source} holds blanks or characters that no {name} has: check how it is filled")
        return value

    def _needed(self, value: str | None, name: str) -> str:
        if value:
            return value
        raise OptionError(f"{name} is missing: set the option {name}{_or_environment(name)}")

    # Who

    def _login(self) -> dict[str, str]:
        wanted = self._params.get("auth_type")
        if wanted == AGENCY:
            return {AGENCY: AGENCY}
        ways = {wanted: WAYS[wanted]} if wanted else WAYS
        task = {name: self._task(name) for names in ways.values() for name in names}
        for way, names in ways.items():
            half = [name for name in names if task[name] and name != "domain_name"]
            lacking = [name for name in names if not task[name]]
            extra = way == "aksk" and self._task("security_token") and not half
            if (half and lacking) or extra:
                raise OptionError(
                    f"the task gives {_and(half or ['security_token'])} without {_and(lacking)}: a login is taken whole"
                    " from the task, the environment or a profile, so give all of it here or nothing"
                )
        for source in (self._task, self._env, self._file):
            for way, names in ways.items():
                login = {name: source(name) for name in names}
                if all(login.values()):
                    if way == "aksk":
                        login["security_token"] = source("security_token")
                    return {name: value for name, value in login.items() if value}
        raise OptionError(self._no_login(ways))

    def _no_login(self, ways: t.Mapping[str, tuple[str, ...]]) -> str:
        found = [name for names in ways.values() for name in names if self._env(name)]
        told = f"of the options for it, the environment gives only {_and(found)}" if found else "no login was found"
        choices = ", or ".join(_and(list(names)) for names in ways.values())
        variables = "; ".join(
            f"{way}: {', '.join(ENVIRONMENT[name][0] for name in names)}" for way, names in ways.items()
        )
        return (
            f"{told}: set the options {choices}, or their environment variables ({variables}, or the other names), or a"
            " profile"
        )

    # Where

    def _region(self) -> str | None:
        region = self._any("region")
        if not region:
            region = (self._any("project_name") or "").split("_")[0] or None
        return self._host_part("region", region)

    @staticmethod
    def _host_part(name: str, value: str | None) -> str | None:
        if value and not _HOST.fullmatch(value):
            raise OptionError(f"{name} is {value!r}, which cannot be part of a host name")
        return value

    def _endpoint(self) -> str:
        endpoint = self._task("endpoint")
        if endpoint:
            return self._url("endpoint", endpoint)
        region = self._region()
        if not region:
            raise OptionError(
                f"region is missing: set the option region{_or_environment('region')}, or the option endpoint to the"
                f" base URL of {self._service.title}"
            )
        host = self._host_part("host in custom", self._service.host)
        if not host:
            raise OptionError(
                "endpoint is missing: set it to the base URL of the custom service, or set host in custom"
            )
        cloud = self._host_part("cloud", self._any("cloud"))
        if region in self._service.hosts and cloud in (None, "", cloud_of(region)):
            return self._url("endpoint", f"https://{self._service.hosts[region]}")
        return self._url("endpoint", service_url(host, region, cloud))

    def _iam(self) -> str:
        url = self._any("iam_endpoint")
        if not url:
            region = self._region()
            if not region:
                raise OptionError(
                    f"iam_endpoint is missing, and there is no region to derive it from: set the option iam_endpoint"
                    f"{_or_environment('iam_endpoint')}, or region; or give project_id with a token or a key pair"
                )
            url = iam_url(region, self._host_part("cloud", self._any("cloud")))
        return self._url("iam_endpoint", url).removesuffix("/v3") + "/v3"

    def _metadata_url(self) -> str:
        url = self._environ.get(METADATA)
        return self._url(METADATA, url) if url else logins.METADATA_URL

    def _url(self, name: str, url: str) -> str:
        try:
            parts = urlsplit(url)
            well_formed = parts.scheme in ("http", "https") and _is_host(parts.hostname) and parts.port != 0
        except ValueError:
            well_formed = False
        if not well_formed or parts.query or parts.fragment or "@" in parts.netloc or re.search(r"\s", url):
            raise OptionError(
                f"{name} is not usable: give a base URL like https://host or https://host/path, without user, query"
                " or fragment"
            )
        if parts.scheme == "http" and not self._insecure and not _is_loopback(t.cast(str, parts.hostname)):
            raise OptionError(
                f"{name} is plain http ({parts.netloc}), over which anybody can read the login: use https, or set"
                " validate_certs to false if you mean it"
            )
        self._check_proxy(url)
        return url.rstrip("/")

    def _check_proxy(self, url: str) -> None:
        """A proxy that cannot be used is quoted by what complains about it, with its password."""
        proxy = Transport(environ=self._environ).proxy_for(url)
        if not proxy:
            return
        try:
            parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
            usable = _is_host(parts.hostname) and parts.port != 0 and not (parts.path.strip("/") or parts.query)
            usable = usable and not parts.fragment
        except ValueError:
            usable = False
        if not usable:
            scheme = urlsplit(url).scheme
            raise OptionError(
                f"the environment variable {scheme.upper()}_PROXY, or {scheme}_proxy, is no proxy that can be used:"
                " give http://host:port or http://user:password@host:port, with special characters percent-encoded"
            )

    def _project(self) -> tuple[str | None, str | None]:
        project_id = None
        for source in (self._task, self._env, self._file):
            project_id = source("project_id")
            if project_id or source("project_name"):
                break
        if project_id and not re.fullmatch(r"[\w.-]*\w[\w.-]*", project_id, re.ASCII):
            raise OptionError(f"project_id is {project_id!r}, which is no project id; for a name, use project_name")
        return project_id, self._any("project_name") or self._region()

    @staticmethod
    def _fixed(project_id: str) -> t.Callable[[], str]:
        return lambda: project_id

    def _transport(self) -> Transport:
        timeout = self._params["request_timeout"]
        if not 0 < timeout < math.inf:
            raise OptionError(f"request_timeout is {timeout}: give a positive number of seconds")
        verify: bool | str = not self._insecure
        ca_path = self._any("ca_path")
        if verify and ca_path:
            if not os.path.exists(ca_path):
                raise OptionError(
                    f"ca_path is {ca_path}, which does not exist on this machine: name a CA bundle, or leave it out"
                    f" to use the one of requests{_or_environment('ca_path', 'it may also come from')}"
                )
            try:
                trusting(ca_path)
            except OSError as error:
                raise OptionError(
                    f"ca_path is {ca_path}, which cannot be read as a CA bundle ({error.strerror or error}): name a"
                    " file of certificates in PEM form, or a folder of them as OpenSSL keeps it"
                ) from None
            verify = ca_path
        return Transport(verify, timeout, self._environ)


def _is_host(name: str | None) -> bool:
    """Whether a name or an address can be one of a host."""
    return bool(name and (re.fullmatch(r"[A-Za-z0-9._-]+", name) or _is_address(name)))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _or_environment(name: str, words: str = "or the environment variable") -> str:
    return f" ({words} {', '.join(ENVIRONMENT[name])})"


def _and(names: t.Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
