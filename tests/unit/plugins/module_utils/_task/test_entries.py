# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of several services, regions, and projects in one task."""

from __future__ import annotations

from typing import Any

import pytest
from tasks import connected, params_of, refusal

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.entries import entries
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.prevalidation import prevalidated
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import wait_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import has_jobs

TOKEN = "MIIS3CRET"
STARTED = {
    "changed": True,
    "status": 200,
    "json": {"job_id": "x"},
    "job_ids": ["a"],
    "service": "ecs",
    "endpoint": "https://ecs.example",
    "project_id": "p2",
    "path_parameters": {},
    "custom": None,
    "item": {"name": "web"},
}
URI = {"status": 200, "url": "https://ecs.example/?" + TOKEN, "json": {"job_id": "a"}, "x_subject_token": TOKEN}


def test_a_result_of_job_start_can_be_used_unchanged() -> None:
    assert entries([STARTED]) == [
        {"job_ids": ["a"], "service": "ecs", "endpoint": "https://ecs.example", "project_id": "p2"}
    ]


@pytest.mark.parametrize("item", [{"skipped": True, "changed": False}, {**STARTED, "job_ids": []}])
def test_entries_without_jobs_are_skipped(item: dict[str, Any]) -> None:
    assert [entry["job_ids"] for entry in entries([item, STARTED])] == [[], ["a"]]
    assert has_jobs({"jobs": [item, STARTED], "job_ids": None})
    assert not has_jobs({"jobs": [item], "job_ids": None})
    assert [target.job_id for target in connected(job_ids=None, jobs=[item, STARTED]).targets] == ["a"]


@pytest.mark.parametrize(
    ("value", "reported"),
    [
        (STARTED, "jobs is a dictionary (keys: changed, status, json, job_ids, service, endpoint, project_id,"),
        ("a,b", "jobs is not a list: give a list of dictionaries, such as started.results"),
        (7, "jobs is not a list"),
        (["a"], "jobs[0] is not a dictionary: give a list of dictionaries"),
        ([STARTED, [STARTED]], "jobs[1] is not a dictionary"),
        ([STARTED, {**STARTED, "failed": True}], "jobs[1] is the result of a failed task: handle the failure"),
        ([URI], "jobs[0] has neither job_id nor job_ids (keys: status, url, json, x_subject_token): it looks like a"),
        ([{"results": [STARTED]}], "jobs[0] has neither job_id nor job_ids (keys: results): it looks like the result"),
        ([{"service": "ecs"}], "jobs[0] has neither job_id nor job_ids (keys: service): give one of them"),
        ([{"job_id": "a", "job_ids": ["b"]}], "jobs[0] has both job_id and job_ids: give only one of them"),
        ([{"job_id": None}], "jobs[0].job_id contains a null or empty ID: the create call returned no job"),
        ([{"job_ids": [URI]}], "jobs[0].job_ids contains a dictionary (keys: status, url, json, x_subject_token)"),
        ([{"job_id": "a", "region": ["x"]}], "jobs[0].region is not text"),
        ([{"job_id": "a", "service": True}], "jobs[0].service is not text"),
        ([{"job_id": "a", "custom": "x"}], "jobs[0].custom is not a dictionary"),
    ],
)
def test_invalid_entries_are_named_but_not_shown(value: Any, reported: str) -> None:
    with pytest.raises(OptionError) as caught:
        entries(value)
    assert str(caught.value).startswith(reported)
    assert TOKEN not in str(caught.value)
    options, complaint = prevalidated(wait_argument_spec({}), {"jobs": value})
    assert complaint == str(caught.value)
    assert TOKEN not in str(options)


def test_job_ids_and_jobs_are_mutually_exclusive() -> None:
    spec = wait_argument_spec({})
    assert (
        prevalidated(spec, {"job_id": "a", "jobs": [STARTED]})[1]
        == "both job_id and jobs are set: give only one of them"
    )
    assert prevalidated(spec, {"jobs": [STARTED]})[1] == ""
    assert prevalidated(spec, {"jobs": None, "job_ids": ["a"]})[1] == ""
    assert "job_ids is missing: give the job IDs, or use jobs" in prevalidated(spec, {})[1]


def urls(*jobs: dict[str, Any], environ: dict[str, str] | None = None, **changes: Any) -> list[str]:
    """The service, project, and endpoint of each job."""
    targets = connected(environ, job_ids=None, jobs=list(jobs), **changes).targets
    return [
        f"{target.location.service.name} {target.location.project.known} {target.location.endpoint}"
        for target in targets
    ]


def test_an_entry_overrides_the_options_of_the_task() -> None:
    assert urls(
        {"job_id": "a"},
        {"job_id": "b", "service": "ecs"},
        {"job_id": "c", "region": "eu-de", "project_id": "q"},
        {"job_id": "d", "cloud": "cloud.example"},
        {"job_id": "e", "endpoint": "https://e.example"},
        {"job_id": "f", "region": "", "project_id": None},
    ) == [
        "elb p https://elb.eu-west-0.prod-cloud-ocb.orange-business.com",
        "ecs p https://ecs.eu-west-0.prod-cloud-ocb.orange-business.com",
        "elb q https://elb.eu-de.otc.t-systems.com",
        "elb p https://elb.eu-west-0.cloud.example",
        "elb p https://e.example",
        "elb p https://elb.eu-west-0.prod-cloud-ocb.orange-business.com",
    ]


def test_region_and_cloud_override_the_tasks_endpoint_and_a_name_its_project() -> None:
    task = {"endpoint": "https://all.example", "environ": {}}
    assert urls({"job_id": "a", "service": "ecs"}, **task) == ["ecs p https://all.example"]
    assert urls({"job_id": "a", "region": "eu-de"}, **task) == ["elb p https://elb.eu-de.otc.t-systems.com"]
    assert urls({"job_id": "a", "cloud": "c.example"}, **task) == ["elb p https://elb.eu-west-0.c.example"]
    assert urls({"job_id": "a", "project_name": "eu-de_shop"}, **task) == ["elb None https://all.example"]
    both = {"job_id": "a", "region": "eu-de", "endpoint": "https://own.example"}
    assert urls(both, **task) == ["elb p https://own.example"]


def test_equal_entries_are_one_job() -> None:
    connection = connected(
        job_ids=None,
        jobs=[
            {"job_id": "a"},
            {"job_ids": ["a", "b"], "service": "elb", "region": "eu-west-0"},
            {"job_id": "a", "service": "ecs"},
        ],
    )
    assert [(target.location.service.name, target.job_id) for target in connection.targets] == [
        ("elb", "a"),
        ("elb", "b"),
        ("ecs", "a"),
    ]
    assert len({target.location for target in connection.targets}) == 2


def test_all_locations_share_one_login() -> None:
    targets = connected(job_ids=None, jobs=[{"job_id": "a"}, {"job_id": "b", "region": "eu-de"}]).targets
    assert len({target.location.login for target in targets}) == 1


def test_an_iam_user_has_a_group_of_logins_with_one_per_project() -> None:
    user = {"token": None, "username": "u", "password": "p", "domain_name": "d"}
    jobs = [{"job_id": "a"}, {"job_id": "b", "project_id": "q"}, {"job_id": "c", "service": "ecs"}]
    connection = connected(job_ids=None, jobs=jobs, **user)
    first, second, third = (target.location.login for target in connection.targets)
    assert first is third
    assert connection.connection.login.members == [first, second]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "login",
    [
        {"username": "u", "password": "p", "domain_name": "d", "token": None},
        {
            "access_key": "ak",
            "secret_key": "sk",
            "token": None,
            "assume_role": {"agency_name": "a", "domain_name": "d"},
        },
    ],
)
def test_a_login_is_requested_in_the_region_of_the_entries(login: dict[str, Any]) -> None:
    jobs = [{"job_id": "a", "region": "eu-de"}, {"job_id": "b", "region": "eu-de", "service": "ecs"}]
    connection = connected(job_ids=None, jobs=jobs, region=None, **login)
    assert len({target.location.login for target in connection.targets}) == 1
    nowhere = [{"job_id": "a", "endpoint": "https://e.example"}]
    assert "iam_endpoint is missing" in refusal(job_ids=None, jobs=nowhere, region=None, **login)


def test_the_auth_type_is_kept_if_the_task_has_the_login() -> None:
    (options,) = connected().location_options.values()
    assert options["auth_type"] == "token"
    (options,) = connected({"HW_AUTH_TOKEN": "t"}, token=None).location_options.values()
    assert options["auth_type"] is None


DMS = {"service": "dms", "job_id": "a"}


def test_path_parameters_of_the_task_apply_to_entries_that_need_them() -> None:
    parameters = {"instance_id": "i"}
    connection = connected(job_ids=None, jobs=[DMS, {"job_id": "b"}], path_parameters=parameters)
    assert [target.location._parameters for target in connection.targets] == [parameters, {}]
    own = connected(job_ids=None, jobs=[{**DMS, "path_parameters": {"instance_id": "j"}}], path_parameters=parameters)
    assert own.targets[0].location._parameters == {"instance_id": "j"}


CUSTOM = {"path": "/{project_id}/{job_id}", "host": "x", "succeeded": ["ok"], "failed": ["bad"]}


def test_a_description_of_the_task_applies_to_the_entries_of_its_service() -> None:
    assert urls({"job_id": "a"}, {"job_id": "b", "service": "ecs"}, service="custom", custom=CUSTOM)[0].startswith(
        "custom p https://x."
    )
    assert urls({"job_id": "a", "service": "custom", "custom": CUSTOM})[0].startswith("custom p https://x.")


@pytest.mark.parametrize(
    ("jobs", "changes", "reported"),
    [
        ([{"job_id": "a"}], {"service": None}, "jobs[0]: service is missing: give one of dcs, elb, "),
        ([{"job_ids": []}, {"job_id": "a", "service": "x"}], {}, "jobs[1]: service is not a known service: give one"),
        ([DMS], {}, "jobs[0]: path_parameters lacks instance_id, which the path of Distributed Message"),
        (
            [{**DMS, "service": "elb", "path_parameters": {"a": "b"}}],
            {},
            "jobs[0]: path_parameters contains a, which the",
        ),
        ([{"job_id": "a", "service": "elb", "custom": CUSTOM}], {}, "jobs[0]: custom is set, but service is"),
        ([{"job_id": "a", "region": "eu-de-01"}], {}, "jobs[0]: region is eu-de-01, which looks like an availability"),
    ],
)
def test_an_error_names_the_entry(jobs: list[Any], changes: dict[str, Any], reported: str) -> None:
    assert refusal(job_ids=None, jobs=jobs, **changes).startswith(reported)


def test_the_options_of_each_location_are_kept() -> None:
    connection = connected(job_ids=None, jobs=[{"job_id": "a"}, {"job_id": "b", "region": "eu-de"}])
    assert [options["region"] for options in connection.location_options.values()] == ["eu-west-0", "eu-de"]
    assert params_of(job_ids=None, jobs=[])["jobs"] == []
