# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where and when progress is displayed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

CALLBACK = '''
import json

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: only_json
type: stdout
short_description: JSON and nothing else
description: JSON and nothing else.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "only_json"

    def v2_playbook_on_stats(self, stats):
        self._display.display(json.dumps({"hosts": sorted(stats.processed)}))
'''


def test_progress_is_displayed_immediately_and_not_on_stdout(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("elb", "told", steps=[[0, "RUNNING"]])
    plugins = playbooks.folder / "callbacks"
    plugins.mkdir()
    (plugins / "only_json.py").write_text(CALLBACK, encoding="utf-8")
    process = playbooks.start(
        {"wait": playbooks.task("job_wait", "told", min_interval=0.2, max_interval=0.4, timeout=60)},
        ANSIBLE_STDOUT_CALLBACK="only_json",
        ANSIBLE_CALLBACK_PLUGINS=str(plugins),
    )
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if "told" in line and "RUNNING" in line:
            break
    # The job ends only now. If the line were delayed, the wait would time out.
    sim.add_job("elb", "told")
    run = playbooks.finish(process)

    assert not run.results["wait"]["failed"], "".join(seen) + run.output
    assert "told" in run.stderr
    assert "SUCCESS" in run.stderr
    assert json.loads(run.stdout) == {"hosts": ["localhost"]}


def test_no_log_and_the_option_progress_limit_the_output(sim: Simulator, playbooks: Playbooks) -> None:
    for job_id in ("loud", "quiet", "hidden"):
        sim.add_job("elb", job_id)
    run = playbooks.run(
        {
            "loud": playbooks.task("job_wait", "loud"),
            "quiet": playbooks.task("job_wait", "quiet", progress="none"),
            "hidden": playbooks.task("job_wait", "hidden") | {"no_log": True},
        }
    )

    assert [result["job"]["state"] for result in run.results.values()] == ["succeeded"] * 3
    assert "loud" in run.stderr
    assert "SUCCESS" in run.stderr
    assert "quiet" not in run.stderr
    assert "hidden" not in run.stderr
    assert "[localhost]" not in run.stderr


def test_several_hosts_are_distinguished(sim: Simulator, playbooks: Playbooks) -> None:
    for job_id in ("of-one", "of-two"):
        sim.add_job("elb", job_id)
    process = playbooks.start(
        {"wait": playbooks.task("job_wait", "of-{{ inventory_hostname }}")}, ("-f", "2"), hosts=("one", "two")
    )
    run = playbooks.finish(process)

    assert run.returncode == 0, run.output
    reported = [line for line in run.stderr.splitlines() if "of-" in line]
    assert len(reported) >= 4
    assert all(("[one]" in line) == ("of-one" in line) for line in reported)
    assert all(("[two]" in line) == ("of-two" in line) for line in reported)
