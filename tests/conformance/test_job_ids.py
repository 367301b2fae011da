# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job ID is found in every response of the official SDK with which a call that starts a job can return it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.fields import find_all
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES

#: The packages that each row is compared with. ELB v1.0 and VBS have none.
PACKAGES = {
    "dcs": ["dcs.v2"],
    "sdrs": ["sdrs.v1"],
    "ecs": ["ecs.v2"],
    "evs": ["evs.v2"],
    "bms": ["bms.v1"],
    "ims": ["ims.v2"],
    "eip": ["eip.v2", "eip.v3"],
    "deh": ["deh.v1"],
    "elbv3": ["elb.v3", "elb.v2"],
    "rds": ["rds.v3"],
    "dds": ["dds.v3"],
    "taurusdb": ["gaussdb.v3"],
    "gaussdb": ["gaussdbforopengauss.v3"],
    "geminidb": ["gaussdbfornosql.v3"],
    "ddm": ["ddm.v1"],
    "cce": ["cce.v3", "cce.v5"],
    "cceautopilot": ["cce.v3"],
    "sfsturbo": ["sfsturbo.v1"],
    "cbr": ["cbr.v1"],
    "waf": ["waf.v1"],
    "dws": ["dws.v2"],
    "cfw": ["cfw.v1"],
    "cph": ["cph.v1"],
    "dms": ["kafka.v2", "rocketmq.v2", "rabbitmq.v2"],
    "apig": ["apig.v2"],
    "ges": ["ges.v2", "ges.v1"],
    "evsv2": ["evs.v2"],
    "elbcheck": ["elb.v3"],
    "workspace": ["workspace.v2"],
    "workspaceapp": ["workspaceapp.v1"],
    "swr": ["swr.v2"],
    "servicestage": ["servicestage.v3", "servicestage.v2"],
    "kps": ["kps.v3"],
    "geip": ["geip.v3"],
    "organizations": ["organizations.v1"],
    "identitycenter": ["identitycenter.v1"],
    "identitycenterdeletion": ["identitycenter.v1"],
    "identitycenterprovision": ["identitycenter.v1"],
}

OWN_QUERY = "a task with a query of its own"
FILES = "the response lists files to download; the same call is sent again until they are there"
LIMITS = "a rule that stays in force, not a job"
UPGRADE = "a step of an upgrade, which has a query of its own"
NO_QUERY = "no query takes it: the instance itself shows the progress"

#: The field paths of request IDs in IAM Identity Center, by the row that polls them.
REQUESTS = {
    "identitycenter": "account_assignment_creation_status.request_id",
    "identitycenterdeletion": "account_assignment_deletion_status.request_id",
    "identitycenterprovision": "permission_set_provisioning_status.request_id",
}

#: Fields that no path of their row needs to find, by row and path, with the reason.
OTHERS = {
    ("dcs", "task_id"): OWN_QUERY,
    ("dcs", "migration_tasks.task_id"): OWN_QUERY,
    ("eip", "job_ids"): "its documentation says that these jobs cannot be queried",
    ("elbv3", "member_check.job_id"): OWN_QUERY,
    ("rds", "list.workflow_id"): FILES,
    ("taurusdb", "list.job_id"): FILES,
    ("taurusdb", "scheduled_tasks.task_id"): "a check of what was scheduled before, which starts nothing",
    ("taurusdb", "task_id"): OWN_QUERY,
    ("gaussdb", "list.workflow_id"): FILES,
    ("gaussdb", "task_id"): LIMITS,
    ("gaussdb", "limit_task_list.task_id"): LIMITS,
    ("gaussdb", "instance_tasks.task_id"): "a task of the schedule, which may start days later",
    **{(row, "status.pointStatuses.taskID"): UPGRADE for row in ("cce", "cceautopilot")},
    ("sfsturbo", "task_id"): OWN_QUERY,
    ("dms", "task_id"): OWN_QUERY,
    ("apig", "job_id"): NO_QUERY,
    ("elbcheck", "job_id"): "a job of the row elbv3",
    ("workspace", "success_job_ids"): "what has ended already, beside job_id",
    ("workspace", "task_id"): OWN_QUERY,
    ("workspaceapp", "task_id"): OWN_QUERY,
    **{(row, path): OWN_QUERY for row in REQUESTS for path in set(REQUESTS.values()) - {REQUESTS[row]}},
}


def response(keys: list[str], lists: tuple[bool, ...], job_id: str) -> Any:
    """A response that has only the ID, at these keys."""
    if not keys:
        return job_id
    value = response(keys[1:], lists[1:], job_id)
    return {keys[0]: [value] if lists[0] else value}


def test_all_packages_are_covered(sdk: ModuleType) -> None:
    assert {row: list(names) for row, names in sdk.PACKAGES.items()} == PACKAGES
    assert {name for names in PACKAGES.values() for name in names} == sdk.installed()
    assert set(SERVICES) - set(PACKAGES) == {"elb", "vbs"}


@pytest.mark.parametrize("row", PACKAGES)
def test_ids_of_started_jobs_are_found(sdk: ModuleType, row: str) -> None:
    found = [field for name in PACKAGES[row] for field in sdk.started(name)]
    assert found
    paths = SERVICES[row].job_id_paths
    lost = {field for field in found if find_all(response(field.path.split("."), field.lists, "id1"), paths) != ["id1"]}
    assert {(row, field.path) for field in lost} == {key for key in OTHERS if key[0] == row}, lost


@pytest.mark.parametrize("row", PACKAGES)
def test_each_path_exists_in_a_response(sdk: ModuleType, row: str) -> None:
    """Except for the two default paths."""
    known = {field.path for name in PACKAGES[row] for field in sdk.started(name)}
    assert set(SERVICES[row].job_id_paths) <= known | {"job_id", "jobId"}


@pytest.mark.parametrize(
    ("row", "body", "job_ids"),
    [
        ("cce", {"metadata": {"uid": "cluster"}, "status": {"phase": "Creating", "jobID": "j"}}, ["j"]),
        ("cph", {"request_id": "r", "jobs": [{"phone_id": "p", "job_id": "j"}, {"job_id": "k"}]}, ["j", "k"]),
        ("rds", {"instance": {"id": "i"}, "job_id": "j", "order_id": ""}, ["j"]),
        ("rds", {"restore_result": [{"instance_id": "i", "job_id": "j"}, {"job_id": "k"}]}, ["j", "k"]),
        ("taurusdb", {"job_ids": ["j", "k"]}, ["j", "k"]),
        ("ecs", {"order_id": "o", "serverIds": ["s"]}, []),
        ("sfsturbo", {"id": "share", "name": "n", "status": "100"}, []),
    ],
)
def test_nothing_else_is_taken_for_an_id(row: str, body: dict[str, Any], job_ids: list[str]) -> None:
    assert find_all(body, SERVICES[row].job_id_paths) == job_ids
