# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a login comes from, described without any of its values."""

from __future__ import annotations

from dataclasses import dataclass

from .._login.assumed import Agency
from .login import AGENCY, POD_IDENTITY, ChosenLogin
from .sources import Sources

#: The names of the kinds of logins, by ``auth_type``.
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
    """The kind of a login and its source: ``task``, ``environment``, or ``profile``.

    ``names`` are the options of the task, or the environment variables, that the login consists of. ``temporary`` is
    true for an access key pair with a security token, ``assumed`` if an agency is assumed with the login, and
    ``of_iam`` if the token or the keys that are sent to services are requested from IAM.
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
        """Kind and source, for users."""
        kind = KINDS.get(self.auth_type, self.auth_type)
        if self.temporary:
            kind = f"temporary {kind}"
        if self.assumed:
            kind = f"agency assumed with {kind}"
        if self.profile:
            return f"{kind} from profile {self.profile} in {self.file}"
        source = {"task": "the options of the task", "environment": "the environment"}[self.source]
        return f"{kind} from {source} ({', '.join(self.names)})"


def origin_of(chosen: ChosenLogin, agency: Agency | None, sources: Sources) -> LoginOrigin:
    """Return where the chosen login comes from."""
    names: tuple[str, ...] = ()
    profile = file = None
    if chosen.source == sources.file:
        source, profile, file = "profile", sources.profile_name, sources.profile_file
    elif chosen.source == sources.task:
        source, names = "task", tuple(chosen.options) if chosen.auth_type != AGENCY else ("auth_type",)
    else:
        source, names = "environment", tuple(sources.variable(option) or option for option in chosen.options)
    temporary = "security_token" in chosen.options
    # The keys of an agency come from STS if its account is given by ID.
    at_sts = bool(agency and agency.domain_id) and chosen.auth_type not in ("password", "token")
    of_iam = not at_sts and (agency is not None or chosen.auth_type in ("password", "idp"))
    return LoginOrigin(chosen.auth_type, source, names, profile, file, temporary, agency is not None, of_iam)
