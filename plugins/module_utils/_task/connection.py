# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a task to a connection, and the jobs to poll over it. Nothing here calls anybody."""

from __future__ import annotations

import contextlib
import os
import typing as t
from dataclasses import dataclass, field

from .._http.session import Http, Transport
from .._http.tls import trusting
from .._login.agency import METADATA_URL, AgencyLogin
from .._login.base import Login
from .._login.keys import KeyLogin
from .._login.password import PasswordLogin
from .._login.project import Project, ProjectByName
from .._login.token import TokenLogin
from .._service.place import Connection, Place, Target
from .errors import OptionError, or_environment
from .ids import job_ids, path_parameters
from .login import AGENCY, login_of
from .masking import SECRETS, Secrets, secrets_of
from .service import service_of
from .sources import Places, Sources
from .variables import METADATA, VARIABLES, Environ
from .where import Where, needed

#: What sockets take on every platform, in seconds.
LONGEST_CALL = 86400.0


@dataclass
class Connected:
    """What the options describe, the values that no output may show, and what the user should hear of.

    ``region`` is the one that was made out, wherever it came from.
    """

    connection: Connection
    targets: list[Target]
    secrets: Secrets
    warnings: list[str] = field(default_factory=list)
    region: str | None = None


def connect(params: t.Mapping[str, t.Any], environ: Environ) -> Connected:
    """Make of the options what polls jobs. Raises OptionError."""
    ids = job_ids(params["job_ids"])
    service = service_of(params)
    parameters = path_parameters(params, service)
    sources = Sources(params, environ)
    chosen, source = login_of(sources, environ, params.get("auth_type"))
    places = Places(sources, source)
    where = Where(places, environ, not params["validate_certs"])
    kept = {value for name, value in sources.profile.items() if name in SECRETS}
    secrets = Secrets(secrets_of(params, environ) | kept)
    http = Http(_transport(params, places, environ), secrets)
    endpoint = where.endpoint(service)
    project_id, project_name = where.project()
    login: Login
    if "password" in chosen:
        scope = {"id": project_id} if project_id else {"name": needed(project_name, "project_name")}
        login = PasswordLogin(http, where.iam(), chosen["username"], chosen["password"], chosen["domain_name"], scope)
        project = Project(project_id, login.project_id)
    else:
        login = _login(chosen, where, environ, secrets)
        project = Project(project_id or "")
        if not project_id and "project_id" in service.names:
            name = needed(project_name, "project_id")
            project = Project(None, ProjectByName(http, where.iam(), login, name))
    connection = Connection(http, login)
    place = Place(connection, service, endpoint, project, parameters)
    secrets.follow(login.secrets)
    targets = [Target(place, job_id) for job_id in ids]
    region = None
    with contextlib.suppress(OptionError):
        # One that cannot be used does no harm beside an endpoint.
        region = where.region()
    return Connected(connection, targets, secrets, sources.warnings + places.warnings, region)


def _login(
    chosen: t.Mapping[str, str], where: Where, environ: Environ, secrets: Secrets
) -> TokenLogin | KeyLogin | AgencyLogin:
    if AGENCY in chosen:
        url = environ.get(METADATA)
        return AgencyLogin(Http(Transport(timeout=3.0), secrets), where.url(METADATA, url) if url else METADATA_URL)
    if "token" in chosen:
        return TokenLogin(chosen["token"])
    return KeyLogin(chosen["access_key"], chosen["secret_key"], chosen.get("security_token"))


def _transport(params: t.Mapping[str, t.Any], places: Places, environ: Environ) -> Transport:
    timeout = params["request_timeout"]
    if not 0 < timeout <= LONGEST_CALL:
        raise OptionError(
            f"request_timeout is {timeout:g}: give a positive number of seconds, {LONGEST_CALL:g} (a day) at most"
        )
    verify: bool | str = bool(params["validate_certs"])
    ca_path = places.any("ca_path")
    if verify and not ca_path:
        try:
            trusting()
        except OSError as error:
            raise OptionError(
                f"the CA bundle of requests cannot be read ({error.strerror or error}): name another one in ca_path"
                f"{or_environment(VARIABLES['ca_path'])}"
            ) from None
    if verify and ca_path:
        if not os.path.exists(ca_path):
            raise OptionError(
                f"ca_path is {ca_path}, which does not exist on this machine: name a CA bundle, or leave it out to use"
                f" the one of requests{or_environment(VARIABLES['ca_path'], 'it may also come from')}"
            )
        try:
            trusting(ca_path)
        except OSError as error:
            raise OptionError(
                f"ca_path is {ca_path}, which cannot be read as a CA bundle ({error.strerror or error}): name a"
                " file of certificates in PEM form, or a folder of them as OpenSSL keeps it"
            ) from None
        verify = ca_path
    return Transport(verify, timeout, environ)
