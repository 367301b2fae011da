# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's login methods, used against the simulator on a clock that both share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from simulated_clock import SimulatedClock
from waiting import location_of, waiter_at

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin, User
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import Connected, connect
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter
from simulator import Simulator

EPOCH = 1_700_000_000.0
#: A long interval keeps the number of queries low, because each one takes real time.
WAIT = Plan(timeout=100_000.0, max_interval=60.0)

Way = Callable[[Simulator], dict[str, Any]]


def token(sim: Simulator) -> dict[str, Any]:
    return {"token": sim.token, "project_id": sim.project_id}


def keys(sim: Simulator) -> dict[str, Any]:
    return {"access_key": sim.access_key, "secret_key": sim.secret_key}


def temporary_keys(sim: Simulator) -> dict[str, Any]:
    return {
        "access_key": sim.temporary_access_key,
        "secret_key": sim.temporary_secret_key,
        "security_token": sim.security_token,
    }


def password(sim: Simulator) -> dict[str, Any]:
    return {"username": sim.username, "password": sim.password, "domain_name": sim.domain_name}


def agency(sim: Simulator) -> dict[str, Any]:
    return {"auth_type": "agency"}


def by_id(sim: Simulator) -> dict[str, Any]:
    return {"username": sim.username, "password": sim.password, "domain_id": sim.domain_id}


def user_id(sim: Simulator) -> dict[str, Any]:
    return {"user_id": sim.user_id, "password": sim.password}


def oidc(sim: Simulator) -> dict[str, Any]:
    urns = {"provider_urn": sim.provider.urn, "agency_urn": sim.provider.agency_urn}
    return {"oidc": {**urns, "id_token": sim.provider.issue()}}


def idp(sim: Simulator) -> dict[str, Any]:
    return {"idp": {"id": sim.provider.idp_id, "id_token": sim.provider.issue()}}


def by_name(sim: Simulator) -> dict[str, Any]:
    """The options to assume the agency through IAM."""
    return {"assume_role": {"agency_name": sim.agencies.name, "domain_name": sim.other.name}}


def by_account(sim: Simulator) -> dict[str, Any]:
    """The options to assume the agency through STS."""
    return {"assume_role": {"agency_name": sim.agencies.name, "domain_id": sim.other.id}}


def connected(sim: Simulator, service: str = "elb", environ: dict[str, str] | None = None, **task: Any) -> Connected:
    """The client that the options of a task result in. This machine's environment is ignored."""
    task = {
        "service": service,
        "job_ids": ["id1"],
        "endpoint": "https://global.example" if service == "custom" else sim.endpoint(service),
        "iam_endpoint": sim.endpoint("iam"),
        "sts_endpoint": sim.endpoint("sts"),
        "region": sim.project_name,
        **task,
    }
    environ = {"HUAWEICLOUD_JOBS_METADATA_URL": sim.endpoint("metadata"), **(environ or {})}
    checked = ArgumentSpecValidator(argument_spec(environ)).validate(task)
    assert checked.error_messages == []
    return connect(checked.validated_parameters, environ)


def wait(connection: Connected, plan: Plan = WAIT) -> Outcome:
    return Waiter(connection.connection, connection.targets, plan).run()


def polled(sim: Simulator) -> list[tuple[str | None, str, int | None]]:
    """The request log in short form: service, method, and status."""
    return [(entry.service, entry.method, entry.status) for entry in sim.requests]


class World:
    """A simulator and logins that share one clock, for the jobs as well as for the time of day."""

    def __init__(self, clock: SimulatedClock, **times: Any) -> None:
        self.clock = clock
        self.sim = Simulator(clock=clock.now, wall=lambda: EPOCH + clock.time, **times)

    def now(self) -> datetime:
        return datetime.fromtimestamp(EPOCH + self.clock.time, timezone.utc)

    def password(self) -> PasswordLogin:
        sim = self.sim
        iam = sim.endpoint("iam") + "/v3"
        project = {"project": {"name": sim.project_name}}
        http = Http(Transport())
        return PasswordLogin(http, iam, User(sim.username, sim.password, sim.domain_name), project, self.clock.now)

    def agency(self) -> AgencyLogin:
        return AgencyLogin(Http(Transport()), self.sim.endpoint("metadata"), self.clock.now, self.now)

    def wait(
        self, auth: Login, *job_ids: str, plan: Plan = WAIT, service: str = "elb", project_id: str | None = None
    ) -> Outcome:
        location = location_of(self.sim, service, login=auth, project=Project(project_id or self.sim.project_id))
        return waiter_at(location, plan, job_ids, clock=self.clock).run()

    def count(self, method: str, end: str) -> int:
        """The number of requests with this method whose path ends with ``end``."""
        return len([entry for entry in self.sim.requests if entry.method == method and entry.path.endswith(end)])

    def refused(self) -> int:
        """The number of queries that were refused."""
        return len([entry for entry in self.sim.queries() if entry.status != 200])
