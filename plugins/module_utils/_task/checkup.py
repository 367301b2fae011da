# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Determines from the options of ``cloud_info`` what to check."""

from __future__ import annotations

import math
import re
import typing as t
from dataclasses import dataclass

from .._service import custom
from .._service.location import Location
from .._service.table import SERVICES
from .._service.verdicts import IMPOSSIBLE_ID
from .._service.vocabulary import Service
from .connection import Connector
from .errors import NotThere, OptionError
from .ids import path_parameters
from .login_origin import LoginOrigin
from .service import service_of
from .targets import Connected
from .variables import Environ

#: The value of ``services`` that stands for all services of the table.
ALL = "all"
#: Options of a login that an API may quote in a response, and that a report must not show.
PERSONAL = (
    *("access_key", "username", "user_id", "domain_name", "domain_id"),
    *("oidc.provider_urn", "oidc.agency_urn", "idp.id"),
)


@dataclass
class ToCheck:
    """The services to check, each with its location, or with the error that the region does not have it.

    ``named`` is true if the task lists the services by name. If ``iam_url`` is None, ``no_iam`` says why. ``personal``
    maps values that a report must not show to the text that replaces them.
    """

    services: list[tuple[Service, Location | NotThere]]
    named: bool
    origin: LoginOrigin
    iam_url: str | None
    no_iam: str
    region: str | None
    project_name: str | None
    personal: dict[str, str]
    connected: Connected

    @property
    def locations(self) -> list[Location]:
        """The locations of the services that the region has."""
        return [location for _service, location in self.services if isinstance(location, Location)]

    @property
    def of_iam(self) -> bool:
        """Whether the login is requested from IAM."""
        return self.origin.of_iam

    @property
    def project_id(self) -> str | None:
        """The ID of the project, or None if it is not known yet."""
        return next((location.project.known for location in self.locations if location.project.known), None)


def to_check(params: t.Mapping[str, t.Any], environ: Environ) -> ToCheck:
    """Return what to check. Raises OptionError."""
    names, named = services_of(params)
    rows = [service_of({**params, "service": name, "custom": _custom(params, name)}) for name in names]
    connector = Connector(params, environ)
    region = connector.region(params)
    services = [(row, _location(connector, params, row)) for row in rows]
    endpoints = connector.endpoints(params)
    iam_url, no_iam = None, ""
    try:
        iam_url = endpoints.iam()
    except OptionError as error:
        no_iam = str(error)
    project_name = endpoints.project()[1]
    personal = {value: f"{{{name}}}" for name, value in connector.chosen.options.items() if name in PERSONAL}
    if connector.agency:
        name, domain_name, domain_id, _duration = connector.agency
        agency = {"agency_name": name, "agency_domain_name": domain_name, "agency_domain_id": domain_id}
        personal |= {value: f"{{{key}}}" for key, value in agency.items() if value}
    if project_name and project_name != region:
        personal[project_name] = "{project_name}"
    connected = Connected(connector.connection, [], connector.secrets, connector.warnings)
    return ToCheck(services, named, connector.origin, iam_url, no_iam, region, project_name, personal, connected)


def services_of(params: t.Mapping[str, t.Any]) -> tuple[list[str], bool]:
    """Return the names of the services to check, and whether the task lists them by name. Raises OptionError."""
    given = re.split(r"[\s,]+", " ".join(params.get("services") or [params.get("service") or ""]))
    names = list(dict.fromkeys(filter(None, given)))
    if not names or ALL in names:
        return list(SERVICES), False
    unknown = [name for name in names if name not in (*SERVICES, custom.NAME)]
    if unknown:
        # Anything may have been set by mistake, so only what looks like a name is shown.
        shown = unknown[0] if re.fullmatch(r"[\w-]{1,30}", unknown[0], re.ASCII) else "a value"
        raise OptionError(
            f"services contains {shown}, which is not a known service: choose from {', '.join(SERVICES)}, or use {ALL}"
        )
    return names, True


def seconds_of(params: t.Mapping[str, t.Any], task_timeout: float) -> float:
    """Return the longest duration of the check in seconds. Raises OptionError.

    ``task_timeout`` is the limit that Ansible sets for the task, or 0.
    """
    timeout: float = params["timeout"]
    if not 0 < timeout < math.inf:
        raise OptionError(f"timeout is {timeout:g}: give a positive number of seconds, such as 60")
    # If Ansible's own limit ended the task, there would be no result.
    return min(timeout, task_timeout - min(1.0, task_timeout / 10)) if task_timeout else timeout


def _custom(params: t.Mapping[str, t.Any], name: str) -> t.Any:
    return params.get("custom") if name == custom.NAME else None


def _location(connector: Connector, params: t.Mapping[str, t.Any], row: Service) -> Location | NotThere:
    given = params.get("path_parameters") or {}
    values = {name: given.get(name, IMPOSSIBLE_ID) for name in row.parameters}
    parameters = path_parameters(values, f"the path of {row.title}", row.parameters)
    try:
        return connector.location(params, row, parameters, row.names)
    except NotThere as error:
        return error
