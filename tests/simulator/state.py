# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's state: jobs, resources, fixed responses, faults, the rate limit, and past requests."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from .creation.inventory import Inventory
from .faults import Fault
from .jobs import Job
from .records import Record
from .replies import UNSET, Reply
from .services import SERVICES


class Limit(NamedTuple):
    """``queries`` in any ``period`` seconds."""

    queries: int
    period: float


class State:
    """Thread-safe: every public method acquires the lock once."""

    def __init__(self, clock: Callable[[], float], wall: Callable[[], float]) -> None:
        self.create_seconds = 6.0
        self.inventory = Inventory(clock, wall)
        self._clock = clock
        self._wall = wall
        self._lock = threading.RLock()
        self._jobs: dict[tuple[str, str], Job] = {}
        self._responses: dict[tuple[str, str], Reply] = {}
        self._faults: list[Fault] = []
        self._limit: Limit | None = None
        self._accepted: deque[float] = deque()
        self._records: list[Record] = []

    def add_job(self, service: str, job_id: str, **fields: Any) -> None:
        """Add a job to the service. The fields are those of ``Job``; ``None`` means the default.

        Without ``steps``, the job has already succeeded.
        """
        known(service)
        given = {key: value for key, value in fields.items() if value is not None or key == "end_time_while_running"}
        given.setdefault("begin", self._wall())
        given.setdefault("steps", [(0.0, SERVICES[service].succeeded[0])])
        with self._lock:
            self._jobs[service, job_id] = Job(job_id=job_id, added=self._clock(), **given)

    def set_response(self, service: str, job_id: str, reply: Reply) -> None:
        """Respond to every query of this job with exactly this."""
        known(service)
        with self._lock:
            self._responses[service, job_id] = reply

    def add_fault(self, fault: Fault) -> None:
        """Add a fault. Faults apply in the order in which they were added."""
        if fault.service not in (None, "iam", "sts", "metadata", "pod"):
            known(fault.service or "")
        with self._lock:
            self._faults.append(fault)

    def set_limit(self, rate: float | None) -> None:
        """Refuse more than ``rate`` status queries a second; a rate below 1 means one query in 1/rate seconds."""
        if rate is not None and rate <= 0:
            raise ValueError("a rate must be positive")
        count = max(1, int(rate or 0))
        with self._lock:
            self._limit = None if rate is None else Limit(count, count / rate)
            self._accepted.clear()

    def struck_by(self, service: str, job_id: str | None, call: str | None) -> Fault | None:
        """The fault that affects this query, or this call with its method."""
        with self._lock:
            if not self._faults:
                return None
            hit = next((fault for fault in self._faults if fault.strikes(service, job_id, call)), None)
            if hit is not None and hit.times == 0:
                self._faults.remove(hit)
            return hit

    def over_limit(self) -> Limit | None:
        """The limit that this query exceeds, if any. Refused queries do not count."""
        with self._lock:
            if self._limit is None:
                return None
            now = self._clock()
            while self._accepted and now - self._accepted[0] >= self._limit.period:
                self._accepted.popleft()
            if len(self._accepted) >= self._limit.queries:
                return self._limit
            self._accepted.append(now)
            return None

    def response_of(self, service: str, job_id: str) -> Reply | None:
        """The fixed response of a job."""
        with self._lock:
            return self._responses.get((service, job_id))

    def body_of(self, service: str, job_id: str) -> Any:
        """The current body for queries of a job; ``UNSET`` while the service does not know the job."""
        with self._lock:
            job = self._jobs.get((service, job_id))
        if job is None:
            return UNSET
        elapsed = self._clock() - job.added
        if elapsed < job.visible_after:
            return UNSET
        return SERVICES[service].body(job, elapsed)

    def bodies_of(self, service: str) -> list[Any]:
        """The current bodies of all jobs of a service, in the order in which the jobs were added."""
        with self._lock:
            ids = [job_id for name, job_id in self._jobs if name == service]
        bodies = [self.body_of(service, job_id) for job_id in ids]
        return [body for body in bodies if body is not UNSET]

    def log(self, record: Record) -> None:
        """Append to the request log."""
        with self._lock:
            self._records.append(record)

    def records(self) -> list[Record]:
        """The request log so far."""
        with self._lock:
            return list(self._records)

    def clear(self) -> None:
        """Remove everything."""
        with self._lock:
            self.inventory.clear()
            self._jobs.clear()
            self._responses.clear()
            self._faults.clear()
            self._accepted.clear()
            self._records.clear()
            self._limit = None


def known(service: str) -> None:
    """Reject a name that is not in the table."""
    if service not in SERVICES:
        raise ValueError(f"no such service: {service}; there are {', '.join(SERVICES)}")
