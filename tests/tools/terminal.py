# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a terminal: a playbook, and what ansible-playbook prints when it runs it against the simulated cloud.

The playbook shares a clock with the simulated cloud: its waits take no time, and its output is always the same.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from simulator import Simulator

CALLBACKS = Path(__file__).parent / "callback"
SECONDS = 120
"""More than the playbook takes on a slow machine."""
COLUMNS = 100
TITLE = "ansible-playbook runs a task of job_start: it reports progress, and fails with the reason that the API gives"
NAME = "disk.yml"
#: In the simulated cloud, a job fails if the name of what it creates begins with "fail".
PLAYBOOK = """\
---
- name: Create a disk
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Create a disk, and show why if it fails
      block:
        - name: Create a disk and wait until it is available
          huaweicloud.jobs.job_start:
            service: evs
            region: eu-de
            path: /v2.1/{project_id}/cloudvolumes
            body:
              volume: {name: failover, size: 40, volume_type: SSD, availability_zone: eu-de-01}
      rescue:
        - name: "Rescue: show why it failed"
          ansible.builtin.debug:
            msg: "{{ ansible_failed_result.fail_reason }}"
"""
#: The task in it, and the command that shows the task.
TASK, COMMAND = slice(8, 14), f"grep -A 5 job_start {NAME}"
#: The simulated cloud gives jobs random ids.
JOB_ID = "ff8080827a94fefec8eb15e69586a949"
JOB_SECONDS = 18.0

THEME = TerminalTheme(
    (30, 34, 42),
    (220, 223, 228),
    [
        (63, 68, 81),
        (240, 113, 120),
        (152, 195, 121),
        (229, 192, 123),
        (97, 175, 239),
        (198, 120, 221),
        (86, 182, 194),
        (220, 223, 228),
    ],
)
#: As rich has it by default, but with fonts of the reader's system alone, and a description.
SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>TITLE</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
.{unique_id}-title {{ font: bold 18px sans-serif }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def run(collections: str) -> str:
    """What the playbook prints, up to the recap, which is wider than the picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        time = folder / "time"
        time.write_text("1000.0", encoding="ascii")
        (folder / NAME).write_text(PLAYBOOK, encoding="utf-8")
        (folder / "ansible.cfg").touch()
        with Simulator(lambda: float(time.read_text(encoding="ascii")), create_seconds=JOB_SECONDS) as cloud:
            variables = {
                "ANSIBLE_CALLBACKS_ENABLED": "simulated_time",
                "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
                "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
                "ANSIBLE_COLLECTIONS_PATH": collections,
                "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
                "ANSIBLE_FORCE_COLOR": "true",
                "ANSIBLE_LOCALHOST_WARNING": "false",
                "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
                "ANSIBLE_STDOUT_CALLBACK": "short",
                "HOME": name,
                "HUAWEICLOUD_JOBS_ENDPOINT": cloud.endpoint("evs"),
                "HUAWEICLOUD_SDK_AK": cloud.access_key,
                "HUAWEICLOUD_SDK_SK": cloud.secret_key,
                "HW_PROJECT_ID": cloud.project_id,
                "LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8",
                "NO_PROXY": "127.0.0.1",
                "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
                "SIMULATED_TIME": str(time),
            }
            ended = subprocess.run(
                [sys.executable, "-m", "ansible", "playbook", NAME],
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
                check=False,
            )
    if ended.returncode:
        raise RuntimeError(ended.stdout)
    output, recap, _rest = ended.stdout.partition("\nPLAY RECAP ")
    assert recap
    return re.sub(r"\bff808082[0-9a-f]{24}\b", JOB_ID, output.rstrip())


def task() -> Text:
    """The task, with its keys in color."""
    text = Text("\n".join(PLAYBOOK.splitlines()[TASK]))
    text.highlight_regex(r"[\w.]+:(?=\s)", "blue")
    return text


def svg(collections: str) -> str:
    """The whole picture."""
    # Without the environment, which may forbid colors, or say that the terminal is a dumb one.
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor", _environ={})
    for command, output in (COMMAND, task()), (f"ansible-playbook {NAME}", Text.from_ansi(run(collections))):
        console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
        console.print(output)
    console.print()  # The last line would be cut off at its descenders.
    return console.export_svg(
        title=f"ansible-playbook {NAME}", theme=THEME, code_format=SVG.replace("TITLE", TITLE), unique_id="terminal"
    )
