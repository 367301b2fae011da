# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a call: what a task gives, as JSON, and the secrets in it.

Types are those that Ansible's templates give; ``ansible.builtin.uri`` would send the same. Values are never quoted.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import typing as t

from .errors import OptionError

#: Keys whose values are secret, whatever API it is.
SECRET_KEY = re.compile(r"pass|pwd|secret|token|credential|private_?key|api_?key|access_?key|user_?data", re.IGNORECASE)
#: A shorter value would hide half of a result, and be none.
LEAST_SECRET = 4

GIVE_JSON = "give a dictionary, a list, or text that is JSON"
GIVE = "give text, a number, true or false, null, a list, or a dictionary"


class Body(t.NamedTuple):
    """What is sent, None for no body at all, and the secrets in it."""

    content: bytes | None
    secrets: set[str]


NO_BODY = Body(None, set())


def body_of(value: t.Any) -> Body:
    """The body as it is sent. Raises OptionError, which names the key of what cannot be JSON."""
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
    """The value in the types of JSON. ``name`` is what messages call it, ``secret`` whether its key says so."""
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
            raise OptionError(f"{name} is {value}, which JSON does not have")
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


GIVE_PLAIN = "give text, a number, true or false, null, a list, or a dictionary"


def _key(key: t.Any, name: str) -> str:
    if isinstance(key, bool) or not isinstance(key, (str, int)):
        raise OptionError(f"{name} has a key that is {_called(key)}: put it in quotation marks")
    return str(key)


def _is_vaulted(value: t.Any) -> bool:
    """Whether it is a vaulted value: ansible-core has had several types of them, none of which modules can import."""
    return bool(getattr(value, "__ENCRYPTED__", False)) or type(value).__name__ == "EncryptedString"


def _called(value: t.Any) -> str:
    name = type(value).__name__.lstrip("_").replace("AnsibleTagged", "").replace("Ansible", "").lower()
    return {"str": "text", "nonetype": "null", "bool": "true or false", "int": "a number", "float": "a number"}.get(
        name, f"a {name}" if name in ("set", "bytes", "date", "time") else f"of the type {name}"
    )


def _no_constant(name: str) -> t.NoReturn:
    raise ValueError(name)
