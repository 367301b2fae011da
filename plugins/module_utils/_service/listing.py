# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a job may exist although it is not in a list that the API returned."""

from __future__ import annotations

import typing as t

#: Keys whose value leads to the next page, or is true if there is one, without underscores and in lower case.
NEXT = ("next", "nextmarker", "nextlink", "nextpage", "nextpagetoken", "nexttoken", "hasmore", "hasnext", "istruncated")
#: Keys for the number of items on all pages, in the same form.
TOTAL = ("total", "totalcount", "totalnum", "totalsize", "count")
#: Objects with such keys, in the same form.
PAGING = ("pageinfo", "page", "paging", "pagination", "meta", "metadata", "links")
#: Keys of an error code that an API uses in no other way, in the same form.
ERROR = ("error", "errorcode", "errcode")


def doubt_about(
    body: t.Mapping[str, t.Any], wrapper: str, held: list[t.Any], ids: list[str | None], job_id: str
) -> str:
    """Why job ``job_id`` may exist although it is not among the ``ids`` of the list; empty if nothing suggests that.

    ``wrapper`` is the field path of the list ``held`` in the body.
    """
    folded = job_id.casefold()
    similar = next((found for found in ids if found and found.strip().casefold() == folded), None)
    if similar is not None:
        return "the list contains the ID in another case, or with whitespace"
    if len(ids) < len(held):
        return "some items of the list are not objects"
    around = _around(body, wrapper)
    if any(_plain(key) in ERROR and value not in (None, "", "0", 0, {}, []) for key, value in body.items()):
        return "the response contains an error code"
    if any(_continues(item, len(held)) for item in around):
        return "the list has more pages: raise the limit in path, or filter by the ID"
    return ""


def _around(body: t.Mapping[str, t.Any], wrapper: str) -> list[dict[str, t.Any]]:
    """The objects on the way to the list, and those with information about pages in them."""
    found: list[dict[str, t.Any]] = []
    value: t.Any = body
    for key in wrapper.split("."):
        if isinstance(value, dict):
            paging = [item for name, item in value.items() if _plain(name) in PAGING and isinstance(item, dict)]
            found += [value, *paging]
        value = value.get(key) if isinstance(value, dict) else None
    return found


def _continues(holder: t.Mapping[str, t.Any], count: int) -> bool:
    """Whether an object says that there are more items than ``count``."""
    for key, value in holder.items():
        name = _plain(key)
        if name in NEXT and value not in (None, "", "0", 0, False, "false", {}, []):
            return True
        if name in TOTAL and isinstance(value, (int, str)) and str(value).isdecimal() and int(value) > count:
            return True
        if name.endswith("links") and isinstance(value, list):
            # The links of OpenStack, as in volumes_links.
            rels = [link.get("rel") for link in value if isinstance(link, dict)]
            if "next" in rels:
                return True
    return False


def _plain(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()
