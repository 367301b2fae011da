# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration files in which other tools store logins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SDK = """
[basic]
ak = sdk-ak
sk = sdk%sk
project_id = sdk-project
iam_endpoint = https://iam.sdk.example
domain_id = d

[temporary]
ak = t-ak
sk = t-sk
security_token = t-st
"""


KOOCLI = {
    "language": "en",
    "current": "default",
    "profiles": [
        {
            "name": "default",
            "mode": "AKSK",
            "accessKeyId": "cli-ak",
            "secretAccessKey": "cli-sk",
            "securityToken": "",
            "region": "cn-north-4",
            "projectId": "cli-project",
        }
    ],
}


CLOUDS = """
clouds:
  otc:
    profile: otc
    region_name: eu-de
    auth:
      auth_url: https://iam.eu-de.otc.t-systems.com/v3
      username: os-user
      user_domain_name: os-domain
      project_name: eu-de_shop
  short:
    region_name: eu-nl
    auth: {ak: short-ak, sk: short-sk, project_id: p}
  long:
    region_name: eu-nl
    access_key: long-ak
    secret_key: long-sk
  token:
    auth: {token: os-token}
  empty:
"""


SECURE = """
clouds:
  otc:
    auth: {password: os-password}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in (
        (".huaweicloud/credentials", SDK),
        (".hcloud/config.json", json.dumps(KOOCLI)),
        (".config/openstack/clouds.yaml", CLOUDS),
        (".config/openstack/secure.yaml", SECURE),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True) if not path.parent.exists() else None
        path.write_text(text, encoding="utf-8")
    return tmp_path
