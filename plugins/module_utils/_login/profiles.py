# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load profiles from the configuration files of other tools, which are never written."""

from __future__ import annotations

import configparser
import typing as t

from .clouds_yaml import cloud_profiles
from .koocli import koocli_profiles
from .profile_files import UNUSABLE, Environ, Profile, ProfileError, ProfileFile, home, renamed, text_of

#: Receives a text, such as a warning.
Callback = t.Callable[[str], None]

#: The options by the keys of a section of the SDK's file. Source: huaweicloudsdkcore 3.1.219, auth/provider.py.
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


def _discard(_text: str) -> None:
    pass


def load_profile(
    name: str | None, environ: Environ, warn: Callback = _discard, on_found: Callback = _discard
) -> Profile:
    """Return the profile that the task or the environment selects, empty if neither selects one. Raises ProfileError.

    ``name`` is the profile of the task. It is searched for in the file of the SDK, the file of KooCLI, and clouds.yaml,
    in this order. Without it, ``HW_PROFILE`` names a profile in the file of KooCLI, and ``OS_CLOUD`` one in
    clouds.yaml. ``warn`` is called with a message for each file that was ignored, and ``on_found`` with the path of the
    file that has the profile.
    """
    if name:
        return _find(name, (_sdk_profiles, koocli_profiles, cloud_profiles), environ, warn, on_found)
    selected = selected_profile(environ)
    if not selected:
        return {}
    is_cloud = selected == environ.get("OS_CLOUD") and not environ.get("HW_PROFILE")
    return _find(selected, (cloud_profiles if is_cloud else koocli_profiles,), environ, warn, on_found)


def selected_profile(environ: Environ) -> str:
    """Return the name of the profile that the environment selects, empty if it selects none. Raises ProfileError.

    If the environment names the file of KooCLI but no profile, the current profile of that file is selected.
    """
    selected = environ.get("HW_PROFILE") or environ.get("OS_CLOUD")
    if selected or not environ.get("HW_SHARED_CONFIG_FILE"):
        return selected or ""
    file = koocli_profiles(environ)
    if not file.current:
        raise ProfileError(f"{file.path} has no current profile: set the option profile, or HW_PROFILE")
    return file.current


def _find(
    name: str,
    readers: t.Iterable[t.Callable[[Environ], ProfileFile]],
    environ: Environ,
    warn: Callback,
    on_found: Callback,
) -> Profile:
    searched: list[str] = []
    for reader in readers:
        path, profiles, ignored, _current = reader(environ)
        if name in profiles:
            if UNUSABLE in profiles[name]:
                raise ProfileError(f"profile {name!r} in {path} {profiles[name][UNUSABLE]}")
            for message in ignored:
                warn(message)
            on_found(path)
            return profiles[name]
        searched.append(
            f"{path} ({'has ' + ', '.join(sorted(profiles)) if profiles else 'missing or without profiles'})"
        )
        searched += ignored
    files = "; ".join(searched)
    raise ProfileError(f"there is no profile {name!r} on this machine: use an existing one. Searched: {files}")


def _sdk_profiles(environ: Environ) -> ProfileFile:
    """Return the profiles of the SDK's file, ``~/.huaweicloud/credentials`` by default. Raises ProfileError."""
    path = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE") or home(environ, ".huaweicloud", "credentials")
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text_of(path) or "")
    except configparser.Error:
        raise ProfileError(f"{path} is not a valid INI file: correct it") from None
    return ProfileFile(path, {section: renamed(dict(parser[section]), _SDK_KEYS) for section in parser.sections()})
