# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who logs in: the login that the options describe."""

from __future__ import annotations

import typing as t

from .errors import OptionError, joined
from .sources import Sources
from .variables import VARIABLES

#: The ways to log in, and the options that each needs; the first complete one is taken.
WAYS: dict[str, tuple[str, ...]] = {
    "token": ("token",),
    "aksk": ("access_key", "secret_key"),
    "password": ("username", "password", "domain_name"),
}
AGENCY = "agency"


def login_of(sources: Sources, auth_type: str | None) -> dict[str, str]:
    """The options of the login, all from one source. Raises OptionError."""
    if auth_type == AGENCY:
        return {AGENCY: AGENCY}
    ways = {auth_type: WAYS[auth_type]} if auth_type else WAYS
    _refuse_halves(sources, ways)
    for source in sources.in_order:
        for way, names in ways.items():
            login = {name: source(name) for name in names}
            if all(login.values()):
                if way == "aksk":
                    login["security_token"] = source("security_token")
                return {name: value for name, value in login.items() if value}
    raise OptionError(_no_login(sources, ways))


def _refuse_halves(sources: Sources, ways: t.Mapping[str, tuple[str, ...]]) -> None:
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


def _no_login(sources: Sources, ways: t.Mapping[str, tuple[str, ...]]) -> str:
    found = [name for names in ways.values() for name in names if sources.environment(name)]
    told = f"of the options for it, the environment gives only {joined(found)}" if found else "no login was found"
    choices = ", or ".join(joined(list(names)) for names in ways.values())
    variables = "; ".join(f"{way}: {', '.join(VARIABLES[name][0] for name in names)}" for way, names in ways.items())
    return (
        f"{told}: set the options {choices}, or their environment variables ({variables}, or the other names), or a"
        " profile"
    )
