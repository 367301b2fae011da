# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the simulator: ``python tests/simulator`` anywhere, or ``python -m simulator`` with ``tests`` on the path."""

from __future__ import annotations

import os
import sys

if __package__:
    from .command import main
else:
    # When Python is started with the folder, the folder itself is on the path, and its modules could be imported under
    # wrong names.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from simulator.command import main

if __name__ == "__main__":
    sys.exit(main())
