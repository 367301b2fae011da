# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that a task is about, each at the place where it is polled."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field

from .._service.location import Connection, Location, Target
from .connection import Connector
from .entries import entries, options_of
from .errors import OptionError
from .ids import job_ids, path_parameters
from .masking import Secrets
from .service import service_of
from .variables import Environ


@dataclass
class Connected:
    """What the options of a task describe, the values that no output may show, and what the user should hear of.

    ``location_options`` has for each place the options that describe it, with the region that was made out.
    """

    connection: Connection
    targets: list[Target]
    secrets: Secrets
    warnings: list[str] = field(default_factory=list)
    location_options: dict[Location, dict[str, t.Any]] = field(default_factory=dict)


def has_jobs(params: t.Mapping[str, t.Any]) -> bool:
    """Whether there is any job; an empty list is fine, and so are entries without one. Raises OptionError."""
    return any(entry["job_ids"] for entry in entries(params["jobs"])) if params.get("jobs") else bool(params["job_ids"])


def connect(params: t.Mapping[str, t.Any], environ: Environ) -> Connected:
    """Make of the options what polls jobs. Raises OptionError."""
    parts = list(_parts(params))
    # Where a login is requested follows from a region, which the entries alone may have.
    connector = Connector(params if params.get("region") else parts[0][1], environ)
    targets: dict[Target, None] = {}
    location_options: dict[Location, dict[str, t.Any]] = {}
    for name, options in parts:
        with _named(name):
            service = service_of(options)
            parameters = path_parameters(
                options.get("path_parameters"), f"the path of {service.title}", service.parameters
            )
            location = connector.location(options, service, parameters, service.names)
        location_options.setdefault(location, connector.location_options(options))
        targets.update(dict.fromkeys(Target(location, job_id) for job_id in options["job_ids"]))
    return Connected(connector.connection, list(targets), connector.secrets, connector.warnings, location_options)


def _parts(params: t.Mapping[str, t.Any]) -> t.Iterator[tuple[str, dict[str, t.Any]]]:
    """What messages call each part of the task that has jobs, and its options."""
    if not params.get("jobs"):
        yield "", {**params, "job_ids": job_ids(params["job_ids"])}
        return
    for number, entry in enumerate(entries(params["jobs"])):
        if entry["job_ids"]:
            options = options_of(params, entry)
            if "path_parameters" not in entry and options.get("path_parameters"):
                with _named(f"jobs[{number}]"):
                    names = service_of(options).parameters
                # Those of the task are for all entries, each of which takes what it needs.
                options["path_parameters"] = {
                    name: value for name, value in options["path_parameters"].items() if name in names
                }
            yield f"jobs[{number}]", options


@contextlib.contextmanager
def _named(name: str) -> t.Iterator[None]:
    """Has the message about an option say in which entry it is."""
    try:
        yield
    except OptionError as error:
        raise OptionError(f"{name}: {error}" if name else str(error)) from None
