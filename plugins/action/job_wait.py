# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of ``job_wait``, which waits for jobs on the controller."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.plans import rate_warnings, wait_plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import Spec, wait_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import connect, has_jobs
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.plugin_utils._action import ApiAction, Task


class ActionModule(ApiAction):
    """Validates the options, and waits for the jobs."""

    def spec(self, environ: dict[str, str]) -> Spec:
        return wait_argument_spec(environ)

    def nothing(self) -> dict[str, t.Any]:
        return Outcome().wait_result()

    def perform(self, task: Task) -> dict[str, t.Any]:
        plan = wait_plan(task.params, task.given, task.timeout, task.check_mode)
        if not has_jobs(task.params):
            return self.nothing()
        connected = connect(task.params, task.environ)
        task.warnings += rate_warnings(plan, len(connected.targets))
        return task.wait(connected, plan).wait_result(task.check_mode, task.params["raw"])
