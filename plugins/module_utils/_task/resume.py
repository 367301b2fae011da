# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line that waits on for the jobs that a task has left. No secret is in it."""

from __future__ import annotations

import json
import re
import shlex
import typing as t

from .._service.location import Location, Target
from .errors import joined
from .variables import VARIABLES, in_task

PLAYBOOK = "ansible-playbook huaweicloud.jobs.wait"
#: The playbook cannot be told an API, and where to send a login comes from its environment alone.
AD_HOC = "ansible localhost -m huaweicloud.jobs.job_wait -a"
#: More ids than this make a command that nobody pastes; ``pending_jobs`` has them all.
MOST_IDS = 100
#: So many characters of a command are repeated in a message.
MOST_CHARACTERS = 500

#: What the command says again of what the task said: of each place, and of the login.
OF_A_LOCATION = ("service", "region", "project_id", "project_name", "path_parameters")
OF_THE_LOGIN = ("auth_type",)
#: What only the environment may say to the playbook, and the variable for it.
ELSEWHERE = {name: VARIABLES[name][0] for name in ("endpoint", "iam_endpoint", "sts_endpoint", "cloud", "ca_path")}
LOGIN = (
    *("token", "access_key", "secret_key", "security_token"),
    *("username", "user_id", "password", "domain_name", "domain_id"),
    *(name for name in VARIABLES if "." in name),
)

_PLAIN = re.compile(r"[\w.:@,+-]+", re.ASCII)

Options = t.Mapping[str, t.Any]


class Resume:
    """How to wait on for jobs, by the options of the task that has waited for them.

    ``location_options`` has the options that describe each location; ``variables`` are those that the task itself has
    set, which nobody else has.
    """

    def __init__(self, location_options: t.Mapping[Location, Options], variables: t.Iterable[str] = ()) -> None:
        self._location_options = {
            location: {name: value for name, value in options.items() if value not in (None, "", {}, [])}
            for location, options in location_options.items()
        }
        self._variables = list(variables)

    def command(self, targets: t.Sequence[Target]) -> str:
        """The command line, for as many of the jobs as it may have."""
        ids: dict[Location, list[str]] = {}
        for target in targets[:MOST_IDS]:
            ids.setdefault(target.location, []).append(target.job_id)
        ad_hoc = self._is_ad_hoc(ids)
        first = self._location_options[targets[0].location]
        login = _chosen(
            first, (*OF_THE_LOGIN, "profile", "iam_endpoint", "sts_endpoint", "ca_path") if ad_hoc else OF_THE_LOGIN
        )
        if ad_hoc and first.get("validate_certs") is False:
            login["validate_certs"] = False
        entries = [{**self._entry(location, ad_hoc), "job_ids": job_ids} for location, job_ids in ids.items()]
        values = {**login, "jobs": entries} if len(entries) > 1 else {**entries[0], **login}
        if ad_hoc:
            return f"{AD_HOC} {shlex.quote(json.dumps(values))}"
        if "job_ids" in values:
            values["job_ids"] = ",".join(values.pop("job_ids"))
        arguments = [
            f"{name}={value}" if isinstance(value, str) and _PLAIN.fullmatch(value) else json.dumps({name: value})
            for name, value in values.items()
        ]
        return " ".join([PLAYBOOK, *(f"-e {shlex.quote(argument)}" for argument in arguments)])

    def advice(self, targets: t.Sequence[Target]) -> str:
        """The sentence that names the command, without a period that would be pasted along."""
        location_options = self._location_options[targets[0].location]
        variables = [VARIABLES[name][0] for name in LOGIN if in_task(location_options, name) not in (None, "")]
        variables += [name for name in self._variables if name not in variables]
        if not self._is_ad_hoc({target.location for target in targets}):
            variables += [variable for name, variable in ELSEWHERE.items() if name in location_options]
            variables += ["OS_INSECURE=true"] if location_options.get("validate_certs") is False else []
        how = self.command(targets)
        if len(how) > MOST_CHARACTERS:
            some = f", for the first {MOST_IDS} of {len(targets)} ids (pending_jobs has them all)"
            how = f"run the command in resume{some if targets[MOST_IDS:] else ''}."
        return f"To resume, with {joined(variables)} in the environment: {how}" if variables else f"To resume: {how}"

    def _is_ad_hoc(self, locations: t.Iterable[Location]) -> bool:
        """Whether it takes more than the playbook may be told.

        A profile's login goes to endpoints of the profile and of the task, and the environment has one for all.
        """
        location_options = [self._location_options[location] for location in locations]
        elsewhere = {(options.get("endpoint"), options.get("cloud")) for options in location_options}
        return len(elsewhere) > 1 or any("custom" in options or "profile" in options for options in location_options)

    def _entry(self, location: Location, ad_hoc: bool) -> dict[str, t.Any]:
        location_options = dict(self._location_options[location])
        project_id = location.project.known or location_options.get("project_id")
        if project_id:
            location_options.update(project_id=project_id, project_name=None)
        if "custom" in location_options:
            location_options["custom"] = {
                name: value for name, value in location_options["custom"].items() if value is not None
            }
        return _chosen(location_options, (*OF_A_LOCATION, "endpoint", "cloud", "custom") if ad_hoc else OF_A_LOCATION)


def _chosen(options: Options, names: t.Iterable[str]) -> dict[str, t.Any]:
    return {name: options[name] for name in names if options.get(name) is not None}
