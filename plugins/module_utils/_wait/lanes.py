# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lanes of a wait: the jobs at each endpoint have their own schedule, and thus their own rate."""

from __future__ import annotations

import math
import typing as t

from .._service.location import Target
from .calls import Call
from .schedule import Plan, Schedule


class Lane:
    """The jobs at one endpoint. ``busy`` counts its calls, including abandoned ones that still occupy a thread."""

    def __init__(self, plan: Plan, targets: list[Target], start: float) -> None:
        self.targets = targets
        self.schedule = Schedule(plan, targets, start)
        self.busy = 0

    def room(self, calls: t.Iterable[Call[Target]], now: float) -> float:
        """Return when one more call may begin. The longer calls take, the more of them run at once, up to the rate."""
        began = [call.began for call in calls if call.target.location.endpoint == self.targets[0].location.endpoint]
        return min(began, default=-math.inf) + self.busy / self.schedule.rate(now)

    @property
    def due(self) -> float:
        """The time when the next job is to be polled, or infinity."""
        due = self.schedule.due()
        return math.inf if due is None else due


def lanes_of(plan: Plan, targets: t.Iterable[Target], start: float) -> dict[str, Lane]:
    """Return the lanes by endpoint."""
    groups: dict[str, list[Target]] = {}
    for target in targets:
        groups.setdefault(target.location.endpoint, []).append(target)
    return {endpoint: Lane(plan, group, start) for endpoint, group in groups.items()}


def first_due(lanes: t.Iterable[Lane]) -> float:
    """Return when the next job of any lane is to be polled, or infinity."""
    return min((lane.due for lane in lanes), default=math.inf)
