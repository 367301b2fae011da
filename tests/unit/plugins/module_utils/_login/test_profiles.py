# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles are read from the files of other tools, in the forms that these have."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import NO_AGENCY, AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.profiles import ProfileError, load
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.connection import Connected, connect
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import METADATA

SDK = """
[basic]
ak = sdk-ak
sk = sdk%sk
project_id = sdk-project
iam_endpoint = https://iam.sdk.example
domain_id = d

[temporary]
ak = t-ak
sk = t-sk
security_token = t-st
"""
KOOCLI = {
    "language": "en",
    "current": "default",
    "profiles": [
        {
            "name": "default",
            "mode": "AKSK",
            "accessKeyId": "cli-ak",
            "secretAccessKey": "cli-sk",
            "securityToken": "",
            "region": "cn-north-4",
            "projectId": "cli-project",
        }
    ],
}
CLOUDS = """
clouds:
  otc:
    profile: otc
    region_name: eu-de
    auth:
      auth_url: https://iam.eu-de.otc.t-systems.com/v3
      username: os-user
      user_domain_name: os-domain
      project_name: eu-de_shop
  short:
    region_name: eu-nl
    auth: {ak: short-ak, sk: short-sk, project_id: p}
  long:
    region_name: eu-nl
    access_key: long-ak
    secret_key: long-sk
  token:
    auth: {token: os-token}
  empty:
"""
SECURE = """
clouds:
  otc:
    auth: {password: os-password}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in (
        (".huaweicloud/credentials", SDK),
        (".hcloud/config.json", json.dumps(KOOCLI)),
        (".config/openstack/clouds.yaml", CLOUDS),
        (".config/openstack/secure.yaml", SECURE),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True) if not path.parent.exists() else None
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        (
            "basic",
            {
                "access_key": "sdk-ak",
                "secret_key": "sdk%sk",
                "project_id": "sdk-project",
                "iam_endpoint": "https://iam.sdk.example",
            },
        ),
        ("temporary", {"access_key": "t-ak", "secret_key": "t-sk", "security_token": "t-st"}),
        (
            "default",
            {
                "access_key": "cli-ak",
                "secret_key": "cli-sk",
                "region": "cn-north-4",
                "project_id": "cli-project",
            },
        ),
        (
            "otc",
            {
                "region": "eu-de",
                "iam_endpoint": "https://iam.eu-de.otc.t-systems.com/v3",
                "username": "os-user",
                "domain_name": "os-domain",
                "project_name": "eu-de_shop",
                "password": "os-password",
            },
        ),
        ("short", {"region": "eu-nl", "access_key": "short-ak", "secret_key": "short-sk", "project_id": "p"}),
        ("long", {"region": "eu-nl", "access_key": "long-ak", "secret_key": "long-sk"}),
        ("token", {"token": "os-token"}),
        ("empty", {}),
    ],
)
def test_profiles_of_every_tool(home: Path, name: str, profile: dict[str, str]) -> None:
    assert load(name, {"HOME": str(home)}) == profile


def test_the_environment_names_a_profile_of_one_tool(home: Path) -> None:
    environ = {"HOME": str(home)}
    assert load(None, environ) == {}
    assert load(None, {**environ, "HW_PROFILE": "default"})["access_key"] == "cli-ak"
    assert load(None, {**environ, "OS_CLOUD": "short"})["access_key"] == "short-ak"
    assert load(None, {**environ, "OS_CLOUD": "short", "HW_PROFILE": "default"})["access_key"] == "cli-ak"
    assert load("long", {**environ, "OS_CLOUD": "short"})["access_key"] == "long-ak"
    with pytest.raises(ProfileError, match="no profile 'basic'"):
        load(None, {**environ, "OS_CLOUD": "basic"})


def test_the_environment_names_other_places(home: Path, tmp_path: Path) -> None:
    environ = {
        "HOME": "/nonexistent",
        "HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(home / ".huaweicloud/credentials"),
        "HW_SHARED_CONFIG_FILE": str(home / ".hcloud/config.json"),
        "OS_CLIENT_CONFIG_FILE": str(home / ".config/openstack/clouds.yaml"),
    }
    assert [load(name, environ)["access_key"] for name in ("basic", "default", "long")] == [
        "sdk-ak",
        "cli-ak",
        "long-ak",
    ]


def test_clouds_yaml_of_the_working_directory_comes_first(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "clouds.yaml").write_text("clouds: {short: {auth: {ak: here}}}", encoding="utf-8")
    monkeypatch.chdir(here)
    assert load("short", {"HOME": str(home)}) == {"access_key": "here"}


def test_a_profile_that_is_not_there_tells_where_was_looked(home: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        load("nope", {"HOME": str(home)})
    for told in (
        "'nope'",
        ".huaweicloud/credentials (has basic, temporary)",
        "config.json (has default)",
        "clouds.yaml",
    ):
        assert told in str(caught.value)
    with pytest.raises(ProfileError, match=r"credentials \(not there, or without any\)"):
        load("nope", {"HOME": "/nonexistent"})


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (".huaweicloud/credentials", b"no section", "not an ini file"),
        (".huaweicloud/credentials", b"\xff\xfe\xff", "it is not text"),
        (".hcloud/config.json", b"{", "not a configuration file of KooCLI"),
        (".hcloud/config.json", b"[]", "not a configuration file of KooCLI"),
        (".hcloud/config.json", b'{"profiles": [{}]}', "not a configuration file of KooCLI"),
        (".config/openstack/clouds.yaml", b"{", "not YAML"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(home: Path, name: str, content: bytes, told: str) -> None:
    (home / name).write_bytes(content)
    with pytest.raises(ProfileError, match=told) as caught:
        load("nope", {"HOME": str(home)})
    assert name in str(caught.value)


def test_a_folder_in_place_of_a_file(home: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read: Is a directory"):
        load("nope", {"HOME": str(home), "HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(home)})


def test_pyyaml_is_only_needed_for_clouds_yaml(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_yaml(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "yaml":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_yaml)
    assert load("default", {"HOME": str(home)})["access_key"] == "cli-ak"
    with pytest.raises(ProfileError, match="install PyYAML"):
        load("short", {"HOME": str(home)})


# With the options of a task around them


def connected(home: Path, environ: dict[str, str] | None = None, **args: Any) -> Connected:
    params = {"service": "elb", "job_ids": ["a"], "validate_certs": True, "request_timeout": 30, **args}
    return connect(params, {"HOME": str(home), **(environ or {})})


def headers_of(connection: Connected) -> str:
    return str(connection.connection.login(Http.prepare("GET", "https://host/")).headers)


def test_a_profile_says_who_and_where(home: Path) -> None:
    connection = connected(home, profile="default")
    assert "Access=cli-ak" in headers_of(connection)
    assert connection.targets[0].place.endpoint == "https://elb.cn-north-4.myhuaweicloud.com"
    assert connection.targets[0].place.project.known == "cli-project"
    assert connection.secrets.values == {"cli-sk"}
    assert isinstance(connected(home, profile="otc").connection.login, PasswordLogin)
    assert isinstance(connected(home, profile="token", region="eu-de").connection.login, TokenLogin)


def test_the_task_wins_over_the_environment_and_this_over_the_profile(home: Path) -> None:
    environ = {"HW_ACCESS_KEY": "env-ak", "HW_SECRET_KEY": "env-sk", "HW_PROJECT_ID": "env-project"}
    connection = connected(home, environ, profile="default")
    assert "Access=env-ak" in headers_of(connection)
    assert connection.targets[0].place.project.known == "env-project"
    connection = connected(home, environ, profile="default", access_key="ak", secret_key="sk", project_id="p")
    assert "Access=ak" in headers_of(connection)
    assert connection.targets[0].place.project.known == "p"


def test_a_login_is_taken_whole_from_one_of_the_three(home: Path) -> None:
    connection = connected(home, {"HW_ACCESS_KEY": "env-ak", "HW_SECURITY_TOKEN": "env-st"}, profile="default")
    assert isinstance(connection.connection.login, KeyLogin)
    headers = headers_of(connection)
    assert "Access=cli-ak" in headers
    assert "env-st" not in headers
    with pytest.raises(OptionError, match="access_key without secret_key"):
        connected(home, profile="default", access_key="ak")


def test_a_project_name_of_the_task_comes_before_a_project_id_of_the_profile(home: Path) -> None:
    assert connected(home, profile="default", project_name="cn-north-4_x").targets[0].place.project.known is None


def test_a_profile_that_cannot_be_had_is_an_option_error(home: Path) -> None:
    with pytest.raises(OptionError, match="profile: there is no profile 'nope'"):
        connected(home, profile="nope", token="t", region="eu-de")


def test_an_agency_is_only_used_when_asked_for(home: Path) -> None:
    connection = connected(home, profile="default", auth_type="agency")
    assert isinstance(connection.connection.login, AgencyLogin)
    with pytest.raises(OptionError, match="HUAWEICLOUD_JOBS_METADATA_URL is plain http"):
        connected(home, {METADATA: "http://10.0.0.1"}, profile="default", auth_type="agency")
    assert "only there" in NO_AGENCY
