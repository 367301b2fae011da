# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the result of a call, with the same keys as ``ansible.builtin.uri`` where it has them."""

from __future__ import annotations

import typing as t

from .._http.errors import CallError
from .._http.response import Response
from .._service.call import ApiCall
from .._service.fields import find, find_all
from .._text.texts import SHORT, Mask, fit
from .errors import OptionError
from .ids import is_id

#: The HTTP status in a result without a response, as in ``ansible.builtin.uri``.
NO_RESPONSE = -1
#: The field paths of the order ID in responses about yearly and monthly resources.
ORDER_PATHS = ("order_id", "orderId", "orderID")

CHECK_FIRST = (
    "The API may have carried out the call nevertheless. Check whether it took effect, for example with"
    " huaweicloud.jobs.api_info, before you run this task again: that would start the work a second time."
)
NOTHING_STARTED = "Nothing was started, so you can run this task again."

Result = dict[str, t.Any]


def empty_call_result() -> Result:
    """Return the result of a call that was not made."""
    return {"changed": False, "status": NO_RESPONSE, "json": None, "request_id": None}


def response_result(response: Response) -> Result:
    """Return the part of a result that describes a response."""
    return {"status": response.http_status, "json": response.body, "request_id": response.request_id}


def failure_result(call: ApiCall, error: CallError, tries: int, uncertain: bool) -> Result:
    """Return the result of a call that failed after some ``tries``; ``uncertain``: it may have been carried out."""
    result = empty_call_result()
    if error.http_status and not error.from_other_service:
        result["status"] = error.http_status
    if error.response:
        result.update(response_result(error.response))
    after = f" after {tries} attempts" if tries > 1 else ""
    starts = call.method != "GET"
    sentences = [f"The call {call} failed{after}: {str(error).rstrip('. ')}.", error.hint]
    if starts and (uncertain or error.retryable):
        sentences.append(CHECK_FIRST if uncertain else NOTHING_STARTED)
    ambiguous = {"ambiguous": uncertain} if starts else {}
    return {**result, **ambiguous, "failed": True, "msg": " ".join(filter(None, sentences))}


def field_paths(given: t.Sequence[str] | None, default: t.Sequence[str]) -> tuple[str, ...]:
    """Return the field paths of the job ID in the response: those of the task, or the default. Raises OptionError."""
    if given is None:
        return tuple(default)
    if not given or not all(all(path.split(".")) for path in given):
        raise OptionError(
            "job_id_path is not a list of field paths: give keys joined by dots, such as status.jobID, or omit the"
            " option to use the field paths of the service"
        )
    return tuple(given)


def started_jobs(
    body: t.Any, paths: t.Sequence[str], named: bool, mask: Mask, described: bool = False
) -> tuple[Result, list[str]]:
    """Return the part of a result with the job IDs or the order in a successful response, and warnings.

    It is a failure if the task itself has ``named`` the field paths, and they lead to no ID. ``described`` is true if
    the task describes the service in ``custom``.
    """
    found = [value for value in find_all(body, paths) if isinstance(value, (str, int)) and not isinstance(value, bool)]
    ids = list(dict.fromkeys(text for text in (str(value).strip() for value in found) if is_id(text)))
    if ids:
        return {"job_ids": ids}, []
    order = find(body, ORDER_PATHS)
    if isinstance(order, (str, int)):
        shown = fit(str(order), mask, SHORT)
        warning = (
            f"The API accepted the call as order {shown}, which has no job to wait for. Check that the order is paid"
        )
        return {"job_ids": [], "order_id": str(order)}, [warning]
    accepted = f"The API accepted the call, but its response has no job ID at {' or '.join(paths)}"
    if named:
        message = f"{accepted}. The work continues in the cloud. Compare job_id_path with json in the result."
        return {"job_ids": [], "failed": True, "msg": message}, []
    resource = (
        "pass the ID of the resource to huaweicloud.jobs.job_wait as job_ids, with a custom that describes the query of"
        " the resource"
        if described
        else "wait for the resource with huaweicloud.jobs.job_wait and service: custom"
    )
    warning = (
        f"{accepted}, so the task did not wait. If the ID is elsewhere, set job_id_path to its field path; if the call"
        f" starts no job, {resource}"
    )
    return {"job_ids": []}, [warning]
