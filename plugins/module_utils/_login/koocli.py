# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read profiles from the configuration file of KooCLI, which the Terraform provider reads too."""

from __future__ import annotations

import json
import typing as t

from .profile_files import UNUSABLE, Environ, Profile, ProfileError, ProfileFile, home, mapping, renamed, text_of

#: The options by the keys of a profile. Sources: KooCLI user guide, "Setting System Parameters in a Profile";
#: terraform-provider-huaweicloud 1.79, huaweicloud/config/auth.go (Profile) and huaweicloud/provider.go (readConfig).
_LOCATIONS = {"region": "region", "projectId": "project_id", "domainId": "domain_id"}
_KEYS = {"accessKeyId": "access_key", "secretAccessKey": "secret_key", "securityToken": "security_token"}
_AGENCY = {
    "agencyName": "assume_role.agency_name",
    "agencyDomainName": "assume_role.domain_name",
    "agencyDomainId": "assume_role.domain_id",
}

_SOURCE_PROFILE = (
    "takes its keys from another profile, which is not supported: set profile to that profile, and assume_role to the"
    " agency"
)


def koocli_profiles(environ: Environ) -> ProfileFile:
    """Return the profiles of the file in ``HW_SHARED_CONFIG_FILE``, or of ``~/.hcloud/config.json``.

    Raises ProfileError.
    """
    path = environ.get("HW_SHARED_CONFIG_FILE") or home(environ, ".hcloud", "config.json")
    try:
        content = json.loads(text_of(path) or "{}")
        profiles = {str(profile["name"]): _profile(profile) for profile in content.get("profiles", [])}
        return ProfileFile(path, profiles, current=str(content.get("current") or ""))
    except ProfileError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ProfileError(
            f"{path} is not a valid configuration file of KooCLI: check it with hcloud configure list"
        ) from None


def _profile(values: t.Mapping[str, t.Any]) -> Profile:
    """Return the options of a profile.

    A profile whose keys do not belong to the identity that it is meant for is marked as unusable, so that a task fails
    instead of using the wrong login.
    """
    mode = str(values.get("mode") or "AKSK")
    options = {**renamed(values, _LOCATIONS), **renamed(values, _AGENCY)}
    read_login = _MODES.get(mode.upper())
    try:
        if any("source" in str(key).lower() and value for key, value in values.items()):
            raise ProfileError(_SOURCE_PROFILE)
        if not read_login:
            raise ProfileError(f"has the mode {mode}, which is not supported: use a profile with the mode AKSK")
        return {**options, **read_login(values)}
    except ProfileError as error:
        return {**options, UNUSABLE: str(error)}


def _aksk(values: t.Mapping[str, t.Any]) -> Profile:
    return renamed(values, _KEYS)


def _sso(values: t.Mapping[str, t.Any]) -> Profile:
    """Return the keys of the session that ``hcloud configure sso`` started."""
    keys = renamed(mapping(mapping(values.get("ssoAuth")).get("stsToken")), _KEYS)
    if len(keys) < len(_KEYS):
        raise ProfileError(
            "logs in with SSO, but has no complete session: turn off its encryption (hcloud configure set"
            " --cli-auth-encrypt=false), and run hcloud configure sso"
        )
    return keys


def _assume_role(values: t.Mapping[str, t.Any]) -> Profile:
    keys = renamed(values, _KEYS)
    if not keys:
        raise ProfileError(_SOURCE_PROFILE)
    if not values.get("agencyName"):
        raise ProfileError("has the mode AssumeRole, but no agencyName: set it with hcloud configure set")
    return keys


#: How the login of a profile is read, by its mode.
_MODES: dict[str, t.Callable[[t.Mapping[str, t.Any]], Profile]] = {
    "AKSK": _aksk,
    "ECSAGENCY": lambda _values: {"auth_type": "agency"},
    "SSO": _sso,
    "ASSUMEROLE": _assume_role,
}
