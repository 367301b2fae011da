# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a login comes from, without anything of what is in it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .login import AGENCY, Chosen
from .sources import Sources
from .variables import VARIABLES, Environ

#: What a login is called, by the way to log in.
KINDS = {"token": "token", "aksk": "access key pair", "password": "IAM user", AGENCY: "agency of this ECS"}


@dataclass(frozen=True)
class Origin:
    """A login and its source: ``task``, ``environment`` or ``profile``.

    ``names`` are the options of the task or the variables of the environment that it consists of. ``temporary`` says
    whether it is keys with a security token.
    """

    auth_type: str
    source: str
    names: tuple[str, ...] = ()
    profile: str | None = None
    file: str | None = None
    temporary: bool = False

    def __str__(self) -> str:
        """Kind and source, for people."""
        kind = KINDS.get(self.auth_type, self.auth_type)
        if self.temporary:
            kind = f"temporary {kind}"
        if self.profile:
            return f"{kind} from profile {self.profile} of {self.file}"
        source = {"task": "the options of the task", "environment": "the environment"}[self.source]
        return f"{kind} from {source} ({', '.join(self.names)})"


def origin_of(chosen: Chosen, sources: Sources, environ: Environ) -> Origin:
    """Where the login that was chosen comes from."""
    temporary = "security_token" in chosen.options
    if chosen.source == sources.file:
        return Origin(
            chosen.way, "profile", profile=sources.profile_name, file=sources.profile_file, temporary=temporary
        )
    if chosen.source == sources.task:
        names = tuple(chosen.options) if chosen.way != AGENCY else ("auth_type",)
        return Origin(chosen.way, "task", names, temporary=temporary)
    return Origin(chosen.way, "environment", tuple(_variables(chosen.options, environ)), temporary=temporary)


def _variables(options: t.Iterable[str], environ: Environ) -> t.Iterator[str]:
    """The variable that each option was taken from."""
    for option in options:
        yield next((name for name in VARIABLES.get(option, ()) if environ.get(name)), option)
