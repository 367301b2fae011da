# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a task, each with the location where it is polled."""

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
    """The connection and the jobs of a task, the secrets to mask, and warnings for the user.

    ``location_options`` maps each location to the options that describe it, with the region in use.
    """

    connection: Connection
    targets: list[Target]
    secrets: Secrets
    warnings: list[str] = field(default_factory=list)
    location_options: dict[Location, dict[str, t.Any]] = field(default_factory=dict)


def has_jobs(params: t.Mapping[str, t.Any]) -> bool:
    """Return whether the task has any job: lists, and entries of ``jobs``, can be empty. Raises OptionError."""
    return any(entry["job_ids"] for entry in entries(params["jobs"])) if params.get("jobs") else bool(params["job_ids"])


def connect(params: t.Mapping[str, t.Any], environ: Environ) -> Connected:
    """Return the connection and the jobs that the options describe. Raises OptionError."""
    parts = list(_parts(params))
    # The endpoint of IAM is derived from a region, which possibly only the entries have.
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
    """Yield the options of each part of the task that has jobs, and the name of the part in messages."""
    if not params.get("jobs"):
        yield "", {**params, "job_ids": job_ids(params["job_ids"])}
        return
    for number, entry in enumerate(entries(params["jobs"])):
        if entry["job_ids"]:
            options = options_of(params, entry)
            if "path_parameters" not in entry and options.get("path_parameters"):
                with _named(f"jobs[{number}]"):
                    names = service_of(options).parameters
                # The task has the parameters for all entries, and each entry uses those that its service needs.
                options["path_parameters"] = {
                    name: value for name, value in options["path_parameters"].items() if name in names
                }
            yield f"jobs[{number}]", options


@contextlib.contextmanager
def _named(name: str) -> t.Iterator[None]:
    """Prefix the message about an option with the name of the entry."""
    try:
        yield
    except OptionError as error:
        raise OptionError(f"{name}: {error}" if name else str(error)) from None
