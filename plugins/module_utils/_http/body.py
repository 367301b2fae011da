# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the body of a response in chunks, up to a maximum size."""

from __future__ import annotations

import typing as t
import zlib

#: The maximum size of a body in bytes, also when decompressed. Responses about jobs are far smaller.
MAX_BYTES = 16 * 1024 * 1024
#: How many bytes are read at a time.
CHUNK_BYTES = 64 * 1024


#: Why a body that ends too early cannot be used.
INCOMPLETE = "it is incomplete"


class BodyError(ValueError):
    """The body cannot be used; the message says why."""


def read(raw: t.Any) -> bytes:
    """Return the decompressed body of a response of urllib3. Raises BodyError, and the errors of urllib3."""
    chunks = []
    size = 0
    while chunk := raw.read(CHUNK_BYTES, decode_content=False):
        size += len(chunk)
        if size > MAX_BYTES:
            raise BodyError(f"it is longer than {MAX_BYTES >> 20} MiB")
        chunks.append(chunk)
    return _decompressed(b"".join(chunks), (raw.headers.get("Content-Encoding") or "identity").strip().lower())


def _decompressed(content: bytes, encoding: str) -> bytes:
    """Undo the Content-Encoding. Some servers and proxies use one although the request does not accept any."""
    if not content or encoding == "identity":
        return content
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise BodyError("it has a Content-Encoding that was not requested")
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        decompressed = decompressor.decompress(content, MAX_BYTES + 1)
    except zlib.error:
        raise BodyError(f"its Content-Encoding is {encoding}, but its content is not") from None
    if len(decompressed) > MAX_BYTES:
        raise BodyError(f"it is longer than {MAX_BYTES >> 20} MiB when decompressed")
    if not decompressor.eof:
        raise BodyError(INCOMPLETE)
    return decompressed
