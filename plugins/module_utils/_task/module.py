# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of modules: an AnsibleModule with better messages, complete results, and stronger masking."""

from __future__ import annotations

import json
import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from .._http.library import REQUESTS_IMPORT_ERROR
from .._wait.outcome import Outcome, refused
from .errors import no_requests
from .masking import Secrets, is_secret, secrets_of
from .prevalidation import prevalidated
from .results import finished


class Module(AnsibleModule):
    """A module that returns all keys of a result when it fails, checks options first, and masks secrets.

    ``secrets`` is None while only the secrets of the options and the environment variables are known.
    """

    def __init__(self, argument_spec: dict[str, dict[str, t.Any]]) -> None:
        self.secrets: Secrets | None = None
        super().__init__(argument_spec=argument_spec, supports_check_mode=True)
        if REQUESTS_IMPORT_ERROR:
            self.fail_json(msg=no_requests(), exception=REQUESTS_IMPORT_ERROR)
        if self._complaint:
            self.fail_json(msg=self._complaint)

    def _load_params(self) -> None:
        super()._load_params()
        self.params, self._complaint = prevalidated(self.argument_spec, self.params)

    def exit_json(self, **kwargs: t.Any) -> t.NoReturn:
        """End the module with a result, in which ``warnings`` is a list of texts."""
        super().exit_json(**self._finished(kwargs))

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """End the module with an error and all keys of a result."""
        # The message of Ansible's own validation would say less, or name another option.
        result = refused(self._complaint or msg, Outcome().info_result())
        super().fail_json(**self._finished({**result, **kwargs}))

    def _finished(self, result: dict[str, t.Any]) -> dict[str, t.Any]:
        secrets = self.secrets or Secrets(secrets_of(self.params, os.environ))
        done = finished(result, secrets, beside=len(json.dumps(self.params, default=str)))
        self.no_log_values = set(filter(is_secret, self.no_log_values)) | secrets.values
        for warning in done.pop("warnings", ()):
            # Ansible shows warnings even for a task with no_log.
            if not self.no_log:
                self.warn(warning)
        return done
