# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times, in all the forms in which the APIs give them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

#: In 1973; as seconds, in the year 5138.
LEAST_MILLISECONDS = 10**11

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?\s*(?:(Z|UTC)|([+-])(\d\d):?(\d\d)(?: UTC)?)?"
)


def read_time(text: str) -> datetime:
    """Read epoch milliseconds or seconds, or a date and time with ``T`` or a blank; no zone means UTC.

    Raises ValueError or OverflowError when the text is neither.
    """
    text = text.strip()
    if text.isdecimal():
        number = int(text)
        return _EPOCH + (timedelta(milliseconds=number) if number >= LEAST_MILLISECONDS else timedelta(seconds=number))
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
    """ISO 8601 in UTC with milliseconds."""
    if moment is None:
        return None
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
