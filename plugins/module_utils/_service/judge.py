# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a response means if it lacks what was requested: rules for all services, and those of a service's row."""

from __future__ import annotations

import re
import typing as t
from urllib.parse import urlsplit

from .._http.errors import CallError, Fault, Final, Gone, LoginRefused, NoSuchJob, Throttled
from .._http.response import Response
from .._text.texts import SENTENCE, SHORT, fit
from .reading import Misspelled, NoJob, NotListed, OtherJob
from .vocabulary import Rule, Service

#: Responses that have the same meaning for every service. The row of a service adds its own.
TRANSIENT = (Rule(408), Rule(425), Rule(429), Rule(202, "Common.0024"))
THROTTLED = (Rule(429), Rule(202, "Common.0024"))
REFUSED = (Rule(401),)
#: The gateway has no such API at this host. Despite the 404, this never means a missing job.
WRONG_PATH = tuple(Rule(404, f"{gateway}.{number}") for gateway in ("APIGW", "APIG") for number in ("0101", "0103"))


NOT_OF_API = (
    "The response is not a JSON object, so it may come from a proxy or a web server instead of the API, and does not"
    " mean that a resource is gone: check path, endpoint, and the proxies in the network path."
)


def error_of(
    response: Response,
    service: Service | None = None,
    advice: t.Callable[[str], str] = lambda _message: "",
    no_job: NoJob | None = None,
    poll: bool = True,
) -> CallError:
    """The error that a response stands for; without ``service``, by the rules for all of them.

    ``advice`` returns the hint for a refused login, given the API's message. ``no_job`` is the error from reading the
    response, if it was read at all. ``poll`` is true if a job was polled: for any other call, no response means a
    missing job.
    """
    code, message = response.error
    status = response.http_status

    def quoted(text: str | None, width: int = SENTENCE) -> str | None:
        return fit(text, response.mask, width) if text else None

    def is_one_of(rules: t.Iterable[Rule]) -> bool:
        return any(rule.matches(status, code) for rule in rules)

    def error(kind: type[CallError], hint: str = "", text: str | None = None, statusless: bool = False) -> CallError:
        return kind(
            text or quoted(message) or _summary(response) or "no message in the response",
            http_status=status,
            code=None if code == str(status) else quoted(code, SHORT),
            request_id=quoted(response.request_id, SHORT),
            retry_after=response.retry_after,
            hint=hint,
            statusless=statusless,
        )

    if is_one_of(THROTTLED):
        return error(Throttled)
    if is_one_of(REFUSED + (service.refused if service else ())):
        return error(LoginRefused, advice(message or ""))
    if is_one_of(WRONG_PATH):
        return error(
            Final,
            "The gateway has no such API at this host: check path, service, region, cloud, and endpoint, and whether"
            " this cloud has the service.",
        )
    if service and poll and is_one_of(service.gone + service.missing):
        return error(*_denied(response, is_one_of(service.gone)))
    if status >= 500 or is_one_of(TRANSIENT + (service.transient if service else ())):
        return error(Fault)
    if 300 <= status < 400:
        target = quoted(_host_of(response.mask(response.headers.get("Location") or "")), SHORT) or "another location"
        return error(
            Final,
            "Redirects are not followed, so that the login is not sent to another host: set the endpoint to the base"
            " URL of the API itself, and check for a proxy that requires a login.",
            f"the response is a redirect to {target}",
        )
    if status < 300:
        found = quoted(message) or (_keys(response) if no_job else _summary(response)) or "it is empty"
        return error(*_without_job(service, no_job, found))
    if status == 403:
        return error(
            Final, "The login is accepted, but lacks the permission for this call: request it, or check the project."
        )
    return error(Final, "Check the options against the API's message.")


def is_of_api(response: Response) -> bool:
    """Whether a response comes from an API: a proxy or a web server also responds with 404, but not in JSON.

    The text ``404`` of a web server is JSON, too, so only an object counts.
    """
    return isinstance(response.body, dict)


def is_throttled(response: Response) -> bool:
    """Whether the API throttles the call, possibly with a 2xx status."""
    return any(rule.matches(response.http_status, response.error[0]) for rule in THROTTLED)


def not_json(response: Response) -> CallError:
    """The error for a body that is not JSON."""
    return Fault(f"the response is not JSON: {_summary(response)}", http_status=response.http_status)


def _denied(response: Response, as_gone: bool) -> tuple[type[CallError], str]:
    """The kind of error that a denial stands for, and the hint."""
    if not is_of_api(response):
        return NoSuchJob, NOT_OF_API
    return (Gone if as_gone else NoSuchJob), ""


def _without_job(service: Service | None, no_job: NoJob | None, found: str) -> tuple[type[CallError], str, str, bool]:
    """The error for a response that should have contained the job: kind, hint, text, and whether it lacks a status."""
    described = bool(service and service.option)
    if isinstance(no_job, Misspelled):
        return Final, "", str(no_job), False
    if isinstance(no_job, OtherJob):
        return Fault, _description("job_id", service), str(no_job), described
    if isinstance(no_job, NotListed):
        gone = bool(service and service.gone_if_unlisted) and not no_job.doubt
        hint = f"The job may exist nevertheless, because {no_job.doubt}." if no_job.doubt else ""
        return Gone if gone else NoSuchJob, hint, "the job is not in the list", False
    sought = f" (no value at {service.status_path})" if service else ""
    hint = _description("status and wrapper", service) if no_job else ""
    return Fault, hint, f"the response does not contain a job{sought}: {found}", no_job is not None


def _description(suboptions: str, service: Service | None) -> str:
    """What to check if the task describes the API."""
    if not (service and service.option):
        return ""
    names = " and ".join(f"{service.option}.{suboption}" for suboption in suboptions.split(" and "))
    return f"Compare {names} with the response: a field path consists of keys joined by dots, such as status.phase."


def _keys(response: Response) -> str:
    """The keys of an object and those one level down, which is as deep as most wrappers are."""
    keys = [
        f"{key} ({', '.join(map(str, value))})" if isinstance(value, dict) and value else str(key)
        for key, value in response.body.items()
    ]
    return f"its keys are {fit(', '.join(keys), response.mask, 200)}" if keys else ""


def _summary(response: Response) -> str:
    """The beginning of a body that is not JSON, without its markup. Secrets are masked first: they may look like it."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", " ", response.mask(response.text)[:20_000])
    return fit(text, response.mask, 200)


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""
