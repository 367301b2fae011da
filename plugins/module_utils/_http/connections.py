# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connections of a session, which share one TLS context, and on which a call can be aborted."""

from __future__ import annotations

import inspect
import ssl
import typing as t
from urllib.parse import urlsplit

from .abort import AbortableConnection
from .library import requests, urllib3

if t.TYPE_CHECKING:
    from requests.adapters import HTTPAdapter

#: The maximum number of connections that are kept open, at any rate of queries.
MAX_CONNECTIONS = 64


def adapter(context: ssl.SSLContext | None) -> HTTPAdapter:
    """Return an adapter for a session of requests, whose connections all use the TLS context ``context``.

    Without ``context``, certificates are not validated.
    """
    pools = _pools()
    # urllib3 before 1.26 has no TLS context for a proxy whose own URL is https.
    proxies_over_tls = "proxy_ssl_context" in inspect.signature(urllib3.ProxyManager).parameters

    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, **kwargs)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
            manager = super().proxy_manager_for(proxy, **kwargs)
            manager.pool_classes_by_scheme = pools
            return manager

    class SharingAdapter(Adapter):
        """Shares one TLS context; the adapter of requests would load the CA bundle again for each connection."""

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
            # Some releases of requests 2.32 would use their own TLS context here.
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

    return (SharingAdapter if context else Adapter)(pool_maxsize=MAX_CONNECTIONS)


def _pools() -> dict[str, t.Any]:
    """Return the connection pools of urllib3 by URL scheme, with connections on which a call can be aborted."""
    pools: dict[str, t.Any] = {"http": urllib3.HTTPConnectionPool, "https": urllib3.HTTPSConnectionPool}
    return {
        scheme: type(
            pool.__name__,
            (pool,),
            {"ConnectionCls": type(pool.ConnectionCls.__name__, (AbortableConnection, pool.ConnectionCls), {})},
        )
        for scheme, pool in pools.items()
    }
