# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a call as JSON, and the secrets in it.

Types are those that Ansible's templates return, as with ``ansible.builtin.uri``. Messages never quote values.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import typing as t

from .errors import OptionError

#: Keys whose values are secret, regardless of the API.
SECRET_KEY = re.compile(r"pass|pwd|secret|token|credential|private_?key|api_?key|access_?key|user_?data", re.IGNORECASE)
#: Masking a shorter value would hide much of a result, and it is hardly a secret.
LEAST_SECRET = 4

GIVE_JSON = "give a dictionary, a list, or text that is JSON"
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
    """The bytes to send, None for no body, and the secrets in them."""

    content: bytes | None
    secrets: set[str]


NO_BODY = Body(None, set())


def body_of(value: t.Any) -> Body:
    """The body to send. Raises OptionError, which names the key of a value that cannot be JSON."""
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
    """The value in types of JSON. ``name`` is its name in messages. ``secret`` is true below a key of a secret."""
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
            raise OptionError(f"{name} is {value}, which JSON does not have: give a finite number, or null")
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
        f"{name} is {_called(value)}, which JSON does not have: {GIVE_JSON if name == 'body' else GIVE_PLAIN}"
    )


def _key(key: t.Any, name: str) -> str:
    if isinstance(key, bool) or not isinstance(key, (str, int)):
        raise OptionError(f"{name} has a key that is {_called(key)}: put it in quotation marks")
    return str(key)


def _is_vaulted(value: t.Any) -> bool:
    """Whether it is a vaulted value. How ansible-core marks them differs, and modules cannot import any of it.

    Since 2.19 it is a tag, which a template keeps if it has nothing but the value. Before, it is a type, which
    templates lose.
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
