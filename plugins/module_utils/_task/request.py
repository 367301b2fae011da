# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the path, the query, and the headers of a call."""

from __future__ import annotations

import re
import typing as t
from urllib.parse import unquote

from .._service.vocabulary import PARAMETER
from .errors import OptionError

#: Headers that a task must not set, because the login or the HTTP library sets them.
LOGIN_HEADERS = (
    *("authorization", "x-auth-token", "x-security-token", "x-subject-token", "x-sdk-date", "x-sdk-content-sha256"),
    *("cookie", "proxy-authorization"),
)
TRANSPORT_HEADERS = (
    *("host", "connection", "content-length", "transfer-encoding", "content-encoding", "accept-encoding", "expect"),
    *("te", "trailer", "upgrade", "keep-alive"),
)

_PATH = re.compile(r"/[\x21-\x7e]*")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
#: Servers disagree on the encoding of other characters, and each header is signed.
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")


def checked_path(path: str) -> str:
    """Return the path of a call, which begins after the host. Raises OptionError."""
    if "://" in path or path.startswith("//"):
        raise OptionError(
            "path is a URL: give only what follows the host, such as /v1/{project_id}/cloudservers; the host comes"
            " from service and region, or from endpoint"
        )
    if not _PATH.fullmatch(path) or re.search(r"[#\\]", path):
        raise OptionError(
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other than"
            " printable ASCII must be percent-encoded"
        )
    if set("{}") & set(PARAMETER.sub("", path)):
        raise OptionError("path contains braces that do not enclose a name: write placeholders such as {project_id}")
    if any(unquote(segment) in (".", "..") for segment in path.partition("?")[0].split("/")):
        raise OptionError("path contains the segment . or .., which would lead to another path: remove it")
    return path


def names_in(path: str) -> list[str]:
    """Return the names in braces in a path, except account and project, each once."""
    return [name for name in dict.fromkeys(PARAMETER.findall(path)) if name not in ("domain_id", "project_id")]


def query_of(given: t.Mapping[str, t.Any] | None) -> list[tuple[str, str]]:
    """Return the query as pairs, one for each item of a list, without nulls. Raises OptionError."""
    return [
        (str(name), _text(f"{name} in query", item, ", or a list of these"))
        for name, value in (given or {}).items()
        for item in (value if isinstance(value, (list, tuple)) else [value])
        if item is not None
    ]


def headers_of(given: t.Mapping[str, t.Any] | None) -> dict[str, str]:
    """Return the headers without nulls. Raises OptionError."""
    headers = {}
    for name, value in (given or {}).items():
        if value is None:
            continue
        name = str(name)  # noqa: PLW2901
        if not _HEADER_NAME.fullmatch(name):
            raise OptionError("headers contains an invalid name of a header: use letters, digits, and hyphens")
        lower = name.lower()
        if lower in LOGIN_HEADERS:
            raise OptionError(
                f"headers contains {name}, which the login sets: remove it, and use the login options instead"
            )
        if lower in TRANSPORT_HEADERS:
            raise OptionError(f"headers contains {name}, which is set for each call: remove it")
        if lower == "x-project-id":
            raise OptionError(f"headers contains {name}: set project_id or project_name instead")
        if lower == "x-domain-id":
            raise OptionError(f"headers contains {name}: write {{domain_id}} in path instead, and set domain_id")
        headers[name] = _text(f"{name} in headers", value)
        if not _HEADER_VALUE.fullmatch(headers[name]):
            raise OptionError(
                f"{name} in headers contains characters that are not allowed in a header: use printable ASCII"
                " characters, and percent-encode others"
            )
    return headers


def _text(name: str, value: t.Any, more: str = "") -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (str, int, float)):
        raise OptionError(f"{name} is neither text nor a number: give text, a number, true, or false{more}")
    return str(value)
