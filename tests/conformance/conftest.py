# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: a simulator with a manual clock, and the official SDK, which uses this simulator."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from our_logins import World  # noqa: E402
from simulated_clock import SimulatedClock  # noqa: E402

from simulator import Clock, Simulator  # noqa: E402


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """If warnings are errors, do not count warnings that the SDK itself causes."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning:huaweicloudsdk"))


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ignore this machine's proxies, CA bundles, and netrc. The SDK writes to the home directory."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sim(clock: Clock) -> Iterator[Simulator]:
    with Simulator(clock=clock) as simulator:
        yield simulator


@pytest.fixture
def http(sim: Simulator) -> Iterator[requests.Session]:
    """A session that sends the simulator's token."""
    with requests.Session() as session:
        session.headers["X-Auth-Token"] = sim.token
        yield session


@pytest.fixture
def sdk() -> ModuleType:
    """The official SDK. It is imported late, because importing it writes a file to the home directory."""
    return importlib.import_module("official_sdk")


@pytest.fixture
def world() -> Iterator[Callable[..., World]]:
    started: list[World] = []

    def start(**times: Any) -> World:
        started.append(World(SimulatedClock(), **times))
        started[-1].sim.start()
        return started[-1]

    yield start
    for one in started:
        one.sim.stop()
