# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module of this collection does before its work."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import AnsibleModule

from .._http.library import REQUESTS_IMPORT_ERROR
from .._wait.outcome import Outcome, refused
from .errors import no_requests
from .given import prepared


class Module(AnsibleModule):
    """Has every key of a result when it fails, and says in our words what is wrong with an option."""

    def __init__(self, argument_spec: dict[str, dict[str, t.Any]]) -> None:
        super().__init__(argument_spec=argument_spec, supports_check_mode=True)
        if REQUESTS_IMPORT_ERROR:
            self.fail_json(msg=no_requests(), exception=REQUESTS_IMPORT_ERROR)
        if self._complaint:
            self.fail_json(msg=self._complaint)

    def _load_params(self) -> None:
        super()._load_params()
        self.params, self._complaint = prepared(self.argument_spec, self.params)

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """End with an error."""
        # Ansible does not know what our complaint is about, and finds less wrong, or something else.
        super().fail_json(**{**refused(self._complaint or msg, Outcome().info_result()), **kwargs})
