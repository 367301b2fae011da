# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row that a task describes: the query of a job or a resource that is not in the table of services."""

from __future__ import annotations

import re
import typing as t
from dataclasses import fields

from .vocabulary import FAILED, PARAMETER, PENDING, RUNNING, SUCCEEDED, FieldPaths, Rule, Service

#: The name under which results and messages show it.
NAME = "custom"

STATES = (PENDING, RUNNING, SUCCEEDED, FAILED)

#: What ``gone`` has for a resource that is no longer in the list.
NOT_LISTED = "not listed"

_LIST = {"type": "list", "elements": "str"}
_RULE = re.compile(r"\s*([1-5]\d\d)(?:\s+(\S+))?\s*")
_PATH = re.compile(r"/[\x21-\x7e]*")
#: Keys joined by dots. The notation of other tools, as in $.items[0].status, is not supported.
_FIELD_PATH = re.compile(r"(?!\$\.)[^\s.\[\]]+(\.[^\s.\[\]]+)*")


def _option(default: t.Any) -> dict[str, t.Any]:
    if isinstance(default, tuple):
        return {**_LIST, "default": list(default)}
    return {"type": type(default).__name__, "default": default}


#: The suboptions of ``custom``, as an Ansible argument spec.
ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {
    "path": {"type": "str", "required": True},
    "host": {"type": "str"},
    "wrapper": {"type": "str"},
    **dict.fromkeys(STATES, _LIST),
    **{path.name: _option(path.default) for path in fields(FieldPaths)},
    "gone": _LIST,
    "missing": {**_LIST, "default": ["404"]},
    "refused": _LIST,
    "transient": _LIST,
}
#: The same where no job is polled.
SPEC_OF_HOST: dict[str, dict[str, t.Any]] = {**ARGUMENT_SPEC, "path": {"type": "str"}}


def custom_service(description: t.Mapping[str, t.Any]) -> Service:
    """The row that the suboptions of ``custom`` describe. Raises ValueError, whose message names the suboption."""
    wrapper = description.get("wrapper") or ""
    codes = [text for text in description.get("gone") or () if text.strip() != NOT_LISTED]
    gone_if_unlisted = len(codes) < len(description.get("gone") or ())
    if gone_if_unlisted and not wrapper:
        raise ValueError(f"gone has {NOT_LISTED!r}, but there is no list: give its field path as wrapper")
    gone = _rules("gone", {"gone": codes})
    field_paths = _field_paths(description)
    service = Service(
        name=NAME,
        title="the custom service",
        host=description.get("host") or "",
        path=_path(description["path"], wrapper),
        states=_states(description, bool(gone) or gone_if_unlisted),
        documentation="",
        option=NAME,
        fields=field_paths,
        wrapper=wrapper,
        gone=gone,
        gone_if_unlisted=gone_if_unlisted,
        missing=_rules("missing", description),
        refused=_rules("refused", description),
        transient=_rules("transient", description),
    )
    if not field_paths.status:
        raise ValueError("status is empty: give the field path of the status, or leave it out, which means status")
    if not field_paths.job_id and "job_id" not in service.names:
        raise ValueError(
            "job_id is empty, but jobs are looked up in a list by their id: give the field path of the id, or leave it"
            " out, which means job_id"
        )
    if not field_paths.done > 0:
        raise ValueError("done must be more than 0: the progress of a job that is done, 100 or 1 as a rule")
    return service


def host_alone(description: t.Mapping[str, t.Any]) -> Service:
    """The row of an API of which no job is polled, so that the description of its jobs need not be complete."""
    path = description.get("path") or ""
    return Service(NAME, "the custom service", description.get("host") or "", path, {}, "", option=NAME)


def _path(path: str, wrapper: str) -> str:
    if not _PATH.fullmatch(path) or path.startswith("//") or "#" in path:
        raise ValueError(f"path is {path!r}: give a path that begins with / and has no whitespace and no host")
    if set("{}") & set(PARAMETER.sub("", path)):
        raise ValueError(f"path is {path!r}: braces go around names alone, as in {{job_id}}")
    if "{job_id}" not in path and not wrapper:
        raise ValueError(
            f"path is {path!r}, which does not say where the id goes: put {{job_id}} there, for the id of a job or of a"
            " resource, or give the field path of the list to look it up in as wrapper"
        )
    return path


def _states(description: t.Mapping[str, t.Any], ends_gone: bool) -> dict[str, str]:
    states: dict[str, str] = {}
    for state in STATES:
        for value in map(str.strip, description.get(state) or ()):
            if value and states.setdefault(value, state) != state:
                raise ValueError(f"the status value {value!r} is in both {states[value]} and {state}")
    if SUCCEEDED not in states.values() and not ends_gone:
        raise ValueError(
            "succeeded has no status value, and gone no response, so the wait could not end well: give the status"
            " values of a job that has done its work, or the responses that mean that a resource is gone, such as 404"
        )
    if FAILED not in states.values() and not ends_gone:
        raise ValueError(
            "failed has no status value, so a failure would be waited for until the time runs out: give the status"
            " values of a job that has ended without doing its work"
        )
    return states


def _field_paths(description: t.Mapping[str, t.Any]) -> FieldPaths:
    values: dict[str, t.Any] = {path.name: description[path.name] for path in fields(FieldPaths)}
    values.update({name: tuple(value) for name, value in values.items() if isinstance(value, list)})
    for name, value in {"wrapper": description.get("wrapper"), **values}.items():
        for path in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            if not _FIELD_PATH.fullmatch(path) and not (name in ("wrapper", "entities") and path == ""):
                raise ValueError(
                    f"{name} is {path!r}, which is no field path: give keys joined by dots, such as status.phase; a"
                    " number picks an item of a list, as in items.0.status"
                )
    return FieldPaths(**values)


def _rules(option: str, description: t.Mapping[str, t.Any]) -> tuple[Rule, ...]:
    matches = {text: _RULE.fullmatch(text) for text in description.get(option) or ()}
    for text, match in matches.items():
        if not match:
            raise ValueError(
                f"{option} has {text!r}: give an HTTP status, and the API's code after it if that matters, as in 404 or"
                " 400 Common.0011"
            )
        if option == "gone" and (match[1] < "400" or (match[1] >= "500" and not match[2])):
            raise ValueError(
                f"gone has {text!r}, which may come while the resource is still there: give an HTTP status from 400 to"
                " 499, or a later one with the API's code after it"
            )
    return tuple(Rule(int(match.group(1)), match.group(2)) for match in matches.values() if match)
