# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata service provides the agency's keys to the official SDK, and refuses requests that violate its API."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import requests

from simulator import Clock, Simulator

FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
NO_AGENCY = "Please configure Cloud Service Agency first"


def token_of(sim: Simulator, seconds: str | None = "21600") -> requests.Response:
    headers = {} if seconds is None else {"X-Metadata-Token-Ttl-Seconds": seconds}
    return requests.put(f"{sim.endpoint('metadata')}/meta-data/latest/api/token", headers=headers, timeout=10)


def keys_of(sim: Simulator, token: str | None = None) -> requests.Response:
    headers = {} if token is None else {"X-Metadata-Token": token}
    return requests.get(f"{sim.endpoint('metadata')}/openstack/latest/securitykey", headers=headers, timeout=10)


def credential_of(sim: Simulator) -> dict[str, Any]:
    credential: dict[str, Any] = keys_of(sim, token_of(sim).text).json()["credential"]
    return credential


@pytest.fixture
def accessor(sim: Simulator, sdk: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The SDK's own client for the metadata service."""
    monkeypatch.setattr(sdk.MetadataAccessor, "_METADATA_ENDPOINT", sim.endpoint("metadata"))
    return sdk.MetadataAccessor()


def query(sim: Simulator, sdk: ModuleType, credential: dict[str, Any]) -> str:
    """The status of job ``id1``, or the gateway's error message."""
    login = sdk.BasicCredentials(credential["access"], credential["secret"], sim.project_id)
    try:
        return str(sdk.job(sim, "dcs", "id1", login.with_security_token(credential["securitytoken"])).status)
    except sdk.ClientRequestException as error:
        return str(error.error_msg).rpartition(": ")[2]


@pytest.fixture
def dated() -> Iterator[Simulator]:
    """A simulator whose time starts at 2001-09-09, 01:46:40."""
    with Simulator(clock=Clock(), wall=lambda: 1_000_000_000.0) as simulator:
        yield simulator


def test_keys_for_a_token(dated: Simulator) -> None:
    sim = dated
    token = token_of(sim)
    assert (token.status_code, token.headers["Content-Type"]) == (200, "text/plain; charset=UTF-8")
    response = keys_of(sim, token.text)
    assert response.status_code == 200
    credential = response.json()["credential"]
    assert sorted(credential) == ["access", "expires_at", "secret", "securitytoken"]
    assert credential["expires_at"] == "2001-09-09T02:46:40.000000Z"
    assert [(entry.service, entry.method, entry.path, entry.status) for entry in sim.requests] == [
        ("metadata", "PUT", "/metadata/meta-data/latest/api/token", 200),
        ("metadata", "GET", "/metadata/openstack/latest/securitykey", 200),
    ]
    assert sim.requests[0].headers["x-metadata-token-ttl-seconds"] == "21600"
    assert sim.requests[1].headers["x-metadata-token"] == token.text


@pytest.mark.parametrize("seconds", [None, "", "0", "21601", "-1", "1h"])
def test_a_token_requires_a_lifetime(sim: Simulator, seconds: str | None) -> None:
    assert token_of(sim, seconds).status_code == 400


def test_keys_require_a_valid_token(sim: Simulator, clock: Clock) -> None:
    assert keys_of(sim).status_code == 401
    assert keys_of(sim, "nosuch").status_code == 401
    token = token_of(sim, "60").text
    clock.now += 59.9
    assert keys_of(sim, token).status_code == 200
    clock.now += 0.1
    refused = keys_of(sim, token)
    assert (refused.status_code, NO_AGENCY in refused.text) == (401, False)
    token = token_of(sim).text
    sim.metadata(expire_tokens=True)
    assert keys_of(sim, token).status_code == 401
    assert keys_of(sim, token_of(sim).text).status_code == 200


@pytest.mark.parametrize("status", [404, 405, 503])
def test_a_service_without_tokens(sim: Simulator, status: int) -> None:
    sim.metadata(v1_status=status)
    assert token_of(sim).status_code == status
    assert keys_of(sim).json()["credential"]["access"]
    sim.reset()
    assert (token_of(sim).status_code, keys_of(sim).status_code) == (200, 401)


def test_other_statuses_without_tokens_are_rejected(sim: Simulator) -> None:
    with pytest.raises(ValueError, match="v1_status"):
        sim.metadata(v1_status=500)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/meta-data/latest/api/token", 405),
        ("PUT", "/openstack/latest/securitykey", 405),
        ("GET", "/openstack/latest/securitykeys", 404),
    ],
)
def test_other_requests_are_refused(sim: Simulator, method: str, path: str, status: int) -> None:
    assert requests.request(method, sim.endpoint("metadata") + path, timeout=10).status_code == status


def test_keys_are_accepted_until_they_expire(sdk: ModuleType, clock: Clock) -> None:
    with Simulator(clock=clock, agency_lifetime=900.0) as sim:
        sim.add_job("dcs", "id1")
        old = credential_of(sim)
        assert query(sim, sdk, old) == "SUCCESS"
        assert query(sim, sdk, {**old, "securitytoken": "x"}) == "the security token does not belong to the ak"
        assert query(sim, sdk, {**old, "secret": "x"}) == "verify aksk signature fail"
        clock.now += 899.9
        assert query(sim, sdk, old) == "SUCCESS"
        clock.now += 0.1
        assert query(sim, sdk, old) == "the security token has expired"
        assert query(sim, sdk, credential_of(sim)) == "SUCCESS"
        assert sim.bad_signatures == {}


def test_keys_are_new_each_time(sim: Simulator) -> None:
    first, second = credential_of(sim), credential_of(sim)
    assert all(first[key] != second[key] for key in ("access", "secret", "securitytoken"))


def test_keys_can_stay_the_same_for_a_while(clock: Clock) -> None:
    with Simulator(clock=clock, wall=lambda: 1e9, agency_lifetime=900.0, agency_overlap=100.0) as sim:
        first = credential_of(sim)
        clock.now += 799.9
        later = credential_of(sim)
        assert later == {**first, "expires_at": "2001-09-09T01:48:20.100000Z"}
        clock.now += 0.1
        assert credential_of(sim)["access"] != first["access"]


@pytest.mark.parametrize("kind", ["v2", "v1"])
def test_the_sdk_logs_in(
    sim: Simulator, sdk: ModuleType, monkeypatch: pytest.MonkeyPatch, accessor: Any, kind: str
) -> None:
    sim.add_job("dcs", "id1")
    sim.metadata(v1_status=404 if kind == "v1" else None)
    login = sdk.MetadataCredentialProvider.get_basic()
    login.project_id = sim.project_id
    assert sdk.job(sim, "dcs", "id1", login.get_credentials()).status == "SUCCESS"
    assert [entry.method for entry in sim.requests] == ["PUT", "GET", "GET"]
    assert ("x-metadata-token" in sim.requests[1].headers) == (kind == "v2")


def test_the_sdk_reads_the_time(dated: Simulator, accessor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(accessor), "_METADATA_ENDPOINT", dated.endpoint("metadata"))
    assert accessor.get_credential().expire_at == 1_000_003_600


def test_the_sdk_renews_its_metadata_token_once(sim: Simulator, accessor: Any) -> None:
    first = accessor.get_credential()
    sim.metadata(expire_tokens=True)
    assert accessor.get_credential().access != first.access
    assert [(entry.method, entry.status) for entry in sim.requests] == [
        ("PUT", 200),
        ("GET", 200),
        ("GET", 401),
        ("PUT", 200),
        ("GET", 200),
    ]


@pytest.mark.parametrize("v1_status", [None, 404])
def test_the_sdk_detects_a_missing_agency(
    sim: Simulator, sdk: ModuleType, accessor: Any, v1_status: int | None
) -> None:
    sim.metadata(v1_status=v1_status, agency=False)
    with pytest.raises(sdk.ClientRequestException, match=NO_AGENCY) as refused:
        accessor.get_credential()
    assert refused.value.status_code == 401
    # The SDK does not attribute this error to the metadata token.
    assert [entry.method for entry in sim.requests] == ["PUT", "GET"]


def test_faults(sim: Simulator) -> None:
    sim.fault("error", service="metadata", status=500)
    assert [token_of(sim).status_code for _attempt in range(2)] == [500, 200]


def test_control(sim: Simulator) -> None:
    control = f"{sim.url}/_sim/metadata"
    assert requests.post(control, json={"v1_status": 405, "agency": False}, timeout=10).status_code == 200
    assert (token_of(sim).status_code, NO_AGENCY in keys_of(sim).text) == (405, True)
    assert requests.post(control, timeout=10).status_code == 200
    token = token_of(sim).text
    assert requests.post(control, json={"expire_tokens": True}, timeout=10).status_code == 200
    assert keys_of(sim, token).status_code == 401
    assert requests.post(control, json={"v1_status": 1}, timeout=10).status_code == 400
    assert requests.get(f"{sim.url}/_sim", timeout=10).json()["endpoints"]["metadata"] == sim.endpoint("metadata")
