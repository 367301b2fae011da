# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Job queries, as the simulator receives them."""

from __future__ import annotations

import pytest
from waiting import location_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, NoSuchJob
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.version import VERSION
from simulator import Simulator


@pytest.mark.parametrize("service", ["dcs", "elb", "sdrs"])
def test_the_query_matches_the_documents(sim: Simulator, service: str) -> None:
    sim.add_job(service, "job", steps=[(0, "SUCCESS")])
    assert location_of(sim, service).poll("job").body["status"] == "SUCCESS"
    (query,) = sim.queries()
    version = {"dcs": "v2", "elb": "v1.0", "sdrs": "v1"}[service]
    assert (query.method, query.path) == ("GET", f"/{service}/{version}/{sim.project_id}/jobs/job")
    assert query.headers["user-agent"] == f"huaweicloud.jobs/{VERSION}"
    assert query.headers["accept"] == "application/json"
    assert query.headers["content-type"] == "application/json"
    assert query.headers["x-auth-token"] == sim.token


def test_an_id_is_one_segment_of_the_path(sim: Simulator) -> None:
    with pytest.raises(NoSuchJob):
        location_of(sim).poll("j?b#ü")
    (query,) = sim.queries()
    assert (query.job_id, query.query) == ("j?b#ü", {})


def test_one_connection_serves_many_queries(sim: Simulator) -> None:
    sim.add_job("dcs", "job")
    location = location_of(sim)
    for _query in range(5):
        location.poll("job")
    assert (location.polls, len(sim.queries()), sim.connections) == (5, 5, 1)


def test_a_location_describes_itself(sim: Simulator) -> None:
    location = location_of(sim)
    assert str(location) == f"project {sim.project_id}, endpoint {sim.endpoint('dcs')}"
    looked_up = location_of(sim, project=Project(None, lambda: "p"))
    assert "project not known yet" in str(looked_up)
    with pytest.raises(CallError):
        looked_up.poll("job")
    assert str(looked_up).startswith("project p, ")


def test_a_call_that_fails_before_it_is_sent_is_not_counted(sim: Simulator) -> None:
    def fail() -> str:
        raise Fault("busy")

    location = location_of(sim, project=Project(None, fail))
    with pytest.raises(Fault):
        location.poll("job")
    assert location.polls == 0


@pytest.mark.parametrize("status", [200, 299])
def test_an_object_with_a_success_status_is_a_response(sim: Simulator, status: int) -> None:
    sim.respond("dcs", "job", status=status, json={"a": 1})
    assert location_of(sim).poll("job").body == {"a": 1}


@pytest.mark.parametrize("status", [300, 304, 400])
def test_an_object_with_another_status_is_an_error(sim: Simulator, status: int) -> None:
    sim.respond("dcs", "job", status=status, json={"status": "SUCCESS"})
    with pytest.raises(CallError):
        location_of(sim).poll("job")


def test_every_part_of_the_path_is_one_segment(sim: Simulator) -> None:
    location = location_of(sim, "dms", project=Project("p/q"), parameters={"instance_id": "i?/j"})
    with pytest.raises(CallError):
        location.poll("a/b")
    assert sim.requests[0].target == "/dms/v2/p%2Fq/instances/i%3F%2Fj/tasks/a%2Fb"


def test_a_prepared_query_is_kept_without_its_login(sim: Simulator) -> None:
    """An abandoned call can sign it at the same time as the next call."""
    sim.add_job("dcs", "job")
    location = location_of(sim)
    location.poll("job")
    assert "X-Auth-Token" not in location._requests["job"].headers
    assert location._requests["job"].headers["X-Project-Id"] == sim.project_id
