# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account of a login, looked up in IAM or STS."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.account import AccountLookup
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from simulator import Simulator


def look_up(sim: Simulator, secret_key: str | None = None) -> AccountLookup:
    login = KeyLogin(sim.access_key, secret_key or sim.secret_key)
    return AccountLookup(Http(Transport()), sim.endpoint("iam") + "/v3", lambda: sim.endpoint("sts"), login)


def test_iam_names_the_account(sim: Simulator) -> None:
    assert look_up(sim)() == sim.domain_id
    assert [entry.path for entry in sim.requests] == ["/iam/v3/auth/domains"]


def test_sts_names_the_account_if_iam_lists_none(sim: Simulator) -> None:
    sim.fault("html", service="iam", body={"domains": []})
    assert look_up(sim)() == sim.domain_id
    assert [entry.path for entry in sim.requests] == ["/iam/v3/auth/domains", "/sts/v5/caller-identity"]


@pytest.mark.parametrize("domains", [None, [{}], [None], {}, [{"id": 1}], [{"id": ""}]])
def test_an_invalid_account_is_an_error(sim: Simulator, domains: Any) -> None:
    sim.fault("html", service="iam", body={"domains": domains})
    with pytest.raises(Fault, match="the response to the account lookup has no account ID") as caught:
        look_up(sim)()
    assert "domain_id" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "kind"), [(500, Fault), (401, LoginRefused), (403, Final), (404, Final), (201, Fault)]
)
@pytest.mark.parametrize("service", ["iam", "sts"])
def test_only_a_200_response_counts(sim: Simulator, service: str, status: int, kind: type[CallError]) -> None:
    if service == "sts":
        sim.fault("html", service="iam", body={"domains": []})
    sim.fault("html", service=service, status=status, body={"domains": [{"id": "d"}], "account_id": "d"})
    with pytest.raises(CallError) as caught:
        look_up(sim)()
    assert caught.value.__class__ is kind
