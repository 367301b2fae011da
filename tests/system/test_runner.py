# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-runner, which AWX runs playbooks with, sees each line as an event, as it comes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import ansible_runner
import yaml

from simulator import Simulator


def test_each_line_is_a_live_event(tmp_path: Path) -> None:
    lines: list[str] = []
    with Simulator() as sim:
        sim.add_job("elb", "slow", steps=[(0, "RUNNING")], job_type="createELB")

        def handle(event: dict[str, Any]) -> bool:
            if event["event"] == "verbose":
                lines.append(event["stdout"])
            if "(createELB): RUNNING" in event["stdout"]:
                # Only a line that is seen while the task still waits lets the job end before the deadline.
                sim.add_job("elb", "slow", steps=[(0, "SUCCESS")], job_type="createELB")
            return True

        task = {
            "name": "Wait",
            "huaweicloud.jobs.job_wait": {
                "service": "elb",
                "endpoint": sim.endpoint("elb"),
                "project_id": sim.project_id,
                "token": sim.token,
                "job_id": "slow",
                "timeout": 60,
            },
        }
        result = ansible_runner.run(
            private_data_dir=str(tmp_path),
            playbook=yaml.safe_load(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}])),
            inventory="localhost ansible_connection=local",
            envvars={
                "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
                "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
                "HOME": str(tmp_path),
            },
            event_handler=handle,
            quiet=True,
        )
    assert (result.status, result.rc) == ("successful", 0)
    told = [line for line in lines if "elb" in line]
    assert "waiting up to 1:00 for elb slow" in told[0]
    assert "(createELB): RUNNING" in told[1]
    assert "(createELB): SUCCESS" in told[2]
    assert sim.token not in "".join(path.read_text() for path in tmp_path.glob("artifacts/*/stdout"))
