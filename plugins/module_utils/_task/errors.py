# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with the options of a task."""

from __future__ import annotations

import shlex
import sys

from ansible.module_utils.basic import missing_required_lib


class OptionError(ValueError):
    """An option that cannot be used; the message names it and says what to do."""


class NotThere(OptionError):
    """The region does not have the service, as documents say."""


def no_requests() -> str:
    """What to do where ``requests`` cannot be imported."""
    command = f"{shlex.quote(sys.executable)} -m pip install requests"
    return f"{missing_required_lib('requests')} (to install it, run {command})"


def or_environment(variables: tuple[str, ...], phrase: str = "or the environment variable") -> str:
    """The variables behind an option, in brackets, to end a sentence about the option."""
    return f" ({phrase} {', '.join(variables)})"


def joined(names: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
