# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line that waits on for the jobs that a task has left. No secret is in it."""

from __future__ import annotations

import json
import re
import shlex
import typing as t

from .._service.place import Place
from .errors import joined
from .variables import VARIABLES, in_task

PLAYBOOK = "ansible-playbook huaweicloud.jobs.wait"
#: The playbook cannot be told an API, and where to send a login comes from its environment alone.
AD_HOC = "ansible localhost -m huaweicloud.jobs.job_wait -a"
#: More ids than this make a command that nobody pastes; ``pending_jobs`` has them all.
MOST_IDS = 100
#: So many characters of a command are repeated in a message.
MOST_CHARACTERS = 500

#: What the command says again of what the task said.
SAID_AGAIN = ("service", "region", "project_name", "path_parameters", "auth_type")
#: What only the environment may say to the playbook, and the variable for it.
PLACES = {name: VARIABLES[name][0] for name in ("endpoint", "iam_endpoint", "sts_endpoint", "cloud", "ca_path")}
LOGIN = (
    *("token", "access_key", "secret_key", "security_token"),
    *("username", "user_id", "password", "domain_name", "domain_id"),
    *(name for name in VARIABLES if "." in name),
)

_PLAIN = re.compile(r"[\w.:@,+-]+", re.ASCII)


class Resume:
    """How to wait on for jobs at a place, by the options of the task that has waited for them.

    ``variables`` are those that the task itself has set, which nobody else has.
    """

    def __init__(self, params: t.Mapping[str, t.Any], place: Place, variables: t.Iterable[str] = ()) -> None:
        self._params = {name: value for name, value in params.items() if value not in (None, "", {}, [])}
        self._place = place
        self._variables = list(variables)
        # A profile's login goes to places of the profile and of the task, which the playbook does not take.
        self._ad_hoc = bool(place.service.option or "profile" in self._params)

    def command(self, job_ids: t.Sequence[str]) -> str:
        """The command line, with as many of the ids as it may have."""
        values = {name: self._params[name] for name in SAID_AGAIN if name in self._params}
        project_id = self._place.project.known or self._params.get("project_id")
        if project_id:
            values.pop("project_name", None)
            values["project_id"] = project_id
        if self._ad_hoc:
            return f"{AD_HOC} {shlex.quote(self._as_options(values, job_ids[:MOST_IDS]))}"
        values["job_ids"] = ",".join(job_ids[:MOST_IDS])
        words = [
            f"{name}={value}" if isinstance(value, str) and _PLAIN.fullmatch(value) else json.dumps({name: value})
            for name, value in values.items()
        ]
        return " ".join([PLAYBOOK, *(f"-e {shlex.quote(word)}" for word in words)])

    def advice(self, job_ids: t.Sequence[str]) -> str:
        """The sentence that names the command, without a period that would be pasted along."""
        variables = [VARIABLES[name][0] for name in LOGIN if in_task(self._params, name) not in (None, "")]
        variables += [name for name in self._variables if name not in variables]
        if not self._ad_hoc:
            variables += [variable for name, variable in PLACES.items() if name in self._params]
            variables += ["OS_INSECURE=true"] if self._params.get("validate_certs") is False else []
        how = self.command(job_ids)
        if len(how) > MOST_CHARACTERS:
            some = f", for the first {MOST_IDS} of {len(job_ids)} ids (pending_jobs has them all)"
            how = f"run the command in resume{some if job_ids[MOST_IDS:] else ''}."
        return f"To resume, with {joined(variables)} in the environment: {how}" if variables else f"To resume: {how}"

    def _as_options(self, values: dict[str, t.Any], job_ids: t.Sequence[str]) -> str:
        places = {name: self._params[name] for name in (*PLACES, "profile") if name in self._params}
        certificates = {"validate_certs": False} if self._params.get("validate_certs") is False else {}
        options = {**values, **places, **certificates}
        if "custom" in self._params:
            options["custom"] = {name: value for name, value in self._params["custom"].items() if value is not None}
        return json.dumps({**options, "job_ids": list(job_ids)})
