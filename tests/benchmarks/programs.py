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


def client_of(spec: dict[str, Any]) -> Any:
    """Our client."""
    from ansible_collections.huaweicloud.jobs.plugins.module_utils import auth, client, services

    login = auth.TokenAuth(spec["token"])
    http = client.Http(client.Transport())
    return client.Client(http, services.SERVICES[spec["service"]], spec["endpoint"], login, lambda: spec["project"])


def turns(spec: dict[str, Any]) -> list[list[float]]:
    """Ours, and a loop as bare as it can be, in turn: the CPU seconds of one poll of each."""
    import requests

    from ansible_collections.huaweicloud.jobs.plugins.module_utils.schedule import Plan
    from ansible_collections.huaweicloud.jobs.plugins.module_utils.waiter import Waiter

    def ours() -> float:
        asker = client_of(spec)
        plan = Plan(timeout=spec["seconds"], min_interval=0.0, max_interval=0.0, max_rate=1e6)
        began = time.process_time()
        polls = Waiter(asker, plan, [spec["job_id"]]).run().polls
        return (time.process_time() - began) / polls

    def bare(polls: int) -> float:
        with requests.Session() as session:
            began = time.process_time()
            for _poll in range(polls):
                answer = session.get(spec["url"], headers={"X-Auth-Token": spec["token"]}, timeout=30)
                assert answer.json()["status"] == "RUNNING"
            return (time.process_time() - began) / polls

    ours()
    bare(20)
    return [[ours(), bare(300)] for _turn in range(spec["turns"])]


def sizes(spec: dict[str, Any]) -> list[list[float]]:
    """Waits for few jobs and for many, at one rate of queries: the CPU seconds of a query of each, for some rounds."""
    from ansible_collections.huaweicloud.jobs.plugins.module_utils.schedule import Plan
    from ansible_collections.huaweicloud.jobs.plugins.module_utils.waiter import Waiter

    askers: dict[int, Any] = {}

    def cost(jobs: int) -> float:
        names = [f"job{number}" for number in range(jobs)]
        pause = jobs / spec["rate"]
        if jobs not in askers:
            # What is done once for a job, and not for a query, is done before.
            askers[jobs] = client_of(spec)
            Waiter(askers[jobs], Plan(pauses=(), max_rate=1e6), names).run()
        asker = askers[jobs]
        plan = Plan(timeout=spec["seconds"], min_interval=pause, max_interval=pause, max_rate=spec["rate"])
        waiter = Waiter(asker, plan, names)
        before, began = asker.polls, time.process_time()
        waiter.run()
        return (time.process_time() - began) / float(asker.polls - before)

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
            answer = client.get(spec["url"].removeprefix(spec["endpoint"]), timeout=30)
            return answer, hwc.navigate_value(answer, ["status"])
        except hwc.HwcClientException:
            return None, None

    return hwc, query_status


def hwc_cost(spec: dict[str, Any]) -> float:
    """The CPU seconds of one poll of the wait loop of community.general, with its pauses left out."""
    hwc, query_status = hwc_client(spec)
    left = spec["polls"]

    def refresh() -> tuple[Any, Any]:
        nonlocal left
        answer, status = query_status()
        left -= 1
        return answer, status if left else "SUCCESS"

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
