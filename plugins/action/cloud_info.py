# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of ``cloud_info``, which checks a login and services on the controller."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup import seconds_of, to_check
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup_report import written
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup_result import (
    checkup_result,
    empty_checkup_result,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import Spec, check_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.plugin_utils._action import ApiAction, Task


class ActionModule(ApiAction):
    """Validates the options, and checks the login and the services."""

    def spec(self, environ: dict[str, str]) -> Spec:
        return check_argument_spec(environ)

    def nothing(self) -> dict[str, t.Any]:
        return empty_checkup_result()

    def perform(self, task: Task) -> dict[str, t.Any]:
        seconds = seconds_of(task.params, task.timeout)
        described = to_check(task.params, task.environ)
        task.connect(described.connected)
        result = checkup_result(described, task.check(described, seconds))
        if task.params["report"] and not task.check_mode:
            complaint = written(task.secrets.data(result["report"]), task.params["report"])
            if complaint:
                return {**result, "failed": True, "msg": complaint}
        return result
