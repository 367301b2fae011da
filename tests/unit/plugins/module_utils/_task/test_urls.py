# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base URLs, and the proxies through which they are reached."""

from __future__ import annotations

import pytest
from tasks import connected, refusal


@pytest.mark.parametrize(
    "proxy",
    [
        "http://user:S3CRET#1@proxy:1",
        "http://user:S3\\CRET@proxy:1",
        "http://user:S3 CRET@proxy:1",
        "http://user:S3/CRET@proxy:1",
        "user:S3?CRET@proxy",
        "http://proxy:port",
    ],
)
def test_an_invalid_proxy_is_not_quoted(proxy: str) -> None:
    message = refusal({"HTTPS_PROXY": proxy})
    assert "HTTPS_PROXY" in message
    assert "percent-encoded" in message
    assert "CRET" not in message
    assert connected({"HTTPS_PROXY": proxy, "NO_PROXY": "*"}).targets[0].location.endpoint
    assert connected({"HTTPS_PROXY": "proxy:3128"}).targets[0].location.endpoint


@pytest.mark.parametrize(
    "proxy",
    [
        "http://user:12#34@proxy:1",
        "http://user:12/34@proxy:1",
        "http://user:12?34@proxy:1",
        "http://proxy:1/path",
        "http://proxy:1?query",
        "http://proxy:1#fragment",
        "http://proxy:0",
        "http://",
        "http://a b:1",
        "proxy:1/path",
    ],
)
def test_a_proxy_consists_of_a_host_and_a_port(proxy: str) -> None:
    message = refusal({"HTTPS_PROXY": proxy})
    assert "HTTPS_PROXY" in message
    assert "12" not in message


@pytest.mark.parametrize(
    "proxy",
    ["proxy:3128", "http://proxy:3128/", "https://user:p%40ss@10.1.2.3:8080", "http://[::1]:3128", "http://proxy"],
)
def test_valid_proxies(proxy: str) -> None:
    assert connected({"HTTPS_PROXY": proxy}).targets[0].location.endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://elb.example/a b",
        "https://elb.example/a\tb",
        "https://elb.example/#x",
        "https://elb.example:0",
        "https:///x",
    ],
)
def test_invalid_base_urls(endpoint: str) -> None:
    assert refusal(endpoint=endpoint).startswith("endpoint is ")


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.2:1", "http://[::1]", "http://localhost", "https://[fe80::1]:8443"]
)
def test_valid_base_urls(endpoint: str) -> None:
    assert connected(endpoint=endpoint).targets[0].location.endpoint == endpoint


@pytest.mark.parametrize(
    "endpoint", ["http://10.0.0.1", "http://128.0.0.1", "http://localhost.example", "http://[fe80::1]"]
)
def test_plain_http_to_a_remote_host_is_refused(endpoint: str) -> None:
    assert "uses plain HTTP" in refusal(endpoint=endpoint)


@pytest.mark.parametrize("region", ["eu-de.", "eu-de-", "-eu-de", ".eu-de", "eu_de", "eu-de:", "eu-de:x", "eu de"])
def test_invalid_parts_of_a_host_name(region: str) -> None:
    message = refusal(region=region)
    assert "region" in message
    assert repr(region) in message
