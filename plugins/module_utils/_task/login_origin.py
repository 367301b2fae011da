# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a login comes from, without anything of what is in it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._login.assumed import Agency
from .login import AGENCY, POD_IDENTITY, ChosenLogin
from .sources import Sources
from .variables import POD, VARIABLES, Environ

#: What a login is called, by the way to log in.
KINDS = {
    "token": "token",
    "oidc": "OpenID Connect",
    "idp": "identity provider of IAM",
    "aksk": "access key pair",
    "password": "IAM user",
    POD_IDENTITY: "pod identity of CCE",
    AGENCY: "agency of this ECS",
}


@dataclass(frozen=True)
class LoginOrigin:
    """A login and its source: ``task``, ``environment`` or ``profile``.

    ``names`` are the options of the task or the variables of the environment that it consists of. ``temporary`` says
    whether it is keys with a security token, ``assumed`` whether an agency is assumed with it,
    and ``of_iam`` whether what is sent to services is requested from IAM.
    """

    auth_type: str
    source: str
    names: tuple[str, ...] = ()
    profile: str | None = None
    file: str | None = None
    temporary: bool = False
    assumed: bool = False
    of_iam: bool = False

    def __str__(self) -> str:
        """Kind and source, for people."""
        kind = KINDS.get(self.auth_type, self.auth_type)
        if self.temporary:
            kind = f"temporary {kind}"
        if self.assumed:
            kind = f"agency that is assumed with: {kind}"
        if self.profile:
            return f"{kind} from profile {self.profile} of {self.file}"
        source = {"task": "the options of the task", "environment": "the environment"}[self.source]
        return f"{kind} from {source} ({', '.join(self.names)})"


def origin_of(chosen: ChosenLogin, agency: Agency | None, sources: Sources, environ: Environ) -> LoginOrigin:
    """Where the login that was chosen comes from."""
    names: tuple[str, ...] = ()
    profile = file = None
    if chosen.source == sources.file:
        source, profile, file = "profile", sources.profile_name, sources.profile_file
    elif chosen.source == sources.task:
        source, names = "task", tuple(chosen.options) if chosen.auth_type != AGENCY else ("auth_type",)
    else:
        source, names = "environment", tuple(_variables(chosen.options, environ))
    temporary = "security_token" in chosen.options
    # Keys of an agency whose account is known by its id come from STS.
    at_sts = bool(agency and agency.domain_id) and chosen.auth_type not in ("password", "token")
    of_iam = not at_sts and (agency is not None or chosen.auth_type in ("password", "idp"))
    return LoginOrigin(chosen.auth_type, source, names, profile, file, temporary, agency is not None, of_iam)


def _variables(options: t.Iterable[str], environ: Environ) -> t.Iterator[str]:
    """The variable that each option was taken from."""
    for option in options:
        yield next((name for name in VARIABLES.get(option, POD.get(option, ())) if environ.get(name)), option)
