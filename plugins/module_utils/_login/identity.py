# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Query the details of a login at IAM: the projects that it can use, and when it expires."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._http.response import part_of
from .._http.session import Http
from .._service.location import Login
from .._text.times import iso, read_time
from .iam import iam_error


@dataclass
class Identity:
    """The details of a login.

    ``projects`` has the names of its projects by their IDs. ``expires_at`` is a time in ISO 8601, None if IAM does not
    return one, as for access key pairs.
    """

    projects: dict[str, str] = field(default_factory=dict)
    expires_at: str | None = None


def identity_of(http: Http, iam_url: str, login: Login, timeout: float | None = None) -> Identity:
    """Query a token with ``GET {iam}/v3/auth/tokens``, and an access key pair with ``GET {iam}/v3/auth/projects``.

    Neither call needs a permission. ``timeout`` is in seconds. Raises a CallError. Source: IAM API reference,
    "Verifying a Token" and "Listing Projects Accessible to an IAM User".
    """
    request = login(http.prepare("GET", f"{iam_url}/auth/projects"))
    token = request.headers.get("X-Auth-Token")
    if token:
        request = http.prepare("GET", f"{iam_url}/auth/tokens?nocatalog=true")
        request.headers.update({"X-Auth-Token": token, "X-Subject-Token": token})
    response = http.send(request, timeout)
    listed = response.body.get("projects") if isinstance(response.body, dict) else None
    details = part_of(response.body, "token")
    if response.http_status != 200 or not (details if token else isinstance(listed, list)):
        raise iam_error(response, login.advice)
    projects = [part_of(details, "project")] if token else listed or []
    named = [(project.get("id"), project.get("name")) for project in projects if isinstance(project, dict)]
    return Identity({str(key): str(name) for key, name in named if key and name}, _time(details.get("expires_at")))


def _time(value: t.Any) -> str | None:
    """Return a time in ISO 8601, None if the value is not a time."""
    try:
        return iso(read_time(str(value)))
    except (ValueError, OverflowError):
        return None
