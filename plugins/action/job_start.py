# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of ``job_start``, which starts a job on the controller and waits for it."""

from __future__ import annotations

import math
import typing as t
from dataclasses import replace

from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.refusals import Refusals
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.body import body_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.call_results import (
    empty_call_result,
    field_paths,
    started_jobs,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.described import described
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.plans import rate_warnings, wait_plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import Spec, start_argument_spec
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.retries import StartRule, never_retry
from ansible_collections.huaweicloud.jobs.plugins.plugin_utils._action import ApiAction, Task


class ActionModule(ApiAction):
    """Validates the options, makes the call, and waits for its job."""

    def spec(self, environ: dict[str, str]) -> Spec:
        return start_argument_spec(environ)

    def nothing(self) -> dict[str, t.Any]:
        return {**Outcome().wait_result(), **empty_call_result(), "job_ids": [], "ambiguous": False}

    def perform(self, task: Task) -> dict[str, t.Any]:
        params, began = task.params, Clock.now()
        plan = wait_plan(params, task.given, task.timeout, task.check_mode)
        to_do = described(params, task.environ, params["method"], body_of(params["body"]), polled=params["wait"])
        paths = field_paths(params["job_id_path"], to_do.location.service.job_id_paths)
        task.connect(to_do.connected)
        if task.check_mode:
            planned = {"changed": True, "method": to_do.call.method, "url": to_do.call.url}
            return {**self.nothing(), **to_do.where(params), **planned}
        refusals = Refusals(to_do.connected.connection.login)
        rule = StartRule(plan.missing_grace, params["idempotent"]) if plan.pauses is None else never_retry
        called = task.call(to_do.call, rule, refusals, math.inf if plan.timeout is None else began + plan.timeout)
        result = {"ambiguous": False, **to_do.where(params), **called}
        if "failed" in called:
            return {**self.nothing(), **result, "changed": called["ambiguous"]}
        described_here = bool(to_do.location.service.option)
        named = params["job_id_path"] is not None
        found, warnings = started_jobs(called["json"], paths, named, task.secrets, described_here)
        task.warnings += warnings
        waited = self.nothing() if params["wait"] or "failed" in found else {}
        if params["wait"] and found["job_ids"]:
            targets = [Target(to_do.location, job_id) for job_id in found["job_ids"]]
            task.warnings += rate_warnings(plan, len(targets))
            outcome = task.wait(replace(to_do.connected, targets=targets), plan, refusals, began)
            waited = outcome.wait_result(raw=params["raw"])
        return {**waited, **result, **found, "changed": True}
