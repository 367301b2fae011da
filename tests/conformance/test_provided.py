# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenID Connect and pod identity, compared with the credential providers of the official SDK."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from our_logins import Way, World, connected, idp, oidc, polled, wait

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.id_token import IdToken
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.idp import IdpKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.oidc import Federation, OidcKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.pod import PodKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from simulator import Clock, Simulator
from simulator.identity import KeyPair
from simulator.replies import Reply

ISSUED = KeyPair("ISSUED", "issued-secret-key", "issued-security-token")
LOGINS = ("oidc", "idp", "aksk", "security token")


@pytest.fixture
def issuing(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """Make the simulator issue the same keys for each documented request, so that the results are comparable."""
    monkeypatch.setattr(sim._identity, "issue_keys", lambda *_args: ISSUED)
    sim._identity._keys[ISSUED.access_key] = ISSUED
    return sim


def variables_of(sim: Simulator, folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    """The SDK's environment variables for these logins."""
    (folder / "token").write_text(f"{sim.provider.issue()}\n", encoding="utf-8")
    environ = {
        "HUAWEICLOUD_SDK_STS_ENDPOINT": sim.host("sts"),
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": sim.host("iam"),
        "HUAWEICLOUD_SDK_PROJECT_ID": sim.project_id,
    }
    if "oidc" in names:
        environ["HUAWEICLOUD_OIDC_PROVIDER_URN"] = sim.provider.urn
        environ["HUAWEICLOUD_OIDC_AGENCY_URN"] = sim.provider.agency_urn
        environ["HUAWEICLOUD_OIDC_TOKEN_FILE"] = str(folder / "token")
        environ["HUAWEICLOUD_OIDC_DURATION_SECONDS"] = "900"
    if "idp" in names:
        environ["HUAWEICLOUD_SDK_IDP_ID"] = sim.provider.idp_id
        environ["HUAWEICLOUD_SDK_ID_TOKEN_FILE"] = str(folder / "token")
    if "aksk" in names:
        environ |= {"HUAWEICLOUD_SDK_AK": sim.access_key, "HUAWEICLOUD_SDK_SK": sim.secret_key}
    if "security token" in names:
        environ["HUAWEICLOUD_SDK_SECURITY_TOKEN"] = "st"
    return environ


def used(sim: Simulator, environ: dict[str, str], **task: Any) -> tuple[str, str, str | None]:
    """The keys with which our login signs."""
    connection = connected(sim, environ=environ, iam_endpoint=None, sts_endpoint=None, **task)
    login: Any = connection.targets[0].location.login
    login(Http.prepare("GET", "https://host/"))
    keys = getattr(login, "_requested", None) or login
    return keys._access_key, keys._secret_key, keys._security_token


def calls(sim: Simulator) -> list[tuple[str | None, str]]:
    return [(entry.service, entry.path) for entry in sim.requests]


@pytest.mark.parametrize(
    "names", [names for size in range(5) for names in itertools.combinations(LOGINS, size)], ids="+".join
)
def test_the_same_keys_from_the_same_variables(
    issuing: Simulator, sdk: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: tuple[str, ...]
) -> None:
    environ = variables_of(issuing, tmp_path, names)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    if set(names) <= {"security token"}:
        with pytest.raises(Exception, match="Failed to get credentials from provider chain"):
            sdk.provided("environment")
        with pytest.raises(OptionError, match="no login was found"):
            used(issuing, environ)
        return
    theirs = sdk.provided("environment")
    requested_by_them = calls(issuing)
    issuing.reset()
    assert used(issuing, environ) == (theirs.ak, theirs.sk, theirs.security_token)
    assert calls(issuing) == requested_by_them


@pytest.mark.parametrize("names", [("idp",), ("aksk",), ("aksk", "security token"), ("idp", "aksk")], ids="+".join)
def test_the_same_keys_from_the_same_file(
    issuing: Simulator, sdk: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: tuple[str, ...]
) -> None:
    keys = {
        "ak": "HUAWEICLOUD_SDK_AK",
        "sk": "HUAWEICLOUD_SDK_SK",
        "security_token": "HUAWEICLOUD_SDK_SECURITY_TOKEN",
        "idp_id": "HUAWEICLOUD_SDK_IDP_ID",
        "id_token_file": "HUAWEICLOUD_SDK_ID_TOKEN_FILE",
        "project_id": "HUAWEICLOUD_SDK_PROJECT_ID",
        "iam_endpoint": "HUAWEICLOUD_SDK_IAM_ENDPOINT",
    }
    values = variables_of(issuing, tmp_path, names)
    lines = [f"{key} = {values[variable]}" for key, variable in keys.items() if variable in values]
    path = tmp_path / "credentials"
    path.write_text("\n".join(["[basic]", *lines]), encoding="utf-8")
    monkeypatch.setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", str(path))
    theirs = sdk.provided("file")
    requested_by_them = calls(issuing)
    issuing.reset()
    environ = {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(path)}
    assert used(issuing, environ, profile="basic") == (theirs.ak, theirs.sk, theirs.security_token)
    assert calls(issuing) == requested_by_them


def pod_variables(sim: Simulator, folder: Path) -> dict[str, str]:
    (folder / "pod").write_text(sim.pod.token, encoding="utf-8")
    return {
        "HC_CONTAINER_CREDENTIALS_FULL_URI": sim.host("pod") + sim.pod.path,
        "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(folder / "pod"),
    }


def test_the_same_keys_for_a_pod(
    issuing: Simulator, sdk: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environ = pod_variables(issuing, tmp_path)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    theirs = sdk.provided("pod")
    requested_by_them = calls(issuing)
    issuing.reset()
    ours = used(issuing, {**environ, "HUAWEICLOUD_SDK_IAM_ENDPOINT": issuing.host("iam")})
    assert ours == (theirs.ak, theirs.sk, theirs.security_token)
    assert calls(issuing) == requested_by_them


# Features beyond the SDK


def pod(sim: Simulator) -> dict[str, Any]:
    return {"auth_type": "pod_identity"}


@pytest.mark.parametrize(
    ("way", "before"),
    [
        (oidc, [("sts", "POST", 200)]),
        (idp, [("iam", "POST", 201), ("iam", "POST", 201)]),
        (pod, [("pod", "POST", 200)]),
    ],
)
def test_a_login_is_accepted_by_the_service(sim: Simulator, tmp_path: Path, way: Way, before: list[Any]) -> None:
    sim.add_job("elb", "id1")
    connection = connected(sim, environ=pod_variables(sim, tmp_path), **way(sim))
    assert connection.targets[0].location.poll("id1").body["status"] == "SUCCESS"
    assert polled(sim) == [*before, ("iam", "GET", 200), ("elb", "GET", 200)]
    sent = {entry.headers["x-security-token"] for entry in sim.requests if "x-security-token" in entry.headers}
    assert sent
    assert sent <= connection.secrets.values
    assert way is not pod or sim.pod.token in connection.secrets.values


@pytest.mark.parametrize("way", [oidc, idp])
def test_the_token_is_masked_whatever_its_source(sim: Simulator, tmp_path: Path, way: Way) -> None:
    sim.add_job("elb", "id1")
    (name, given), *_none = way(sim).items()
    token = given.pop("id_token")
    (tmp_path / "token").write_text(f" {token}\n", encoding="utf-8")
    for option in ({"id_token": token}, {"id_token_file": str(tmp_path / "token")}):
        connection = connected(sim, **{name: {**given, **option}})
        connection.targets[0].location.poll("id1")
        assert token in connection.secrets.values


class Ci:
    """A CI system that writes ten-minute tokens to a file, and logins that read this file, on the simulator's clock."""

    def __init__(self, here: World, folder: Path) -> None:
        self.here = here
        self.path = folder / "token"
        self.write()

    def write(self) -> None:
        self.path.write_text(self.here.sim.provider.issue(600.0), encoding="utf-8")

    def login(self, way: str) -> Any:
        sim, http, token = self.here.sim, Http(Transport()), IdToken(path=str(self.path))
        clocks = (self.here.clock.now, self.here.now)
        if way == "oidc":
            federation = Federation(sim.provider.urn, sim.provider.agency_urn, duration=900)
            return OidcKeys(http, sim.endpoint("sts"), token, federation, *clocks)
        if way == "idp":
            return IdpKeys(http, sim.endpoint("iam"), sim.provider.idp_id, token, *clocks)
        self.path.write_text(sim.pod.token, encoding="utf-8")
        return PodKeys(http, sim.endpoint("pod") + sim.pod.path, str(self.path), *clocks)


@pytest.mark.parametrize("way", ["oidc", "idp", "pod"])
def test_the_file_is_read_again_at_each_renewal(world: Callable[..., World], tmp_path: Path, way: str) -> None:
    here = world()
    ci = Ci(here, tmp_path)
    login = ci.login(way)
    tokens = set()
    for _renewal in range(3):
        login(Http.prepare("GET", "https://host/"))
        tokens.add(ci.path.read_text(encoding="utf-8"))
        assert tokens <= login.secrets
        here.clock.time += 7 * 3600
        if way == "pod":
            here.sim.pod.token += "x"
            ci.path.write_text(here.sim.pod.token, encoding="utf-8")
        else:
            ci.write()
    assert len(tokens) == 3
    assert [entry.status for entry in here.sim.requests if entry.status not in (200, 201)] == []


@pytest.mark.parametrize("way", ["oidc", "idp", "pod"])
def test_a_wait_survives_expiring_keys(world: Callable[..., World], tmp_path: Path, way: str) -> None:
    here = world(token_lifetime=86400.0)
    here.sim.agencies.lifetime = here.sim.pod.lifetime = 900.0
    ci = Ci(here, tmp_path)
    login = ci.login(way)
    if way != "pod":
        ci.path.write_text(here.sim.provider.issue(86400.0), encoding="utf-8")
    here.sim.add_job("elb", "id1", steps=[(0, "RUNNING"), (2700, "SUCCESS")])
    outcome = here.wait(login, "id1", plan=Plan(timeout=3600, max_interval=45))
    assert [job.state for job in outcome.jobs] == ["succeeded"]
    ends = {"oidc": "/assume-with-oidc", "idp": "/securitytokens", "pod": "/v1/credentials"}
    assert here.count("POST", ends[way]) in (3, 4)
    assert here.refused() == 0


@pytest.mark.parametrize("way", ["oidc", "idp"])
def test_an_expired_id_token_ends_the_wait_with_advice(world: Callable[..., World], tmp_path: Path, way: str) -> None:
    here = world()
    here.sim.agencies.lifetime = 900.0
    login = Ci(here, tmp_path).login(way)
    here.sim.add_job("elb", "id1", steps=[(0, "RUNNING"), (2700, "SUCCESS")])
    outcome = here.wait(login, "id1", plan=Plan(timeout=3600, max_interval=45))
    assert isinstance(outcome.error, Final)
    assert "has not" in outcome.wait_result()["msg"]
    assert [entry.status for entry in here.sim.requests if entry.status in (401, 403)] == [401 if way == "idp" else 403]
    assert outcome.jobs[0].status == "RUNNING"


@pytest.mark.parametrize(
    ("way", "change", "reported"),
    [
        (oidc, {"agency_urn": "iam::x:agency:y"}, "Check the URNs of the provider and the agency"),
        (oidc, {"provider_urn": "iam::x:oidcProvider:y"}, "Check the URNs of the provider and the agency"),
        (oidc, {"id_token": "a.b.c"}, "that the token has not expired"),
        (oidc, {"id_token": None, "id_token_file": "/no/such"}, "the token file /no/such cannot be read: No such file"),
        (idp, {"id": "nobody"}, "Check the ID and the conversion rules of the identity provider"),
        (idp, {"id_token": "a.b.c"}, "Check the ID and the conversion rules of the identity provider"),
        (
            idp,
            {"id_token": None, "id_token_file": "/etc/passwd"},
            "the token file /etc/passwd does not contain a valid token",
        ),
        (idp, {"id_token": None, "id_token_file": "/dev/null"}, "the token file /dev/null is empty"),
    ],
)
def test_a_refused_request_is_not_repeated(sim: Simulator, way: Way, change: dict[str, Any], reported: str) -> None:
    ((name, given),) = way(sim).items()
    ids = [f"id{number}" for number in range(20)]
    task = {key: value for key, value in {**given, **change}.items() if value is not None}
    connection = connected(sim, job_ids=ids, project_id=sim.project_id, **{name: task})
    outcome = wait(connection)
    assert isinstance(outcome.error, Final)
    assert reported in outcome.wait_result()["msg"]
    assert "root:" not in repr(vars(outcome.error))
    assert len(sim.requests) == (0 if "id_token_file" in change else 1)


def test_a_refused_pod(sim: Simulator, tmp_path: Path) -> None:
    environ = pod_variables(sim, tmp_path)
    sim.pod.token = "another"
    outcome = wait(connected(sim, environ=environ, job_ids=["a", "b"]))
    assert isinstance(outcome.error, Final)
    assert "whose service account is associated with an agency" in outcome.wait_result()["msg"]
    assert polled(sim) == [("pod", "POST", 401)]


def test_a_missing_pod_service(sim: Simulator, tmp_path: Path, clock: Clock) -> None:
    environ = pod_variables(sim, tmp_path)
    environ["HC_CONTAINER_CREDENTIALS_FULL_URI"] = sim.host("pod") + "/elsewhere"
    outcome = wait(connected(sim, environ=environ))
    assert "HTTP 404" in outcome.wait_result()["msg"]
    assert len(sim.requests) == 1


@pytest.mark.parametrize(
    ("url", "reported"),
    [
        ("http://10.0.0.1/v1/credentials", "uses plain HTTP, but its host is neither this machine nor its node"),
        ("http://169.254.0.1.example/v1/credentials", "uses plain HTTP, but its host is neither this machine"),
        ("http://[fd00::1]/v1/credentials", "uses plain HTTP, but its host is neither this machine"),
        ("http://2852039166/v1/credentials", "uses plain HTTP, but its host is neither this machine"),
        ("ftp://169.254.170.23/v1/credentials", "is not valid: give a base URL"),
        ("https://user:S3CRET@host/v1/credentials", "is not valid: give a base URL"),
        ("https://host/v1?x=1", "is not valid: give a base URL"),
    ],
)
def test_the_token_of_a_pod_is_not_sent_to_other_hosts(sim: Simulator, tmp_path: Path, url: str, reported: str) -> None:
    environ = {**pod_variables(sim, tmp_path), "HC_CONTAINER_CREDENTIALS_FULL_URI": url}
    with pytest.raises(OptionError, match=f"HC_CONTAINER_CREDENTIALS_FULL_URI {reported}") as caught:
        connected(sim, environ=environ, validate_certs=False)
    assert "S3CRET" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.170.23/v1/credentials",
        "http://[fe80::1]/v1/credentials",
        "http://127.0.0.1:8080/v1",
        "http://localhost/v1",
        "https://host.example/v1/credentials",
    ],
)
def test_valid_locations_for_the_token_of_a_pod(sim: Simulator, tmp_path: Path, url: str) -> None:
    environ = {**pod_variables(sim, tmp_path), "HC_CONTAINER_CREDENTIALS_FULL_URI": url}
    assert isinstance(connected(sim, environ=environ).connection.login, PodKeys)


@pytest.mark.parametrize("way", [oidc, idp, pod])
@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_is_not_followed(sim: Simulator, tmp_path: Path, way: Way, status: int) -> None:
    service = {oidc: "sts", idp: "iam", pod: "pod"}[way]
    sim.fault("html", service=service, status=status, body="", headers={"Location": "http://evil.example/"})
    outcome = wait(connected(sim, environ=pod_variables(sim, tmp_path), **way(sim)))
    assert "the response is a redirect to evil.example" in outcome.wait_result()["msg"]
    assert "Redirects are not followed" in outcome.wait_result()["msg"]
    assert len(sim.requests) == 1


def test_a_policy_restricts_the_keys(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[Any] = []
    assume = sim.provider.assume

    def noting(body: Any) -> Reply:
        bodies.append(body)
        return assume(body)

    monkeypatch.setattr(sim.provider, "assume", noting)
    sim.add_job("elb", "id1")
    task = oidc(sim)
    task["oidc"] |= {"policy": "{}", "policy_ids": "a, b,", "session_name": "ci", "duration": 1800}
    connected(sim, **task).targets[0].location.poll("id1")
    (body,) = bodies
    assert (body["policy"], body["policy_ids"]) == ("{}", ["a", "b"])
    assert (body["agency_session_name"], body["duration_seconds"]) == ("ci", 1800)
