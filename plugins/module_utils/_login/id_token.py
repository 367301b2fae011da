# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ID token of an OpenID Connect provider, such as a CI system issues for each of its jobs."""

from __future__ import annotations

import re

from .._http.errors import Final

#: How many characters are read of a token file. No token is that long, but a file that was named by mistake may be.
_MAX_CHARACTERS = 65536


class IdToken:
    """An ID token, or the path of a file with one.

    The file is read each time the token is needed, because such tokens are valid for minutes and the file is renewed.
    """

    def __init__(self, token: str | None = None, path: str | None = None) -> None:
        self._token = token
        self._path = path

    def __call__(self) -> str:
        """Return the token. Raises Final if the file has none."""
        if self._token:
            return self._token
        return read_token(self._path or "")


def read_token(path: str) -> str:
    """Return the token in a file. Raises Final without showing the content of the file, which may be a secret."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(_MAX_CHARACTERS).strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise Final(f"the token file {path} cannot be read: {reason}", hint=_HINT) from None
    if not text:
        raise Final(f"the token file {path} is empty", hint=_HINT)
    if not re.fullmatch(r"[!-~]+", text):
        raise Final(f"the token file {path} does not contain a valid token", hint=_HINT)
    return text


_HINT = "Check the file on the machine that runs the plugin. It is read each time temporary keys are requested."
