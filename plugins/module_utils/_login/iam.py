# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IAM is asked for, and how its errors are told."""

from __future__ import annotations

import typing as t

from .._http.errors import CallError, Fault
from .._http.response import Response
from .._service.judge import error_of


def iam_error(response: Response, advice: t.Callable[[str], str] = lambda _message: "") -> CallError:
    """The error that a response of IAM stands for; what may hold a token is not quoted."""
    if response.http_status < 300:
        error: CallError = Fault("IAM: the response is none that IAM gives", http_status=response.http_status)
    else:
        error = error_of(response, advice=advice)
        error.message = f"IAM: {error.message}"
    error.elsewhere = True
    return error
