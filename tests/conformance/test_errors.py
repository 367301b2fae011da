# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error responses have the code and the text of the service or gateway that sends them."""

from __future__ import annotations

from types import ModuleType

import pytest
import requests

from simulator import Clock, Simulator

PATHS = {"dcs": "/v2/{}/jobs/{}", "elb": "/v1.0/{}/jobs/{}", "sdrs": "/v1/{}/jobs/{}"}


def url(sim: Simulator, service: str, job_id: str = "id1", project: str | None = None) -> str:
    """The URL of a status query."""
    return sim.endpoint(service) + PATHS[service].format(project or sim.project_id, job_id)


def test_sdk_sees_an_unknown_job(sim: Simulator, sdk: ModuleType) -> None:
    for service, code, text in (
        ("dcs", "111404001", "The requested resource could not be found."),
        ("sdrs", "SDRS.0404", "The job does not exist."),
    ):
        with pytest.raises(sdk.ClientRequestException) as refused:
            sdk.job(sim, service, "unknown")
        assert (refused.value.status_code, refused.value.error_code, refused.value.error_msg) == (404, code, text)
        assert len(refused.value.request_id) == 32


def test_format_of_an_unknown_job(sim: Simulator, http: requests.Session) -> None:
    bodies = {service: http.get(url(sim, service)).json() for service in PATHS}
    assert list(bodies["dcs"]) == ["error_code", "error_msg", "error_ext_msg"]
    assert bodies["elb"] == {"message": "job not found", "code": "ELB.0404"}
    assert bodies["sdrs"] == {"error": {"message": "The job does not exist.", "code": "SDRS.0404"}}


def test_sdk_sees_an_unknown_key(sim: Simulator, sdk: ModuleType) -> None:
    login = sdk.BasicCredentials("NOSUCHKEY", "secret", sim.project_id)
    with pytest.raises(sdk.ClientRequestException) as refused:
        sdk.job(sim, "dcs", "id1", login)
    assert (refused.value.status_code, refused.value.error_code) == (401, "APIGW.0301")
    assert refused.value.error_msg == "Incorrect IAM authentication information: ak NOSUCHKEY not exist"


def test_sdk_sees_a_wrong_secret(sim: Simulator, sdk: ModuleType) -> None:
    login = sdk.BasicCredentials(sim.access_key, "wrong", sim.project_id)
    with pytest.raises(sdk.ClientRequestException) as refused:
        sdk.job(sim, "sdrs", "id1", login)
    assert (refused.value.status_code, refused.value.error_code) == (401, "APIGW.0301")
    assert refused.value.error_msg.endswith(": verify aksk signature fail")


def test_sdk_sees_a_throttled_call(sim: Simulator, sdk: ModuleType) -> None:
    sim.fault("throttle", times=None)
    with pytest.raises(sdk.ClientRequestException) as refused:
        sdk.job(sim, "dcs", "id1")
    # The SDK sets its own code for 429 and discards the body, which test_limit_of_the_gateway checks.
    assert (refused.value.status_code, refused.value.error_code) == (429, "429")


def test_sdk_sees_a_server_error(sim: Simulator, sdk: ModuleType) -> None:
    sim.fault("error", status=500, body={"error": {"code": "SDRS.0403", "message": "no context"}})
    with pytest.raises(sdk.ServerResponseException) as refused:
        sdk.job(sim, "sdrs", "id1")
    assert (refused.value.status_code, refused.value.error_code) == (500, "SDRS.0403")
    assert refused.value.error_msg == "no context"


def test_limit_of_the_gateway(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    sim.add_job("dcs", "id1")
    sim.limit(2)
    responses = [http.get(url(sim, "dcs")) for _attempt in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    body = responses[2].json()
    assert body["error_code"] == "APIGW.0308"
    assert body["error_msg"] == (
        "The throttling threshold has been reached: policy user over ratelimit,limit:2,time:1 second"
    )
    assert body["request_id"] == responses[2].headers["X-Request-Id"]
    clock.now += 0.99
    assert http.get(url(sim, "dcs")).status_code == 429
    clock.now += 0.01
    assert http.get(url(sim, "dcs")).status_code == 200
    sim.limit(None)
    assert {http.get(url(sim, "dcs")).status_code for _attempt in range(5)} == {200}


def test_limit_below_one_a_second(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    sim.add_job("dcs", "id1")
    sim.limit(0.5)
    codes = []
    for _attempt in range(5):
        codes.append(http.get(url(sim, "dcs")).status_code)
        clock.now += 1
    assert codes == [200, 429, 200, 429, 200]


@pytest.mark.parametrize("service", sorted(PATHS))
def test_no_login_and_bad_token(sim: Simulator, service: str) -> None:
    sim.add_job(service, "id1")
    for headers in ({}, {"X-Auth-Token": "MIInvalid"}, {"Authorization": "Basic dTpw"}):
        response = requests.get(url(sim, service), headers=headers, timeout=10)
        assert (response.status_code, response.json()["error_code"]) == (401, "APIGW.0301")


def test_expired_token(sim: Simulator, http: requests.Session, clock: Clock) -> None:
    for service in PATHS:
        sim.add_job(service, "id1")
        assert http.get(url(sim, service)).status_code == 200
    clock.now += 86400
    for service in ("dcs", "elb"):
        response = http.get(url(sim, service))
        assert (response.status_code, response.json()["error_code"]) == (401, "APIGW.0307")
    response = http.get(url(sim, "sdrs"))
    assert (response.status_code, response.json()["error"]["code"]) == (400, "SDRS.0002")


def test_token_expired_on_demand(sim: Simulator, http: requests.Session) -> None:
    sim.expire_token(sim.token)
    assert http.get(url(sim, "dcs")).json()["error_code"] == "APIGW.0307"


def test_wrong_project(sim: Simulator, http: requests.Session) -> None:
    for service, status in (("dcs", 401), ("elb", 403), ("sdrs", 400)):
        sim.add_job(service, "id1")
        response = http.get(url(sim, service, project="f" * 32))
        assert response.status_code == status
        assert "APIGW" not in response.text
        response = http.get(url(sim, service), headers={"X-Project-Id": "f" * 32})
        assert response.status_code == status
        assert http.get(url(sim, service), headers={"X-Project-Id": sim.project_id}).status_code == 200


def test_unknown_paths(sim: Simulator, http: requests.Session) -> None:
    for path in ("/", "/nosuch/v2/p/jobs/j", "/dcs/v1/p/jobs/j", "/dcs", "/iam/v3/nosuch", "/dcs/v2/p/jobs/j/k"):
        response = http.get(sim.url + path)
        assert (response.status_code, response.json()["error_code"]) == (404, "APIGW.0101")
    assert http.post(url(sim, "dcs")).status_code == 404
