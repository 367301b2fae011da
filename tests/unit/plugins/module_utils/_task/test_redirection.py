# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attacks by someone who controls a source of options, but lacks the login, and wants it sent to another server.

All requests use real connections to servers that record what they receive. Host names that cannot be resolved are
reached through a proxy, which records them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from eavesdropper import Eavesdropper

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import connect

SECRETS = ("S3CRET-password", "S3CRET-token", "profile-ak", "environment-ak")
USER = {"HW_USER_NAME": "user", "HW_USER_PASSWORD": "S3CRET-password", "HW_DOMAIN_NAME": "account"}
TOKEN = {"HW_AUTH_TOKEN": "S3CRET-token"}
KEYS = {"HW_ACCESS_KEY": "environment-ak", "HW_SECRET_KEY": "environment-sk"}


@pytest.fixture
def own() -> Iterator[Eavesdropper]:
    """The cloud for which the login is meant."""
    with Eavesdropper() as server:
        yield server


@pytest.fixture
def other() -> Iterator[Eavesdropper]:
    """The attacker's server."""
    with Eavesdropper() as server:
        yield server


@pytest.fixture
def proxy() -> Iterator[Eavesdropper]:
    with Eavesdropper() as server:
        yield server


class Victim:
    """A user with profiles in the home directory, who polls a job."""

    def __init__(self, home: Path, own: Eavesdropper) -> None:
        self.home = home
        user = {"username": "user", "password": "S3CRET-password", "user_domain_name": "account"}
        clouds = {
            "own": {"region_name": "eu-de", "auth": {**user, "auth_url": own.url, "project_name": "eu-de"}},
            "no-iam": {"region_name": "eu-de", "auth": {**user, "project_name": "eu-de"}},
        }
        cli = {"name": "keys", "accessKeyId": "profile-ak", "secretAccessKey": "profile-sk", "region": "cn-north-4"}
        self.write(".config/openstack/clouds.yaml", {"clouds": clouds})
        self.write(".hcloud/config.json", {"profiles": [{**cli, "projectId": "p"}]})

    def write(self, name: str, content: Any) -> Path:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def poll(self, environ: dict[str, str], **options: Any) -> str:
        """Poll a job once, and return the outcome."""
        params = {"service": "elb", "job_ids": ["a"], "validate_certs": True, "request_timeout": 5.0, **options}
        try:
            (target,) = connect(params, {"HOME": str(self.home), **environ}).targets
            target.location.poll(target.job_id)
        except (OptionError, CallError) as error:
            return str(error)
        raise AssertionError("nobody has that job")


@pytest.fixture
def victim(tmp_path: Path, own: Eavesdropper) -> Victim:
    return Victim(tmp_path / "home", own)


def leaked(*servers: Eavesdropper) -> list[str]:
    return [secret for secret in SECRETS for server in servers if secret in server.text]


@pytest.mark.parametrize("variable", ["HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL", "OS_AUTH_URL"])
@pytest.mark.parametrize("chosen", ["task", "environment"])
def test_the_environments_iam_for_the_password_of_a_profile(
    victim: Victim, own: Eavesdropper, other: Eavesdropper, variable: str, chosen: str
) -> None:
    environ = {variable: other.url, **({"OS_CLOUD": "own"} if chosen == "environment" else {})}
    victim.poll(environ, profile="own" if chosen == "task" else None)
    assert other.heard == []
    assert leaked(own) == ["S3CRET-password"]


def test_the_environments_cloud_for_the_password_of_a_profile(victim: Victim, proxy: Eavesdropper) -> None:
    victim.poll({"HW_CLOUD": "evil.example", "https_proxy": proxy.url}, profile="no-iam")
    assert "evil.example" not in proxy.text
    assert "iam.eu-de.otc.t-systems.com" in proxy.text


def test_the_environments_cloud_for_the_keys_of_a_profile(victim: Victim, proxy: Eavesdropper) -> None:
    victim.poll({"HW_CLOUD": "evil.example", "https_proxy": proxy.url}, profile="keys")
    assert "evil.example" not in proxy.text
    assert "elb.cn-north-4.myhuaweicloud.com" in proxy.text


def test_the_environments_region_for_the_keys_of_a_profile(victim: Victim, proxy: Eavesdropper) -> None:
    victim.poll({"HW_REGION_NAME": "eu-de", "https_proxy": proxy.url}, profile="keys")
    assert "otc" not in proxy.text
    assert "elb.cn-north-4.myhuaweicloud.com" in proxy.text


@pytest.mark.parametrize("chosen", ["task", "environment"])
def test_the_environments_endpoint_for_the_keys_of_a_profile(
    victim: Victim, other: Eavesdropper, proxy: Eavesdropper, chosen: str
) -> None:
    environ = {"HUAWEICLOUD_JOBS_ENDPOINT": other.url, "https_proxy": proxy.url}
    if chosen == "environment":
        environ["HW_PROFILE"] = "keys"
    victim.poll(environ, profile="keys" if chosen == "task" else None)
    assert other.heard == []
    assert "elb.cn-north-4.myhuaweicloud.com" in proxy.text


@pytest.mark.parametrize("login", [USER, TOKEN, KEYS], ids=["user", "token", "keys"])
def test_a_profile_that_the_environment_names_for_the_login_of_the_environment(
    victim: Victim, other: Eavesdropper, proxy: Eavesdropper, login: dict[str, str]
) -> None:
    clouds = {"theirs": {"region_name": "evil", "auth": {"auth_url": other.url}}}
    path = victim.write("elsewhere/clouds.yaml", {"clouds": clouds})
    environ = {"OS_CLIENT_CONFIG_FILE": str(path), "OS_CLOUD": "theirs", "https_proxy": proxy.url}
    victim.poll({**login, **environ})
    victim.poll({**login, **environ, "HW_REGION_NAME": "cn-north-4"})
    assert other.heard == []
    assert "evil" not in proxy.text


@pytest.mark.parametrize("login", [USER, TOKEN, KEYS], ids=["user", "token", "keys"])
def test_a_profile_that_the_task_names_for_the_login_of_the_environment(
    victim: Victim, other: Eavesdropper, proxy: Eavesdropper, login: dict[str, str]
) -> None:
    victim.write(
        ".config/openstack/clouds.yaml", {"clouds": {"own": {"region_name": "eu-de", "auth": {"auth_url": other.url}}}}
    )
    assert "own" in victim.poll({**login, "https_proxy": proxy.url}, profile="own")
    assert (other.heard, proxy.heard) == ([], [])


@pytest.mark.parametrize("mode", [0o777, 0o1777])
@pytest.mark.parametrize("login", [{}, USER], ids=["profile", "environment"])
def test_a_clouds_yaml_left_in_a_world_writable_directory(
    victim: Victim,
    other: Eavesdropper,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: int,
    login: dict[str, str],
) -> None:
    theirs = victim.write("../public/clouds.yaml", {"clouds": {"own": {"auth": {"auth_url": other.url}}}}).parent
    theirs.chmod(mode)
    monkeypatch.chdir(theirs)
    victim.poll(login, profile="own", project_name="eu-de")
    victim.poll({**login, "OS_CLOUD": "own"}, project_name="eu-de")
    assert other.heard == []


def test_a_secure_yaml_left_in_a_world_writable_directory(
    victim: Victim, other: Eavesdropper, own: Eavesdropper, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = victim.write("../public/secure.yaml", {"clouds": {"own": {"auth": {"auth_url": other.url}}}}).parent
    theirs.chmod(0o777)
    monkeypatch.chdir(theirs)
    victim.poll({}, profile="own")
    assert other.heard == []
    assert leaked(own) == ["S3CRET-password"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1.2.3"])
@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY"])
def test_a_proxy_for_local_hosts(
    victim: Victim, own: Eavesdropper, proxy: Eavesdropper, host: str, variable: str
) -> None:
    url = own.url.replace("127.0.0.1", host)
    victim.poll({variable: proxy.url}, endpoint=url, token="S3CRET-token", project_id="p")
    assert proxy.heard == []
