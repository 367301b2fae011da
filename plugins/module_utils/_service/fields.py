# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Field paths: keys joined by dots that lead to a value in a body, as in ``status.phase`` or ``items.0.status``."""

from __future__ import annotations

import typing as t


def find(body: t.Any, paths: t.Iterable[str]) -> t.Any:
    """The value at the first of the paths that leads to one, None if none does.

    A number picks an item of a list, the first of which is 0; null and empty text count as no value.
    """
    for path in paths:
        value = body
        for key in path.split("."):
            value = _step(value, key)
        if value not in (None, ""):
            return value
    return None


def find_all(body: t.Any, paths: t.Iterable[str]) -> list[t.Any]:
    """The values at the first of the paths that leads to any.

    Unlike in ``find``, a key is looked up in each item of a list, and a list at the end of a path stands for its items.
    """
    for path in paths:
        values = [body]
        for key in path.split("."):
            values = [value for holder in values for value in _steps(holder, key)]
        items = [item for value in values for item in (value if isinstance(value, list) else [value])]
        found = [item for item in items if item not in (None, "")]
        if found:
            return found
    return []


def _step(value: t.Any, key: str) -> t.Any:
    if isinstance(value, list) and key.isdecimal():
        return value[int(key)] if int(key) < len(value) else None
    return value.get(key) if isinstance(value, dict) else None


def _steps(value: t.Any, key: str) -> list[t.Any]:
    if isinstance(value, list) and not key.isdecimal():
        return [_step(item, key) for item in value]
    return [_step(value, key)]
