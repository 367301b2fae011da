# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for jobs on the controller; the work is in module_utils."""

from __future__ import annotations

import contextlib
import os
import typing as t
from collections import Counter

from ansible.module_utils.basic import missing_required_lib
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.huaweicloud.jobs.plugins.module_utils import options
from ansible_collections.huaweicloud.jobs.plugins.module_utils.client import (
    REQUESTS_IMPORT_ERROR,
    CallError,
    trusting,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils.jobs import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils.waiter import Reporter, Waiter

display = Display()

if not REQUESTS_IMPORT_ERROR:
    # The parent of all tasks imports this: its forks find the CA bundle loaded.
    with contextlib.suppress(OSError):
        trusting()

#: More jobs than this are counted, not told one by one, but for the first failures; at most once in so many seconds.
MANY = 50
COUNT_INTERVAL = 5.0

#: Names of the controller: delegating to it changes nothing.
CONTROLLER = ("localhost", "127.0.0.1", "::1")


class ActionModule(ActionBase):
    """Validate, wait, return."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_async = False
    _supports_check_mode = True

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the action; whatever happens is returned, so that failed_when and until see it."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        environ = self._environment()
        check_mode = bool(self._task.check_mode)
        params: dict[str, t.Any] = dict(self._task.args)
        try:
            if REQUESTS_IMPORT_ERROR:
                raise options.OptionError(missing_required_lib("requests"))
            params, given, warnings = self._validated(environ)
            job_ids = options.job_ids(params)
            plan = options.wait_plan(params, given, self._task.timeout or 0, check_mode)
            if not job_ids:
                result.update(Outcome(params["service"], "", []).wait_result())
                return result
            connection = options.connect(params, environ)
        except options.OptionError as error:
            result.update(options.unasked(params, str(error)).wait_result())
            return t.cast("dict[str, t.Any]", options.scrub(result, options.secrets_of(params, environ)))
        warnings += self._warnings(plan, len(job_ids))

        reporter = Reporter()
        if params["progress"] == "changes" and not self._task.no_log:
            reporter = Progress(self._host(task_vars or {}), params["service"], job_ids, plan, connection)
        waiter = Waiter(connection.client, plan, job_ids, reporter)
        try:
            outcome = waiter.run()
        except BaseException:
            # Most of all the task's own timeout: its result holds nothing, so say what is known here.
            reporter.ended(waiter.outcome())
            raise
        reporter.ended(outcome)
        result.update(outcome.wait_result(check_mode))
        warnings += outcome.warnings
        if warnings:
            result["warnings"] = warnings
        return t.cast("dict[str, t.Any]", options.scrub(result, connection.secrets))

    def _environment(self) -> dict[str, str]:
        """The variables of the task's ``environment``, which core hands to modules only, over those of the process."""
        task_environment: dict[str, t.Any] = {}
        self._compute_environment_string(task_environment)
        return {**os.environ, **{str(name): str(value) for name, value in task_environment.items()}}

    def _validated(self, environ: dict[str, str]) -> tuple[dict[str, t.Any], set[str], list[str]]:
        """The options, which of them were given, and warnings. Raises OptionError."""
        spec = options.wait_argument_spec(environ)
        args = dict(self._task.args)
        validation = ArgumentSpecValidator(spec).validate(args)
        params = validation.validated_parameters
        if validation.error_messages:
            raise options.OptionError(options.explained(f"{self._task.action}: {options.told(validation)}"))
        given = {
            name
            for name, option in spec.items()
            if any(args.get(alias) is not None for alias in (name, *option.get("aliases", ())))
        }
        both = [
            f"both {name} and its alias {alias} are set"
            for name, option in spec.items()
            for alias in option.get("aliases", ())
            if name in args and alias in args
        ]
        return params, given, both

    def _warnings(self, plan: Plan, jobs: int) -> list[str]:
        warnings = []
        host = self._task.delegate_to
        if host and host not in CONTROLLER:
            warnings.append(f"job_wait always runs on the controller, delegating it to {host} has no effect")
        seconds = jobs / plan.max_rate
        if plan.pauses is None and seconds > plan.max_interval:
            warnings.append(
                f"{jobs} jobs at a max_rate of {plan.max_rate:g} a second are asked about every {seconds:.0f} s,"
                f" not every {plan.max_interval:g} s as max_interval says"
            )
        return warnings

    @staticmethod
    def _host(task_vars: dict[str, t.Any]) -> str | None:
        """The host, where there are several to tell apart."""
        several = len(task_vars.get("ansible_play_hosts") or ()) > 1
        return str(task_vars.get("inventory_hostname")) if several else None


class Progress(Reporter):
    """Lines on stderr: on stdout they would be held back in pipes, and would spoil callbacks that print JSON."""

    def __init__(
        self, host: str | None, service: str, job_ids: list[str], plan: Plan, connection: options.Connection
    ) -> None:
        self._prefix = f"[{host}] " if host else ""
        self._service = service
        self._limit = _duration(plan.timeout) if plan.timeout and plan.pauses is None else None
        self._connection = connection
        self._many = len(job_ids) > MANY
        self._words = dict.fromkeys(job_ids, "not answered for")
        self._broken = 0
        self._counted = 0.0
        listed = ", ".join(job_ids[:MANY]) + (f" and {len(job_ids) - MANY} more" if self._many else "")
        limit = f"waiting up to {self._limit} for" if self._limit else "asking once about"
        self._say(f"{limit} {service} {listed}; a task with the same options resumes this")

    def changed(self, job: Job, elapsed: float) -> None:
        self._words[job.job_id] = job.status or job.state
        self._broken += job.state in ("failed", "missing")
        if not self._many or (job.state in ("failed", "missing") and self._broken <= MANY):
            self._change(job, elapsed)
        elif elapsed >= self._counted + COUNT_INTERVAL:
            self._count(elapsed)

    def _change(self, job: Job, elapsed: float) -> None:
        done = sum(sub_job.ended for sub_job in job.sub_jobs)
        parts = [f"{self._service} {job}: {job.status or job.state}"]
        if job.status and job.state == "unknown":
            parts.append("a word that is not known")
        if job.sub_jobs:
            parts.append(f"{done}/{len(job.sub_jobs)} sub-jobs done")
        if job.progress is not None:
            parts.append(f"{job.progress:g} %")
        if job.state == "failed":
            parts.append(" ".join(filter(None, (job.error_code, job.fail_reason))))
        self._say(", ".join(filter(None, parts)), elapsed)

    def _count(self, elapsed: float) -> None:
        self._counted = elapsed
        told = ", ".join(f"{count} {word}" for word, count in sorted(Counter(self._words.values()).items()))
        self._say(f"{self._service}: {told}", elapsed)

    def heartbeat(self, jobs: list[Job], elapsed: float) -> None:
        if len(jobs) == 1:
            self._say(f"{self._service} {jobs[0]}: still {jobs[0].status or 'not answered for'}", elapsed)
        else:
            self._count(elapsed)

    def riding_out(self, error: CallError, elapsed: float) -> None:
        self._say(f"{self._service}: {error}; trying again", elapsed)

    def ended(self, outcome: Outcome) -> None:
        counts = Counter(job.state for job in outcome.jobs)
        told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
        queries = "1 query" if outcome.polls == 1 else f"{outcome.polls} queries"
        self._say(f"{self._service}: {told} after {queries}", outcome.elapsed)

    def _say(self, text: str, elapsed: float | None = None) -> None:
        times = ""
        if elapsed is not None:
            times = f" ({_duration(elapsed)}" + (f" of {self._limit})" if self._limit else ")")
        line = options.scrub(f"{self._prefix}{text}{times}", self._connection.secrets)
        # What an API says must not be able to move the cursor.
        display.display("".join(char if char.isprintable() else " " for char in line), stderr=True)


def _duration(seconds: float) -> str:
    """``M:SS``, or ``H:MM:SS``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
