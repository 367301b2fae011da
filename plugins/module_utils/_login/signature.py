# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign a request with an access key pair (AK/SK).

Sources: signature guide of API Gateway, "AK/SK Signing and Authentication Algorithm"; the signer of huaweicloudsdkcore
3.1.219. Where the two differ, this follows the SDK, which is stricter.
"""

from __future__ import annotations

import hashlib
import hmac
import typing as t
from urllib.parse import parse_qsl, quote, unquote, urlsplit

ALGORITHM = "SDK-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"


def canonical_request(method: str, url: str, headers: t.Mapping[str, str], body: str | bytes) -> tuple[str, str]:
    """Return the canonical request, which is signed, and the names of the signed headers, joined by semicolons."""
    parts = urlsplit(url)
    path = "/".join(quote(segment, safe="~") for segment in unquote(parts.path).split("/"))
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    names = ";".join(sorted(lower))
    lines = [
        method.upper(),
        path if path.endswith("/") else path + "/",
        "&".join(f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in query),
        *(f"{name}:{lower[name]}" for name in sorted(lower)),
        "",
        names,
        hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest(),
    ]
    return "\n".join(lines), names


def authorization(
    access_key: str,
    secret_key: str,
    method: str,
    url: str,
    headers: t.Mapping[str, str],
    body: str | bytes = b"",
) -> str:
    """Return the value of the Authorization header.

    ``headers`` are the headers to sign, which must include ``X-Sdk-Date`` and ``Host``.
    """
    canonical, names = canonical_request(method, url, headers, body)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{headers['X-Sdk-Date']}\n{digest}"
    signature = hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}"
