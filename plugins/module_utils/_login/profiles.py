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
import stat
import typing as t

Environ = t.Mapping[str, str]
Profile = dict[str, str]


Warn = t.Callable[[str], None]

#: Stands among the options of a profile for why its login cannot be used.
_UNUSABLE = "unusable"


class ProfileError(ValueError):
    """A profile that is not there, or cannot be read or used; the message says where it was looked for."""


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

#: What to say of the modes of KooCLI in which a profile has no keys of its own (user guide, "Authentication Modes").
_OTHER_MODES = {
    "SSO": "logs in by SSO, which is not supported: name one with an access key pair (mode AKSK)",
    "ECSAGENCY": "logs in with the agency of an ECS: set auth_type to agency instead of naming it",
    "ASSUMEROLE": "assumes an agency, which is not supported yet: name one with an access key pair (mode AKSK)",
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


def _pass_over(_text: str) -> None:
    pass


def load(name: str | None, environ: Environ, warn: Warn = _pass_over, found: Warn = _pass_over) -> Profile:
    """The profile that the task or the environment names; empty when neither does. Raises ProfileError.

    A name given by the task is looked for in the SDK's file, KooCLI's file and clouds.yaml, in this order;
    ``HW_PROFILE`` names one of KooCLI's file, ``OS_CLOUD`` one of clouds.yaml. ``warn`` gets what was passed over,
    ``found`` the path of the file.
    """
    if name:
        return _find(name, (_sdk_profiles, _koocli_profiles, _clouds), environ, warn, found)
    if environ.get("HW_PROFILE"):
        return _find(environ["HW_PROFILE"], (_koocli_profiles,), environ, warn, found)
    if environ.get("OS_CLOUD"):
        return _find(environ["OS_CLOUD"], (_clouds,), environ, warn, found)
    return {}


class _File(t.NamedTuple):
    """The profiles of a file, by their names; ``passed_over`` says which other files were not read, and why."""

    path: str
    profiles: dict[str, Profile]
    passed_over: tuple[str, ...] = ()


def _find(
    name: str, readers: t.Iterable[t.Callable[[Environ], _File]], environ: Environ, warn: Warn, found: Warn
) -> Profile:
    told = []
    for reader in readers:
        path, profiles, passed_over = reader(environ)
        if name in profiles:
            if _UNUSABLE in profiles[name]:
                raise ProfileError(f"profile {name!r} of {path} {profiles[name][_UNUSABLE]}")
            for reason in passed_over:
                warn(reason)
            found(path)
            return profiles[name]
        told.append(f"{path} ({'has ' + ', '.join(sorted(profiles)) if profiles else 'not there, or without any'})")
        told += passed_over
    raise ProfileError(f"there is no profile {name!r} on this machine; looked in {'; '.join(told)}")


def _sdk_profiles(environ: Environ) -> _File:
    path = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE") or _home(environ, ".huaweicloud", "credentials")
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(_text(path) or "")
    except configparser.Error:
        raise ProfileError(f"{path} is not an ini file that can be read") from None
    return _File(path, {section: _renamed(dict(parser[section]), _SDK_KEYS) for section in parser.sections()})


def _koocli_profiles(environ: Environ) -> _File:
    path = environ.get("HW_SHARED_CONFIG_FILE") or _home(environ, ".hcloud", "config.json")
    try:
        content = json.loads(_text(path) or "{}")
        profiles = {str(profile["name"]): _koocli_profile(profile) for profile in content.get("profiles", [])}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ProfileError(f"{path} is not a configuration file of KooCLI that can be read") from None
    return _File(path, profiles)


def _koocli_profile(profile: t.Mapping[str, t.Any]) -> Profile:
    """Its options; unusable where its keys are not the identity that it is for, as no login beats the wrong one."""
    mode = str(profile.get("mode") or "AKSK")
    reason = _agency_of(profile, ("agencyName", "agencyDomainName"))
    if not reason and mode.upper() != "AKSK":
        reason = _OTHER_MODES.get(mode.upper(), f"is of the mode {mode}, which is not supported: name one with AKSK")
    return {**_renamed(profile, _KOOCLI_KEYS), **({_UNUSABLE: reason} if reason else {})}


def _agency_of(values: t.Mapping[str, t.Any], keys: t.Iterable[str]) -> str:
    """Why a profile cannot be used that names an agency; empty where it names none."""
    named = [key for key in keys if values.get(key)]
    if not named:
        return ""
    return f"names an agency ({', '.join(named)}), and assuming one is not supported yet: name another profile"


def _clouds(environ: Environ) -> _File:
    wanted = environ.get("OS_CLIENT_CONFIG_FILE")
    folders = (os.getcwd(), _home(environ, ".config", "openstack"), "/etc/openstack")
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
        auth = {**_mapping(cloud.get("auth")), **_mapping(secure.get("auth"))}
        clouds[name] = {**cloud, **secure, "auth": auth}
    profiles = {}
    for name, cloud in clouds.items():
        auth = _mapping(cloud.get("auth"))
        reason = _agency_of({**cloud, **auth}, ("agency_name", "agency_domain_name"))
        profiles[name] = {
            **_renamed(cloud, _CLOUD_KEYS),
            **_renamed(auth, _CLOUD_AUTH_KEYS),
            **({_UNUSABLE: reason} if reason else {}),
        }
    return _File(path, profiles, tuple(passed_over))


def _anybody_may_write(path: str) -> bool:
    """Whether anybody may change a file, or put another one in its place. A link is judged by both of its ends."""
    places = {path, os.path.realpath(path)}
    places |= {os.path.dirname(place) for place in places}
    return any(os.stat(place).st_mode & stat.S_IWOTH for place in places)


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
