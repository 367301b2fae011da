# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where options come from: the task, a profile, and the environment; and which of these wins.

A login comes whole from one source, and so do the places that it is sent to, or who has one source, but not the login,
would have it sent to a server of theirs.
"""

from __future__ import annotations

import re
import typing as t

from .._login.profile_files import Profile, ProfileError
from .._login.profiles import load_profile, selected_profile
from .errors import OptionError
from .variables import POD, VARIABLES, Environ, in_task

_HEADER_SAFE = re.compile(r"[\x21-\x7e]+")
#: What has no whitespace, and is sent in a header or is the token of another provider.
_IN_HEADERS = ("token", "access_key", "secret_key", "security_token", "idp.id", "idp.id_token", "oidc.id_token")

#: Gives the value that a source has for an option, None if it has none.
Source = t.Callable[[str], t.Optional[str]]

#: What the environment may add to a profile. It may not choose another host: neither ``iam_endpoint``,
#: ``sts_endpoint``, ``cloud`` nor ``endpoint`` is here.
COMPLETES_A_PROFILE = ("region", "project_id", "project_name", "ca_path")


class Sources:
    """The options of a task, the environment behind them, and the profile that one of them names.

    The profile is read when the login is sought there, and not before. ``warnings`` has what was passed over then.
    """

    def __init__(self, params: t.Mapping[str, t.Any], environ: Environ) -> None:
        self._params = params
        self._environ = environ
        self.profile: Profile = {}
        #: The path of the file that has it.
        self.profile_file = ""
        self.warnings: list[str] = []

    def of(self, params: t.Mapping[str, t.Any]) -> Sources:
        """The same environment and profile behind other options."""
        other = Sources(params, self._environ)
        other.profile = self.profile
        return other

    def logins(self) -> t.Iterator[Source]:
        """The sources of a login, the one that wins first. Raises OptionError for a profile that cannot be read."""
        yield self.task
        if self._params.get("profile"):
            # Who names a profile wants its login, not that of the environment.
            yield self._read_profile()
            return
        yield self.environment
        if self.profile_name:
            yield self._read_profile()

    @property
    def profile_name(self) -> str | None:
        """The profile that the task names, or the environment if the task names none. Raises OptionError."""
        try:
            return self._params.get("profile") or selected_profile(self._environ) or None
        except ProfileError as error:
            raise OptionError(f"profile: {error}") from None

    def task(self, name: str) -> str | None:
        """An option of the task; an empty one counts as not given."""
        value = in_task(self._params, name)
        return _clean(name, str(value), f"the option {name}") if value not in (None, "") else None

    def environment(self, name: str) -> str | None:
        """The first of the variables behind an option that is set."""
        for variable in VARIABLES.get(name, POD.get(name, ())):
            if self._environ.get(variable):
                return _clean(name, str(self._environ[variable]), f"the environment variable {variable}")
        return None

    def file(self, name: str) -> str | None:
        """What the profile has for an option."""
        value = self.profile.get(name)
        return _clean(name, value, f"{name} of the profile") if value else None

    def _read_profile(self) -> Source:
        try:
            self.profile = load_profile(self._params.get("profile"), self._environ, self.warnings.append, self._found)
        except ProfileError as error:
            raise OptionError(f"profile: {error}") from None
        return self.file

    def _found(self, path: str) -> None:
        self.profile_file = path


class Locations:
    """The options that say where a login is sent: from the sources that go with the source of the login."""

    def __init__(self, sources: Sources, of_a_profile: bool) -> None:
        self._sources = sources
        self._of_a_profile = of_a_profile

    def is_profile(self, source: Source) -> bool:
        """Whether a source is the profile."""
        return source == self._sources.file

    def sources_of(self, name: str) -> tuple[Source, ...]:
        """Where an option is looked for, the source that wins first."""
        task, environment = self._sources.task, self._sources.environment
        if not self._of_a_profile:
            return (task, environment)
        return (task, self._sources.file, *([environment] if name in COMPLETES_A_PROFILE else []))

    def any(self, name: str) -> str | None:
        """The value of an option, from the first source that has one."""
        return next((value for source in self.sources_of(name) for value in [source(name)] if value), None)

    @property
    def warnings(self) -> list[str]:
        """What the environment says of places and is not followed in, where that would be missed."""
        name = "endpoint"
        if self._of_a_profile and not self.any(name) and self._sources.environment(name):
            warning = (
                f"{VARIABLES[name][0]} is not used, as the login comes from a profile, which is never sent to an"
                f" endpoint of the environment: set the option {name} in the task if it is meant"
            )
            return [warning]
        return []


def _clean(name: str, value: str, source: str) -> str:
    if name not in _IN_HEADERS:
        return value
    value = value.strip()
    if not _HEADER_SAFE.fullmatch(value):
        raise OptionError(f"{source} holds whitespace or characters that no {name} has: check how it is filled")
    return value
