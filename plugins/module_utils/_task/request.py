# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says of a call: path, query and headers."""

from __future__ import annotations

import re
import typing as t
from urllib.parse import unquote

from .._service.vocabulary import PARAMETER
from .errors import OptionError

#: Headers that somebody else sets, and who.
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
#: Others have no encoding that all servers agree on, and each header is signed.
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")


def checked_path(path: str) -> str:
    """The path of a call, from the host of the service on. Raises OptionError."""
    if "://" in path or path.startswith("//"):
        raise OptionError(
            "path is a URL: give what follows the host, such as /v1/{project_id}/cloudservers; the host comes"
            " from service and region, or from endpoint"
        )
    if not _PATH.fullmatch(path) or re.search(r"[#\\]", path):
        raise OptionError(
            "path is not usable: give one that begins with /, without whitespace, # and backslashes, and"
            " with other than printable ASCII characters percent-encoded"
        )
    if set("{}") & set(PARAMETER.sub("", path)):
        raise OptionError("path has braces that are not around a name: write them as in {project_id}")
    if any(unquote(segment) in (".", "..") for segment in path.partition("?")[0].split("/")):
        raise OptionError("path has a segment of dots alone, which would lead elsewhere: leave it out")
    return path


def names_in(path: str) -> list[str]:
    """What a path names beside account and project, each once."""
    return [name for name in dict.fromkeys(PARAMETER.findall(path)) if name not in ("domain_id", "project_id")]


def query_of(given: t.Mapping[str, t.Any] | None) -> list[tuple[str, str]]:
    """The query, with a pair for each item of a list; what is null is left out. Raises OptionError."""
    return [
        (str(name), _text(f"{name} in query", item, ", or a list of these"))
        for name, value in (given or {}).items()
        for item in (value if isinstance(value, (list, tuple)) else [value])
        if item is not None
    ]


def headers_of(given: t.Mapping[str, t.Any] | None) -> dict[str, str]:
    """The headers; what is null is left out. Raises OptionError."""
    headers = {}
    for name, value in (given or {}).items():
        if value is None:
            continue
        name = str(name)  # noqa: PLW2901
        if not _HEADER_NAME.fullmatch(name):
            raise OptionError("headers has a name that no header can have: give letters, digits and hyphens")
        lower = name.lower()
        if lower in LOGIN_HEADERS:
            raise OptionError(
                f"headers has {name}, which the login sets: leave it out, and use the options of the login"
            )
        if lower in TRANSPORT_HEADERS:
            raise OptionError(f"headers has {name}, which is set for each call: leave it out")
        if lower == "x-project-id":
            raise OptionError(f"headers has {name}: give project_id or project_name in place of it")
        if lower == "x-domain-id":
            raise OptionError(f"headers has {name}: write {{domain_id}} in path in place of it, and give domain_id")
        headers[name] = _text(f"{name} in headers", value)
        if not _HEADER_VALUE.fullmatch(headers[name]):
            raise OptionError(
                f"{name} in headers holds control characters, or others that no header can have: give printable ASCII"
                " characters, and percent-encode others"
            )
    return headers


def _text(name: str, value: t.Any, more: str = "") -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (str, int, float)):
        raise OptionError(f"{name} is neither text nor a number: give text, a number, true or false{more}")
    return str(value)
