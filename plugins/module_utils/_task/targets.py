# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that a task is about, each at the place where it is polled."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field

from .._service.place import Connection, Place, Target
from .connection import Connector
from .errors import OptionError
from .ids import job_ids, path_parameters
from .masking import Secrets
from .service import service_of
from .variables import Environ


@dataclass
class Connected:
    """What the options of a task describe, the values that no output may show, and what the user should hear of.

    ``said`` has for each place the options that describe it, with the region that was made out.
    """

    connection: Connection
    targets: list[Target]
    secrets: Secrets
    warnings: list[str] = field(default_factory=list)
    said: dict[Place, dict[str, t.Any]] = field(default_factory=dict)


def connect(params: t.Mapping[str, t.Any], environ: Environ) -> Connected:
    """Make of the options what polls jobs. Raises OptionError."""
    ids = job_ids(params["job_ids"])
    service = service_of(params)
    parameters = path_parameters(params, service)
    connector = Connector(params, environ)
    place = connector.place(params, service, parameters, "project_id" in service.names)
    region = None
    with contextlib.suppress(OptionError):
        # One that cannot be used does no harm beside an endpoint.
        region = connector.where(params).region()
    targets = [Target(place, job_id) for job_id in ids]
    said = {place: {**params, "region": region}}
    return Connected(connector.connection, targets, connector.secrets, connector.warnings, said)
