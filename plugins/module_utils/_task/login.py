# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chooses the login that the options describe."""

from __future__ import annotations

import typing as t

from .errors import OptionError, joined
from .sources import Source, Sources
from .variables import POD, VARIABLES

Names = tuple[str, ...]
#: For each ``auth_type``, the sets of options that are a complete login.
Requirements = t.Mapping[str, tuple[Names, ...]]

AGENCY = "agency"
POD_IDENTITY = "pod_identity"

#: The options that each ``auth_type`` requires: one of these sets. The first complete set is used. The order is that of
#: the SDK's chain of providers, which supports neither tokens nor passwords.
AUTH_TYPES: dict[str, tuple[Names, ...]] = {
    "token": (("token",),),
    "oidc": (
        ("oidc.provider_urn", "oidc.agency_urn", "oidc.id_token"),
        ("oidc.provider_urn", "oidc.agency_urn", "oidc.id_token_file"),
    ),
    "idp": (("idp.id", "idp.id_token"), ("idp.id", "idp.id_token_file")),
    "aksk": (("access_key", "secret_key"),),
    "password": (
        ("username", "password", "domain_name"),
        ("username", "password", "domain_id"),
        ("user_id", "password"),
    ),
    POD_IDENTITY: (tuple(POD),),
}
#: Optional parts of a login, which come from the same source.
EXTRAS: dict[str, Names] = {
    "aksk": ("security_token",),
    "oidc": ("oidc.session_name", "oidc.duration", "oidc.policy", "oidc.policy_ids"),
    "password": ("domain_name", "domain_id"),
}
#: Options of a login that are useful without one, so they do not make it incomplete.
ALONE = ("domain_id",)
#: The values of ``auth_type`` that a message suggests if there is no login.
PROPOSED = ("token", "aksk", "password")


class ChosenLogin(t.NamedTuple):
    """The ``auth_type`` of a login, its options, and the source that all of them come from."""

    auth_type: str
    options: dict[str, str]
    source: Source


def login_of(sources: Sources, auth_type: str | None) -> ChosenLogin:
    """Return the login that the options describe. Raises OptionError."""
    if auth_type == AGENCY:
        return ChosenLogin(AGENCY, {}, sources.task)
    auth_types = {auth_type: AUTH_TYPES[auth_type]} if auth_type in AUTH_TYPES else AUTH_TYPES
    _refuse_halves(sources.task, auth_types)
    for source in sources.logins():
        if not auth_type and source("auth_type") == AGENCY:
            # A profile for the agency of an ECS has no other options of a login.
            return ChosenLogin(AGENCY, {}, source)
        for found, sets in auth_types.items():
            for names in sets:
                if all(map(source, names)):
                    named = {name: source(name) for name in (*names, *EXTRAS.get(found, ()))}
                    return ChosenLogin(found, {name: value for name, value in named.items() if value}, source)
    raise OptionError(_no_login(sources, auth_types))


def _refuse_halves(task: Source, auth_types: Requirements) -> None:
    for auth_type, sets in auth_types.items():
        there, lacking = _half(task, sets)
        extras = [name for name in EXTRAS.get(auth_type, ()) if task(name) and name not in (*ALONE, *there)]
        if lacking and (there or extras):
            raise OptionError(
                f"incomplete credentials: the task sets {joined(there or extras)}, but not {joined(lacking)}. A login"
                " comes from the task, the environment, or a profile as a whole, so set all of its options in the task,"
                " or none"
            )


def _half(source: Source, sets: tuple[Names, ...]) -> tuple[list[str], list[str]]:
    """Return which options of the most complete set a source has, and which it lacks."""
    names = max(sets, key=lambda names: (all(map(source, names)), sum(1 for name in names if source(name))))
    there = [name for name in names if source(name)]
    return [] if set(there) <= set(ALONE) else there, [name for name in names if name not in there]


def _no_login(sources: Sources, auth_types: Requirements) -> str:
    if list(auth_types) == [POD_IDENTITY]:
        variables = [names[0] for names in POD.values()]
        return f"no login was found: auth_type {POD_IDENTITY} needs {joined(variables)}, which CCE sets in a pod"
    proposed = auth_types if len(auth_types) == 1 else {name: auth_types[name] for name in PROPOSED}
    choices = ", or ".join(joined(list(sets[0])) for sets in proposed.values())
    name = sources.profile_name
    if name:
        half = _halves(sources.file, auth_types)
        if half:
            return (
                f"incomplete credentials: profile {name!r} sets only {half}. Complete the profile, or name another one"
            )
        return (
            f"profile {name!r} contains no login: add {choices} to it, name another profile, or set the login in the"
            " task"
        )
    half = _halves(sources.environment, auth_types)
    problem = f"incomplete credentials: the environment sets only {half}" if half else "no login was found"
    variables = [
        f"{auth_type}: {', '.join(VARIABLES[name][0] for name in sets[0])}" for auth_type, sets in proposed.items()
    ]
    return (
        f"{problem}. Set the options {choices}, or environment variables, such as these ({'; '.join(variables)}), or"
        " name a profile"
    )


def _halves(source: Source, auth_types: Requirements) -> str:
    """Return the incomplete logins of a source as text, with what is missing of each."""
    halves = [_half(source, sets) for sets in auth_types.values()]
    return "; ".join(
        f"{joined(there)} ({joined(lacking)} {'is' if len(lacking) == 1 else 'are'} missing)"
        for there, lacking in halves
        if there and lacking and there != ["domain_name"]
    )
