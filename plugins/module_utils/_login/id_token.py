# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token of an OpenID Connect provider, such as a CI has for each of its jobs."""

from __future__ import annotations

import re

from .._http.errors import Final

#: More than any token has, and less than what would be a file named by mistake.
_LONGEST = 65536


class IdToken:
    """A token, or a file that has one. The file is read whenever the token is needed, as tokens last minutes."""

    def __init__(self, token: str | None = None, path: str | None = None) -> None:
        self._token = token
        self._path = path

    def __call__(self) -> str:
        """The token. Raises Final where the file has none."""
        if self._token:
            return self._token
        return token_in(self._path or "")


def token_in(path: str) -> str:
    """The token that a file has. Raises Final; what the file has instead is not shown."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(_LONGEST).strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise Final(f"the token file {path} cannot be read: {reason}", hint=_HINT) from None
    if not text:
        raise Final(f"the token file {path} is empty", hint=_HINT)
    if not re.fullmatch(r"[!-~]+", text):
        raise Final(f"the token file {path} holds no token", hint=_HINT)
    return text


_HINT = "It is read on the machine on which the plugin runs, whenever new keys are requested."
