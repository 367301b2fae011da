# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a check and its result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Final, LoginRefused, NoSuchJob
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.identity import Identity
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.verdicts import IMPOSSIBLE_ID
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import Service
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup import ToCheck, seconds_of, to_check
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup_report import written
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup_result import checkup_result
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.endpoints import Endpoints
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import NotThere, OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import check_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.checkup import Findings

TASK: dict[str, Any] = {"region": "eu-de", "project_id": "0123456789", "token": "a-token"}
CUSTOM = {"host": "vpc", "path": "/v1/{project_id}/x/{job_id}", "succeeded": ["A"], "failed": ["B"]}


def described(environ: dict[str, str] | None = None, **changes: Any) -> ToCheck:
    args = {name: value for name, value in {**TASK, **changes}.items() if value is not None}
    result = ArgumentSpecValidator(check_argument_spec(environ or {})).validate(args)
    assert result.error_messages == []
    return to_check(result.validated_parameters, environ or {})


def names_of(**changes: Any) -> list[str]:
    return [service.name for service, _location in described(**changes).services]


@pytest.mark.parametrize("services", [None, [], "", "all", "dcs,all", ["all"]])
def test_all_are_checked_by_default(services: Any) -> None:
    found = described(services=services)
    assert [service.name for service, _location in found.services] == list(SERVICES)
    assert not found.named


@pytest.mark.parametrize("services", ["dcs,elb", " dcs\n elb, ", ["dcs", "elb"], ["dcs elb", "dcs"]])
def test_services_can_be_a_list_or_a_string(services: Any) -> None:
    assert names_of(services=services) == ["dcs", "elb"]
    assert described(services=services).named


def test_service_from_module_defaults_replaces_services() -> None:
    assert names_of(service="dcs") == ["dcs"]
    assert names_of(service="dcs", services="elb") == ["elb"]
    assert names_of(service="dcs", services="all") == list(SERVICES)


def test_a_custom_api_can_be_checked() -> None:
    found = described(services="dcs,custom", custom=CUSTOM)
    assert [location.endpoint for location in found.locations] == [
        "https://dcs.eu-de.otc.t-systems.com",
        "https://vpc.eu-de.otc.t-systems.com",
    ]
    with pytest.raises(OptionError, match="describe the API in the option custom"):
        described(services="custom")


@pytest.mark.parametrize(
    ("services", "shown"),
    [("dcs,elf", "elf"), (["x" * 40], "a value"), ([{"token": "secret"}], "a value"), ("geheim!", "a value")],
)
def test_an_unknown_service_is_shown_only_if_it_looks_like_one(services: Any, shown: str) -> None:
    with pytest.raises(OptionError, match=f"services contains {shown}, which is not a known service: choose from dcs"):
        described(services=services)


def test_a_path_parameter_is_impossible_unless_given() -> None:
    assert described(services="dms").locations[0]._parameters == {"instance_id": IMPOSSIBLE_ID}
    mine = described(services="dms,apig,ges", path_parameters={"instance_id": "mine"})
    assert [location._parameters for location in mine.locations] == [
        {"instance_id": "mine"},
        {"instance_id": "mine"},
        {"graph_id": IMPOSSIBLE_ID},
    ]


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan")])
def test_an_invalid_timeout_is_refused(timeout: float) -> None:
    with pytest.raises(OptionError, match="give a positive number of seconds, such as 60"):
        seconds_of({"timeout": timeout}, 0)


def test_a_check_ends_before_the_tasks_own_timeout() -> None:
    assert [seconds_of({"timeout": 60.0}, limit) for limit in (0, 90, 30, 5)] == [60.0, 60.0, 29.0, 4.5]


def test_iam_is_unknown_without_a_region() -> None:
    found = described(region=None, endpoint="https://gateway.example", services="dcs")
    assert found.iam_url is None
    assert "iam_endpoint is missing" in found.no_iam
    assert "iam_endpoint is missing" in checkup_result(found, Findings())["iam"]["message"]


def test_a_service_that_the_region_lacks_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = Endpoints.endpoint

    def without_dcs(self: Endpoints, service: Service) -> str:
        if service.name == "dcs":
            raise NotThere("eu-de does not have it")
        return endpoint(self, service)

    monkeypatch.setattr(Endpoints, "endpoint", without_dcs)
    assert {location.service.name for location in described().locations} == set(SERVICES) - {"dcs"}
    result = checkup_result(described(services="dcs"), Findings())
    assert (result["services"][0]["verdict"], result["services"][0]["endpoint"]) == ("not in this cloud", None)
    assert result["problems"] == ["dcs cannot be used: not in this cloud (eu-de does not have it)."]


# Descriptions of logins


@pytest.mark.parametrize(
    ("environ", "args", "expected"),
    [
        ({}, {}, "token from the options of the task (token)"),
        ({"OS_TOKEN": "t", "HW_AUTH_TOKEN": ""}, {"token": None}, "token from the environment (OS_TOKEN)"),
        (
            {"CLOUD_SDK_AK": "a", "HUAWEICLOUD_SDK_SK": "b"},
            {"token": None},
            "access key pair from the environment (CLOUD_SDK_AK, HUAWEICLOUD_SDK_SK)",
        ),
        (
            {},
            {"token": None, "access_key": "a", "secret_key": "b", "security_token": "c"},
            "temporary access key pair from the options of the task (access_key, secret_key, security_token)",
        ),
        (
            {"OS_USERNAME": "u"},
            {"token": None, "username": "u", "password": "pw", "domain_name": "d"},
            "IAM user from the options of the task (username, password, domain_name)",
        ),
        ({}, {"auth_type": "agency"}, "agency of this ECS from the options of the task (auth_type)"),
    ],
)
def test_a_login_is_reported_by_its_source(environ: dict[str, str], args: dict[str, Any], expected: str) -> None:
    assert str(described(environ, services="dcs", **args).origin) == expected


@pytest.mark.parametrize(
    ("name", "file", "kind"),
    [
        ("basic", ".huaweicloud/credentials", "access key pair"),
        ("temporary", ".huaweicloud/credentials", "temporary access key pair"),
        ("default", ".hcloud/config.json", "access key pair"),
        ("otc", ".config/openstack/clouds.yaml", "IAM user"),
        ("token", ".config/openstack/clouds.yaml", "token"),
    ],
)
def test_a_profile_is_reported_by_its_file(home: Path, name: str, file: str, kind: str) -> None:
    found = described({"HOME": str(home)}, token=None, profile=name, services="dcs")
    assert str(found.origin) == f"{kind} from profile {name} in {home / file}"


def test_a_profile_that_the_environment_names_is_reported_as_well(home: Path) -> None:
    found = described({"HOME": str(home), "OS_CLOUD": "token"}, token=None, services="dcs")
    assert str(found.origin) == f"token from profile token in {home / '.config/openstack/clouds.yaml'}"


# Results

USER = {"token": None, "username": "somebody", "password": "a-password", "domain_name": "OTC-0001"}


def quoting(text: str, kind: Any = Final, status: int = 400) -> Any:
    return kind(text, http_status=status, code="X.1", request_id="r")


def test_personal_values_are_replaced_by_their_names() -> None:
    found = described(services="dcs,elb", project_name="eu-de_shop", iam_endpoint="https://iam.example", **USER)
    dcs, elb = found.locations
    message = "somebody of OTC-0001 may not in 0123456789, which is eu-de_shop in eu-de"
    result = checkup_result(found, Findings(services={dcs: quoting(message), elb: quoting("no", NoSuchJob, 404)}))
    hidden = "{username} of {domain_name} may not in {project_id}, which is {project_name} in eu-de"
    assert result["services"][0]["message"] == hidden
    assert result["problems"] == [f"dcs cannot be used: other response (HTTP 400 X.1: {hidden})."]
    assert result["project"] == {"id": "0123456789", "name": None, "message": ""}
    lines = [line for line in result["lines"] if not line.startswith("project ")]
    text = json.dumps({**result, "project": None, "lines": lines})
    for private in ("somebody", "OTC-0001", "0123456789", "eu-de_shop"):
        assert private not in text
    assert any(line.split() == ["project", "0123456789"] for line in result["lines"])


def test_a_region_is_never_hidden() -> None:
    found = described(services="dcs", region="eu-west-0", project_name="eu-west-0")
    result = checkup_result(found, Findings(services={found.locations[0]: quoting("in eu-west-0")}))
    assert result["services"][0]["message"] == "in eu-west-0"
    assert result["report"]["region"] == "eu-west-0"


@pytest.mark.parametrize(
    ("findings", "problem", "accepted"),
    [
        ({"iam_error": quoting("no", LoginRefused, 401)}, "The login was refused, so the check ended", False),
        ({"login_error": Final("no agency")}, "The login could not be requested: no agency.", None),
        ({"project_error": Final("no project")}, "The project ID is not known, so no service was queried: no", None),
        ({"project_error": Final("no project"), "iam_error": None}, "The project ID is not known, so no service", True),
        ({"iam_error": quoting("no", Final, 403)}, "dcs cannot be used: not checked (the check timed out).", None),
        ({"iam_error": None}, "dcs cannot be used: not checked (the check timed out).", True),
    ],
)
def test_a_problem_is_reported_once(findings: dict[str, Any], problem: str, accepted: bool | None) -> None:
    result = checkup_result(described(services="dcs"), Findings(iam_queried="iam_error" in findings, **findings))
    (reported,) = result["problems"]
    assert reported.startswith(problem)
    assert result["login"]["accepted"] is accepted


def test_the_project_name_comes_from_iam() -> None:
    found = described(services="dcs")
    result = checkup_result(found, Findings(iam_queried=True, identity=Identity({"0123456789": "eu-de_shop"}, None)))
    assert result["project"] == {"id": "0123456789", "name": "eu-de_shop", "message": ""}
    result = checkup_result(found, Findings(iam_queried=True, identity=Identity({"another": "eu-de_shop"}, None)))
    assert result["project"]["message"] == "it is not among the projects that IAM lists for this login"


def test_one_usable_service_of_all_is_sufficient() -> None:
    found = described()
    first = found.locations[0]
    assert checkup_result(found, Findings(services={first: quoting("no", NoSuchJob, 404)}))["problems"] == []
    assert checkup_result(found, Findings(services={first: quoting("no")}))["problems"] == [
        "None of the services can be used. Check region, and see the verdict on each service."
    ]


def test_a_report_is_written_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert written({"a": "ä"}, "~/report.json") == ""
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == {"a": "ä"}
    assert "cannot be written to" in written({}, str(tmp_path))
    assert "this is not a valid path" in written({}, "a\0b")
    # Environment variables in a path are not expanded.
    monkeypatch.chdir(tmp_path)
    assert written({}, "$HOME.json") == ""
    assert (tmp_path / "$HOME.json").exists()
