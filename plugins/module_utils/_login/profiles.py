# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins that people already keep in files of other tools; they are read, never written.

A profile is a plain dictionary of options, by the names that they have in a task.
"""

from __future__ import annotations

import configparser
import json
import os
import typing as t

Environ = t.Mapping[str, str]
Profile = dict[str, str]


class ProfileError(ValueError):
    """A profile that is not there or cannot be read; the message says where it was looked for."""


#: Keys of a section of the SDK's file (huaweicloudsdkcore 3.1.219, auth/provider.py).
_SDK_KEYS = {
    "ak": "access_key",
    "sk": "secret_key",
    "security_token": "security_token",
    "project_id": "project_id",
    "iam_endpoint": "iam_endpoint",
}

#: Keys of a profile of KooCLI's file, which Terraform reads too (KooCLI user guide, "Configuration File").
_KOOCLI_KEYS = {
    "accessKeyId": "access_key",
    "secretAccessKey": "secret_key",
    "securityToken": "security_token",
    "region": "region",
    "projectId": "project_id",
}

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
}
_CLOUD_AUTH_KEYS = {
    "auth_url": "iam_endpoint",
    "project_id": "project_id",
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
}


def load(name: str | None, environ: Environ) -> Profile:
    """The profile that the task or the environment names; empty when neither does. Raises ProfileError.

    A name given by the task is looked for in the SDK's file, KooCLI's file and clouds.yaml, in this order;
    ``HW_PROFILE`` names one of KooCLI's file, ``OS_CLOUD`` one of clouds.yaml.
    """
    if name:
        return _find(name, (_sdk_profiles, _koocli_profiles, _clouds), environ)
    if environ.get("HW_PROFILE"):
        return _find(environ["HW_PROFILE"], (_koocli_profiles,), environ)
    if environ.get("OS_CLOUD"):
        return _find(environ["OS_CLOUD"], (_clouds,), environ)
    return {}


def _find(name: str, readers: t.Iterable[t.Callable[[Environ], _Profiles]], environ: Environ) -> Profile:
    told = []
    for reader in readers:
        path, profiles = reader(environ)
        if name in profiles:
            return profiles[name]
        told.append(f"{path} ({'has ' + ', '.join(sorted(profiles)) if profiles else 'not there, or without any'})")
    raise ProfileError(f"there is no profile {name!r} on this machine; looked in {'; '.join(told)}")


_Profiles = tuple[str, dict[str, Profile]]


def _sdk_profiles(environ: Environ) -> _Profiles:
    path = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE") or _home(environ, ".huaweicloud", "credentials")
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(_text(path) or "")
    except configparser.Error:
        raise ProfileError(f"{path} is not an ini file that can be read") from None
    return path, {section: _renamed(dict(parser[section]), _SDK_KEYS) for section in parser.sections()}


def _koocli_profiles(environ: Environ) -> _Profiles:
    path = environ.get("HW_SHARED_CONFIG_FILE") or _home(environ, ".hcloud", "config.json")
    try:
        content = json.loads(_text(path) or "{}")
        profiles = {str(profile["name"]): _renamed(profile, _KOOCLI_KEYS) for profile in content.get("profiles", [])}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ProfileError(f"{path} is not a configuration file of KooCLI that can be read") from None
    return path, profiles


def _clouds(environ: Environ) -> _Profiles:
    folders = (os.getcwd(), _home(environ, ".config", "openstack"), "/etc/openstack")
    paths = [os.path.join(folder, f"clouds.{suffix}") for folder in folders for suffix in ("yaml", "yml")]
    wanted = environ.get("OS_CLIENT_CONFIG_FILE")
    path = wanted or next((path for path in paths if os.path.exists(path)), paths[2])
    clouds = _yaml_clouds(path)
    # OpenStack's tools let passwords live in a file of their own beside it.
    for name, secure in _yaml_clouds(os.path.join(os.path.dirname(path), "secure.yaml")).items():
        cloud = clouds.setdefault(name, {})
        auth = {**_mapping(cloud.get("auth")), **_mapping(secure.get("auth"))}
        clouds[name] = {**cloud, **secure, "auth": auth}
    profiles = {}
    for name, cloud in clouds.items():
        profiles[name] = {
            **_renamed(cloud, _CLOUD_KEYS),
            **_renamed(_mapping(cloud.get("auth")), _CLOUD_AUTH_KEYS),
        }
    return path, profiles


def _yaml_clouds(path: str) -> dict[str, dict[str, t.Any]]:
    text = _text(path)
    if text is None:
        return {}
    try:
        import yaml  # noqa: PLC0415 - only who keeps such a file needs it
    except ImportError:
        raise ProfileError(f"to read {path}, install PyYAML for the Python that runs the plugin") from None
    try:
        content = _mapping(yaml.safe_load(text))
    except yaml.YAMLError:
        raise ProfileError(f"{path} is not YAML that can be read") from None
    return {str(name): _mapping(cloud) for name, cloud in _mapping(content.get("clouds")).items()}


def _text(path: str) -> str | None:
    """The content of a file, None when it is not there."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ProfileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not text'}") from None


def _home(environ: Environ, *parts: str) -> str:
    return os.path.join(environ.get("HOME") or os.path.expanduser("~"), *parts)


def _mapping(value: t.Any) -> dict[str, t.Any]:
    return dict(value) if isinstance(value, dict) else {}


def _renamed(values: t.Mapping[str, t.Any], names: t.Mapping[str, str]) -> Profile:
    return {names[key]: str(value) for key, value in values.items() if key in names and value not in (None, "")}
