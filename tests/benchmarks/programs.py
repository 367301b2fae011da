# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single loops that poll, each in a process of its own: ``python programs.py NAME JSON`` prints what it measured.

They are run with the Python of the environment that has what they need.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def targets_of(spec: dict[str, Any], job_ids: list[str]) -> list[Any]:
    """The jobs at a place of ours."""
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Connection, Location, Target
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES

    connection = Connection(Http(Transport()), TokenLogin(spec["token"]))
    location = Location(connection, SERVICES[spec["service"]], spec["endpoint"], Project(spec["project"]))
    return [Target(location, job_id) for job_id in job_ids]


def waiter_at(targets: list[Any], **plan: Any) -> Any:
    """Our waiter."""
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter

    return Waiter(targets[0].location.connection, targets, Plan(**plan))


def turns(spec: dict[str, Any]) -> list[list[float]]:
    """Ours, and a loop as bare as it can be, in turn: the CPU seconds of one poll of each."""
    import requests

    def ours() -> float:
        targets = targets_of(spec, [spec["job_id"]])
        began = time.process_time()
        waiter = waiter_at(targets, timeout=spec["seconds"], min_interval=0.0, max_interval=0.0, max_rate=1e6)
        polls = int(waiter.run().polls)
        return (time.process_time() - began) / polls

    def bare(polls: int) -> float:
        with requests.Session() as session:
            began = time.process_time()
            for _poll in range(polls):
                response = session.get(spec["url"], headers={"X-Auth-Token": spec["token"]}, timeout=30)
                assert response.json()["status"] == "RUNNING"
            return (time.process_time() - began) / polls

    ours()
    bare(20)
    return [[ours(), bare(300)] for _turn in range(spec["turns"])]


def sizes(spec: dict[str, Any]) -> list[list[float]]:
    """Waits for few jobs and for many, at one rate of queries: the CPU seconds of a query of each, for some rounds."""

    known: dict[int, list[Any]] = {}

    def cost(jobs: int) -> float:
        if jobs not in known:
            # What is done once for a job, and not for a poll, is done before.
            known[jobs] = targets_of(spec, [f"job{number}" for number in range(jobs)])
            waiter_at(known[jobs], pauses=(), max_rate=1e6).run()
        location, pause = known[jobs][0].location, jobs / spec["rate"]
        waiter = waiter_at(
            known[jobs], timeout=spec["seconds"], min_interval=pause, max_interval=pause, max_rate=spec["rate"]
        )
        before, began = location.polls, time.process_time()
        waiter.run()
        return (time.process_time() - began) / float(location.polls - before)

    return [[cost(jobs) for jobs in spec["sizes"]] for _round in range(spec["rounds"])]


def hwc_client(spec: dict[str, Any]) -> Any:
    """How the modules of community.general ask about a job."""
    from keystoneauth1 import session, token_endpoint  # type: ignore[import-not-found]
    from keystoneauth1.adapter import Adapter  # type: ignore[import-not-found]

    from ansible_collections.community.general.plugins.module_utils import (  # type: ignore[import-not-found]
        _hwc_utils as hwc,
    )

    login = token_endpoint.Token(spec["endpoint"], spec["token"])
    client = hwc._ServiceClient(Adapter(session.Session(auth=login), raise_exc=False), spec["endpoint"], "ecs")

    def query_status() -> tuple[Any, Any]:
        try:
            response = client.get(spec["url"].removeprefix(spec["endpoint"]), timeout=30)
            return response, hwc.navigate_value(response, ["status"])
        except hwc.HwcClientException:
            return None, None

    return hwc, query_status


def hwc_cost(spec: dict[str, Any]) -> float:
    """The CPU seconds of one poll of the wait loop of community.general, with its pauses left out."""
    hwc, query_status = hwc_client(spec)
    left = spec["polls"]

    def refresh() -> tuple[Any, Any]:
        nonlocal left
        response, status = query_status()
        left -= 1
        return response, status if left else "SUCCESS"

    query_status()
    hwc.time = type("NoPauses", (), {"sleep": staticmethod(lambda seconds: None), "time": staticmethod(time.time)})
    began = time.process_time()
    hwc.wait_to_finish(["SUCCESS"], ["RUNNING", "INIT"], refresh, 600)
    return (time.process_time() - began) / float(spec["polls"])


def hwc_wait(spec: dict[str, Any]) -> float:
    """The wait loop of community.general as it is, for one job: when it knew."""
    hwc, query_status = hwc_client(spec)
    hwc.wait_to_finish(["SUCCESS"], ["RUNNING", "INIT"], query_status, 600)
    return time.monotonic()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](json.loads(sys.argv[2]))))
