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
        raise ValueError(f"gone contains {NOT_LISTED!r}, but wrapper is not set: set it to the field path of the list")
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
        raise ValueError("status is empty: give the field path of the status, or omit it to use the default, status")
    if not field_paths.job_id and "job_id" not in service.names:
        raise ValueError(
            "job_id is empty, but each job is looked up in a list by its ID: give the field path of the ID, or omit it"
            " to use the default, job_id"
        )
    if not field_paths.done > 0:
        raise ValueError("done must be more than 0: give the progress of a finished job, usually 100 or 1")
    return service


def host_alone(description: t.Mapping[str, t.Any]) -> Service:
    """The row of an API none of whose jobs is polled, so that the description of its jobs need not be complete."""
    path = description.get("path") or ""
    return Service(NAME, "the custom service", description.get("host") or "", path, {}, "", option=NAME)


def _path(path: str, wrapper: str) -> str:
    if not _PATH.fullmatch(path) or path.startswith("//") or "#" in path:
        raise ValueError(f"path is {path!r}: give a path that begins with / and contains no whitespace and no host")
    if set("{}") & set(PARAMETER.sub("", path)):
        raise ValueError(f"path is {path!r}: braces must enclose a name and nothing else, as in {{job_id}}")
    if "{job_id}" not in path and not wrapper:
        raise ValueError(
            f"path is {path!r}, which does not contain {{job_id}}: put {{job_id}} where the ID of the job or the"
            " resource belongs, or set wrapper to the field path of a list that contains it"
        )
    return path


def _states(description: t.Mapping[str, t.Any], ends_gone: bool) -> dict[str, str]:
    states: dict[str, str] = {}
    for state in STATES:
        for value in map(str.strip, description.get(state) or ()):
            if value and states.setdefault(value, state) != state:
                raise ValueError(
                    f"the status value {value!r} is in both {states[value]} and {state}: remove it from one"
                )
    if SUCCEEDED not in states.values() and not ends_gone:
        raise ValueError(
            "neither succeeded nor gone contains a value, so the wait could never succeed: set succeeded to the status"
            " values of a job that has done its work, or gone to the responses that mean that a resource no longer"
            " exists, such as 404"
        )
    if FAILED not in states.values() and not ends_gone:
        raise ValueError(
            "failed contains no status value, so the wait for a failed job would not end before the timeout: set failed"
            " to the status values of a job that has ended without doing its work"
        )
    return states


def _field_paths(description: t.Mapping[str, t.Any]) -> FieldPaths:
    values: dict[str, t.Any] = {path.name: description[path.name] for path in fields(FieldPaths)}
    values.update({name: tuple(value) for name, value in values.items() if isinstance(value, list)})
    for name, value in {"wrapper": description.get("wrapper"), **values}.items():
        for path in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            if not _FIELD_PATH.fullmatch(path) and not (name in ("wrapper", "entities") and path == ""):
                raise ValueError(
                    f"{name} is {path!r}, which is not a field path: give keys joined by dots, such as status.phase; a"
                    " number selects an item of a list, as in items.0.status"
                )
    return FieldPaths(**values)


def _rules(option: str, description: t.Mapping[str, t.Any]) -> tuple[Rule, ...]:
    matches = {text: _RULE.fullmatch(text) for text in description.get(option) or ()}
    for text, match in matches.items():
        if not match:
            raise ValueError(
                f"{option} contains {text!r}: give an HTTP status, optionally followed by the API's code, as in 404 or"
                " 400 Common.0011"
            )
        if option == "gone" and (match[1] < "400" or (match[1] >= "500" and not match[2])):
            raise ValueError(
                f"gone contains {text!r}, which the API may also return while the resource exists: give an HTTP"
                " status from 400 to 499, or one from 500 to 599 followed by the API's code"
            )
    return tuple(Rule(int(match.group(1)), match.group(2)) for match in matches.values() if match)
