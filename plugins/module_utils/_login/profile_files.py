# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the files of profiles share: how they are read, and what they are made to."""

from __future__ import annotations

import os
import typing as t

Environ = t.Mapping[str, str]
#: Options by the names that they have in a task; those within another are joined by a dot: ``assume_role.domain_id``.
Profile = dict[str, str]

#: Stands among the options of a profile for why its login cannot be used.
UNUSABLE = "unusable"


class ProfileError(ValueError):
    """A profile that is not there, or cannot be read or used; the message says where it was looked for."""


class ProfileFile(t.NamedTuple):
    """The profiles of a file, by their names; ``passed_over`` says which other files were not read, and why.

    ``current`` is the name of the one that the file itself chooses.
    """

    path: str
    profiles: dict[str, Profile]
    passed_over: tuple[str, ...] = ()
    current: str = ""


def text_of(path: str) -> str | None:
    """The content of a file, None when it is not there. Raises ProfileError."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ProfileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}") from None


def home(environ: Environ, *parts: str) -> str:
    """A path in the home directory of this environment."""
    return os.path.join(environ.get("HOME") or os.path.expanduser("~"), *parts)


def mapping(value: t.Any) -> dict[str, t.Any]:
    """The same mapping, or an empty one in place of anything else."""
    return dict(value) if isinstance(value, dict) else {}


def renamed(values: t.Mapping[str, t.Any], names: t.Mapping[str, str]) -> Profile:
    """Values by the names of options; of several that stand for the same option, the first in ``names`` counts."""
    options: Profile = {}
    for key, option in names.items():
        if values.get(key) not in (None, ""):
            options.setdefault(option, str(values[key]))
    return options
