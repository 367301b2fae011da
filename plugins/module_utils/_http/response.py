# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP response, and the parts of it that all services have in common."""

from __future__ import annotations

import email.utils
import json
import math
import time
import typing as t
from dataclasses import dataclass

from .._text.texts import Mask, unmasked

#: The keys of an error's code and message, which differ between services. The first pair found is used.
ERROR_KEYS = (
    ("error_code", "error_msg"),
    ("errorCode", "errorMsg"),
    ("errorCode", "errorMessage"),
    ("errCode", "externalMessage"),
    ("errCode", "errMsg"),
    ("code", "message"),
    ("error_code", "error_message"),
)

#: The maximum nesting depth of a body. Responses about jobs have about ten levels.
MAX_DEPTH = 100


@dataclass
class Response:
    """An HTTP response of any status.

    ``body`` is the JSON value of the content, None if the content is empty or not JSON. The contents are not masked,
    because they are compared with known values: use ``mask`` on whatever goes into a message.
    """

    http_status: int
    headers: t.Mapping[str, str]
    content: bytes
    body: t.Any
    mask: Mask = unmasked

    @property
    def text(self) -> str:
        """The content as text. Bytes that are not UTF-8 are replaced."""
        return self.content.decode("utf-8", "replace")

    @property
    def request_id(self) -> str | None:
        """The request ID, by which the provider finds the call in its logs."""
        body_id = self.body.get("request_id") if isinstance(self.body, dict) else None
        return self.headers.get("X-Request-Id") or self.headers.get("X-IAM-Trace-Id") or body_id

    @property
    def retry_after(self) -> float | None:
        """The seconds in a Retry-After header, which has a number or a date (RFC 9110, section 10.2.3)."""
        value = (self.headers.get("Retry-After") or "").strip()
        if value.isdecimal():
            return float(value)
        try:
            return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
        except (TypeError, ValueError, OverflowError, IndexError):
            return None

    @property
    def error(self) -> tuple[str | None, str | None]:
        """The code and the message of an error, from the top level of the body or from an object one level down."""
        if not isinstance(self.body, dict):
            return None, None
        for item in (self.body, *(value for value in self.body.values() if isinstance(value, dict))):
            pairs = [tuple(_text(item.get(key)) for key in keys) for keys in ERROR_KEYS]
            # A complete pair is preferred to one that has only a code or only a message.
            for enough in (all, any):
                for code, message in pairs:
                    if enough((code, message)):
                        return code, message
        return None, None


def part_of(body: t.Any, key: str) -> dict[str, t.Any]:
    """Return the object at a key of an object, or an empty one if either of them is not an object."""
    value = body.get(key) if isinstance(body, dict) else None
    return value if isinstance(value, dict) else {}


def parsed(content: bytes) -> t.Any:
    """Return the JSON value of a body, None if it is not JSON or is nested too deeply to be processed further.

    NaN and infinities become null: Python would read and write them, but they are not valid JSON.
    """
    try:
        text = content.decode(json.detect_encoding(content))
        body = json.loads(text, parse_constant=lambda _name: None, parse_float=_finite) if content else None
        if "\\u" in text:
            # A single surrogate is valid in JSON, but cannot be encoded and printed.
            body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    level, depth = [body], 0
    while level and depth <= MAX_DEPTH:
        level = [
            item
            for node in level
            if isinstance(node, (dict, list))
            for item in (node.values() if isinstance(node, dict) else node)
        ]
        depth += 1
    return body if depth <= MAX_DEPTH else None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _text(value: t.Any) -> str | None:
    return str(value) if isinstance(value, (str, int)) and value != "" else None
