# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a task to a login, and to the places that it is used at. Nothing here calls anybody."""

from __future__ import annotations

import os
import typing as t

from .._http.session import Http, Transport
from .._http.tls import tls_context
from .._login.assumed import Agency
from .._service.location import Connection, Location
from .._service.vocabulary import Service
from .assume import agency_of
from .errors import OptionError, or_environment
from .login import login_of
from .logins import Logins
from .masking import SECRETS, Secrets, secrets_of
from .origin import Origin, origin_of
from .sources import Locations, Sources
from .variables import VARIABLES, Environ
from .where import Where

#: What sockets take on every platform, in seconds.
LONGEST_CALL = 86400.0


class Connector:
    """The login that a task describes, and the places to which it is sent. Raises OptionError.

    ``secrets`` are the values that no output may show, ``chosen`` is the login as it was found.
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
        http = Http(_transport(params, self._locations(params), environ), self.secrets)
        self._logins = Logins(self.chosen, self._agency, http, environ, self.secrets, self.where(params))
        self.connection = Connection(http, self._logins.login)
        self._warnings: dict[str, None] = dict.fromkeys(self._sources.warnings)
        self._known: dict[str, Location] = {}

    @property
    def warnings(self) -> list[str]:
        """What the user should hear of."""
        return list(self._warnings)

    @property
    def origin(self) -> Origin:
        """Where the login comes from."""
        return origin_of(self.chosen, self._agency, self._sources, self._environ)

    def where(self, params: t.Mapping[str, t.Any]) -> Where:
        """Where a login is sent by these options, which are those of the task or of a part of it."""
        return Where(self._locations(params), self._environ, self._insecure)

    def location(
        self,
        params: t.Mapping[str, t.Any],
        service: Service,
        parameters: t.Mapping[str, str],
        names: t.Collection[str],
    ) -> Location:
        """The place that these options describe; the same one for options that come to the same.

        ``names`` are those in the paths that are used there.
        """
        self._warnings.update(dict.fromkeys(self._locations(params).warnings))
        where = self.where(params)
        endpoint = where.endpoint(service)
        needs_account = "domain_id" in names
        login, project = self._logins.at(where, "project_id" in names, needs_account)
        account = self._logins.account(where, login) if needs_account else None
        location = Location(self.connection, service, endpoint, project, parameters, login, account)
        same = repr((service, location.endpoint, where.project(), sorted(parameters.items())))
        return self._known.setdefault(same, location)

    def location_options(self, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Options with the region that is made out, and with how the task logs in where it has the login itself.

        Without that, another login in the environment could be taken where its own comes from there, too.
        """
        of_the_task = self.chosen.source == self._sources.task
        auth_type = options.get("auth_type") or (self.chosen.way if of_the_task else None)
        return {**options, "region": self.region(options), "auth_type": auth_type}

    @property
    def agency(self) -> Agency | None:
        """The agency that is assumed."""
        return self._agency

    def region(self, params: t.Mapping[str, t.Any]) -> str | None:
        """The region that is made out, None without one that can be used: beside an endpoint, that does no harm."""
        try:
            return self.where(params).region()
        except OptionError:
            return None

    def _locations(self, params: t.Mapping[str, t.Any]) -> Locations:
        return Locations(self._sources.of(params), self._of_a_profile)


def _transport(params: t.Mapping[str, t.Any], locations: Locations, environ: Environ) -> Transport:
    timeout = params["request_timeout"]
    if not 0 < timeout <= LONGEST_CALL:
        raise OptionError(
            f"request_timeout is {timeout:g}: give a positive number of seconds, {LONGEST_CALL:g} (a day) at most"
        )
    verify: bool | str = bool(params["validate_certs"])
    ca_path = locations.any("ca_path")
    if verify and not ca_path:
        try:
            tls_context()
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
            tls_context(ca_path)
        except OSError as error:
            raise OptionError(
                f"ca_path is {ca_path}, which cannot be read as a CA bundle ({error.strerror or error}): name a"
                " file of certificates in PEM form, or a folder of them as OpenSSL keeps it"
            ) from None
        verify = ca_path
    return Transport(verify, timeout, environ)
