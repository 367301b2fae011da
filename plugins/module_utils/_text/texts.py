# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepare text from servers, files, and variables for use in messages."""

from __future__ import annotations

import string
import typing as t
import unicodedata

#: A function that replaces the secrets in a text.
Mask = t.Callable[[str], str]

#: The maximum length in characters of foreign text in a message: of text that may be a sentence, and of text that is
#: usually a single word, such as an error code.
SENTENCE, SHORT = 600, 100

#: The characters that tokens and keys consist of. Text is never cut between two of them, because a part of a secret
#: could no longer be recognized and masked.
_TOKEN = string.ascii_letters + string.digits + "+/=_-.~%"


def unmasked(text: str) -> str:
    """Return the text unchanged: the mask for when no secrets are known."""
    return text


def fit(text: str, mask: Mask, width: int = SENTENCE) -> str:
    """Return foreign text as it can be used in a message: masked, printable, and at most ``width`` characters long.

    The order matters. A secret must be masked before the text is cleaned or shortened, because it could not be found
    afterward. The text is masked again after cleaning, because removing invisible characters can put a secret together.
    """
    return shortened(mask(printable(mask(text))), width)


def printable(text: str) -> str:
    """Return the text on one line, without characters that are invisible, move the cursor, or change the direction.

    Invisible format characters are removed. Each other character that is not printable, and each run of whitespace,
    becomes one space.
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _replacement(char) for char in text)
    return " ".join(text.split())


def shortened(text: str, width: int) -> str:
    """Return at most ``width`` characters from the start of a text, never ending in a part of a word or of a token."""
    if len(text) <= width:
        return text
    start, next_char = text[: width - 2], text[width - 2]
    if next_char in _TOKEN:
        start = start.rstrip(_TOKEN)
    return f"{start.rstrip()} …".strip()


def _replacement(char: str) -> str:
    """Return what replaces a character that is not printable. Category Cf holds the invisible format characters."""
    return "" if unicodedata.category(char) == "Cf" else " "
