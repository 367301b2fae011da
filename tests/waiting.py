# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locations and waiters of the collection that use the simulator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Connection, Location, Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.reporter import Reporter
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter
from simulator import Simulator


def location_of(
    sim: Simulator,
    service: str = "dcs",
    *,
    login: Login | None = None,
    transport: Transport | None = None,
    project: Project | None = None,
    parameters: Mapping[str, str] | None = None,
    account: Project | None = None,
) -> Location:
    """The location of a service in the simulator, by default with the simulator's token and its project or account."""
    connection = Connection(Http(transport or Transport(timeout=5.0)), login or TokenLogin(sim.token))
    row = SERVICES[service]
    account = (account or Project(sim.domain_id)) if row.is_global else None
    project = Project("") if row.is_global else project or Project(sim.project_id)
    return Location(connection, row, sim.endpoint(service), project, parameters, account=account)


def waiter_at(
    location: Location, plan: Plan, job_ids: Iterable[str], reporter: Reporter | None = None, clock: Clock | None = None
) -> Waiter:
    """A waiter for jobs at one location."""
    return Waiter(location.connection, [Target(location, job_id) for job_id in job_ids], plan, reporter, clock)
