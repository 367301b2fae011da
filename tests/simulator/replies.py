# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replies: status, headers, and bytes, and the documented error bodies."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

UNSET: Any = object()
"""Means "not given" where ``None`` is a value (JSON null)."""


class Reply(NamedTuple):
    """A response before it is serialized: ``json`` takes precedence over ``text``. Without both, the body is empty."""

    status: int
    json: Any = UNSET
    text: str | None = None
    headers: Mapping[str, str] = MappingProxyType({})

    def payload(self) -> bytes:
        """The body to send."""
        if self.json is not UNSET:
            return json.dumps(self.json, separators=(",", ":")).encode()
        return (self.text or "").encode()

    @property
    def content_type(self) -> str:
        """``application/json``, or HTML for text that looks like it."""
        if self.json is UNSET and self.text and self.text.lstrip().startswith("<"):
            return "text/html"
        return "application/json"


class Refusal(Exception):
    """Ends a request with an error response, when raised anywhere below the router."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.reply = reply


def new_request_id() -> str:
    """32 hexadecimal digits, as in ``X-Request-Id``."""
    return secrets.token_hex(16)


def gateway_error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Reply:
    """The API gateway's error format: ``{"error_msg", "error_code", "request_id"}``."""
    request_id = new_request_id()
    body = {"error_msg": message, "error_code": code, "request_id": request_id}
    return Reply(status, body, headers={"X-Request-Id": request_id, **(headers or {})})


def flat_error(code: str, message: str) -> dict[str, Any]:
    """The error format of most newer services."""
    return {"error_code": code, "error_msg": message}


def dcs_error(code: str, message: str) -> dict[str, Any]:
    """The error format of DCS."""
    return {**flat_error(code, message), "error_ext_msg": None}


def identified_error(code: str, message: str) -> dict[str, Any]:
    """The error format of ELB v3."""
    return {**flat_error(code, message), "request_id": new_request_id()}


def message_code_error(code: str, message: str) -> dict[str, Any]:
    """The error format of the job queries of ELB v1.0 and VBS: both fields are next to those of the job."""
    return {"message": message, "code": code}


def nested_error(code: str, message: str) -> dict[str, Any]:
    """The error format of SDRS, ECS, EVS, and similar services, and of the load balancer calls of ELB v1.0."""
    return {"error": {"message": message, "code": code}}


def short_error(code: str, message: str) -> dict[str, Any]:
    """The error format of SFS Turbo."""
    return {"errCode": code, "errMsg": message}


def kubernetes_error(code: str, message: str) -> dict[str, Any]:
    """The error format of CCE, whose codes contain the HTTP status."""
    status = re.search(r"[45]\d\d", code)
    return {
        "errorCode": code,
        "errorMessage": message,
        "message": message,
        "code": int(status.group()) if status else None,
        "reason": message,
    }


def unauthorized(message: str) -> Reply:
    """The login is missing, or the gateway does not accept it."""
    return gateway_error(401, "APIGW.0301", "Incorrect IAM authentication information: " + message)


def no_such_api() -> Reply:
    """The gateway does not know the path. This differs from a job that does not exist."""
    return gateway_error(404, "APIGW.0101", "The API does not exist or has not been published in the environment")


def throttled(limit: str, headers: dict[str, str] | None = None) -> Reply:
    """Too many requests. ``limit`` is the gateway's description of the policy."""
    text = "The throttling threshold has been reached: policy user over ratelimit," + limit
    return gateway_error(429, "APIGW.0308", text, headers)
