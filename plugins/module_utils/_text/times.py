# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the times that the APIs return, in all their formats, and write them as ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

#: Epoch times from this number on are milliseconds, lower ones are seconds. As milliseconds it is a time in 1973, as
#: seconds it would be a time in the year 5138.
MIN_MILLISECONDS = 10**11

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?\s*(?:(Z|UTC)|([+-])(\d\d):?(\d\d)(?: UTC)?)?"
)


def read_time(text: str) -> datetime:
    """Parse epoch seconds or milliseconds, or a date and time that are separated by ``T`` or a space.

    A time without a time zone is in UTC. Raises ValueError or OverflowError if the text is not a time.
    """
    text = text.strip()
    if text.isdecimal():
        number = int(text)
        return _EPOCH + (timedelta(milliseconds=number) if number >= MIN_MILLISECONDS else timedelta(seconds=number))
    match = _TIME.fullmatch(text)
    if not match:
        raise ValueError("not a time")
    *numbers, fraction, _utc, sign, hours, minutes = match.groups()
    moment = datetime(*map(int, numbers), tzinfo=timezone.utc)  # type: ignore[misc, arg-type]
    moment += timedelta(microseconds=int((fraction or "0")[:6].ljust(6, "0")))
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        moment += offset if sign == "-" else -offset
    return moment


def iso(moment: datetime | None) -> str | None:
    """Return a time in UTC as ISO 8601 with milliseconds, such as ``2023-05-15T22:59:05.379Z``, or None for None."""
    if moment is None:
        return None
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
