# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row that a user writes: the job query of an API that is not in the table of services."""

from __future__ import annotations

import re
import typing as t
from dataclasses import fields

from .vocabulary import FAILED, PARAMETER, PENDING, RUNNING, SUCCEEDED, FieldPaths, Rule, Service

#: The name under which results and messages show it.
NAME = "custom"

STATES = (PENDING, RUNNING, SUCCEEDED, FAILED)

_LIST = {"type": "list", "elements": "str"}
_RULE = re.compile(r"\s*([1-5]\d\d)(?:\s+(\S+))?\s*")
_PATH = re.compile(r"/[\x21-\x7e]*")


def _option(default: t.Any) -> dict[str, t.Any]:
    if isinstance(default, tuple):
        return {**_LIST, "default": list(default)}
    return {"type": type(default).__name__, "default": default}


#: The suboptions of ``custom``, as an Ansible argument spec.
ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {
    "path": {"type": "str", "required": True},
    "host": {"type": "str"},
    "wrapper": {"type": "str"},
    **{state: {**_LIST, "required": state in (SUCCEEDED, FAILED)} for state in STATES},
    **{path.name: _option(path.default) for path in fields(FieldPaths)},
    "missing": {**_LIST, "default": ["404"]},
    "refused": _LIST,
    "transient": _LIST,
}


def custom_service(description: t.Mapping[str, t.Any]) -> Service:
    """The row that the suboptions of ``custom`` describe. Raises ValueError, whose message names the suboption."""
    wrapper = description.get("wrapper") or ""
    service = Service(
        name=NAME,
        title="the custom service",
        host=description.get("host") or "",
        path=_path(description["path"], wrapper),
        states=_states(description),
        documentation="",
        option=NAME,
        fields=_field_paths(description),
        wrapper=wrapper,
        missing=_rules("missing", description),
        refused=_rules("refused", description),
        transient=_rules("transient", description),
    )
    if not (service.fields.status and service.fields.job_id):
        raise ValueError("status and job_id need a place each: leave them out for that of the classic services")
    if not service.fields.done > 0:
        raise ValueError("done must be more than 0: the progress of a job that is done, 100 or 1 as a rule")
    return service


def host_alone(host: str | None) -> Service:
    """The row of an API of which no job is polled."""
    return Service(NAME, "the custom service", host or "", "", {}, "", NAME)


def _path(path: str, wrapper: str) -> str:
    if not _PATH.fullmatch(path) or path.startswith("//") or "#" in path:
        raise ValueError(f"path is {path!r}: give a path that begins with / and has no blanks and no host")
    if set("{}") & set(PARAMETER.sub("", path)):
        raise ValueError(f"path is {path!r}: braces go around names alone, as in {{job_id}}")
    if "{job_id}" not in path and not wrapper:
        raise ValueError(
            f"path is {path!r}, which does not say where the id of the job goes: put {{job_id}} there, or name the list"
            " to look it up in as wrapper"
        )
    return path


def _states(description: t.Mapping[str, t.Any]) -> dict[str, str]:
    states: dict[str, str] = {}
    for state in STATES:
        for word in map(str.strip, description.get(state) or ()):
            if word and states.setdefault(word, state) != state:
                raise ValueError(f"the word {word!r} is in both {states[word]} and {state}")
    for state in (SUCCEEDED, FAILED):
        if state not in states.values():
            raise ValueError(f"{state} has no word, so the wait could not end by it: give the API's words for it")
    return states


def _field_paths(description: t.Mapping[str, t.Any]) -> FieldPaths:
    values: dict[str, t.Any] = {path.name: description[path.name] for path in fields(FieldPaths)}
    values.update({name: tuple(value) for name, value in values.items() if isinstance(value, list)})
    return FieldPaths(**values)


def _rules(rule: str, description: t.Mapping[str, t.Any]) -> tuple[Rule, ...]:
    matches = {text: _RULE.fullmatch(text) for text in description.get(rule) or ()}
    for text, match in matches.items():
        if not match:
            raise ValueError(f"{rule} has {text!r}: give an HTTP status, and the API's code after it if that matters")
    return tuple(Rule(int(match.group(1)), match.group(2)) for match in matches.values() if match)
