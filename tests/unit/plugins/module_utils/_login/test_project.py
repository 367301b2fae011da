# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project whose ID is looked up."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project, ProjectLookup
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from simulator import Simulator


@pytest.mark.parametrize("body", ['{"projects": [{}]}', '{"projects": ["x"]}', '{"projects": [null]}', "{}", "<p>"])
def test_an_invalid_list_of_projects(sim: Simulator, body: str) -> None:
    sim.fault("html", service="iam", body=body)
    project = ProjectLookup(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)
    with pytest.raises(Fault, match="IAM"):
        project()


def test_a_project_is_looked_up_once(sim: Simulator) -> None:
    look_up = ProjectLookup(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)
    project = Project(None, look_up)
    assert project.known is None
    assert [project(), project(), project.known] == [sim.project_id] * 3
    assert [(request.path, request.query) for request in sim.requests] == [("/iam/v3/projects", {"name": "eu-de"})]


def test_a_missing_project(sim: Simulator) -> None:
    auth = KeyLogin(sim.access_key, sim.secret_key)
    with pytest.raises(Final, match="no projects named eu-nl") as caught:
        ProjectLookup(Http(Transport()), sim.endpoint("iam") + "/v3", auth, "eu-nl")()
    assert "project_id" in caught.value.hint


def test_an_ambiguous_project_name_lists_both_projects(sim: Simulator) -> None:
    sim.add_project("f" * 32, sim.project_name)
    with pytest.raises(Final, match=rf"2 projects named eu-de: eu-de \({sim.project_id}\), eu-de \(f+\)"):
        ProjectLookup(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)()


@pytest.mark.parametrize(
    ("status", "kind"), [(500, Fault), (503, Fault), (401, LoginRefused), (403, Final), (404, Final), (201, Fault)]
)
def test_only_a_200_response_counts(sim: Simulator, status: int, kind: type[CallError]) -> None:
    body = {"projects": [{"id": "p", "name": "eu-de"}]}
    sim.fault("html", service="iam", status=status, body=body)
    with pytest.raises(CallError) as caught:
        ProjectLookup(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), "eu-de")()
    assert caught.value.__class__ is kind


def test_a_name_is_encoded_in_the_query(sim: Simulator) -> None:
    with pytest.raises(Final, match="no projects named a&b=c/d ü"):
        ProjectLookup(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), "a&b=c/d ü")()
    assert sim.requests[0].query == {"name": "a&b=c/d ü"}
