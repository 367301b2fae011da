# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log: one record for each request, in the order of arrival."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Record:
    """One request as it arrived, and its outcome.

    ``at``: seconds of the simulator's clock. ``path``: as sent, without the query. ``query``: decoded, with the last
    value of a repeated name. ``target``: path and query as sent. ``headers``: names in lower case; treat as read-only,
    because records can share them. ``service``: name of the service, ``None`` if no service has this address.
    ``job_id``: for status queries only. ``status``: HTTP status that was sent, ``None`` until then. ``fault``: kind of
    the fault that affected it. ``connection``: number of its TCP connection, from 1. ``body``: the JSON of a call (a
    request to a service that is not a status query), or ``None``. ``processed``: HTTP status with which the service
    processed the request, whether or not it was sent; ``None`` if a fault prevented that. ``is_call``: whether it is
    such a call.
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
