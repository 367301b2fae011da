# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An agency of another account, assumed with every login: what is sent, how long it is valid, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests
from our_logins import (
    Way,
    World,
    agency,
    by_account,
    by_name,
    connected,
    idp,
    keys,
    oidc,
    password,
    polled,
    temporary_keys,
    token,
    user_id,
    wait,
)

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault, Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.assumed import Agency, AssumedKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project, ProjectLookup
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.described import described
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import call_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from simulator import Simulator

IAM, STS = ("iam", "POST", 201), ("sts", "POST", 200)
LOOK_UP = ("iam", "GET", 200)


def poll(sim: Simulator, **task: Any) -> str:
    sim.add_job("elb", "id1")
    return str(connected(sim, **task).targets[0].location.poll("id1").body["status"])


@pytest.mark.parametrize("how", [by_name, by_account])
@pytest.mark.parametrize(
    ("way", "before"),
    [
        (keys, []),
        (temporary_keys, []),
        (agency, [("metadata", "PUT", 200), ("metadata", "GET", 200)]),
        (oidc, [STS]),
        (idp, [IAM, IAM]),
    ],
)
def test_keys_of_an_agency(sim: Simulator, way: Way, before: list[Any], how: Way) -> None:
    """The project belongs to the other account, and is looked up with its keys."""
    assert poll(sim, **way(sim), **how(sim)) == "SUCCESS"
    assume = IAM if how is by_name else STS
    assert polled(sim) == [*before, assume, LOOK_UP, ("elb", "GET", 200)]
    (query,) = sim.queries()
    project = sim.other.projects[0].id
    assert query.headers["x-project-id"] == project
    assert query.path == f"/elb/v1.0/{project}/jobs/id1"
    source, assumed = (entry.headers for entry in sim.requests[-3:-1])
    assert assumed["authorization"].partition(",")[0] != source["authorization"].partition(",")[0]


@pytest.mark.parametrize("how", [by_name, by_account])
@pytest.mark.parametrize(("way", "before"), [(password, [IAM]), (user_id, [IAM]), (token, [])])
def test_tokens_of_an_agency(sim: Simulator, way: Way, before: list[Any], how: Way) -> None:
    task = {name: value for name, value in way(sim).items() if name != "project_id"}
    assert poll(sim, **task, **how(sim)) == "SUCCESS"
    assert polled(sim) == [*before, IAM, ("elb", "GET", 200)]
    (query,) = sim.queries()
    assert query.headers["x-project-id"] == sim.other.projects[0].id
    assert query.headers["x-auth-token"] != sim.requests[-2].headers["x-auth-token"]


@pytest.mark.parametrize("way", [keys, password])
def test_a_given_project_id_is_used(sim: Simulator, way: Way) -> None:
    assert poll(sim, **way(sim), **by_name(sim), project_id=sim.other.projects[0].id) == "SUCCESS"
    assert LOOK_UP not in polled(sim)


@pytest.mark.parametrize("account", [by_name, by_account])
@pytest.mark.parametrize("way", [keys, agency, password])
def test_intermediate_credentials_are_masked(sim: Simulator, way: Way, account: Way) -> None:
    sim.add_job("elb", "id1")
    connection = connected(sim, **way(sim), **account(sim))
    connection.targets[0].location.poll("id1")
    names = ("x-auth-token", "x-security-token", "x-metadata-token")
    sent = {entry.headers[name] for entry in sim.requests for name in names if name in entry.headers}
    assert len(sent) >= 1
    assert sent <= connection.secrets.values


def test_the_variables_of_terraform(sim: Simulator) -> None:
    named = {"HW_ASSUME_ROLE_AGENCY_NAME": sim.agencies.name, "HW_ASSUME_ROLE_DURATION": "900"}
    for domain in ({"HW_ASSUME_ROLE_DOMAIN_NAME": sim.other.name}, {"HW_ASSUME_ROLE_DOMAIN_ID": sim.other.id}):
        assert poll(sim, environ={**named, **domain}, **keys(sim)) == "SUCCESS"
        assert sim.queries()[-1].headers["x-project-id"] == sim.other.projects[0].id


# The signature is compared with the signer of the official SDK, which does not have such a login.


@pytest.mark.parametrize("how", ["iam", "sts"])
def test_the_same_request_signed_by_the_sdk_is_accepted(sim: Simulator, sdk: ModuleType, how: str) -> None:
    """Path and body are ours; signature and headers come from the SDK."""
    named = Agency(sim.agencies.name, *((sim.other.name,) if how == "iam" else (None, sim.other.id)))
    login = AssumedKeys(Http(Transport()), sim.host(how), KeyLogin(sim.access_key, sim.secret_key), named)
    login(Http.prepare("GET", sim.url))
    path = sim.requests[0].path
    body = json.dumps(login._body)
    headers = {"Content-Type": "application/json"}
    signed = sdk.sign_url(
        (sim.access_key, sim.secret_key), "POST", sim.host(how).split("//")[1], path, [], headers, body
    )
    response = requests.post(sim.host(how) + path, data=body, headers=signed.header_params, timeout=10)
    assert response.status_code == sim.requests[0].status
    assert ("credential" if how == "iam" else "credentials") in response.json()


# Waits that take longer than the keys are valid


@pytest.mark.parametrize("lifetime", [900.0, 3600.0])
@pytest.mark.parametrize("how", ["iam", "sts"])
@pytest.mark.parametrize("source", ["keys", "agency"])
def test_a_wait_survives_expiring_keys_of_an_agency(
    world: Callable[..., World], source: str, how: str, lifetime: float
) -> None:
    here = world(agency_lifetime=lifetime)
    sim = here.sim
    sim.agencies.lifetime = lifetime
    sim.add_job("elb", "id1", steps=[(0, "RUNNING"), (3 * lifetime, "SUCCESS")])
    plan = Plan(timeout=4 * lifetime, max_interval=lifetime / 20)
    outcome = here.wait(assumed(here, source, how), "id1", plan=plan, project_id=sim.other.projects[0].id)
    assert [job.state for job in outcome.jobs] == ["succeeded"]
    assert here.count("POST", "/securitytokens") + here.count("POST", "/assume") in (3, 4)
    assert here.refused() == 0
    assert sim.bad_signatures == {}


def assumed(here: World, source: str, how: str) -> Login:
    sim = here.sim
    login: Login = KeyLogin(sim.access_key, sim.secret_key, now=here.now)
    if source == "agency":
        login = AgencyLogin(Http(Transport()), sim.endpoint("metadata"), here.clock.now, here.now)
    named = Agency(sim.agencies.name, *((sim.other.name,) if how == "iam" else (None, sim.other.id)))
    return AssumedKeys(Http(Transport()), sim.endpoint(how), login, named, here.clock.now, here.now)


@pytest.mark.parametrize("how", ["iam", "sts"])
def test_keys_that_expire_during_a_wait(world: Callable[..., World], how: str) -> None:
    """The keys of the agency and those of the source are both requested once more."""
    here = world()
    here.sim.add_job("elb", "id1", steps=[(0, "RUNNING"), (1000, "SUCCESS")])
    login = assumed(here, "agency", how)
    project = Project(None, ProjectLookup(Http(Transport()), here.sim.endpoint("iam") + "/v3", login, "eu-de"))
    assert project() == here.sim.other.projects[0].id
    here.sim.end_keys()
    outcome = here.wait(login, "id1", project_id=project())
    assert [job.state for job in outcome.jobs] == ["succeeded"]
    assert here.count("GET", "/securitykey") == 2
    assert here.count("POST", "/securitytokens") + here.count("POST", "/assume") == 3
    assert here.refused() == 1


# Refused requests are not repeated


@pytest.mark.parametrize("how", [by_name, by_account])
@pytest.mark.parametrize("way", [keys, temporary_keys, agency, password, token])
@pytest.mark.parametrize("why", ["no permission", "no such agency"])
def test_an_agency_that_cannot_be_assumed(sim: Simulator, way: Way, how: Way, why: str) -> None:
    task = {**way(sim), **how(sim)}
    task.pop("project_id", None)
    if why == "no permission":
        sim.agencies.allowed = False
    else:
        task["assume_role"]["agency_name"] = "nobody"
    outcome = wait(connected(sim, job_ids=[f"id{number}" for number in range(20)], **task))
    assert isinstance(outcome.error, Final)
    message = outcome.wait_result()["msg"]
    assert "that the agency trusts your account" in message
    assert [entry.status for entry in sim.requests].count(403 if why == "no permission" else 404) == 1
    assert sim.queries() == []
    assert outcome.polls == 0


@pytest.mark.parametrize("how", [by_name, by_account])
@pytest.mark.parametrize("way", [keys, password, agency])
def test_a_refused_source(sim: Simulator, way: Way, how: Way) -> None:
    task = {**way(sim), **how(sim)}
    if way is agency:
        sim.metadata(agency=False)
    else:
        task["secret_key" if way is keys else "password"] = "wrong"
    outcome = wait(connected(sim, job_ids=[f"id{number}" for number in range(20)], **task))
    assert isinstance(outcome.error, Final)
    reported = {keys: "Check access_key", password: "repeated failures lock the account", agency: "assign an agency"}
    assert reported[way] in outcome.wait_result()["msg"]
    assert [entry.status for entry in sim.requests].count(401) == 1
    assert sum(sim.bad_signatures.values()) + sim.bad_passwords == (0 if way is agency else 1)


@pytest.mark.parametrize("how", [by_name, by_account])
def test_a_busy_issuer_is_retried(sim: Simulator, how: Way) -> None:
    sim.add_job("elb", "id1")
    sim.fault("error", service="iam" if how is by_name else "sts", status=503)
    connection = connected(sim, **keys(sim), **how(sim))
    with pytest.raises(Fault, match=r"(IAM|STS): "):
        connection.targets[0].location.poll("id1")
    assert connection.targets[0].location.poll("id1").http_status == 200


@pytest.mark.parametrize("how", [by_name, by_account])
@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_response_that_may_contain_keys_is_not_quoted(sim: Simulator, how: Way, status: int) -> None:
    body = {"Credential": {"access": "ak", "secret": "S3CRET", "secret_access_key": "S3CRET"}}
    sim.fault("html", service="iam" if how is by_name else "sts", status=status, body=body)
    with pytest.raises(Final, match="returned no keys: its response does not have") as caught:
        connected(sim, **keys(sim), **how(sim)).targets[0].location.poll("id1")
    assert "S3CRET" not in repr(vars(caught.value))


@pytest.mark.parametrize("duration", [900, 43200])
@pytest.mark.parametrize("how", [by_name, by_account])
def test_the_lifetime_of_the_keys(sim: Simulator, how: Way, duration: int) -> None:
    task = how(sim)
    task["assume_role"]["duration"] = duration
    assert poll(sim, **keys(sim), **task) == "SUCCESS"


def test_sts_limits_the_lifetime_to_one_hour_for_temporary_keys(sim: Simulator) -> None:
    task = by_account(sim)
    task["assume_role"]["duration"] = 3601
    with pytest.raises(Final, match="duration_seconds is out of bounds"):
        poll(sim, **temporary_keys(sim), **task)


# Profiles


def koocli(home: Path, **profile: Any) -> dict[str, str]:
    path = home / "config.json"
    content = {"current": "other", "profiles": [{"name": "mine"}, {"name": "other", "region": "eu-de", **profile}]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return {"HW_SHARED_CONFIG_FILE": str(path)}


@pytest.mark.parametrize("mode", ["AKSK", "AssumeRole", "SSO", "ecsAgency", ""])
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("account", ["agencyDomainName", "agencyDomainId"])
def test_the_agency_of_a_profile_of_koocli(
    sim: Simulator, tmp_path: Path, mode: str, named: bool, account: str
) -> None:
    own = {"accessKeyId": sim.access_key, "secretAccessKey": sim.secret_key}
    session = {
        "accessKeyId": sim.temporary_access_key,
        "secretAccessKey": sim.temporary_secret_key,
        "securityToken": sim.security_token,
    }
    login = {"SSO": {"ssoAuth": {"stsToken": session}}, "ecsAgency": {}}.get(mode, own)
    domain = sim.other.name if account == "agencyDomainName" else sim.other.id
    environ = koocli(tmp_path, mode=mode, agencyName=sim.agencies.name, **{account: domain}, **login)
    profile = {"profile": "other"} if named else {}
    assert poll(sim, environ=environ, **profile) == "SUCCESS"
    assert sim.queries()[0].headers["x-project-id"] == sim.other.projects[0].id


def test_the_agency_of_a_cloud(sim: Simulator, tmp_path: Path) -> None:
    auth = {
        "username": sim.username,
        "password": sim.password,
        "user_domain_name": sim.domain_name,
        "agency_name": sim.agencies.name,
        "agency_domain_name": sim.other.name,
    }
    path = tmp_path / "clouds.yaml"
    path.write_text(json.dumps({"clouds": {"mine": {"auth": auth}}}), encoding="utf-8")
    assert poll(sim, environ={"OS_CLIENT_CONFIG_FILE": str(path)}, profile="mine") == "SUCCESS"
    assert sim.queries()[0].headers["x-project-id"] == sim.other.projects[0].id


# The account, which global services require

GLOBAL = {
    "service": "custom",
    "custom": {"path": "/v3/{domain_id}/jobs/{job_id}", "succeeded": ["ok"], "failed": ["bad"]},
}


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("way", [keys, temporary_keys])
def test_the_account_matches_the_sdk(
    sim: Simulator, sdk: ModuleType, monkeypatch: pytest.MonkeyPatch, way: Way, listed: bool
) -> None:
    monkeypatch.setattr(sdk.GlobalCredentials, "_CACHE", {})
    monkeypatch.setenv("HUAWEICLOUD_SDK_STS_ENDPOINT", sim.host("sts"))
    if not listed:
        sim.fault("html", service="iam", body={"domains": []}, times=None)
    theirs = sdk.account_of(sim, **way(sim))
    requested_by_them = [entry.service for entry in sim.requests]
    account = connected(sim, **{**GLOBAL, **way(sim)}).targets[0].location.account
    assert account is not None
    assert account() == theirs == sim.domain_id
    assert [entry.service for entry in sim.requests] == requested_by_them * 2


@pytest.mark.parametrize("how", [by_name, by_account])
@pytest.mark.parametrize("way", [keys, password, token])
def test_the_account_of_an_agency_is_its_own(sim: Simulator, way: Way, how: Way) -> None:
    given = {"domain_id": sim.domain_id} if way is not token else {}
    account = connected(sim, **{**GLOBAL, **way(sim), **how(sim), **given}).targets[0].location.account
    assert account is not None
    assert account() == sim.other.id
    assert len(sim.requests) == (0 if how is by_account else {keys: 2, password: 3, token: 2}[way])


@pytest.mark.parametrize("way", [password, user_id, keys])
def test_a_given_account(sim: Simulator, way: Way) -> None:
    for given in ({"domain_id": "d"}, {"environ": {"HUAWEICLOUD_SDK_DOMAIN_ID": "d"}}):
        account = connected(sim, **{**GLOBAL, **way(sim), **given}).targets[0].location.account
        assert account is not None
        assert account() == "d"
    assert sim.requests == []


@pytest.mark.parametrize("way", [keys, password])
def test_a_call_of_a_global_service(sim: Simulator, way: Way) -> None:
    given = {"service": "elb", "endpoint": sim.endpoint("elb"), "iam_endpoint": sim.endpoint("iam"), "region": "eu-de"}
    params = {
        **dict.fromkeys(call_argument_spec({})),
        "validate_certs": True,
        "request_timeout": 30.0,
        **given,
        **way(sim),
    }
    call = described({**params, "path": "/v3/{domain_id}/geip"}, {}).call
    assert call.url == f"{sim.endpoint('elb')}/v3/{{domain_id}}/geip"
    with pytest.raises(Final, match="The API does not exist"):
        call.send()
    assert sim.requests[-1].path == f"/elb/v3/{sim.domain_id}/geip"
    assert sim.requests[-1].headers["x-domain-id"] == sim.domain_id
    assert "x-project-id" not in sim.requests[-1].headers


@pytest.mark.parametrize("way", [keys, password])
def test_a_call_of_a_global_service_of_the_table(sim: Simulator, way: Way) -> None:
    """Its path does not need to contain the account."""
    where = {"service": "organizations", "endpoint": sim.endpoint("organizations"), "region": "eu-de"}
    options = {"validate_certs": True, "request_timeout": 30.0, "iam_endpoint": sim.endpoint("iam")}
    params = {**dict.fromkeys(call_argument_spec({})), **options, **where, **way(sim), "path": "/v1/organizations/x"}
    with pytest.raises(Final, match="The API does not exist"):
        described(params, {}).call.send()
    assert sim.requests[-1].headers["x-domain-id"] == sim.domain_id
    assert "x-project-id" not in sim.requests[-1].headers


@pytest.mark.parametrize("way", [keys, password])
def test_a_job_of_a_global_service(sim: Simulator, way: Way) -> None:
    """With access keys, a header contains the account. A user's token is issued for the account, not for a project."""
    sim.add_job("organizations", "request-1", steps=[(0, "succeeded")])
    location = connected(sim, service="organizations", endpoint=sim.endpoint("organizations"), **way(sim)).targets[0][0]
    assert location.poll("request-1").body["create_account_status"]["state"] == "succeeded"
    assert location.project.known == ""
    query = sim.queries()[-1]
    assert query.headers["x-domain-id"] == sim.domain_id
    assert "x-project-id" not in query.headers
    assert [record.path for record in sim.requests if record.service == "iam"] == {
        keys: ["/iam/v3/auth/domains"],
        password: ["/iam/v3/auth/tokens", "/iam/v3/auth/domains"],
    }[way]


def test_the_account_is_looked_up_once(sim: Simulator) -> None:
    jobs = [{"service": name, "endpoint": sim.endpoint(name), "job_ids": ["a"]} for name in ("geip", "organizations")]
    targets = connected(sim, jobs=jobs, job_ids=None, **keys(sim)).targets
    accounts = [target.location.account for target in targets]
    assert [account and account() for account in accounts] == [sim.domain_id] * 2
    assert [record.path for record in sim.requests] == ["/iam/v3/auth/domains"]


def test_an_account_of_another_login_is_refused(sim: Simulator) -> None:
    where = {"service": "geip", "endpoint": sim.endpoint("geip"), "domain_id": sim.other.id}
    location = connected(sim, **where, **keys(sim)).targets[0].location
    with pytest.raises(Final, match="not authorized"):
        location.poll("a")
