# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the result of ``cloud_info`` from the findings of a checkup."""

from __future__ import annotations

import typing as t

from .._http.errors import CallError
from .._service.location import Location
from .._service.verdicts import ABSENT, NO_PERMISSION, NOT_CHECKED, OK, verdict_of
from .._service.vocabulary import Service
from .._wait.checkup import Findings
from .checkup import ToCheck
from .checkup_report import Result, detail, lines_of, report_of
from .errors import NotThere
from .login_origin import KINDS

A_JOB = "the response contains a job, although no job has this ID"


def empty_checkup_result() -> Result:
    """Return the result when nothing was checked."""
    return {
        "changed": False,
        "login": None,
        "project": None,
        "iam": None,
        "services": [],
        "problems": [],
        "lines": [],
        "report": None,
    }


def checkup_result(to_check: ToCheck, found: Findings) -> Result:
    """Return the result. Personal values are replaced by the names of options in braces."""
    result = {
        **empty_checkup_result(),
        "login": _login(to_check, found),
        "project": _project(to_check, found),
        "iam": _iam(to_check, found),
        "services": [_service(row, location, found) for row, location in to_check.services],
    }
    hide = _Hide(to_check)
    result = {**result, **{name: hide.data(result[name]) for name in ("login", "iam", "services")}}
    result["problems"] = [hide(problem) for problem in _problems(to_check, found, result["services"])]
    result["lines"] = lines_of(to_check.region, result)
    result["report"] = report_of(to_check.region, result)
    return result


class _Hide:
    """Replaces personal values, which are those of the project and the login, by names in braces."""

    def __init__(self, to_check: ToCheck) -> None:
        names = dict(to_check.personal)
        if to_check.project_id:
            names[to_check.project_id] = "{project_id}"
        # A short value may be an ordinary word, which would disappear from all sentences.
        self._names = {value: name for value, name in names.items() if len(value) > 5}

    def __call__(self, text: str) -> str:
        for value in sorted(self._names, key=len, reverse=True):
            text = text.replace(value, self._names[value])
        return text

    def data(self, value: t.Any) -> t.Any:
        if isinstance(value, dict):
            return {key: self.data(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.data(item) for item in value]
        return self(value) if isinstance(value, str) else value


def _login(to_check: ToCheck, found: Findings) -> Result:
    origin, refusal = to_check.origin, found.refusal
    iam_accepts = found.iam_queried and not found.iam_error
    services_accept = any(verdict_of(error) == OK for error in found.services.values())
    return {
        "auth_type": origin.auth_type,
        "kind": ("temporary " if origin.temporary else "") + KINDS.get(origin.auth_type, origin.auth_type),
        "source": origin.source,
        "names": list(origin.names),
        "profile": origin.profile,
        "file": origin.file,
        "description": str(origin),
        "ends": found.identity.expires_at,
        "accepted": False if refusal else True if iam_accepts or services_accept else None,
        "message": _sentence(refusal or found.login_error),
    }


def _project(to_check: ToCheck, found: Findings) -> Result:
    project_id = to_check.project_id
    names = found.identity.projects
    name = names.get(project_id or "")
    message = _sentence(found.project_error)
    if not message and project_id and not name:
        if found.iam_error:
            message = f"IAM did not return its name: {_sentence(found.iam_error)}"
        elif names:
            message = "it is not among the projects that IAM lists for this login"
    if not name and not project_id:
        name = to_check.project_name
    return {"id": project_id, "name": name, "message": message}


def _iam(to_check: ToCheck, found: Findings) -> Result:
    error = found.iam_error
    verdict = NOT_CHECKED if not found.iam_queried else verdict_of(error) if error else OK
    return {
        "endpoint": to_check.iam_url,
        "verdict": verdict,
        **_error_fields(error),
        "message": _message_of(error) or to_check.no_iam,
    }


def _service(row: Service, location: Location | NotThere, found: Findings) -> Result:
    """Return the verdict on one service, and what its response says."""
    endpoint = location.endpoint if isinstance(location, Location) else None
    about = {"service": row.name, "title": row.title, "endpoint": endpoint, "path": row.path}
    if isinstance(location, NotThere):
        return {**about, "verdict": ABSENT, "usable": False, **_error_fields(None), "message": str(location)}
    if location not in found.services:
        return {**about, "verdict": NOT_CHECKED, "usable": False, **_error_fields(None), "message": _why_not(found)}
    error = found.services[location]
    verdict = verdict_of(error)
    message = _message_of(error) or A_JOB
    if verdict == NO_PERMISSION and ":" in row.permission:
        message = f"{message.rstrip('. ')}; required permission: {row.permission}"
    return {**about, "verdict": verdict, "usable": verdict == OK, **_error_fields(error), "message": message}


def _why_not(found: Findings) -> str:
    if found.refusal:
        return "the login was refused earlier"
    if found.login_error:
        return "the login could not be requested"
    return "the project ID is not known" if found.project_error else "the check timed out"


def _error_fields(error: CallError | None) -> Result:
    return {
        "http_status": error.http_status if error else None,
        "code": error.code if error else None,
        "request_id": error.request_id if error else None,
    }


def _message_of(error: CallError | None) -> str:
    return error.message if error else ""


def _sentence(error: CallError | None) -> str:
    return " ".join(filter(None, (f"{str(error).rstrip('. ')}.", error.hint))) if error else ""


def _problems(to_check: ToCheck, found: Findings, services: list[Result]) -> list[str]:
    """Return why the login, or services that the task lists by name, cannot be used."""
    if found.refusal:
        return [f"The login was refused, so the check ended: {_sentence(found.refusal)}"]
    if found.login_error:
        return [f"The login could not be requested: {_sentence(found.login_error)}"]
    if found.project_error:
        return [f"The project ID is not known, so no service was queried: {_sentence(found.project_error)}"]
    if to_check.named:
        return [
            f"{service['service']} cannot be used: {service['verdict']} ({detail(service).rstrip('. ')})."
            for service in services
            if not service["usable"]
        ]
    if not any(service["usable"] for service in services):
        return ["None of the services can be used. Check region, and see the verdict on each service."]
    return []
