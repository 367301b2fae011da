# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature check accepts what the official signer sends, and refuses everything that differs by a byte."""

from __future__ import annotations

import calendar
import http.client
import json
import time
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import Clock, Simulator
from simulator import signature as own

AK, SK = "AKEXAMPLE0000000000A", "SKexample00000000000000000000000000000000"
PROJECT = "0123456789abcdef0123456789abcdef"
BASE = {"host": "dcs.eu-de.otc.t-systems.com", "x-sdk-date": "20261121T000000Z"}

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.one_of(text, st.booleans(), st.integers(), st.lists(text, min_size=1, max_size=3))
queries = st.dictionaries(text, values, max_size=4)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=20)
headers = st.dictionaries(
    st.from_regex(r"X-[A-Za-z0-9-]{1,10}x", fullmatch=True), header_values.filter(lambda v: v.isprintable()), max_size=3
)


def send(sim: Simulator, method: str, target: str, sent: dict[str, str], body: str = "") -> tuple[int, Any]:
    """Send exactly this, without the changes that an HTTP library would make."""
    connection = http.client.HTTPConnection(sim.url.partition("://")[2], timeout=10)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body.encode())))
        connection.endheaders(body.encode() or None)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_known_vectors() -> None:
    first = own.Signed("GET", f"/v2/{PROJECT}/jobs/ff8080818822bbf70188235afc24141a", "", BASE, b"")
    assert own.sign(first, ["host", "x-sdk-date"], SK) == (
        "2932465f8903c7b2f8cb75b74cdfae8b6320bd96acab1553ea7676686c786c6a"
    )
    more = {**BASE, "x-project-id": PROJECT, "x-security-token": "tok"}
    query = "id=a9767ede-fe0f-4888-9003-e843a4c90514"
    second = own.Signed("GET", f"/v3/{PROJECT}/jobs", query, more, b"")
    assert own.sign(second, ["host", "x-project-id", "x-sdk-date", "x-security-token"], SK) == (
        "88d64cbce79d7d3f4138d9bc5502e0e2a290ef4cc98b49d495786057e9f3f3ff"
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(job_id=text.filter(bool), query=queries, extra=headers)
def test_accepts_whatever_the_sdk_signs(
    sim: Simulator, sdk: ModuleType, job_id: str, query: dict[str, Any], extra: dict[str, str]
) -> None:
    path = f"/dcs/v2/{sim.project_id}/jobs/{quote(job_id, safe='')}"
    request = sdk.sign(sim, "GET", path, list(query.items()), extra)
    status, body = send(sim, "GET", request.uri, request.header_params)
    # The signature was accepted: only the job does not exist.
    assert (status, body.get("error_code")) == (404, "111404001")


BALANCER = {"name": "web-é", "vpc_id": "v", "type": "External", "bandwidth": 5, "admin_state_up": True}


@pytest.mark.parametrize("kind", ["application/json", "application/json;charset=UTF-8", "text/plain"])
def test_accepts_bodies(sim: Simulator, sdk: ModuleType, kind: str) -> None:
    path, body = f"/elb/v1.0/{sim.project_id}/elbaas/loadbalancers", json.dumps(BALANCER, ensure_ascii=False)
    request = sdk.sign(sim, "POST", path, [], {"Content-Type": kind}, body)
    status, response = send(sim, "POST", request.uri, request.header_params, body)
    assert status == 200
    assert response["uri"].endswith(response["job_id"])


def test_unsigned_payload_has_no_effect_without_a_body(sim: Simulator, sdk: ModuleType) -> None:
    path = f"/elb/v1.0/{sim.project_id}/jobs/id1"
    request = sdk.sign(sim, "GET", path, [], {"Content-Type": "text/plain"})
    assert request.header_params["X-Sdk-Content-Sha256"] == "UNSIGNED-PAYLOAD"
    assert send(sim, "GET", request.uri, request.header_params)[0] == 404


def test_order_of_the_query_does_not_matter(sim: Simulator, sdk: ModuleType) -> None:
    path = f"/elb/v1.0/{sim.project_id}/jobs/id1"
    request = sdk.sign(sim, "GET", path, [("b", "1"), ("a", "2"), ("a", "1")], {})
    assert request.uri == f"{path}?a=1&a=2&b=1"
    assert send(sim, "GET", f"{path}?b=1&a=2&a=1", request.header_params)[0] == 404


def test_refuses_another_body(sim: Simulator, sdk: ModuleType) -> None:
    path, body = f"/elb/v1.0/{sim.project_id}/elbaas/loadbalancers", json.dumps(BALANCER)
    request = sdk.sign(sim, "POST", path, [], {"Content-Type": "application/json"}, body)
    status, response = send(sim, "POST", request.uri, request.header_params, body.replace("5", "6"))
    assert status == 401
    assert response["error_msg"].endswith(": verify aksk signature fail")


@pytest.mark.parametrize("part", ["method", "path", "query", "header", "date", "signature", "names", "nothing"])
def test_refuses_one_changed_byte(sim: Simulator, sdk: ModuleType, part: str) -> None:
    path = f"/elb/v1.0/{sim.project_id}/jobs/abc5"
    method = "GEX" if part == "method" else "GET"
    request = sdk.sign(sim, method, path, [("a", "1")], {"X-Extra": "abc"})
    target, sent = request.uri, dict(request.header_params)
    if part == "path":
        target = target.replace("abc5", "abc6")
    elif part == "query":
        target = target.replace("a=1", "a=2")
    elif part == "header":
        sent["X-Extra"] = "abd"
    elif part == "date":
        last = sent["X-Sdk-Date"][-2]
        sent["X-Sdk-Date"] = sent["X-Sdk-Date"][:-2] + ("1" if last == "0" else "0") + "Z"
    elif part == "signature":
        last = sent["Authorization"][-1]
        sent["Authorization"] = sent["Authorization"][:-1] + ("1" if last == "0" else "0")
    elif part == "names":
        sent["Authorization"] = sent["Authorization"].replace("host;x-extra;", "host;")
    status, response = send(sim, "GET", target, sent)
    if part == "nothing":
        assert (status, response["code"]) == (404, "ELB.0404")
    else:
        assert (status, response["error_code"]) == (401, "APIGW.0301")
        assert response["error_msg"].endswith(": verify aksk signature fail")


@pytest.mark.parametrize("dropped", ["host", "x-sdk-date"])
def test_host_and_date_must_be_signed(sim: Simulator, dropped: str) -> None:
    target = f"/dcs/v2/{sim.project_id}/jobs/id1"
    sent = {"host": sim.url.partition("://")[2], "x-sdk-date": time.strftime(own.DATE_FORMAT, time.gmtime())}
    for names, expected in ((["host", "x-sdk-date"], 404), ([n for n in sent if n != dropped], 401)):
        signed = own.Signed("GET", target, "", sent, b"")
        claim = f"{own.ALGORITHM} Access={sim.access_key}, SignedHeaders={';'.join(names)}, Signature="
        claim += own.sign(signed, names, sim.secret_key)
        assert send(sim, "GET", target, {**sent, "Authorization": claim})[0] == expected


@pytest.mark.parametrize(
    "authorization", ["SDK-HMAC-SHA256", "SDK-HMAC-SHA256 Access=a", "SDK-HMAC-SHA256 Access=a, b"]
)
def test_malformed_authorization(sim: Simulator, authorization: str) -> None:
    target = f"/dcs/v2/{sim.project_id}/jobs/id1"
    status, response = send(sim, "GET", target, {"Host": "h", "Authorization": authorization})
    assert (status, response["error_code"]) == (401, "APIGW.0301")


@pytest.mark.parametrize("offset", [-901.5, 901.5])
def test_clock_off_by_more_than_15_minutes(sdk: ModuleType, offset: float) -> None:
    moment = [0.0]
    with Simulator(wall=lambda: moment[0]) as sim:
        request = sdk.sign(sim, "GET", f"/dcs/v2/{sim.project_id}/jobs/id1", [], {})
        signed = request.header_params["X-Sdk-Date"]
        moment[0] = calendar.timegm(time.strptime(signed, own.DATE_FORMAT)) + offset
        status, response = send(sim, "GET", request.uri, request.header_params)
    assert status == 401
    server = time.strftime(own.DATE_FORMAT, time.gmtime(moment[0]))
    assert response["error_msg"].endswith(f"signature expired, signature time:{signed},server time:{server}")


@pytest.mark.parametrize("offset", [-880.0, 880.0])
def test_clock_off_by_less_than_15_minutes(sdk: ModuleType, offset: float) -> None:
    with Simulator(wall=lambda: time.time() + offset) as sim:
        request = sdk.sign(sim, "GET", f"/dcs/v2/{sim.project_id}/jobs/id1", [], {})
        assert send(sim, "GET", request.uri, request.header_params)[0] == 404


def test_temporary_keys(sim: Simulator, sdk: ModuleType) -> None:
    sim.add_job("dcs", "id1")
    login = sdk.BasicCredentials(sim.temporary_access_key, sim.temporary_secret_key, sim.project_id)
    with pytest.raises(sdk.ClientRequestException) as refused:
        sdk.job(sim, "dcs", "id1", login)
    assert (refused.value.status_code, refused.value.error_code) == (401, "APIGW.0301")
    login.with_security_token(sim.security_token)
    assert sdk.job(sim, "dcs", "id1", login).status == "SUCCESS"
    login.with_security_token(sim.security_token + "x")
    with pytest.raises(sdk.ClientRequestException):
        sdk.job(sim, "dcs", "id1", login)


def test_five_bad_signatures_lock_the_key(sim: Simulator, sdk: ModuleType, clock: Clock) -> None:
    sim.add_job("dcs", "id1")
    wrong = sdk.BasicCredentials(sim.access_key, "wrong", sim.project_id)

    def refusal(login: Any) -> str:
        with pytest.raises(sdk.ClientRequestException) as refused:
            sdk.job(sim, "dcs", "id1", login)
        assert (refused.value.status_code, refused.value.error_code) == (401, "APIGW.0301")
        return str(refused.value.error_msg).rpartition(": ")[2]

    assert [refusal(wrong) for _attempt in range(4)] == ["verify aksk signature fail"] * 4
    assert sim.bad_signatures == {sim.access_key: 4}
    assert sdk.job(sim, "dcs", "id1").status == "SUCCESS"
    assert sim.bad_signatures == {}
    assert [refusal(wrong) for _attempt in range(5)] == ["verify aksk signature fail"] * 5
    locked = "AK access failed to reach the limit,forbidden."
    assert refusal(sdk.credentials(sim)) == locked
    temporary = sdk.BasicCredentials(sim.temporary_access_key, sim.temporary_secret_key, sim.project_id)
    assert sdk.job(sim, "dcs", "id1", temporary.with_security_token(sim.security_token)).status == "SUCCESS"
    clock.now += 299.9
    assert refusal(sdk.credentials(sim)) == locked
    clock.now += 0.1
    assert sdk.job(sim, "dcs", "id1").status == "SUCCESS"
