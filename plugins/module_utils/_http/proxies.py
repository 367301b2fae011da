# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Select the proxy for a URL from the variables of a given environment."""

from __future__ import annotations

import ipaddress
import re
import typing as t
from urllib.parse import urlsplit


def proxy_for(url: str, environ: t.Mapping[str, str]) -> str | None:
    """Return the proxy for a URL by ``HTTPS_PROXY``, ``HTTP_PROXY``, and ``NO_PROXY``, None if it needs none.

    If a variable exists in both cases, the one in lower case is used. Loopback hosts are never reached through a proxy.
    """
    parts = urlsplit(url)
    host = _normalized(parts.hostname or "")
    proxy = _variable(f"{parts.scheme}_proxy", environ)
    if not proxy or is_loopback(host):
        return None
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    entries = re.split(r"[,\s]+", _variable("no_proxy", environ) or "")
    return None if any(_matches(entry, host, port) for entry in entries if entry) else proxy


def is_loopback(host: str) -> bool:
    """Whether a host is a loopback address or ``localhost``."""
    address = _address(_normalized(host))
    if address is None:
        # Not names below localhost: some resolvers look these up on other machines.
        return _normalized(host) == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _variable(name: str, environ: t.Mapping[str, str]) -> str | None:
    return environ.get(name) or environ.get(name.upper())


def _matches(entry: str, host: str, port: int | None) -> bool:
    """Whether an entry of ``NO_PROXY`` matches a host. An invalid entry matches none.

    A name matches itself and its subdomains, with or without a leading ``.`` or ``*.``. An address matches itself, and
    a network, such as ``10.0.0.0/8``, each address in it. With a port after a name or an address, as in ``[::1]:443``,
    the entry matches that port only.
    """
    if entry == "*":
        return True
    address = _address(host)
    if address and "/" in entry:
        try:
            return address in ipaddress.ip_network(entry.replace("[", "").replace("]", ""), strict=False)
        except ValueError:
            return False
    name = entry
    if _address(entry) is None:
        with_port = re.fullmatch(r"(.+?):(\d+)", entry)
        if with_port:
            name = with_port[1]
            if int(with_port[2]) != port:
                return False
    name = _normalized(name.strip("[]"))
    if address:
        return address == _address(name)
    name = re.sub(r"^\*?\.", "", name)
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _normalized(host: str) -> str:
    return host.lower().rstrip(".")


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
