# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are found in every encoding that a server can use, and nothing else is masked."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import (
    STARS,
    WHOLE,
    Secrets,
    is_secret,
    secrets_of,
)

ODD = 'it\'s/a "<pass>\\wörd"&+%\n\t\x1b日本'


def lower_hex(text: str) -> str:
    return re.sub("%..", lambda match: match.group().lower(), text)


def in_php(text: str) -> str:
    """The encoding of ``json_encode`` with JSON_HEX_TAG, JSON_HEX_AMP, JSON_HEX_APOS, and JSON_HEX_QUOT."""
    text = json.dumps(text)[1:-1].replace("/", "\\/").replace('\\"', "\\u0022")
    for char in "<>&'":
        text = text.replace(char, f"\\u{ord(char):04X}")
    return text


#: The encodings that servers can use for a text, by name.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "URL": lambda text: quote(text, safe=""),
    "URL, slashes safe": quote,
    "URL, lower case": lambda text: lower_hex(quote(text, safe="")),
    "URL, slashes safe, lower case": lambda text: lower_hex(quote(text)),
    "form": quote_plus,
    "form, lower case": lambda text: lower_hex(quote_plus(text)),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON, slashes escaped": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON of Go": lambda text: (
        json.dumps(text, ensure_ascii=False)[1:-1]
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
    ),
    "JSON of PHP": in_php,
    "HTML": lambda text: html.escape(text, quote=False),
    "HTML, quotes escaped": html.escape,
    "HTML, quotes by number": lambda text: html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
    "XML": lambda text: html.escape(text).replace("&#x27;", "&apos;"),
    "XML, ASCII": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace").decode(),
    "Python": lambda text: repr(text)[1:-1],
    "Python, ASCII": lambda text: ascii(text)[1:-1],
    "Python, bytes": lambda text: repr(text.encode())[2:-1],
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "Base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "UTF-8 taken for Latin-1": lambda text: text.encode().decode("latin-1"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_secret_with_special_characters(spelling: str) -> None:
    echo = SPELLINGS[spelling](ODD)
    assert Secrets({ODD})(f"you sent ({echo}), I see") == f"you sent ({STARS}), I see"


@settings(deadline=None)
@given(
    st.text(st.one_of(st.sampled_from("a1 '\"<>&+/\\%:\n\t"), st.characters(exclude_categories=["Cs"])), max_size=40),
    st.sampled_from(sorted(SPELLINGS)),
    st.sampled_from(["", "x", "/ ", '">']),
)
def test_any_secret(secret: str, spelling: str, around: str) -> None:
    secret = secret.strip()
    assume(is_secret(secret) and "*" not in secret)
    echo = SPELLINGS[spelling](secret)
    masked = Secrets({secret})(f"{around}{echo}{around}")
    assert STARS in masked
    assert secret not in masked
    assert echo not in masked


@given(st.binary(min_size=5, max_size=40), st.text(max_size=5), st.text(max_size=5))
def test_a_secret_in_the_base64_of_a_longer_text(data: bytes, before: str, after: str) -> None:
    """At both ends, the bits that share a character with a neighbor can remain."""
    secret = "s" + data.hex()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(f"{before}{secret}{after}".encode()).decode()
        masked = Secrets({secret})(text)
        assert STARS in masked
        assert len(masked.replace(STARS, "")) <= len(encode(f"{before}{after}".encode())) + 4


def test_the_value_of_basic_authentication() -> None:
    environ = {"HW_USER_NAME": "me", "OS_PASSWORD": "p1", "HTTPS_PROXY": "http://proxy:p%40@host:1"}
    secrets = Secrets(secrets_of({"access_key": "AK", "secret_key": "s2"}, environ))
    for pair in ("me:p1", "AK:s2", "proxy:p@", "proxy:p%40"):
        assert secrets(f"Basic {base64.b64encode(pair.encode()).decode()}") == f"Basic {STARS}"


@pytest.mark.parametrize("proxy", ["http://user:{}@proxy:80", "user:{}@proxy:80", "https://user:{}@[::1]:80/"])
@pytest.mark.parametrize("password", ["simple", "back\\slash-and", "a/b//c", "q?u#e@ry", "per%40cent"])
def test_passwords_of_proxies(proxy: str, password: str) -> None:
    secrets = Secrets(secrets_of({}, {"https_proxy": proxy.format(password)}))
    assert secrets(f"cannot parse {password}") == f"cannot parse {STARS}"
    if "\\" in password:
        assert "slash" not in secrets("Failed to parse: http://slash-and@proxy:80")


@pytest.mark.parametrize("whitespace", ["", " ", "   ", "\t\n", "\u00a0", "*", " ** "])
def test_whitespace_and_asterisks_are_not_secret(whitespace: str) -> None:
    environ = {"OS_PASSWORD": whitespace, "HTTP_PROXY": f"http://u:{whitespace}@h:1"}
    secrets = Secrets(secrets_of({"token": whitespace, "password": None}, environ))
    secrets.follow({whitespace})
    assert not secrets.values
    assert secrets(f"a {whitespace} b") == f"a {whitespace} b"


def test_whitespace_around_a_secret_is_not_part_of_it() -> None:
    secrets = Secrets(secrets_of({"token": " tok en\n"}, {}))
    assert secrets("the tok en is") == f"the {STARS} is"


def test_later_secrets_are_masked_from_then_on() -> None:
    requested: set[str] = set()
    secrets = Secrets({"known"})
    secrets.follow(requested)
    assert secrets("known new") == f"{STARS} new"
    requested.add("new")
    assert secrets("known new") == f"{STARS} {STARS}"


def test_a_secret_that_contains_another() -> None:
    assert Secrets({"pass", "pass-word-pass", "word"})("pass-word-pass pass") == f"{STARS} {STARS}"


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("12", WHOLE),
        (12, WHOLE),
        (12.0, WHOLE),
        (3120, WHOLE),
        (3, 3),
        (True, True),
        (None, None),
        ({"12": ["x12", {"job_id": "12"}], "state": ("a",)}, {WHOLE: ["x" + STARS, {"job_id": WHOLE}], "state": ["a"]}),
    ],
)
def test_masking_in_data(value: Any, masked: Any) -> None:
    result = Secrets({"12"}).data(value)
    assert (result, type(result)) == (masked, type(masked))
