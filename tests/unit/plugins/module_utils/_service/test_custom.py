# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that is not in the table needs only an additional row, or a description in the task."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.custom import ARGUMENT_SPEC, custom_service
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import (
    FAILED,
    RUNNING,
    SUCCEEDED,
    FieldPaths,
    Rule,
    Service,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.plans import wait_plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import argument_spec, wait_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import connect
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.reporter import Reporter
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter

#: Interval in seconds at which a server checks whether it should stop.
POLL = 0.01


class Cloud(ThreadingHTTPServer):
    """Responds to each path with query from a list. The last response is repeated."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.responses: dict[str, list[tuple[int, Any]]] = {}
        self.polled: list[str] = []
        self.headers: list[Message] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        assert isinstance(self.server, Cloud)
        self.server.polled.append(self.path)
        self.server.headers.append(self.headers)
        responses = self.server.responses.get(
            self.path, [(404, {"error_code": "APIGW.0101", "error_msg": "no such API"})]
        )
        status, body = responses.pop(0) if len(responses) > 1 else responses[0]
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Log nothing."""


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud() as server:
        thread = threading.Thread(target=server.serve_forever, args=(POLL,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def wait(cloud: Cloud, service: str, job_ids: list[str], reporter: Reporter | None = None, **args: Any) -> Outcome:
    """Waits like ``job_wait``, with the options of a task."""
    task = {
        "service": service,
        "job_ids": job_ids,
        "endpoint": cloud.url,
        "project_id": "p",
        "token": "S3CRET",
        "min_interval": 0.01,
        "missing_grace": 0.1,
        "timeout": 20,
        **args,
    }
    task = {name: value for name, value in task.items() if value is not None}
    result = ArgumentSpecValidator(wait_argument_spec({})).validate(task)
    assert result.error_messages == []
    params = result.validated_parameters
    connected = connect(params, {})
    return Waiter(connected.connection, connected.targets, wait_plan(params, task), reporter).run()


MADE_UP = Service(
    name="bakery",
    title="Bakery",
    host="bakery",
    path="/v7/{project_id}/ovens/{oven}/loaves?loaf={job_id}",
    wrapper="answer.loaves",
    states={"dough": RUNNING, "bread": SUCCEEDED, "coal": FAILED},
    fields=FieldPaths(
        job_id=("loaf",),
        job_type=("sort",),
        status=("is.now",),
        begin_time=("kneaded",),
        end_time=("out",),
        error_code=("why.code",),
        fail_reason=("why.text",),
        progress=("brownness",),
        done=1.0,
        entities="made_of",
        resources=("shelf",),
        sub_jobs=("slices",),
    ),
    missing=(Rule(410, "BAKE.1"),),
    transient=(Rule(409),),
    documentation="https://example.com/",
)


LOAF = {
    "loaf": "a",
    "sort": "rye",
    "is": {"now": "coal"},
    "kneaded": "2026-01-02 03:04:05",
    "out": "2026-01-02 03:05:05",
    "brownness": 0.75,
    "made_of": {"flour": 1},
    "shelf": 3,
    "slices": [{"loaf": "s", "is": {"now": "coal"}, "why": {"code": "B.2", "text": "forgotten"}}],
}


EXPECTED = {
    "job_id": "a",
    "job_type": "rye",
    "status": "coal",
    "state": "failed",
    "begin_time": "2026-01-02T03:04:05.000Z",
    "end_time": "2026-01-02T03:05:05.000Z",
    "duration": 60.0,
    "error_code": "B.2",
    "fail_reason": "forgotten",
    "progress": 75.0,
    "entities": {"flour": 1, "shelf": 3},
}


DESCRIPTION = {
    "path": MADE_UP.path,
    "wrapper": "answer.loaves",
    "running": ["dough"],
    "succeeded": ["bread"],
    "failed": ["coal"],
    "job_id": ["loaf"],
    "job_type": ["sort"],
    "status": ["is.now"],
    "begin_time": ["kneaded"],
    "end_time": ["out"],
    "error_code": ["why.code"],
    "fail_reason": ["why.text"],
    "progress": ["brownness"],
    "done": 1,
    "entities": "made_of",
    "resources": ["shelf"],
    "sub_jobs": ["slices"],
    "missing": ["410 BAKE.1"],
    "transient": ["409"],
}


@pytest.fixture(params=["a row more", "described in the task"])
def bakery(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The options with which a task selects the invented service."""
    if request.param == "a row more":
        monkeypatch.setitem(SERVICES, "bakery", MADE_UP)
        return {"service": "bakery"}
    return {"service": "custom", "custom": DESCRIPTION}


def test_waits_for_a_service_in_any_format(cloud: Cloud, bakery: dict[str, Any]) -> None:
    cloud.responses["/v7/p/ovens/o%231/loaves?loaf=a"] = [
        (409, {"error_code": "BAKE.9", "error_msg": "the door is open"}),
        (200, {"answer": {"loaves": [{"loaf": "b", "is": {"now": "bread"}}, {"loaf": "a", "is": {"now": "dough"}}]}}),
        (200, {"answer": {"loaves": [LOAF]}}),
    ]
    cloud.responses["/v7/p/ovens/o%231/loaves?loaf=b"] = [(200, {"answer": {"loaves": []}})]
    cloud.responses["/v7/p/ovens/o%231/loaves?loaf=c"] = [(410, {"error_code": "BAKE.1", "error_msg": "eaten"})]
    cloud.responses["/v7/p/ovens/o%231/loaves?loaf=d"] = [
        (200, {"answer": {"loaves": [{"loaf": "d", "is": {"now": "bread"}}]}})
    ]
    result = wait(cloud, job_ids=list("abcd"), path_parameters={"oven": "o#1"}, **bakery).wait_result()
    found = result["jobs"][0]
    assert {key: found[key] for key in EXPECTED} == EXPECTED
    assert [job["state"] for job in result["jobs"]] == ["failed", "missing", "missing", "succeeded"]
    assert {job["service"] for job in result["jobs"]} == {bakery["service"]}
    assert (result["fail_reason"], result["error_code"]) == ("forgotten", "B.2")
    assert result["msg"].startswith(f"{bakery['service']} job a (rye) failed with status coal: forgotten (B.2).")


def test_a_list_of_all_jobs_is_sufficient(cloud: Cloud) -> None:
    cloud.responses["/tasks?limit=100"] = [
        (200, {"tasks": [{"job_id": "b", "status": "on"}, {"job_id": "a", "status": "on"}]}),
        (200, {"tasks": [{"job_id": "b", "status": "on"}, {"job_id": "a", "status": "ok"}]}),
    ]
    described = {"path": "/tasks?limit=100", "wrapper": "tasks", "running": "on", "succeeded": "ok", "failed": "bad"}
    outcome = wait(cloud, "custom", ["a"], custom=described)
    assert [(job.job_id, job.state) for job in outcome.jobs] == [("a", "succeeded")]
    assert set(cloud.polled) == {"/tasks?limit=100"}


@pytest.mark.parametrize(
    "response",
    [
        {"tasks": [{"status": "ok"}]},
        {"tasks": [{"id": "other", "status": "ok"}]},
        {"tasks": {"status": "ok"}},
        {"tasks": {"job_id": "other", "status": "ok"}},
    ],
)
def test_a_list_of_all_jobs_needs_ids(cloud: Cloud, response: Any) -> None:
    cloud.responses["/tasks"] = [(200, response)]
    outcome = wait(cloud, "custom", ["a"], timeout=0, custom={**MINIMAL, "path": "/tasks", "wrapper": "tasks"})
    assert [job.state for job in outcome.jobs] == ["unknown"]
    assert "the response does not contain a job" in outcome.wait_result()["msg"]


def test_a_path_without_a_project_needs_none(cloud: Cloud) -> None:
    cloud.responses["/accounts/d/jobs/a"] = [(200, {"status": "ok"})]
    described = {**MINIMAL, "path": "/accounts/{domain_id}/jobs/{job_id}"}
    outcome = wait(cloud, "custom", ["a"], project_id=None, domain_id="d", custom=described)
    assert outcome.jobs[0].state == "succeeded"
    assert cloud.headers[0].get("X-Project-Id") is None
    assert cloud.headers[0].get("X-Domain-Id") == "d"
    assert outcome.entries[0].location == f"endpoint {cloud.url}"


def test_an_account_next_to_a_project_is_only_in_the_path(cloud: Cloud) -> None:
    cloud.responses["/d/p/a"] = [(200, {"status": "ok"})]
    described = {**MINIMAL, "path": "/{domain_id}/{project_id}/{job_id}"}
    assert wait(cloud, "custom", ["a"], project_id="p", domain_id="d", custom=described).jobs[0].state == "succeeded"
    assert (cloud.headers[0].get("X-Project-Id"), cloud.headers[0].get("X-Domain-Id")) == ("p", None)


def test_an_account_has_its_own_option(cloud: Cloud) -> None:
    described = {**MINIMAL, "path": "/accounts/{domain_id}/jobs/{job_id}"}
    with pytest.raises(
        OptionError, match="path_parameters contains domain_id: remove it, and set the option domain_id instead"
    ):
        wait(cloud, "custom", ["a"], path_parameters={"domain_id": "d"}, custom=described)


MINIMAL = {"path": "/jobs/{job_id}", "succeeded": ["ok"], "failed": ["bad"]}


def test_defaults_are_those_of_the_classic_services(cloud: Cloud) -> None:
    cloud.responses["/jobs/a"] = [(200, {"job_id": "a", "job_type": "x", "status": "bad", "fail_reason": "why"})]
    outcome = wait(cloud, "custom", ["a"], custom=MINIMAL)
    assert (outcome.jobs[0].job_type, outcome.jobs[0].state, outcome.jobs[0].fail_reason) == ("x", "failed", "why")


def test_a_null_counts_as_not_given(cloud: Cloud) -> None:
    cloud.responses["/jobs/a"] = [(200, {"status": "ok"})]
    outcome = wait(cloud, "custom", ["a"], custom={**MINIMAL, "status": None, "wrapper": None, "running": None})
    assert outcome.jobs[0].state == "succeeded"


def test_an_undescribed_status_value_is_waited_for(cloud: Cloud) -> None:
    cloud.responses["/jobs/a"] = [(200, {"status": "odd"}), (200, {"status": "ok"})]
    outcome = wait(cloud, "custom", ["a"], custom=MINIMAL)
    assert outcome.jobs[0].state == "succeeded"
    assert ["'odd'" in warning for warning in outcome.warnings] == [True]


def test_a_response_without_a_status_names_the_field_path(cloud: Cloud) -> None:
    cloud.responses["/jobs/a"] = [(200, {"job": {"state": "ok"}})]
    outcome = wait(cloud, "custom", ["a"], custom={**MINIMAL, "wrapper": "job"}, timeout=0)
    assert "the response does not contain a job (no value at job.status)" in outcome.wait_result()["msg"]


def refusal(service: str = "custom", **args: Any) -> str:
    task = {"service": service, "job_ids": ["a"], "project_id": "p", "token": "S3CRET", **args}
    result = ArgumentSpecValidator(argument_spec({})).validate(task)
    assert result.error_messages == []
    with pytest.raises(OptionError) as caught:
        connect(result.validated_parameters, {})
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "values"),
    [
        ({"path": "jobs/{job_id}"}, "custom: path is 'jobs/{job_id}': give a path that begins with /"),
        ({"path": "//host/{job_id}"}, "give a path that begins with /"),
        ({"path": "/a b/{job_id}"}, "contains no whitespace"),
        ({"path": "/jobs#{job_id}"}, "give a path that begins with /"),
        ({"path": "/jobs/{job_id"}, "braces must enclose a name and nothing else"),
        ({"path": "/jobs/{job_id}/{}"}, "braces must enclose a name and nothing else"),
        ({"path": "/jobs/{job_id}/{0}"}, "braces must enclose a name and nothing else"),
        ({"path": "/jobs/{job_id.__class__}"}, "braces must enclose a name and nothing else"),
        ({"path": "/jobs/{job_id!r}"}, "braces must enclose a name and nothing else"),
        (
            {"path": "/jobs"},
            "custom: path is '/jobs', which does not contain {job_id}: put {job_id} where the ID of",
        ),
        ({"running": ["ok"]}, "custom: the status value 'ok' is in both running and succeeded: remove it from one"),
        ({"succeeded": []}, "custom: neither succeeded nor gone contains a value"),
        ({"succeeded": None}, "custom: neither succeeded nor gone contains a value"),
        ({"failed": [" "]}, "custom: failed contains no status value, so the wait for a failed job would not end"),
        ({"status": []}, "custom: status is empty: give the field path"),
        (
            {"job_id": [], "path": "/jobs", "wrapper": "jobs"},
            "custom: job_id is empty, but each job is looked up in a list by its ID",
        ),
        ({"gone": ["404 A B"]}, "custom: gone contains '404 A B': give an HTTP status"),
        ({"gone": ["200"]}, "custom: gone contains '200', which the API may also return while"),
        ({"gone": ["500"]}, "custom: gone contains '500', which the API may also return while"),
        ({"missing": ["none"]}, "custom: missing contains 'none': give an HTTP status"),
        ({"transient": ["409 A B"]}, "custom: transient contains '409 A B'"),
        ({"done": 0}, "custom: done must be more than 0"),
        ({"state": "x"}, "custom: unsupported options: state. Supported parameters include"),
        ({"job_id": {}}, "custom: argument 'job_id' is of type"),
        ({"host": "a/b"}, "host in custom is 'a/b', which cannot be part of a host name"),
        ({}, "endpoint is missing: set it to the base URL of the custom service, or set host in custom"),
    ],
)
def test_an_unusable_description_is_reported(change: dict[str, Any], values: str) -> None:
    assert values in refusal(region="eu-de", custom={**MINIMAL, **change})


def test_a_description_can_define_a_refused_login(cloud: Cloud) -> None:
    cloud.responses["/jobs/a"] = [(400, {"error_code": "X.1", "error_msg": "who are you"})]
    described = {**MINIMAL, "refused": ["400 X.1"]}
    outcome = wait(cloud, "custom", ["a"], custom=described)
    assert outcome.error
    assert outcome.error.hint == TokenLogin("t").advice("")
    outcome = wait(cloud, "custom", ["a"], custom={**MINIMAL, "refused": ["400 X.2"]})
    assert outcome.error
    assert outcome.error.hint != TokenLogin("t").advice("")


def test_a_missing_job_is_404_by_default() -> None:
    assert described().missing == (Rule(404),)
    assert described(missing=["400 X.1", " 410 "]).missing == (Rule(400, "X.1"), Rule(410))
    assert described(missing=[]).missing == ()


def described(**changes: Any) -> Service:
    given = {name: value for name, value in {**MINIMAL, **changes}.items() if value is not None}
    validation = ArgumentSpecValidator(ARGUMENT_SPEC).validate(given)
    assert validation.error_messages == []
    return custom_service(validation.validated_parameters)


def test_defaults_are_those_of_a_row() -> None:
    row = described()
    assert row.fields == FieldPaths()
    assert (row.host, row.wrapper, row.refused, row.transient) == ("", "", (), ())
    assert row.states == {"ok": SUCCEEDED, "bad": FAILED}


def test_whitespace_around_status_values_is_removed() -> None:
    row = described(pending=[" new "], running=["on", ""], succeeded=["ok", "ok"])
    assert row.states == {"new": "pending", "on": RUNNING, "ok": SUCCEEDED, "bad": FAILED}


@pytest.mark.parametrize("rule", ["99", "600", "4040", "40", "404X", "404 X Y", "X 404", ""])
@pytest.mark.parametrize("option", ["gone", "missing", "refused", "transient"])
def test_invalid_rules(option: str, rule: str) -> None:
    with pytest.raises(ValueError, match=f"{option} contains {rule!r}"):
        described(**{option: [rule]})


@pytest.mark.parametrize("path", ["/jobs/{job_id}/a{b}c", "/jobs?id={job_id}&x=%20", "/{job_id}"])
def test_valid_paths(path: str) -> None:
    assert described(path=path).path == path


@pytest.mark.parametrize(
    ("body", "custom", "values"),
    [
        (
            {"job": {"state": "ok", "uid": 1}, "more": []},
            {"wrapper": "job", "status": ["status", "phase"]},
            "(no value at job.status): its keys are job (state, uid), more. Compare custom.status and custom.wrapper",
        ),
        ({}, {}, "(no value at status): it is empty. Compare custom.status and custom.wrapper with the response"),
        (
            {"id": "1", "status": "ok"},
            {"job_id": ["id"]},
            "is about job 1, not about job a. Compare custom.job_id",
        ),
    ],
)
def test_a_wrong_description_ends_the_wait_after_the_grace(
    cloud: Cloud, body: Any, custom: dict[str, Any], values: str
) -> None:
    cloud.responses["/jobs/a"] = [(200, body)]
    result = wait(cloud, "custom", ["a"], custom={**MINIMAL, **custom}).wait_result()
    assert (result["timed_out"], result["pending_jobs"]) == (False, ["a"])
    assert values in result["msg"]


@pytest.mark.parametrize(
    ("body", "field_paths"),
    [
        ({"status": "OK"}, {}),
        ({"status": {"phase": "OK"}}, {"status": ["state", "status.phase"]}),
        ({"items": [{"status": "OK"}]}, {"status": ["items.0.status"]}),
        ({"job": {"status": "OK"}}, {"wrapper": "job"}),
        ({"jobs": [{"job_id": "b", "status": "ok"}, {"job_id": "a", "status": "OK"}]}, {"wrapper": "jobs"}),
        ({"jobs": [{"status": "OK"}]}, {"wrapper": "jobs"}),
        ({"status": "OK"}, {"gone": ["404"]}),
    ],
)
def test_a_status_value_in_another_case_ends_the_wait_at_once(
    cloud: Cloud, body: dict[str, Any], field_paths: dict[str, Any]
) -> None:
    cloud.responses["/jobs/a"] = [(200, body)]
    result = wait(cloud, "custom", ["a"], custom={**MINIMAL, **field_paths}).wait_result()
    assert (len(cloud.polled), result["timed_out"], result["pending_jobs"]) == (1, False, ["a"])
    assert "returns the status value OK, but custom.succeeded contains ok: write OK there" in result["msg"]


DELETED = {"path": "/volumes/{job_id}", "wrapper": "volume", "gone": ["404"], "failed": ["error_deleting"]}


def test_a_resource_that_is_gone_has_succeeded(cloud: Cloud) -> None:
    """Although 404 means a missing job by default. The values that were read before are kept."""
    cloud.responses["/volumes/a"] = [
        (200, {"volume": {"id": "a", "status": "deleting", "job_type": "data"}}),
        (404, {"error": {"code": "EVS.2005", "message": "no volume"}}),
    ]
    outcome = wait(cloud, "custom", ["a"], custom={**DELETED, "running": ["deleting"]})
    result = outcome.wait_result()
    assert "failed" not in result
    assert outcome.warnings == []
    assert (result["missing_jobs"], result["pending_jobs"], len(cloud.polled)) == ([], [], 2)
    assert {key: result["job"][key] for key in ("state", "status", "job_type")} == {
        "state": "succeeded",
        "status": None,
        "job_type": "data",
    }


def test_a_resource_can_be_gone_before_the_first_query(cloud: Cloud) -> None:
    cloud.responses["/volumes/a"] = [(404, {"error": {"code": "EVS.2005", "message": "no volume"}})]
    outcome = wait(cloud, "custom", ["a"], custom=DELETED)
    assert [(job.state, job.status) for job in outcome.jobs] == [("succeeded", None)]
    assert len(cloud.polled) == 1


class Recorder(Reporter):
    """Records the reported states."""

    def __init__(self) -> None:
        self.states: list[str] = []

    def changed(self, job: Job, elapsed: float) -> None:
        self.states.append(job.state)


@pytest.mark.parametrize("seen", [True, False])
def test_reports_that_a_resource_is_gone(cloud: Cloud, seen: bool) -> None:
    there = [(200, {"volume": {"id": "a", "status": "deleting"}})] if seen else []
    cloud.responses["/volumes/a"] = [*there, (404, {})]
    recorder = Recorder()
    wait(cloud, "custom", ["a"], recorder, custom={**DELETED, "running": ["deleting"]})
    assert recorder.states == [*["running"] * seen, "succeeded"]


def test_gone_can_differ_from_missing(cloud: Cloud) -> None:
    cloud.responses["/volumes/a"] = [(409, {"error_code": "X.1", "error_msg": "deleted"})]
    outcome = wait(cloud, "custom", ["a"], custom={**DELETED, "gone": ["409 X.1"], "missing": []})
    assert [job.state for job in outcome.jobs] == ["succeeded"]


def test_a_deletion_can_fail(cloud: Cloud) -> None:
    cloud.responses["/volumes/a"] = [(200, {"volume": {"status": "error_deleting"}})]
    result = wait(cloud, "custom", ["a"], custom=DELETED).wait_result()
    assert result["failed_jobs"] == ["a"]


def test_an_unknown_path_does_not_count_as_gone(cloud: Cloud) -> None:
    outcome = wait(cloud, "custom", ["a"], custom=DELETED)
    assert outcome.error
    assert outcome.error.code == "APIGW.0101"
    assert [job.state for job in outcome.jobs] == ["unknown"]


def test_a_refused_login_does_not_count_as_gone(cloud: Cloud) -> None:
    cloud.responses["/volumes/a"] = [(401, {"error_code": "APIGW.0301", "error_msg": "no"})]
    outcome = wait(cloud, "custom", ["a"], custom={**DELETED, "gone": ["401"]})
    assert outcome.error
    assert [job.state for job in outcome.jobs] == ["unknown"]


NOT_OF_API = (b"", b"<html><h1>Not Found</h1></html>", b"404 page not found", b"null", b"404", b'"Not Found"', b"[]")


@pytest.mark.parametrize("content", NOT_OF_API)
def test_a_404_that_is_not_from_the_api_does_not_count_as_gone(cloud: Cloud, content: bytes) -> None:
    """A proxy or a web server can respond with 404, too. After the grace, the message gives the possible source."""
    cloud.responses["/volumes/a"] = [(404, content)]
    result = wait(cloud, "custom", ["a"], custom=DELETED).wait_result()
    assert (result["job"]["state"], result["missing_jobs"], result["timed_out"]) == ("missing", ["a"], False)
    assert "The response is not a JSON object, so it may come from a proxy or a web server" in result["msg"]
    assert "No status of" not in result["msg"]


def test_a_404_that_is_not_from_the_api_can_be_temporary(cloud: Cloud) -> None:
    there = (200, {"volume": {"id": "a", "status": "deleting"}})
    cloud.responses["/volumes/a"] = [there, (404, NOT_OF_API[1]), there, (404, {"code": "EVS.2005"})]
    result = wait(cloud, "custom", ["a"], custom={**DELETED, "running": ["deleting"]}).wait_result()
    assert (result["job"]["state"], len(cloud.polled)) == ("succeeded", 4)
    assert "failed" not in result


LISTED = {"path": "/volumes", "wrapper": "volumes", "job_id": ["id"], "gone": ["not listed"]}


def test_a_resource_that_is_no_longer_listed_can_count_as_gone(cloud: Cloud) -> None:
    cloud.responses["/volumes"] = [
        (200, {"volumes": [{"id": "b", "status": "on"}, {"id": "a", "status": "on"}]}),
        (200, {"volumes": [{"id": "b", "status": "on"}]}),
        (200, {"volumes": [{"id": "b", "status": "on"}]}),
        (200, {"volumes": []}),
    ]
    result = wait(cloud, "custom", ["a", "b"], custom=LISTED).wait_result()
    assert [(job["state"], job["status"]) for job in result["jobs"]] == [("succeeded", None)] * 2


def test_a_resource_that_is_not_listed_is_missing_by_default(cloud: Cloud) -> None:
    cloud.responses["/volumes"] = [(200, {"volumes": []})]
    result = wait(cloud, "custom", ["a"], custom={**LISTED, "gone": ["404"]}).wait_result()
    assert result["missing_jobs"] == ["a"]


@pytest.mark.parametrize("body", [{}, {"volumes": None}, {"volumes": [{"status": "on"}]}, {"error_code": "X.1"}])
def test_a_response_without_the_list_does_not_count_as_gone(cloud: Cloud, body: dict[str, Any]) -> None:
    cloud.responses["/volumes"] = [(200, body)]
    result = wait(cloud, "custom", ["a"], timeout=0, custom=LISTED).wait_result()
    assert [job["state"] for job in result["jobs"]] == ["unknown"]


OTHER = {"id": "b", "status": "on"}


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        ({"volumes": [{"id": "A", "status": "on"}, OTHER]}, "the ID in another case"),
        ({"volumes": [{"id": " a", "status": "on"}]}, "or with whitespace"),
        ({"volumes": ["a", OTHER]}, "some items of the list are not objects"),
        ({"volumes": [], "error_code": "X.1", "error_msg": "busy"}, "the response contains an error code"),
        ({"volumes": [], "error": {"code": 5}}, "the response contains an error code"),
        ({"volumes": [OTHER], "volumes_links": [{"rel": "next", "href": "?marker=b"}]}, "the list has more pages"),
        ({"volumes": [OTHER], "page_info": {"next_marker": "b", "current_count": 1}}, "the list has more pages"),
        ({"volumes": [OTHER], "nextMarker": "b"}, "the list has more pages"),
        ({"volumes": [OTHER], "links": {"next": "?page=2"}}, "the list has more pages"),
        ({"volumes": [OTHER], "has_more": True}, "the list has more pages"),
        ({"volumes": [OTHER], "total_count": 2}, "the list has more pages"),
        ({"volumes": [], "count": "1"}, "the list has more pages"),
    ],
)
def test_a_list_that_may_lack_the_resource_is_no_proof_that_it_is_gone(
    cloud: Cloud, body: dict[str, Any], doubt: str
) -> None:
    cloud.responses["/volumes"] = [(200, body)]
    result = wait(cloud, "custom", ["a"], custom=LISTED).wait_result()
    assert (result["missing_jobs"], result["failed"]) == (["a"], True)
    assert "The job may exist nevertheless, because " in result["msg"]
    assert doubt in result["msg"]


@pytest.mark.parametrize("more", [{"total": 9}, {"page": {"next": 2}}])
def test_pages_are_noticed_beside_a_list_further_down(cloud: Cloud, more: dict[str, Any]) -> None:
    cloud.responses["/volumes"] = [(200, {"data": {"volumes": [OTHER], **more}})]
    result = wait(cloud, "custom", ["a"], custom={**LISTED, "wrapper": "data.volumes"}).wait_result()
    assert result["missing_jobs"] == ["a"]


@pytest.mark.parametrize(
    "more",
    [
        {"count": 1, "total_count": 1, "has_more": False},
        {"code": 0, "message": "ok", "error_code": "0"},
        {"page_info": {"next_marker": None, "previous_marker": "b", "current_count": 1}},
        {"volumes_links": [{"rel": "previous", "href": "?marker=0"}], "links": {"next": None, "self": "?"}},
        {"quota": {"total": 100}},
    ],
)
def test_a_last_page_is_proof_that_a_resource_is_gone(cloud: Cloud, more: dict[str, Any]) -> None:
    cloud.responses["/volumes"] = [(200, {"volumes": [OTHER], **more})]
    result = wait(cloud, "custom", ["a"], custom=LISTED).wait_result()
    assert [job["state"] for job in result["jobs"]] == ["succeeded"]


def test_an_id_that_is_a_number_is_found_in_the_list(cloud: Cloud) -> None:
    cloud.responses["/volumes"] = [(200, {"volumes": [{"id": 7, "status": "on"}]}), (200, {"volumes": []})]
    outcome = wait(cloud, "custom", ["7"], custom=LISTED)
    assert ([job.state for job in outcome.jobs], len(cloud.polled)) == (["succeeded"], 2)


def test_the_list_must_be_named() -> None:
    with pytest.raises(ValueError, match="gone contains 'not listed', but wrapper is not set: set it"):
        described(gone=["not listed"])
    assert described(gone=["404", " not listed "], wrapper="jobs", succeeded=None, failed=None).gone == (Rule(404),)


def test_error_codes_distinguish_missing_from_gone(cloud: Cloud) -> None:
    cloud.responses["/volumes/a"] = [(400, {"error_code": "X.1", "error_msg": "gone"})]
    cloud.responses["/volumes/b"] = [(400, {"error_code": "X.2", "error_msg": "never was"})]
    described = {**DELETED, "gone": ["400 x.1"], "missing": ["400"]}
    outcome = wait(cloud, "custom", ["a", "b"], custom=described)
    assert [job.state for job in outcome.jobs] == ["succeeded", "missing"]


def test_without_status_values_a_resource_is_running_until_it_is_gone(cloud: Cloud) -> None:
    cloud.responses["/subnets/a"] = [(200, {"subnet": {"id": "a"}}), (404, {})]
    described = {"path": "/subnets/{job_id}", "wrapper": "subnet", "status": ["id"], "gone": ["404"]}
    outcome = wait(cloud, "custom", ["a"], timeout=0, custom=described)
    assert [(job.state, job.status) for job in outcome.jobs] == [("running", "a")]
    outcome = wait(cloud, "custom", ["a"], custom=described)
    assert [job.state for job in outcome.jobs] == ["succeeded"]
    assert outcome.warnings == []


def test_the_response_need_not_contain_the_id(cloud: Cloud) -> None:
    """The path has the ID of the resource. A ``job_id`` in the response can belong to something else."""
    cloud.responses["/servers/a"] = [(200, {"server": {"status": "ACTIVE", "job_id": "other"}})]
    described = {"path": "/servers/{job_id}", "wrapper": "server", "succeeded": ["ACTIVE"], "failed": ["ERROR"]}
    outcome = wait(cloud, "custom", ["a"], custom={**described, "job_id": []})
    assert [(job.job_id, job.state) for job in outcome.jobs] == [("a", "succeeded")]


def test_a_number_selects_an_item_of_a_list(cloud: Cloud) -> None:
    cloud.responses["/jobs/a"] = [(200, {"items": [{"phases": ["old", "ok"]}]})]
    outcome = wait(cloud, "custom", ["a"], custom={**MINIMAL, "wrapper": "items.0", "status": ["phases.1"]})
    assert [job.state for job in outcome.jobs] == ["succeeded"]


@pytest.mark.parametrize(
    "path", [".", "a.", ".a", "a..b", "a b", " status", "items[0].status", "$.status", "a.\nb", "[0]"]
)
@pytest.mark.parametrize("option", ["wrapper", "status", "resources", "entities"])
def test_invalid_field_paths(option: str, path: str) -> None:
    with pytest.raises(
        ValueError, match=re.escape(f"{option} is {path!r}, which is not a field path: give keys joined")
    ):
        described(**{option: path if option in ("wrapper", "entities") else ["fine", path]})


@pytest.mark.parametrize(
    "path", ["status", "status.phase", "items.0.status", "0", "OS-EXT-STS:vm_state", "$ref", "a.@b"]
)
def test_valid_field_paths(path: str) -> None:
    assert described(status=[path], wrapper=path).fields.status == (path,)


@pytest.mark.parametrize("rule", ["404", "410", "499 X", "500 SDRS.0408", " 404 "])
def test_which_rules_can_mean_that_a_resource_is_gone(rule: str) -> None:
    assert described(gone=[rule]).gone[0].http_status >= 404


def test_required_options_depend_on_how_the_wait_ends() -> None:
    assert described(gone=["404"], succeeded=None, failed=None).states == {}
    assert described(gone=["404"], succeeded=None).states == {"bad": FAILED}
    assert described(gone=["404"], failed=[]).states == {"ok": SUCCEEDED}
