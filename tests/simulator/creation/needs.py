# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The required fields of request bodies, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Union

Needs = Mapping[str, Union[type, tuple[type, ...]]]
"""Types by field path: keys joined with dots, ``*`` for each item of a list, and a final ``?`` for an optional field.
"""

NUMBER = (int, float)
BOTH: tuple[type, ...] = (str, int)


def unmet(body: Any, needs: Needs) -> str | None:
    """The path of the first field that is missing, empty, or of another type; ``body`` if the body is not an object."""
    if not isinstance(body, dict) or not body:
        return "body"
    for path, kind in needs.items():
        keys = path.rstrip("?").split(".")
        for value in _values(body, keys):
            if value is None or (value in ("", []) and not path.endswith("?")):
                if not path.endswith("?"):
                    return path
            elif not _is_a(value, kind):
                return path.rstrip("?")
    return None


def _values(holder: Any, keys: list[str]) -> Iterator[Any]:
    """The values at a path; ``None`` where there is none."""
    if not keys:
        yield holder
    elif keys[0] == "*":
        for item in holder if isinstance(holder, list) else ():
            yield from _values(item, keys[1:])
    else:
        yield from _values(holder.get(keys[0]) if isinstance(holder, dict) else None, keys[1:])


def _is_a(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Like ``isinstance``, but booleans are not numbers."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return isinstance(value, kinds) and (not isinstance(value, bool) or bool in kinds)
