# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret of a task appears in the output of the plugins, wherever and however a server echoes it."""

from __future__ import annotations

import base64
import html
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from simulated_clock import SimulatedClock

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import OWN_KEYS, STARS, WHOLE, is_secret
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.plans import info_plan, wait_plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.results import MESSAGE, WARNING, finished
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.resume import Resume
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import wait_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import connect
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter
from ansible_collections.huaweicloud.jobs.plugins.plugin_utils import _progress

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "URL": lambda text: quote(text, safe=""),
    "URL, slashes safe": quote,
    "form": quote_plus,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "HTML": html.escape,
    "HTML, quotes as they are": lambda text: html.escape(text, quote=False),
    "Python": lambda text: repr(text)[1:-1],
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "basic authentication": lambda text: base64.b64encode(f"me:{text}".encode()).decode(),
}

Reply = tuple[int, dict[str, str], bytes]


def reply(body: Any, status: int = 200, **headers: str) -> Reply:
    return status, headers, body.encode() if isinstance(body, str) else json.dumps(body).encode()


JOB = {"job_id": "job", "status": "RUNNING", "begin_time": "2017-09-29T09:49:37.399Z"}
LONG = "padding " * 73

#: Where a service can echo it.
LOCATIONS: dict[str, Callable[[str], Reply]] = {
    "status": lambda echo: reply({**JOB, "status": echo}),
    "status of a failure": lambda echo: reply({**JOB, "status": "FAIL", "fail_reason": f"{LONG}{echo}"}),
    "type, code": lambda echo: reply({**JOB, "status": "FAIL", "job_type": echo, "error_code": f"E {echo} {LONG}"}),
    "time": lambda echo: reply({**JOB, "begin_time": f"<{echo}", "end_time": f"{'x' * 70} {echo}"}),
    "id": lambda echo: reply({**JOB, "job_id": echo}),
    "progress": lambda echo: reply({**JOB, "progress": echo}),
    "sub-job": lambda echo: reply({**JOB, "status": "FAIL", "sub_jobs": [{"status": "FAIL", "fail_reason": echo}]}),
    "sub-jobs as text": lambda echo: reply({**JOB, "sub_jobs": json.dumps([{**JOB, "status": echo}])}),
    "entities": lambda echo: reply({**JOB, "entities": {"a": [echo, {f"<{echo}>": echo}]}}),
    "keys": lambda echo: reply({**JOB, "entities": {echo: 1}, echo: 2}),
    "no status": lambda echo: reply({"job_id": "job", echo: {echo: 1}}),
    "a list": lambda echo: reply([echo]),
    "error": lambda echo: reply({"error_code": echo, "error_msg": f"{LONG}{echo} {LONG}"}, 400),
    "error of a gateway": lambda echo: reply({"error": {"code": "A.1", "message": echo}, "request_id": echo}, 403),
    "fault": lambda echo: reply({"code": echo, "message": echo}, 503),
    "refusal": lambda echo: reply({"error_code": "APIGW.0301", "error_msg": f"{echo} is wrong"}, 401),
    "missing": lambda echo: reply({"error_code": "E.404", "error_msg": echo}, 404),
    "page": lambda echo: reply(f"<html><p>{LONG[:180]}{echo}</p><b title='{echo}'>{echo}", 502),
    "text": lambda echo: reply(f"{LONG[:180]} {echo}", 400),
    "nothing but": lambda echo: reply(echo, 400),
    "JSON of another kind": lambda echo: reply({"a": [{"b": echo}]}, 400),
    "redirect": lambda echo: reply("", 302, Location=f"https://{echo}@{echo}/{echo}"),
    "request id": lambda echo: reply({"error_msg": "x"}, 400, **{"X-Request-Id": echo}),
    "broken status line": lambda echo: (0, {}, f"HTTP/1.1 {echo}\r\n\r\n".encode()),
    "no HTTP": lambda echo: (0, {}, f"{echo}\r\n\r\n".encode()),
    "broken chunk": lambda echo: (
        0,
        {},
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + echo.encode() + b"\r\n",
    ),
}
#: Where IAM can echo it when a user logs in with a password.
IAM_LOCATIONS: dict[str, Callable[[str], Reply]] = {
    "IAM, error": lambda echo: reply({"error": {"code": 401, "message": echo, "title": echo}}, 401),
    "IAM, another error": lambda echo: reply({"error_msg": f"<{echo}>", "error_code": echo}, 400),
    "IAM, fault": lambda echo: reply(echo, 503),
    "IAM, no token": lambda echo: reply({"token": echo}, 200),
    "IAM, project": lambda echo: reply({"token": {"project": {"id": echo}}}, 201, **{"X-Subject-Token": "new"}),
    "IAM, token": lambda echo: reply({"token": {"project": {"id": "p"}}}, 201, **{"X-Subject-Token": echo}),
}
PROJECT_LOCATIONS: dict[str, Callable[[str], Reply]] = {
    "projects": lambda echo: reply({"projects": [{"id": echo, "name": echo}, {"id": f"{LONG}{echo}", "name": [echo]}]}),
    "a project": lambda echo: reply({"projects": [{"id": echo, "name": "n"}]}),
    "projects, error": lambda echo: reply({"error_msg": echo}, 400),
    "projects, other": lambda echo: reply({"list": echo}, 200),
}
METADATA_LOCATIONS: dict[str, Callable[[str], Reply]] = {
    "metadata, shape": lambda echo: reply({"credentials": {"access": "AK", "secret": echo, "securitytoken": echo}}),
    "metadata, incomplete": lambda echo: reply({"credential": {"access": "AK", "secret": echo}}),
    "metadata, text": lambda echo: reply(f"access AK secret {echo}"),
}
ALL_LOCATIONS = {**LOCATIONS, **IAM_LOCATIONS, **PROJECT_LOCATIONS, **METADATA_LOCATIONS}


class Handler(BaseHTTPRequestHandler):
    """Sends the configured response after it has read the request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, headers, body = self.server.responses[self.path.split("/")[1]]
        self.close_connection = True
        if status:
            lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            body = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8") + body
        self.wfile.write(body)

    do_POST = do_PUT = do_GET  # noqa: N815

    def log_message(self, *args: Any) -> None:
        pass


class Server(socketserver.ThreadingTCPServer):
    """``responses`` has the responses by the first segment of the path."""

    daemon_threads = True
    responses: dict[str, Reply]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


class Screen:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def display(self, line: str, stderr: bool) -> None:
        assert stderr
        self.lines.append(line)


def output_of(server: Server, location: str, secret: str, echo: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The results of both plugins, and the lines that they display."""
    responses = reply({**JOB, "status": "SUCCESS"})
    token = reply({"token": {"project": {"id": "p"}}}, 201, **{"X-Subject-Token": "new"})
    # Headers cannot contain line breaks: requests would not read the response.
    made = ALL_LOCATIONS[location](echo if location in HEADERLESS else " ".join(echo.split()))
    server.responses = {"api": made if location in LOCATIONS else responses, "iam": token, "meta-data": reply("", 404)}
    params = {"service": "elb", "job_ids": ["job", "other"], "endpoint": f"{server.url}/api", "project_id": "p"}
    params |= {"iam_endpoint": f"{server.url}/iam", "timeout": 10, "missing_grace": 0, "request_timeout": 5}
    params |= {"username": "me", "password": secret, "domain_name": "d", "raw": True}
    if location in IAM_LOCATIONS or location in PROJECT_LOCATIONS:
        # The message for a missing job contains the project.
        server.responses |= {"iam": made, "api": reply({}, 404)}
        del params["project_id"]
        params["project_name"] = "n"
    if location in PROJECT_LOCATIONS:
        params |= {"auth_type": "token", "token": "t0ken"}
    if location in METADATA_LOCATIONS:
        server.responses["openstack"] = made
        params["auth_type"] = "agency"
    validation = ArgumentSpecValidator(wait_argument_spec({})).validate(params)
    assert not validation.error_messages
    environ = {"HUAWEICLOUD_JOBS_METADATA_URL": server.url, "NO_PROXY": "127.0.0.1"}
    screen, results = Screen(), []
    for plan in (info_plan(), wait_plan(validation.validated_parameters, set())):
        connected = connect(validation.validated_parameters, environ)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_progress, "display", screen)
            resume = Resume(connected.location_options)
            reporter = _progress.Progress(None, connected.targets, plan, connected.secrets, resume)
            clock = SimulatedClock()
            outcome = Waiter(connected.connection, connected.targets, plan, reporter, clock).run()
            reporter.heartbeat(outcome.jobs[:1], 1.0)
            reporter.heartbeat(outcome.jobs, 1.0)
            reporter.ended(outcome)
        result = outcome.info_result(raw=True) if plan.pauses else outcome.wait_result(raw=True)
        results.append(finished({**result, "warnings": outcome.warnings}, connected.secrets))
    return results, screen.lines


HEADERLESS = [name for name in ALL_LOCATIONS if name not in ("redirect", "request id", "IAM, token")]


def texts_of(value: Any, own: bool = True) -> Iterator[str]:
    """All strings, except our own keys, numbers, and the mask."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(item)
            if key not in OWN_KEYS:
                yield from texts_of(key)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value).replace(WHOLE, STARS)


SECRETS = st.one_of(
    st.text(st.sampled_from("ab1 '\"<>&+/\\%:;=@\n\t\x1b\x00\u202e\u200bü配"), min_size=1, max_size=300),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SECRETS, st.sampled_from(sorted(SPELLINGS)), st.sampled_from(sorted(ALL_LOCATIONS)))
@example("correct  horse", "as it is", "page")
@example("my<secret>pass", "as it is", "page")
@example('it\'s \\ "mine"', "Python", "time")
@example("p\x00w", "as it is", "error")
@example("a\u200bb" * 100, "as it is", "status")
@example("a b" * 100, "as it is", "text")
def test_no_output_shows_a_secret(server: Server, secret: str, spelling: str, location: str) -> None:
    stripped = secret.strip()
    # Shorter secrets occur in our own texts. They are masked there as well, except in numbers.
    assume(is_secret(secret) and "*" not in secret and len(stripped) > 2)
    echo = SPELLINGS[spelling](secret)

    results, lines = output_of(server, location, secret, echo)

    assert len(lines) >= 6
    for result in results:
        assert [text for text in texts_of(result) if stripped in text] == []
        assert len(result.get("msg", "")) <= MESSAGE
        assert all(len(warning) <= WARNING for warning in result.get("warnings", []))
        assert all(text.isprintable() for text in (result.get("msg", ""), *result.get("warnings", [])))
    assert [line for line in lines if stripped in line or not line.isprintable() or len(line) > 600] == []
    if spelling != "as it is" and len(stripped) > 7 and stripped == secret and location != "broken chunk":
        assert [text for result in results for text in texts_of(result) if echo in text] == []
        assert [line for line in lines if echo in line] == []


@pytest.mark.parametrize("location", sorted(ALL_LOCATIONS))
def test_an_echo_reaches_the_output(server: Server, location: str) -> None:
    """Otherwise, the test above would prove nothing."""
    results, lines = output_of(server, location, "S3CRET", "said-and harmless")
    # The responses at these locations are never quoted.
    silent = location.startswith("metadata") or location in (
        *("IAM, no token", "IAM, token", "projects, other", "missing"),
        *("broken status line", "no HTTP", "broken chunk"),
    )
    shown = [text for result in results for text in texts_of(result) if "harmless" in text]
    assert bool(shown or [line for line in lines if "harmless" in line]) != silent


@pytest.mark.parametrize("location", ["status", "keys", "error", "missing", "projects"])
@pytest.mark.parametrize("secret", ["ab", "e", "'", "\\"])
def test_very_short_secrets_do_not_hide_our_own_keys(server: Server, secret: str, location: str) -> None:
    results, _lines = output_of(server, location, secret, secret)
    for result in results:
        assert {"jobs", "missing_jobs", "changed"} <= set(result)
        assert set(vars(Job("a", "b"))) == set(result["jobs"][0])
        assert [text for text in texts_of(result) if secret in text.replace(STARS, "")] == []
