# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command that resumes a wait for jobs that have not finished. It contains no secrets."""

from __future__ import annotations

import json
import re
import shlex
import typing as t

from .._service.location import Location, Target
from .errors import joined
from .variables import VARIABLES, in_task

PLAYBOOK = "ansible-playbook huaweicloud.jobs.wait"
#: Used if the playbook does not suffice: it has no option ``custom``, and takes all endpoints from the environment.
AD_HOC = "ansible localhost -m huaweicloud.jobs.job_wait -a"
#: The most IDs in a command; ``pending_jobs`` has all of them.
MOST_IDS = 100
#: The longest command, in characters, that a message repeats.
MOST_CHARACTERS = 500

#: The options of the task that the command repeats: for each location, and for the login.
OF_A_LOCATION = ("service", "region", "project_id", "project_name", "path_parameters")
OF_THE_LOGIN = ("auth_type",)
#: The options that the playbook takes only from the environment, with the variables for them.
ELSEWHERE = {name: VARIABLES[name][0] for name in ("endpoint", "iam_endpoint", "sts_endpoint", "cloud", "ca_path")}
LOGIN = (
    *("token", "access_key", "secret_key", "security_token"),
    *("username", "user_id", "password", "domain_name", "domain_id"),
    *(name for name in VARIABLES if "." in name),
)

_PLAIN = re.compile(r"[\w.:@,+-]+", re.ASCII)

Options = t.Mapping[str, t.Any]


class Resume:
    """Builds the command that resumes a wait, from the options of the task.

    ``location_options`` has the options of each location, and ``variables`` has the environment variables that the task
    itself sets, so that the environment of the user does not have them.
    """

    def __init__(self, location_options: t.Mapping[Location, Options], variables: t.Iterable[str] = ()) -> None:
        self._location_options = {
            location: {name: value for name, value in options.items() if value not in (None, "", {}, [])}
            for location, options in location_options.items()
        }
        self._variables = list(variables)

    def command(self, targets: t.Sequence[Target]) -> str:
        """Return the command for the jobs, or for the first MOST_IDS of them."""
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
        """Return a sentence with the command, without a period that users might paste with it."""
        location_options = self._location_options[targets[0].location]
        variables = [VARIABLES[name][0] for name in LOGIN if in_task(location_options, name) not in (None, "")]
        variables += [name for name in self._variables if name not in variables]
        if not self._is_ad_hoc({target.location for target in targets}):
            variables += [variable for name, variable in ELSEWHERE.items() if name in location_options]
            variables += ["OS_INSECURE=true"] if location_options.get("validate_certs") is False else []
        how = f"run: {self.command(targets)}"
        if len(how) > MOST_CHARACTERS:
            some = f", which has the first {MOST_IDS} of {len(targets)} job IDs (pending_jobs has all of them)"
            how = f"run the command in resume{some if targets[MOST_IDS:] else ''}."
        if variables:
            return f"To resume, set {joined(variables)} in the environment, and {how}"
        return f"To resume, {how}"

    def _is_ad_hoc(self, locations: t.Iterable[Location]) -> bool:
        """Return whether the playbook does not suffice, so that an ad hoc command is needed.

        The environment has one endpoint for all locations, and the login of a profile is never sent to it.
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
