# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS contexts, each loaded once and shared by all connections that trust the same authorities."""

from __future__ import annotations

import functools
import os
import ssl

from .library import requests, urllib3


@functools.cache
def trusting(bundle: str | None = None) -> ssl.SSLContext:
    """The TLS context that trusts a CA bundle, a file or a folder; that of requests if none is named.

    Loading one takes more CPU than a poll does, so all connections share it. Raises OSError.
    """
    bundle = bundle or requests.utils.DEFAULT_CA_BUNDLE_PATH
    context = urllib3.util.ssl_.create_urllib3_context()
    context.load_verify_locations(**{"capath" if os.path.isdir(bundle) else "cafile": bundle})
    return context
