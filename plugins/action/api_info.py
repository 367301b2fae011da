# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of ``api_info``, which reads from an API on the controller."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.refusals import Refusals
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.call_results import empty_call_result
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.described import described
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import Spec, call_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.retries import retry_reads
from ansible_collections.huaweicloud.jobs.plugins.plugin_utils._action import ApiAction, Task


class ActionModule(ApiAction):
    """Validates the options, and makes the call."""

    def spec(self, environ: dict[str, str]) -> Spec:
        return call_argument_spec(environ)

    def nothing(self) -> dict[str, t.Any]:
        return empty_call_result()

    def perform(self, task: Task) -> dict[str, t.Any]:
        to_do = described(task.params, task.environ)
        task.connect(to_do.connected)
        return {**self.nothing(), **task.call(to_do.call, retry_reads, Refusals(to_do.connected.connection.login))}
