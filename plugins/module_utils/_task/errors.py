# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors in the options of a task, and parts of their messages."""

from __future__ import annotations

import shlex
import sys

from ansible.module_utils.basic import missing_required_lib


class OptionError(ValueError):
    """An option that cannot be used. The message names the option and says what to do."""


class NotThere(OptionError):
    """According to the documentation, the region does not have the service."""


def no_requests() -> str:
    """Return the message that ``requests`` cannot be imported, with the command that installs it."""
    command = f"{shlex.quote(sys.executable)} -m pip install requests"
    return f"{missing_required_lib('requests')} (to install it, run {command})"


def or_environment(variables: tuple[str, ...]) -> str:
    """Return the environment variables of an option, in parentheses, to follow the name of the option."""
    several = "one of the environment variables" if len(variables) > 1 else "the environment variable"
    return f" (or {several} {', '.join(variables)})"


def joined(names: list[str]) -> str:
    """Return a list as text: ``a``, ``a and b``, or ``a, b, and c``."""
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])}, and {names[-1]}"
