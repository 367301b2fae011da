# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The projects and the expiry that IAM reports for a login."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError, Fault, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import Login
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.identity import Identity, identity_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.keys import KeyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from simulator import Clock, Simulator


def identify(sim: Simulator, login: Login) -> Identity:
    return identity_of(Http(Transport(timeout=5.0)), f"{sim.endpoint('iam')}/v3", login)


def token_of(sim: Simulator) -> Login:
    return TokenLogin(sim.token)


def keys_of(sim: Simulator) -> Login:
    return KeyLogin(sim.access_key, sim.secret_key)


def test_a_token_has_a_project_and_an_expiry() -> None:
    clock = Clock()
    with Simulator(clock=clock, wall=lambda: 1e9 + clock.now, token_lifetime=90.0) as sim:
        clock.now += 7
        found = identify(sim, token_of(sim))
    assert found == Identity({sim.project_id: "eu-de"}, "2001-09-09T02:04:50.000Z")
    (request,) = sim.requests
    assert (request.method, request.path, request.query) == ("GET", "/iam/v3/auth/tokens", {"nocatalog": "true"})
    assert request.headers["x-subject-token"] == request.headers["x-auth-token"] == sim.token


def test_keys_have_projects_and_no_expiry(sim: Simulator) -> None:
    sim.add_project("f" * 32, "eu-de_shop")
    assert identify(sim, keys_of(sim)) == Identity({sim.project_id: "eu-de", "f" * 32: "eu-de_shop"}, None)
    assert [request.path for request in sim.requests] == ["/iam/v3/auth/projects"]


@pytest.mark.parametrize("login", [token_of, keys_of])
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "{}", Fault),
        (200, '{"projects": {}, "token": []}', Fault),
        (200, "<p>", Fault),
        (401, "{}", LoginRefused),
        (403, "{}", Final),
        (404, "{}", Final),
        (500, "{}", Fault),
    ],
)
def test_other_responses_are_errors_of_iam(
    sim: Simulator, login: Callable[[Simulator], Login], status: int, body: str, kind: type[CallError]
) -> None:
    sim.fault("html", service="iam", status=status, body=body)
    with pytest.raises(CallError, match="IAM: ") as caught:
        identify(sim, login(sim))
    assert caught.value.__class__ is kind
    assert caught.value.from_other_service


@pytest.mark.parametrize("login", [token_of, keys_of])
def test_invalid_values_are_ignored(sim: Simulator, login: Callable[[Simulator], Login]) -> None:
    odd = [None, 7, {}, {"id": "a"}, {"id": "b", "name": ""}, {"id": "c", "name": "C"}]
    body = {"projects": odd, "token": {"project": odd[-1], "expires_at": "soon"}}
    sim.fault("html", service="iam", status=200, body=body)
    assert identify(sim, login(sim)) == Identity({"c": "C"}, None)
