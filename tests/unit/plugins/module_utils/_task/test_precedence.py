# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which source takes precedence: for the login, and for each location that it is sent to."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.assumed import AssumedKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import Connected, connect

TASK, PROFILE, ENVIRONMENT = SOURCES = ("task", "profile", "environment")
#: The source that names the profile.
NAMERS = (None, TASK, ENVIRONMENT)
#: The keys of ``clouds.yaml``, and the environment variables of the options.
CLOUD_KEYS = {
    "iam_endpoint": "auth_url",
    "domain_name": "user_domain_name",
    "project_name": "project_name",
    "region": "region_name",
    "ca_path": "cacert",
}
VARIABLES = {
    "endpoint": "HUAWEICLOUD_JOBS_ENDPOINT",
    "iam_endpoint": "HW_AUTH_URL",
    "sts_endpoint": "HUAWEICLOUD_SDK_STS_ENDPOINT",
    "region": "HW_REGION_NAME",
    "cloud": "HW_CLOUD",
    "project_id": "HW_PROJECT_ID",
    "project_name": "HW_PROJECT_NAME",
    "username": "HW_USER_NAME",
    "password": "HW_USER_PASSWORD",
    "domain_name": "HW_DOMAIN_NAME",
    "token": "HW_AUTH_TOKEN",
    "ca_path": "OS_CACERT",
}
#: The values that result if no applicable source sets a location.
NOTHING = "derived"

#: The sources of each location in order of precedence, by the source of the login.
ORDER: dict[str, dict[str, tuple[str, ...]]] = {
    TASK: {
        "endpoint": (TASK, ENVIRONMENT),
        "iam_endpoint": (TASK, ENVIRONMENT),
        "cloud": (TASK, ENVIRONMENT),
        "region": (TASK, ENVIRONMENT),
        "project_id": (TASK, ENVIRONMENT),
    },
    ENVIRONMENT: {
        "endpoint": (TASK, ENVIRONMENT),
        "iam_endpoint": (TASK, ENVIRONMENT),
        "cloud": (TASK, ENVIRONMENT),
        "region": (TASK, ENVIRONMENT),
        "project_id": (TASK, ENVIRONMENT),
    },
    PROFILE: {
        "endpoint": (TASK,),
        "iam_endpoint": (TASK, PROFILE),
        "cloud": (TASK,),
        "region": (TASK, PROFILE, ENVIRONMENT),
        "project_id": (TASK, PROFILE, ENVIRONMENT),
    },
}


def subsets(of: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [found for size in range(len(of) + 1) for found in itertools.combinations(of, size)]


def connected(
    home: Path,
    options: dict[str, dict[str, str]],
    namer: str | None = None,
    variables: dict[str, str] | None = None,
    **more: Any,
) -> Connected:
    """Connect with options from each of these sources, including a profile that one of them names."""
    profile = options.get(PROFILE, {})
    locations = {CLOUD_KEYS.get(name, name): value for name, value in profile.items()}
    path = home / "clouds.yaml"
    path.write_text(json.dumps({"clouds": {"mine": {**locations, "auth": locations}}}), encoding="utf-8")
    environ = {VARIABLES[name]: value for name, value in options.get(ENVIRONMENT, {}).items()}
    environ.update({"HOME": str(home), "OS_CLIENT_CONFIG_FILE": str(path), **(variables or {})})
    task = dict(options.get(TASK, {}))
    if namer == TASK:
        task["profile"] = "mine"
    elif namer == ENVIRONMENT:
        environ["OS_CLOUD"] = "mine"
    params = {"service": "elb", "job_ids": ["a"], "validate_certs": True, "request_timeout": 30.0, **task, **more}
    return connect(params, environ)


def user_of(source: str) -> dict[str, str]:
    return {"username": f"{source}-user", "password": f"{source}-password", "domain_name": "d"}


def token_of(source: str) -> dict[str, str]:
    return {"token": f"{source}-token"}


def user_login(connection: Connected) -> PasswordLogin:
    login = connection.targets[0].location.login
    assert isinstance(login, PasswordLogin)
    return login


def user_or_token_of(connection: Connected) -> str:
    login = connection.targets[0].location.login
    if isinstance(login, PasswordLogin):
        assert login.user.password == str(login.user.name).replace("user", "password")
        return str(login.user.name).removesuffix("-user")
    return str(login(Http.prepare("GET", "https://host/")).headers["X-Auth-Token"]).removesuffix("-token")


def first_login(there: tuple[str, ...], namer: str | None) -> str | None:
    """The order is: the task, a profile that it names, the environment, and a profile that the environment names."""
    profile = [PROFILE] if PROFILE in there and namer else []
    order = [TASK, *profile, ENVIRONMENT] if namer == TASK else [TASK, ENVIRONMENT, *profile]
    return next((source for source in order if source in (*profile, *set(there) - {PROFILE})), None)


@pytest.mark.parametrize("login_of", [user_of, token_of], ids=["password", "token"])
@pytest.mark.parametrize("namer", NAMERS)
@pytest.mark.parametrize("there", subsets(SOURCES), ids="+".join)
def test_which_login_wins(tmp_path: Path, there: tuple[str, ...], namer: str | None, login_of: Any) -> None:
    options = {source: login_of(source) for source in there}
    expected = first_login(there, namer)
    if namer == TASK and expected == ENVIRONMENT:
        # A task that names a profile wants no other login.
        expected = None
    if expected:
        assert user_or_token_of(connected(tmp_path, options, namer, region="eu-de", project_id="p")) == expected
    else:
        with pytest.raises(OptionError, match="profile 'mine' contains no login" if namer else "no login was found"):
            connected(tmp_path, options, namer, region="eu-de", project_id="p")


@pytest.mark.parametrize("namer", [TASK, ENVIRONMENT])
@pytest.mark.parametrize("there", subsets(SOURCES), ids="+".join)
@pytest.mark.parametrize(
    ("login", "location"), [(login, location) for login in SOURCES for location in ORDER[login]], ids="-".join
)
def test_which_location_takes_precedence(
    tmp_path: Path, login: str, location: str, there: tuple[str, ...], namer: str
) -> None:
    """Each location is set in every combination of the sources, with a login from one of them."""
    if namer == TASK and login == ENVIRONMENT:
        namer = ENVIRONMENT
    values = {
        "endpoint": "https://{}.endpoint.example",
        "iam_endpoint": "https://{}.iam.example",
        "cloud": "{}.cloud.example",
        "region": "{}",
        "project_id": "{}",
    }
    options: dict[str, dict[str, str]] = {source: {} for source in SOURCES}
    for source in there:
        options[source][location] = values[location].format(source)
    options[login].update(user_of(login))
    if location != "region":
        # The remaining options, from which a location is derived if it is not the one under test.
        options[TASK]["region"] = "the-region"
    else:
        options[TASK]["project_name"] = NOTHING
    connection = connected(tmp_path, options, namer)
    winner = next((source for source in ORDER[login][location] if source in there), None)
    assert user_or_token_of(connection) == login
    target = connection.targets[0].location
    iam = user_login(connection)._url.removeprefix("https://").removesuffix("/v3")
    service = target.endpoint.removeprefix("https://")
    cloud = f"{winner}.cloud.example" if winner and location == "cloud" else "myhuaweicloud.com"
    region = "the-region" if location != "region" else winner or NOTHING
    assert service == (f"{winner}.endpoint.example" if winner and location == "endpoint" else f"elb.{region}.{cloud}")
    assert iam == (f"{winner}.iam.example" if winner and location == "iam_endpoint" else f"iam.{region}.{cloud}")
    assert target.project.known == (winner if location == "project_id" else None)
    missed = location == "endpoint" and login == PROFILE and ENVIRONMENT in there and not winner
    assert [text.split()[0] for text in connection.warnings] == ["HUAWEICLOUD_JOBS_ENDPOINT"] * missed


def test_a_project_is_taken_from_one_source(tmp_path: Path) -> None:
    options = {PROFILE: {**user_of(PROFILE), "project_name": "eu-de_shop"}, ENVIRONMENT: {"project_id": "theirs"}}
    connection = connected(tmp_path, options, TASK)
    assert connection.targets[0].location.project.known is None
    assert user_login(connection)._body["auth"]["scope"] == {"project": {"name": "eu-de_shop"}}


@pytest.mark.parametrize(
    ("project_name", "region"),
    [
        ("eu-de_shop", "eu-de"),
        ("eu-nl", "eu-nl"),
        ("cn-north-4_x", "cn-north-4"),
        ("shop", "eu-ch2"),
        ("x_y", "eu-ch2"),
    ],
)
def test_a_project_of_a_profile_named_after_its_region_sets_the_region(
    tmp_path: Path, project_name: str, region: str
) -> None:
    options = {PROFILE: {**user_of(PROFILE), "project_name": project_name}, ENVIRONMENT: {"region": "eu-ch2"}}
    connection = connected(tmp_path, options, TASK)
    assert f"//elb.{region}." in connection.targets[0].location.endpoint


@pytest.mark.parametrize(
    ("login", "there", "winner"),
    [
        (PROFILE, (PROFILE, ENVIRONMENT), PROFILE),
        (PROFILE, (ENVIRONMENT,), ENVIRONMENT),
        (ENVIRONMENT, (PROFILE,), None),
        (TASK, (PROFILE,), None),
    ],
)
def test_the_ca_bundle_comes_with_the_login(
    tmp_path: Path, login: str, there: tuple[str, ...], winner: str | None
) -> None:
    options: dict[str, dict[str, str]] = {source: {} for source in SOURCES}
    for source in there:
        folder = tmp_path / source
        folder.mkdir()
        options[source]["ca_path"] = str(folder)
    options[login].update(token_of(login))
    connection = connected(tmp_path, options, ENVIRONMENT, region="eu-de", project_id="p")
    assert connection.connection.http.transport.verify == (str(tmp_path / winner) if winner else True)


#: The agency that each source names.
AGENCIES: dict[str, dict[str, Any]] = {
    TASK: {"assume_role": {"agency_name": "task", "domain_id": "d"}},
    PROFILE: {"agency_name": "profile", "agency_domain_name": "d"},
    ENVIRONMENT: {"HW_ASSUME_ROLE_AGENCY_NAME": "environment", "HW_ASSUME_ROLE_DOMAIN_NAME": "d"},
}


def assuming(home: Path, login: str, there: tuple[str, ...], namer: str | None) -> str | None:
    """The agency that a login from this source assumes, if each of these sources names one."""
    keys = {"access_key": "ak", "secret_key": "sk"}
    cloud: dict[str, Any] = {"region_name": "eu-de", **(AGENCIES[PROFILE] if PROFILE in there else {})}
    cloud["auth"] = keys if login == PROFILE else {}
    path = home / "clouds.yaml"
    path.write_text(json.dumps({"clouds": {"mine": cloud}}), encoding="utf-8")
    environ = {"HOME": str(home), "OS_CLIENT_CONFIG_FILE": str(path), "HW_REGION_NAME": "eu-de"}
    environ |= AGENCIES[ENVIRONMENT] if ENVIRONMENT in there else {}
    environ |= {"HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk"} if login == ENVIRONMENT else {}
    environ |= {"OS_CLOUD": "mine"} if namer == ENVIRONMENT else {}
    task = {**(keys if login == TASK else {}), **(AGENCIES[TASK] if TASK in there else {})}
    task |= {"profile": "mine"} if namer == TASK else {}
    params = {"service": "elb", "job_ids": ["a"], "validate_certs": True, "request_timeout": 30.0, **task}
    used = connect(params, environ).targets[0].location.login
    assert isinstance(used, (KeyLogin, AssumedKeys))
    return used.owner.split()[2] if isinstance(used, AssumedKeys) else None


@pytest.mark.parametrize("there", subsets(SOURCES), ids="+".join)
@pytest.mark.parametrize("namer", [TASK, ENVIRONMENT])
@pytest.mark.parametrize("login", SOURCES)
def test_which_agency_is_assumed(tmp_path: Path, login: str, namer: str, there: tuple[str, ...]) -> None:
    """A profile's agency applies only to the profile's login. The environment's agency applies to every other login."""
    if login == ENVIRONMENT and namer == TASK:
        namer = ENVIRONMENT
    of_a_profile = login == PROFILE and PROFILE in there
    if of_a_profile and TASK in there:
        with pytest.raises(OptionError, match="assume_role is set, but profile 'mine' names an agency as well"):
            assuming(tmp_path, login, there, namer)
        return
    order = [PROFILE] if of_a_profile else [TASK, ENVIRONMENT]
    expected = next((source for source in order if source in there), None)
    assert assuming(tmp_path, login, there, namer) == expected


@pytest.mark.parametrize("login", SOURCES)
@pytest.mark.parametrize(
    ("names", "reported"),
    [
        (
            ["AGENCY_NAME"],
            "the environment sets HW_ASSUME_ROLE_AGENCY_NAME, but not HW_ASSUME_ROLE_DOMAIN_NAME or .*_DOMAIN_ID;",
        ),
        (["DOMAIN_NAME"], "the environment sets HW_ASSUME_ROLE_DOMAIN_NAME, but not HW_ASSUME_ROLE_AGENCY_NAME;"),
        (
            ["DOMAIN_ID", "DURATION"],
            "sets HW_ASSUME_ROLE_DOMAIN_ID and HW_ASSUME_ROLE_DURATION, but not HW_ASSUME_ROLE_AGENCY_NAME;",
        ),
        (
            ["DURATION"],
            "but not .*AGENCY_NAME and .*DOMAIN_NAME or .*DOMAIN_ID; set what is missing, or remove .*DURATION",
        ),
    ],
)
def test_an_incomplete_agency_is_not_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, login: str, names: list[str], reported: str
) -> None:
    for value in ("900", ""):
        options: dict[str, dict[str, str]] = {login: token_of(login)}
        for name in names:
            monkeypatch.setitem(VARIABLES, name, f"HW_ASSUME_ROLE_{name}")
            options[ENVIRONMENT] = {**options.get(ENVIRONMENT, {}), name: value}
        if value:
            with pytest.raises(OptionError, match=reported):
                connected(tmp_path, options, ENVIRONMENT, region="eu-de", project_id="p")
        else:
            assert user_or_token_of(connected(tmp_path, options, ENVIRONMENT, region="eu-de", project_id="p")) == login


@pytest.mark.parametrize(
    ("login", "there", "winner"),
    [
        (TASK, (TASK, ENVIRONMENT), TASK),
        (TASK, (ENVIRONMENT,), ENVIRONMENT),
        (ENVIRONMENT, (ENVIRONMENT,), ENVIRONMENT),
        (PROFILE, (TASK, ENVIRONMENT), TASK),
        (PROFILE, (ENVIRONMENT,), None),
    ],
)
def test_which_sts_endpoint_takes_precedence(
    tmp_path: Path, login: str, there: tuple[str, ...], winner: str | None
) -> None:
    """The environment can have an agency assumed with the login of a profile, but cannot choose where that is sent."""
    options: dict[str, dict[str, str]] = {source: {} for source in SOURCES}
    for source in there:
        options[source]["sts_endpoint"] = f"https://{source}.example"
    keys = {"access_key": "ak", "secret_key": "sk"}
    agency = {}
    if login == TASK:
        options[TASK] |= keys
    elif login == PROFILE:
        options[PROFILE] |= keys
    else:
        agency = {"HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk"}
    agency |= {"HW_ASSUME_ROLE_AGENCY_NAME": "a", "HW_ASSUME_ROLE_DOMAIN_ID": "d"}
    used = connected(tmp_path, options, ENVIRONMENT, agency, region="eu-de", project_id="p").connection.login
    assert isinstance(used, AssumedKeys)
    location = f"https://{winner}.example" if winner else "https://sts.eu-de.otc.t-systems.com"
    assert used._url == f"{location}/v5/agencies/assume"


def test_an_incomplete_login_is_not_completed_from_another_source(tmp_path: Path) -> None:
    half = {"username": "u", "domain_name": "d"}
    rest = {"password": "environment-password"}
    with pytest.raises(OptionError, match="the task sets username and domain_name, but not password"):
        connected(tmp_path, {TASK: half, ENVIRONMENT: rest}, region="eu-de")
    reported = r"incomplete credentials: profile 'mine' sets only username and domain_name \(password is missing\)"
    for namer in (TASK, ENVIRONMENT):
        with pytest.raises(OptionError, match=reported):
            connected(tmp_path, {PROFILE: half, ENVIRONMENT: rest}, namer, region="eu-de")
    assert user_or_token_of(
        connected(tmp_path, {PROFILE: user_of(PROFILE), ENVIRONMENT: half}, ENVIRONMENT, region="eu-de")
    ) == (PROFILE)
