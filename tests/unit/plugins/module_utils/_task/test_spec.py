# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that the argument specs accept."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from tasks import TASK, params_of

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import argument_spec, errors_of


def test_an_invalid_boolean_in_a_variable() -> None:
    result = ArgumentSpecValidator(argument_spec({"OS_INSECURE": "maybe"})).validate(TASK)
    (message,) = result.error_messages
    assert "validate_certs" in message
    assert "maybe (from OS_INSECURE)" in message


@pytest.mark.parametrize(
    ("environ", "validate"),
    [({}, True), ({"OS_INSECURE": ""}, True), ({"OS_INSECURE": "", "HW_INSECURE": "on"}, False)],
)
def test_validation_is_on_unless_a_variable_disables_it(environ: dict[str, str], validate: bool) -> None:
    assert params_of(environ)["validate_certs"] is validate


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_INSECURE", "yes")
    assert ArgumentSpecValidator(argument_spec()).validate(TASK).validated_parameters["validate_certs"] is False


def test_the_documented_defaults() -> None:
    params = params_of()
    defaults = {
        "timeout": 1800.0,
        "delay": 0.0,
        "min_interval": 1.0,
        "max_interval": 10.0,
        "max_rate": 20.0,
        "missing_grace": 30.0,
        "fail_fast": False,
        "progress": "changes",
        "request_timeout": 30.0,
    }
    assert {name: params[name] for name in defaults} == defaults


def test_all_errors_of_a_task_are_reported() -> None:
    validation = ArgumentSpecValidator(argument_spec({})).validate({**TASK, "service": "nope", "other": 1})
    message = errors_of(validation)
    assert "service" in message
    assert "unsupported options: other" in message
    assert "; " in message
