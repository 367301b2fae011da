# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masks the secrets that no output may show."""

from __future__ import annotations

import base64
import re
import typing as t
from bisect import bisect_left
from dataclasses import fields
from urllib.parse import unquote

from .._service.job import Job
from .secret_encodings import encodings_of
from .variables import VARIABLES, Environ, in_task

#: The options whose values are secret.
SECRETS = ("token", "secret_key", "security_token", "password", "oidc.id_token", "idp.id_token")

#: Options that HTTP basic authentication sends together with a secret, joined by a colon and encoded.
_OWNERS = {"username": "password", "user_id": "password", "access_key": "secret_key"}
#: Pieces of a secret with fewer characters are not masked.
_PIECE = 4
_PROXIES = ("https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY")

#: Keys of the collection's own results. They are never masked, even if a password happens to be "job".
OWN_KEYS = frozenset(field.name for field in fields(Job)) | {
    *("changed", "failed", "msg", "warnings", "job", "jobs", "elapsed", "polls", "exception", "resume"),
    *("missing_jobs", "failed_jobs", "pending_jobs", "timed_out", "fail_reason", "error_code"),
    *("status", "json", "request_id", "job_ids", "order_id", "ambiguous", "method", "url"),
    *("service", "region", "endpoint", "project_id", "path_parameters", "custom"),
    *("login", "auth_type", "kind", "source", "names", "profile", "file", "description", "ends", "accepted", "message"),
    *("project", "id", "name", "iam", "verdict", "http_status", "code", "services", "title", "path", "usable"),
    *("problems", "lines", "report", "versions", "time", "region"),
}

#: The texts that replace a secret within a text, and one that is a whole value, as in ansible-core.
STARS = "********"
WHOLE = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


def secrets_of(params: t.Mapping[str, t.Any], environ: Environ) -> set[str]:
    """Return the secrets among the options and the environment variables, whether they are used or not."""

    def values(option: str) -> set[str]:
        found = (in_task(params, option), *(environ.get(variable) for variable in VARIABLES[option]))
        return {str(value).strip() for value in found if value}

    pairs = {(user, secret) for owner, name in _OWNERS.items() for user in values(owner) for secret in values(name)}
    for variable in _PROXIES:
        proxy = environ.get(variable, "")
        user, _colon, password = (proxy.partition("://")[2] or proxy).rpartition("@")[0].partition(":")
        pairs |= {(user, password), (unquote(user), unquote(password))}
        # A parser of URLs may split a password that is not percent-encoded, and quote a part of it.
        pairs |= {("", piece) for piece in re.split(r"[\\/?#@]", password) if len(piece) >= _PIECE}
    sent = {f"{user}:{secret}".encode("utf-8", "replace") for user, secret in pairs if user and is_secret(secret)}
    return {
        *(value for name in SECRETS for value in values(name)),
        *(secret for _user, secret in pairs),
        *(base64.b64encode(pair).decode() for pair in sent),
    }


def is_secret(value: str) -> bool:
    """Return whether to mask a value: not if it consists of whitespace and asterisks, which masked values have."""
    return bool(value.replace("*", "").strip())


class Secrets:
    """Secrets, and a callable that masks them in a text. Whitespace around a secret is not part of it."""

    def __init__(self, values: t.Iterable[str]) -> None:
        self._values = frozenset(values)
        self._also: list[set[str]] = []
        self._learned = _Learned(frozenset(), [], [], set())

    def follow(self, values: set[str]) -> None:
        """Mask the values of this set, too, including those that are added to it later."""
        self._also.append(values)

    @property
    def values(self) -> frozenset[str]:
        """All secrets that are known so far."""
        stripped = {value.strip() for value in self._values.union(*map(frozenset, self._also))}
        return frozenset(value for value in stripped if is_secret(value))

    def __call__(self, text: str) -> str:
        """Return the text with all secrets masked, in any of their encodings."""
        return _masked(text, self._learn())

    def data(self, value: t.Any) -> t.Any:
        """Return the data with all secrets masked in texts, numbers, and keys that are not in OWN_KEYS."""
        return self._data(value, self._learn())

    def _learn(self) -> _Learned:
        """Return all encodings of the secrets that are known so far. Several threads may mask at the same time."""
        known = self.values
        learned = self._learned
        if known != learned.known:
            found = {encoded for secret in known for encoded in encodings_of(secret)}
            # By length, to skip those longer than a text, and to replace the longest first if it contains others.
            in_order = sorted(found, key=lambda encoded: (len(encoded), encoded))
            learned = self._learned = _Learned(known, in_order, [len(encoded) for encoded in in_order], found)
        return learned

    def _data(self, value: t.Any, learned: _Learned) -> t.Any:
        if isinstance(value, str):
            return WHOLE if value in learned.whole else _masked(value, learned)
        if isinstance(value, dict):
            return {
                key if key in OWN_KEYS else self._data(key, learned): self._data(item, learned)
                for key, item in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self._data(item, learned) for item in value]
        if value is None or isinstance(value, bool):
            return value
        text = str(value)
        return value if _masked(text, learned) == text else WHOLE


class _Learned(t.NamedTuple):
    """Secrets, and their encodings in order of length."""

    known: frozenset[str]
    encodings: list[str]
    lengths: list[int]
    whole: set[str]


def _masked(text: str, learned: _Learned) -> str:
    for number in range(bisect_left(learned.lengths, len(text) + 1) - 1, -1, -1):
        if learned.encodings[number] in text:
            text = text.replace(learned.encodings[number], STARS)
    return text
