# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agency of another account that a login assumes, by the options of a task or a profile."""

from __future__ import annotations

import typing as t

from .._login.assumed import DEFAULT_DURATION, Agency
from .errors import OptionError, joined
from .sources import Source, Sources
from .variables import VARIABLES

#: How long temporary keys of an agency can be valid, in seconds: at least, at most from IAM, and at most from STS.
SHORTEST, LONGEST, LONGEST_AT_STS = 900, 86400, 43200

_NAMES = {name.rpartition(".")[2]: name for name in VARIABLES if name.startswith("assume_role.")}


def agency_of(sources: Sources) -> Agency | None:
    """Return the agency that the login from these sources assumes, or None. Raises OptionError.

    The agency of a profile is used only with the login of that profile, and that login is never used without it. This
    holds because a profile is read only if its login is used.
    """
    task = _given(sources.task)
    profile = _given(sources.file)
    if task and profile:
        raise OptionError(
            f"assume_role is set, but profile {sources.profile_name!r} names an agency as well, and chaining agencies"
            " is not supported: remove one of them"
        )
    if task:
        return _agency(task, "assume_role", {name: name for name in _NAMES})
    if profile:
        return _agency(profile, f"profile {sources.profile_name!r}", {name: name for name in _NAMES})
    environment = _given(sources.environment)
    if not environment:
        return None
    variables = {name: sources.variable(option) or VARIABLES[option][0] for name, option in _NAMES.items()}
    return _agency(environment, "the environment", variables)


def _given(source: Source) -> dict[str, str]:
    values = {name: source(option) for name, option in _NAMES.items()}
    return {name: value for name, value in values.items() if value}


def _agency(given: t.Mapping[str, str], source: str, names: t.Mapping[str, str]) -> Agency:
    """Return the agency. ``names`` are the names of its parts in the ``source``. Raises OptionError."""
    domain = given.get("domain_name") or given.get("domain_id")
    lacking = [] if given.get("agency_name") else [names["agency_name"]]
    lacking += [] if domain else [f"{names['domain_name']} or {names['domain_id']}"]
    if lacking:
        found = [names[name] for name in given]
        raise OptionError(
            f"the agency to assume is incomplete: {source} sets {joined(found)}, but not {joined(lacking)}; set what is"
            f" missing, or remove {joined(found)} to use the login without an agency"
        )
    domain_id = given.get("domain_id")
    duration = seconds("assume_role.duration", given.get("duration"), LONGEST_AT_STS if domain_id else LONGEST)
    return Agency(given["agency_name"], given.get("domain_name"), domain_id, duration)


def seconds(name: str, text: str | None, longest: int) -> int:
    """Return how long temporary keys are to be valid, in seconds; DEFAULT_DURATION for no text. Raises OptionError."""
    if not text:
        return DEFAULT_DURATION
    if not (text.isdecimal() and SHORTEST <= int(text) <= longest):
        shown = text if text.isdecimal() else "not a whole number"
        raise OptionError(f"{name} is {shown}: give a number of seconds from {SHORTEST} to {longest}")
    return int(text)
