# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How else a server may spell a secret that it echoes.

Covered is one encoding: URL, JSON, HTML, Python, Base64, or a wrong character set. Not covered are two on top of each
other, a letter or digit that is encoded without need, Base64 that is broken into lines, and whatever a server makes of
a secret that cannot be undone, such as cutting it.
"""

from __future__ import annotations

import base64
import json
import typing as t
from urllib.parse import quote

Encoding = t.Callable[[str], str]

#: Base64 of fewer characters is found in any text.
_LEAST_BASE64 = 6

#: What URLs may leave as it is: nothing, what a path may, what a query may, what requests does.
_SAFE_IN_URL = ("", "/", "/:@!$&'()*,;=", "/:@!$&'()*+,;=?", "!#$%&'()*+,/:;=?@[]~")
#: What JSON may escape by number: nothing, as Go does, as PHP does, as .NET does.
_HEX_IN_JSON = ("", "<>&", "<>&'\"", "<>&'\"+`")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
#: How ``"`` and ``'`` may be escaped, beside those.
_HTML_QUOTES = (
    {},
    *({'"': double, "'": single} for double in ("&quot;", "&#34;") for single in ("'", "&#x27;", "&#39;", "&apos;")),
)


def encodings_of(secret: str) -> set[str]:
    """The secret as it is, and its other spellings."""
    odd = sorted({char for char in secret if not (char.isascii() and char.isalnum())})
    tables = {tuple(encoding(char) for char in odd) for encoding in _ENCODINGS}
    found = {secret.translate(dict(zip(map(ord, odd), table))) for table in tables}
    return found | {secret} | in_base64(secret)


def in_base64(secret: str) -> set[str]:
    """The secret in Base64, in both alphabets, without its padding; also as it is within a longer text."""
    found = set()
    for data in (_utf8(secret), _latin1(secret)):
        whole = base64.b64encode(data).decode()
        found.add(whole)
        for before in range(3):
            text = base64.b64encode(bytes(before) + data).decode()
            # The characters that bits of the neighbors are in as well differ.
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
    """``lower`` has the characters whose hexadecimal digits are in lower case; None is all of them."""

    def encoding(char: str) -> str:
        if char == " ":
            return space
        quoted = quote(_utf8(char), safe=safe)
        return quoted.lower() if quoted != char and (lower is None or char in lower) else quoted

    return encoding


def _json(ascii_only: bool, hexed: str, slash: str, digits: tuple[str, str]) -> Encoding:
    """``digits`` are the formats of the numbers of what is ``hexed``, and of what is not ASCII."""

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
    # UTF-8 read as Latin-1, as headers are, and the reverse.
    lambda char: _utf8(char).decode("latin-1"),
    lambda char: _latin1(char).decode("utf-8", "replace"),
)
