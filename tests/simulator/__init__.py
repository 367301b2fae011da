# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A loopback HTTP server that answers like the clouds: IAM, signatures, asynchronous jobs and calls that start them.

``Simulator`` runs it in a thread of this process, ``python tests/simulator`` as a process of its own.
``simulator`` has what a test does with it, ``creation`` the calls, ``faults`` what may go wrong on the way.
It shares no code with the collection, so that neither can hide a mistake of the other.
"""

from __future__ import annotations

from .clock import Clock
from .records import Record
from .simulator import Simulator

__all__ = ["Clock", "Record", "Simulator"]
