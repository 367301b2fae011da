# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks options before Ansible validates them: Ansible would convert any value to text, and quote it in messages."""

from __future__ import annotations

import contextlib
import typing as t

from .._service.custom import NAME
from .entries import entries
from .errors import OptionError
from .ids import job_ids

#: Replaces a value in a result that must not be shown.
NOT_SHOWN = "(not shown)"


#: Options of ansible.builtin.uri that this collection does not have, and what to do instead.
FROM_URI = {
    "url": "set path to what follows the host, such as /v1/{project_id}/cloudservers",
    "body_format": "remove it, as the body is always sent as JSON",
    "status_code": "remove it, as any 2xx status is a success, or use failed_when with status",
    "return_content": "remove it, as the result always has the response in json",
    "url_username": "use the login options of this collection",
    "url_password": "use the login options of this collection",
    "force_basic_auth": "use the login options of this collection",
    "follow_redirects": "remove it, as redirects are never followed, to keep the login from other hosts",
    "src": "give the content in body, such as lookup('ansible.builtin.file', path)",
    "dest": "write json of the result with ansible.builtin.copy",
}
#: The same for the options of plugins that poll jobs.
OF_POLLS = dict.fromkeys(
    ("job_ids", "job_id", "jobs"), "remove it, or use huaweicloud.jobs.job_wait or huaweicloud.jobs.job_info"
)
#: The same for options of ``job_start`` that a call that only reads does not have.
OF_CHANGES = {
    "method": "remove it, as this action always sends GET, or use huaweicloud.jobs.job_start",
    "body": "remove it, as GET requests have no body, or use huaweicloud.jobs.job_start",
}


#: Options with suboptions that may be secret.
LOGINS = ("assume_role", "idp", "oidc")


def own_options(
    spec: t.Mapping[str, t.Mapping[str, t.Any]],
    args: t.Mapping[str, t.Any],
    others: t.Container[str],
    defaults: t.Mapping[str, t.Any],
) -> dict[str, t.Any]:
    """Return the options without the ``defaults`` of the action group that do not apply to this task.

    These are options that only ``others`` of the group have, and ``custom`` together with another service. If a value
    is not the default, the task itself has set the option, so that it stays and is refused.
    """
    own = {name for option, facts in spec.items() for name in (option, *facts.get("aliases", ()))}
    unused = {name for name in args if name in others and name not in own}
    if args.get("service") != NAME:
        unused.add("custom")
    dropped = {name for name in unused & args.keys() & defaults.keys() if args[name] == defaults[name]}
    return {name: value for name, value in args.items() if name not in dropped}


def prevalidated(
    spec: t.Mapping[str, t.Mapping[str, t.Any]], args: t.Mapping[str, t.Any]
) -> tuple[dict[str, t.Any], str]:
    """Return the options in a form that Ansible may show, and what is wrong with them, which is empty if nothing is."""
    result = dict(args)
    complaints: list[str] = []
    for name, option in spec.items():
        names = [key for key in (name, *option.get("aliases", ())) if key in args]
        if len(names) > 1:
            complaints.append(f"both {names[0]} and its alias {names[1]} are set: give only one of them")
        for key in names:
            if args[key] is None and ("default" in option or name == "jobs"):
                # A null counts as not set.
                del result[key]
                continue
            if name in JOBS:
                result[key], complaint = _read(*JOBS[name], args[key])
            elif name in LOGINS and not isinstance(args[key], (dict, type(None))):
                # The value may be the secret itself.
                result[key], complaint = {}, f"{name} is not a dictionary: give its suboptions as a dictionary"
            else:
                complaint = _not_a_number(key, args[key]) if option.get("type") == "float" else ""
            complaints.append(complaint)
    if "path" in spec:
        instead = {**FROM_URI, **OF_POLLS, **({} if "body" in spec else OF_CHANGES)}
        complaints += [f"{name} is not supported: {instead[name]}" for name in args if name in instead.keys() - spec]
    if "jobs" in spec:
        complaints.append(_missing_or_ambiguous([key for key in ("job_ids", "job_id", "jobs") if key in result]))
    return result, "; ".join(filter(None, complaints))


#: The functions that read the options with job IDs, and the values that replace unusable ones.
JOBS: dict[str, tuple[t.Callable[[t.Any], list[t.Any]], t.Any]] = {
    "job_ids": (job_ids, NOT_SHOWN),
    "jobs": (entries, {NOT_SHOWN: NOT_SHOWN}),
}


def _read(read: t.Callable[[t.Any], list[t.Any]], instead: t.Any, value: t.Any) -> tuple[list[t.Any], str]:
    try:
        return read(value), ""
    except OptionError as error:
        return [instead], str(error)


def _missing_or_ambiguous(given: list[str]) -> str:
    """Return what is wrong with the combination of the options with job IDs, or an empty text."""
    if not given:
        return "job_ids is missing: give the job IDs, or use jobs if services, regions, or projects differ"
    if "jobs" in given and len(given) > 1:
        return f"both {given[0]} and jobs are set: give only one of them"
    return ""


def _not_a_number(name: str, value: t.Any) -> str:
    with contextlib.suppress(TypeError, ValueError):
        if not isinstance(value, bool):
            float(0 if value is None else value)
            return ""
    shown = f"'{value}'" if isinstance(value, str) and len(value) <= 20 and value.isprintable() else "not a number"
    unit, example = unit_of(name)
    return f"{name} is {shown}: give {unit}, such as {example}"


def unit_of(name: str) -> tuple[str, int]:
    """Return the unit of an option that is a number, and an example."""
    return ("queries per second", 20) if name == "max_rate" else ("seconds", 600)
