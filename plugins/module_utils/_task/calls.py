# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call returns, in the keys of ``ansible.builtin.uri`` where that has them."""

from __future__ import annotations

import typing as t

from .._http.errors import CallError
from .._http.response import Response
from .._service.call import ApiCall
from .._service.fields import find, find_all
from .._text.texts import SHORT, Mask, fit
from .errors import OptionError
from .ids import is_id

#: What stands for the status of a response that has not come; ``uri`` has the same.
NO_RESPONSE = -1
#: Where the id of an order is, which yearly and monthly resources begin with.
ORDER_PATHS = ("order_id", "orderId", "orderID")

LOOK_FIRST = (
    "The call may have been carried out nevertheless: look first whether what it makes is there, for example with"
    " huaweicloud.jobs.api_info, as running this task again would start the work a second time."
)
NOTHING_STARTED = "Nothing was started, so this task can be run again."

Result = dict[str, t.Any]


def nothing_called() -> Result:
    """The result of a call that was not made."""
    return {"changed": False, "status": NO_RESPONSE, "json": None, "request_id": None}


def responded(response: Response) -> Result:
    """What a result says of a response."""
    return {"status": response.http_status, "json": response.body, "request_id": response.request_id}


def failed_call(call: ApiCall, error: CallError, tries: int, uncertain: bool) -> Result:
    """What a result says of a call that has failed for good; ``uncertain`` is whether it may have been carried out."""
    result = nothing_called()
    if error.http_status and not error.from_other_service:
        result["status"] = error.http_status
    if error.response:
        result.update(responded(error.response))
    after = f" after {tries} tries" if tries > 1 else ""
    starts = call.method != "GET"
    sentences = [f"The call {call} failed{after}: {str(error).rstrip('. ')}.", error.hint]
    if starts and (uncertain or error.retryable):
        sentences.append(LOOK_FIRST if uncertain else NOTHING_STARTED)
    ambiguous = {"ambiguous": uncertain} if starts else {}
    return {**result, **ambiguous, "failed": True, "msg": " ".join(filter(None, sentences))}


def field_paths(given: t.Sequence[str] | None, default: t.Sequence[str]) -> tuple[str, ...]:
    """The field paths of the id in the response. Raises OptionError."""
    if given is None:
        return tuple(default)
    if not given or not all(all(path.split(".")) for path in given):
        raise OptionError(
            "job_id_path is no list of field paths: give keys joined by dots, such as status.jobID, or leave it out for"
            " those of the service"
        )
    return tuple(given)


def started(body: t.Any, paths: t.Sequence[str], named: bool, mask: Mask) -> tuple[Result, list[str]]:
    """The ids, or the order, in a response of success, and warnings.

    Where the task has ``named`` the field paths, and they lead to no id, the result is that of a failure.
    """
    found = [value for value in find_all(body, paths) if isinstance(value, (str, int)) and not isinstance(value, bool)]
    ids = list(dict.fromkeys(text for text in (str(value).strip() for value in found) if is_id(text)))
    if ids:
        return {"job_ids": ids}, []
    order = find(body, ORDER_PATHS)
    if isinstance(order, (str, int)):
        shown = fit(str(order), mask, SHORT)
        warning = f"the call was accepted as order {shown}, which has no job to wait for: check that it is paid"
        return {"job_ids": [], "order_id": str(order)}, [warning]
    accepted = f"call was accepted, but its response has no job id at {' or '.join(paths)}: nothing was waited for"
    if named:
        message = f"The {accepted}. The work goes on in the cloud; compare job_id_path with json in the result."
        return {"job_ids": [], "failed": True, "msg": message}, []
    warning = (
        f"the {accepted}. If the id is elsewhere, name its field path in job_id_path; if there is no job, wait for the"
        " status of what is made with service custom"
    )
    return {"job_ids": []}, [warning]
