# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IAM says of a login: the projects that it may use, and when it ends."""

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
    """The names of projects by their ids, and when the login ends, ISO 8601, None where IAM does not say."""

    projects: dict[str, str] = field(default_factory=dict)
    ends: str | None = None


def identity_of(http: Http, iam_url: str, login: Login, timeout: float | None = None) -> Identity:
    """What IAM says: of a token ``GET {iam}/v3/auth/tokens``, of keys ``GET {iam}/v3/auth/projects``.

    Neither needs a permission. Source: IAM API reference, "Verifying a Token" and "Listing Projects
    Accessible to an IAM User". Raises a CallError.
    """
    request = login(http.prepare("GET", f"{iam_url}/auth/projects"))
    token = request.headers.get("X-Auth-Token")
    if token:
        request = http.prepare("GET", f"{iam_url}/auth/tokens?nocatalog=true")
        request.headers.update({"X-Auth-Token": token, "X-Subject-Token": token})
    response = http.send(request, timeout)
    listed = response.body.get("projects") if isinstance(response.body, dict) else None
    about = part_of(response.body, "token")
    if response.http_status != 200 or not (about if token else isinstance(listed, list)):
        raise iam_error(response, login.advice)
    projects = [part_of(about, "project")] if token else listed or []
    named = [(project.get("id"), project.get("name")) for project in projects if isinstance(project, dict)]
    return Identity({str(key): str(name) for key, name in named if key and name}, _time(about.get("expires_at")))


def _time(value: t.Any) -> str | None:
    try:
        return iso(read_time(str(value)))
    except (ValueError, OverflowError):
        return None
