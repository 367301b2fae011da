# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP server on the loopback interface that simulates IAM, request signatures, asynchronous jobs, and create calls.

``Simulator`` runs it in a thread of the current process; ``python tests/simulator`` runs it as a separate process. The
module ``simulator`` is the interface for tests, ``creation`` implements the create calls, and ``faults`` implements the
errors that can occur. The simulator shares no code with the collection, so that neither can hide an error of the other.
"""

from __future__ import annotations

from .clock import Clock
from .records import Record
from .simulator import Simulator

__all__ = ["Clock", "Record", "Simulator"]
