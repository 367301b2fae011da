# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks requests signed with SDK-HMAC-SHA256, based on the published description of the algorithm.

There is no derived key: the signature is the HMAC of a digest of the request, computed with the secret key itself.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import NamedTuple
from urllib.parse import quote, unquote

ALGORITHM = "SDK-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
MAX_SKEW = 15 * 60
"""The maximum difference in seconds between the date of a signature and the current time."""

_AUTHORIZATION = re.compile(
    ALGORITHM
    + r" Access=(?P<access>[^,\s]+), ?SignedHeaders=(?P<headers>[^,\s]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


class Signed(NamedTuple):
    """The parts of a request that its signature covers. Header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Claim(NamedTuple):
    """The parts of an Authorization header."""

    access_key: str
    signed_headers: list[str]
    signature: str


def parse_claim(authorization: str) -> Claim | None:
    """The parts of an Authorization header; ``None`` if it is of another kind or malformed."""
    match = _AUTHORIZATION.fullmatch(authorization)
    if match is None:
        return None
    return Claim(match.group("access"), match.group("headers").split(";"), match.group("signature"))


def canonical_path(path: str) -> str:
    """The path with every segment decoded and encoded again, always with a slash at the end."""
    encoded = "/".join(quote(segment, safe="~") for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def canonical_query(query: str) -> str:
    """The query parameters, sorted by decoded name and value."""
    pairs = []
    for part in query.split("&") if query else []:
        name, _equals, value = part.partition("=")
        pairs.append((unquote(name), unquote(value)))
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(pairs))


def body_digest(signed: Signed) -> str:
    """The digest at the end of the canonical request. If a header gives the digest, it must match the body."""
    actual = hashlib.sha256(signed.body).hexdigest()
    declared = signed.headers.get("x-sdk-content-sha256")
    if signed.body and declared == "UNSIGNED-PAYLOAD":
        return declared
    return actual


def canonical_request(signed: Signed, names: list[str]) -> str:
    """The canonical request, whose digest is signed."""
    headers = "".join(f"{name}:{signed.headers.get(name, '').strip()}\n" for name in names)
    return "\n".join(
        (
            signed.method.upper(),
            canonical_path(signed.path),
            canonical_query(signed.query),
            headers,
            ";".join(names),
            body_digest(signed),
        )
    )


def sign(signed: Signed, names: list[str], secret_key: str) -> str:
    """The signature as lower-case hexadecimal digits."""
    digest = hashlib.sha256(canonical_request(signed, names).encode("utf-8", "surrogateescape")).hexdigest()
    text = "\n".join((ALGORITHM, signed.headers.get("x-sdk-date", ""), digest))
    return hmac.new(secret_key.encode(), text.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()


def check(signed: Signed, claim: Claim, secret_key: str, now: float) -> str | None:
    """The gateway's message if the signature is wrong; ``None`` if it is right. ``now`` is in epoch seconds."""
    date = signed.headers.get("x-sdk-date", "")
    try:
        moment = datetime.strptime(date, DATE_FORMAT).replace(tzinfo=timezone.utc).timestamp()
    except ValueError:
        return "calc aksk signature fail:invalid signature time"
    if abs(now - moment) > MAX_SKEW:
        server = datetime.fromtimestamp(now, timezone.utc).strftime(DATE_FORMAT)
        return f"calc aksk signature fail:signature expired, signature time:{date},server time:{server}"
    names = claim.signed_headers
    complete = {"host", "x-sdk-date"} <= set(names) and all(name in signed.headers for name in names)
    if not complete or not hmac.compare_digest(sign(signed, names, secret_key), claim.signature):
        return "verify aksk signature fail"
    return None
