# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log: one record for each request, in the order of arrival."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Record:
    """One request as it arrived, and what became of it.

    ``at``: seconds of the simulator's clock. ``path``: as sent, without the query. ``query``: decoded, the last
    value of a repeated name. ``target``: path and query as sent. ``headers``: names in lower case; treat as
    read-only, records may share one. ``service``: name of the service, None where nothing answers to that address.
    ``job_id``: for status queries only. ``status``: HTTP status answered, None as long as (or if) none was.
    ``fault``: kind of the fault that struck it. ``connection``: number of its TCP connection, from 1.
    ``body``: the JSON of a call (a request to a service that is no status query), None without any. ``processed``:
    HTTP status of what the service itself made of the request, whether or not that was sent; None where a fault struck
    before. ``is_call``: whether it was such a call.
    """

    at: float
    method: str
    path: str
    query: dict[str, str]
    target: str
    headers: dict[str, str]
    connection: int
    service: str | None = None
    job_id: str | None = None
    status: int | None = None
    fault: str | None = None
    body: Any = None
    processed: int | None = None
    is_call: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The record as plain data, for JSON."""
        return asdict(self)
