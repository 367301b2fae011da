# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source of each option: the task, the environment, or a profile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import AGENCY_HINT, AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.idp import IdpKeys
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


def login_of(connection: Connected) -> Any:
    return connection.targets[0].location.login


def headers_of(connection: Connected) -> str:
    return str(connection.targets[0].location.login(Http.prepare("GET", "https://host/")).headers)


def test_a_profile_has_a_login_and_its_locations(home: Path) -> None:
    connection = connected(home, profile="default")
    assert "Access=cli-ak" in headers_of(connection)
    assert connection.targets[0].location.endpoint == "https://elb.cn-north-4.myhuaweicloud.com"
    assert connection.targets[0].location.project.known == "cli-project"
    assert connection.secrets.values == {"cli-sk"}
    assert isinstance(connected(home, profile="otc").targets[0].location.login, PasswordLogin)
    assert isinstance(connected(home, profile="token", region="eu-de").targets[0].location.login, TokenLogin)


def test_a_login_comes_completely_from_one_source(home: Path) -> None:
    connection = connected(home, {"HW_ACCESS_KEY": "env-ak", "HW_SECURITY_TOKEN": "env-st"}, profile="default")
    assert isinstance(connection.targets[0].location.login, KeyLogin)
    headers = headers_of(connection)
    assert "Access=cli-ak" in headers
    assert "env-st" not in headers
    with pytest.raises(OptionError, match="access_key, but not secret_key"):
        connected(home, profile="default", access_key="ak")


def test_a_project_name_of_the_task_overrides_a_project_id_of_the_profile(home: Path) -> None:
    assert connected(home, profile="default", project_name="cn-north-4_x").targets[0].location.project.known is None


def test_a_missing_profile_is_an_option_error(home: Path) -> None:
    with pytest.raises(OptionError, match="profile: there is no profile 'nope'"):
        connected(home, {"HW_AUTH_TOKEN": "t"}, profile="nope", region="eu-de")


def test_an_agency_is_used_only_if_requested(home: Path) -> None:
    connection = connected(home, profile="default", auth_type="agency", region="eu-de")
    assert isinstance(connection.targets[0].location.login, AgencyLogin)
    with pytest.raises(OptionError, match="HUAWEICLOUD_JOBS_METADATA_URL uses plain HTTP"):
        connected(home, {METADATA: "http://10.0.0.1"}, auth_type="agency", region="eu-de")
    assert "works only on an ECS" in AGENCY_HINT


def test_ignored_files_are_reported(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "clouds.yaml").write_text("{}", encoding="utf-8")
    here.chmod(0o777)
    monkeypatch.chdir(here)
    assert ["is ignored" in text for text in connected(home, profile="short").warnings] == [True]
    assert connected(home, token="t", region="eu-de").warnings == []


ANOTHER = "takes its keys from another profile, which is not supported: set profile to that profile, and assume_role"


@pytest.mark.parametrize(
    ("profile", "reported"),
    [
        ({"mode": "AKSK", "agencyName": "a"}, "sets agency_name, but not domain_name or domain_"),
        ({"agencyDomainName": "d"}, "sets domain_name, but not agency_name"),
        ({"mode": "AssumeRole"}, "has the mode AssumeRole, but no agencyName: set it"),
        ({"mode": "AssumeRole", "sourceProfile": "plain", "agencyName": "a", "agencyDomainName": "d"}, ANOTHER),
        ({"mode": "AKSK", "sourceProfile": "plain"}, ANOTHER),
        ({"mode": "AssumeRole", "accessKeyId": "", "secretAccessKey": "", "agencyName": "a"}, ANOTHER),
        ({"mode": "SSO"}, r"logs in with SSO, but has no complete session: .* and run hcloud configure sso"),
        (
            {"mode": "SSO", "ssoAuth": {"stsToken": {"accessKeyId": "ak"}}},
            "logs in with SSO, but has no complete session",
        ),
        ({"mode": "Quantum"}, "has the mode Quantum, which is not supported"),
    ],
)
@pytest.mark.parametrize("named_by", ["task", "environment", "file"])
def test_the_keys_of_another_identity_are_not_used(
    home: Path, profile: dict[str, Any], reported: str, named_by: str
) -> None:
    path = home / ".hcloud/config.json"
    plain = {**AGENCY_KEYS, "name": "plain", "mode": "aksk"}
    content = {"current": "x", "profiles": [{**AGENCY_KEYS, **profile}, plain]}
    path.write_text(json.dumps(content), encoding="utf-8")
    environ = {"task": {}, "environment": {"HW_PROFILE": "x"}, "file": {"HW_SHARED_CONFIG_FILE": str(path)}}[named_by]
    option = "x" if named_by == "task" else None
    with pytest.raises(OptionError, match=reported) as caught:
        connected(home, environ, profile=option)
    assert "profile 'x' " in str(caught.value)
    # It does not affect tasks that do not use it.
    assert "Access=ak" in headers_of(connected(home, profile="plain"))
    assert isinstance(login_of(connected(home, environ, profile=option, token="t", region="eu-de")), TokenLogin)


def test_the_current_profile_of_a_file(home: Path) -> None:
    path = home / ".hcloud/config.json"
    environ = {"HW_SHARED_CONFIG_FILE": str(path)}
    assert "Access=cli-ak" in headers_of(connected(home, environ))
    # A named profile takes precedence, and so does any login from the environment.
    assert "Access=short-ak" in headers_of(connected(home, {**environ, "OS_CLOUD": "short"}))
    assert isinstance(login_of(connected(home, {**environ, "HW_AUTH_TOKEN": "t"}, region="eu-de")), TokenLogin)
    with pytest.raises(OptionError, match="no login was found"):
        connected(home, {}, region="eu-de")
    path.write_text(json.dumps({"profiles": [AGENCY_KEYS]}), encoding="utf-8")
    with pytest.raises(
        OptionError, match=r"config\.json has no current profile: set the option profile, or HW_PROFILE"
    ):
        connected(home, environ, region="eu-de")


def test_a_profile_for_the_agency_of_an_ecs(home: Path) -> None:
    profile = {"name": "x", "mode": "ecsAgency", "region": "eu-de", "accessKeyId": "left", "secretAccessKey": "over"}
    (home / ".hcloud/config.json").write_text(json.dumps({"profiles": [profile]}), encoding="utf-8")
    assert isinstance(login_of(connected(home, profile="x")), AgencyLogin)
    with pytest.raises(OptionError, match="profile 'x' contains no login: add access_key and secret_key to it"):
        connected(home, profile="x", auth_type="aksk")


def test_the_session_of_a_profile_that_logs_in_by_sso(home: Path) -> None:
    session = {"accessKeyId": "sso-ak", "secretAccessKey": "sso-sk", "securityToken": "sso-st"}
    profile = {**AGENCY_KEYS, "mode": "SSO", "ssoAuth": {"stsToken": session}}
    (home / ".hcloud/config.json").write_text(json.dumps({"profiles": [profile]}), encoding="utf-8")
    connection = connected(home, profile="x")
    assert "Access=sso-ak" in headers_of(connection)
    assert "sso-st" in headers_of(connection)
    assert {"sso-sk", "sso-st"} <= connection.secrets.values


def test_an_identity_provider_in_the_credentials_file_of_the_sdk(home: Path) -> None:
    text = "[basic]\nak = a\nsk = s\nidp_id = ci\nid_token_file = /token\nproject_id = p\n"
    (home / ".huaweicloud/credentials").write_text(text, encoding="utf-8")
    assert isinstance(login_of(connected(home, profile="basic", region="eu-de")), IdpKeys)


def test_a_profile_of_the_task_overrides_the_environment_and_the_environment_its_own_profile(home: Path) -> None:
    environ = {"HW_ACCESS_KEY": "env-ak", "HW_SECRET_KEY": "env-sk", "HW_PROJECT_ID": "env-project"}
    connection = connected(home, environ, profile="default")
    assert "Access=cli-ak" in headers_of(connection)
    assert connection.targets[0].location.project.known == "cli-project"
    connection = connected(home, {**environ, "HW_PROFILE": "default"}, region="eu-de")
    assert "Access=env-ak" in headers_of(connection)
    assert connection.targets[0].location.project.known == "env-project"


def test_an_unnecessary_profile_is_not_read(home: Path) -> None:
    assert isinstance(connected(home, profile="nope", token="t", region="eu-de").targets[0].location.login, TokenLogin)
    environ = {"OS_CLOUD": "nope", "HW_AUTH_TOKEN": "t"}
    assert isinstance(connected(home, environ, region="eu-de").targets[0].location.login, TokenLogin)
