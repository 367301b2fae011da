# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python tests/benchmarks`` from any directory."""

from __future__ import annotations

import os
import sys

# Started by its folder: that folder is on the path, and its modules would be importable under wrong names.
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:1] = [TESTS, os.path.dirname(TESTS)]

import conftest  # noqa: E402 - it lets Python find the collection
from benchmarks.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], str(conftest.collections_path())))
