# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls run in separate threads, and any of them can hang."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from waiting import location_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.calls import Call, Calls
from simulator import Simulator

SECONDS = 10
"""Longer than any thread takes to start."""


@pytest.fixture
def target(sim: Simulator) -> Callable[[str], Target]:
    location = location_of(sim)
    return lambda job_id: Target(location, job_id)


def names() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("huaweicloud.jobs")}


def test_results_are_returned_with_their_calls(target: Callable[[str], Target]) -> None:
    calls: Calls[Target] = Calls(lambda target, seconds: f"{target.job_id}, within {seconds:g} s")
    for number, job_id in enumerate("ab"):
        calls.send(Call(target(job_id), 100.0, 107.0, number))
    assert len(calls) == 2
    received = {call.target.job_id: (call.generation, result) for call, result in taken(calls, 2)}
    assert received == {"a": (0, "a, within 7 s"), "b": (1, "b, within 7 s")}
    assert (len(calls), list(calls)) == (0, [])
    calls.end()


def taken(calls: Calls, count: int) -> list[tuple[Call, Any]]:
    received = [calls.inbox.get(timeout=SECONDS) for _item in range(count)]
    for call, _result in received:
        calls.received(call)
    return received


def test_an_exception_is_the_result_of_its_call(target: Callable[[str], Target]) -> None:
    calls: Calls[Target] = Calls(lambda target, seconds: 1 / 0)
    calls.send(Call(target("a"), 0.0, 1.0, 0))
    ((_call, result),) = taken(calls, 1)
    assert isinstance(result, ZeroDivisionError)
    calls.end()


def test_concurrent_calls_have_separate_threads(target: Callable[[str], Target]) -> None:
    together = threading.Barrier(3)
    calls: Calls[Target] = Calls(lambda target, seconds: together.wait(SECONDS))
    for job_id in "abc":
        calls.send(Call(target(job_id), 0.0, 1.0, 0))
    assert sorted(result for _call, result in taken(calls, 3)) == [0, 1, 2]
    calls.end()


def test_consecutive_calls_share_a_thread(target: Callable[[str], Target]) -> None:
    used: set[int] = set()
    calls: Calls[Target] = Calls(lambda target, seconds: used.add(threading.get_ident()))
    for job_id in "abc":
        calls.send(Call(target(job_id), 0.0, 1.0, 0))
        taken(calls, 1)
    assert len(used) == 1
    calls.end()


def test_an_abandoned_call_does_not_block_the_next_one(target: Callable[[str], Target]) -> None:
    free = threading.Event()
    calls: Calls[Target] = Calls(lambda target, seconds: target.job_id == "a" and free.wait(SECONDS))
    hanging = Call(target("a"), 0.0, 2.0, 0)
    calls.send(hanging)
    assert calls.abandon_overdue(1.9) == []
    assert calls.abandon_overdue(2.0) == [hanging]
    assert calls.abandon_overdue(2.0) == []
    assert len(calls) == 0
    calls.send(Call(target("b"), 2.0, 4.0, 0))
    ((call, _result),) = taken(calls, 1)
    assert call.target.job_id == "b"
    assert (len(calls), calls.busy) == (0, 1)
    # Its thread is available again once the call ends.
    free.set()
    assert taken(calls, 1) == [(hanging, True)]
    assert (hanging.abandoned, calls.busy) == (True, 0)
    before = names()
    for job_id in "cd":
        calls.send(Call(target(job_id), 2.0, 4.0, 0))
    assert len(taken(calls, 2)) == 2
    assert names() == before
    calls.end()


def test_daemon_threads_end_with_the_calls(target: Callable[[str], Target]) -> None:
    threads: list[threading.Thread] = []
    calls: Calls[Target] = Calls(lambda target, seconds: threads.append(threading.current_thread()))
    calls.send(Call(target("a"), 0.0, 1.0, 0))
    taken(calls, 1)
    calls.end()
    (thread,) = threads
    assert thread.daemon
    thread.join(SECONDS)
    assert not thread.is_alive()
