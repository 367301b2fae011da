# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS contexts, each loaded once and shared by all connections that trust the same authorities."""

from __future__ import annotations

import functools
import inspect
import os
import ssl
import typing as t
from urllib.parse import urlsplit

from .library import requests, urllib3

if t.TYPE_CHECKING:
    from requests.adapters import HTTPAdapter


@functools.cache
def trusting(bundle: str | None = None) -> ssl.SSLContext:
    """The TLS context that trusts a CA bundle, a file or a folder; that of requests if none is named.

    Loading one takes more CPU than a query does, so all connections share it. Raises OSError.
    """
    bundle = bundle or requests.utils.DEFAULT_CA_BUNDLE_PATH
    context = urllib3.util.ssl_.create_urllib3_context()
    context.load_verify_locations(**{"capath" if os.path.isdir(bundle) else "cafile": bundle})
    return context


def adapter(context: ssl.SSLContext, connections: int) -> HTTPAdapter:
    """An adapter whose connections share a context, where each of requests' own would load the bundle again."""
    # urllib3 before 1.26 has none for a proxy that is itself reached over TLS.
    proxies_over_tls = "proxy_ssl_context" in inspect.signature(urllib3.ProxyManager).parameters

    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **kwargs)

        def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
            if proxy.startswith("https:") and proxies_over_tls:
                kwargs["proxy_ssl_context"] = context
            return super().proxy_manager_for(proxy, ssl_context=context, **kwargs)

        def get_connection_with_tls_context(
            self,
            request: requests.PreparedRequest,
            verify: t.Any,  # noqa: ARG002
            proxies: t.Any = None,
            cert: t.Any = None,  # noqa: ARG002
        ) -> t.Any:
            # requests 2.32 would set a context of its own in some releases.
            url = t.cast(str, request.url)
            proxy = requests.utils.select_proxy(url, proxies) if proxies else None
            if proxy:
                manager = self.proxy_manager_for(requests.utils.prepend_scheme_if_needed(proxy, "http"))
            else:
                manager = self.poolmanager
            parts = urlsplit(url)
            return manager.connection_from_host(parts.hostname, parts.port, parts.scheme)

        def cert_verify(self, conn: t.Any, *_args: t.Any) -> None:
            conn.cert_reqs = "CERT_REQUIRED"

    return Adapter(pool_maxsize=connections)
