# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agency of another account that a login assumes, as the options describe it."""

from __future__ import annotations

import typing as t

from .._login.assumed import DEFAULT_DURATION, Agency
from .errors import OptionError, joined
from .sources import Source, Sources
from .variables import VARIABLES

#: For how many seconds an agency can be assumed, at IAM and at STS.
SHORTEST, LONGEST, LONGEST_AT_STS = 900, 86400, 43200

_NAMES = {name.rpartition(".")[2]: name for name in VARIABLES if name.startswith("assume_role.")}


def agency_of(sources: Sources) -> Agency | None:
    """The agency that the login from these sources assumes, None if it is to assume none. Raises OptionError.

    That of a profile goes with the profile's login alone, which is never used without it: a profile is read only where
    its login is used.
    """
    task = _given(sources.task)
    profile = _given(sources.file)
    if task and profile:
        raise OptionError(
            f"assume_role is set, but profile {sources.profile_name!r} names an agency itself, and one after the other"
            " is not supported: remove one of them"
        )
    if task:
        return _agency(task, "assume_role")
    if profile:
        return _agency(profile, f"profile {sources.profile_name!r}")
    environment = _given(sources.environment)
    return _agency(environment, "the environment") if environment else None


def _given(source: Source) -> dict[str, str]:
    values = {name: source(option) for name, option in _NAMES.items()}
    return {name: value for name, value in values.items() if value}


def _agency(given: t.Mapping[str, str], whose: str) -> Agency:
    domain = given.get("domain_name") or given.get("domain_id")
    lacking = [] if given.get("agency_name") else ["agency_name"]
    lacking += [] if domain else ["domain_name or domain_id"]
    if lacking:
        variables = [VARIABLES[_NAMES[name]][0] for name in given]
        where = f" ({', '.join(variables)})" if whose == "the environment" else ""
        raise OptionError(
            f"{whose} has {joined(list(given))}{where} of an agency to assume, without {joined(lacking)}: complete it,"
            " or remove it to use the login itself"
        )
    domain_id = given.get("domain_id")
    duration = seconds("assume_role.duration", given.get("duration"), LONGEST_AT_STS if domain_id else LONGEST)
    return Agency(given["agency_name"], given.get("domain_name"), domain_id, duration)


def seconds(name: str, text: str | None, longest: int) -> int:
    """For how long temporary keys are requested. Raises OptionError."""
    if not text:
        return DEFAULT_DURATION
    if not (text.isdecimal() and SHORTEST <= int(text) <= longest):
        shown = text if text.isdecimal() else "no whole number"
        raise OptionError(f"{name} is {shown}: give seconds, from {SHORTEST} to {longest}")
    return int(text)
