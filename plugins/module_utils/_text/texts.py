# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of others, made short enough for a message."""

from __future__ import annotations

import textwrap


def shortened(text: str, width: int) -> str:
    """The first words, at most ``width`` characters of them; whole words only, as half a secret could not be masked."""
    return textwrap.shorten(text, width, placeholder=" …", break_long_words=False, break_on_hyphens=False).strip()
