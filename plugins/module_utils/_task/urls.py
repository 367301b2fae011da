# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks host names, base URLs, and proxies."""

from __future__ import annotations

import ipaddress
import re
import typing as t
from urllib.parse import urlsplit

from .._http.proxies import is_loopback, proxy_for
from .errors import OptionError
from .variables import Environ

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d+)?")


def host_part(name: str, value: str | None) -> str | None:
    """Return a part of a host name. Raises OptionError."""
    if value and not _HOST.fullmatch(value):
        raise OptionError(
            f"{name} is {value!r}, which cannot be part of a host name: use letters, digits, dots, and hyphens"
        )
    return value


def base_url(name: str, url: str, environ: Environ, insecure: bool) -> str:
    """Return a base URL without a trailing slash. Plain HTTP is for ``insecure`` and loopback. Raises OptionError."""
    try:
        parts = urlsplit(url)
        well_formed = parts.scheme in ("http", "https") and _is_host(parts.hostname) and parts.port != 0
    except ValueError:
        well_formed = False
    # The text is searched because urlsplit drops empty queries and fragments, and some characters.
    if not well_formed or "@" in parts.netloc or not re.fullmatch(r"[!-~]+", url) or re.search(r"[?#\\]", url):
        raise OptionError(
            f"{name} is not valid: give a base URL such as https://host or https://host/path, without user, query, or"
            " fragment, and with characters other than printable ASCII percent-encoded"
        )
    if parts.scheme == "http" and not insecure and not is_loopback(t.cast(str, parts.hostname)):
        raise OptionError(
            f"{name} uses plain HTTP ({parts.netloc}), so anyone on the network path can read the login: use https, or"
            " set validate_certs to false if this is intended"
        )
    _check_proxy(url, environ)
    return url.rstrip("/")


def credential_service(name: str, url: str) -> str:
    """Return the URL of a service on this machine or its node that issues keys. Raises OptionError.

    Plain HTTP is only for these hosts: anyone on a network path could read the token and the keys.
    """
    try:
        address = ipaddress.ip_address(urlsplit(url).hostname or "")
        near = address.is_link_local or address.is_loopback
    except ValueError:
        near = False
    try:
        return base_url(name, url, {}, insecure=near)
    except OptionError as error:
        raise OptionError(
            f"{error}"
            if not url.startswith("http://")
            else f"{name} uses plain HTTP, but its host is neither this"
            " machine nor its node (a link-local address): use https"
        ) from None


def _check_proxy(url: str, environ: Environ) -> None:
    """Check the proxy for a URL. Raises OptionError, because the HTTP library would quote it with its password."""
    proxy = proxy_for(url, environ)
    if not proxy:
        return
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        usable = _is_host(parts.hostname) and parts.port != 0 and not (parts.path.strip("/") or parts.query)
        # Libraries disagree on whether a backslash ends the host, and would quote what they parsed.
        usable = usable and not parts.fragment and not re.search(r"[\\\s]", proxy)
    except ValueError:
        usable = False
    if not usable:
        scheme = urlsplit(url).scheme
        raise OptionError(
            f"the environment variable {scheme.upper()}_PROXY or {scheme}_proxy is not a valid proxy: set it to"
            " http://host:port or http://user:password@host:port, with special characters percent-encoded"
        )


def _is_host(name: str | None) -> bool:
    """Return whether a text can be the name or the address of a host."""
    return bool(name and (re.fullmatch(r"[A-Za-z0-9._-]+", name) or _is_address(name)))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
