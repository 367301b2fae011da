# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy that an environment names for a URL."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.proxies import proxy_for


@pytest.mark.parametrize(
    ("url", "environ", "proxy"),
    [
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("https://dcs.eu-de.example", {"https_proxy": "http://l:1", "HTTPS_PROXY": "http://u:1"}, "http://l:1"),
        ("https://dcs.eu-de.example", {"HTTP_PROXY": "http://p:1"}, None),
        ("http://dcs.eu-de.example", {"HTTP_PROXY": "http://p:1"}, "http://p:1"),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, None),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "x, .eu-de.example"}, None),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "no_proxy": "eu-de.example"}, None),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "de.example"}, "http://p:1"),
        ("https://dcs.eu-de.example:443", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "dcs.eu-de.example:443"}, None),
        ("https://10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, None),
        ("https://11.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "http://p:1"),
        ("https://192.168.3.4", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8, 192.168.3.0/24"}, None),
        ("https://10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8,192.168.3.0/24"}, None),
        ("https://11.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8,192.168.3.0/24"}, "http://p:1"),
        ("https://10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.1.2.9/8"}, None),
        ("https://10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.1.2.3"}, None),
        ("https://10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.1.2.33"}, "http://p:1"),
        ("https://dcs.eu-de.example", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "http://p:1"),
        ("https://dcs.eu-de.example", {}, None),
    ],
)
def test_proxies_come_from_the_environment_handed_in(url: str, environ: dict[str, str], proxy: str | None) -> None:
    assert proxy_for(url, environ) == proxy
