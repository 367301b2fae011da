# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options to assume an agency: the lifetime of its keys, and the location of the request."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tasks import connected, refusal

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.assumed import AssumedKeys
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.assumed_tokens import AssumedTokens
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.base import LoginGroup
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.assume_role import seconds
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError

KEYS = {"token": None, "access_key": "ak", "secret_key": "sk"}
AGENCY = {"agency_name": "a", "domain_name": "d"}


@settings(deadline=None)
@given(st.one_of(st.text(max_size=8), st.integers(-10, 100_000).map(str)), st.sampled_from([43200, 86400]))
def test_seconds_are_within_bounds_or_refused(text: str, longest: int) -> None:
    found, reported = seconds_of(text, longest)
    if found is None:
        assert f"give a number of seconds from 900 to {longest}" in reported
    else:
        assert 900 <= found <= longest
        assert found == int(text or 3600)


def seconds_of(text: str, longest: int) -> tuple[int | None, str]:
    """The seconds of a duration, or the message if it is invalid."""
    try:
        return seconds("duration", text, longest), ""
    except OptionError as error:
        return None, str(error)


@pytest.mark.parametrize(
    ("agency", "duration", "reported"),
    [
        ({"domain_name": "d"}, 899, "assume_role.duration is 899: give a number of seconds from 900 to 86400"),
        ({"domain_name": "d"}, 86401, "from 900 to 86400"),
        ({"domain_id": "d"}, 43201, "from 900 to 43200"),
        ({"domain_name": "n", "domain_id": "d"}, 43201, "from 900 to 43200"),
        ({"domain_id": "d"}, -1, "assume_role.duration is not a whole number"),
    ],
)
def test_invalid_durations(agency: dict[str, str], duration: int, reported: str) -> None:
    assert reported in refusal(**KEYS, assume_role={"agency_name": "a", **agency, "duration": duration})


def test_a_duration_from_the_environment() -> None:
    environ = {"HW_ASSUME_ROLE_AGENCY_NAME": "a", "HW_ASSUME_ROLE_DOMAIN_NAME": "d", "HW_ASSUME_ROLE_DURATION": "1h"}
    assert "assume_role.duration is not a whole number" in refusal(environ, **KEYS)


@pytest.mark.parametrize(
    ("agency", "reported"),
    [
        ({"agency_name": "a"}, "assume_role sets agency_name, but not domain_name or domain_id"),
        ({"domain_id": "d"}, "assume_role sets domain_id, but not agency_name"),
        ({"duration": 900}, "assume_role sets duration, but not agency_name and domain_name or"),
    ],
)
def test_an_incomplete_agency(agency: dict[str, str], reported: str) -> None:
    # The environment does not complete it.
    environ = {"HW_ASSUME_ROLE_AGENCY_NAME": "e", "HW_ASSUME_ROLE_DOMAIN_NAME": "e"}
    assert reported in refusal(environ, **KEYS, assume_role=agency)


@pytest.mark.parametrize(
    ("environ", "reported"),
    [
        (
            {"OS_AGENCY_NAME": "a"},
            (
                "the environment sets OS_AGENCY_NAME, but not HW_ASSUME_ROLE_DOMAIN_NAME or HW_ASSUME_ROLE_DOMAIN_ID;"
                " set what"
                " is missing, or remove OS_AGENCY_NAME to use the login without an agency"
            ),
        ),
        (
            {"OS_AGENCY_DOMAIN_NAME": "d", "HW_ASSUME_ROLE_DURATION": "900"},
            (
                "the environment sets OS_AGENCY_DOMAIN_NAME and HW_ASSUME_ROLE_DURATION, but not"
                " HW_ASSUME_ROLE_AGENCY_NAME;"
            ),
        ),
    ],
)
def test_an_incomplete_agency_in_the_environment_is_reported_with_its_variables(
    environ: dict[str, str], reported: str
) -> None:
    assert reported in refusal(environ, **KEYS)


def test_an_empty_dictionary_counts_as_not_given() -> None:
    for nothing in ({}, {"agency_name": "", "domain_name": None}):
        assert not isinstance(connected(**KEYS, assume_role=nothing).connection.login, AssumedKeys)


def test_the_location_where_an_agency_is_assumed() -> None:
    login = connected(**KEYS, assume_role=AGENCY, region="eu-de").connection.login
    assert isinstance(login, AssumedKeys)
    assert login._url == "https://iam.eu-de.otc.t-systems.com/v3.0/OS-CREDENTIAL/securitytokens"
    by_id = {"agency_name": "a", "domain_id": "d"}
    login = connected(**KEYS, assume_role=by_id, region="cn-north-4").connection.login
    assert isinstance(login, AssumedKeys)
    assert login._url == "https://sts.cn-north-4.myhuaweicloud.com/v5/agencies/assume"
    assert login._body["agency_urn"] == "iam::d:agency:a"
    login = connected(**KEYS, assume_role=by_id, sts_endpoint="https://sts.example").connection.login
    assert isinstance(login, AssumedKeys)
    assert login._url == "https://sts.example/v5/agencies/assume"


def test_assuming_an_agency_requires_a_location() -> None:
    location = {"region": None, "endpoint": "https://elb.example", "project_id": "p"}
    assert "iam_endpoint is missing" in refusal(**KEYS, assume_role=AGENCY, **location)
    by_id = {"agency_name": "a", "domain_id": "d"}
    assert "sts_endpoint is missing, and there is no region" in refusal(**KEYS, assume_role=by_id, **location)


def test_each_token_of_an_agency_is_for_one_project() -> None:
    connection = connected(token="t", assume_role=AGENCY)
    assert isinstance(connection.connection.login, LoginGroup)
    assert isinstance(connection.targets[0].location.login, AssumedTokens)
