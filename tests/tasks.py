# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a task, and the parameters, connections, and errors that result from them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import (
    wait_argument_spec,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import Connected, connect

TASK: dict[str, Any] = {"service": "elb", "job_ids": ["a"], "region": "eu-west-0", "project_id": "p", "token": "t"}


def params_of(environ: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    args = {key: value for key, value in {**TASK, **changes}.items() if value is not None}
    result = ArgumentSpecValidator(wait_argument_spec(environ or {})).validate(args)
    assert result.error_messages == []
    validated: dict[str, Any] = result.validated_parameters
    return validated


def connected(environ: dict[str, str] | None = None, **changes: Any) -> Connected:
    return connect(params_of(environ, **changes), environ or {})


def refusal(environ: dict[str, str] | None = None, **changes: Any) -> str:
    with pytest.raises(OptionError) as caught:
        connected(environ, **changes)
    return str(caught.value)


def headers_of(connection: Connected) -> dict[str, str]:
    return dict(connection.targets[0].location.login(Http.prepare("GET", "https://host/")).headers)
