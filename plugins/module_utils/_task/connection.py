# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the login that the options of a task describe, and the locations where it is used. Sends nothing."""

from __future__ import annotations

import os
import typing as t

from .._http.session import Http, Transport
from .._http.tls import tls_context
from .._login.assumed import Agency
from .._service.location import Connection, Location
from .._service.vocabulary import Service
from .assume_role import agency_of
from .endpoints import Endpoints
from .errors import OptionError, or_environment
from .login import login_of
from .login_origin import LoginOrigin, origin_of
from .logins import Logins
from .masking import SECRETS, Secrets, secrets_of
from .sources import EndpointOptions, Sources
from .variables import VARIABLES, Environ

#: The longest timeout that sockets accept on every platform, in seconds.
LONGEST_CALL = 86400.0


class Connector:
    """The login that the options of a task describe, and the locations where it is used. Raises OptionError.

    ``secrets`` are the values that no output may show, and ``chosen`` is the login with its options and its source.
    """

    def __init__(self, params: t.Mapping[str, t.Any], environ: Environ) -> None:
        self._environ = environ
        self._insecure = not params["validate_certs"]
        self._sources = Sources(params, environ)
        self.chosen = login_of(self._sources, params.get("auth_type"))
        self._agency = agency_of(self._sources)
        self._of_a_profile = self.chosen.source == self._sources.file
        kept = {value for name, value in self._sources.profile.items() if name in SECRETS}
        self.secrets = Secrets(secrets_of(params, environ) | kept)
        http = Http(_transport(params, self._endpoint_options(params), environ), self.secrets)
        self._logins = Logins(self.chosen, self._agency, http, environ, self.secrets, self.endpoints(params))
        self.connection = Connection(http, self._logins.login)
        self._warnings: dict[str, None] = dict.fromkeys(self._sources.warnings)
        self._known: dict[str, Location] = {}

    @property
    def warnings(self) -> list[str]:
        """Warnings for the user, each of them once."""
        return list(self._warnings)

    @property
    def origin(self) -> LoginOrigin:
        """Where the login comes from."""
        return origin_of(self.chosen, self._agency, self._sources)

    def endpoints(self, params: t.Mapping[str, t.Any]) -> Endpoints:
        """Return the endpoints of these options, which are those of the task or of one entry of ``jobs``."""
        return Endpoints(self._endpoint_options(params), self._environ, self._insecure)

    def location(
        self,
        params: t.Mapping[str, t.Any],
        service: Service,
        parameters: t.Mapping[str, str],
        names: t.Collection[str],
    ) -> Location:
        """Return the location that these options describe; equivalent options share one. Raises OptionError.

        ``names`` are the placeholders of the paths that are used there.
        """
        self._warnings.update(dict.fromkeys(self._endpoint_options(params).warnings))
        endpoints = self.endpoints(params)
        endpoint = endpoints.endpoint(service)
        needs_account = service.is_global or "domain_id" in names
        login, project = self._logins.at(endpoints, "project_id" in names, needs_account)
        account = self._logins.account(endpoints, login) if needs_account else None
        location = Location(self.connection, service, endpoint, project, parameters, login, account)
        same = repr((service, location.endpoint, endpoints.project(), sorted(parameters.items())))
        return self._known.setdefault(same, location)

    def location_options(self, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Return the options with the region in use, and with ``auth_type`` if the login is set in the task.

        A command that resumes the wait takes this login from environment variables; without ``auth_type``, it could
        use another login of the environment instead.
        """
        of_the_task = self.chosen.source == self._sources.task
        auth_type = options.get("auth_type") or (self.chosen.auth_type if of_the_task else None)
        return {**options, "region": self.region(options), "auth_type": auth_type}

    @property
    def agency(self) -> Agency | None:
        """The agency that is assumed."""
        return self._agency

    def region(self, params: t.Mapping[str, t.Any]) -> str | None:
        """Return the region in use, or None. With an endpoint, a missing or unusable region is not an error."""
        try:
            return self.endpoints(params).region()
        except OptionError:
            return None

    def _endpoint_options(self, params: t.Mapping[str, t.Any]) -> EndpointOptions:
        return EndpointOptions(self._sources.of(params), self._of_a_profile)


def _transport(params: t.Mapping[str, t.Any], options: EndpointOptions, environ: Environ) -> Transport:
    timeout = params["request_timeout"]
    if not 0 < timeout <= LONGEST_CALL:
        raise OptionError(
            f"request_timeout is {timeout:g}: give a positive number of seconds, at most {LONGEST_CALL:g} (one day)"
        )
    verify: bool | str = bool(params["validate_certs"])
    ca_path = options.any("ca_path")
    if verify and not ca_path:
        try:
            tls_context()
        except OSError as error:
            raise OptionError(
                f"the CA bundle of requests cannot be read ({error.strerror or error}): set the option ca_path"
                f"{or_environment(VARIABLES['ca_path'])} to another one"
            ) from None
    if verify and ca_path:
        if not os.path.exists(ca_path):
            raise OptionError(
                f"ca_path is {ca_path}, which does not exist on this machine: give the path of a CA bundle, or omit the"
                f" option{or_environment(VARIABLES['ca_path'])} to use the CA bundle of requests"
            )
        try:
            tls_context(ca_path)
        except OSError as error:
            raise OptionError(
                f"ca_path is {ca_path}, which cannot be read as a CA bundle ({error.strerror or error}): give a file of"
                " PEM certificates, or an OpenSSL certificate directory"
            ) from None
        verify = ca_path
    return Transport(verify, timeout, environ)
