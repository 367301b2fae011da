# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The encodings in which a server may echo a secret.

One encoding is covered: URL, JSON, HTML, Python, Base64, or a wrong character set. Not covered are nested encodings,
letters or digits that are encoded unnecessarily, Base64 that is broken into lines, and changes that cannot be undone,
such as truncation.
"""

from __future__ import annotations

import base64
import json
import typing as t
from urllib.parse import quote

Encoding = t.Callable[[str], str]

#: The shortest Base64 text that is masked: a shorter one occurs in any text.
_LEAST_BASE64 = 6

#: Characters that are left unencoded: none, and those in a path, in a query, and by requests.
_SAFE_IN_URL = ("", "/", "/:@!$&'()*,;=", "/:@!$&'()*+,;=?", "!#$%&'()*+,/:;=?@[]~")
#: Characters that JSON escapes by number: none, and those of Go, PHP, and .NET.
_HEX_IN_JSON = ("", "<>&", "<>&'\"", "<>&'\"+`")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
#: Ways to escape ``"`` and ``'`` in addition.
_HTML_QUOTES = (
    {},
    *({'"': double, "'": single} for double in ("&quot;", "&#34;") for single in ("'", "&#x27;", "&#39;", "&apos;")),
)


def encodings_of(secret: str) -> set[str]:
    """Return the secret itself and its encodings."""
    odd = sorted({char for char in secret if not (char.isascii() and char.isalnum())})
    tables = {tuple(encoding(char) for char in odd) for encoding in _ENCODINGS}
    found = {secret.translate(dict(zip(map(ord, odd), table))) for table in tables}
    return found | {secret} | in_base64(secret)


def in_base64(secret: str) -> set[str]:
    """Return the secret in Base64, in both alphabets, alone and as part of a longer text, without the padding."""
    found = set()
    for data in (_utf8(secret), _latin1(secret)):
        whole = base64.b64encode(data).decode()
        found.add(whole)
        for before in range(3):
            text = base64.b64encode(bytes(before) + data).decode()
            # Characters that share bits with the surrounding text vary, so they are left out.
            inner = text[(0, 2, 3)[before] : len(text) - (0, 3, 2)[(before + len(data)) % 3]]
            if len(inner) >= _LEAST_BASE64:
                found.add(inner)
    return found | {text.replace("+", "-").replace("/", "_") for text in found}


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _latin1(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return _utf8(text)


def _url(safe: str, space: str, lower: str | None) -> Encoding:
    """Return a URL encoding. ``lower`` has the characters with lower-case hexadecimal digits; None means all."""

    def encoding(char: str) -> str:
        if char == " ":
            return space
        quoted = quote(_utf8(char), safe=safe)
        return quoted.lower() if quoted != char and (lower is None or char in lower) else quoted

    return encoding


def _json(ascii_only: bool, hexed: str, slash: str, digits: tuple[str, str]) -> Encoding:
    """Return a JSON encoding. ``digits`` has the number formats of ``hexed`` characters, and of non-ASCII ones."""

    def encoding(char: str) -> str:
        if char in hexed:
            return f"\\u{ord(char):04{digits[0]}}"
        text = slash if char == "/" else json.dumps(char, ensure_ascii=ascii_only)[1:-1]
        return text.upper().replace("\\U", "\\u") if digits[1] == "X" and text[:2] == "\\u" else text

    return encoding


def _html(quotes: t.Mapping[str, str], numbers: bool) -> Encoding:
    table = {**_HTML, **quotes}
    return lambda char: table.get(char) or (f"&#{ord(char)};" if numbers and not char.isascii() else char)


def _python(spell: t.Callable[[str], str], quote_mark: str) -> Encoding:
    return lambda char: quote_mark if char == "'" else spell(char)


_ENCODINGS: tuple[Encoding, ...] = (
    *(_url(safe, space, lower) for safe in _SAFE_IN_URL for space in ("%20", "+") for lower in ("", "/", None)),
    *(
        _json(ascii_only, hexed, slash, digits)
        for ascii_only in (False, True)
        for hexed in _HEX_IN_JSON
        for slash in ("/", "\\/")
        for digits in (("x", "x"), ("X", "X"), ("X", "x"))
    ),
    *(_html(quotes, numbers) for quotes in _HTML_QUOTES for numbers in (False, True)),
    *(
        _python(spell, quote_mark)
        for spell in (
            lambda char: repr(char)[1:-1],
            lambda char: ascii(char)[1:-1],
            lambda char: repr(_utf8(char))[2:-1],
            lambda char: repr(_latin1(char))[2:-1],
        )
        for quote_mark in ("'", "\\'")
    ),
    # UTF-8 decoded as Latin-1, as in headers, and the reverse.
    lambda char: _utf8(char).decode("latin-1"),
    lambda char: _latin1(char).decode("utf-8", "replace"),
)
