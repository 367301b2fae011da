# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules are made of: AnsibleModule shows more than it should."""

from __future__ import annotations

import json
import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from .._wait.outcome import refused
from .masking import Secrets, is_secret, secrets_of, without_results
from .results import finished
from .spec import explained


class Module(AnsibleModule):
    """A module whose results, warnings and logs show neither secrets nor what was given by mistake.

    ``secrets`` are those of the options and the environment, until something knows more of them. ``nothing`` is the
    result where nothing was done.
    """

    def __init__(self, nothing: dict[str, t.Any], **kwargs: t.Any) -> None:
        self.secrets: Secrets | None = None
        self._nothing = nothing
        super().__init__(**kwargs)

    def exit_json(self, **kwargs: t.Any) -> t.NoReturn:
        """End with a result, in which ``warnings`` are texts."""
        super().exit_json(**self._finished(kwargs))

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """End with an error, and with all keys of a result."""
        super().fail_json(**self._finished({**refused(explained(msg), self._nothing), **kwargs}))

    def _finished(self, result: dict[str, t.Any]) -> dict[str, t.Any]:
        secrets = self.secrets or Secrets(secrets_of(self.params, os.environ))
        self.params = without_results(self.params)
        done = finished(result, secrets, beside=len(json.dumps(self.params, default=str)))
        self.no_log_values = set(filter(is_secret, self.no_log_values)) | secrets.values
        for warning in done.pop("warnings", ()):
            # Ansible shows warnings even of a task with no_log.
            if not self.no_log:
                self.warn(warning)
        return done

    def _log_invocation(self) -> None:
        given, self.params = self.params, without_results(self.params)
        super()._log_invocation()
        self.params = given
