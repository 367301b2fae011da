# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project whose id is looked up."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault, Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project, ProjectByName
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from simulator import Simulator


@pytest.mark.parametrize("body", ['{"projects": [{}]}', '{"projects": ["x"]}', '{"projects": [null]}', "{}", "<p>"])
def test_a_list_of_projects_that_is_none(sim: Simulator, body: str) -> None:
    sim.fault("html", service="iam", body=body)
    project = ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)
    with pytest.raises(Fault, match="IAM"):
        project()


def test_a_project_is_looked_up_once(sim: Simulator) -> None:
    look_up = ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)
    project = Project(None, look_up)
    assert project.known is None
    assert [project(), project(), project.known] == [sim.project_id] * 3
    assert [(request.path, request.query) for request in sim.requests] == [("/iam/v3/projects", {"name": "eu-de"})]


def test_a_project_that_is_not_there(sim: Simulator) -> None:
    auth = KeyLogin(sim.access_key, sim.secret_key)
    with pytest.raises(Final, match="no projects named eu-nl") as caught:
        ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", auth, "eu-nl")()
    assert "project_id" in caught.value.hint


def test_a_project_name_that_is_there_twice_lists_both(sim: Simulator) -> None:
    sim.add_project("f" * 32, sim.project_name)
    with pytest.raises(Final, match=rf"2 projects named eu-de: eu-de \({sim.project_id}\), eu-de \(f+\)"):
        ProjectByName(Http(Transport()), sim.endpoint("iam") + "/v3", TokenLogin(sim.token), sim.project_name)()
