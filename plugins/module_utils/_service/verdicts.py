# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the response about a job that cannot exist reveals about a service and the login."""

from __future__ import annotations

from .._http.errors import CallError, Gone, LoginRefused, NoSuchJob
from .judge import WRONG_PATH, is_of_api

OK = "ok"
NO_SUCH_HOST = "no such host"
UNREACHABLE = "unreachable"
UNAVAILABLE = "unavailable"
REFUSED = "login refused"
NO_PERMISSION = "no permission"
NO_SUCH_API = "no such API"
OTHER = "other response"
ABSENT = "not in this cloud"
NOT_CHECKED = "not checked"

#: An ID in the usual form, UUID version 4, that no service has assigned to anything.
IMPOSSIBLE_ID = "00000000-0000-4000-8000-000000000000"


def verdict_of(error: CallError | None) -> str:
    """The verdict on a service, from the error that its response about ``IMPOSSIBLE_ID`` stands for.

    No error means that the response had a job.
    """
    if error is None:
        return OTHER
    status = error.http_status
    if isinstance(error, LoginRefused) or status == 401:
        return REFUSED
    if isinstance(error, (Gone, NoSuchJob)):
        return OK if error.response is None or is_of_api(error.response) else OTHER
    if status is None:
        return NO_SUCH_HOST if error.no_such_host else UNREACHABLE
    if any(rule.matches(status, error.code) for rule in WRONG_PATH):
        return NO_SUCH_API
    if status == 403:
        return NO_PERMISSION
    return UNAVAILABLE if error.throttled or (error.retryable and status >= 300) else OTHER
