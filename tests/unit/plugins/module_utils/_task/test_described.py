# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The call that a task describes, and how its response is processed."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.response import Response
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.body import body_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.call_results import (
    empty_call_result,
    failure_result,
    field_paths,
    response_result,
    started_jobs,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.described import Described, described
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.prevalidation import (
    FROM_URI,
    OF_POLLS,
    prevalidated,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import call_argument_spec, start_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.texts import unmasked

TASK: dict[str, Any] = {
    "service": "ecs",
    "region": "eu-de",
    "project_id": "p",
    "token": "t0ken",
    "path": "/v1/{project_id}/cloudservers",
}


def described_by(polled: bool = True, body: Any = None, **changes: Any) -> Described:
    args = {name: value for name, value in {**TASK, **changes}.items() if value is not None}
    validated = ArgumentSpecValidator(start_argument_spec({})).validate(args)
    assert validated.error_messages == []
    return described(validated.validated_parameters, {}, "POST", body_of(body), polled)


def refusal(**changes: Any) -> str:
    with pytest.raises(OptionError) as caught:
        described_by(**changes)
    return str(caught.value)


def test_a_call_and_its_jobs_share_a_location() -> None:
    found = described_by()
    assert found.call.url == "https://ecs.eu-de.otc.t-systems.com/v1/p/cloudservers"
    assert found.call.location is found.location
    assert found.where(TASK) == {
        "service": "ecs",
        "region": "eu-de",
        "endpoint": "https://ecs.eu-de.otc.t-systems.com",
        "project_id": "p",
        "path_parameters": {},
    }


KAFKA: dict[str, Any] = {
    "service": "dms",
    "path": "/v2/{project_id}/kafka/{instance_id}/topics/{topic}",
    "path_parameters": {"instance_id": "i", "topic": "t"},
}


def test_path_parameters_are_used_for_the_call_and_the_job_query() -> None:
    found = described_by(**KAFKA)
    assert found.call.url.endswith("/v2/p/kafka/i/topics/t")
    assert found.location._parameters == {"instance_id": "i"}
    assert found.where(KAFKA)["path_parameters"] == {"instance_id": "i"}
    elsewhere = {**KAFKA, "path": "/v2/{project_id}/x", "path_parameters": {"instance_id": "i"}}
    assert described_by(**elsewhere).location._parameters == {"instance_id": "i"}
    assert described_by(polled=False, **{**elsewhere, "path_parameters": None}).location._parameters == {}


@pytest.mark.parametrize(
    ("changes", "reported"),
    [
        ({"path": "/v1/{x}/y"}, "path_parameters lacks x, which path contains in braces: set it there"),
        (
            {"path_parameters": {"x": "y"}},
            "path_parameters contains x, which path does not contain in braces: remove it",
        ),
        (
            {"path_parameters": {"project_id": "y"}},
            "path_parameters contains project_id: remove it, and set the option project_id instead",
        ),
        (
            {**KAFKA, "path": "/x", "path_parameters": None},
            "path_parameters lacks instance_id, which the path of Distr",
        ),
        ({**KAFKA, "path_parameters": {"instance_id": "i", "topic": "a/b"}}, "topic in path_parameters is not an ID"),
        ({"path": "https://x/"}, "path is a URL"),
        ({"headers": {"Host": "x"}}, "headers contains Host"),
        ({"query": {"x": {}}}, "x in query is neither"),
        ({"service": None}, "service is missing"),
        ({"service": "custom"}, "service is custom: describe the API in the option custom"),
        ({"service": "custom", "custom": {"host": "x"}}, "custom: missing required arguments: path"),
        ({"token": None}, "no login was found"),
        ({"project_id": None, "region": None, "endpoint": "https://e"}, "project_id is missing"),
    ],
)
def test_errors_are_found_before_anything_is_sent(changes: dict[str, Any], reported: str) -> None:
    assert refusal(**changes).startswith(reported)


def read_by(**changes: Any) -> Described:
    args = {name: value for name, value in {**TASK, "service": "custom", **changes}.items() if value is not None}
    validated = ArgumentSpecValidator(call_argument_spec({})).validate(args)
    assert validated.error_messages == []
    return described(validated.validated_parameters, {})


@pytest.mark.parametrize(
    "rest",
    [
        {},
        {"path": "/v1/jobs/{job_id}"},
        {"path": "no path", "wrapper": "a..b"},
        {"succeeded": ["ok"], "gone": ["no rule"]},
        {"path": "/v1/jobs/{job_id}", "succeeded": ["ok"]},
    ],
)
def test_a_read_needs_no_complete_description(rest: dict[str, Any]) -> None:
    found = read_by(custom={"host": "vpc", **rest})
    assert found.call.url == "https://vpc.eu-de.otc.t-systems.com/v1/p/cloudservers"
    assert read_by(custom=rest or None, endpoint="https://e.example").call.url.startswith("https://e.example/")


def test_a_read_accepts_the_parameters_of_a_described_query() -> None:
    custom = {"host": "dcs", "path": "/v2/{instance_id}/tasks/{job_id}"}
    read_by(custom=custom, path_parameters={"instance_id": "i"})
    with pytest.raises(OptionError, match="path_parameters contains other"):
        read_by(custom=custom, path_parameters={"other": "i"})


@pytest.mark.parametrize(
    ("custom", "reported"),
    [
        ({"hots": "vpc"}, "custom: unsupported options: hots"),
        ({"host": "a/b"}, "host in custom is 'a/b', which cannot be part of a host name"),
        ({"path": "/{job_id}"}, "endpoint is missing: set it to the base URL of the custom service, or set host"),
    ],
)
def test_a_read_reports_errors_in_a_description(custom: dict[str, Any], reported: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_by(custom=custom)
    assert str(caught.value).startswith(reported)


def test_a_path_can_contain_a_job_id() -> None:
    found = described_by(path="/v1/{project_id}/jobs/{job_id}", path_parameters={"job_id": "j"})
    assert found.call.url.endswith("/v1/p/jobs/j")


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({"custom": {"host": "vpc"}}, "https://vpc.eu-de.otc.t-systems.com/v1/p/cloudservers"),
        ({"endpoint": "https://e.example"}, "https://e.example/v1/p/cloudservers"),
    ],
)
def test_a_host_is_sufficient_if_nothing_is_waited_for(changes: dict[str, Any], url: str) -> None:
    found = described_by(polled=False, service="custom", **changes)
    assert found.call.url == url
    assert found.where(changes).get("custom") == changes.get("custom")
    assert refusal(polled=False, service="custom").startswith("endpoint is missing")


def test_secrets_in_a_body_are_masked() -> None:
    found = described_by(body={"adminPass": "S3CRETvalue"})
    assert found.connected.secrets("it is S3CRETvalue") == "it is ********"


# --- the response ---


def response(body: Any, status: int = 200) -> Response:
    return Response(status, {"X-Request-Id": "r"}, b"x", body)


@pytest.mark.parametrize(
    ("service", "body", "ids"),
    [
        ("ecs", {"job_id": "a", "serverIds": ["x"]}, ["a"]),
        ("elb", {"job_id": " a ", "uri": "/x"}, ["a"]),
        ("ecs", {"job_id": 7}, ["7"]),
        ("ecs", {"job_id": "", "jobId": "b"}, ["b"]),
    ],
)
def test_a_row_defines_the_field_path_of_the_job_id(service: str, body: Any, ids: list[str]) -> None:
    assert started_jobs(body, SERVICES[service].job_id_paths, False, unmasked) == ({"job_ids": ids}, [])


def test_a_task_can_give_the_field_paths_of_the_job_ids() -> None:
    body = {"job_id": "a", "results": [{"job_id": "b"}, {"job_id": "c"}, {"job_id": "b"}, {}]}
    assert started_jobs(body, field_paths(["lost", "results.job_id"], ()), True, unmasked)[0] == {"job_ids": ["b", "c"]}
    assert started_jobs(body, field_paths(["results.1.job_id"], ()), True, unmasked)[0] == {"job_ids": ["c"]}


@pytest.mark.parametrize(
    "body", [{"job_id": "a/b"}, {"job_id": True}, {"job_id": {"x": 1}}, {"job_id": None}, [], None, "x"]
)
def test_invalid_job_ids_are_ignored_with_a_warning(body: Any) -> None:
    result, (warning,) = started_jobs(body, ("job_id", "jobId"), False, unmasked)
    assert result == {"job_ids": []}
    assert warning.startswith(
        "The API accepted the call, but its response has no job ID at job_id or jobId, so the task did not wait. If"
        " the ID is"
    )


@pytest.mark.parametrize("key", ["order_id", "orderId", "orderID"])
@pytest.mark.parametrize("named", [True, False])
def test_an_order_has_no_job(key: str, named: bool) -> None:
    result, (warning,) = started_jobs({key: "CS1", "serverIds": []}, ("job_id",), named, unmasked)
    assert result == {"job_ids": [], "order_id": "CS1"}
    assert warning.startswith("The API accepted the call as order CS1, which has no job to wait for")


def test_a_given_field_path_without_a_value_is_a_failure() -> None:
    result, warnings = started_jobs({"job_id": "a"}, ("status.jobID",), True, unmasked)
    assert (result["job_ids"], result["failed"], warnings) == ([], True, [])
    assert result["msg"] == (
        "The API accepted the call, but its response has no job ID at status.jobID. The work continues in the cloud."
        " Compare job_id_path with json in the result."
    )


@pytest.mark.parametrize("given", [[], [""], ["a..b"], [".a"], ["a."]])
def test_a_field_path_has_no_empty_key(given: list[str]) -> None:
    with pytest.raises(OptionError, match="job_id_path is not a list of field paths"):
        field_paths(given, ("job_id",))
    assert field_paths(None, ("job_id",)) == ("job_id",)


def failed(error: CallError, tries: int = 1, uncertain: bool = False) -> dict[str, Any]:
    return failure_result(described_by().call, error, tries, uncertain)


def test_a_failure_includes_the_response() -> None:
    error = Final("no quota.", http_status=403, code="Ecs.1", request_id="r", hint="Ask.")
    error.response = response({"error": "x"}, 403)
    assert failed(error) == {
        "changed": False,
        "status": 403,
        "json": {"error": "x"},
        "request_id": "r",
        "ambiguous": False,
        "failed": True,
        "msg": "The call POST /v1/{project_id}/cloudservers (project p, endpoint https://ecs.eu-de.otc.t-systems.com)"
        " failed: HTTP 403 Ecs.1: no quota (request ID r). Ask.",
    }
    assert response_result(response({"a": 1})) == {"status": 200, "json": {"a": 1}, "request_id": "r"}


def test_a_failure_without_a_response() -> None:
    result = failed(Fault("cannot reach https://x: reset"), tries=3, uncertain=True)
    assert {name: result[name] for name in empty_call_result()} == empty_call_result()
    assert result["ambiguous"]
    assert (
        " failed after 3 attempts: cannot reach https://x: reset. The API may have carried out the call"
        in result["msg"]
    )
    assert "before you run this task again: that would start the work a second time" in result["msg"]
    assert failed(Fault("cut off", http_status=200))["status"] == 200


def test_a_response_of_iam_is_not_the_response_of_the_call() -> None:
    error = Fault("IAM: busy", http_status=503)
    error.from_other_service = True
    assert failed(error)["status"] == -1


# --- options of other plugins ---


@pytest.mark.parametrize(("name", "instead"), [*FROM_URI.items(), *OF_POLLS.items()])
def test_options_of_other_plugins_are_refused_with_their_replacement(name: str, instead: str) -> None:
    for spec in (call_argument_spec({}), start_argument_spec({})):
        _options, complaint = prevalidated(spec, {**TASK, name: "x"})
        assert complaint == f"{name} is not supported: {instead}"


def test_both_names_of_the_timeout_are_an_error() -> None:
    complaint = prevalidated(start_argument_spec({}), {**TASK, "timeout": 1, "wait_timeout": 2})[1]
    assert complaint == "both timeout and its alias wait_timeout are set: give only one of them"


def test_the_advice_without_a_job_depends_on_the_service() -> None:
    (of_the_table,) = started_jobs({}, ("job_id",), False, unmasked)[1]
    assert of_the_table.endswith("wait for the resource with huaweicloud.jobs.job_wait and service: custom")
    (described_here,) = started_jobs(None, ("job_id",), False, unmasked, described=True)[1]
    assert "pass the ID of the resource to huaweicloud.jobs.job_wait as job_ids" in described_here
    assert "service: custom" not in described_here
