# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a separate process, which prints a line when it is ready and ends after a maximum lifetime."""

from __future__ import annotations

import argparse
import json
import os
import signal
import time
from types import FrameType

from .simulator import Simulator


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="simulator", description="Simulated clouds on a loopback port.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--lifetime", type=float, default=300.0, help="seconds until it ends by itself (default: 300)")
    parser.add_argument("--tls", action="store_true", help="serve HTTPS with a certificate made for the occasion")
    parser.add_argument("--token-lifetime", type=float, default=86400.0, help="seconds for which tokens are valid")
    parser.add_argument("--agency-lifetime", type=float, default=3600.0, help="seconds for which its keys are valid")
    parser.add_argument("--create-seconds", type=float, default=6.0, help="seconds that the jobs of calls take")
    parser.add_argument("--ready-file", help="file to write the ready line to as well")
    parser.add_argument("--parent-pid", type=int, help="end when this process is gone")
    return parser.parse_args(arguments)


def alive(pid: int) -> bool:
    """Whether a process exists. A child of the process can also detect its end by a changed parent ID."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_whole(path: str, text: str) -> None:
    """Write a file atomically, so that readers never see a part of it."""
    partial = f"{path}.{os.getpid()}"
    with open(partial, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(partial, path)


def main(arguments: list[str] | None = None) -> int:
    """Run until the lifetime is over, the parent is gone, or a signal or ``POST /_sim/stop`` requests the end."""
    options = parse(arguments)
    simulator = Simulator(
        tls=options.tls,
        port=options.port,
        token_lifetime=options.token_lifetime,
        create_seconds=options.create_seconds,
        agency_lifetime=options.agency_lifetime,
    )

    def end(signum: int, frame: FrameType | None) -> None:
        simulator.finished.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    deadline = time.monotonic() + options.lifetime
    born_to = os.getppid()
    with simulator:
        line = json.dumps(simulator.ready())
        if options.ready_file:
            write_whole(options.ready_file, line + "\n")
        print(line, flush=True)
        while not simulator.finished.wait(min(0.25, max(0.0, deadline - time.monotonic()))):
            orphaned = options.parent_pid == born_to and os.getppid() != born_to
            if time.monotonic() >= deadline or orphaned or (options.parent_pid and not alive(options.parent_pid)):
                break
        # The response to the request that stopped the simulator is still being sent.
        time.sleep(0.05)
    return 0
