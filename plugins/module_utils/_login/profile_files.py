# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that the readers of all profile files have in common."""

from __future__ import annotations

import os
import typing as t

Environ = t.Mapping[str, str]
#: The options of a task by name. The name of a suboption is joined to that of its option by a dot, as in
#: ``assume_role.domain_id``.
Profile = dict[str, str]

#: The key in a profile for the reason why its login cannot be used.
UNUSABLE = "unusable"


class ProfileError(ValueError):
    """A profile does not exist, or cannot be read or used. The message names the files."""


class ProfileFile(t.NamedTuple):
    """The profiles of a file by name.

    ``ignored`` has a message for each file that was not read although it exists. ``current`` is the name of the profile
    that the file itself selects.
    """

    path: str
    profiles: dict[str, Profile]
    ignored: tuple[str, ...] = ()
    current: str = ""


def text_of(path: str) -> str | None:
    """Return the content of a file, None if it does not exist. Raises ProfileError."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ProfileError(f"{path} cannot be read: {reason}") from None


def home(environ: Environ, *parts: str) -> str:
    """Return a path in the home directory, which ``HOME`` in this environment names."""
    return os.path.join(environ.get("HOME") or os.path.expanduser("~"), *parts)


def mapping(value: t.Any) -> dict[str, t.Any]:
    """Return a copy of a dictionary, or an empty one if the value is something else."""
    return dict(value) if isinstance(value, dict) else {}


def renamed(values: t.Mapping[str, t.Any], names: t.Mapping[str, str]) -> Profile:
    """Return values by the names of options, which ``names`` has by the keys of the file.

    If several keys have a value for the same option, the first of them in ``names`` is used.
    """
    options: Profile = {}
    for key, option in names.items():
        if values.get(key) not in (None, ""):
            options.setdefault(option, str(values[key]))
    return options
