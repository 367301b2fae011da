# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renewable logins: when they are renewed, and which errors are remembered."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import (
    Login,
    LoginGroup,
    RenewableLogin,
    SharedState,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin

ISSUED = "2026-01-01T00:00:00Z"


class IssuingLogin(RenewableLogin):
    """Issues tokens with given times, on a simulated clock."""

    def __init__(self, issued_at: Any, expires_at: Any, shared: SharedState | None = None) -> None:
        super().__init__(lambda: self.now, shared)
        self.now = 100_000.0
        self.times = (issued_at, expires_at)
        self.issued = 0
        self.error: CallError | None = None

    def _request(self) -> tuple[Login, float]:
        self.issued += 1
        if self.error:
            raise self.error
        return TokenLogin(f"token-{self.issued}"), self._renewal(*self.times)

    def issued_after(self, seconds: float) -> int:
        self.now += seconds
        self._current()
        return self.issued


@pytest.mark.parametrize(
    ("expires_at", "seconds"),
    [
        ("2026-01-01T01:00:00Z", 3300),  # five minutes before it expires
        ("2026-01-02T00:00:00Z", 86100),
        ("2026-01-01T00:50:00Z", 2700),
        ("2026-01-01T00:10:00Z", 540),  # one tenth of its lifetime before it expires
        ("2026-01-01T00:01:40+0000", 90),
    ],
)
def test_a_login_is_renewed_before_it_expires(expires_at: str, seconds: float) -> None:
    login = IssuingLogin(ISSUED, expires_at)
    assert login.issued_after(0) == 1
    assert login.issued_after(seconds - 1) == 1
    assert login.issued_after(1) == 2
    assert login.secrets == {"token-1", "token-2"}


@pytest.mark.parametrize("times", [(ISSUED, None), (None, ISSUED), (None, None), (ISSUED, "soon"), ({}, [])])
def test_a_login_without_a_known_expiry_is_kept(times: tuple[Any, Any]) -> None:
    login = IssuingLogin(*times)
    assert login.issued_after(0) == 1
    assert login.issued_after(10_000_000) == 1
    assert login.renew(LoginRefused("no"))
    assert login.issued_after(0) == 2


def test_a_temporary_error_is_retried() -> None:
    login = IssuingLogin(ISSUED, None)
    login.error = Fault("busy")
    for attempt in (1, 2):
        with pytest.raises(Fault):
            login.issued_after(0)
        assert (login.issued, login.renew(LoginRefused("no"))) == (attempt, True)
    login.error = None
    assert login.issued_after(0) == 3


def test_a_final_error_is_remembered() -> None:
    login = IssuingLogin(ISSUED, None)
    login.error = Final("no")
    for _attempt in range(2):
        with pytest.raises(Final) as caught:
            login.issued_after(0)
        assert caught.value is login.error
        assert not login.renew(LoginRefused("no"))
    assert login.issued == 1


def test_logins_of_one_user_share_a_final_error() -> None:
    shared = SharedState()
    first, second = IssuingLogin(ISSUED, None, shared), IssuingLogin(ISSUED, None, shared)
    first.error = Final("no such user")
    for login in (first, second, first):
        with pytest.raises(Final, match="no such user"):
            login(None)
    assert (first.issued, second.issued) == (1, 0)


def test_a_group_of_logins_is_renewed_together() -> None:
    first, second = IssuingLogin(ISSUED, None), IssuingLogin(ISSUED, None)
    group = LoginGroup()
    group.members += [first, second]
    assert (first.issued_after(0), second.issued_after(0)) == (1, 1)
    assert group.renew(LoginRefused("no"))
    assert (first.issued_after(0), second.issued_after(0)) == (2, 2)
    first.error = Final("gone")
    group.renew(LoginRefused("no"))
    with pytest.raises(Final):
        first.issued_after(0)
    assert not group.renew(LoginRefused("no"))
    assert second.issued_after(0) == 3
