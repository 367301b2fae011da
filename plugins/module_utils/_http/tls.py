# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS contexts, each loaded once and shared by all connections that use the same CA bundle."""

from __future__ import annotations

import functools
import os
import ssl

from .library import requests, urllib3


@functools.cache
def tls_context(bundle: str | None = None) -> ssl.SSLContext:
    """Return the TLS context that trusts a CA bundle: a file, a folder, or by default the bundle of requests.

    Loading a bundle takes more CPU time than a query, so all connections share the context. Raises OSError if the
    bundle cannot be loaded.
    """
    bundle = bundle or requests.utils.DEFAULT_CA_BUNDLE_PATH
    context = urllib3.util.ssl_.create_urllib3_context()
    context.load_verify_locations(**{"capath" if os.path.isdir(bundle) else "cafile": bundle})
    return context
