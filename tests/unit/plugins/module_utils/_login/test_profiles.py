# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles are read from the configuration files of other tools, in all their formats."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.profile_files import ProfileError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.profiles import load_profile


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
                "domain_id": "d",
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
    assert load_profile(name, {"HOME": str(home)}) == profile


def test_environment_variables_select_a_profile(home: Path) -> None:
    environ = {"HOME": str(home)}
    assert load_profile(None, environ) == {}
    assert load_profile(None, {**environ, "HW_PROFILE": "default"})["access_key"] == "cli-ak"
    assert load_profile(None, {**environ, "OS_CLOUD": "short"})["access_key"] == "short-ak"
    assert load_profile(None, {**environ, "OS_CLOUD": "short", "HW_PROFILE": "default"})["access_key"] == "cli-ak"
    assert load_profile("long", {**environ, "OS_CLOUD": "short"})["access_key"] == "long-ak"
    with pytest.raises(ProfileError, match="no profile 'basic'"):
        load_profile(None, {**environ, "OS_CLOUD": "basic"})


def test_environment_variables_select_other_files(home: Path, tmp_path: Path) -> None:
    environ = {
        "HOME": "/nonexistent",
        "HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(home / ".huaweicloud/credentials"),
        "HW_SHARED_CONFIG_FILE": str(home / ".hcloud/config.json"),
        "OS_CLIENT_CONFIG_FILE": str(home / ".config/openstack/clouds.yaml"),
    }
    assert [load_profile(name, environ)["access_key"] for name in ("basic", "default", "long")] == [
        "sdk-ak",
        "cli-ak",
        "long-ak",
    ]


def test_clouds_yaml_of_the_working_directory_takes_precedence(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "clouds.yaml").write_text("clouds: {short: {auth: {ak: here}}}", encoding="utf-8")
    monkeypatch.chdir(here)
    assert load_profile("short", {"HOME": str(home)}) == {"access_key": "here"}


def test_a_missing_profile_reports_the_files_that_were_searched(home: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile("nope", {"HOME": str(home)})
    for reported in (
        "'nope'",
        ".huaweicloud/credentials (has basic, temporary)",
        "config.json (has default)",
        "clouds.yaml",
    ):
        assert reported in str(caught.value)
    with pytest.raises(ProfileError, match=r"credentials \(missing or without profiles\)"):
        load_profile("nope", {"HOME": "/nonexistent"})


@pytest.mark.parametrize(
    ("name", "content", "reported"),
    [
        (".huaweicloud/credentials", b"no section", "is not a valid INI file"),
        (".huaweicloud/credentials", b"\xff\xfe\xff", "it is not UTF-8 text"),
        (".hcloud/config.json", b"{", "is not a valid configuration file of KooCLI"),
        (".hcloud/config.json", b"[]", "is not a valid configuration file of KooCLI"),
        (".hcloud/config.json", b'{"profiles": [{}]}', "is not a valid configuration file of KooCLI"),
        (".config/openstack/clouds.yaml", b"{", "is not valid YAML"),
    ],
)
def test_an_unreadable_file_is_named(home: Path, name: str, content: bytes, reported: str) -> None:
    (home / name).write_bytes(content)
    with pytest.raises(ProfileError, match=reported) as caught:
        load_profile("nope", {"HOME": str(home)})
    assert name in str(caught.value)


def test_a_directory_instead_of_a_file(home: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read: Is a directory"):
        load_profile("nope", {"HOME": str(home), "HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(home)})


def test_pyyaml_is_only_needed_for_clouds_yaml(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_yaml(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "yaml":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_yaml)
    assert load_profile("default", {"HOME": str(home)})["access_key"] == "cli-ak"
    with pytest.raises(ProfileError, match="requires PyYAML: install it"):
        load_profile("short", {"HOME": str(home)})


@pytest.mark.parametrize(
    ("key", "option"),
    [
        ("region_name", "region"),
        ("ak", "access_key"),
        ("sk", "secret_key"),
        ("access_key", "access_key"),
        ("secret_key", "secret_key"),
        ("security_token", "security_token"),
        ("cacert", "ca_path"),
        ("agency_name", "assume_role.agency_name"),
        ("agency_domain_name", "assume_role.domain_name"),
    ],
)
def test_keys_of_a_cloud_at_top_level(tmp_path: Path, key: str, option: str) -> None:
    (tmp_path / "clouds.yaml").write_text(json.dumps({"clouds": {"a": {key: "value", "other": 1}}}), encoding="utf-8")
    assert load_profile("a", {"HOME": "/nonexistent", "OS_CLIENT_CONFIG_FILE": str(tmp_path / "clouds.yaml")}) == {
        option: "value"
    }


@pytest.mark.parametrize(
    ("key", "option"),
    [
        ("auth_url", "iam_endpoint"),
        ("project_id", "project_id"),
        ("project_name", "project_name"),
        ("tenant_name", "project_name"),
        ("token", "token"),
        ("ak", "access_key"),
        ("sk", "secret_key"),
        ("access_key", "access_key"),
        ("secret_key", "secret_key"),
        ("security_token", "security_token"),
        ("username", "username"),
        ("password", "password"),
        ("user_domain_name", "domain_name"),
        ("domain_name", "domain_name"),
        ("project_domain_name", "domain_name"),
        ("tenant_id", "project_id"),
        ("user_id", "user_id"),
        ("user_domain_id", "domain_id"),
        ("domain_id", "domain_id"),
        ("agency_name", "assume_role.agency_name"),
        ("agency_domain_name", "assume_role.domain_name"),
    ],
)
def test_keys_of_a_cloud_in_auth(tmp_path: Path, key: str, option: str) -> None:
    text = json.dumps({"clouds": {"a": {"auth": {key: "value", "other": 1}}}})
    (tmp_path / "clouds.yaml").write_text(text, encoding="utf-8")
    assert load_profile("a", {"HOME": "/nonexistent", "OS_CLIENT_CONFIG_FILE": str(tmp_path / "clouds.yaml")}) == {
        option: "value"
    }


def test_the_default_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProfileError) as caught:
        load_profile("nope", {"HOME": "/nonexistent"})
    for path in (".huaweicloud/credentials", ".hcloud/config.json", ".config/openstack/clouds.yaml"):
        assert f"/nonexistent/{path} (missing or without profiles)" in str(caught.value)
    monkeypatch.setenv("HOME", "/of/the/process")
    with pytest.raises(ProfileError, match=r" /of/the/process/\.huaweicloud/credentials "):
        load_profile("nope", {})


def test_clouds_can_be_in_clouds_yml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o700)
    (tmp_path / "clouds.yml").write_text("clouds: {a: {auth: {ak: yml}}}", encoding="utf-8")
    assert load_profile("a", {"HOME": "/nonexistent"}) == {"access_key": "yml"}
    (tmp_path / "clouds.yaml").write_text("clouds: {a: {auth: {ak: yaml}}}", encoding="utf-8")
    assert load_profile("a", {"HOME": "/nonexistent"}) == {"access_key": "yaml"}


def test_secure_yaml_overrides_and_adds_values(tmp_path: Path) -> None:
    (tmp_path / "clouds.yaml").write_text("clouds: {a: {region_name: r, auth: {ak: a, sk: b}}}", encoding="utf-8")
    (tmp_path / "secure.yaml").write_text("clouds: {a: {auth: {sk: c}}, b: {auth: {token: t}}}", encoding="utf-8")
    environ = {"HOME": "/nonexistent", "OS_CLIENT_CONFIG_FILE": str(tmp_path / "clouds.yaml")}
    assert load_profile("a", environ) == {"region": "r", "access_key": "a", "secret_key": "c"}
    assert load_profile("b", environ) == {"token": "t"}


@pytest.mark.parametrize("text", ["", "[]", "clouds: []", "clouds: {a: []}", "other: {}", "clouds: {a: {auth: x}}"])
def test_clouds_in_another_format_are_ignored(tmp_path: Path, text: str) -> None:
    (tmp_path / "clouds.yaml").write_text(text, encoding="utf-8")
    environ = {"HOME": "/nonexistent", "OS_CLIENT_CONFIG_FILE": str(tmp_path / "clouds.yaml"), "OS_CLOUD": "a"}
    if "{a: " in text:
        assert load_profile(None, environ) == {}
    else:
        with pytest.raises(ProfileError, match=r"clouds\.yaml \(missing or without profiles\)"):
            load_profile(None, environ)


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o757])
def test_clouds_yaml_in_a_world_writable_directory_is_not_read(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "clouds.yaml").write_text("clouds: {short: {auth: {ak: here}}, more: {}}", encoding="utf-8")
    here.chmod(mode)
    monkeypatch.chdir(here)
    warnings: list[str] = []
    assert load_profile("short", {"HOME": str(home)}, warnings.append)["access_key"] == "short-ak"
    (warning,) = warnings
    assert warning.startswith(f"{here / 'clouds.yaml'} is ignored because any user can write to it")
    assert "OS_CLIENT_CONFIG_FILE" in warning
    with pytest.raises(ProfileError, match=r"there is no profile 'more'.*here/clouds\.yaml is ignored because any"):
        load_profile("more", {"HOME": str(home)})
    meant = {"HOME": str(home), "OS_CLIENT_CONFIG_FILE": str(here / "clouds.yaml")}
    assert load_profile("short", meant, warnings.append) == {"access_key": "here"}
    assert len(warnings) == 1


def test_a_world_writable_clouds_yaml_is_not_read(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, theirs = tmp_path / "here", tmp_path / "theirs"
    here.mkdir()
    theirs.mkdir()
    monkeypatch.chdir(here)
    (theirs / "file").write_text("clouds: {short: {auth: {ak: here}}}", encoding="utf-8")
    (here / "clouds.yml").symlink_to(theirs / "file")
    assert load_profile("short", {"HOME": str(home)}) == {"access_key": "here"}
    theirs.chmod(0o777)
    assert load_profile("short", {"HOME": str(home)})["access_key"] == "short-ak"
    theirs.chmod(0o755)
    (theirs / "file").chmod(0o666)
    assert load_profile("short", {"HOME": str(home)})["access_key"] == "short-ak"


def test_no_warning_if_no_file_is_ignored(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    here.chmod(0o777)
    monkeypatch.chdir(here)
    warnings: list[str] = []
    load_profile("short", {"HOME": str(home)}, warnings.append)
    assert warnings == []
