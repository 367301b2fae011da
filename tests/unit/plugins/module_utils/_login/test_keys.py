# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed requests, compared with signatures of the official SDK."""

from __future__ import annotations

from datetime import datetime, timezone

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from simulator import Simulator

PROJECT = "0123456789abcdef0123456789abcdef"


HOST = "dcs.eu-de.otc.t-systems.com"


V1 = f"https://{HOST}/v2/{PROJECT}/jobs/ff8080818822bbf70188235afc24141a"


V2 = f"https://{HOST}/v3/{PROJECT}/jobs?id=a9767ede-fe0f-4888-9003-e843a4c90514"


def key_auth(security_token: str | None = None) -> KeyLogin:
    moment = datetime(2026, 11, 21, tzinfo=timezone.utc)
    return KeyLogin(
        "AKEXAMPLE0000000000A", "SKexample00000000000000000000000000000000", security_token, now=lambda: moment
    )


def test_a_signature_matches_the_sdk() -> None:
    request = key_auth()(Http.prepare("GET", V1))
    assert request.headers["Authorization"] == (
        "SDK-HMAC-SHA256 Access=AKEXAMPLE0000000000A, SignedHeaders=host;x-sdk-date,"
        " Signature=2932465f8903c7b2f8cb75b74cdfae8b6320bd96acab1553ea7676686c786c6a"
    )


def test_a_signature_with_query_and_headers_matches_the_sdk() -> None:
    request = Http.prepare("GET", V2)
    request.headers["X-Project-Id"] = PROJECT
    assert key_auth("tok")(request).headers["Authorization"] == (
        "SDK-HMAC-SHA256 Access=AKEXAMPLE0000000000A,"
        " SignedHeaders=host;x-project-id;x-sdk-date;x-security-token,"
        " Signature=88d64cbce79d7d3f4138d9bc5502e0e2a290ef4cc98b49d495786057e9f3f3ff"
    )


def test_a_request_can_be_signed_again() -> None:
    moments = iter([datetime(2026, 11, 21, tzinfo=timezone.utc), datetime(2026, 11, 22, tzinfo=timezone.utc)])
    auth = KeyLogin("ak", "sk", now=lambda: next(moments))
    request = Http.prepare("GET", V1)
    first = auth(request).headers["Authorization"]
    assert auth(request).headers["Authorization"] != first
    assert request.headers["X-Sdk-Date"] == "20261122T000000Z"


def test_the_simulator_accepts_our_signatures(sim: Simulator) -> None:
    sim.add_job("dcs", "j?b ü")
    http = Http(Transport())
    for auth in (
        KeyLogin(sim.access_key, sim.secret_key),
        KeyLogin(sim.temporary_access_key, sim.temporary_secret_key, sim.security_token),
    ):
        url = f"{sim.endpoint('dcs')}/v2/{sim.project_id}/jobs/j%3Fb%20%C3%BC?b=2&a=%2F"
        assert http.send(auth(Http.prepare("GET", url))).http_status == 200
    wrong = KeyLogin(sim.access_key, sim.secret_key + "x")
    assert http.send(wrong(Http.prepare("GET", url))).http_status == 401
