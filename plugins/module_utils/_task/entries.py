# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of ``jobs``: job IDs, and the options in which these differ from the rest of the task.

A result of ``job_start`` is an entry as it is, so other keys are ignored. Messages quote nothing of an unusable entry:
a result of ``ansible.builtin.uri``, for example, contains the token of its call.
"""

from __future__ import annotations

import typing as t

from .errors import OptionError
from .ids import job_ids, keys_of

#: The options that an entry can have in addition to its IDs.
TEXTS = ("service", "region", "cloud", "endpoint", "project_id", "project_name")
DICTIONARIES = ("custom", "path_parameters")

GIVE_ENTRIES = (
    "give a list of dictionaries, such as started.results for the results of a loop over job_start, or [started] for"
    " a single result"
)
#: Options of an entry, and the option of the task that each of them overrides, which would take precedence otherwise.
DISPLACED = {"region": "endpoint", "cloud": "endpoint", "project_name": "project_id"}


def entries(value: t.Any) -> list[dict[str, t.Any]]:
    """Return the entries, each with ``job_ids`` and those of ``TEXTS`` and ``DICTIONARIES`` that it has.

    An entry without jobs has an empty list of IDs, so that all entries keep their index. Raises OptionError.
    """
    if isinstance(value, dict):
        raise OptionError(f"jobs is a dictionary{keys_of(value)}: {GIVE_ENTRIES}")
    if not isinstance(value, (list, tuple)):
        raise OptionError(f"jobs is not a list: {GIVE_ENTRIES}")
    return [_entry(f"jobs[{number}]", item) for number, item in enumerate(value)]


def options_of(params: t.Mapping[str, t.Any], entry: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the options of the task, overridden by those of an entry."""
    displaced = {DISPLACED[name]: None for name in entry if name in DISPLACED}
    if "service" in entry:
        displaced["custom"] = params.get("custom") if entry["service"] == params.get("service") else None
    return {**params, **displaced, **entry}


def _entry(name: str, item: t.Any) -> dict[str, t.Any]:
    if not isinstance(item, dict):
        raise OptionError(f"{name} is not a dictionary: {GIVE_ENTRIES}")
    if item.get("skipped"):
        return {"job_ids": []}
    if item.get("failed"):
        raise OptionError(
            f"{name} is the result of a failed task: handle the failure, or remove this result from jobs, as in"
            " started.results | reject('failed')"
        )
    given = [key for key in ("job_id", "job_ids") if key in item]
    if len(given) > 1:
        raise OptionError(f"{name} has both job_id and job_ids: give only one of them")
    if not given:
        raise OptionError(f"{name} has neither job_id nor job_ids{keys_of(item)}{_hint(item)}")
    entry: dict[str, t.Any] = {
        key: _text(f"{name}.{key}", item[key]) for key in TEXTS if item.get(key) not in (None, "")
    }
    for key in DICTIONARIES:
        if item.get(key):
            if not isinstance(item[key], dict):
                raise OptionError(f"{name}.{key} is not a dictionary: give a dictionary, or omit it")
            entry[key] = dict(item[key])
    return {**entry, "job_ids": job_ids(item[given[0]], f"{name}.{given[0]}")}


def _hint(item: t.Mapping[str, t.Any]) -> str:
    if "json" in item or "url" in item:
        return (
            ": it looks like a result of ansible.builtin.uri, so give its job ID, as in {'service': 'ecs', 'job_id':"
            " created.json.job_id}"
        )
    if "results" in item:
        return f": it looks like the result of a loop, so {GIVE_ENTRIES}"
    return ": give one of them"


def _text(name: str, value: t.Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise OptionError(f"{name} is not text: give text, or omit it")
    return str(value)
