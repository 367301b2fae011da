# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invalid keys and IDs in the responses of IAM and the metadata service are reported, but neither used nor shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eavesdropper import Eavesdropper

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault, Final
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.agency import AgencyLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.password import PasswordLogin, User
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import ProjectLookup
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin

TOKEN_PATH, KEY_PATH = "/meta-data/latest/api/token", "/openstack/latest/securitykey"
KEYS = {"access": "S3CRET-ak", "secret": "S3CRET-sk", "securitytoken": "S3CRET-st"}


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("value", [12345, None, "", ["S3CRET-sk"], {"a": "S3CRET"}, True, "S3CRET\nline", "S3CRET ü"])
def test_invalid_keys(name: str, value: Any) -> None:
    body = json.dumps({"credential": {**KEYS, name: value}})
    with Eavesdropper({TOKEN_PATH: ("200 OK", {}, "t"), KEY_PATH: ("200 OK", {}, body)}) as server:
        login = AgencyLogin(Http(Transport(timeout=5)), server.url)
        with pytest.raises(Final, match=f"returned unusable keys: {name} is missing or malformed") as caught:
            login(Http.prepare("GET", "https://host/"))
        assert "S3CRET" not in str(caught.value)
        assert "12345" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "two\nlines", "<html>sign in</html> please", "ü"])
def test_an_invalid_metadata_token(token: str) -> None:
    with Eavesdropper({TOKEN_PATH: ("200 OK", {}, token)}) as server:
        login = AgencyLogin(Http(Transport(timeout=5)), server.url)
        with pytest.raises(Final, match="returned unusable keys: the metadata token is missing or malformed"):
            login(Http.prepare("GET", "https://host/"))
        assert len(server.heard) == 1


@pytest.mark.parametrize("project_id", [123, ["p"], {"a": 1}, True])
def test_an_invalid_project_id_in_a_token(project_id: Any) -> None:
    body = json.dumps({"token": {"project": {"id": project_id}}})
    with Eavesdropper({"/v3/auth/tokens": ("201 Created", {"X-Subject-Token": "t"}, body)}) as server:
        login = PasswordLogin(
            Http(Transport(timeout=5)), server.url + "/v3", User("u", "pw", "d"), {"project": {"name": "eu-de"}}
        )
        for _again in range(2):
            with pytest.raises(Final, match="the project ID in the response of IAM is not a string") as caught:
                login.project_id()
            assert "iam_endpoint" in caught.value.hint
        assert len(server.heard) == 1


@pytest.mark.parametrize("project_id", [123, None, ["p"], {"a": 1}, True, ""])
def test_an_invalid_project_id_in_a_list(project_id: Any) -> None:
    body = json.dumps({"projects": [{"id": project_id, "name": "eu-de"}]})
    with Eavesdropper({"/v3/projects": ("200 OK", {}, body)}) as server:
        look_up = ProjectLookup(Http(Transport(timeout=5)), server.url + "/v3", TokenLogin("t"), "eu-de")
        with pytest.raises(Fault, match="IAM returned a project without an ID"):
            look_up()
