# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project whose jobs are polled: by its id, by the login that is for it, or by its name."""

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
    """A project, whose id may have to be looked up first, once. ``known`` is the id as far as it is known."""

    def __init__(self, project_id: str | None, look_up: t.Callable[[], str] = lambda: "") -> None:
        self.known = project_id
        self._look_up = look_up
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """The id. Raises a CallError where it has to be looked up."""
        with self._lock:
            if self.known is None:
                self.known = self._look_up()
            return self.known


class ProjectByName:
    """Looks up the id of a project: ``GET {iam}/v3/projects?name=``.

    Source: IAM API reference, "Querying Project Information".
    """

    def __init__(self, http: Http, iam_url: str, login: Login, name: str) -> None:
        self._http = http
        self._url = iam_url
        self._login = login
        self._name = name

    def __call__(self) -> str:
        """The id. Raises a CallError: Final when there is no such project, or more than one."""
        request = self._http.prepare("GET", f"{self._url}/projects?name={quote(self._name, safe='')}")
        response = self._http.send(self._login(request))
        projects = response.body.get("projects") if isinstance(response.body, dict) else None
        if response.http_status != 200 or not isinstance(projects, list):
            raise iam_error(response, self._login.advice)
        ids = [project.get("id") if isinstance(project, dict) else None for project in projects]
        if not all(isinstance(project_id, str) and project_id for project_id in ids):
            raise Fault("IAM lists projects that have no id", http_status=response.http_status)
        if len(projects) == 1:
            return t.cast(str, ids[0])
        found = ", ".join(f"{project.get('name')} ({project.get('id')})" for project in projects)
        found = fit(found, self._http.mask)
        raise Final(
            f"IAM has {len(projects) or 'no'} projects named {self._name}" + (f": {found}" if found else ""),
            hint="Set project_id, or the right project_name.",
        )
