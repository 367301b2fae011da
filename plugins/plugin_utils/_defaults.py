# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a task without the defaults of the action group that do not apply to it."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.prevalidation import own_options
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import Spec, options_of_group

#: The action group in ``module_defaults``.
GROUP = "group/huaweicloud.jobs.all"


def args_of(task: t.Any, templar: t.Any, spec: Spec) -> dict[str, t.Any]:
    """Return the options of a task of ansible-core, which has put the defaults of the group among them."""
    layers = [layer[GROUP] for layer in task.module_defaults or () if layer.get(GROUP)]
    group = layers[-1] if layers else {}
    # Only what matters is templated: a lookup may be slow, or give another value each time.
    defaults = {
        name: templar.template(value)
        for name, value in (templar.template(group) if isinstance(group, str) else group).items()
        if name in task.args and (name == "custom" or name not in spec)
    }
    return own_options(spec, task.args, options_of_group(), defaults)
