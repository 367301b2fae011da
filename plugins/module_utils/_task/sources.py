# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the value of an option comes from: the task, the environment, or a profile."""

from __future__ import annotations

import re
import typing as t

from .._login import profiles
from .errors import OptionError
from .variables import VARIABLES, Environ

_HEADER_SAFE = re.compile(r"[\x21-\x7e]+")


class Sources:
    """The options of a task, the environment behind them, and the profile that one of them names."""

    def __init__(self, params: t.Mapping[str, t.Any], environ: Environ) -> None:
        self._params = params
        self._environ = environ
        try:
            self.profile = profiles.load(params.get("profile"), environ)
        except profiles.ProfileError as error:
            raise OptionError(f"profile: {error}") from None

    def task(self, name: str) -> str | None:
        """An option of the task; an empty one counts as not given."""
        value = self._params.get(name)
        return _clean(name, str(value), f"the option {name}") if value not in (None, "") else None

    def environment(self, name: str) -> str | None:
        """The first of the variables behind an option that is set."""
        for variable in VARIABLES.get(name, ()):
            if self._environ.get(variable):
                return _clean(name, str(self._environ[variable]), f"the environment variable {variable}")
        return None

    def file(self, name: str) -> str | None:
        """What the profile has for an option."""
        value = self.profile.get(name)
        return _clean(name, value, f"{name} of the profile") if value else None

    def any(self, name: str) -> str | None:
        """The value of an option, from the first source that has one."""
        return self.task(name) or self.environment(name) or self.file(name)

    @property
    def in_order(self) -> tuple[t.Callable[[str], str | None], ...]:
        """The sources, the one that wins first."""
        return (self.task, self.environment, self.file)


def _clean(name: str, value: str, source: str) -> str:
    if name not in ("token", "access_key", "secret_key", "security_token"):
        return value
    value = value.strip()
    if not _HEADER_SAFE.fullmatch(value):
        raise OptionError(f"{source} holds blanks or characters that no {name} has: check how it is filled")
    return value
