# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument specs of the plugins, and the messages of their validation."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.common.arg_spec import ValidationResult
from ansible.module_utils.common.validation import check_type_bool
from ansible.module_utils.errors import AnsibleFallbackNotFound, UnsupportedError

from .._service import custom
from .._service.table import SERVICES
from .login import AGENCY, AUTH_TYPES
from .suggestions import suggested_option, suggested_value
from .variables import INSECURE, Environ

Spec = dict[str, dict[str, t.Any]]

OIDC: Spec = {
    "provider_urn": {"type": "str"},
    "agency_urn": {"type": "str"},
    "id_token": {"type": "str", "no_log": True},
    "id_token_file": {"type": "path", "no_log": False},
    "session_name": {"type": "str"},
    "duration": {"type": "int"},
    "policy": {"type": "str"},
    "policy_ids": {"type": "str"},
}
IDP: Spec = {
    "id": {"type": "str"},
    "id_token": {"type": "str", "no_log": True},
    "id_token_file": {"type": "path", "no_log": False},
}
ASSUME_ROLE: Spec = {
    "agency_name": {"type": "str"},
    "domain_name": {"type": "str"},
    "domain_id": {"type": "str"},
    "duration": {"type": "int"},
}


#: The jobs to poll.
JOBS: Spec = {
    "job_ids": {"type": "list", "elements": "str", "aliases": ["job_id"]},
    "jobs": {"type": "list", "elements": "dict"},
}
#: What a result contains of each job.
RESULTS: Spec = {"raw": {"type": "bool", "default": False}}
#: The wait.
WAIT: Spec = {
    "timeout": {"type": "float", "default": 1800.0, "aliases": ["wait_timeout"]},
    "delay": {"type": "float", "default": 0.0},
    "min_interval": {"type": "float", "default": 1.0, "aliases": ["interval"]},
    "max_interval": {"type": "float", "default": 10.0},
    "max_rate": {"type": "float", "default": 20.0},
    "missing_grace": {"type": "float", "default": 30.0},
    "fail_fast": {"type": "bool", "default": False},
    "progress": {"type": "str", "default": "changes", "choices": ["changes", "none"]},
}
#: A call.
CALL: Spec = {
    "path": {"type": "str", "required": True},
    "query": {"type": "dict"},
    "headers": {"type": "dict"},
}
#: How to start a job.
START: Spec = {
    "method": {"type": "str", "default": "POST", "choices": ["POST", "PUT", "PATCH", "DELETE"]},
    "body": {"type": "raw"},
    "job_id_path": {"type": "list", "elements": "str"},
    "wait": {"type": "bool", "default": True},
    "idempotent": {"type": "bool", "default": False},
}
#: A check.
CHECK: Spec = {
    "services": {"type": "list", "elements": "str"},
    "timeout": {"type": "float", "default": 60.0},
    "report": {"type": "str"},
}


def connection_spec(environ: Environ | None = None) -> Spec:
    """Return the options that all plugins share. By default, ``environ`` is that of the process."""
    checks = _ChecksOfEnvironment(os.environ if environ is None else environ)
    return {
        "service": {"type": "str", "choices": [*SERVICES, custom.NAME]},
        "custom": {"type": "dict"},
        "path_parameters": {"type": "dict"},
        "region": {"type": "str"},
        "cloud": {"type": "str"},
        "endpoint": {"type": "str"},
        "iam_endpoint": {"type": "str"},
        "sts_endpoint": {"type": "str"},
        "project_id": {"type": "str"},
        "project_name": {"type": "str"},
        "profile": {"type": "str"},
        "auth_type": {"type": "str", "choices": [*AUTH_TYPES, AGENCY]},
        "token": {"type": "str", "no_log": True},
        "access_key": {"type": "str", "no_log": False},
        "secret_key": {"type": "str", "no_log": True},
        "security_token": {"type": "str", "no_log": True},
        "username": {"type": "str"},
        "password": {"type": "str", "no_log": True},
        "user_id": {"type": "str"},
        "domain_name": {"type": "str"},
        "domain_id": {"type": "str"},
        "oidc": {"type": "dict", "options": OIDC},
        "idp": {"type": "dict", "options": IDP},
        "assume_role": {"type": "dict", "options": ASSUME_ROLE},
        "validate_certs": {"type": "bool", "default": True, "fallback": (checks, list(INSECURE))},
        "ca_path": {"type": "path"},
        "request_timeout": {"type": "float", "default": 30.0},
    }


def argument_spec(environ: Environ | None = None) -> Spec:
    """Return the options of ``job_info``."""
    return {**connection_spec(environ), **JOBS, **RESULTS}


def wait_argument_spec(environ: Environ | None = None) -> Spec:
    """Return the options of ``job_wait``."""
    return {**argument_spec(environ), **WAIT}


def call_argument_spec(environ: Environ | None = None) -> Spec:
    """Return the options of ``api_info``."""
    return {**connection_spec(environ), **CALL}


def check_argument_spec(environ: Environ | None = None) -> Spec:
    """Return the options of ``cloud_info``."""
    return {**connection_spec(environ), **CHECK}


def start_argument_spec(environ: Environ | None = None) -> Spec:
    """Return the options of ``job_start``."""
    return {**call_argument_spec(environ), **START, **RESULTS, **WAIT}


def options_of_group() -> set[str]:
    """Return the names and aliases of all options that any plugin of the collection has."""
    specs = (start_argument_spec({}), JOBS, CHECK)
    return {name for spec in specs for option, facts in spec.items() for name in (option, *facts.get("aliases", ()))}


def errors_of(validation: ValidationResult, spec: Spec) -> str:
    """Return all errors of a validation with a spec as one text, with suggestions."""
    return "; ".join(_error(error, spec) for error in validation.errors.errors)


def _error(error: Exception, spec: Spec) -> str:
    message = str(error.args[0])
    if not isinstance(error, UnsupportedError):
        return message + suggested_value(message, spec)
    names, period, supported = message.partition(". ")
    suggested = ", ".join(name + suggested_option(name, spec) for name in names.split(", "))
    return f"unsupported options: {suggested}{period}{supported}"


def environment_warnings(spec: Spec) -> list[str]:
    """Return warnings about what the environment made less secure, after options were validated with a spec."""
    variable = spec["validate_certs"]["fallback"][0].turned_off_by
    if not variable:
        return []
    warning = (
        f"Certificates are not validated, because the environment sets {variable}, so anyone on the network path can"
        " read the login. Set ca_path to a CA bundle instead, or set validate_certs in the task if this is intended"
    )
    return [warning]


class _ChecksOfEnvironment:
    """The fallback of ``validate_certs``: reads it from the environment if the task does not set it.

    ``turned_off_by`` is the variable that turned the validation off.
    """

    def __init__(self, environ: Environ) -> None:
        self._environ = environ
        self.turned_off_by = ""

    def __call__(self, *names: str) -> bool | str:
        for name in names:
            value = self._environ.get(name)
            if value:
                try:
                    insecure = check_type_bool(value)
                except TypeError:
                    return f"{value} (from {name})"  # the validator refuses it, and names the option
                self.turned_off_by = name if insecure else ""
                return not insecure
        raise AnsibleFallbackNotFound
