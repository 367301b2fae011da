# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Foreign text, made fit for a message."""

from __future__ import annotations

import string
import typing as t
import unicodedata

#: What masks the secrets in a text.
Mask = t.Callable[[str], str]

#: How many characters of foreign text a message takes: of what may be a sentence, and of what is a word as a rule.
SENTENCE, SHORT = 600, 100

#: What tokens and keys consist of. What is cut is cut between these: half a secret could not be known for one.
_TOKEN = string.ascii_letters + string.digits + "+/=_-.~%"


def unmasked(text: str) -> str:
    """The mask of who knows no secrets."""
    return text


def fit(text: str, mask: Mask, width: int = SENTENCE) -> str:
    """Foreign text that can stand in a message: masked, printable, and of at most ``width`` characters.

    The order matters: a secret cannot be found once it is cleaned, cut or quoted. Nor may cleaning put one together.
    """
    return shortened(mask(printable(mask(text))), width)


def printable(text: str) -> str:
    """The text on one line, without what moves a cursor, changes the direction of writing, or cannot be seen.

    Invisible characters go, others that cannot be printed become a space, and so does all whitespace.
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _in_place_of(char) for char in text)
    return " ".join(text.split())


def shortened(text: str, width: int) -> str:
    """The begin of a text, at most ``width`` characters of it, without half a word that may be half a token."""
    if len(text) <= width:
        return text
    begin, next_char = text[: width - 2], text[width - 2]
    if next_char in _TOKEN:
        begin = begin.rstrip(_TOKEN)
    return f"{begin.rstrip()} …".strip()


def _in_place_of(char: str) -> str:
    return "" if unicodedata.category(char) == "Cf" else " "
