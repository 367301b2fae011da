# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles of KooCLI: each one results in the login that it describes, or in an error."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.koocli import koocli_profiles
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.profile_files import (
    UNUSABLE,
    Profile,
    ProfileError,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.profiles import load_profile

MODES = ["AKSK", "aksk", "", None, "SSO", "sso", "ecsAgency", "ECSAGENCY", "AssumeRole", "Token", "Quantum", 7]
VALUES = st.one_of(st.none(), st.sampled_from(["", "a", "b c", "ü", 0, 9]), st.builds(dict), st.builds(list))
KEYS = ("accessKeyId", "secretAccessKey", "securityToken")
TEXTS = st.dictionaries(st.sampled_from(KEYS), VALUES)
PROFILES = st.fixed_dictionaries(
    {"name": st.just("x")},
    optional={
        "mode": st.sampled_from(MODES),
        **dict.fromkeys(KEYS, VALUES),
        **dict.fromkeys(("region", "projectId", "domainId", "language", "ssoParam", "sourceProfile"), VALUES),
        **dict.fromkeys(("agencyName", "agencyDomainName", "agencyDomainId", "agencyDomain"), VALUES),
        "ssoAuth": st.one_of(VALUES, st.fixed_dictionaries({}, optional={"stsToken": st.one_of(VALUES, TEXTS)})),
    },
)


def profile_of(values: dict[str, Any]) -> Profile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config.json")
        path.write_text(json.dumps({"profiles": [values]}), encoding="utf-8")
        return koocli_profiles({"HW_SHARED_CONFIG_FILE": str(path)}).profiles["x"]


@settings(deadline=None)
@given(PROFILES)
def test_a_profile_is_understood_or_refused(values: dict[str, Any]) -> None:
    profile = profile_of(values)
    assert all(profile.values())
    assert {type(value) for value in profile.values()} <= {str}
    mode = str(values.get("mode") or "AKSK").upper()
    if values.get("sourceProfile") or mode not in ("AKSK", "SSO", "ECSAGENCY", "ASSUMEROLE"):
        assert profile[UNUSABLE]
    if UNUSABLE in profile:
        # The keys of an unusable profile are not returned at all.
        assert not {"access_key", "secret_key", "security_token", "auth_type"} & set(profile)
        return
    # Every key that names an agency is returned together with the keys.
    for key, option in (("agencyName", "agency_name"), ("agencyDomainName", "domain_name")):
        if values.get(key) not in (None, ""):
            assert profile[f"assume_role.{option}"] == str(values[key])
    keys = values
    if mode == "SSO":
        keys = values["ssoAuth"]["stsToken"]
    if mode == "ECSAGENCY":
        assert profile["auth_type"] == "agency"
        assert "access_key" not in profile
    else:
        named = keys.get("accessKeyId")
        assert profile.get("access_key", "") == ("" if named is None else str(named))


ANYTHING = st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(json.dumps)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=30), ANYTHING), st.booleans())
def test_an_invalid_file_is_reported(text: str, named: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config.json")
        path.write_text(text, encoding="utf-8")
        environ = {"HW_SHARED_CONFIG_FILE": str(path), **({"HW_PROFILE": "x"} if named else {})}
        with pytest.raises(ProfileError) as caught:
            load_profile(None, environ)
        assert str(path) in str(caught.value)
