# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions of this collection do around their work: read the task, wait, warn, mask, and return."""

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
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.calls import Result, failed_call, responded
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.checkup import ToCheck
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError, no_requests
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.given import prepared
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import Secrets, secrets_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.results import finished
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.resume import Resume
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import Spec, environment_warnings, errors_of
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import Connected
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import VARIABLES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.checkup import Checkup, Findings
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.clock import Clock
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.exchange import Exchange, Rule
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome, refused
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.reporter import Reporter
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter

from ._progress import Progress

if not REQUESTS_IMPORT_ERROR:
    # The parent of all tasks imports this: its forks find the CA bundle loaded, if it is not one that a task names.
    with contextlib.suppress(OSError):
        tls_context(next((os.environ[name] for name in VARIABLES["ca_path"] if os.environ.get(name)), None))

#: Names of the controller: delegating to it changes nothing.
CONTROLLER = ("localhost", "127.0.0.1", "::1")


@dataclass
class Task:
    """What one task says: its options, which of them are ``given``, and the environment behind them.

    ``timeout`` is the limit that Ansible sets to the task, 0 for none; ``host`` is set where there are several to tell
    apart. An action adds to ``warnings``; ``connected`` has more to mask.
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
        """What no output may show, as far as it is known by now."""
        return self.connected.secrets if self.connected else Secrets(secrets_of(self.params, self.environ))

    def _own_variables(self) -> list[str]:
        """The variables behind options that the task's own ``environment`` sets, but for the region."""
        known = [name for option, names in VARIABLES.items() if option != "region" for name in names]
        return [name for name in known if self.environ.get(name) not in (None, "", os.environ.get(name))]

    def _wanted(self) -> t.Callable[[], bool]:
        # A killed ansible-playbook takes nobody with it: its workers would poll on for nobody.
        parent = os.getppid()
        return lambda: os.getppid() == parent

    def connect(self, connected: Connected) -> None:
        """Take note of what the task is connected to."""
        self.connected = connected
        self.warnings += [warning for warning in connected.warnings if warning not in self.warnings]

    def call(self, call: ApiCall, rule: Rule, refusals: Refusals, deadline: float = math.inf) -> Result:
        """Make a call; what a result says of it."""
        exchange = Exchange(refusals, rule, deadline, wanted=self._wanted())
        try:
            return responded(exchange.make(call))
        except CallError as error:
            return failed_call(call, error, exchange.tries, exchange.uncertain)

    def check(self, to_check: ToCheck, seconds: float) -> Findings:
        """Check the login and the services, for so many seconds at most."""
        locations, deadline = to_check.locations, Clock.now() + seconds
        return Checkup(locations, to_check.iam_url, to_check.of_iam, deadline, wanted=self._wanted()).run()

    def wait(
        self, connected: Connected, plan: Plan, refusals: Refusals | None = None, start: float | None = None
    ) -> Outcome:
        """Wait for jobs, and show how they get on."""
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
            # Most of all the task's own timeout: its result holds nothing, so say what is known here.
            reporter.ended(waiter.outcome())
            raise
        reporter.ended(outcome)
        outcome.resume = resume
        self.warnings += outcome.warnings
        return outcome


class ApiAction(ActionBase):
    """An action on the controller; whatever happens is returned, so that failed_when and until see it."""

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_async = False
    _supports_check_mode = True

    def spec(self, environ: dict[str, str]) -> Spec:
        """The argument spec."""
        raise NotImplementedError

    def nothing(self) -> dict[str, t.Any]:
        """The result when nothing was done."""
        raise NotImplementedError

    def perform(self, task: Task) -> dict[str, t.Any]:
        """Do the work, and return the result. Raises OptionError."""
        raise NotImplementedError

    def run(self, tmp: t.Any = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the action."""
        # What the parent made is shared with this fork until the garbage collector writes into it.
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
            # Ansible shows warnings even of a task with no_log.
            result.pop("warnings", None)
        return result

    def _environment(self) -> dict[str, str]:
        """The variables of the task's ``environment``, which core hands to modules only, over those of the process."""
        task_environment: dict[str, t.Any] = {}
        self._compute_environment_string(task_environment)
        return {**os.environ, **{str(name): str(value) for name, value in task_environment.items()}}

    def _validate(self, task: Task) -> None:
        """Put the validated options in place of those that were written. Raises OptionError."""
        spec = self.spec(task.environ)
        args, complaint = prepared(spec, task.params)
        task.params = args
        if complaint:
            raise OptionError(complaint)
        validation = ArgumentSpecValidator(spec).validate(args)
        if validation.error_messages:
            raise OptionError(f"{self._task.action}: {errors_of(validation)}")
        task.warnings += environment_warnings(spec)
        aliases = {name: option.get("aliases", ()) for name, option in spec.items()}
        task.given = {name for name in spec if any(args.get(alias) is not None for alias in (name, *aliases[name]))}
        task.params = validation.validated_parameters
        host = self._task.delegate_to
        if host and host not in CONTROLLER:
            action = self._task.action
            task.warnings.append(f"{action} always runs on the controller, delegating it to {host} has no effect")

    @staticmethod
    def _host(task_vars: dict[str, t.Any]) -> str | None:
        several = len(task_vars.get("ansible_play_hosts") or ()) > 1
        return str(task_vars.get("inventory_hostname")) if several else None
