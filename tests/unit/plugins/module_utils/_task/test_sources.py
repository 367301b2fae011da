# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which source an option comes from: the task, the environment, or a profile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import NO_AGENCY, AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import Connected, connect
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import METADATA

AGENCY_KEYS = {"accessKeyId": "ak", "secretAccessKey": "sk", "region": "eu-de", "projectId": "p", "name": "x"}


def connected(home: Path, environ: dict[str, str] | None = None, **args: Any) -> Connected:
    params = {"service": "elb", "job_ids": ["a"], "validate_certs": True, "request_timeout": 30, **args}
    return connect(params, {"HOME": str(home), **(environ or {})})


def headers_of(connection: Connected) -> str:
    return str(connection.targets[0].place.login(Http.prepare("GET", "https://host/")).headers)


def test_a_profile_says_who_and_where(home: Path) -> None:
    connection = connected(home, profile="default")
    assert "Access=cli-ak" in headers_of(connection)
    assert connection.targets[0].place.endpoint == "https://elb.cn-north-4.myhuaweicloud.com"
    assert connection.targets[0].place.project.known == "cli-project"
    assert connection.secrets.values == {"cli-sk"}
    assert isinstance(connected(home, profile="otc").targets[0].place.login, PasswordLogin)
    assert isinstance(connected(home, profile="token", region="eu-de").targets[0].place.login, TokenLogin)


def test_a_login_is_taken_whole_from_one_of_the_three(home: Path) -> None:
    connection = connected(home, {"HW_ACCESS_KEY": "env-ak", "HW_SECURITY_TOKEN": "env-st"}, profile="default")
    assert isinstance(connection.targets[0].place.login, KeyLogin)
    headers = headers_of(connection)
    assert "Access=cli-ak" in headers
    assert "env-st" not in headers
    with pytest.raises(OptionError, match="access_key without secret_key"):
        connected(home, profile="default", access_key="ak")


def test_a_project_name_of_the_task_comes_before_a_project_id_of_the_profile(home: Path) -> None:
    assert connected(home, profile="default", project_name="cn-north-4_x").targets[0].place.project.known is None


def test_a_profile_that_cannot_be_had_is_an_option_error(home: Path) -> None:
    with pytest.raises(OptionError, match="profile: there is no profile 'nope'"):
        connected(home, {"HW_AUTH_TOKEN": "t"}, profile="nope", region="eu-de")


def test_an_agency_is_only_used_when_asked_for(home: Path) -> None:
    connection = connected(home, profile="default", auth_type="agency", region="eu-de")
    assert isinstance(connection.targets[0].place.login, AgencyLogin)
    with pytest.raises(OptionError, match="HUAWEICLOUD_JOBS_METADATA_URL is plain http"):
        connected(home, {METADATA: "http://10.0.0.1"}, auth_type="agency", region="eu-de")
    assert "only there" in NO_AGENCY


def test_the_task_hears_of_what_is_passed_over(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "clouds.yaml").write_text("{}", encoding="utf-8")
    here.chmod(0o777)
    monkeypatch.chdir(here)
    assert ["is not read" in text for text in connected(home, profile="short").warnings] == [True]
    assert connected(home, token="t", region="eu-de").warnings == []


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        (
            {"mode": "AssumeRole", "agencyName": "a", "agencyDomainName": "d"},
            r"\(agencyName, agencyDomainName\)",
        ),
        ({"mode": "AKSK", "agencyName": "a"}, r"names an agency \(agencyName\), and assuming one is not supported yet"),
        ({"agencyDomainName": "d"}, "names an agency"),
        ({"mode": "AssumeRole"}, "assumes an agency, which is not supported yet"),
        ({"mode": "SSO", "ssoAuth": {"stsToken": {"accessKeyId": "ak"}}}, "logs in by SSO, which is not supported"),
        ({"mode": "ecsAgency"}, "set auth_type to agency"),
        ({"mode": "Quantum"}, "is of the mode Quantum, which is not supported"),
    ],
)
@pytest.mark.parametrize("named_by", ["task", "environment"])
def test_the_keys_of_another_identity_are_not_used(
    home: Path, profile: dict[str, Any], told: str, named_by: str
) -> None:
    content = {"profiles": [{**AGENCY_KEYS, **profile}, {**AGENCY_KEYS, "name": "plain", "mode": "aksk"}]}
    (home / ".hcloud/config.json").write_text(json.dumps(content), encoding="utf-8")
    environ, option = ({"HW_PROFILE": "x"}, None) if named_by == "environment" else ({}, "x")
    with pytest.raises(OptionError, match=told) as caught:
        connected(home, environ, profile=option)
    assert "profile: profile 'x' of" in str(caught.value)
    assert "config.json" in str(caught.value)
    # It is in nobody's way who does not use it.
    assert "Access=ak" in headers_of(connected(home, profile="plain"))
    assert isinstance(
        connected(home, environ, profile=option, token="t", region="eu-de").targets[0].place.login, TokenLogin
    )


@pytest.mark.parametrize("where", ["auth", "cloud"])
def test_a_cloud_that_names_an_agency_is_not_used_without_it(home: Path, where: str) -> None:
    agency = {"agency_name": "a", "agency_domain_name": "d"}
    keys = {"ak": "ak", "sk": "sk"}
    cloud = {"region_name": "eu-de", **({"auth": {**keys, **agency}} if where == "auth" else {"auth": keys, **agency})}
    (home / ".config/openstack/clouds.yaml").write_text(json.dumps({"clouds": {"x": cloud}}), encoding="utf-8")
    with pytest.raises(OptionError, match=r"names an agency \(agency_name, agency_domain_name\)"):
        connected(home, profile="x")


def test_a_profile_of_the_task_wins_over_the_environment_and_this_over_a_profile_of_its_own(home: Path) -> None:
    environ = {"HW_ACCESS_KEY": "env-ak", "HW_SECRET_KEY": "env-sk", "HW_PROJECT_ID": "env-project"}
    connection = connected(home, environ, profile="default")
    assert "Access=cli-ak" in headers_of(connection)
    assert connection.targets[0].place.project.known == "cli-project"
    connection = connected(home, {**environ, "HW_PROFILE": "default"}, region="eu-de")
    assert "Access=env-ak" in headers_of(connection)
    assert connection.targets[0].place.project.known == "env-project"


def test_a_profile_is_not_read_for_nothing(home: Path) -> None:
    assert isinstance(connected(home, profile="nope", token="t", region="eu-de").targets[0].place.login, TokenLogin)
    environ = {"OS_CLOUD": "nope", "HW_AUTH_TOKEN": "t"}
    assert isinstance(connected(home, environ, region="eu-de").targets[0].place.login, TokenLogin)
