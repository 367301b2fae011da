# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP library, where it is installed: ansible-test imports every file without it."""

from __future__ import annotations

import traceback

#: Why requests cannot be imported, or None.
REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import urllib3
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
    requests = urllib3 = None  # type: ignore[assignment]

__all__ = ["REQUESTS_IMPORT_ERROR", "requests", "urllib3"]
