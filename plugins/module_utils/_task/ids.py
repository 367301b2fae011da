# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The IDs that become part of a path: job IDs, and the values of other placeholders.

Messages never quote a value that is not an ID: a result of ``ansible.builtin.uri``, for example, contains the token of
its call.
"""

from __future__ import annotations

import re
import typing as t

from .errors import OptionError, joined

NO_JOB = (
    "{} contains a null or empty ID: the create call returned no job. Check its response: orders for yearly or monthly"
    " resources, for example, return an order_id instead of a job_id."
)
GIVE_IDS = (
    "give only the IDs, such as created.json.job_id for one call, or started.results |"
    " map(attribute='json.job_id') for the results of a loop"
)

#: The texts that templates return for a null.
NOTHING = ("", "None", "null")
NOT_IN_A_PATH = (
    "an ID cannot contain whitespace, control characters, quotation marks, braces, '/', or '%', nor consist of dots"
)
#: The longest known ID has 64 characters, and a token has thousands.
MOST_CHARACTERS = 255
#: The number of keys that a message shows of a dictionary, so that users recognize it.
MOST_KEYS = 8

_SEPARATORS = re.compile(r"[\s,]+")
_KEY = re.compile(r"[\w.-]{1,40}", re.ASCII)


def job_ids(value: t.Any, name: str = "job_ids") -> list[str]:
    """Return the job IDs in the given order without duplicates. Text is split on commas and whitespace.

    ``name`` is the name of the option in messages. Raises OptionError for a value that is null, empty, or not an ID.
    """
    if isinstance(value, dict):
        raise OptionError(f"{name} is a dictionary{keys_of(value)}: {_what_to_give(value)}")
    if isinstance(value, str):
        if value.lstrip().startswith(("[", "{")):
            raise OptionError(f"{name} is text that looks like a list or a dictionary: {GIVE_IDS}")
        # Unlike an empty list, empty text is an error: it usually comes from a variable that should contain an ID.
        value = list(filter(None, _SEPARATORS.split(value))) or [""]
    values = value if isinstance(value, (list, tuple)) else [value]
    return list(dict.fromkeys(_job_id(value, name) for value in values))


def path_parameters(
    given: t.Mapping[str, t.Any] | None,
    path: str,
    needed: t.Sequence[str],
    optional: t.Sequence[str] = (),
    own: t.Sequence[str] = ("domain_id", "project_id", "job_id"),
) -> dict[str, str]:
    """Return the values of the placeholders of a path, except those that have their ``own`` options.

    ``path`` is the name of the path in messages. Raises OptionError.
    """
    values = {name: str(value).strip(" ") for name, value in (given or {}).items()}
    lacking = [name for name in needed if values.get(name, "") in NOTHING]
    if lacking:
        raise OptionError(f"path_parameters lacks {joined(lacking)}, which {path} contains in braces: set it there")
    taken = list(dict.fromkeys((*needed, *optional)))
    for name, value in values.items():
        if name in own:
            raise OptionError(f"path_parameters contains {name}: remove it, and set the option {name} instead")
        if name not in taken:
            instead = f"set only {joined(taken)}" if taken else "remove it"
            raise OptionError(f"path_parameters contains {name}, which {path} does not contain in braces: {instead}")
        if not is_id(value):
            raise OptionError(f"{name} in path_parameters is not an ID: {NOT_IN_A_PATH}")
    return values


def keys_of(value: t.Mapping[t.Any, t.Any]) -> str:
    """Return some keys of a dictionary in parentheses, so that users recognize it, and none of its values."""
    keys = [str(key) for key in value if _KEY.fullmatch(str(key))]
    more = ", ..." if len(keys) > MOST_KEYS or len(keys) < len(value) else ""
    return f" (keys: {', '.join(keys[:MOST_KEYS])}{more})" if keys else ""


def _job_id(value: t.Any, name: str) -> str:
    if isinstance(value, dict):
        raise OptionError(f"{name} contains a dictionary{keys_of(value)}: {_what_to_give(value)}")
    if isinstance(value, (list, tuple)):
        raise OptionError(f"{name} contains a nested list: flatten it, as in list_of_lists | flatten")
    if isinstance(value, bool):
        raise OptionError(f"{name} contains true or false instead of an ID: {GIVE_IDS}")
    job_id = "" if value is None else str(value).strip()
    if job_id in NOTHING:
        raise OptionError(NO_JOB.format(name))
    if not is_id(job_id):
        raise OptionError(
            f"{name} contains text of {len(job_id)} characters that is not a job ID: {NOT_IN_A_PATH}; {GIVE_IDS}"
        )
    return job_id


def _what_to_give(value: t.Mapping[t.Any, t.Any]) -> str:
    started = (
        "it looks like a result of job_start, so use the option jobs instead, with [started] for a single result, or"
        " started.results for the results of a loop"
    )
    return started if "job_ids" in value else GIVE_IDS


def is_id(value: str) -> bool:
    """Return whether a text can be an ID, and thus part of a path."""
    odd = len(value) > MOST_CHARACTERS or value[:1] in ("", "[", "{") or not value.strip(".")
    return not odd and all(char not in "/%'\"{}" and char.isprintable() and not char.isspace() for char in value)
