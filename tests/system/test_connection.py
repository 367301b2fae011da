# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network connections of the plugins: what is sent, where to, and which servers are trusted."""

from __future__ import annotations

import http.server
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

DEAD_PROXY = "http://127.0.0.1:1"
MADE_UP = "http://jobs.made-up.example"


class Proxy(http.server.ThreadingHTTPServer):
    """Records the requested hosts, and forwards every request to one location, whichever host was requested."""

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = target
        self.polled: list[str] = []
        self.connections = 0
        self.logins: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        super().process_request(request, client_address)


class Handler(http.server.BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        self.server.polled.append(self.path)
        self.server.logins.append(self.headers.get("Proxy-Authorization"))
        path = self.path.split("/", 3)[3]
        headers = {name: value for name, value in self.headers.items() if name.startswith("X-")}
        request = urllib.request.Request(f"{self.server.target}/{path}", headers=headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=20) as response:
            body = response.read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def proxy_to(sim: Simulator) -> Iterator[Proxy]:
    with Proxy(sim.url) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()


@pytest.fixture
def tls_sim() -> Iterator[Simulator]:
    with Simulator(tls=True) as simulator:
        yield simulator


def test_certificates(tls_sim: Simulator, playbooks: Playbooks, plugin: str) -> None:
    tls_sim.add_job("elb", "done")
    assert tls_sim.ca_path
    here = {
        "endpoint": tls_sim.endpoint("elb"),
        "project_id": tls_sim.project_id,
        "token": tls_sim.token,
    }

    def task(**more: Any) -> dict[str, Any]:
        return playbooks.task(plugin, "done", **here, **more)

    run = playbooks.run(
        {
            "untrusted": task(),
            "named": task(ca_path=tls_sim.ca_path),
            "unchecked": task(validate_certs=False),
            "bundle": task() | {"environment": {"REQUESTS_CA_BUNDLE": tls_sim.ca_path}},
            "insecure": task() | {"environment": {"OS_INSECURE": "true"}},
            "secure": task() | {"environment": {"OS_INSECURE": "false"}},
            "not_there": task(ca_path="/no/such/bundle.pem"),
        }
    )

    good = {name for name, result in run.results.items() if not result["failed"]}
    assert good == {"named", "unchecked", "bundle", "insecure"}
    assert [run.results[name]["job"]["state"] for name in sorted(good)] == ["succeeded"] * 4
    assert len(tls_sim.queries()) == 4
    for name in ("untrusted", "secure"):
        message = run.results[name]["msg"]
        assert tls_sim.url in message
        assert "certificate" in message
        assert "ca_path" in message
        assert "validate_certs" in message
    assert "/no/such/bundle.pem" in run.results["not_there"]["msg"]
    warned = {name: "".join(map(str, result.get("warnings") or ())) for name, result in run.results.items()}
    assert {name for name, text in warned.items() if "certificates are not validated" in text} == {"insecure"}
    assert "the environment sets OS_INSECURE" in warned["insecure"]
    assert run.output.count("[WARNING]: certificates are not validated") == 1
    assert "Warning" not in run.results["unchecked"].get("stderr", "")


def test_the_process_environment_names_the_bundle(tls_sim: Simulator, playbooks: Playbooks) -> None:
    tls_sim.add_job("elb", "done")
    assert tls_sim.ca_path
    here = {"endpoint": tls_sim.endpoint("elb"), "project_id": tls_sim.project_id, "token": tls_sim.token}

    run = playbooks.run(
        {"wait": playbooks.task("job_wait", "done", **here), "info": playbooks.task("job_info", "done", **here)},
        REQUESTS_CA_BUNDLE=tls_sim.ca_path,
    )

    assert [result["failed"] for result in run.results.values()] == [False, False]


def test_netrc_does_not_replace_the_signature(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "done")
    netrc = playbooks.home / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    netrc.chmod(0o600)
    keys = {"access_key": sim.access_key, "secret_key": sim.secret_key, "without": ("token",)}

    run = playbooks.run(
        {"wait": playbooks.task("job_wait", "done", **keys), "info": playbooks.task("job_info", "done", **keys)}
    )

    assert [result["failed"] for result in run.results.values()] == [False, False]
    sent = [record.headers["authorization"].split()[0] for record in sim.requests]
    assert sent == ["SDK-HMAC-SHA256", "SDK-HMAC-SHA256"]


def test_redirects_are_not_followed(sim: Simulator, playbooks: Playbooks) -> None:
    with Simulator() as other:
        other.add_job("elb", "moved")
        sim.fault("redirect", times=None, to=f"{other.endpoint('elb')}/v1.0/{other.project_id}/jobs/moved")

        run = playbooks.run(
            {"wait": playbooks.task("job_wait", "moved"), "info": playbooks.task("job_info", "moved")},
        )

        assert [result["failed"] for result in run.results.values()] == [True, True]
        assert ["redirect" in result["msg"] for result in run.results.values()] == [True, True]
        assert len(sim.requests) == 2
        assert (other.requests, other.connections) == ([], 0)


def test_plain_http_is_refused_before_anything_is_sent(sim: Simulator, playbooks: Playbooks) -> None:
    with proxy_to(sim) as proxy:
        run = playbooks.run(
            {
                "wait": playbooks.task("job_wait", "done", endpoint=MADE_UP),
                "info": playbooks.task("job_info", "done", endpoint=MADE_UP),
                "iam": playbooks.task(
                    "job_wait", "done", iam_endpoint=MADE_UP, without=("project_id",), region="eu-de"
                ),
            },
            HTTP_PROXY=proxy.url,
        )

        assert [result["failed"] for result in run.results.values()] == [True, True, True]
        assert ["uses plain HTTP" in result["msg"] for result in run.results.values()] == [True, True, True]
        assert (proxy.connections, sim.requests) == (0, [])


def test_proxies_come_from_the_environment(sim: Simulator, playbooks: Playbooks, plugin: str) -> None:
    sim.add_job("elb", "done")
    there = {"endpoint": f"{MADE_UP}/elb", "validate_certs": False}
    with proxy_to(sim) as proxy:
        with_login = proxy.url.replace("//", "//user:pass@")
        run = playbooks.run(
            {
                # The host name is invented, so a response shows that only the proxy resolved it.
                "keyword": playbooks.task(plugin, "done", **there) | {"environment": {"http_proxy": with_login}},
                "exempt": playbooks.task(plugin, "done") | {"environment": {"HTTP_PROXY": proxy.url}},
                "process": playbooks.task(
                    plugin, "done", **there, **({"missing_grace": 0} if plugin == "job_wait" else {})
                ),
            },
            HTTP_PROXY=DEAD_PROXY,
        )

        assert [result["failed"] for result in run.results.values()] == [False, False, True]
        assert proxy.polled == [f"{MADE_UP}/elb/v1.0/{sim.project_id}/jobs/done"]
        assert proxy.logins == ["Basic dXNlcjpwYXNz"]
        assert len(sim.queries("elb", "done")) == 2
        assert "proxy" in run.results["process"]["msg"]
