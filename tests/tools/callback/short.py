# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The output of a demonstration: Ansible's own, but for the results of failed tasks, which fill a screen."""

from __future__ import annotations

from typing import Any

from ansible.plugins.callback.default import CallbackModule as Default

DOCUMENTATION = """
name: short
type: stdout
short_description: Ansible's default output, with the message alone of a task that failed
description: Without the rest of its result.
author: huaweicloud.jobs contributors (!UNKNOWN)
extends_documentation_fragment: [default_callback, result_format_callback]
"""


class CallbackModule(Default):
    """As the default, but for failures."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "short"

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Show the message."""
        self._display.display(f"failed: [{result.host.get_name()}] => {result.result['msg']}", color="red")
