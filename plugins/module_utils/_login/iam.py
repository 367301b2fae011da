# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors in responses of IAM."""

from __future__ import annotations

import typing as t

from .._http.errors import CallError, Fault
from .._http.response import Response
from .._service.judge import error_of

#: Starts the messages of IAM's errors.
IAM_PREFIX = "IAM: "


def iam_error(response: Response, advice: t.Callable[[str], str] = lambda _message: "") -> CallError:
    """Return the error for a response of IAM that does not have what was requested.

    ``advice`` returns the hint for a refused login, from IAM's message. A response of success is never quoted, because
    it may contain a token.
    """
    if response.http_status < 300:
        error: CallError = Fault(
            f"{IAM_PREFIX}the response does not have the expected content",
            http_status=response.http_status,
            hint="Check iam_endpoint and any proxy: something other than IAM may have responded.",
        )
    else:
        error = error_of(response, advice=advice)
        error.message = IAM_PREFIX + error.message
    error.from_other_service = True
    return error
