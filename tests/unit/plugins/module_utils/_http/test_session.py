# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client over real HTTP: what it sends, and how it judges what comes back."""

from __future__ import annotations

import contextlib
import email.utils
import inspect
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
import urllib3
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from waiting import place_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import (
    CallError,
    Fault,
    Final,
    LoginRefused,
    NoSuchJob,
    Throttled,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.proxies import proxy_for
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.response import Response, parsed
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.tls import trusting
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.judge import error_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._text.version import VERSION
from simulator import Simulator


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


def error_for(sim: Simulator, service: str = "dcs", **answer: object) -> CallError:
    sim.answer(service, "job", **answer)
    place = place_of(sim, service)
    with pytest.raises(CallError) as caught:
        raise place.error_of(place.poll("job"))
    return caught.value


@pytest.mark.parametrize("service", ["dcs", "elb", "sdrs"])
def test_asks_where_the_document_says(sim: Simulator, service: str) -> None:
    sim.add_job(service, "job", steps=[(0, "SUCCESS")])
    assert place_of(sim, service).poll("job").body["status"] == "SUCCESS"
    (query,) = sim.queries()
    version = {"dcs": "v2", "elb": "v1.0", "sdrs": "v1"}[service]
    assert (query.method, query.path) == ("GET", f"/{service}/{version}/{sim.project_id}/jobs/job")
    assert query.headers["user-agent"] == f"huaweicloud.jobs/{VERSION}"
    assert query.headers["accept"] == "application/json"
    assert query.headers["x-auth-token"] == sim.token


def test_an_id_stays_one_segment_of_the_path(sim: Simulator) -> None:
    with pytest.raises(NoSuchJob):
        place_of(sim).poll("j?b#ü")
    (query,) = sim.queries()
    assert (query.job_id, query.query) == ("j?b#ü", {})


def test_one_connection_serves_many_queries(sim: Simulator) -> None:
    sim.add_job("dcs", "job")
    place = place_of(sim)
    for _query in range(5):
        place.poll("job")
    assert (place.polls, len(sim.queries()), sim.connections) == (5, 5, 1)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error_code": "111400063", "error_msg": "Invalid {0} parameter."}, "111400063", "Invalid {0} parameter."),
        ({"error_code": "DCS.1", "error_msg": "No.", "error_ext_msg": None}, "DCS.1", "No."),
        ({"message": "job not found", "code": "ELB.0404"}, "ELB.0404", "job not found"),
        ({"error": {"message": "Invalid id", "code": "SDRS.0208"}}, "SDRS.0208", "Invalid id"),
        ({"error": {"code": 409, "message": "Wrong.", "title": "Conflict"}}, "409", "Wrong."),
        ({"badRequest": {"message": "Invalid id format", "code": 400}}, "400", "Invalid id format"),
        ({"errorCode": "CCE.01", "errorMsg": "No", "message": "job not found", "code": 404}, "CCE.01", "No"),
        ({"errCode": "Cdm.0100", "externalMessage": "no"}, "Cdm.0100", "no"),
        ({"errCode": "SFS.0404", "errMsg": "no"}, "SFS.0404", "no"),
        ({"errCode": "SFS.0404"}, "SFS.0404", None),
        ({"message": "only words"}, None, "only words"),
        ({"error_code": None, "error_msg": None}, None, None),
        ({}, None, None),
        ([], None, None),
        (None, None, None),
    ],
)
def test_error_bodies_of_every_shape(body: object, code: str | None, message: str | None) -> None:
    assert Response(400, {}, b"", body).error == (code, message)


def test_an_error_carries_all_that_the_api_tells(sim: Simulator) -> None:
    error = error_for(
        sim, status=403, json={"error_code": "DCS.0403", "error_msg": "No dcs:job:get.", "request_id": "body-id"}
    )
    assert isinstance(error, Final)
    assert (error.http_status, error.code, error.message) == (403, "DCS.0403", "No dcs:job:get.")
    assert error.request_id
    assert str(error) == f"HTTP 403 DCS.0403: No dcs:job:get. (request id {error.request_id})"
    assert "permission" in error.hint


def test_the_request_id_is_found_in_header_or_body() -> None:
    assert Response(401, {"X-Request-Id": "h"}, b"", {"request_id": "b"}).request_id == "h"
    assert Response(401, {"X-IAM-Trace-Id": "i"}, b"", None).request_id == "i"
    assert Response(401, {}, b"", {"request_id": "b"}).request_id == "b"
    assert Response(401, {}, b"", []).request_id is None


DCS_ERROR = {"error_code": "DCS.1", "error_msg": "no"}


@pytest.mark.parametrize(
    ("service", "status", "body", "kind"),
    [
        # What waiting can mend, for every service.
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
        ("sdrs", 400, {"error": {"code": "Common.0011", "message": "Failed to query system tasks."}}, NoSuchJob),
        # Final.
        ("dcs", 404, {"error_code": "APIGW.0101", "error_msg": "no API", "request_id": "c"}, Final),
        ("dcs", 404, {"error_code": "APIG.0101", "error_msg": "no API", "request_id": "c"}, Final),
        ("dcs", 400, {"error_code": "111400063", "error_msg": "Invalid {0} parameter in the request."}, Final),
        ("dcs", 403, {"error_code": "DCS.0403", "error_msg": "no"}, Final),
        ("dcs", 405, {}, Final),
        ("dcs", 301, "", Final),
        ("dcs", 302, "", Final),
        ("dcs", 307, "", Final),
    ],
)
def test_every_answer_is_judged(sim: Simulator, service: str, status: int, body: object, kind: type[CallError]) -> None:
    answer: dict[str, object] = {"text": body} if isinstance(body, str) else {"json": body}
    error = error_for(sim, service, status=status, **answer)
    assert error.__class__ is kind
    assert error.http_status == status
    assert error.mendable is issubclass(kind, Fault)
    assert error.reached


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<html><head><style>p {}</style><title>502 Bad\nGateway</title></head></html>", "502 Bad Gateway"),
        ("", "no message in the answer"),
        ("word " * 100, "word " * 39 + "…"),
        ("x" * 500, "…"),
    ],
)
def test_what_is_not_json_is_told_in_short(sim: Simulator, text: str, told: str) -> None:
    assert error_for(sim, status=502, text=text).message == told


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("7", 7, 7), ("0", 0, 0), ("in 90 s", 30, 91), ("Sun, 06 Nov 1994 08:49:37 GMT", 0, 0)],
)
def test_retry_after_in_both_forms(sim: Simulator, value: str, low: float, high: float) -> None:
    if value == "in 90 s":
        value = email.utils.formatdate(time.time() + 90, usegmt=True)
    error = error_for(sim, status=429, json={}, headers={"Retry-After": value})
    assert error.retry_after is not None
    assert low <= error.retry_after <= high


@pytest.mark.parametrize("value", ["", "soon", "-3", "1.5"])
def test_a_retry_after_that_is_none(sim: Simulator, value: str) -> None:
    assert error_for(sim, status=429, json={}, headers={"Retry-After": value}).retry_after is None


@pytest.mark.parametrize("location", ["http://[::1", "http://", "", "::"])
def test_a_redirect_to_nowhere_is_final_too(sim: Simulator, location: str) -> None:
    assert isinstance(error_for(sim, status=302, text="", headers={"Location": location}), Final)


@pytest.mark.parametrize(
    "text",
    ['{"status": "SUCCESS", "entities": ' + "[" * 150 + "]" * 150 + "}", '{"a":' * 100_000, "[" * 100_000],
    ids=["deep", "deeper", "deepest"],
)
def test_an_answer_that_is_too_deep_is_none(sim: Simulator, text: str) -> None:
    assert isinstance(error_for(sim, text=text), Fault)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (
            b'{"a": [NaN, Infinity, -Infinity, 1e999, -1e999, 1.5, 12345678901234567890]}',
            {"a": [None] * 5 + [1.5, 12345678901234567890]},
        ),
        ('{"a": "ü"}'.encode("utf-16"), {"a": "ü"}),
        (b"\xef\xbb\xbf{}", {}),
        (b'{"a": "\xed\xa0\x80"}', None),
        (b'"\xff"', None),
        (b"", None),
    ],
)
def test_what_a_body_holds_is_json_and_text(content: bytes, body: object) -> None:
    assert parsed(content) == body


def test_half_a_surrogate_pair_is_replaced(sim: Simulator) -> None:
    sim.answer("dcs", "job", text='{"status": "RUNNING", "fail_reason": "\\ud800 \\u00fc \\ud83d\\ude00"}')
    assert place_of(sim).poll("job").body["fail_reason"] == "? ü 😀"


def test_a_redirect_is_not_followed(sim: Simulator) -> None:
    with Simulator() as other:
        error = error_for(sim, status=302, text="", headers={"Location": other.endpoint("dcs") + "/login"})
        assert other.url.split("//")[1] in error.message
        assert other.requests == []
    assert "endpoint" in error.hint


# An old requests hands a truncated body over as if it were whole; it is no JSON then.
@pytest.mark.parametrize(
    ("kind", "words"),
    [("reset", r"cannot reach http://127\S+: "), ("truncated", r"cannot reach|the answer holds no job")],
)
def test_a_broken_connection_is_a_fault(sim: Simulator, kind: str, words: str) -> None:
    sim.add_job("dcs", "job")
    sim.fault(kind)
    with pytest.raises(Fault, match=words) as caught:
        place_of(sim).poll("job")
    assert caught.value.__cause__ is None


def test_a_refused_connection_names_host_and_reason() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Fault) as caught:
            Http(Transport()).send(Http.prepare("GET", endpoint))
    assert str(caught.value) == f"cannot reach {endpoint}: Connection refused"
    assert (caught.value.reached, caught.value.http_status) == (False, None)
    assert "proxies" in caught.value.hint


def test_an_unknown_host_is_a_fault() -> None:
    with pytest.raises(Fault, match=r"cannot reach https://elb\.invalid"):
        Http(Transport()).send(Http.prepare("GET", "https://elb.invalid/"))


def test_a_hanging_server_times_out(sim: Simulator) -> None:
    sim.add_job("dcs", "job")
    sim.fault("hang")
    with pytest.raises(Fault, match=r"no answer within 0\.2 s"):
        place_of(sim).poll("job", timeout=0.2)


def test_certificates_are_verified() -> None:
    with Simulator(tls=True) as sim:
        sim.add_job("dcs", "job", steps=[(0, "SUCCESS")])
        with pytest.raises(Final, match="is not trusted") as caught:
            place_of(sim).poll("job")
        assert sim.url in str(caught.value)
        assert "ca_path" in caught.value.hint
        assert "validate_certs" in caught.value.hint
        assert sim.ca_path
        for verify in (sim.ca_path, False):
            assert place_of(sim, transport=Transport(verify=verify)).poll("job").body["status"] == "SUCCESS"


def test_a_bundle_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    load = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, cafile: str) -> None:
        loaded.append(cafile)
        load(context, cafile)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    trusting.cache_clear()
    with Simulator(tls=True) as sim:
        sim.add_job("dcs", "job")
        for _task in range(3):
            with pytest.raises(Final, match="is not trusted"):
                place_of(sim, transport=Transport(timeout=5)).poll("job")
        assert loaded == [DEFAULT_CA_BUNDLE_PATH]
        for _task in range(3):
            place_of(sim, transport=Transport(verify=str(sim.ca_path), timeout=5)).poll("job")
    assert loaded == [DEFAULT_CA_BUNDLE_PATH, sim.ca_path]


#: urllib3 learnt it in 1.26.
PROXIES_OVER_TLS = "proxy_ssl_context" in inspect.signature(urllib3.ProxyManager).parameters


class TlsProxy(socketserver.ThreadingTCPServer):
    """A proxy that is itself reached over TLS. ``bundle`` is what its clients have to trust."""

    daemon_threads = True

    def __init__(self, name: str = "127.0.0.1") -> None:
        super().__init__(("127.0.0.1", 0), Tunnel)
        authority = trustme.CA()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(self.context)
        self.bundle = authority.cert_pem.bytes()
        self.tunnels = 0


class Tunnel(socketserver.BaseRequestHandler):
    server: TlsProxy

    def handle(self) -> None:
        try:
            client = self.server.context.wrap_socket(self.request, server_side=True)
        except OSError:
            return
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        host, _colon, port = head.split()[1].decode().rpartition(":")
        self.server.tunnels += 1
        with client, socket.create_connection((host, int(port))) as target:
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=pump, args=(target, client))
            back.start()
            pump(client, target)
            back.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def test_a_proxy_that_is_reached_over_tls_is_verified_too(tmp_path: Path) -> None:
    with Simulator(tls=True) as sim, TlsProxy() as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        sim.add_job("dcs", "job")
        bundle = tmp_path / "bundle.pem"
        bundle.write_bytes(Path(str(sim.ca_path)).read_bytes())
        environ = {"https_proxy": f"https://127.0.0.1:{proxy.server_address[1]}"}
        with pytest.raises(CallError, match="through the proxy"):
            place_of(sim, transport=Transport(str(bundle), 5, environ)).poll("job")
        bundle.write_bytes(bundle.read_bytes() + proxy.bundle)
        trusting.cache_clear()
        place = place_of(sim, transport=Transport(str(bundle), 5, environ))
        if PROXIES_OVER_TLS:
            assert place.poll("job").body["status"] == "SUCCESS"
        else:
            with pytest.raises(CallError, match="through the proxy"):
                place.poll("job")
        place.connection.http.close()
        assert proxy.tunnels == int(PROXIES_OVER_TLS)
        proxy.shutdown()


def test_a_certificate_for_another_host_is_not_trusted(tmp_path: Path) -> None:
    with TlsProxy("elsewhere.example") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        bundle = tmp_path / "bundle.pem"
        bundle.write_bytes(server.bundle)
        http = Http(Transport(str(bundle), 5))
        with pytest.raises(CallError, match=r"match|not valid for '127\.0\.0\.1'"):
            http.send(http.prepare("GET", f"https://127.0.0.1:{server.server_address[1]}/"))
        server.shutdown()


def test_the_process_environment_has_no_say(sim: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    sim.add_job("dcs", "job")
    place_of(sim).poll("job")
    assert "authorization" not in sim.queries()[0].headers


@pytest.mark.parametrize(
    ("url", "environ", "proxy"),
    [
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("https://dcs.eu-de.example", {"https_proxy": "http://l:1", "HTTPS_PROXY": "http://u:1"}, "http://l:1"),
        ("https://dcs.eu-de.example", {"HTTP_PROXY": "http://p:1"}, None),
        ("http://dcs.eu-de.example", {"HTTP_PROXY": "http://p:1"}, "http://p:1"),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, None),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "x, .eu-de.example"}, None),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "no_proxy": "eu-de.example"}, None),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "de.example"}, "http://p:1"),
        ("https://dcs.eu-de.example:443", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "dcs.eu-de.example:443"}, None),
        ("https://10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, None),
        ("https://11.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "http://p:1"),
        ("https://dcs.eu-de.example", {}, None),
    ],
)
def test_proxies_come_from_the_environment_handed_in(url: str, environ: dict[str, str], proxy: str | None) -> None:
    assert proxy_for(url, environ) == proxy


def test_an_error_needs_no_service() -> None:
    assert isinstance(error_of(Response(404, {}, b"", None)), Final)
