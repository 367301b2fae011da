# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection that results from the options of a task, and every error that they can contain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from requests.utils import DEFAULT_CA_BUNDLE_PATH as BUNDLE
from tasks import TASK, connected, refusal

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.tls import tls_context
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import (
    environment_warnings,
    wait_argument_spec,
)


@pytest.mark.parametrize(
    ("changes", "reported"),
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
        ({"endpoint": "http://elb.example"}, ["endpoint", "uses plain HTTP", "validate_certs", "elb.example"]),
        ({"project_id": "a/b"}, ["project_id", "'a/b'", "project_name"]),
        ({"project_id": ".."}, ["project_id"]),
        ({"ca_path": __file__}, ["ca_path", __file__, "cannot be read as a CA bundle", "PEM"]),
        ({"ca_path": "/no/such/file.pem"}, ["ca_path", "/no/such/file.pem", "REQUESTS_CA_BUNDLE"]),
        ({"request_timeout": 0}, ["request_timeout", "positive"]),
        ({"request_timeout": -1}, ["request_timeout", "positive"]),
        ({"request_timeout": "nan"}, ["request_timeout", "positive"]),
        ({"request_timeout": "inf"}, ["request_timeout", "positive"]),
        ({"request_timeout": 1e10}, ["request_timeout is 1e+10", "at most 86400 (one day)"]),
        ({"request_timeout": 86400.5}, ["at most 86400 (one day)"]),
        ({"endpoint": "https://elb.example/#"}, ["endpoint", "fragment"]),
        ({"endpoint": "https://elb.example/?"}, ["endpoint", "query"]),
        ({"endpoint": "https://elb.example\\@evil.example"}, ["endpoint", "https://"]),
        ({"endpoint": "https://elb.example/\x00"}, ["endpoint", "printable"]),
        ({"endpoint": "https://elb.example/\x7f"}, ["endpoint", "printable"]),
        ({"endpoint": "\x01https://elb.example"}, ["endpoint", "printable"]),
        ({"endpoint": "https://elb.example/\u202e"}, ["endpoint", "printable"]),
        ({"endpoint": "https://elb.ex\nample"}, ["endpoint", "printable"]),
        ({"project_id": "eu-de"}, ["project_id is 'eu-de', which looks like a name: set project_name"]),
        ({"project_id": "eu-de_shop"}, ["looks like a name: set project_name"]),
        ({"project_id": "cn-north-4"}, ["looks like a name: set project_name"]),
        ({"region": "eu-de-01"}, ["region is eu-de-01, which looks like an availability zone: set region to eu-de"]),
        ({"region": "eu-ch2a"}, ["looks like an availability zone: set region to eu-ch2"]),
        ({"region": "cn-north-4a"}, ["looks like an availability zone: set region to cn-north-4"]),
        ({"region": "https://user:S3CRET@elb.example"}, ["region is a URL", "endpoint", "iam_endpoint"]),
        ({"cloud": "https://user:S3CRET@elb.example"}, ["cloud is a URL", "otc.t-systems.com", "endpoint"]),
    ],
)
def test_errors_name_the_option(changes: dict[str, Any], reported: list[str]) -> None:
    message = refusal(**changes)
    assert [value for value in reported if value not in message] == []
    assert "S3CRET" not in message


# Certificates


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


@pytest.mark.parametrize(
    ("changes", "environ", "variable"),
    [
        ({}, {}, None),
        ({}, {"OS_INSECURE": "true"}, "OS_INSECURE"),
        ({}, {"OS_INSECURE": "", "HW_INSECURE": "1"}, "HW_INSECURE"),
        ({}, {"OS_INSECURE": "no", "HW_INSECURE": "yes"}, None),
        ({"validate_certs": False}, {}, None),
        ({"validate_certs": False}, {"OS_INSECURE": "true"}, None),
        ({"validate_certs": True}, {"OS_INSECURE": "true"}, None),
    ],
)
def test_a_warning_if_the_environment_disables_validation(
    changes: dict[str, Any], environ: dict[str, str], variable: str | None
) -> None:
    spec = wait_argument_spec(environ)
    ArgumentSpecValidator(spec).validate({**TASK, **changes})
    start = f"Certificates are not validated, because the environment sets {variable}, "
    assert [text.startswith(start) for text in environment_warnings(spec)] == [True] * bool(variable)


def test_a_missing_ca_bundle_of_requests_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("requests.utils.DEFAULT_CA_BUNDLE_PATH", "/no/such/bundle")
    tls_context.cache_clear()
    try:
        assert "the CA bundle of requests cannot be read (No such file or directory)" in refusal()
        assert connected(validate_certs=False).connection.http.transport.verify is False
    finally:
        tls_context.cache_clear()


def test_the_derived_region_is_kept() -> None:
    def region(environ: dict[str, str] | None = None, **changes: Any) -> str | None:
        (options,) = connected(environ, **changes).location_options.values()
        found: str | None = options["region"]
        return found

    assert region(region=None, project_name="eu-de_shop") == "eu-de"
    assert region({"OS_REGION": "eu-nl"}, region=None) == "eu-nl"
    assert region(region="eu-de-01", project_name="x", endpoint="https://elb.example") is None
