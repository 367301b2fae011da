# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import the HTTP libraries if they are installed; ansible-test also imports every file without them."""

from __future__ import annotations

import traceback

#: The traceback of the failed import, None if it succeeded.
REQUESTS_IMPORT_ERROR: str | None = None
try:
    import requests
    import urllib3
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()
    requests = urllib3 = None  # type: ignore[assignment]

__all__ = ["REQUESTS_IMPORT_ERROR", "requests", "urllib3"]
