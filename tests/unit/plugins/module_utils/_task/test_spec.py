# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the argument specs accept."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import (
    argument_spec,
)
from tasks import TASK


def test_a_variable_that_is_neither_true_nor_false() -> None:
    result = ArgumentSpecValidator(argument_spec({"OS_INSECURE": "maybe"})).validate(TASK)
    (message,) = result.error_messages
    assert "validate_certs" in message
    assert "maybe (from OS_INSECURE)" in message
