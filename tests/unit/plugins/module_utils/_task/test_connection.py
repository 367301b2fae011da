# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a task to a connection, and every way in which they can be wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from requests.utils import DEFAULT_CA_BUNDLE_PATH as BUNDLE
from tasks import connected, refusal


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"region": None}, ["region", "HUAWEICLOUD_REGION", "endpoint"]),
        ({"region": "eu-de/../x"}, ["region", "'eu-de/../x'"]),
        ({"region": "eu-de", "cloud": "evil.example/path"}, ["cloud", "host name"]),
        ({"endpoint": "elb.example"}, ["endpoint", "https://"]),
        ({"endpoint": "ftp://elb.example"}, ["endpoint", "https://"]),
        ({"endpoint": "https://"}, ["endpoint", "https://"]),
        ({"endpoint": "https://*.example.com"}, ["endpoint", "https://"]),
        ({"endpoint": "https://%zz"}, ["endpoint", "https://"]),
        ({"endpoint": "https://elb.example?x=1"}, ["endpoint", "query"]),
        ({"endpoint": "https://elb.example:port"}, ["endpoint"]),
        ({"endpoint": "https://user:S3CRET@elb.example"}, ["endpoint", "without user"]),
        ({"endpoint": "http://elb.example"}, ["endpoint", "plain http", "validate_certs", "elb.example"]),
        ({"project_id": "a/b"}, ["project_id", "'a/b'", "project_name"]),
        ({"project_id": ".."}, ["project_id"]),
        ({"ca_path": __file__}, ["ca_path", __file__, "cannot be read as a CA bundle", "PEM"]),
        ({"ca_path": "/no/such/file.pem"}, ["ca_path", "/no/such/file.pem", "REQUESTS_CA_BUNDLE"]),
        ({"request_timeout": 0}, ["request_timeout", "positive"]),
        ({"request_timeout": -1}, ["request_timeout", "positive"]),
        ({"request_timeout": "nan"}, ["request_timeout", "positive"]),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], told: list[str]) -> None:
    message = refusal(**changes)
    assert [word for word in told if word not in message] == []
    assert "S3CRET" not in message


# How


@pytest.mark.parametrize(
    ("changes", "environ", "verify"),
    [
        ({}, {}, True),
        ({"validate_certs": False}, {}, False),
        ({}, {"OS_INSECURE": "true"}, False),
        ({}, {"HW_INSECURE": "1"}, False),
        ({}, {"OS_INSECURE": "no", "HW_INSECURE": "yes"}, True),
        ({"validate_certs": True}, {"OS_INSECURE": "true"}, True),
        ({"ca_path": BUNDLE}, {}, BUNDLE),
        ({"ca_path": str(Path(BUNDLE).parent)}, {}, str(Path(BUNDLE).parent)),
        ({}, {"REQUESTS_CA_BUNDLE": BUNDLE, "OS_CACERT": "/nowhere"}, BUNDLE),
        ({}, {"OS_CACERT": BUNDLE}, BUNDLE),
        ({"ca_path": "/nowhere", "validate_certs": False}, {}, False),
    ],
)
def test_certificates(changes: dict[str, Any], environ: dict[str, str], verify: object) -> None:
    assert connected(environ, **changes).connection.http.transport.verify == verify
