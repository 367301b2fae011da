# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins that people already keep in files of other tools; they are read, never written."""

from __future__ import annotations

import configparser
import typing as t

from .clouds_yaml import cloud_profiles
from .koocli import koocli_profiles
from .profile_files import UNUSABLE, Environ, Profile, ProfileError, ProfileFile, home, renamed, text_of

Warn = t.Callable[[str], None]

#: Keys of a section of the SDK's file (huaweicloudsdkcore 3.1.219, auth/provider.py).
_SDK_KEYS = {
    "ak": "access_key",
    "sk": "secret_key",
    "security_token": "security_token",
    "idp_id": "idp.id",
    "id_token_file": "idp.id_token_file",
    "project_id": "project_id",
    "domain_id": "domain_id",
    "iam_endpoint": "iam_endpoint",
}


def _pass_over(_text: str) -> None:
    pass


def load(name: str | None, environ: Environ, warn: Warn = _pass_over, found: Warn = _pass_over) -> Profile:
    """The profile that the task or the environment names; empty when neither does. Raises ProfileError.

    A name given by the task is looked for in the SDK's file, KooCLI's file and clouds.yaml, in this order;
    ``HW_PROFILE`` names one of KooCLI's file, ``OS_CLOUD`` one of clouds.yaml. ``warn`` gets what was passed over,
    ``found`` the path of the file.
    """
    if name:
        return _find(name, (_sdk_profiles, koocli_profiles, cloud_profiles), environ, warn, found)
    named = named_by(environ)
    if not named:
        return {}
    reader = cloud_profiles if named == environ.get("OS_CLOUD") and not environ.get("HW_PROFILE") else koocli_profiles
    return _find(named, (reader,), environ, warn, found)


def named_by(environ: Environ) -> str:
    """The name of the profile that the environment chooses, empty if it chooses none. Raises ProfileError.

    Who says where KooCLI's file is without naming a profile means the one that the file has as ``current``.
    """
    named = environ.get("HW_PROFILE") or environ.get("OS_CLOUD")
    if named or not environ.get("HW_SHARED_CONFIG_FILE"):
        return named or ""
    file = koocli_profiles(environ)
    if not file.current:
        raise ProfileError(f"{file.path} names no current profile: name one in HW_PROFILE, or in the option profile")
    return file.current


def _find(
    name: str, readers: t.Iterable[t.Callable[[Environ], ProfileFile]], environ: Environ, warn: Warn, found: Warn
) -> Profile:
    searched: list[str] = []
    for reader in readers:
        path, profiles, passed_over, _current = reader(environ)
        if name in profiles:
            if UNUSABLE in profiles[name]:
                raise ProfileError(f"profile {name!r} of {path} {profiles[name][UNUSABLE]}")
            for reason in passed_over:
                warn(reason)
            found(path)
            return profiles[name]
        searched.append(f"{path} ({'has ' + ', '.join(sorted(profiles)) if profiles else 'not there, or without any'})")
        searched += passed_over
    raise ProfileError(f"there is no profile {name!r} on this machine; looked in {'; '.join(searched)}")


def _sdk_profiles(environ: Environ) -> ProfileFile:
    path = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE") or home(environ, ".huaweicloud", "credentials")
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text_of(path) or "")
    except configparser.Error:
        raise ProfileError(f"{path} is not an ini file that can be read") from None
    return ProfileFile(path, {section: renamed(dict(parser[section]), _SDK_KEYS) for section in parser.sections()})
