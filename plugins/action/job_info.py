# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of ``job_info``, which runs the module on the target, with the options that are meant for it."""

from __future__ import annotations

import typing as t

from ansible.plugins.action.normal import ActionModule as NormalAction

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import argument_spec
from ansible_collections.huaweicloud.jobs.plugins.plugin_utils._defaults import args_of


class ActionModule(NormalAction):
    """Runs the module. Only the controller knows which options come from ``module_defaults``."""

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the module."""
        self._task.args = args_of(self._task, self._templar, argument_spec({}))
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        return result
