# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of the action plugins: reads the task, makes calls, waits, masks secrets, and returns the result."""

from __future__ import annotations

import contextlib
import gc
import math
import os
import typing as t
from dataclasses import dataclass, field

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import CallError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.library import REQUESTS_IMPORT_ERROR
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.tls import tls_context
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.refusals import Refusals
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.call import ApiCall
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.call_results import (
    Result,
    failure_result,
    response_result,
)
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup import ToCheck
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError, no_requests
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import Secrets, secrets_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.prevalidation import prevalidated
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.results import finished
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.resume import Resume
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import Spec, environment_warnings, errors_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import Connected
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import VARIABLES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.checkup import Checkup, Findings
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome, refused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.reporter import Reporter
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.retries import RetryingCaller, RetryRule
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter

from ._defaults import args_of
from ._progress import Progress

if not REQUESTS_IMPORT_ERROR:
    # The parent process of all tasks imports this module, so its forks share the loaded CA bundle.
    with contextlib.suppress(OSError):
        tls_context(next((os.environ[name] for name in VARIABLES["ca_path"] if os.environ.get(name)), None))

#: Names of the controller. Delegating a task to it is not worth a warning.
CONTROLLER = ("localhost", "127.0.0.1", "::1")


@dataclass
class Task:
    """One task: its options, which of them are ``given``, and its environment variables.

    ``timeout`` is the limit in seconds that Ansible sets for the task, or 0. ``host`` is set if the play has several
    hosts. ``quiet`` is true if the task has ``no_log``. Actions add to ``warnings``.
    """

    params: dict[str, t.Any]
    environ: dict[str, str]
    check_mode: bool
    quiet: bool
    timeout: float
    host: str | None
    given: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    connected: Connected | None = None

    @property
    def secrets(self) -> Secrets:
        """The secrets to mask, as far as they are known."""
        return self.connected.secrets if self.connected else Secrets(secrets_of(self.params, self.environ))

    def _own_variables(self) -> list[str]:
        """Return the variables that the ``environment`` keyword of the task sets, except those of the region."""
        known = [name for option, names in VARIABLES.items() if option != "region" for name in names]
        return [name for name in known if self.environ.get(name) not in (None, "", os.environ.get(name))]

    def _wanted(self) -> t.Callable[[], bool]:
        # If ansible-playbook is killed, its workers survive, and must not continue to poll.
        parent = os.getppid()
        return lambda: os.getppid() == parent

    def connect(self, connected: Connected) -> None:
        """Set the connection of the task, and add its warnings."""
        self.connected = connected
        self.warnings += [warning for warning in connected.warnings if warning not in self.warnings]

    def call(self, call: ApiCall, rule: RetryRule, refusals: Refusals, deadline: float = math.inf) -> Result:
        """Make a call with retries, and return the part of the result that describes it."""
        caller = RetryingCaller(refusals, rule, deadline, wanted=self._wanted())
        try:
            return response_result(caller.make(call))
        except CallError as error:
            return failure_result(call, error, caller.tries, caller.uncertain)

    def check(self, to_check: ToCheck, seconds: float) -> Findings:
        """Check the login and the services for at most some seconds."""
        locations, deadline = to_check.locations, Clock.now() + seconds
        return Checkup(locations, to_check.iam_url, to_check.of_iam, deadline, wanted=self._wanted()).run()

    def wait(
        self, connected: Connected, plan: Plan, refusals: Refusals | None = None, start: float | None = None
    ) -> Outcome:
        """Wait for jobs, and report progress."""
        self.connect(connected)
        resume = Resume(connected.location_options, self._own_variables())
        reporter = Reporter()
        if self.params["progress"] == "changes" and not self.quiet:
            reporter = Progress(self.host, connected.targets, plan, connected.secrets, resume)
        waiter = Waiter(
            connected.connection,
            connected.targets,
            plan,
            reporter,
            wanted=self._wanted(),
            refusals=refusals,
            start=start,
        )
        try:
            outcome = waiter.run()
        except BaseException:
            # If the timeout keyword of the task ends it, its result is empty, so the last line reports the states.
            reporter.ended(waiter.outcome())
            raise
        reporter.ended(outcome)
        outcome.resume = resume
        self.warnings += outcome.warnings
        return outcome


class ApiAction(ActionBase):
    """An action on the controller. It returns all failures as results, so that failed_when and until can use them."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_async = False
    _supports_check_mode = True

    def spec(self, environ: dict[str, str]) -> Spec:
        """Return the argument spec."""
        raise NotImplementedError

    def nothing(self) -> dict[str, t.Any]:
        """Return the result when nothing was done."""
        raise NotImplementedError

    def perform(self, task: Task) -> dict[str, t.Any]:
        """Do what the task is for, and return the result. Raises OptionError."""
        raise NotImplementedError

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the action."""
        # Memory is shared with the parent process until the garbage collector writes to it.
        gc.freeze()
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        task = Task(
            params=dict(self._task.args),
            environ=self._environment(),
            check_mode=bool(self._task.check_mode),
            quiet=bool(self._task.no_log),
            timeout=self._task.timeout or 0,
            host=self._host(task_vars or {}),
        )
        try:
            if REQUESTS_IMPORT_ERROR:
                raise OptionError(no_requests())
            self._validate(task)
            result.update(self.perform(task))
        except OptionError as error:
            result.update(refused(str(error), self.nothing()))
        result = finished({**result, "warnings": task.warnings}, task.secrets)
        if task.quiet:
            # Ansible shows warnings even for a task with no_log.
            result.pop("warnings", None)
        return result

    def _environment(self) -> dict[str, str]:
        """Return the variables of the process, overridden by those of the task's ``environment`` keyword.

        ansible-core passes that keyword only to modules.
        """
        task_environment: dict[str, t.Any] = {}
        self._compute_environment_string(task_environment)
        return {**os.environ, **{str(name): str(value) for name, value in task_environment.items()}}

    def _validate(self, task: Task) -> None:
        """Replace the options of the task with the validated ones. Raises OptionError."""
        spec = self.spec(task.environ)
        args, complaint = prevalidated(spec, args_of(self._task, self._templar, spec))
        task.params = args
        if complaint:
            raise OptionError(complaint)
        validation = ArgumentSpecValidator(spec).validate(args)
        if validation.error_messages:
            raise OptionError(f"{self._task.action}: {errors_of(validation, spec)}")
        task.warnings += environment_warnings(spec)
        aliases = {name: option.get("aliases", ()) for name, option in spec.items()}
        task.given = {name for name in spec if any(args.get(alias) is not None for alias in (name, *aliases[name]))}
        task.params = validation.validated_parameters
        host = self._task.delegate_to
        if host and host not in CONTROLLER:
            action = self._task.action
            task.warnings.append(f"{action} always runs on the controller, so delegate_to: {host} has no effect")

    @staticmethod
    def _host(task_vars: dict[str, t.Any]) -> str | None:
        several = len(task_vars.get("ansible_play_hosts") or ()) > 1
        return str(task_vars.get("inventory_hostname")) if several else None
