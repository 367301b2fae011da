# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is reported while a wait goes on."""

from __future__ import annotations

from .._http.errors import CallError
from .._service.job import Job
from .outcome import Outcome


class Reporter:
    """Keeps quiet; what shows progress overrides it. ``elapsed`` is in seconds since the start."""

    def changed(self, job: Job, elapsed: float) -> None:
        """A job has a new status."""

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        """Time has passed."""

    def retrying(self, error: CallError, elapsed: float) -> None:
        """A fault that waiting can mend; each kind is reported once."""

    def ended(self, outcome: Outcome) -> None:
        """Nothing more is polled."""
