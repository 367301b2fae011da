# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job of a task, and the result of its last poll."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._http.errors import CallError
from .._service.job import Job
from .._service.location import Target


@dataclass
class Entry:
    """A job, and the result of its last poll.

    For messages, ``location`` is where it was polled, ``retention`` how long its service keeps jobs, and ``siblings``
    the services that are easily confused with it. ``error`` is the error of its last poll, if it returned no job, and
    ``target`` is what is polled.
    """

    job: Job
    location: str = ""
    retention: str = ""
    siblings: t.Sequence[str] = ()
    error: CallError | None = None
    target: Target | None = None
