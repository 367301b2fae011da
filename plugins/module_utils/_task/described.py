# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The call that a task describes. All options are checked before anything is sent."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._service.call import ApiCall
from .._service.location import Location
from .._service.vocabulary import PARAMETER
from .body import NO_BODY, Body
from .connection import Connector
from .ids import path_parameters
from .request import checked_path, headers_of, names_in, query_of
from .service import service_of
from .targets import Connected
from .variables import Environ

#: The placeholders of a path that have their own options.
OWN = ("domain_id", "project_id")


@dataclass
class Described:
    """A call, the location where its jobs are polled, and the connection of the task, which has no jobs yet."""

    call: ApiCall
    location: Location
    connected: Connected

    def where(self, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """Return where its jobs are polled, with the keys of an entry of ``jobs``."""
        where = {
            "service": self.location.service.name,
            "region": self.connected.location_options[self.location]["region"],
            "endpoint": self.location.endpoint,
            "project_id": self.location.project.known or None,
            "path_parameters": self.connected.location_options[self.location]["path_parameters"],
        }
        if params.get("custom"):
            where["custom"] = {name: value for name, value in params["custom"].items() if value is not None}
        return where


def described(
    params: t.Mapping[str, t.Any], environ: Environ, method: str = "GET", body: Body = NO_BODY, polled: bool = False
) -> Described:
    """Return the call; ``polled`` is true if the task waits for its jobs. Raises OptionError."""
    service = service_of(params, polled, reads=method == "GET")
    path = checked_path(params["path"])
    named = names_in(path)
    given = params.get("path_parameters")
    values = path_parameters(given, "path", named, service.parameters, OWN)
    if polled:
        path_parameters(given, f"the path of {service.title}", service.parameters, named, OWN)
    query, headers = query_of(params.get("query")), headers_of(params.get("headers"))
    connector = Connector(params, environ)
    connector.secrets.follow(body.secrets)
    names = {*PARAMETER.findall(path), *(service.names if polled else ())}
    of_the_job = {name: values[name] for name in service.parameters if name in values}
    location = connector.location(params, service, of_the_job, names)
    location_options = {location: connector.location_options({**params, "path_parameters": of_the_job})}
    call = ApiCall(location, method, path, values, query, headers, body.content)
    return Described(
        call, location, Connected(connector.connection, [], connector.secrets, connector.warnings, location_options)
    )
