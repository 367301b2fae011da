# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggests what the author of a task may have meant by an unknown option or value."""

from __future__ import annotations

import difflib
import re
import typing as t

#: How similar a name has to be. A lower value suggests ``rds`` for ``redis``, which is a different service.
CUTOFF = 0.8
#: The message of Ansible about a value that is not one of the choices.
NOT_A_CHOICE = re.compile(r"value of (\w+) must be one of: .*, got: (.+)", re.DOTALL)


def suggested_option(name: str, spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> str:
    """Return a suggestion for an option that is not in the spec, or an empty text."""
    known = [key for option, facts in spec.items() for key in (option, *facts.get("aliases", ()))]
    return _suggestion(name, known)


def suggested_value(message: str, spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> str:
    """Return a suggestion for the value that a message of Ansible refuses, or an empty text."""
    refused = NOT_A_CHOICE.fullmatch(message)
    if not refused:
        return ""
    name, value = refused.groups()
    if name == "method" and value.upper() == "GET":
        return " (to send GET requests, use huaweicloud.jobs.api_info)"
    return _suggestion(value, [str(choice) for choice in spec.get(name, {}).get("choices", ())])


def _suggestion(name: str, known: list[str]) -> str:
    plain = _plain(name)
    # The same letters in another order are a common slip, which difflib rates low in short names.
    same = [key for key in known if _plain(key) == plain] or [key for key in known if sorted(key) == sorted(plain)]
    close = same or difflib.get_close_matches(name, known, n=1, cutoff=CUTOFF)
    return f" (did you mean {close[0]}?)" if close else ""


def _plain(name: str) -> str:
    """Return a name without the differences that authors overlook."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
