# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sources of options: the task, a profile, and the environment, and the order in which they are used.

All parts of a login come from a single source, and the endpoints that it is sent to come from sources that belong to
it. Otherwise, whoever controls one source, but does not know the login, could have it sent to a server of their own.
"""

from __future__ import annotations

import re
import typing as t

from .._login.profile_files import Profile, ProfileError
from .._login.profiles import load_profile, selected_profile
from .errors import OptionError
from .variables import POD, VARIABLES, Environ, in_task

_HEADER_SAFE = re.compile(r"[\x21-\x7e]+")
#: Options whose values contain no whitespace: they are sent in a header, or are the token of another provider.
_IN_HEADERS = ("token", "access_key", "secret_key", "security_token", "idp.id", "idp.id_token", "oidc.id_token")

#: Returns the value of an option in this source, or None.
Source = t.Callable[[str], t.Optional[str]]

#: The options that the environment may add to a profile. It must not choose another host, so ``iam_endpoint``,
#: ``sts_endpoint``, ``cloud``, and ``endpoint`` are not among them.
COMPLETES_A_PROFILE = ("region", "project_id", "project_name", "ca_path")


class Sources:
    """The options of a task, the environment variables, and the profile that one of the two names.

    The profile is read only when its login is needed. ``warnings`` then names the files that were ignored.
    """

    def __init__(self, params: t.Mapping[str, t.Any], environ: Environ) -> None:
        self._params = params
        self._environ = environ
        self.profile: Profile = {}
        #: The path of the file that contains the profile.
        self.profile_file = ""
        self.warnings: list[str] = []

    def of(self, params: t.Mapping[str, t.Any]) -> Sources:
        """Return sources with the same environment and profile, but with other options of the task."""
        other = Sources(params, self._environ)
        other.profile = self.profile
        return other

    def logins(self) -> t.Iterator[Source]:
        """Yield the sources of a login in order of precedence. Raises OptionError if a profile cannot be read."""
        yield self.task
        if self._params.get("profile"):
            # A task that names a profile wants the login of the profile, not that of the environment.
            yield self._read_profile()
            return
        yield self.environment
        if self.profile_name:
            yield self._read_profile()

    @property
    def profile_name(self) -> str | None:
        """The name of the profile, from the task or else from the environment. Raises OptionError."""
        try:
            return self._params.get("profile") or selected_profile(self._environ) or None
        except ProfileError as error:
            raise OptionError(f"profile: {error}") from None

    def task(self, name: str) -> str | None:
        """Return an option of the task; an empty one counts as not set. Raises OptionError."""
        value = in_task(self._params, name)
        return _clean(name, str(value), f"the option {name}") if value not in (None, "") else None

    def environment(self, name: str) -> str | None:
        """Return the value of an option from the first of its environment variables that is set. Raises OptionError."""
        variable = self.variable(name)
        if variable is None:
            return None
        return _clean(name, str(self._environ[variable]), f"the environment variable {variable}")

    def variable(self, name: str) -> str | None:
        """Return the first of the environment variables of an option that is set and not empty, or None."""
        return next((name for name in VARIABLES.get(name, POD.get(name, ())) if self._environ.get(name)), None)

    def file(self, name: str) -> str | None:
        """Return the value of an option in the profile. Raises OptionError."""
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


class EndpointOptions:
    """The options that determine where a login is sent, from the sources that belong to the source of the login."""

    def __init__(self, sources: Sources, of_a_profile: bool) -> None:
        self._sources = sources
        self._of_a_profile = of_a_profile

    def is_profile(self, source: Source) -> bool:
        """Return whether a source is the profile."""
        return source == self._sources.file

    def sources_of(self, name: str) -> tuple[Source, ...]:
        """Return the sources of an option in order of precedence."""
        task, environment = self._sources.task, self._sources.environment
        if not self._of_a_profile:
            return (task, environment)
        return (task, self._sources.file, *([environment] if name in COMPLETES_A_PROFILE else []))

    def any(self, name: str) -> str | None:
        """Return the value of an option from the first source that has one, or None. Raises OptionError."""
        return next((value for source in self.sources_of(name) for value in [source(name)] if value), None)

    @property
    def warnings(self) -> list[str]:
        """Warnings about endpoints in the environment that are ignored although users may expect them to be used."""
        name = "endpoint"
        if self._of_a_profile and not self.any(name) and self._sources.environment(name):
            warning = (
                f"{VARIABLES[name][0]} is ignored, because the login comes from a profile and is never sent to an"
                f" endpoint from the environment. To use this endpoint, set the option {name} in the task"
            )
            return [warning]
        return []


def _clean(name: str, value: str, source: str) -> str:
    if name not in _IN_HEADERS:
        return value
    value = value.strip()
    if not _HEADER_SAFE.fullmatch(value):
        raise OptionError(
            f"{source} contains whitespace or other characters that are not allowed in {name}: check how its value"
            " is set"
        )
    return value
