# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a response, read in pieces and within bounds."""

from __future__ import annotations

import typing as t
import zlib

#: No response about a job comes near; beyond it, a body is not read, or not unpacked.
MOST_BYTES = 16 * 1024 * 1024
PIECE = 64 * 1024


class BodyError(ValueError):
    """A body that is not read to its end; the message says why."""


def read(raw: t.Any) -> bytes:
    """The body of a response of urllib3, unpacked. Raises BodyError, or what urllib3 raises."""
    pieces = []
    size = 0
    while piece := raw.read(PIECE, decode_content=False):
        size += len(piece)
        if size > MOST_BYTES:
            raise BodyError(f"it is longer than {MOST_BYTES >> 20} MiB")
        pieces.append(piece)
    return _unpacked(b"".join(pieces), (raw.headers.get("Content-Encoding") or "identity").strip().lower())


def _unpacked(content: bytes, encoding: str) -> bytes:
    """The content without its encoding, which nobody asked for: requests say that they accept none."""
    if not content or encoding == "identity":
        return content
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise BodyError("it has a Content-Encoding that was not asked for")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        unpacked = unpacker.decompress(content, MOST_BYTES + 1)
    except zlib.error:
        raise BodyError(f"its Content-Encoding is {encoding}, its content is not") from None
    if len(unpacked) > MOST_BYTES:
        raise BodyError(f"it is longer than {MOST_BYTES >> 20} MiB once unpacked")
    if not unpacker.eof:
        raise BodyError("it breaks off")
    return unpacked
