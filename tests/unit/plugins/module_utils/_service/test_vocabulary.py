# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The properties of a row of the table of services."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import (
    Rule,
)


def test_users_provide_all_path_parameters_except_project_and_job() -> None:
    assert SERVICES["dms"].parameters == ["instance_id"]
    assert SERVICES["ges"].parameters == ["graph_id"]
    assert SERVICES["rds"].parameters == []


@pytest.mark.parametrize(
    ("reply", "http_status", "code", "matches"),
    [
        (Rule(404), 404, None, True),
        (Rule(404), 404, "ANY.1", True),
        (Rule(404), 400, None, False),
        (Rule(400, "Common.0011"), 400, "Common.0011", True),
        (Rule(400, "Common.0011"), 400, "Common.0012", False),
        (Rule(400, "Common.0011"), 400, None, False),
    ],
)
def test_a_rule_matches_by_status_and_code(reply: Rule, http_status: int, code: str | None, matches: bool) -> None:
    assert reply.matches(http_status, code) is matches


@pytest.mark.parametrize(
    ("service", "path"), [("dcs", "status"), ("rds", "job.status"), ("cce", "status.phase"), ("dms", "tasks.status")]
)
def test_the_field_path_of_the_status(service: str, path: str) -> None:
    assert SERVICES[service].status_path == path


def test_a_path_lists_each_parameter_once() -> None:
    row = replace(SERVICES["dcs"], path="/{b}/{a}/{b}/{project_id}/{}/{0}/{job_id}/{ü}")
    assert row.names == ["b", "a", "project_id", "job_id"]
    assert row.parameters == ["b", "a"]
