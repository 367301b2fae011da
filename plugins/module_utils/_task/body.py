# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the ``body`` of a task to JSON, and collects the secrets in it.

Values have the types that Ansible's templates return, as in ``ansible.builtin.uri``. Messages never quote values.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import typing as t

from .errors import OptionError

#: Keys whose values are secret in any API.
SECRET_KEY = re.compile(r"pass|pwd|secret|token|credential|private_?key|api_?key|access_?key|user_?data", re.IGNORECASE)
#: The shortest value that is masked: a shorter one is hardly a secret, and would mask half of a result.
LEAST_SECRET = 4

GIVE_JSON = "give a dictionary, a list, or JSON text"
GIVE_PLAIN = "give text, a number, true or false, null, a list, or a dictionary"

#: The names of types in messages.
CALLED = {
    "str": "text",
    "nonetype": "null",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "bytes": "binary data",
    "set": "a set",
    "date": "a date",
    "datetime": "a date",
    "time": "a time",
}


class Body(t.NamedTuple):
    """The bytes to send, or None for no body, and the secrets in them."""

    content: bytes | None
    secrets: set[str]


NO_BODY = Body(None, set())


def body_of(value: t.Any) -> Body:
    """Return the body to send. Raises OptionError, which names the key of a value that JSON cannot represent."""
    secrets: set[str] = set()
    try:
        plain = _plain(value, "body", False, secrets)
        if plain in (None, ""):
            return NO_BODY
        if isinstance(plain, str):
            parsed = _plain(json.loads(plain, parse_constant=_no_constant), "body", False, secrets)
            if not isinstance(parsed, (dict, list)):
                raise ValueError(parsed)  # noqa: TRY004 - it is caught below
            return Body(plain.encode(), secrets)
        if not isinstance(plain, (dict, list)):
            raise OptionError(f"body is {_called(value)}: {GIVE_JSON}")
        return Body(json.dumps(plain, separators=(",", ":")).encode(), secrets)
    except RecursionError:
        raise OptionError(f"body is nested too deeply: {GIVE_JSON}") from None
    except OptionError:
        raise
    except ValueError:
        raise OptionError(f"body is text that is not JSON: {GIVE_JSON}") from None


def _plain(value: t.Any, name: str, secret: bool, secrets: set[str]) -> t.Any:
    """Return the value in JSON types. ``name`` is its name in messages, ``secret`` is true if its key looks secret."""
    vaulted = _is_vaulted(value)
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, str) or vaulted:
        text = str(value)
        if (secret or vaulted) and len(text) >= LEAST_SECRET:
            secrets.add(text)
        return text
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            raise OptionError(f"{name} is {value}, which JSON cannot represent: give a finite number, or null")
        if secret and len(str(value)) >= LEAST_SECRET:
            secrets.add(str(value))
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, t.Mapping):
        return {
            _key(key, name): _plain(item, f"{name}.{key}", secret or bool(SECRET_KEY.search(str(key))), secrets)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{name}[{number}]", secret, secrets) for number, item in enumerate(value)]
    raise OptionError(
        f"{name} is {_called(value)}, which JSON cannot represent: {GIVE_JSON if name == 'body' else GIVE_PLAIN}"
    )


def _key(key: t.Any, name: str) -> str:
    if isinstance(key, bool) or not isinstance(key, (str, int)):
        raise OptionError(f"{name} contains a key that is {_called(key)}: put the key in quotation marks")
    return str(key)


def _is_vaulted(value: t.Any) -> bool:
    """Return whether a value comes from Ansible Vault.

    Modules cannot import what ansible-core marks such values with: a tag since 2.19, which a template preserves if it
    consists of nothing else, and a type before, which no template preserves.
    """
    tags = getattr(value, "_ansible_tags_mapping", ())
    return bool(getattr(value, "__ENCRYPTED__", False)) or any(
        kind.__name__ in ("EncryptedString", "VaultedValue") for kind in (type(value), *tags)
    )


def _called(value: t.Any) -> str:
    name = type(value).__name__.lstrip("_").replace("AnsibleTagged", "").replace("Ansible", "").lower()
    return CALLED.get(name, f"of the type {name}")


def _no_constant(name: str) -> t.NoReturn:
    raise ValueError(name)
