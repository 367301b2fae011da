# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IAM is asked for with a password, and how often."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault, Final, LoginRefused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin
from simulator import Simulator

V1 = "https://dcs.eu-de.otc.t-systems.com/v2/p/jobs/a"


def password_auth(sim: Simulator, password: str | None = None, **project: str) -> PasswordLogin:
    return PasswordLogin(
        Http(Transport()),
        sim.endpoint("iam") + "/v3",
        sim.username,
        password or sim.password,
        sim.domain_name,
        project or {"name": sim.project_name},
    )


def test_a_password_buys_one_token_for_the_project(sim: Simulator) -> None:
    auth = password_auth(sim)
    tokens = {auth(Http.prepare("GET", V1)).headers["X-Auth-Token"] for _request in range(3)}
    (token,) = tokens
    assert auth.secrets == {sim.password, token}
    assert auth.project_id() == sim.project_id
    assert [(request.method, request.path) for request in sim.requests] == [("POST", "/iam/v3/auth/tokens")]


def test_a_refused_token_is_bought_anew(sim: Simulator) -> None:
    auth = password_auth(sim, id=sim.project_id)
    first = auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]
    assert auth.renew(LoginRefused("no"))
    second = auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]
    assert first != second
    assert auth.secrets == {sim.password, first, second}


def test_a_wrong_password_is_tried_once(sim: Simulator) -> None:
    auth = password_auth(sim, password="wrong")
    for _attempt in range(3):
        with pytest.raises(Final, match="IAM refused the login") as caught:
            auth(Http.prepare("GET", V1))
        assert not auth.renew(LoginRefused("no"))
    assert len(sim.requests) == 1
    assert "domain_name" in caught.value.hint
    assert "wrong" not in str(caught.value).replace("is wrong", "")


def test_a_busy_iam_is_asked_again(sim: Simulator) -> None:
    sim.fault("error", service="iam", status=503)
    auth = password_auth(sim)
    with pytest.raises(Fault):
        auth(Http.prepare("GET", V1))
    assert auth(Http.prepare("GET", V1)).headers["X-Auth-Token"]
