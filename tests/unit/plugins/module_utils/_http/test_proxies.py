# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts are reached through a proxy, for each kind of entry in ``NO_PROXY``."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.proxies import is_loopback, proxy_for

PROXY = "http://p:1"
PROXIES = {"https_proxy": PROXY, "http_proxy": PROXY}


@pytest.mark.parametrize(
    ("value", "exempt", "proxied"),
    [
        ("*", ["https://a.example", "https://10.0.0.1", "https://[fd00::1]"], []),
        (
            "example.com",
            ["https://example.com", "https://a.example.com", "https://a.b.EXAMPLE.com:8443", "https://a.example.com."],
            ["https://badexample.com", "https://example.com.evil", "https://example.org"],
        ),
        (".example.com", ["https://example.com", "https://a.example.com"], ["https://aexample.com"]),
        ("*.example.com", ["https://example.com", "https://a.example.com"], ["https://aexample.com"]),
        ("EXAMPLE.com.", ["https://a.example.com"], []),
        (
            "example.com:443",
            ["https://example.com", "https://a.example.com:443", "http://example.com:443"],
            ["http://example.com", "https://example.com:8443"],
        ),
        ("10.1.2.3", ["https://10.1.2.3", "https://10.1.2.3:8443"], ["https://10.1.2.30", "https://110.1.2.3"]),
        ("10.1.2.3:80", ["http://10.1.2.3"], ["https://10.1.2.3"]),
        ("2.3", [], ["https://10.1.2.3"]),
        ("10.0.0.0/8", ["https://10.1.2.3"], ["https://11.0.0.1", "https://[fd00::1]", "https://10.example"]),
        ("10.9.9.9/8", ["https://10.1.2.3"], ["https://11.0.0.1"]),
        ("fd00::1", ["https://[fd00::1]", "https://[fd00:0::1]:8443"], ["https://[fd00::2]"]),
        ("[fd00::1]", ["https://[fd00::1]", "https://[FD00::1]:8443"], ["https://[fd00::2]"]),
        ("[fd00::1]:443", ["https://[fd00::1]"], ["https://[fd00::1]:8443", "http://[fd00::1]"]),
        ("fd00::/8", ["https://[fd00::1]"], ["https://[fe00::1]", "https://10.0.0.1"]),
        ("[fd00::]/8", ["https://[fd00::1]"], ["https://[fe00::1]"]),
    ],
)
@pytest.mark.parametrize("more", ["{}", "10.0.0.0/99,{}", "{} , [, :::, a/b, *., ., :80", "x.example\t{}"])
def test_which_hosts_an_entry_exempts(value: str, exempt: list[str], proxied: list[str], more: str) -> None:
    """Also next to other entries, of which invalid ones have no effect."""
    environ = {**PROXIES, "NO_PROXY": more.format(value)}
    assert [url for url in exempt if proxy_for(url, environ)] == []
    assert [url for url in proxied if not proxy_for(url, environ)] == []


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.255.0.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:10.0.0.1", False),
        ("10.0.0.1", False),
        ("evil.localhost", False),
        ("localhost.evil", False),
        ("127.0.0.1.evil", False),
    ],
)
def test_local_hosts_use_no_proxy(host: str, here: bool) -> None:
    assert is_loopback(host) is here
    for scheme in ("http", "https"):
        url = f"{scheme}://[{host}]:8080/path" if ":" in host else f"{scheme}://{host}:8080/path"
        assert proxy_for(url, PROXIES) == (None if here else PROXY)


def test_the_lower_case_variable_takes_precedence() -> None:
    environ = {**PROXIES, "no_proxy": "a.example", "NO_PROXY": "b.example"}
    assert proxy_for("https://a.example", environ) is None
    assert proxy_for("https://b.example", environ) == PROXY


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
def test_proxies_come_from_the_given_environment(url: str, environ: dict[str, str], proxy: str | None) -> None:
    assert proxy_for(url, environ) == proxy
