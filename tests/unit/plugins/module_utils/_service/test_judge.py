# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error that each response without a job results in."""

from __future__ import annotations

from typing import Any

import pytest
from waiting import location_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import (
    CallError,
    Fault,
    Final,
    LoginRefused,
    NoSuchJob,
    Throttled,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.response import Response
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.judge import error_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.reading import NotListed
from simulator import Simulator


def error_for(sim: Simulator, service: str = "dcs", **response: object) -> CallError:
    sim.respond(service, "job", **response)
    location = location_of(sim, service)
    with pytest.raises(CallError) as caught:
        raise location.error_of(location.poll("job"))
    return caught.value


def test_an_error_includes_everything_that_the_api_reports(sim: Simulator) -> None:
    error = error_for(
        sim, status=403, json={"error_code": "DCS.0403", "error_msg": "No dcs:job:get.", "request_id": "body-id"}
    )
    assert isinstance(error, Final)
    assert (error.http_status, error.code, error.message) == (403, "DCS.0403", "No dcs:job:get.")
    assert error.request_id
    assert str(error) == f"HTTP 403 DCS.0403: No dcs:job:get (request ID {error.request_id})"
    assert "permission" in error.hint


DCS_ERROR = {"error_code": "DCS.1", "error_msg": "no"}


@pytest.mark.parametrize(
    ("service", "status", "body", "kind"),
    [
        # Temporary errors of every service.
        ("dcs", 408, {}, Fault),
        ("dcs", 425, {}, Fault),
        ("dcs", 429, {"error_code": "APIGW.0308", "error_msg": "limit"}, Throttled),
        ("dcs", 202, {"error": {"code": "Common.0024", "message": "Flow limit exceeded."}}, Throttled),
        ("dcs", 500, DCS_ERROR, Fault),
        ("dcs", 502, "<html>502 Bad Gateway</html>", Fault),
        ("dcs", 503, {}, Fault),
        ("dcs", 504, {}, Fault),
        ("dcs", 599, {}, Fault),
        ("dcs", 200, "", Fault),
        ("dcs", 200, "<html>please log in</html>", Fault),
        ("dcs", 200, '{"status": "SUCC', Fault),
        ("dcs", 200, [], Fault),
        ("dcs", 200, None, Fault),
        ("dcs", 200, {}, Fault),
        ("dcs", 200, {"status": ""}, Fault),
        ("dcs", 200, {"status": None}, Fault),
        ("dcs", 204, "", Fault),
        # A refused login.
        ("dcs", 401, {"error_code": "APIGW.0301", "error_msg": "no"}, LoginRefused),
        ("dcs", 401, {"error_code": "APIG.0307", "error_msg": "The token must be updated."}, LoginRefused),
        ("dcs", 401, {"error_code": "111401002", "error_msg": "Token expired."}, LoginRefused),
        ("sdrs", 400, {"error": {"message": "Invalid tenant token", "code": "SDRS.0002"}}, LoginRefused),
        ("elb", 400, {"error": {"message": "Invalid tenant token", "code": "SDRS.0002"}}, Final),
        # No such job.
        ("dcs", 404, {"error_code": "DCS.404", "error_msg": "no"}, NoSuchJob),
        ("dcs", 404, "", NoSuchJob),
        ("elb", 404, {"message": "job not found", "code": "ELB.0404"}, NoSuchJob),
        ("evs", 400, {"error": {"code": "Common.0013", "message": "Invalid token."}}, LoginRefused),
        ("ecs", 400, {"error": {"code": "Common.0013", "message": "Invalid token."}}, Final),
        # Special cases of single services.
        ("ecs", 400, {"error": {"code": "Common.0025", "message": "Query volume error."}}, Fault),
        ("evs", 400, {"error": {"code": "Common.0025", "message": "Query volume error."}}, Fault),
        ("dcs", 400, {"error": {"code": "Common.0025", "message": "Query volume error."}}, Final),
        *(
            (name, 400, {"error_code": "DBS.200543", "error_msg": "no"}, NoSuchJob)
            for name in ("rds", "dds", "taurusdb", "gaussdb", "geminidb", "ddm")
        ),
        ("dcs", 400, {"error_code": "DBS.200543", "error_msg": "no"}, Final),
        ("rds", 400, {"error_code": "DBS.200544", "error_msg": "no"}, Final),
        ("vbs", 400, {"code": "common.0011", "message": "no"}, NoSuchJob),
        ("sdrs", 500, {"error": {"code": "SDRS.0408", "message": "Null job"}}, NoSuchJob),
        ("sdrs", 500, {"error": {"code": "SDRS.0403", "message": "no context"}}, Fault),
        ("rds", 400, {"error_code": "Common.0011", "error_msg": "no"}, Final),
        ("sdrs", 400, {"error": {"code": "Common.0011", "message": "Failed to query system tasks."}}, NoSuchJob),
        # Final.
        ("dcs", 404, {"error_code": "APIGW.0101", "error_msg": "no API", "request_id": "c"}, Final),
        ("dcs", 404, {"error_code": "APIGW.0103", "error_msg": "no API", "request_id": "c"}, Final),
        ("dcs", 404, {"error_code": "APIG.0103", "error_msg": "no API", "request_id": "c"}, Final),
        ("dcs", 404, {"error_code": "APIG.0101", "error_msg": "no API", "request_id": "c"}, Final),
        ("dcs", 400, {"error_code": "111400063", "error_msg": "Invalid {0} parameter in the request."}, Final),
        ("dcs", 403, {"error_code": "DCS.0403", "error_msg": "no"}, Final),
        ("dcs", 405, {}, Final),
        ("dcs", 301, "", Final),
        ("dcs", 302, "", Final),
        ("dcs", 307, "", Final),
    ],
)
def test_every_response_is_judged(
    sim: Simulator, service: str, status: int, body: object, kind: type[CallError]
) -> None:
    response: dict[str, object] = {"text": body} if isinstance(body, str) else {"json": body}
    error = error_for(sim, service, status=status, **response)
    assert error.__class__ is kind
    assert error.http_status == status
    assert error.retryable is issubclass(kind, Fault)
    assert error.reached


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("<html><head><style>p {}</style><title>502 Bad\nGateway</title></head></html>", "502 Bad Gateway"),
        ("", "no message in the response"),
        ("word " * 100, "word " * 39 + "…"),
        ("x" * 500, "…"),
    ],
)
def test_a_response_that_is_not_json_is_shortened(sim: Simulator, text: str, reported: str) -> None:
    assert error_for(sim, status=502, text=text).message == reported


@pytest.mark.parametrize("location", ["http://[::1", "http://", "", "::"])
def test_a_redirect_to_an_invalid_location_is_final(sim: Simulator, location: str) -> None:
    assert isinstance(error_for(sim, status=302, text="", headers={"Location": location}), Final)


def test_a_redirect_is_not_followed(sim: Simulator) -> None:
    with Simulator() as other:
        error = error_for(sim, status=302, text="", headers={"Location": other.endpoint("dcs") + "/login"})
        assert other.url.split("//")[1] in error.message
        assert other.requests == []
    assert "endpoint" in error.hint


def test_an_error_needs_no_service() -> None:
    assert isinstance(error_of(Response(404, {}, b"", None)), Final)


def test_codes_require_their_status(sim: Simulator) -> None:
    body = {"error": {"code": "Common.0025", "message": "Query volume error."}}
    assert error_for(sim, "ecs", status=409, json=body).__class__ is Final


def test_a_list_without_the_job_says_so(sim: Simulator) -> None:
    response = Response(200, {}, b"{}", {"tasks": [], "message": "fine"})
    error = location_of(sim, "dms", parameters={"instance_id": "i"}).error_of(
        response, NotListed("the job is not in the list")
    )
    assert (error.__class__, error.message) == (NoSuchJob, "the job is not in the list")


@pytest.mark.parametrize(
    ("response", "ending"),
    [
        ({"text": ""}, ": it is empty"),
        ({"text": "<p>Please log in</p>"}, ": Please log in"),
        ({"json": {"message": "later"}}, ": later"),
        ({"json": {"job": {"state": "odd"}}}, '{"state":"odd"}}'),
    ],
)
def test_a_success_without_a_job_quotes_the_response(sim: Simulator, response: dict[str, Any], ending: str) -> None:
    message = error_for(sim, "rds", **response).message
    assert "nothing at job.status" in message
    assert message.endswith(ending)


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("https://login.example/x?y", "login.example"),
        ("https://user:S3CRET@login.example:8443/", "login.example:8443"),
        ("/relative", "another location"),
        ("http://[::1", "another location"),
        ("", "another location"),
    ],
)
def test_a_redirect_names_only_its_host(sim: Simulator, location: str, host: str) -> None:
    error = error_for(sim, status=302, text="", headers={"Location": location})
    assert error.message.endswith(f" {host}")


@pytest.mark.parametrize("status", [300, 399])
def test_every_redirect_is_final(sim: Simulator, status: int) -> None:
    error = error_for(sim, status=status, json={"message": "moved"}, headers={"Location": "https://else.example"})
    assert isinstance(error, Final)
    assert "else.example" in error.message


@pytest.mark.parametrize(("code", "reported"), [("403", None), ("DCS.0403", "DCS.0403")])
def test_a_code_that_repeats_the_status_is_left_out(sim: Simulator, code: str, reported: str | None) -> None:
    assert error_for(sim, status=403, json={"error_code": code, "error_msg": "no"}).code == reported


def test_a_refused_login_says_what_to_do(sim: Simulator) -> None:
    error = error_for(sim, status=401, json={"error_code": "APIGW.0301", "error_msg": "no"})
    assert error.hint == location_of(sim).connection.login.advice("no")


def test_retry_after_is_part_of_the_error(sim: Simulator) -> None:
    assert error_for(sim, status=503, json={}, headers={"Retry-After": "7"}).retry_after == 7


def test_a_temporary_error_has_no_hint(sim: Simulator) -> None:
    assert error_for(sim, status=503, json={}).hint == ""
