# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task gives, before Ansible validates it: Ansible would make text of anything, and quote it."""

from __future__ import annotations

import contextlib
import typing as t

from .entries import entries
from .errors import OptionError
from .ids import job_ids

#: Stands in results for what is not shown.
NOT_SHOWN = "(not shown)"


#: Options of ansible.builtin.uri that calls have in another form, and what to write.
FROM_URI = {
    "url": "give path, which is what follows the host, such as /v1/{project_id}/cloudservers",
    "body_format": "leave it out, as a body is always sent as JSON",
    "status_code": "leave it out, as any 2xx is a success, or use failed_when with status",
    "return_content": "leave it out, as the response is in json",
    "url_username": "use the options of the login",
    "url_password": "use the options of the login",
    "force_basic_auth": "use the options of the login",
    "follow_redirects": "leave it out, as no redirect is followed, so that no login travels to another host",
    "src": "give the content in body, as in lookup('ansible.builtin.file', path)",
    "dest": "write json with ansible.builtin.copy",
}
#: What else a call that only reads has not.
OF_CHANGES = {
    "method": "leave it out, as this reads with GET; huaweicloud.jobs.job_start has the other methods",
    "body": "leave it out, as a call that reads has no body; huaweicloud.jobs.job_start has one",
}


#: Options with suboptions that may be secret.
LOGINS = ("assume_role", "idp", "oidc")


def prevalidated(
    spec: t.Mapping[str, t.Mapping[str, t.Any]], args: t.Mapping[str, t.Any]
) -> tuple[dict[str, t.Any], str]:
    """The options as Ansible may see and show them, and what is wrong with them in our words, or nothing."""
    result = dict(args)
    complaints: list[str] = []
    for name, option in spec.items():
        names = [key for key in (name, *option.get("aliases", ())) if key in args]
        if len(names) > 1:
            complaints.append(f"both {names[0]} and its other name {names[1]} are set: give one of them")
        for key in names:
            if args[key] is None and ("default" in option or name == "jobs"):
                # As if it were not there.
                del result[key]
                continue
            if name in JOBS:
                result[key], complaint = _read(*JOBS[name], args[key])
            elif name in LOGINS and not isinstance(args[key], (dict, type(None))):
                # It may be the secret itself.
                result[key], complaint = {}, f"{name} is no dictionary: give its suboptions in one"
            else:
                complaint = _not_a_number(key, args[key]) if option.get("type") == "float" else ""
            complaints.append(complaint)
    if "path" in spec:
        instead = FROM_URI if "body" in spec else {**FROM_URI, **OF_CHANGES}
        complaints += [f"{name} is no option here: {instead[name]}" for name in args if name in instead.keys() - spec]
    if "jobs" in spec:
        complaints.append(_whose([key for key in ("job_ids", "job_id", "jobs") if key in result]))
    return result, "; ".join(filter(None, complaints))


#: What reads the options that say which jobs, and what stands for them where they cannot be read.
JOBS: dict[str, tuple[t.Callable[[t.Any], list[t.Any]], t.Any]] = {
    "job_ids": (job_ids, NOT_SHOWN),
    "jobs": (entries, {NOT_SHOWN: NOT_SHOWN}),
}


def _read(read: t.Callable[[t.Any], list[t.Any]], instead: t.Any, value: t.Any) -> tuple[list[t.Any], str]:
    try:
        return read(value), ""
    except OptionError as error:
        return [instead], str(error)


def _whose(given: list[str]) -> str:
    """What is wrong with the options that say which jobs are meant."""
    if not given:
        return "job_ids is missing: give the ids of the jobs, or jobs where services, regions or projects differ"
    if "jobs" in given and len(given) > 1:
        return f"both {given[0]} and jobs are set: give one of them"
    return ""


def _not_a_number(name: str, value: t.Any) -> str:
    with contextlib.suppress(TypeError, ValueError):
        if not isinstance(value, bool):
            float(0 if value is None else value)
            return ""
    shown = f"'{value}'" if isinstance(value, str) and len(value) <= 20 and value.isprintable() else "no number"
    unit, example = unit_of(name)
    return f"{name} is {shown}: give {unit}, such as {example}"


def unit_of(name: str) -> tuple[str, int]:
    """What an option that is a number is to be given in, and an example."""
    return ("queries a second", 20) if name == "max_rate" else ("seconds", 600)
