# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The profiles of KooCLI, which Terraform's provider reads, too."""

from __future__ import annotations

import json
import typing as t

from .profile_files import UNUSABLE, Environ, Profile, ProfileError, ProfileFile, home, mapping, renamed, text_of

#: Source: KooCLI user guide, "Setting System Parameters in a Profile"; terraform-provider-huaweicloud 1.79,
#: huaweicloud/config/auth.go (Profile) and huaweicloud/provider.go (readConfig).
_LOCATIONS = {"region": "region", "projectId": "project_id", "domainId": "domain_id"}
_KEYS = {"accessKeyId": "access_key", "secretAccessKey": "secret_key", "securityToken": "security_token"}
_AGENCY = {
    "agencyName": "assume_role.agency_name",
    "agencyDomainName": "assume_role.domain_name",
    "agencyDomainId": "assume_role.domain_id",
}

_ANOTHER = (
    "takes its keys from another profile, which is not supported: name that one as profile, and the agency in"
    " assume_role"
)


def koocli_profiles(environ: Environ) -> ProfileFile:
    """The profiles of ``config.json``. Raises ProfileError."""
    path = environ.get("HW_SHARED_CONFIG_FILE") or home(environ, ".hcloud", "config.json")
    try:
        content = json.loads(text_of(path) or "{}")
        profiles = {str(profile["name"]): _profile(profile) for profile in content.get("profiles", [])}
        return ProfileFile(path, profiles, current=str(content.get("current") or ""))
    except ProfileError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ProfileError(f"{path} is not a configuration file of KooCLI that can be read") from None


def _profile(values: t.Mapping[str, t.Any]) -> Profile:
    """Its options; unusable where its keys are not the identity that it is for, as no login beats the wrong one."""
    mode = str(values.get("mode") or "AKSK")
    options = {**renamed(values, _LOCATIONS), **renamed(values, _AGENCY)}
    read = _MODES.get(mode.upper())
    try:
        if any("source" in str(key).lower() and value for key, value in values.items()):
            raise ProfileError(_ANOTHER)
        if not read:
            raise ProfileError(f"is of the mode {mode}, which is not supported: name one with AKSK")
        return {**options, **read(values)}
    except ProfileError as error:
        return {**options, UNUSABLE: str(error)}


def _aksk(values: t.Mapping[str, t.Any]) -> Profile:
    return renamed(values, _KEYS)


def _sso(values: t.Mapping[str, t.Any]) -> Profile:
    """The keys of the session that ``hcloud configure sso`` has begun."""
    keys = renamed(mapping(mapping(values.get("ssoAuth")).get("stsToken")), _KEYS)
    if len(keys) < len(_KEYS):
        raise ProfileError(
            "logs in by SSO, but holds no whole session: run hcloud configure sso, and keep it unencrypted"
        )
    return keys


def _assume_role(values: t.Mapping[str, t.Any]) -> Profile:
    keys = renamed(values, _KEYS)
    if not keys:
        raise ProfileError(_ANOTHER)
    if not values.get("agencyName"):
        raise ProfileError("assumes an agency, but does not name it (agencyName)")
    return keys


#: What each mode takes of a profile.
_MODES: dict[str, t.Callable[[t.Mapping[str, t.Any]], Profile]] = {
    "AKSK": _aksk,
    "ECSAGENCY": lambda _values: {"auth_type": "agency"},
    "SSO": _sso,
    "ASSUMEROLE": _assume_role,
}
