# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read profiles from ``clouds.yaml``, the file of OpenStack's tools, which the tools of T Cloud Public use too."""

from __future__ import annotations

import os
import stat
import typing as t

from .profile_files import Environ, ProfileError, ProfileFile, home, mapping, renamed, text_of

#: The options by the keys of a cloud in clouds.yaml, and by the keys of its ``auth``. OpenStack defines no keys for
#: access key pairs: gophertelekomcloud reads ``ak`` and ``sk`` in ``auth``, and python-otcextensions reads these and
#: the long names in the cloud itself.
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
    """Return the clouds of the file in ``OS_CLIENT_CONFIG_FILE``, or of the first ``clouds.yaml`` that is found.

    It is searched for in the current folder, ``~/.config/openstack``, and ``/etc/openstack``. Raises ProfileError.
    """
    chosen = environ.get("OS_CLIENT_CONFIG_FILE")
    folders = (os.getcwd(), home(environ, ".config", "openstack"), "/etc/openstack")
    paths = [os.path.join(folder, f"clouds.{suffix}") for folder in folders for suffix in ("yaml", "yml")]
    ignored = []
    for path in paths[:2]:
        # Otherwise any user who can write there could choose the IAM endpoint that a password is sent to.
        if not chosen and os.path.exists(path) and _is_world_writable(path):
            paths.remove(path)
            ignored.append(
                f"{path} is ignored because any user can write to it or to its folder: remove that permission, or set"
                " OS_CLIENT_CONFIG_FILE to this path if you trust the file"
            )
    path = chosen or next((path for path in paths if os.path.exists(path)), os.path.join(folders[1], "clouds.yaml"))
    clouds = _yaml_clouds(path)
    # OpenStack's tools also read secure.yaml in the same folder, which is for passwords.
    for name, secure in _yaml_clouds(os.path.join(os.path.dirname(path), "secure.yaml")).items():
        cloud = clouds.setdefault(name, {})
        auth = {**mapping(cloud.get("auth")), **mapping(secure.get("auth"))}
        clouds[name] = {**cloud, **secure, "auth": auth}
    profiles = {}
    for name, cloud in clouds.items():
        auth = mapping(cloud.get("auth"))
        profiles[name] = {**renamed(cloud, _CLOUD_KEYS), **renamed(auth, _AUTH_KEYS)}
    return ProfileFile(path, profiles, tuple(ignored))


def _is_world_writable(path: str) -> bool:
    """Whether any user can change or replace a file. For a symbolic link, the link and its target are checked."""
    locations = {path, os.path.realpath(path)}
    locations |= {os.path.dirname(location) for location in locations}
    return any(os.stat(location).st_mode & stat.S_IWOTH for location in locations)


def _yaml_clouds(path: str) -> dict[str, dict[str, t.Any]]:
    """Return the clouds of a file by name, empty if there is no such file. Raises ProfileError."""
    text = text_of(path)
    if text is None:
        return {}
    try:
        import yaml  # noqa: PLC0415 - needed only if there is such a file
    except ImportError:
        raise ProfileError(f"{path} requires PyYAML: install it for the Python that runs the plugin") from None
    try:
        content = mapping(yaml.safe_load(text))
    except yaml.YAMLError:
        raise ProfileError(f"{path} is not valid YAML: correct the file") from None
    return {str(name): mapping(cloud) for name, cloud in mapping(content.get("clouds")).items()}
