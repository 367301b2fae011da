# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares a result to be returned: masks secrets, removes unprintable characters, and limits the size."""

from __future__ import annotations

import re
import typing as t

from .._text.texts import fit, printable
from .._wait.sizes import fit_size
from .masking import Secrets

#: The most characters of a message and of a warning. Those about a few jobs and their reasons are shorter.
MESSAGE, WARNING = 4_000, 1_000

#: Texts of a job that playbooks print in lines. ``status``, ``entities``, and ``raw`` are data, and are not changed.
TEXTS = ("job_type", "error_code", "fail_reason")

#: Keys that ansible-core treats as its own anywhere in a result: it removes them, or converts the dictionary that has
#: them to one of its own objects, and the result is lost.
_RESERVED = re.compile(r"_+ansible_")


def finished(result: t.Mapping[str, t.Any], secrets: Secrets, beside: int = 0) -> dict[str, t.Any]:
    """Return the result to return to Ansible. ``beside`` is the size in characters of what is returned with it.

    ``warnings`` is a list of texts, and gets one more if the result had to be cut.
    """
    # Numbers at the top level come from this collection, and are no secrets.
    ours = {key: value for key, value in result.items() if isinstance(value, (int, float))}
    done: dict[str, t.Any] = {**_renamed(secrets.data(dict(result))), **ours}
    jobs = done.get("jobs", [])
    for holder in (done, *_with_sub_jobs(jobs)):
        holder.update({name: printable(holder[name]) for name in TEXTS if isinstance(holder.get(name), str)})
    if "job" in done:
        done["job"] = jobs[0]
    if "msg" in done:
        done["msg"] = fit(done["msg"], secrets, MESSAGE)
    warnings = [fit(warning, secrets, WARNING) for warning in done.pop("warnings", ())]
    if jobs:
        too_large = fit_size(done, beside + sum(map(len, warnings)))
        warnings += [too_large] if too_large else []
    return {**done, "warnings": warnings} if warnings else done


def _with_sub_jobs(jobs: t.Iterable[dict[str, t.Any]]) -> t.Iterator[dict[str, t.Any]]:
    for job in jobs:
        yield job
        yield from _with_sub_jobs(job["sub_jobs"])


def _renamed(value: t.Any) -> t.Any:
    """Return the data with reserved keys renamed: they lose their leading underscores."""
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    renamed: dict[str, t.Any] = {}
    for key, item in value.items():
        name = key.lstrip("_") if _RESERVED.match(key) else key
        while name != key and (name in value or name in renamed):
            name += "_"
        renamed[name] = _renamed(item)
    return renamed
