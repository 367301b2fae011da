# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what came of a task to what it returns: no secrets, nothing odd, not too much."""

from __future__ import annotations

import re
import typing as t

from .._text.texts import fit, printable
from .._wait.sizes import fit_size
from .masking import Secrets

#: How many characters a message and a warning may have. A few jobs and their reasons are fewer.
MESSAGE, WARNING = 4_000, 1_000

#: Texts of a job that others put into lines; ``status``, ``entities`` and ``raw`` are data, and stay as they are.
TEXTS = ("job_type", "error_code", "fail_reason")

#: Keys that ansible-core takes for its own anywhere in a result: it drops them, or takes what they are in for an
#: object of its own, and the whole result with it.
_RESERVED = re.compile(r"_+ansible_")


def finished(result: t.Mapping[str, t.Any], secrets: Secrets, beside: int = 0) -> dict[str, t.Any]:
    """The result as it can be returned. ``beside`` is the size of what is returned along with it.

    ``warnings`` in it are texts; they get one more where something had to be left out.
    """
    # Numbers at the top are ours.
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
    """The same data, where keys that are reserved have lost the underscores that they begin with."""
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
