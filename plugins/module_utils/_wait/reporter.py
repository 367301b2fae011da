# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a wait that are reported while it is in progress."""

from __future__ import annotations

from .._http.errors import CallError
from .._service.job import Job
from .outcome import Outcome


class Reporter:
    """Reports nothing; a subclass shows progress. ``elapsed`` is in seconds since the start."""

    def changed(self, job: Job, elapsed: float) -> None:
        """A job has a new status."""

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        """The wait is still in progress."""

    def retrying(self, error: CallError, elapsed: float) -> None:
        """A temporary error occurred, and the query is retried; each kind of error is reported once."""

    def ended(self, outcome: Outcome) -> None:
        """The wait has ended."""
