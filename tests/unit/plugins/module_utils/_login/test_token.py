# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A token is sent unchanged."""

from __future__ import annotations

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin


def test_a_token_is_a_secret() -> None:
    assert TokenLogin("t").secrets == {"t"}
    assert KeyLogin("ak", "sk", "st").secrets == {"sk", "st"}
    assert not TokenLogin("t").renew(LoginRefused("no"))
    assert not KeyLogin("ak", "sk").renew(LoginRefused("no"))
