# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ID token of a provider, from an option or from a file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.id_token import IdToken


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_file_contains_one_token_or_none(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "token")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        token, reported = token_of(str(path))
        if token is None:
            assert str(path) in reported
            assert len(text.strip()) < 8 or text.strip() not in reported.replace(str(path), "")
        else:
            assert token == text.strip()
            assert token.isascii()
            assert token.isprintable()


def token_of(path: str) -> tuple[str | None, str]:
    """The token in a file, or the error message if there is none."""
    try:
        return IdToken(path=path)(), ""
    except Final as error:
        return None, error.message


def test_a_given_token_needs_no_file() -> None:
    assert IdToken("jwt", "/no/such")() == "jwt"


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"two words", "does not contain a valid token"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b"x" * 70_000, None),
    ],
)
def test_an_invalid_file_says_why(tmp_path: Path, content: bytes | None, reported: str | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    if reported is None:
        assert len(IdToken(path=str(path))()) == 65536
        return
    with pytest.raises(Final, match=reported) as caught:
        IdToken(path=str(path))()
    assert "on the machine that runs the plugin" in caught.value.hint


def test_a_directory_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(Final, match="cannot be read: Is a directory"):
        IdToken(path=str(tmp_path))()
