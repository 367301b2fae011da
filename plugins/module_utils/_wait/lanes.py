# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints of a task: each has a schedule of its own, and with it a rate of its own."""

from __future__ import annotations

import math
import typing as t

from .._service.location import Target
from .calls import Call
from .schedule import Plan, Schedule


class Lane:
    """The jobs at one endpoint. ``busy`` counts the calls there, with those that were left but hold a thread."""

    def __init__(self, plan: Plan, targets: list[Target], start: float) -> None:
        self.targets = targets
        self.schedule = Schedule(plan, targets, start)
        self.busy = 0

    def room(self, calls: t.Iterable[Call[Target]], now: float) -> float:
        """When one more call may be under way: a call that takes its time makes room for another, at the rate."""
        began = [call.began for call in calls if call.target.location.endpoint == self.targets[0].location.endpoint]
        return min(began, default=-math.inf) + self.busy / self.schedule.rate(now)

    @property
    def due(self) -> float:
        """When the next job is to be polled; infinity if none is."""
        due = self.schedule.due()
        return math.inf if due is None else due


def lanes_of(plan: Plan, targets: t.Iterable[Target], start: float) -> dict[str, Lane]:
    """The lanes by their endpoints."""
    groups: dict[str, list[Target]] = {}
    for target in targets:
        groups.setdefault(target.location.endpoint, []).append(target)
    return {endpoint: Lane(plan, group, start) for endpoint, group in groups.items()}


def first_due(lanes: t.Iterable[Lane]) -> float:
    """When the next job of any lane is to be polled; infinity if none is."""
    return min((lane.due for lane in lanes), default=math.inf)
