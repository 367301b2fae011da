# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base URLs, and the proxies on the way to them."""

from __future__ import annotations

import pytest

from tasks import connected, refusal


@pytest.mark.parametrize(
    "proxy", ["http://user:S3CRET#1@proxy:1", "http://user:S3/CRET@proxy:1", "user:S3?CRET@proxy", "http://proxy:port"]
)
def test_a_proxy_that_cannot_be_used_is_not_quoted(proxy: str) -> None:
    message = refusal({"HTTPS_PROXY": proxy})
    assert "HTTPS_PROXY" in message
    assert "percent-encoded" in message
    assert "CRET" not in message
    assert connected({"HTTPS_PROXY": proxy, "NO_PROXY": "*"}).targets[0].place.endpoint
    assert connected({"HTTPS_PROXY": "proxy:3128"}).targets[0].place.endpoint
