# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of the collection, for the User-Agent header. A test compares it with galaxy.yml."""

from __future__ import annotations

VERSION = "1.0.0"
