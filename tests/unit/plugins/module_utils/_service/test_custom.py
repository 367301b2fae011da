# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that is not in the table: a row more, or a description in the task, is all that it takes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.custom import ARGUMENT_SPEC, custom_service
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
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter

#: Seconds after which a server notices that it is to end.
POLL = 0.01


class Cloud(ThreadingHTTPServer):
    """Answers each path, with its query, from a list; the last answer stays."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[tuple[int, Any]]] = {}
        self.asked: list[str] = []
        self.headers: list[Message] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        assert isinstance(self.server, Cloud)
        self.server.asked.append(self.path)
        self.server.headers.append(self.headers)
        answers = self.server.answers.get(self.path, [(404, {"error_code": "APIGW.0101", "error_msg": "no such API"})])
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud() as server:
        thread = threading.Thread(target=server.serve_forever, args=(POLL,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def wait(cloud: Cloud, service: str, job_ids: list[str], **args: Any) -> Outcome:
    """What ``job_wait`` does, with the options of a task."""
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
    return Waiter(connected.connection, connected.targets, wait_plan(params, task)).run()


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
    """The options by which a task names the made-up service."""
    if request.param == "a row more":
        monkeypatch.setitem(SERVICES, "bakery", MADE_UP)
        return {"service": "bakery"}
    return {"service": "custom", "custom": DESCRIPTION}


def test_a_service_of_any_shape_is_waited_for(cloud: Cloud, bakery: dict[str, Any]) -> None:
    cloud.answers["/v7/p/ovens/o%231/loaves?loaf=a"] = [
        (409, {"error_code": "BAKE.9", "error_msg": "the door is open"}),
        (200, {"answer": {"loaves": [{"loaf": "b", "is": {"now": "bread"}}, {"loaf": "a", "is": {"now": "dough"}}]}}),
        (200, {"answer": {"loaves": [LOAF]}}),
    ]
    cloud.answers["/v7/p/ovens/o%231/loaves?loaf=b"] = [(200, {"answer": {"loaves": []}})]
    cloud.answers["/v7/p/ovens/o%231/loaves?loaf=c"] = [(410, {"error_code": "BAKE.1", "error_msg": "eaten"})]
    cloud.answers["/v7/p/ovens/o%231/loaves?loaf=d"] = [
        (200, {"answer": {"loaves": [{"loaf": "d", "is": {"now": "bread"}}]}})
    ]
    result = wait(cloud, job_ids=list("abcd"), path_parameters={"oven": "o#1"}, **bakery).wait_result()
    found = result["jobs"][0]
    assert {key: found[key] for key in EXPECTED} == EXPECTED
    assert [job["state"] for job in result["jobs"]] == ["failed", "missing", "missing", "succeeded"]
    assert {job["service"] for job in result["jobs"]} == {bakery["service"]}
    assert (result["fail_reason"], result["error_code"]) == ("forgotten", "B.2")
    assert result["msg"].startswith(f"{bakery['service']} job a (rye) ended in coal: forgotten (B.2).")


def test_a_list_of_all_jobs_is_enough(cloud: Cloud) -> None:
    cloud.answers["/tasks?limit=100"] = [
        (200, {"tasks": [{"job_id": "b", "status": "on"}, {"job_id": "a", "status": "on"}]}),
        (200, {"tasks": [{"job_id": "b", "status": "on"}, {"job_id": "a", "status": "ok"}]}),
    ]
    described = {"path": "/tasks?limit=100", "wrapper": "tasks", "running": "on", "succeeded": "ok", "failed": "bad"}
    outcome = wait(cloud, "custom", ["a"], custom=described)
    assert [(job.job_id, job.state) for job in outcome.jobs] == [("a", "succeeded")]
    assert set(cloud.asked) == {"/tasks?limit=100"}


@pytest.mark.parametrize(
    "answer",
    [
        {"tasks": [{"status": "ok"}]},
        {"tasks": [{"id": "other", "status": "ok"}]},
        {"tasks": {"status": "ok"}},
        {"tasks": {"job_id": "other", "status": "ok"}},
    ],
)
def test_a_list_that_was_not_asked_for_by_id_needs_ids(cloud: Cloud, answer: Any) -> None:
    cloud.answers["/tasks"] = [(200, answer)]
    outcome = wait(cloud, "custom", ["a"], timeout=0, custom={**MINIMAL, "path": "/tasks", "wrapper": "tasks"})
    assert [job.state for job in outcome.jobs] == ["unknown"]
    assert "the response holds no job" in outcome.wait_result()["msg"]


def test_a_path_without_a_project_needs_none(cloud: Cloud) -> None:
    cloud.answers["/accounts/d/jobs/a"] = [(200, {"status": "ok"})]
    described = {**MINIMAL, "path": "/accounts/{domain_id}/jobs/{job_id}"}
    outcome = wait(cloud, "custom", ["a"], project_id=None, domain_id="d", custom=described)
    assert outcome.jobs[0].state == "succeeded"
    assert cloud.headers[0].get("X-Project-Id") is None
    assert cloud.headers[0].get("X-Domain-Id") == "d"
    assert outcome.entries[0].place == f"endpoint {cloud.url}"


def test_an_account_beside_a_project_is_in_the_path_alone(cloud: Cloud) -> None:
    cloud.answers["/d/p/a"] = [(200, {"status": "ok"})]
    described = {**MINIMAL, "path": "/{domain_id}/{project_id}/{job_id}"}
    assert wait(cloud, "custom", ["a"], project_id="p", domain_id="d", custom=described).jobs[0].state == "succeeded"
    assert (cloud.headers[0].get("X-Project-Id"), cloud.headers[0].get("X-Domain-Id")) == ("p", None)


def test_an_account_is_an_option_of_its_own(cloud: Cloud) -> None:
    described = {**MINIMAL, "path": "/accounts/{domain_id}/jobs/{job_id}"}
    with pytest.raises(OptionError, match="path_parameters has domain_id, which is an option of its own"):
        wait(cloud, "custom", ["a"], path_parameters={"domain_id": "d"}, custom=described)


MINIMAL = {"path": "/jobs/{job_id}", "succeeded": ["ok"], "failed": ["bad"]}


def test_what_is_not_described_is_as_with_the_classic_services(cloud: Cloud) -> None:
    cloud.answers["/jobs/a"] = [(200, {"job_id": "a", "job_type": "x", "status": "bad", "fail_reason": "why"})]
    outcome = wait(cloud, "custom", ["a"], custom=MINIMAL)
    assert (outcome.jobs[0].job_type, outcome.jobs[0].state, outcome.jobs[0].fail_reason) == ("x", "failed", "why")


def test_a_null_is_as_if_it_were_not_there(cloud: Cloud) -> None:
    cloud.answers["/jobs/a"] = [(200, {"status": "ok"})]
    outcome = wait(cloud, "custom", ["a"], custom={**MINIMAL, "status": None, "wrapper": None, "running": None})
    assert outcome.jobs[0].state == "succeeded"


def test_a_word_that_is_not_described_is_waited_on(cloud: Cloud) -> None:
    cloud.answers["/jobs/a"] = [(200, {"status": "odd"}), (200, {"status": "ok"})]
    outcome = wait(cloud, "custom", ["a"], custom=MINIMAL)
    assert outcome.jobs[0].state == "succeeded"
    assert ["'odd'" in warning for warning in outcome.warnings] == [True]


def test_an_answer_without_a_status_tells_where_it_was_looked_for(cloud: Cloud) -> None:
    cloud.answers["/jobs/a"] = [(200, {"job": {"state": "ok"}})]
    outcome = wait(cloud, "custom", ["a"], custom={**MINIMAL, "wrapper": "job"}, timeout=0)
    assert "the response holds no job (nothing at job.status)" in outcome.wait_result()["msg"]


def refusal(service: str = "custom", **args: Any) -> str:
    task = {"service": service, "job_ids": ["a"], "project_id": "p", "token": "S3CRET", **args}
    result = ArgumentSpecValidator(argument_spec({})).validate(task)
    assert result.error_messages == []
    with pytest.raises(OptionError) as caught:
        connect(result.validated_parameters, {})
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"path": "jobs/{job_id}"}, "custom: path is 'jobs/{job_id}': give a path that begins with /"),
        ({"path": "//host/{job_id}"}, "give a path that begins with /"),
        ({"path": "/a b/{job_id}"}, "has no blanks"),
        ({"path": "/jobs#{job_id}"}, "give a path that begins with /"),
        ({"path": "/jobs/{job_id"}, "braces go around names alone"),
        ({"path": "/jobs/{job_id}/{}"}, "braces go around names alone"),
        ({"path": "/jobs/{job_id}/{0}"}, "braces go around names alone"),
        ({"path": "/jobs/{job_id.__class__}"}, "braces go around names alone"),
        ({"path": "/jobs/{job_id!r}"}, "braces go around names alone"),
        ({"path": "/jobs"}, "custom: path is '/jobs', which does not say where the id of the job goes"),
        ({"running": ["ok"]}, "custom: the word 'ok' is in both running and succeeded"),
        ({"succeeded": []}, "custom: succeeded has no word, so the wait could not end by it"),
        ({"failed": [" "]}, "custom: failed has no word, so the wait could not end by it"),
        ({"status": []}, "custom: status and job_id need a place each"),
        ({"missing": ["none"]}, "custom: missing has 'none': give an HTTP status"),
        ({"transient": ["409 A B"]}, "custom: transient has '409 A B'"),
        ({"done": 0}, "custom: done must be more than 0"),
        ({"succeeded": None}, "custom: missing required arguments: succeeded"),
        ({"stauts": "x"}, "custom: unsupported options: stauts. Supported parameters include"),
        ({"job_id": {}}, "custom: argument 'job_id' is of type"),
        ({"host": "a/b"}, "host in custom is 'a/b', which cannot be part of a host name"),
        ({}, "endpoint is missing: set it to the base URL of the custom service, or set host in custom"),
    ],
)
def test_a_description_that_cannot_be_used_is_told(change: dict[str, Any], words: str) -> None:
    assert words in refusal(region="eu-de", custom={**MINIMAL, **change})


def test_a_description_says_what_a_refused_login_is(cloud: Cloud) -> None:
    cloud.answers["/jobs/a"] = [(400, {"error_code": "X.1", "error_msg": "who are you"})]
    described = {**MINIMAL, "refused": ["400 X.1"]}
    outcome = wait(cloud, "custom", ["a"], custom=described)
    assert outcome.error
    assert outcome.error.hint == TokenLogin("t").advice("")
    outcome = wait(cloud, "custom", ["a"], custom={**MINIMAL, "refused": ["400 X.2"]})
    assert outcome.error
    assert outcome.error.hint != TokenLogin("t").advice("")


def test_a_job_that_is_not_known_answers_404_unless_described_otherwise() -> None:
    assert described().missing == (Rule(404),)
    assert described(missing=["400 X.1", " 410 "]).missing == (Rule(400, "X.1"), Rule(410))
    assert described(missing=[]).missing == ()


def described(**changes: Any) -> Service:
    validation = ArgumentSpecValidator(ARGUMENT_SPEC).validate({**MINIMAL, **changes})
    assert validation.error_messages == []
    return custom_service(validation.validated_parameters)


def test_what_is_not_described_has_the_defaults_of_a_row() -> None:
    row = described()
    assert row.fields == FieldPaths()
    assert (row.host, row.wrapper, row.refused, row.transient) == ("", "", (), ())
    assert row.states == {"ok": SUCCEEDED, "bad": FAILED}


def test_status_values_come_without_whitespace_around_them() -> None:
    row = described(pending=[" new "], running=["on", ""], succeeded=["ok", "ok"])
    assert row.states == {"new": "pending", "on": RUNNING, "ok": SUCCEEDED, "bad": FAILED}


@pytest.mark.parametrize("rule", ["99", "600", "4040", "40", "404X", "404 X Y", "X 404", ""])
@pytest.mark.parametrize("option", ["missing", "refused", "transient"])
def test_what_is_no_rule(option: str, rule: str) -> None:
    with pytest.raises(ValueError, match=f"{option} has {rule!r}"):
        described(**{option: [rule]})


@pytest.mark.parametrize("path", ["/jobs/{job_id}/a{b}c", "/jobs?id={job_id}&x=%20", "/{job_id}"])
def test_paths_that_can_be_used(path: str) -> None:
    assert described(path=path).path == path


@pytest.mark.parametrize(
    ("body", "custom", "words"),
    [
        (
            {"job": {"state": "ok", "uid": 1}, "more": []},
            {"wrapper": "job", "status": ["status", "phase"]},
            "(nothing at job.status): its keys are job (state, uid), more. Compare custom.status and custom.wrapper",
        ),
        ({}, {}, "(nothing at status): it is empty. Compare custom.status and custom.wrapper with the response"),
        (
            {"id": "1", "status": "ok"},
            {"job_id": ["id"]},
            "is about job 1, not about job a. Compare custom.job_id",
        ),
    ],
)
def test_a_wrong_description_ends_after_the_grace(cloud: Cloud, body: Any, custom: dict[str, Any], words: str) -> None:
    cloud.answers["/jobs/a"] = [(200, body)]
    result = wait(cloud, "custom", ["a"], custom={**MINIMAL, **custom}).wait_result()
    assert (result["timed_out"], result["pending_jobs"]) == (False, ["a"])
    assert words in result["msg"]


def test_a_status_value_that_differs_in_case_alone_is_refused_at_once(cloud: Cloud) -> None:
    cloud.answers["/jobs/a"] = [(200, {"status": "OK"})]
    result = wait(cloud, "custom", ["a"], custom=MINIMAL).wait_result()
    assert (len(cloud.asked), result["timed_out"], result["pending_jobs"]) == (1, False, ["a"])
    assert "gives the status value OK, but custom.succeeded has ok: write OK there" in result["msg"]
