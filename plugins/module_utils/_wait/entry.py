# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of one job of a task."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._http.errors import CallError
from .._service.job import Job
from .._service.location import Target


@dataclass
class Entry:
    """A job, where it was polled, and what its last poll ended in.

    For messages, ``location`` says where it was polled, ``retention`` how long its service keeps jobs, and ``siblings``
    which services that one is easily mistaken for. ``error`` is what its last poll ended in, if that brought no job,
    ``target`` what is polled.
    """

    job: Job
    location: str = ""
    retention: str = ""
    siblings: t.Sequence[str] = ()
    error: CallError | None = None
    target: Target | None = None
