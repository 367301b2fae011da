# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets that no output may show, and how they are masked."""

from __future__ import annotations

import json
import typing as t
from dataclasses import fields
from urllib.parse import quote, quote_plus, unquote, urlsplit

from ansible.module_utils.common.parameters import remove_values, sanitize_keys

from .._service.job import Job
from .variables import VARIABLES, Environ

#: The options whose values are secret.
SECRETS = ("token", "secret_key", "security_token", "password")

#: Keys of results that are ours, and therefore hold no secret, even if a password happens to be "job".
OWN_KEYS = frozenset(field.name for field in fields(Job)) | {
    *("changed", "failed", "msg", "warnings", "job", "jobs", "elapsed", "polls"),
    *("missing_jobs", "failed_jobs", "pending_jobs", "timed_out", "fail_reason", "error_code", "resume"),
}


def secrets_of(params: t.Mapping[str, t.Any], environ: Environ) -> set[str]:
    """The secrets among the options and the environment, whether they are used or not."""
    values = {params.get(name) for name in SECRETS}
    values.update(environ.get(variable) for name in SECRETS for variable in VARIABLES[name])
    for variable in ("https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"):
        try:
            password = urlsplit(environ.get(variable, "")).password
        except ValueError:
            password = None
        values.update({password, unquote(password or "")})
    return {str(value) for value in values if value}


def masked(value: t.Any, secrets: t.Iterable[str]) -> t.Any:
    """The same text, list or dictionary with the secrets masked, in the keys that an API made too.

    They are found as they are, and as URLs and JSON spell them, for servers that echo what they were sent.
    """
    spellings: set[str] = set()
    for secret in secrets:
        in_json = json.dumps(secret)[1:-1]
        spellings.update((secret, quote(secret, safe=""), quote_plus(secret), in_json, in_json.replace("/", "\\/")))
    return remove_values(sanitize_keys(value, spellings, ignore_keys=OWN_KEYS), spellings)
