# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugins sign exactly like the official SDK, byte for byte."""

from __future__ import annotations

from datetime import datetime, timezone
from types import ModuleType
from urllib.parse import quote

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.signature import authorization, canonical_request
from simulator import Simulator

KEY = AK, SK = "AKEXAMPLE0000000000A", "SKexample00000000000000000000000000000000"
PROJECT = "0123456789abcdef0123456789abcdef"
HOST = "dcs.eu-de.otc.t-systems.com"
MOMENT = datetime(2026, 11, 21, tzinfo=timezone.utc)
DATE = "20261121T000000Z"

many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
tricky_text = st.text("aZ0~-_. %/+&=?#;:@!$'()*,[]\\\"<>|^`{}é中\U0001f600\n\t", max_size=10)
text = any_text | tricky_text
pairs = st.lists(st.tuples(text | st.sampled_from(["a", "A", "a ", "a%", "é"]), text), max_size=5)
#: Characters that a URL can contain unencoded. The SDK's signer decodes them, whether or not they are encoded
#: correctly.
raw_segment = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8).map(
    lambda segment: segment.replace("?", "%3F").replace("#", "%23").replace("/", "%2F")
)
segment = (
    text.map(lambda segment: quote(segment, safe=""))
    | text.map(lambda segment: quote(segment, safe="~!$&'()*+,;=:@"))
    | raw_segment
    | st.sampled_from(["", ".", "..", "~", "%", "%zz", "%7e", "%7E", "%e9", "%C3%A9", "%25", "%2525", "a b", "a%2Fb"])
)
path = st.lists(segment, min_size=1, max_size=5).map(lambda segments: "/" + "/".join(segments))
hosts = st.sampled_from([HOST, f"{HOST}:443", f"{HOST}:8443", "127.0.0.1:1", "[::1]:8080", "localhost"])
methods = st.sampled_from(["GET", "get", "POST", "DELETE", "PUT"])
header_name = st.from_regex(r"[A-Za-z][A-Za-z0-9.-]{0,12}", fullmatch=True).filter(
    lambda name: name.lower() not in ("host", "x-sdk-date", "content-type", "x-sdk-content-sha256")
)
header_value = st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc"]), max_size=15)
header_sets = st.lists(
    st.tuples(header_name, header_value), max_size=5, unique_by=lambda header: header[0].lower()
).map(dict)
bodies = st.binary(max_size=20) | text
tokens = st.none() | st.from_regex(r"[\x21-\x7e]{1,30}", fullmatch=True)


def encoded(query: list[tuple[str, str]], safe: str = "") -> str:
    return "&".join(f"{quote(name, safe=safe)}={quote(value, safe=safe)}" for name, value in query)


def with_query(target: str, query: str) -> str:
    return f"{target}?{query}" if query else target


@many
@given(methods, hosts, path, pairs, header_sets, bodies)
@example("GET", HOST, "/", [], {}, "")
@example("GET", HOST, "//a//", [("b", "2"), ("a", "1"), ("b", ""), ("B", "é"), ("b", "10")], {}, "")
@example("GET", HOST, "/a%2Fb/%7E~/../.", [("", ""), ("a", "")], {"x-A": "  v  w "}, b"\x00")
def test_an_authorization_matches_the_sdk(
    sdk: ModuleType,
    method: str,
    host: str,
    path: str,
    query: list[tuple[str, str]],
    headers: dict[str, str],
    body: str | bytes,
) -> None:
    headers = {**headers, "Host": host, "X-Sdk-Date": DATE}
    signed = sdk.sign_url(KEY, method, host, path, query, headers, body)
    url = f"https://{host}{signed.uri}"
    canonical, names = canonical_request(method, url, headers, body)
    request = sdk.SdkRequest(
        method=method,
        resource_path=path,
        query_params=query,
        header_params=dict(headers),
        body=body.encode() if isinstance(body, str) else body,
    )
    assert canonical == sdk.canonical_request(request, KEY)
    assert f"SignedHeaders={names}," in signed.header_params["Authorization"]
    assert authorization(AK, SK, method, url, headers, body) == signed.header_params["Authorization"]


@many
@given(pairs, st.randoms(use_true_random=False), st.sampled_from(["", "/?:@!$'()*,;~", " "]))
def test_order_and_encoding_of_the_query_do_not_matter(
    sdk: ModuleType, query: list[tuple[str, str]], random: object, safe: str
) -> None:
    headers = {"Host": HOST, "X-Sdk-Date": DATE}
    theirs = sdk.sign_url(KEY, "GET", HOST, "/v2/p/jobs/a", query, headers).header_params["Authorization"]
    shuffled = list(query)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    url = with_query(f"https://{HOST}/v2/p/jobs/a", encoded(shuffled, safe))
    assert authorization(AK, SK, "GET", url, headers) == theirs


@many
@given(
    methods,
    hosts,
    path,
    pairs,
    st.sampled_from(["", "/?:@!$'()*,;~"]),
    st.dictionaries(st.from_regex(r"X-[A-Z][a-z]{1,5}-[A-Z][a-z]{1,5}", fullmatch=True), header_value, max_size=3),
    st.none() | st.dictionaries(text, text, max_size=2),
    tokens,
)
def test_a_signed_request_matches_the_sdk(
    sdk: ModuleType,
    method: str,
    host: str,
    path: str,
    query: list[tuple[str, str]],
    safe: str,
    headers: dict[str, str],
    body: dict[str, str] | None,
    token: str | None,
) -> None:
    url = with_query(f"https://{host}{path}", encoded(query, safe))
    request = Http.prepare(method, url, body)
    request.headers.update(headers)
    signed = KeyLogin(AK, SK, token, now=lambda: MOMENT)(request)
    assert (signed.headers["X-Sdk-Date"], signed.headers["Host"]) == (DATE, host)
    assert signed.headers.get("X-Security-Token") == token
    # The signed URL must be the one that is sent: the HTTP library may have changed the path.
    sent = signed.url.partition("?")[0].partition("://")[2].partition("/")[2]
    theirs = {**headers, "Host": host, "X-Sdk-Date": DATE, **({"X-Security-Token": token} if token else {})}
    official = sdk.sign_url(KEY, method, host, "/" + sent, query, theirs, signed.body or "")
    assert signed.headers["Authorization"] == official.header_params["Authorization"]


@many
@given(
    text.filter(lambda name: name not in ("", ".", "..")), st.sampled_from(["", "~!$&'()*+,;=:@"]), pairs, st.booleans()
)
def test_the_signed_request_arrives_unchanged(
    sim: Simulator, job_id: str, safe: str, query: list[tuple[str, str]], temporary: bool
) -> None:
    auth = KeyLogin(sim.access_key, sim.secret_key)
    if temporary:
        auth = KeyLogin(sim.temporary_access_key, sim.temporary_secret_key, sim.security_token)
    url = f"{sim.endpoint('dcs')}/v2/{sim.project_id}/jobs/{quote(job_id, safe=safe)}"
    request = Http.prepare("GET", with_query(url, encoded(query)))
    request.headers["X-Project-Id"] = sim.project_id
    response = Http(Transport()).send(auth(request))
    # The signature was accepted: only the job does not exist.
    assert (response.http_status, response.body["error_code"]) == (404, "111404001")
