# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a task and its environment to a client, and every way in which they can be wrong."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from requests.utils import DEFAULT_CA_BUNDLE_PATH as BUNDLE

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project, ProjectByName
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.connection import Connected, connect
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.ids import NO_JOB, job_ids
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import Secrets
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.plans import wait_plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import (
    argument_spec,
    explained,
    wait_argument_spec,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import VARIABLES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan

TASK: dict[str, Any] = {"service": "elb", "job_ids": ["a"], "region": "eu-west-0", "project_id": "p", "token": "t"}


def params_of(environ: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    args = {key: value for key, value in {**TASK, **changes}.items() if value is not None}
    result = ArgumentSpecValidator(wait_argument_spec(environ or {})).validate(args)
    assert result.error_messages == []
    return result.validated_parameters


def connected(environ: dict[str, str] | None = None, **changes: Any) -> Connected:
    return connect(params_of(environ, **changes), environ or {})


def refusal(environ: dict[str, str] | None = None, **changes: Any) -> str:
    with pytest.raises(OptionError) as caught:
        connected(environ, **changes)
    return str(caught.value)


def headers_of(connection: Connected) -> dict[str, str]:
    return dict(connection.connection.login(Http.prepare("GET", "https://host/")).headers)


# Where


@pytest.mark.parametrize(
    ("changes", "environ", "endpoint"),
    [
        ({}, {}, "https://elb.eu-west-0.prod-cloud-ocb.orange-business.com"),
        ({"service": "dcs", "region": "eu-de"}, {}, "https://dcs.eu-de.otc.t-systems.com"),
        ({"service": "sdrs", "region": "cn-north-4"}, {}, "https://sdrs.cn-north-4.myhuaweicloud.com"),
        ({"region": "moon-1"}, {}, "https://elb.moon-1.myhuaweicloud.com"),
        ({"service": "waf", "region": "cn-north-9"}, {}, "https://waf.cn-north-9.myhuaweicloud.cn"),
        (
            {"service": "waf", "region": "cn-north-9"},
            {"HW_CLOUD": "myhuaweicloud.com"},
            "https://waf.cn-north-9.myhuaweicloud.cn",
        ),
        (
            {"service": "waf", "region": "cn-north-9", "cloud": "cloud.example"},
            {},
            "https://waf.cn-north-9.cloud.example",
        ),
        ({"service": "taurusdb", "region": "eu-de"}, {}, "https://gaussdb-mysql.eu-de.otc.t-systems.com"),
        ({"region": "site-1", "cloud": "cloud.example"}, {}, "https://elb.site-1.cloud.example"),
        ({"region": "site-1"}, {"HW_CLOUD": "env.example"}, "https://elb.site-1.env.example"),
        ({"region": None}, {"OS_REGION": "eu-nl"}, "https://elb.eu-nl.otc.t-systems.com"),
        (
            {"region": None},
            {"OS_REGION_NAME": "eu-nl", "HUAWEICLOUD_REGION": "eu-de", "HW_REGION_NAME": "x"},
            "https://elb.eu-de.otc.t-systems.com",
        ),
        ({"region": "eu-de"}, {"HUAWEICLOUD_REGION": "eu-nl"}, "https://elb.eu-de.otc.t-systems.com"),
        ({"region": ""}, {"HUAWEICLOUD_REGION": "eu-nl"}, "https://elb.eu-nl.otc.t-systems.com"),
        ({"region": None, "project_name": "eu-de_shop"}, {}, "https://elb.eu-de.otc.t-systems.com"),
        ({"region": None}, {"OS_TENANT_NAME": "eu-de_shop"}, "https://elb.eu-de.otc.t-systems.com"),
        ({"endpoint": "https://elb.example:8443/base/"}, {}, "https://elb.example:8443/base"),
        ({"endpoint": "http://127.0.0.1:80"}, {}, "http://127.0.0.1:80"),
        ({"endpoint": "http://[::1]:80"}, {}, "http://[::1]:80"),
        ({"endpoint": "http://localhost:80"}, {}, "http://localhost:80"),
        ({"endpoint": "http://elb.example", "validate_certs": False}, {}, "http://elb.example"),
    ],
)
def test_endpoint(changes: dict[str, Any], environ: dict[str, str], endpoint: str) -> None:
    assert connected(environ, **changes).targets[0].place.endpoint == endpoint


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"region": None}, ["region", "HUAWEICLOUD_REGION", "endpoint"]),
        ({"region": "eu-de/../x"}, ["region", "'eu-de/../x'"]),
        ({"region": "eu-de", "cloud": "evil.example/path"}, ["cloud", "host name"]),
        ({"endpoint": "elb.example"}, ["endpoint", "https://"]),
        ({"endpoint": "ftp://elb.example"}, ["endpoint", "https://"]),
        ({"endpoint": "https://"}, ["endpoint", "https://"]),
        ({"endpoint": "https://*.example.com"}, ["endpoint", "https://"]),
        ({"endpoint": "https://%zz"}, ["endpoint", "https://"]),
        ({"endpoint": "https://elb.example?x=1"}, ["endpoint", "query"]),
        ({"endpoint": "https://elb.example:port"}, ["endpoint"]),
        ({"endpoint": "https://user:S3CRET@elb.example"}, ["endpoint", "without user"]),
        ({"endpoint": "http://elb.example"}, ["endpoint", "plain http", "validate_certs", "elb.example"]),
        ({"project_id": "a/b"}, ["project_id", "'a/b'", "project_name"]),
        ({"project_id": ".."}, ["project_id"]),
        ({"ca_path": __file__}, ["ca_path", __file__, "cannot be read as a CA bundle", "PEM"]),
        ({"ca_path": "/no/such/file.pem"}, ["ca_path", "/no/such/file.pem", "REQUESTS_CA_BUNDLE"]),
        ({"request_timeout": 0}, ["request_timeout", "positive"]),
        ({"request_timeout": -1}, ["request_timeout", "positive"]),
        ({"request_timeout": "nan"}, ["request_timeout", "positive"]),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], told: list[str]) -> None:
    message = refusal(**changes)
    assert [word for word in told if word not in message] == []
    assert "S3CRET" not in message


def test_project_by_id_needs_nothing_else() -> None:
    project = connected().targets[0].place.project
    assert (project.known, project()) == ("p", "p")


@pytest.mark.parametrize(
    ("changes", "environ", "project_id"),
    [
        ({"project_id": None}, {"OS_PROJECT_ID": "o", "HW_PROJECT_ID": "h"}, "h"),
        ({"project_id": None}, {"HUAWEICLOUD_SDK_PROJECT_ID": "s", "HW_PROJECT_ID": "h"}, "s"),
        ({"project_id": None, "project_name": "eu-de_shop"}, {"HW_PROJECT_ID": "h"}, None),
        ({"project_id": None}, {}, None),
    ],
)
def test_project_from_the_environment(changes: dict[str, Any], environ: dict[str, str], project_id: str | None) -> None:
    assert connected(environ, **changes).targets[0].place.project.known == project_id


@pytest.mark.parametrize(
    ("changes", "environ", "url", "name"),
    [
        ({"region": "eu-de"}, {}, "https://iam.eu-de.otc.t-systems.com/v3", "eu-de"),
        ({"region": "eu-ch2"}, {}, "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3", "eu-ch2"),
        (
            {"project_name": "eu-west-0_a"},
            {},
            "https://iam.eu-west-0.prod-cloud-ocb.orange-business.com/v3",
            "eu-west-0_a",
        ),
        ({"iam_endpoint": "https://iam.example"}, {}, "https://iam.example/v3", "eu-west-0"),
        (
            {"iam_endpoint": "https://iam.example/v3/"},
            {"OS_AUTH_URL": "https://x"},
            "https://iam.example/v3",
            "eu-west-0",
        ),
        ({}, {"OS_AUTH_URL": "https://os.example:443/v3"}, "https://os.example:443/v3", "eu-west-0"),
    ],
)
def test_project_lookup(changes: dict[str, Any], environ: dict[str, str], url: str, name: str) -> None:
    project = connected(environ, project_id=None, **changes).targets[0].place.project
    assert isinstance(project, Project)
    lookup = project._look_up
    assert isinstance(lookup, ProjectByName)
    assert (lookup._url, lookup._name) == (url, name)


def test_a_project_cannot_be_looked_up_without_iam_or_name() -> None:
    message = refusal(project_id=None, region=None, endpoint="https://elb.example", project_name=None)
    assert "project_id" in message
    assert "HW_PROJECT_ID" in message


# Who

KEYS = {"token": None, "access_key": "ak", "secret_key": "sk"}
USER = {"token": None, "username": "u", "password": "pw", "domain_name": "d"}
ENV_TOKEN = {"OS_TOKEN": "env-token"}
ENV_KEYS = {"HW_ACCESS_KEY": "env-ak", "HW_SECRET_KEY": "env-sk", "HW_SECURITY_TOKEN": "env-st"}


@pytest.mark.parametrize(
    ("changes", "environ", "kind"),
    [
        ({}, {}, TokenLogin),
        (KEYS, {}, KeyLogin),
        (USER, {}, PasswordLogin),
        ({**KEYS, "token": "t"}, {}, TokenLogin),
        ({"domain_name": "d"}, {}, TokenLogin),
        ({**KEYS, "token": "t", "auth_type": "aksk"}, {}, KeyLogin),
        ({**KEYS, **USER}, {}, KeyLogin),
        (KEYS, ENV_TOKEN, KeyLogin),
        ({"token": None}, ENV_TOKEN, TokenLogin),
        ({"token": None}, ENV_KEYS, KeyLogin),
        ({"token": None}, {**ENV_KEYS, **ENV_TOKEN}, TokenLogin),
        ({"token": None, "auth_type": "aksk"}, {**ENV_KEYS, **ENV_TOKEN}, KeyLogin),
        ({"token": ""}, ENV_KEYS, KeyLogin),
        (
            {"token": None},
            {"HW_USER_NAME": "u", "OS_PASSWORD": "pw", "OS_DOMAIN_NAME": "d"},
            PasswordLogin,
        ),
    ],
)
def test_login(changes: dict[str, Any], environ: dict[str, str], kind: type) -> None:
    assert isinstance(connected(environ, **changes).connection.login, kind)


@pytest.mark.parametrize(
    "names",
    [
        [("token", name) for name in VARIABLES["token"]],
        [("access_key", name) for name in VARIABLES["access_key"]],
    ],
)
def test_the_first_variable_counts(names: list[tuple[str, str]]) -> None:
    for position, (_option, first) in enumerate(names):
        environ = {name: f"value-of-{name}" for _option, name in names[position:]}
        headers = headers_of(connected({**environ, "HW_SECRET_KEY": "sk"}, token=None))
        assert f"value-of-{first}" in " ".join(headers.values())


def test_a_security_token_comes_from_where_the_keys_come_from() -> None:
    assert headers_of(connected(ENV_KEYS, token=None))["X-Security-Token"] == "env-st"
    assert "X-Security-Token" not in headers_of(connected(ENV_KEYS, **KEYS))
    assert headers_of(connected({}, **KEYS, security_token="st"))["X-Security-Token"] == "st"


@pytest.mark.parametrize(
    ("changes", "environ", "told"),
    [
        ({"token": None}, {}, ["no login was found", "token", "access_key and secret_key", "HUAWEICLOUD_SDK_AK"]),
        ({"token": None, "access_key": "ak"}, ENV_KEYS, ["access_key without secret_key"]),
        ({"token": None, "secret_key": "sk"}, ENV_KEYS, ["secret_key without access_key"]),
        ({"access_key": "ak"}, {}, ["access_key without secret_key"]),
        ({"token": None, "security_token": "st"}, ENV_KEYS, ["security_token without access_key and secret_key"]),
        ({"token": None, "username": "u", "password": "pw"}, {}, ["username and password without domain_name"]),
        ({"token": None}, {"HW_ACCESS_KEY": "ak"}, ["the environment gives only access_key", "secret_key"]),
        ({"auth_type": "aksk"}, {}, ["access_key and secret_key", "HUAWEICLOUD_SDK_SK"]),
        ({"token": "two words"}, {}, ["the option token", "blanks"]),
        ({"token": None}, {"OS_TOKEN": "two\nlines"}, ["the environment variable OS_TOKEN", "blanks"]),
    ],
)
def test_a_login_that_is_not_whole(changes: dict[str, Any], environ: dict[str, str], told: list[str]) -> None:
    message = refusal(environ, **changes)
    assert [word for word in told if word not in message] == []
    assert "two" not in message


def test_a_line_break_behind_a_token_is_not_part_of_it() -> None:
    assert headers_of(connected(token=" t\n"))["X-Auth-Token"] == "t"


# How


@pytest.mark.parametrize(
    ("changes", "environ", "verify"),
    [
        ({}, {}, True),
        ({"validate_certs": False}, {}, False),
        ({}, {"OS_INSECURE": "true"}, False),
        ({}, {"HW_INSECURE": "1"}, False),
        ({}, {"OS_INSECURE": "no", "HW_INSECURE": "yes"}, True),
        ({"validate_certs": True}, {"OS_INSECURE": "true"}, True),
        ({"ca_path": BUNDLE}, {}, BUNDLE),
        ({"ca_path": str(Path(BUNDLE).parent)}, {}, str(Path(BUNDLE).parent)),
        ({}, {"REQUESTS_CA_BUNDLE": BUNDLE, "OS_CACERT": "/nowhere"}, BUNDLE),
        ({}, {"OS_CACERT": BUNDLE}, BUNDLE),
        ({"ca_path": "/nowhere", "validate_certs": False}, {}, False),
    ],
)
def test_certificates(changes: dict[str, Any], environ: dict[str, str], verify: object) -> None:
    assert connected(environ, **changes).connection.http.transport.verify == verify


def test_a_variable_that_is_neither_true_nor_false() -> None:
    result = ArgumentSpecValidator(argument_spec({"OS_INSECURE": "maybe"})).validate(TASK)
    (message,) = result.error_messages
    assert "validate_certs" in message
    assert "maybe (from OS_INSECURE)" in message


def test_secrets_are_those_of_options_environment_and_proxies() -> None:
    environ = {
        "OS_PASSWORD": "e1",
        "HUAWEICLOUD_SDK_SK": "e2",
        "HTTPS_PROXY": "http://user:p%40ss@proxy:1",
        "http_proxy": "proxy:1",
        "HTTP_PROXY": "http://[bad",
    }
    connection = connected(environ, secret_key="o1", access_key="shown")
    basic = {base64.b64encode(text).decode() for text in (b"user:p%40ss", b"user:p@ss", b"shown:o1", b"shown:e2")}
    assert connection.secrets.values == {"t", "o1", "e1", "e2", "p%40ss", "p@ss"} | basic


def test_secrets_are_masked_in_values_and_in_the_keys_of_the_api() -> None:
    result = {"jobs": [{"job_id": "a", "entities": {"a S3CRET": "x S3CRET y"}}], "msg": "S3CRET"}
    assert Secrets({"S3CRET"}).data(result) == {
        "jobs": [{"job_id": "a", "entities": {"a ********": "x ******** y"}}],
        "msg": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER",
    }
    assert Secrets(["S3CRET"])("S3CRET!") == "********!"


@pytest.mark.parametrize(
    "echo", ["S3/CR+ET==", "S3%2FCR%2BET%3D%3D", "S3\\/CR+ET==", 'pass word"1', "pass+word%221", 'pass word\\"1']
)
def test_secrets_are_found_as_urls_and_json_spell_them(echo: str) -> None:
    assert Secrets({"S3/CR+ET==", 'pass word"1'})(f"you sent {echo}!") == "you sent ********!"


def test_a_password_that_is_a_word_of_ours_does_not_hide_the_result() -> None:
    for result in (Outcome([Entry(Job("a", "elb", "failed"))]).wait_result(), Job("a", "elb").as_dict()):
        assert set(Secrets({"job", "e", "s", "d"}).data(result)) == set(result)


# Job ids


def test_job_ids_keep_their_order_and_come_once() -> None:
    assert job_ids({"job_ids": ["b", "a", "b", " c", "ü?#"]}) == ["b", "a", "c", "ü?#"]


@pytest.mark.parametrize("job_id", ["", " ", "None", "null"])
def test_no_job_id(job_id: str) -> None:
    with pytest.raises(OptionError, match="the create call returned no job"):
        job_ids({"job_ids": ["a", job_id]})


@pytest.mark.parametrize(
    "job_id", ["a/b", "../a", "a%2fb", "a b", "a\n", "\ta", "a\x00", ".", "..", "...", "['a']", "a\u2028b"]
)
def test_what_is_no_job_id(job_id: str) -> None:
    with pytest.raises(OptionError, match="which is no job id") as caught:
        job_ids({"job_ids": [job_id]})
    assert repr(job_id) in str(caught.value)


@pytest.mark.parametrize("value", [None, [None], ["a", None]])
def test_a_null_is_told_as_what_it_is(value: object) -> None:
    result = ArgumentSpecValidator(argument_spec({})).validate({**TASK, "job_ids": value})
    messages = [explained(message) for message in result.error_messages]
    if not messages:
        with pytest.raises(OptionError) as caught:
            job_ids(result.validated_parameters)
        messages = [str(caught.value)]
    assert messages == [NO_JOB]
    assert explained("something else") == "something else"


# The wait


def plan_of(task_timeout: float = 0, **given: Any) -> Plan:
    return wait_plan(params_of(**given), given, task_timeout)


def test_defaults_of_the_plan() -> None:
    assert plan_of() == Plan(timeout=1800.0)


@pytest.mark.parametrize(
    ("given", "bounds"),
    [
        ({}, (1, 10)),
        ({"min_interval": 20}, (20, 20)),
        ({"max_interval": 0.5}, (0.5, 0.5)),
        ({"min_interval": 2, "max_interval": 3}, (2, 3)),
        ({"min_interval": 0}, (0, 10)),
    ],
)
def test_one_bound_of_the_interval_follows_the_other(given: dict[str, float], bounds: tuple[float, float]) -> None:
    plan = plan_of(**given)
    assert (plan.min_interval, plan.max_interval) == bounds


def test_no_time_means_one_round() -> None:
    plan = plan_of(timeout=0, delay=9)
    assert (plan.pauses, plan.delay, plan.timeout) == ((), 0, None)


def test_check_mode_means_one_round_that_asks_about_all() -> None:
    given = {"fail_fast": True, "delay": 9}
    plan = wait_plan(params_of(**given), given, check_mode=True)
    assert (plan.pauses, plan.delay, plan.timeout, plan.fail_fast) == ((), 0, None, False)


@pytest.mark.parametrize("once", [{"timeout": 0}, {}])
def test_one_round_ends_before_the_tasks_own_timeout(once: dict[str, float]) -> None:
    plan = wait_plan(params_of(**once), once, 3, check_mode=not once)
    assert (plan.pauses, plan.timeout) == ((), 2.7)


@pytest.mark.parametrize(
    "proxy", ["http://user:S3CRET#1@proxy:1", "http://user:S3/CRET@proxy:1", "user:S3?CRET@proxy", "http://proxy:port"]
)
def test_a_proxy_that_cannot_be_used_is_not_quoted(proxy: str) -> None:
    message = refusal({"HTTPS_PROXY": proxy})
    assert "HTTPS_PROXY" in message
    assert "percent-encoded" in message
    assert "CRET" not in message
    assert connected({"HTTPS_PROXY": proxy, "NO_PROXY": "*"}).targets[0].place.endpoint
    assert connected({"HTTPS_PROXY": "proxy:3128"}).targets[0].place.endpoint


@pytest.mark.parametrize(
    ("timeout", "task_timeout", "seconds"),
    [(1800, 0, 1800), (1800, 60, 59), (1800, 5, 4.5), (30, 60, 30), (1800, 1, 0.9)],
)
def test_the_wait_ends_before_the_tasks_own_timeout(timeout: float, task_timeout: int, seconds: float) -> None:
    plan = plan_of(task_timeout, timeout=timeout)
    assert plan.timeout == seconds
    assert plan.overtime <= 0.8
    if task_timeout:
        assert seconds + plan.overtime < task_timeout


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"timeout": -1}, "timeout is -1"),
        ({"delay": -0.1}, "delay is -0.1"),
        ({"min_interval": -1}, "min_interval is -1"),
        ({"max_interval": -1}, "max_interval is -1"),
        ({"max_rate": -1}, "max_rate is -1"),
        ({"missing_grace": -1}, "missing_grace is -1"),
        ({"timeout": "nan"}, "timeout is nan"),
        ({"timeout": "inf"}, "timeout is inf"),
        ({"max_rate": 0}, "max_rate is 0"),
        ({"min_interval": 5, "max_interval": 4}, r"min_interval \(5\) is above max_interval \(4\)"),
    ],
)
def test_plans_that_cannot_be(given: dict[str, Any], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        plan_of(**given)
