# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of an agency, from metadata services that misbehave. The conformance tests cover the correct ones."""

from __future__ import annotations

from typing import Any

import pytest
from raw_server import RawServer, head

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import AgencyLogin
from simulator import Simulator

KEYS = {"access": "ak", "secret": "sk", "securitytoken": "st", "expires_at": "2030-01-01T00:00:00.000000Z"}


def login(sim: Simulator) -> AgencyLogin:
    return AgencyLogin(Http(Transport()), sim.endpoint("metadata"))


def error_of(agency: AgencyLogin) -> CallError:
    with pytest.raises(CallError) as caught:
        agency(Http.prepare("GET", "https://host/"))
    return caught.value


def test_keys_are_fetched_once(sim: Simulator) -> None:
    agency = login(sim)
    headers = [agency(Http.prepare("GET", "https://host/")).headers["X-Security-Token"] for _call in range(2)]
    assert headers[0] == headers[1]
    assert headers[0] in agency.secrets
    assert len(sim.requests) == 2
    assert agency.renew(LoginRefused("no"))
    assert agency(Http.prepare("GET", "https://host/")).headers["X-Security-Token"] != headers[0]


@pytest.mark.parametrize("lacking", ["access", "secret", "securitytoken"])
def test_incomplete_keys_are_an_error(sim: Simulator, lacking: str) -> None:
    keys = {name: value for name, value in KEYS.items() if name != lacking}
    sim.fault("html", service="metadata", skip=1, body={"credential": keys})
    agency = login(sim)
    error = error_of(agency)
    assert isinstance(error, Final)
    assert lacking in error.message
    assert "agency" in error.hint
    # The error is remembered.
    assert error_of(agency) is error
    assert not agency.renew(LoginRefused("no"))
    assert len(sim.requests) == 2


@pytest.mark.parametrize("body", [{}, {"credential": {}}, {"credential": None}, [], "<p>", ""])
def test_a_success_without_keys_is_final(sim: Simulator, body: Any) -> None:
    sim.fault("html", service="metadata", skip=1, body=body)
    error = error_of(login(sim))
    assert isinstance(error, Final)
    assert "the metadata service returned no keys" in error.message


@pytest.mark.parametrize("skip", [0, 1])
@pytest.mark.parametrize(
    ("status", "kind"), [(500, Fault), (502, Fault), (429, Fault), (400, Final), (403, Final), (302, Final)]
)
def test_only_temporary_errors_are_retried(sim: Simulator, skip: int, status: int, kind: type[CallError]) -> None:
    sim.fault("html", service="metadata", skip=skip, status=status, body=KEYS)
    agency = login(sim)
    error = error_of(agency)
    assert isinstance(error, kind)
    assert error.http_status == status
    if kind is Fault:
        assert agency(Http.prepare("GET", "https://host/")).headers["Authorization"]
    else:
        assert error_of(agency) is error
        assert len(sim.requests) == skip + 1


def test_a_metadata_token_is_requested_for_six_hours(sim: Simulator) -> None:
    login(sim)(Http.prepare("GET", "https://host/"))
    assert sim.requests[0].headers["x-metadata-token-ttl-seconds"] == "21600"


def test_a_missing_metadata_service_is_a_temporary_error(sim: Simulator) -> None:
    agency = login(sim)
    sim.stop()
    error = error_of(agency)
    assert isinstance(error, Fault)
    assert "agency" in error.hint


def test_advice_for_a_refused_signature_names_the_agency(sim: Simulator) -> None:
    advice = login(sim).advice("Incorrect IAM authentication information: verify aksk signature fail")
    assert "agency" in advice
    assert "has access to this project and service" in advice
    assert login(sim).calls_at_once == 3


@pytest.mark.parametrize(
    "body",
    ['{"credentials": {"secret": "S3CRET"}}', '{"credential": "S3CRET"}', "S3CRET", '{"message": "S3CRET"}'],
)
def test_a_response_of_the_metadata_service_is_not_quoted(sim: Simulator, body: str) -> None:
    sim.fault("html", service="metadata", status=200, body=body, times=None, skip=1)
    with pytest.raises(
        Final, match="the metadata service returned no keys: its response does not have the expected content"
    ) as caught:
        AgencyLogin(Http(Transport()), sim.endpoint("metadata"))(Http.prepare("GET", "https://elb.example/"))
    assert "S3CRET" not in repr(vars(caught.value))


@pytest.mark.parametrize("status", [201, 203, 204])
def test_other_successful_responses_are_not_quoted(status: int) -> None:
    keys = b'{"credential": {"access": "A", "secret": "S3CRET", "securitytoken": "T"}}'
    with RawServer(lambda _head: [head(status, f"Content-Length: {len(keys)}"), keys]) as server:
        error = error_of(AgencyLogin(Http(Transport(timeout=5.0)), server.url))
    assert isinstance(error, Final)
    assert "S3CRET" not in str(error)
    assert not error.reached
