# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP response, and what every API of the family puts in it."""

from __future__ import annotations

import email.utils
import json
import math
import time
import typing as t
from dataclasses import dataclass

from .._text.texts import Mask, unmasked

#: Where the APIs of the family put an error's code and message, most telling pair first.
ERROR_KEYS = (
    ("error_code", "error_msg"),
    ("errorCode", "errorMsg"),
    ("errorCode", "errorMessage"),
    ("errCode", "externalMessage"),
    ("errCode", "errMsg"),
    ("code", "message"),
    ("error_code", "error_message"),
)

#: Responses about jobs have about ten levels.
MOST_LEVELS = 100


@dataclass
class Response:
    """An HTTP response of any status. ``body`` is None when it is empty or not JSON.

    Nothing in it is masked, as what it says is compared with what is known. ``mask`` is for what is said of it.
    """

    http_status: int
    headers: t.Mapping[str, str]
    content: bytes
    body: t.Any
    mask: Mask = unmasked

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.content.decode("utf-8", "replace")

    @property
    def request_id(self) -> str | None:
        """The id under which the provider finds the call in its logs."""
        body_id = self.body.get("request_id") if isinstance(self.body, dict) else None
        return self.headers.get("X-Request-Id") or self.headers.get("X-IAM-Trace-Id") or body_id

    @property
    def retry_after(self) -> float | None:
        """Seconds from now, from a Retry-After header in either of its forms (RFC 9110, 10.2.3)."""
        value = (self.headers.get("Retry-After") or "").strip()
        if value.isdecimal():
            return float(value)
        try:
            return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
        except (TypeError, ValueError, OverflowError, IndexError):
            return None

    @property
    def error(self) -> tuple[str | None, str | None]:
        """Code and message of an error body in any of the family's shapes, at top level or one object down."""
        if not isinstance(self.body, dict):
            return None, None
        for holder in (self.body, *(value for value in self.body.values() if isinstance(value, dict))):
            pairs = [tuple(_text(holder.get(key)) for key in keys) for keys in ERROR_KEYS]
            for enough in (all, any):
                for code, message in pairs:
                    if enough((code, message)):
                        return code, message
        return None, None


def part_of(body: t.Any, key: str) -> dict[str, t.Any]:
    """An object within an object, empty when either is none."""
    value = body.get(key) if isinstance(body, dict) else None
    return value if isinstance(value, dict) else {}


def parsed(content: bytes) -> t.Any:
    """The JSON of a body; None for what is none, or so deep that nobody downstream could handle it.

    Numbers that JSON does not have become null: Python would read NaN and infinities, and write them again.
    """
    try:
        text = content.decode(json.detect_encoding(content))
        body = json.loads(text, parse_constant=lambda _name: None, parse_float=_finite) if content else None
        if "\\u" in text:
            # Half a surrogate pair is valid JSON, but no text that can be printed.
            body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    level, depth = [body], 0
    while level and depth <= MOST_LEVELS:
        level = [
            item
            for node in level
            if isinstance(node, (dict, list))
            for item in (node.values() if isinstance(node, dict) else node)
        ]
        depth += 1
    return body if depth <= MOST_LEVELS else None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _text(value: t.Any) -> str | None:
    return str(value) if isinstance(value, (str, int)) and value != "" else None
