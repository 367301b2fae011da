# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of what URLs are made of: host names, base URLs, and the proxies on the way."""

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
    """A part of a host name, as it is. Raises OptionError."""
    if value and not _HOST.fullmatch(value):
        raise OptionError(f"{name} is {value!r}, which cannot be part of a host name")
    return value


def base_url(name: str, url: str, environ: Environ, insecure: bool) -> str:
    """A base URL, without the slash at its end. Raises OptionError."""
    try:
        parts = urlsplit(url)
        well_formed = parts.scheme in ("http", "https") and _is_host(parts.hostname) and parts.port != 0
    except ValueError:
        well_formed = False
    # Looked for in the text: the parts neither have an empty query or fragment, nor what urlsplit takes out.
    if not well_formed or "@" in parts.netloc or not re.fullmatch(r"[!-~]+", url) or re.search(r"[?#\\]", url):
        raise OptionError(
            f"{name} is not usable: give a base URL like https://host or https://host/path, without user, query"
            " or fragment, and with other than printable ASCII characters percent-encoded"
        )
    if parts.scheme == "http" and not insecure and not is_loopback(t.cast(str, parts.hostname)):
        raise OptionError(
            f"{name} is plain http ({parts.netloc}), over which anybody can read the login: use https, or set"
            " validate_certs to false if you mean it"
        )
    _check_proxy(url, environ)
    return url.rstrip("/")


def credential_service(name: str, url: str) -> str:
    """The URL of a service on this machine or its node, which gives keys to whoever reaches it. Raises OptionError.

    Plain http is for what no network lies between, as anybody there could read the token and the keys.
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
            else f"{name} is plain http, and its host is neither this"
            " machine nor its node (a link-local address): use https"
        ) from None


def _check_proxy(url: str, environ: Environ) -> None:
    """A proxy that cannot be used is quoted by what complains about it, with its password."""
    proxy = proxy_for(url, environ)
    if not proxy:
        return
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        usable = _is_host(parts.hostname) and parts.port != 0 and not (parts.path.strip("/") or parts.query)
        # A backslash ends the host for some and not for others, who then quote what they take for it.
        usable = usable and not parts.fragment and not re.search(r"[\\\s]", proxy)
    except ValueError:
        usable = False
    if not usable:
        scheme = urlsplit(url).scheme
        raise OptionError(
            f"the environment variable {scheme.upper()}_PROXY, or {scheme}_proxy, is no proxy that can be used:"
            " give http://host:port or http://user:password@host:port, with special characters percent-encoded"
        )


def _is_host(name: str | None) -> bool:
    """Whether a name or an address can be one of a host."""
    return bool(name and (re.fullmatch(r"[A-Za-z0-9._-]+", name) or _is_address(name)))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
