# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who logs in: the login that the options describe."""

from __future__ import annotations

import typing as t

from .errors import OptionError, joined
from .sources import Source, Sources
from .variables import POD, VARIABLES

Names = tuple[str, ...]
Ways = t.Mapping[str, tuple[Names, ...]]

AGENCY = "agency"
POD_IDENTITY = "pod_identity"

#: The ways to log in, and the options that each needs, in one of these sets; the first complete one is taken. The order
#: is that of the SDK's chain of providers, which knows neither tokens nor passwords.
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
#: What goes along with a login, from the same source.
EXTRAS: dict[str, Names] = {
    "aksk": ("security_token",),
    "oidc": ("oidc.session_name", "oidc.duration", "oidc.policy", "oidc.policy_ids"),
    "password": ("domain_name", "domain_id"),
}
#: What is of use without a login.
ALONE = ("domain_id",)
#: The ways that are proposed where there is no login.
PROPOSED = ("token", "aksk", "password")


class ChosenLogin(t.NamedTuple):
    """A way to log in, its options, and the one source that all of them come from."""

    auth_type: str
    options: dict[str, str]
    source: Source


def login_of(sources: Sources, auth_type: str | None) -> ChosenLogin:
    """The login that the options describe. Raises OptionError."""
    if auth_type == AGENCY:
        return ChosenLogin(AGENCY, {}, sources.task)
    ways = {auth_type: AUTH_TYPES[auth_type]} if auth_type in AUTH_TYPES else AUTH_TYPES
    _refuse_halves(sources.task, ways)
    for source in sources.logins():
        if not auth_type and source("auth_type") == AGENCY:
            # A profile that is for the agency of an ECS.
            return ChosenLogin(AGENCY, {}, source)
        for way, sets in ways.items():
            for names in sets:
                if all(map(source, names)):
                    named = {name: source(name) for name in (*names, *EXTRAS.get(way, ()))}
                    return ChosenLogin(way, {name: value for name, value in named.items() if value}, source)
    raise OptionError(_no_login(sources, ways))


def _refuse_halves(task: Source, ways: Ways) -> None:
    for way, sets in ways.items():
        there, lacking = _half(task, sets)
        extras = [name for name in EXTRAS.get(way, ()) if task(name) and name not in (*ALONE, *there)]
        if lacking and (there or extras):
            raise OptionError(
                f"the task gives {joined(there or extras)} without {joined(lacking)}: a login is taken whole from the"
                " task, the environment or a profile, so give all of it here or nothing"
            )


def _half(source: Source, sets: tuple[Names, ...]) -> tuple[list[str], list[str]]:
    """What a source has of the set that it has the most of, and what it lacks of that."""
    names = max(sets, key=lambda names: (all(map(source, names)), sum(1 for name in names if source(name))))
    there = [name for name in names if source(name)]
    return [] if set(there) <= set(ALONE) else there, [name for name in names if name not in there]


def _no_login(sources: Sources, ways: Ways) -> str:
    if list(ways) == [POD_IDENTITY]:
        variables = [names[0] for names in POD.values()]
        return f"no login was found: auth_type {POD_IDENTITY} needs {joined(variables)}, which CCE sets in a pod"
    proposed = ways if len(ways) == 1 else {way: ways[way] for way in PROPOSED}
    choices = ", or ".join(joined(list(sets[0])) for sets in proposed.values())
    name = sources.profile_name
    if name:
        half = _halves(sources.file, ways)
        if half:
            return (
                f"incomplete credentials: profile {name!r} sets only {half}: complete it there, or name another profile"
            )
        return f"profile {name!r} holds no login: put {choices} there, name another profile, or set them in the task"
    half = _halves(sources.environment, ways)
    problem = f"incomplete credentials: the environment sets only {half}" if half else "no login was found"
    variables = [f"{way}: {', '.join(VARIABLES[name][0] for name in sets[0])}" for way, sets in proposed.items()]
    return (
        f"{problem}: set the options {choices}, or their environment variables ({'; '.join(variables)}, or the other"
        " names), or name a profile"
    )


def _halves(source: Source, ways: Ways) -> str:
    """What a source has of logins that it does not have whole, and what is missing of them."""
    halves = [_half(source, sets) for sets in ways.values()]
    return "; ".join(
        f"{joined(there)} ({joined(lacking)} is missing)"
        for there, lacking in halves
        if there and lacking and there != ["domain_name"]
    )
