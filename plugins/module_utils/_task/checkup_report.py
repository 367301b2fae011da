# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The output of ``cloud_info`` for users: lines, and a report that they can publish."""

from __future__ import annotations

import json
import os
import platform
import typing as t
from datetime import datetime, timezone

from ansible.module_utils.ansible_release import __version__ as core_version

from .._http.library import requests
from .._text.texts import shortened
from .._text.times import iso
from .._text.version import VERSION

Result = dict[str, t.Any]

#: The number of characters of an API's text in a line.
WIDTH = 150


def detail(about: Result) -> str:
    """Return the HTTP status, the code, and the message of IAM or a service as one text."""
    status = f"HTTP {about['http_status']}" if about["http_status"] else ""
    head = " ".join(filter(None, (status, about["code"])))
    return ": ".join(filter(None, (head, about["message"])))


def lines_of(region: str | None, result: Result) -> list[str]:
    """Return the lines for users: some about the login and the project, and one for each service."""
    login, project, iam, services = (result[name] for name in ("login", "project", "iam", "services"))
    accepted = {True: "accepted", False: "refused", None: "not verified"}[login["accepted"]]
    known = project["id"] or "ID not known"
    shown = f"{project['name']} ({known})" if project["name"] else known
    head = [
        ("versions", ", ".join(f"{what} {version}" for what, version in _versions().items())),
        ("login", f"{login['description']}: {accepted}" + (f", until {login['ends']}" if login["ends"] else "")),
        ("project", shown + (f": {project['message']}" if project["message"] else "")),
        ("IAM", f"{iam['endpoint'] or 'not known'}: {iam['verdict']}" + _behind(detail(iam))),
        ("region", region or "not given"),
        ("services", f"{sum(service['usable'] for service in services)} of {len(services)} can be used"),
    ]
    table = [(service["service"], service["verdict"], detail(service)) for service in services]
    first = max(len(row[0]) for row in [*head, *table])
    second = max((len(row[1]) for row in table), default=0)
    return [
        *(f"{what:{first}}  {text}" for what, text in head),
        *(f"{what:{first}}  {verdict:{second}}  {shortened(text, WIDTH)}".rstrip() for what, verdict, text in table),
    ]


def _behind(text: str) -> str:
    return f" ({text})" if text else ""


def _versions() -> dict[str, str]:
    return {
        "huaweicloud.jobs": VERSION,
        "ansible-core": core_version,
        "python": platform.python_version(),
        "requests": requests.__version__,
    }


def report_of(region: str | None, result: Result) -> Result:
    """Return the report that users can publish: without project and names, and only with the kind of the login."""
    return {
        "versions": _versions(),
        "time": iso(datetime.now(timezone.utc)),
        "region": region,
        "login": {name: result["login"][name] for name in ("auth_type", "kind", "source", "accepted", "message")},
        "iam": result["iam"],
        "services": result["services"],
        "problems": result["problems"],
    }


def written(report: Result, path: str) -> str:
    """Write a report to a file on the controller. Return a message if this fails, else an empty text."""
    try:
        with open(os.path.expanduser(path), "w", encoding="utf-8") as file:
            file.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "this is not a valid path"
        return f"The report cannot be written to {path}: {why}. Set report to a file in a folder that you can write to."
    return ""
