# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict on a service, based on its response for a job that cannot exist."""

from __future__ import annotations

import pytest
from waiting import location_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final, Gone
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.verdicts import (
    IMPOSSIBLE_ID,
    verdict_of,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import poll
from simulator import Simulator


def verdict(sim: Simulator, service: str = "dcs") -> str:
    parameters = dict.fromkeys(SERVICES[service].parameters, IMPOSSIBLE_ID)
    try:
        poll(Target(location_of(sim, service, parameters=parameters), IMPOSSIBLE_ID), 5.0)
    except CallError as error:
        return verdict_of(error)
    return verdict_of(None)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_in_the_table_is_ok(sim: Simulator, service: str) -> None:
    assert verdict(sim, service) == "ok"


def test_a_described_resource_that_is_gone_is_ok() -> None:
    assert verdict_of(Gone("gone", http_status=404)) == "ok"


def coded(status: int, code: str) -> tuple[int, object]:
    return status, {"error_code": code, "error_msg": "words"}


@pytest.mark.parametrize(
    ("service", "response", "expected"),
    [
        ("dcs", coded(404, "DCS.4999"), "ok"),
        ("ecs", coded(400, "Common.0011"), "ok"),
        ("ecs", coded(400, "Ecs.0005"), "other response"),
        ("dcs", coded(400, "DCS.4999"), "other response"),
        ("dcs", coded(302, "x"), "other response"),
        ("dcs", coded(401, "APIGW.0301"), "login refused"),
        ("sdrs", coded(400, "SDRS.0002"), "login refused"),
        ("dcs", coded(400, "SDRS.0002"), "other response"),
        ("dcs", coded(403, "APIGW.0302"), "no permission"),
        ("dcs", coded(404, "APIGW.0101"), "no such API"),
        ("dcs", coded(404, "APIG.0101"), "no such API"),
        ("dcs", coded(429, "APIGW.0308"), "unavailable"),
        ("dcs", coded(202, "Common.0024"), "unavailable"),
        ("dcs", coded(500, "x"), "unavailable"),
        ("evs", coded(400, "Common.0025"), "unavailable"),
        ("dcs", (200, {}), "other response"),
        ("dcs", (200, {"job_id": IMPOSSIBLE_ID, "status": "SUCCESS"}), "other response"),
        ("dcs", (404, "<html>Not Found</html>"), "other response"),
        ("geminidb", (200, {"jobs": []}), "ok"),
    ],
)
def test_each_response_has_a_verdict(sim: Simulator, service: str, response: tuple[int, object], expected: str) -> None:
    status, body = response
    text = body if isinstance(body, str) else None
    sim.respond(service, IMPOSSIBLE_ID, status=status, text=text, **({} if text else {"json": body}))
    assert verdict(sim, service) == expected


@pytest.mark.parametrize("kind", ["reset", "truncated"])
def test_a_broken_connection_is_not_a_response(sim: Simulator, kind: str) -> None:
    sim.fault(kind, times=None)
    assert verdict(sim) == ("unreachable" if kind == "reset" else "other response")


def test_a_password_refused_by_iam_is_a_refused_login() -> None:
    assert verdict_of(Final("IAM refused the login of somebody", http_status=401)) == "login refused"


def test_an_unknown_host_name_is_no_such_host() -> None:
    error = Fault("cannot reach https://dcs.invalid: Name or service not known")
    assert verdict_of(error) == "unreachable"
    error.no_such_host = True
    assert verdict_of(error) == "no such host"
