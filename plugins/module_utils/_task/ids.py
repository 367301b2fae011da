# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ids that go into a path: those of jobs, and what else a path names.

What is no id is never quoted: a whole result of ``ansible.builtin.uri``, for example, holds the token of its call.
"""

from __future__ import annotations

import re
import typing as t

from .errors import OptionError, joined

NO_JOB = (
    "{} holds a null or an empty id: the create call returned no job. Look at its response; orders for yearly"
    " or monthly resources, for example, return an order_id in place of a job_id."
)
GIVE_IDS = (
    "give the ids alone, such as created.json.job_id for one call, or started.results |"
    " map(attribute='json.job_id') for the results of a loop"
)

#: What templates make of a null.
NOTHING = ("", "None", "null")
NOT_IN_A_PATH = "whitespace, control characters, quotation marks, braces, '/', '%' and dots alone are not allowed"
#: The longest id that is known has 64 characters; a token has thousands.
MOST_CHARACTERS = 255
#: So many keys are enough to recognize a dictionary by.
MOST_KEYS = 8

_SEPARATORS = re.compile(r"[\s,]+")
_KEY = re.compile(r"[\w.-]{1,40}", re.ASCII)


def job_ids(value: t.Any, name: str = "job_ids") -> list[str]:
    """The ids, in the order given, each once. A text is split on commas and whitespace.

    ``name`` is what messages call the option. Raises OptionError for what is no id, and for a null or an empty one.
    """
    if isinstance(value, dict):
        raise OptionError(f"{name} is a dictionary{keys_of(value)}: {_what_to_give(value)}")
    if isinstance(value, str):
        if value.lstrip().startswith(("[", "{")):
            raise OptionError(f"{name} is text that looks like a list or a dictionary: {GIVE_IDS}")
        # No id at all in a text is an error, unlike an empty list: somebody was to give one.
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
    """What a path names beside what has an option of its ``own``; ``path`` is what messages call it.

    Raises OptionError.
    """
    values = {name: str(value).strip(" ") for name, value in (given or {}).items()}
    lacking = [name for name in needed if values.get(name, "") in NOTHING]
    if lacking:
        raise OptionError(f"path_parameters lacks {joined(lacking)}, which {path} needs")
    taken = list(dict.fromkeys((*needed, *optional)))
    for name, value in values.items():
        if name in own:
            raise OptionError(f"path_parameters has {name}, which is an option of its own: give it there")
        if name not in taken:
            takes = f"it takes {joined(taken)}" if taken else "it takes none"
            raise OptionError(f"path_parameters has {name}, which {path} does not name: {takes}")
        if not is_id(value):
            raise OptionError(f"{name} in path_parameters is no id: {NOT_IN_A_PATH}")
    return values


def keys_of(value: t.Mapping[t.Any, t.Any]) -> str:
    """What a dictionary can be recognized by, in brackets; nothing of what is in it."""
    keys = [str(key) for key in value if _KEY.fullmatch(str(key))]
    more = ", ..." if len(keys) > MOST_KEYS or len(keys) < len(value) else ""
    return f" (keys: {', '.join(keys[:MOST_KEYS])}{more})" if keys else ""


def _job_id(value: t.Any, name: str) -> str:
    if isinstance(value, dict):
        raise OptionError(f"{name} holds a dictionary{keys_of(value)}: {_what_to_give(value)}")
    if isinstance(value, (list, tuple)):
        raise OptionError(f"{name} holds a list within the list: flatten it, as in list_of_lists | flatten")
    if isinstance(value, bool):
        raise OptionError(f"{name} holds true or false in place of an id: {GIVE_IDS}")
    job_id = "" if value is None else str(value).strip()
    if job_id in NOTHING:
        raise OptionError(NO_JOB.format(name))
    if not is_id(job_id):
        raise OptionError(
            f"{name} holds text of {len(job_id)} characters, which is no job id: {NOT_IN_A_PATH}; {GIVE_IDS}"
        )
    return job_id


def _what_to_give(value: t.Mapping[t.Any, t.Any]) -> str:
    started = (
        "it looks like a result of job_start, so give it in jobs, as in jobs: [started] or started.results of a loop"
    )
    return started if "job_ids" in value else GIVE_IDS


def is_id(value: str) -> bool:
    """Whether a text can be an id, and thus a part of a path."""
    odd = len(value) > MOST_CHARACTERS or value[:1] in ("", "[", "{") or not value.strip(".")
    return not odd and all(char not in "/%'\"{}" and char.isprintable() and not char.isspace() for char in value)
