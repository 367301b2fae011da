# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command that resumes waiting for jobs. The system tests run it in a shell."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.custom import custom_service
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Connection, Location, Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.resume import LOGIN, Resume

START = "ansible-playbook huaweicloud.jobs.wait -e service=elb"
LOGINS = {name: f"S3CRET {name}" for name in LOGIN}
MINIMAL = {"path": "/{project_id}/jobs/{job_id}", "succeeded": ["it's ok"], "failed": ["bad"], "done": 100.0}


class Resuming:
    """The advice of a task that has waited at one location, for the jobs that it leaves."""

    def __init__(
        self,
        project_id: str | None = "p",
        custom: dict[str, Any] | None = None,
        variables: list[str] | None = None,
        **params: Any,
    ) -> None:
        self._location = location_of(project_id, custom)
        options = {"service": "custom" if custom else "elb", "custom": custom, **params}
        self._resume = Resume({self._location: options}, variables or [])

    def command(self, ids: list[str]) -> str:
        return self._resume.command([Target(self._location, job_id) for job_id in ids])

    def advice(self, ids: list[str]) -> str:
        return self._resume.advice([Target(self._location, job_id) for job_id in ids])


def location_of(project_id: str | None = "p", custom: dict[str, Any] | None = None, service: str = "elb") -> Location:
    row = custom_service({**MISSING, **custom}) if custom else SERVICES[service]
    return Location(
        Connection(Http(Transport()), TokenLogin("t")), row, f"https://{service}.example", Project(project_id)
    )


#: The value that Ansible sets for suboptions that are not given.
MISSING = {
    "job_id": ["job_id"],
    "job_type": [],
    "status": ["status"],
    "begin_time": [],
    "end_time": [],
    "updated_time": [],
    "error_code": [],
    "fail_reason": [],
    "message": [],
    "progress": [],
    "entities": "",
    "resources": [],
    "sub_jobs": [],
}


@pytest.mark.parametrize(
    ("params", "command"),
    [
        ({}, f"{START} -e project_id=p -e job_ids=a,b"),
        ({"region": "eu-de"}, f"{START} -e region=eu-de -e project_id=p -e job_ids=a,b"),
        ({"project_id": None, "project_name": "eu-de_shop"}, f"{START} -e project_name=eu-de_shop -e job_ids=a,b"),
        ({"project_name": "eu-de_shop"}, f"{START} -e project_id=p -e job_ids=a,b"),
        ({"auth_type": "agency"}, f"{START} -e project_id=p -e auth_type=agency -e job_ids=a,b"),
        (
            {"path_parameters": {"instance_id": "i"}},
            f"""{START} -e project_id=p -e '{{"path_parameters": {{"instance_id": "i"}}}}' -e job_ids=a,b""",
        ),
        (
            {"project_id": None, "project_name": "the shop's"},
            f"""{START} -e '{{"project_name": "the shop'"'"'s"}}' -e job_ids=a,b""",
        ),
    ],
)
def test_the_command_runs_the_playbook_wait(params: dict[str, Any], command: str) -> None:
    assert Resuming(**params).command(["a", "b"]) == command
    assert Resuming(**params).advice(["a", "b"]) == f"To resume, run: {command}"


def test_special_characters_in_an_id_are_quoted() -> None:
    values = shlex.split(Resuming().command(["a;b", "$(c)", "d=e"]))
    assert json.loads(values[-1]) == {"job_ids": "a;b,$(c),d=e"}


def test_secrets_are_replaced_by_the_names_of_their_variables() -> None:
    resume = Resuming(**LOGINS, endpoint="https://e", validate_certs=False, ca_path="/ca")
    advice = resume.advice(["a"])
    assert "S3CRET" not in advice
    assert "https://e" not in advice
    for variable in ("HW_AUTH_TOKEN", "HUAWEICLOUD_SDK_SK", "HW_USER_PASSWORD", "HUAWEICLOUD_JOBS_ENDPOINT"):
        assert variable in advice
    assert "HUAWEICLOUD_JOBS_ENDPOINT, REQUESTS_CA_BUNDLE, and OS_INSECURE=true in the" in advice


def test_a_described_api_is_included() -> None:
    resume = Resuming(custom=MINIMAL, **LOGINS, endpoint="https://e", path_parameters={"x": "1"}, timeout=5.0)
    command = resume.command(["a"])
    *start, options = shlex.split(command)
    assert start == ["ansible", "localhost", "-m", "huaweicloud.jobs.job_wait", "-a"]
    assert json.loads(options) == {
        "service": "custom",
        "path_parameters": {"x": "1"},
        "project_id": "p",
        "endpoint": "https://e",
        "custom": MINIMAL,
        "job_ids": ["a"],
    }
    assert "ENDPOINT" not in resume.advice(["a"])
    assert "HW_AUTH_TOKEN" in resume.advice(["a"])


def test_the_length_of_a_command_for_many_jobs_is_limited() -> None:
    resume = Resuming()
    many = [f"job-{number:04}-{'x' * 20}" for number in range(3000)]
    assert resume.command(many).count("job-") == 100
    assert len(resume.command(many)) < 4000
    assert resume.advice(many) == (
        "To resume, run the command in resume, which has the first 100 of 3000 job IDs (pending_jobs has all of them)."
    )
    assert resume.advice(many[:50]) == "To resume, run the command in resume."


def test_a_profile_is_named_with_the_locations_of_its_login() -> None:
    *start, options = shlex.split(Resuming(profile="x", endpoint="https://e", region="eu-de").command(["a"]))
    assert start == ["ansible", "localhost", "-m", "huaweicloud.jobs.job_wait", "-a"]
    assert json.loads(options) == {
        "service": "elb",
        "region": "eu-de",
        "project_id": "p",
        "endpoint": "https://e",
        "profile": "x",
        "job_ids": ["a"],
    }


def test_variables_that_only_the_task_sets_are_named() -> None:
    advice = Resuming(variables=["OS_TOKEN", "HW_CLOUD"]).advice(["a"])
    assert advice.startswith("To resume, set OS_TOKEN and HW_CLOUD in the environment, and run: ")


def several(**changes: Any) -> tuple[Resume, list[Target]]:
    """Jobs at two locations, of which the second one differs in ``changes``."""
    first, second = location_of(), location_of("q", service="ecs")
    options = {"service": "elb", "region": "eu-de", "auth_type": "aksk", "endpoint": "https://e"}
    resume = Resume({first: options, second: {**options, "service": "ecs", **changes}})
    return resume, [Target(first, "a"), Target(second, "b"), Target(first, "c")]


ENTRIES = [
    {"service": "elb", "region": "eu-de", "project_id": "p", "job_ids": ["a", "c"]},
    {"service": "ecs", "region": "eu-nl", "project_id": "q", "job_ids": ["b"]},
]


def test_jobs_of_several_locations_are_resumed_together() -> None:
    resume, targets = several(region="eu-nl")
    *start, login, jobs = shlex.split(resume.command(targets))
    assert [*start, login] == ["ansible-playbook", "huaweicloud.jobs.wait", "-e", "auth_type=aksk", "-e"]
    assert json.loads(jobs) == {"jobs": ENTRIES}
    assert "set HUAWEICLOUD_JOBS_ENDPOINT in the environment, and run: " in resume.advice(targets)


def test_remaining_jobs_of_one_location_are_resumed_as_such() -> None:
    resume, targets = several()
    assert resume.command(targets[1:2]) == (
        "ansible-playbook huaweicloud.jobs.wait -e service=ecs -e region=eu-de -e project_id=q -e auth_type=aksk"
        " -e job_ids=b"
    )


def test_locations_without_an_environment_variable_are_in_the_command() -> None:
    resume, targets = several(endpoint="https://f", cloud="c.example")
    *start, options = shlex.split(resume.command(targets))
    assert start == ["ansible", "localhost", "-m", "huaweicloud.jobs.job_wait", "-a"]
    first, second = json.loads(options)["jobs"]
    assert (first["endpoint"], second["endpoint"], second["cloud"]) == ("https://e", "https://f", "c.example")
    assert "environment" not in resume.advice(targets)


def test_the_variables_of_suboptions() -> None:
    resume = Resuming(
        oidc={"provider_urn": "p", "agency_urn": "a", "id_token": "S3CRET", "duration": None},
        assume_role={"agency_name": "a", "domain_id": "d"},
        sts_endpoint="https://sts.example",
    )
    advice = resume.advice(["x"])
    assert (
        "set HUAWEICLOUD_OIDC_PROVIDER_URN, HUAWEICLOUD_OIDC_AGENCY_URN, HUAWEICLOUD_OIDC_ID_TOKEN,"
        " HW_ASSUME_ROLE_AGENCY_NAME, HW_ASSUME_ROLE_DOMAIN_ID, and HUAWEICLOUD_SDK_STS_ENDPOINT in the environment"
    ) in advice
    assert "S3CRET" not in advice
