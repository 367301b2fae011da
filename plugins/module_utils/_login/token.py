# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log in with a token that was requested before the task."""

from __future__ import annotations

import typing as t

from .base import Login


class TokenLogin(Login):
    """A token of IAM for one project, which cannot be renewed."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.secrets.add(token)

    def __call__(self, request: t.Any) -> t.Any:
        request.headers["X-Auth-Token"] = self._token
        return request

    def advice(self, message: str) -> str:  # noqa: ARG002
        return (
            "The token has expired, or belongs to another project or region: request a new one, or log in with"
            " access_key and secret_key or with username and password, which remain valid during a long wait."
        )
