# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people read of a checkup: lines, and a report that can be shown to anybody."""

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

#: How wide a line is, as far as it is an API's.
WIDTH = 150


def detail(about: Result) -> str:
    """HTTP status, code and message."""
    status = f"HTTP {about['http_status']}" if about["http_status"] else ""
    head = " ".join(filter(None, (status, about["code"])))
    return ": ".join(filter(None, (head, about["message"])))


def lines_of(region: str | None, result: Result) -> list[str]:
    """What people read: head lines, and one for each service."""
    login, project, iam, services = (result[name] for name in ("login", "project", "iam", "services"))
    accepted = {True: "accepted", False: "refused", None: "not known whether it is accepted"}[login["accepted"]]
    name = f"{project['name']} " if project["name"] else ""
    known = f"({project['id']})" if project["id"] else "(id not known)"
    head = [
        ("versions", ", ".join(f"{what} {version}" for what, version in _versions().items())),
        ("login", f"{login['description']}: {accepted}" + (f", until {login['ends']}" if login["ends"] else "")),
        ("project", f"{name}{known}" + (f": {project['message']}" if project["message"] else "")),
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
    """What can be shown to anybody: no project, no names, and nothing of the login but its kind."""
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
    """Write a report to a file of the controller; what went wrong, or nothing."""
    try:
        with open(os.path.expanduser(path), "w", encoding="utf-8") as file:
            file.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no path"
        return f"The report cannot be written to {path}: {why}. Name a file in a folder that you may write to."
    return ""
