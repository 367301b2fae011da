# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service of a task: a row of the table, or the one that the option ``custom`` describes."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._service import custom
from .._service.table import SERVICES
from .._service.vocabulary import Service
from .errors import OptionError
from .spec import errors_of


def service_of(params: t.Mapping[str, t.Any], polled: bool = True, reads: bool = False) -> Service:
    """Return the service. Raises OptionError.

    If no job is ``polled``, ``custom`` needs only ``host``. If the call only ``reads``, the rest of ``custom`` is not
    used.
    """
    described = params.get("custom")
    if not params.get("service"):
        raise OptionError(f"service is missing: give one of {', '.join(SERVICES)}, or {custom.NAME}")
    if params["service"] not in (*SERVICES, custom.NAME):
        raise OptionError(f"service is not a known service: give one of {', '.join(SERVICES)}, or {custom.NAME}")
    if params["service"] != custom.NAME:
        if described:
            raise OptionError(
                f"custom is set, but service is {params['service']}: set service to {custom.NAME}, or remove custom"
            )
        return SERVICES[params["service"]]
    host_alone = reads or (not polled and not set(described or {}) - {"host"})
    if not described and not host_alone:
        raise OptionError(f"service is {custom.NAME}: describe the API in the option custom")
    # Nulls count as not set; ansible-core would look into a value before it checks that it is a dictionary.
    given = {name: value for name, value in (described or {}).items() if value is not None}
    spec = custom.SPEC_OF_HOST if host_alone else custom.ARGUMENT_SPEC
    validation = ArgumentSpecValidator(spec).validate(given)
    if validation.error_messages:
        raise OptionError(f"custom: {errors_of(validation, spec)}")
    try:
        row = custom.host_alone if host_alone else custom.custom_service
        return row(validation.validated_parameters)
    except ValueError as error:
        raise OptionError(f"custom: {error}") from None
