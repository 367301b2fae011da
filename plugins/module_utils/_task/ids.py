# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ids that go into a path: those of jobs, and what else a path names."""

from __future__ import annotations

import typing as t

from .._service.vocabulary import Service
from .errors import OptionError, joined

NO_JOB = (
    "job_ids holds a null or an empty id: the create call returned no job. Look at what it answered; orders for yearly"
    " or monthly resources, for example, return an order_id in place of a job_id."
)

#: What templates make of a null.
NOTHING = ("", "None", "null")
NOT_IN_A_PATH = "blanks, control characters, '/', '%' and dots alone are not allowed in one"


def job_ids(params: t.Mapping[str, t.Any]) -> list[str]:
    """The ids, in the order given, each once. Raises OptionError for one that cannot be in a path."""
    return list(dict.fromkeys(_job_id(job_id) for job_id in params["job_ids"]))


def path_parameters(params: t.Mapping[str, t.Any], service: Service) -> dict[str, str]:
    """What the path names beside project and job. Raises OptionError."""
    given = {name: str(value).strip(" ") for name, value in (params.get("path_parameters") or {}).items()}
    wanted = service.parameters
    lacking = [name for name in wanted if given.get(name, "") in NOTHING]
    if lacking:
        raise OptionError(f"path_parameters lacks {joined(lacking)}, which the path of {service.title} needs")
    for name, value in given.items():
        if name in ("project_id", "job_id"):
            raise OptionError(f"path_parameters has {name}, which is an option of its own: give it there")
        if name not in wanted:
            takes = f"it takes {joined(wanted)}" if wanted else "it takes none"
            raise OptionError(f"path_parameters has {name}, which the path of {service.title} does not name: {takes}")
        if not _fits_a_path(value):
            raise OptionError(f"{name} in path_parameters is {value!r}, which is no id: {NOT_IN_A_PATH}")
    return given


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
