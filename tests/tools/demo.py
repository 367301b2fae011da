# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs the collection from the clone and runs playbooks/demo.yml against a simulated cloud.

The login and the address of the simulated cloud are in the environment, where those of a real one would be. Further
arguments go to ansible-playbook.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ANSIBLE = [sys.executable, "-m", "ansible"]
READY_SECONDS = 30


def install(env: dict[str, str]) -> None:
    """Puts the collection where ansible.cfg has Ansible look for it."""
    command = [*ANSIBLE, "galaxy", "collection", "install", ".", "-p", ".ansible/collections", "--force", "--no-deps"]
    response = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if response.returncode != 0:
        raise SystemExit(f"The collection does not install:\n{response.stdout}")


def start_simulator(env: dict[str, str]) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """Starts the simulated cloud. Its process, and what it says about itself once it is ready."""
    command = [sys.executable, "tests/simulator", "--port", "0", "--lifetime", "120", "--parent-pid", str(os.getpid())]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    too_long = threading.Timer(READY_SECONDS, process.kill)
    too_long.start()
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
    finally:
        too_long.cancel()
    if not ready:
        process.kill()
        raise SystemExit(f"The simulated cloud did not start; it ended with {process.wait()}.")
    return process, json.loads(ready)


def login(about: dict[str, Any]) -> dict[str, str]:
    """The environment variables that lead to the simulated cloud."""
    return {
        "HUAWEICLOUD_SDK_AK": about["access_key"],
        "HUAWEICLOUD_SDK_SK": about["secret_key"],
        "HW_PROJECT_ID": about["project_id"],
        "HUAWEICLOUD_JOBS_ENDPOINT": about["endpoints"]["evs"],
    }


def main(arguments: list[str]) -> int:
    quiet = {
        "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests" / "tools" / "callback"),
        "ANSIBLE_STDOUT_CALLBACK": "short",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    }
    env = os.environ | quiet | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")}
    if sys.stdout.isatty():
        env.pop("NO_COLOR", None)
    install(env)
    simulator, about = start_simulator(env)
    try:
        variables = ("-e", f"region={about['project_name']}", "-e", "simulated=true")
        command = [*ANSIBLE, "playbook", str(Path("playbooks", "demo.yml")), *variables, *arguments]
        return subprocess.run(command, cwd=ROOT, env=env | login(about), check=False).returncode
    finally:
        simulator.terminate()
        simulator.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
