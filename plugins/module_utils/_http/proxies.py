# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which proxy a URL is reached through, by the variables of an environment that is handed in."""

from __future__ import annotations

import ipaddress
import typing as t
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]


def proxy_for(url: str, environ: t.Mapping[str, str]) -> str | None:
    """The proxy that ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY`` name for a URL; lower case comes first."""
    parts = urlsplit(url)
    proxy = _variable(f"{parts.scheme}_proxy", environ)
    exempt = _variable("no_proxy", environ)
    if proxy and not (exempt and _is_exempt(parts.hostname or "", parts.netloc, exempt)):
        return proxy
    return None


def _variable(name: str, environ: t.Mapping[str, str]) -> str | None:
    return environ.get(name) or environ.get(name.upper())


def _is_exempt(host: str, netloc: str, exempt: str) -> bool:
    if proxy_bypass_environment(netloc, {"no": exempt}):
        return True
    try:
        address = ipaddress.ip_address(host)
        networks = [ipaddress.ip_network(word.strip(), strict=False) for word in exempt.split(",") if "/" in word]
    except ValueError:
        return False
    return any(address in network for network in networks)
