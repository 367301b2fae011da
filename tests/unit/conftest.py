# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes ``simulator`` and the other helpers in ``tests`` importable, also when ansible-test runs the unit tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = str(Path(__file__).resolve().parents[1])

if TESTS not in sys.path:
    sys.path.insert(0, TESTS)

from simulator import Simulator  # noqa: E402


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """The simulator, in real time."""
    with Simulator() as simulator:
        yield simulator
