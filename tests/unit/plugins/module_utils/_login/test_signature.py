# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The canonical request, compared with the official SDK."""

from __future__ import annotations

import hashlib

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.signature import canonical_request

PROJECT = "0123456789abcdef0123456789abcdef"


HOST = "dcs.eu-de.otc.t-systems.com"


V1 = f"https://{HOST}/v2/{PROJECT}/jobs/ff8080818822bbf70188235afc24141a"


def test_the_canonical_request_matches_the_sdk() -> None:
    canonical, names = canonical_request("GET", V1, {"Host": HOST, "X-Sdk-Date": "20261121T000000Z"}, b"")
    assert names == "host;x-sdk-date"
    assert canonical.splitlines() == [
        "GET",
        f"/v2/{PROJECT}/jobs/ff8080818822bbf70188235afc24141a/",
        "",
        f"host:{HOST}",
        "x-sdk-date:20261121T000000Z",
        "",
        "host;x-sdk-date",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]
    assert hashlib.sha256(canonical.encode()).hexdigest() == (
        "9ecef875be4eef2aee749a8f0267efc8021bc3872ff08af83189a2b30e391582"
    )
