# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task gives, before Ansible validates it: Ansible would make text of anything, and quote it."""

from __future__ import annotations

import contextlib
import typing as t

from .errors import OptionError
from .ids import job_ids

#: Stands in results for what is not shown.
NOT_SHOWN = "(not shown)"


def prepared(spec: t.Mapping[str, t.Mapping[str, t.Any]], args: t.Mapping[str, t.Any]) -> tuple[dict[str, t.Any], str]:
    """The options as Ansible may see and show them, and what is wrong with them in our words, or nothing."""
    result = dict(args)
    complaints: list[str] = []
    for name, option in spec.items():
        names = [key for key in (name, *option.get("aliases", ())) if key in args]
        if len(names) > 1:
            complaints.append(f"both {names[0]} and its other name {names[1]} are set: give one of them")
        for key in names:
            if args[key] is None and "default" in option:
                # As if it were not there.
                del result[key]
                continue
            if name == "job_ids":
                result[key], complaint = _ids(args[key])
            else:
                complaint = _not_a_number(key, args[key]) if option.get("type") == "float" else ""
            complaints.append(complaint)
    return result, "; ".join(filter(None, complaints))


def _ids(value: t.Any) -> tuple[list[str], str]:
    try:
        return job_ids(value), ""
    except OptionError as error:
        return [NOT_SHOWN], str(error)


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
