# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what the official SDK reads with the response that was sent."""

from __future__ import annotations

from typing import Any


def differences(modeled: Any, body: Any, location: str = "") -> set[str]:
    """The field paths at which a model differs from the body it was read from. A missing key counts as null."""
    if isinstance(modeled, dict) and isinstance(body, dict):
        return {
            found
            for key in {**modeled, **body}
            for found in differences(modeled.get(key), body.get(key), f"{location}.{key}".lstrip("."))
        }
    if isinstance(modeled, list) and isinstance(body, list) and len(modeled) == len(body):
        return {found for pair in zip(modeled, body) for found in differences(*pair, location)}
    return set() if modeled == body else {location}
