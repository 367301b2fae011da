# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who logs in: the login that the options describe."""

from __future__ import annotations

import typing as t

from .errors import OptionError, joined
from .sources import Source, Sources
from .variables import ASSUME_ROLE, VARIABLES, Environ

Ways = t.Mapping[str, tuple[str, ...]]

#: The ways to log in, and the options that each needs; the first complete one is taken.
WAYS: dict[str, tuple[str, ...]] = {
    "token": ("token",),
    "aksk": ("access_key", "secret_key"),
    "password": ("username", "password", "domain_name"),
}
AGENCY = "agency"


class Chosen(t.NamedTuple):
    """The options of a login, and the one source that all of them come from."""

    options: dict[str, str]
    source: Source

    @property
    def way(self) -> str:
        """One of ``WAYS``, or ``AGENCY``."""
        return next((way for way, names in WAYS.items() if names[0] in self.options), AGENCY)


def login_of(sources: Sources, environ: Environ, auth_type: str | None) -> Chosen:
    """The login that the options describe. Raises OptionError."""
    ways = {auth_type: WAYS[auth_type]} if auth_type in WAYS else WAYS
    chosen = Chosen({AGENCY: AGENCY}, sources.task) if auth_type == AGENCY else _whole_login(sources, ways)
    assumed = sorted(name for name, value in environ.items() if name.startswith(ASSUME_ROLE) and value)
    if assumed:
        raise OptionError(
            f"{joined(assumed)} would have an agency assumed, which is not supported yet: unset"
            f" {'it' if len(assumed) == 1 else 'them'} to use the login itself"
        )
    return chosen


def _whole_login(sources: Sources, ways: Ways) -> Chosen:
    _refuse_halves(sources, ways)
    for source in sources.logins():
        for way, names in ways.items():
            login = {name: source(name) for name in names}
            if all(login.values()):
                if way == "aksk":
                    login["security_token"] = source("security_token")
                return Chosen({name: value for name, value in login.items() if value}, source)
    raise OptionError(_no_login(sources, ways))


def _refuse_halves(sources: Sources, ways: Ways) -> None:
    task = {name: sources.task(name) for names in ways.values() for name in names}
    for way, names in ways.items():
        half = [name for name in names if task[name] and name != "domain_name"]
        lacking = [name for name in names if not task[name]]
        extra = way == "aksk" and sources.task("security_token") and not half
        if (half and lacking) or extra:
            raise OptionError(
                f"the task gives {joined(half or ['security_token'])} without {joined(lacking)}: a login is taken"
                " whole from the task, the environment or a profile, so give all of it here or nothing"
            )


def _no_login(sources: Sources, ways: Ways) -> str:
    choices = ", or ".join(joined(list(names)) for names in ways.values())
    if sources.profile_name:
        whose = f"profile {sources.profile_name!r}"
        half = _half(sources.file, ways)
        if half:
            return f"incomplete credentials: {whose} sets only {half}: complete it there, or name another profile"
        return f"{whose} holds no login: put {choices} there, name another profile, or set them in the task"
    half = _half(sources.environment, ways)
    told = f"incomplete credentials: the environment sets only {half}" if half else "no login was found"
    variables = "; ".join(f"{way}: {', '.join(VARIABLES[name][0] for name in names)}" for way, names in ways.items())
    return (
        f"{told}: set the options {choices}, or their environment variables ({variables}, or the other names), or name"
        " a profile"
    )


def _half(source: Source, ways: Ways) -> str:
    """What a source has of a login that it does not have whole, and what is missing of it."""
    halves = []
    for names in ways.values():
        there = [name for name in names if source(name)]
        if there and there != ["domain_name"]:
            halves.append(f"{joined(there)} ({joined([name for name in names if name not in there])} is missing)")
    return "; ".join(halves)
