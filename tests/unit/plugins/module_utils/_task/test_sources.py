# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which source an option comes from: the task, the environment, or a profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import NO_AGENCY, AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.connection import Connected, connect
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import METADATA


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
    assert connection.secrets == {"cli-sk"}
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
