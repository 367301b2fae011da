# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clouds of ``clouds.yaml``, which OpenStack's tools have, and with them those of T Cloud Public."""

from __future__ import annotations

import os
import stat
import typing as t

from .profile_files import Environ, ProfileError, ProfileFile, home, mapping, renamed, text_of

#: Keys of a cloud of clouds.yaml and of its ``auth``. OpenStack has none for key pairs: gophertelekomcloud has ``ak``
#: and ``sk`` under ``auth``, python-otcextensions has these and the long names beside it.
_CLOUD_KEYS = {
    "region_name": "region",
    "ak": "access_key",
    "sk": "secret_key",
    "access_key": "access_key",
    "secret_key": "secret_key",
    "security_token": "security_token",
    "cacert": "ca_path",
    "agency_name": "assume_role.agency_name",
    "agency_domain_name": "assume_role.domain_name",
}
_AUTH_KEYS = {
    "auth_url": "iam_endpoint",
    "project_id": "project_id",
    "tenant_id": "project_id",
    "project_name": "project_name",
    "tenant_name": "project_name",
    "token": "token",
    "ak": "access_key",
    "sk": "secret_key",
    "access_key": "access_key",
    "secret_key": "secret_key",
    "security_token": "security_token",
    "username": "username",
    "password": "password",
    "user_domain_name": "domain_name",
    "domain_name": "domain_name",
    "project_domain_name": "domain_name",
    "user_id": "user_id",
    "user_domain_id": "domain_id",
    "domain_id": "domain_id",
    "agency_name": "assume_role.agency_name",
    "agency_domain_name": "assume_role.domain_name",
}


def cloud_profiles(environ: Environ) -> ProfileFile:
    """The clouds of ``clouds.yaml``. Raises ProfileError."""
    wanted = environ.get("OS_CLIENT_CONFIG_FILE")
    folders = (os.getcwd(), home(environ, ".config", "openstack"), "/etc/openstack")
    paths = [os.path.join(folder, f"clouds.{suffix}") for folder in folders for suffix in ("yaml", "yml")]
    passed_over = []
    for path in paths[:2]:
        # Else whoever writes there chooses the IAM that a password is sent to.
        if not wanted and os.path.exists(path) and _anybody_may_write(path):
            paths.remove(path)
            passed_over.append(
                f"{path} is not read, as anybody may write to it or to its folder: take these permissions away, or"
                " name the file in OS_CLIENT_CONFIG_FILE if it is meant"
            )
    path = wanted or next((path for path in paths if os.path.exists(path)), os.path.join(folders[1], "clouds.yaml"))
    clouds = _yaml_clouds(path)
    # OpenStack's tools let passwords live in a file of their own beside it.
    for name, secure in _yaml_clouds(os.path.join(os.path.dirname(path), "secure.yaml")).items():
        cloud = clouds.setdefault(name, {})
        auth = {**mapping(cloud.get("auth")), **mapping(secure.get("auth"))}
        clouds[name] = {**cloud, **secure, "auth": auth}
    profiles = {}
    for name, cloud in clouds.items():
        auth = mapping(cloud.get("auth"))
        profiles[name] = {**renamed(cloud, _CLOUD_KEYS), **renamed(auth, _AUTH_KEYS)}
    return ProfileFile(path, profiles, tuple(passed_over))


def _anybody_may_write(path: str) -> bool:
    """Whether anybody may change a file, or put another one in its place. A link is judged by both of its ends."""
    locations = {path, os.path.realpath(path)}
    locations |= {os.path.dirname(location) for location in locations}
    return any(os.stat(location).st_mode & stat.S_IWOTH for location in locations)


def _yaml_clouds(path: str) -> dict[str, dict[str, t.Any]]:
    text = text_of(path)
    if text is None:
        return {}
    try:
        import yaml  # noqa: PLC0415 - only who keeps such a file needs it
    except ImportError:
        raise ProfileError(f"to read {path}, install PyYAML for the Python that runs the plugin") from None
    try:
        content = mapping(yaml.safe_load(text))
    except yaml.YAMLError:
        raise ProfileError(f"{path} is not YAML that can be read") from None
    return {str(name): mapping(cloud) for name, cloud in mapping(content.get("clouds")).items()}
