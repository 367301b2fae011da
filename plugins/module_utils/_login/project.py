# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ID of the project whose jobs are polled, which is looked up by the name of the project if necessary."""

from __future__ import annotations

import threading
import typing as t
from urllib.parse import quote

from .._http.errors import Fault, Final
from .._http.session import Http
from .._text.texts import fit
from .base import Login
from .iam import iam_error


class Project:
    """A project. ``known`` is its ID, or None before it is looked up, which happens at most once."""

    def __init__(self, project_id: str | None, look_up: t.Callable[[], str] = lambda: "") -> None:
        self.known = project_id
        self._look_up = look_up
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """Return the ID of the project. Raises a CallError if it cannot be looked up."""
        with self._lock:
            if self.known is None:
                self.known = self._look_up()
            return self.known


class ProjectLookup:
    """Looks up the ID of a project by its name, with ``GET {iam}/v3/projects?name=``.

    Source: IAM API reference, "Querying Project Information".
    """

    def __init__(self, http: Http, iam_url: str, login: Login, name: str) -> None:
        self._http = http
        self._url = iam_url
        self._login = login
        self._name = name

    def __call__(self) -> str:
        """Return the ID of the project. Raises a CallError, Final if there is no such project or more than one."""
        request = self._http.prepare("GET", f"{self._url}/projects?name={quote(self._name, safe='')}")
        response = self._http.send(self._login(request))
        projects = response.body.get("projects") if isinstance(response.body, dict) else None
        if response.http_status != 200 or not isinstance(projects, list):
            raise iam_error(response, self._login.advice)
        ids = [project.get("id") if isinstance(project, dict) else None for project in projects]
        if not all(isinstance(project_id, str) and project_id for project_id in ids):
            raise Fault(
                "IAM returned a project without an ID",
                http_status=response.http_status,
                hint="Check iam_endpoint and any proxy: something other than IAM may have responded.",
            )
        if len(projects) == 1:
            return t.cast(str, ids[0])
        found = ", ".join(f"{project.get('name')} ({project.get('id')})" for project in projects)
        found = fit(found, self._http.mask)
        raise Final(
            f"this login has {len(projects) or 'no'} projects named {self._name}" + (f": {found}" if found else ""),
            hint="Set project_id, or correct project_name.",
        )
