# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The query of a job, as the simulated clouds receive it."""

from __future__ import annotations

import pytest
from waiting import place_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import (
    NoSuchJob,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.version import VERSION
from simulator import Simulator


@pytest.mark.parametrize("service", ["dcs", "elb", "sdrs"])
def test_asks_where_the_document_says(sim: Simulator, service: str) -> None:
    sim.add_job(service, "job", steps=[(0, "SUCCESS")])
    assert place_of(sim, service).poll("job").body["status"] == "SUCCESS"
    (query,) = sim.queries()
    version = {"dcs": "v2", "elb": "v1.0", "sdrs": "v1"}[service]
    assert (query.method, query.path) == ("GET", f"/{service}/{version}/{sim.project_id}/jobs/job")
    assert query.headers["user-agent"] == f"huaweicloud.jobs/{VERSION}"
    assert query.headers["accept"] == "application/json"
    assert query.headers["x-auth-token"] == sim.token


def test_an_id_stays_one_segment_of_the_path(sim: Simulator) -> None:
    with pytest.raises(NoSuchJob):
        place_of(sim).poll("j?b#ü")
    (query,) = sim.queries()
    assert (query.job_id, query.query) == ("j?b#ü", {})


def test_one_connection_serves_many_queries(sim: Simulator) -> None:
    sim.add_job("dcs", "job")
    place = place_of(sim)
    for _query in range(5):
        place.poll("job")
    assert (place.polls, len(sim.queries()), sim.connections) == (5, 5, 1)
