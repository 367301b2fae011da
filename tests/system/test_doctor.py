# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook huaweicloud.jobs.doctor, in a region with real host names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from eavesdropper import Eavesdropper
from hosts import Hosts

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.verdicts import IMPOSSIBLE_ID
from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

ROOT = Path(__file__).resolve().parents[2]
#: The options that could send a login elsewhere, or expose it on the way.
LOCATIONS = ("ca_path", "cloud", "custom", "endpoint", "iam_endpoint", "profile", "validate_certs")
UNUSED = "These variables are ignored, because they are only read from the environment or a credential: "


def keys_of(sim: Simulator) -> dict[str, str]:
    return {"HW_ACCESS_KEY": sim.access_key, "HW_SECRET_KEY": sim.secret_key}


def user_of(sim: Simulator) -> dict[str, str]:
    return {"OS_USERNAME": sim.username, "OS_PASSWORD": sim.password, "OS_USER_DOMAIN_NAME": sim.domain_name}


def token_of(sim: Simulator) -> dict[str, str]:
    return {"OS_TOKEN": sim.token, "OS_PROJECT_ID": sim.project_id}


class Doctor:
    """Runs the playbook in a region with all hosts except those in ``without``. Keeps the last output."""

    def __init__(self, playbooks: Playbooks, sim: Simulator, stack: ExitStack) -> None:
        self._playbooks = playbooks
        self._sim = sim
        self._stack = stack
        self.login = keys_of(sim)
        self.returncode = 0
        self.output = ""

    def __call__(self, *arguments: str, without: tuple[str, ...] = (), **variables: Any) -> list[str]:
        """The displayed lines."""
        hosts = self._stack.enter_context(Hosts(self._sim, self._playbooks.folder, without=without))
        given = json.dumps({"region": "eu-de", **variables})
        arguments = ("huaweicloud.jobs.doctor", "-e", given, *arguments)
        self.returncode, self.output = self._playbooks.call(*arguments, **{**hosts.variables, **self.login})
        shown = re.search(r"^    \"msg\": (\[\n.*?\n    \])$", self.output, re.MULTILINE | re.DOTALL)
        return list(json.loads(shown[1])) if shown else []

    @property
    def verdicts(self) -> dict[str, str]:
        return {service["service"]: service["verdict"] for service in self.report["services"]}

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads((self._playbooks.folder / "report.json").read_text(encoding="utf-8")))


@pytest.fixture
def doctor(playbooks: Playbooks, sim: Simulator) -> Iterator[Doctor]:
    with ExitStack() as stack:
        yield Doctor(playbooks, sim, stack)


def line_of(lines: list[str], what: str) -> str:
    """The line of a service, or one of the lines at the top."""
    (line,) = [line for line in lines if line.startswith(f"{what} ")]
    return " ".join(line.split()[1:])


def test_all_services_are_checked_with_one_query_each(doctor: Doctor, sim: Simulator) -> None:
    lines = doctor()
    assert doctor.returncode == 0, doctor.output
    assert line_of(lines, "login") == "access key pair from the environment (HW_ACCESS_KEY, HW_SECRET_KEY): accepted"
    assert line_of(lines, "project") == f"eu-de ({sim.project_id})"
    assert line_of(lines, "IAM") == "https://iam.eu-de.otc.t-systems.com/v3: ok"
    assert line_of(lines, "region") == "eu-de"
    assert line_of(lines, "services") == f"{len(SERVICES)} of {len(SERVICES)} can be used"
    for name in SERVICES:
        assert line_of(lines, name).startswith("ok HTTP ")
        assert [record.job_id for record in sim.queries(name)] == [IMPOSSIBLE_ID]
    assert {record.status for record in sim.queries()} == {200, 400, 404}
    # A path with further parameters is queried with an ID of the same format as the job ID.
    assert f"/instances/{IMPOSSIBLE_ID}/" in sim.queries("dms")[0].path
    # The account, which global services require, is looked up once for all of them.
    at_iam = ["/v3/projects", "/v3/auth/projects", "/v3/auth/domains"]
    assert [record.path for record in sim.requests if record.service == "iam"] == at_iam
    assert len(sim.requests) == len(SERVICES) + 3
    assert "changed=0" in doctor.output


def test_a_line_of_the_output_is_readable(doctor: Doctor, sim: Simulator) -> None:
    lines = doctor(services="dcs,cceautopilot")
    assert sim.project_id in lines[2]
    assert lines[4:] == [
        "region        eu-de",
        "services      2 of 2 can be used",
        "dcs           ok  HTTP 404 111404001: The requested resource could not be found.",
        "cceautopilot  ok  HTTP 404 CCE.01404001: Resource not found",
    ]


def failing(sim: Simulator) -> None:
    """Faults for some services: unavailable, not permitted, another error, unknown to the gateway, and unreachable."""
    allowed = {"error_code": "DBS.200010", "error_msg": f"Policy doesn't allow rds:task:listAll in {sim.project_id}."}
    other = {"error_code": "SDRS.9999", "error_msg": "no {{ such }} id"}
    gone = {"error_code": "APIGW.0101", "error_msg": "The API does not exist or has not been published."}
    sim.fault("error", service="evs", times=None, status=503)
    sim.fault("error", service="rds", times=None, status=403, body=allowed)
    sim.fault("error", service="sdrs", times=None, status=400, body=other)
    sim.fault("error", service="vbs", times=None, status=404, body=gone)
    sim.fault("html", service="waf", times=None, status=404, body="<p>Not Found</p>")
    sim.fault("reset", service="cbr", times=None)


BROKEN = {
    "evs": "unavailable HTTP 503 APIGW.0201: Backend unavailable.",
    "rds": "no permission HTTP 403 DBS.200010: Policy doesn't allow rds:task:listAll in {project_id}; required"
    " permission: rds:task:listAll",
    "sdrs": "other response HTTP 400 SDRS.9999: no {{ such }} id",
    "vbs": "no such API HTTP 404 APIGW.0101: The API does not exist or has not been published.",
    "waf": "other response HTTP 404: Not Found",
    "cbr": "unreachable ",
    "deh": "unreachable cannot reach https://deh.eu-de.otc.t-systems.com through the proxy: ",
}


def test_errors_of_one_service_do_not_stop_the_others(doctor: Doctor, sim: Simulator) -> None:
    failing(sim)
    lines = doctor(without=("deh",))
    assert doctor.returncode == 0, doctor.output
    for name in SERVICES:
        assert line_of(lines, name).startswith(BROKEN.get(name, "ok HTTP ")), name
        assert len(sim.queries(name)) == (0 if name == "deh" else 1)
    assert line_of(lines, "services") == f"{len(SERVICES) - len(BROKEN)} of {len(SERVICES)} can be used"


@pytest.mark.parametrize("services", ["rds, evs\n dcs", ["rds", "evs", "dcs"]], ids=["text", "list"])
def test_a_requested_service_must_be_usable(doctor: Doctor, sim: Simulator, services: Any) -> None:
    failing(sim)
    lines = doctor(services=services)
    assert doctor.returncode == 2
    assert [line.split()[0] for line in lines[6:]] == ["rds", "evs", "dcs"]
    rds = (
        "HTTP 403 DBS.200010: Policy doesn't allow rds:task:listAll in {project_id}; required permission:"
        " rds:task:listAll"
    )
    evs = "HTTP 503 APIGW.0201: Backend unavailable"
    assert f"rds cannot be used: no permission ({rds}). evs cannot be used: unavailable ({evs})." in doctor.output
    assert "dcs cannot be used" not in doctor.output
    assert sorted(record.service or "" for record in sim.queries()) == ["dcs", "evs", "rds"]


def test_at_least_one_of_all_services_must_be_usable(doctor: Doctor, sim: Simulator) -> None:
    sim.fault("error", times=None, status=503, service=None)
    doctor(project_id=sim.project_id)
    assert doctor.returncode == 2
    assert "None of the services can be used. Check region, and see the verdict on each service." in doctor.output


def test_an_unknown_service_is_reported_before_anything_is_sent(doctor: Doctor, sim: Simulator) -> None:
    (line,) = doctor(services="dcs, elf")
    assert line.startswith("services contains elf, which is not a known service: choose from dcs, elb, ")
    assert doctor.returncode == 2
    assert "services contains elf, which is not a known service: choose from dcs, elb, " in doctor.output
    assert sim.requests == []


def test_a_service_may_be_given_as_service(doctor: Doctor, sim: Simulator) -> None:
    lines = doctor(service="dcs")
    assert line_of(lines, "services") == "1 of 1 can be used"
    assert {record.service for record in sim.queries()} == {"dcs"}


def test_without_a_login_it_shows_what_to_set_and_what_is_ignored(doctor: Doctor, sim: Simulator) -> None:
    doctor.login = {}
    lines = doctor(services="dcs", access_key="a", secret_key="b")
    assert doctor.returncode == 2
    assert lines[0].startswith("no login was found. Set the options token, or access_key and secret_key,")
    assert lines[1:] == [f"{UNUSED}access_key, secret_key"]
    assert sim.requests == []


def test_nothing_is_sent_after_a_refused_key(doctor: Doctor, sim: Simulator) -> None:
    doctor.login["HW_SECRET_KEY"] = "another-secret-key"
    lines = doctor(report="report.json")
    assert doctor.returncode == 2
    assert [record.path for record in sim.requests] == ["/v3/projects"]
    assert sim.bad_signatures == {sim.access_key: 1}
    assert line_of(lines, "login").endswith("(HW_ACCESS_KEY, HW_SECRET_KEY): refused")
    assert set(doctor.verdicts.values()) == {"not checked"}
    assert line_of(lines, "dcs") == "not checked the login was refused earlier"
    assert "The login was refused, so the check ended: HTTP 401 " in doctor.output
    assert "Check access_key and secret_key" in doctor.output
    assert sim.access_key not in doctor.output


def test_nothing_is_sent_after_a_refused_key_if_iam_is_unreachable(doctor: Doctor, sim: Simulator) -> None:
    doctor.login["HW_SECRET_KEY"] = "another-secret-key"
    lines = doctor(project_id=sim.project_id, without=("iam",))
    assert doctor.returncode == 2
    assert [record.service for record in sim.requests] == ["dcs"]
    assert line_of(lines, "dcs").startswith("login refused HTTP 401 ")
    assert line_of(lines, "elb") == "not checked the login was refused earlier"


def test_nothing_is_sent_after_a_refused_password(doctor: Doctor, sim: Simulator) -> None:
    doctor.login = {**user_of(sim), "OS_PASSWORD": "another-password"}
    lines = doctor()
    assert doctor.returncode == 2
    assert [(record.method, record.path) for record in sim.requests] == [("POST", "/v3/auth/tokens")]
    assert sim.bad_passwords == 1
    assert line_of(lines, "IAM").startswith("https://iam.eu-de.otc.t-systems.com/v3: login refused (HTTP 401: ")
    # The user name is private.
    assert sim.username not in "".join(lines)
    assert "IAM refused the login of {username}" in "".join(lines)


def test_nothing_is_sent_after_a_service_refuses_a_token(doctor: Doctor, sim: Simulator) -> None:
    doctor.login = token_of(sim)
    sim.fault("unauthorized", service="ecs", times=None)
    sim.fault("error", service="dcs", times=None, status=503)
    lines = doctor(services="dcs,ecs,evs,rds")
    assert doctor.returncode == 2
    assert [record.service for record in sim.queries()] == ["dcs", "ecs"]
    assert line_of(lines, "ecs").startswith("login refused HTTP 401 ")
    assert line_of(lines, "login").endswith("refused, until " + line_of(lines, "login").rpartition(" ")[2])


@pytest.mark.parametrize(
    ("login", "kind", "iam"),
    [
        (keys_of, "access key pair from the environment (HW_ACCESS_KEY, HW_SECRET_KEY)", 2),
        (token_of, "token from the environment (OS_TOKEN)", 1),
        (user_of, "IAM user from the environment (OS_USERNAME, OS_PASSWORD, OS_USER_DOMAIN_NAME)", 2),
    ],
)
def test_each_login_is_reported_by_its_source(
    doctor: Doctor, sim: Simulator, login: Callable[[Simulator], dict[str, str]], kind: str, iam: int
) -> None:
    doctor.login = login(sim)
    lines = doctor(services="dcs")
    assert doctor.returncode == 0, doctor.output
    assert line_of(lines, "login").startswith(f"{kind}: accepted")
    # Tokens expire, and IAM reports when.
    ends = re.search(r"accepted, until \d{4}-\d\d-\d\dT[\d:.]+Z$", line_of(lines, "login"))
    assert bool(ends) == (login is not keys_of)
    assert line_of(lines, "project") == f"eu-de ({sim.project_id})"
    assert len([record for record in sim.requests if record.service == "iam"]) == iam
    assert len(sim.queries()) == 1


def test_a_profile_is_reported_by_name_and_file(doctor: Doctor, playbooks: Playbooks, sim: Simulator) -> None:
    file = playbooks.home / ".config" / "openstack" / "clouds.yaml"
    file.parent.mkdir(parents=True)
    cloud = {"region_name": "eu-de", "auth": {"ak": sim.access_key, "sk": sim.secret_key}}
    file.write_text(yaml.safe_dump({"clouds": {"shop": cloud}}), encoding="utf-8")
    doctor.login = {"OS_CLOUD": "shop"}
    with ExitStack() as stack:
        hosts = stack.enter_context(Hosts(sim, playbooks.folder))
        # A profile either has its own CA bundle, or uses the one from the environment.
        given = {**hosts.variables, **doctor.login}
        returncode, output = playbooks.call("huaweicloud.jobs.doctor", "-e", "services=dcs", **given)
    assert returncode == 0, output
    assert f"access key pair from profile shop in {file}: accepted" in output


def test_a_missing_project_ends_the_check(doctor: Doctor, sim: Simulator) -> None:
    lines = doctor(project_name="eu-de_nowhere")
    assert doctor.returncode == 2
    assert [record.path for record in sim.requests] == ["/v3/projects"]
    # The name of the project is private, except in the line about the project.
    message = "this login has no projects named eu-de_nowhere. Set project_id, or correct project_name."
    assert line_of(lines, "project") == f"eu-de_nowhere (ID not known): {message}"
    assert line_of(lines, "IAM") == "https://iam.eu-de.otc.t-systems.com/v3: ok"
    assert line_of(lines, "dcs") == "not checked the project ID is not known"
    assert (
        "The project ID is not known, so no service was queried: this login has no projects named {project_name}."
        in (doctor.output)
    )


def test_iam_reports_a_project_of_another_account(doctor: Doctor, sim: Simulator) -> None:
    lines = doctor(project_id="f" * 32, services="ecs")
    assert doctor.returncode == 2
    assert line_of(lines, "project") == f"{'f' * 32}: it is not among the projects that IAM lists for this login"
    assert len(sim.queries()) == 1


def test_services_are_checked_without_iam(doctor: Doctor, sim: Simulator) -> None:
    lines = doctor(project_id=sim.project_id, without=("iam",))
    assert doctor.returncode == 0, doctor.output
    assert line_of(lines, "IAM").startswith("https://iam.eu-de.otc.t-systems.com/v3: unreachable (cannot reach ")
    assert line_of(lines, "project").startswith(f"{sim.project_id}: IAM did not return its name: cannot reach ")
    assert line_of(lines, "login").endswith(": accepted")
    # Without IAM and without domain_id, the account for global services is unknown.
    assert len(sim.queries()) == len([row for row in SERVICES.values() if not row.is_global])


@pytest.mark.parametrize("login", [keys_of, user_of])
def test_the_project_can_be_unknown_without_iam(
    doctor: Doctor, sim: Simulator, login: Callable[[Simulator], dict[str, str]]
) -> None:
    doctor.login = login(sim)
    lines = doctor(without=("iam",))
    assert doctor.returncode == 2
    assert sim.requests == []
    assert line_of(lines, "IAM").startswith("https://iam.eu-de.otc.t-systems.com/v3: unreachable (cannot reach ")
    assert line_of(lines, "login").endswith("not verified")
    assert line_of(lines, "dcs").startswith("not checked ")


def test_a_nonexistent_cloud_has_no_hosts(playbooks: Playbooks, sim: Simulator) -> None:
    login = {**keys_of(sim), "HW_CLOUD": "made-up.invalid", "HW_PROJECT_ID": sim.project_id}
    arguments = ("huaweicloud.jobs.doctor", "-e", "region=eu-de", "-e", "services=dcs")
    returncode, output = playbooks.call(*arguments, **login)
    assert returncode == 2
    # Without name servers, it is unknown whether the host exists.
    assert re.search(r"dcs cannot be used: (no such host|unreachable) \(cannot reach https://dcs\.eu-de\.made", output)


def test_the_report_contains_nothing_private(doctor: Doctor, sim: Simulator) -> None:
    failing(sim)
    sim.add_project("b" * 32, "eu-de_shop")
    doctor.login = {**keys_of(sim), "HW_PROJECT_NAME": "eu-de_shop"}
    doctor(report="report.json", services="dcs,rds,sdrs")
    report = doctor.report
    assert set(report) == {"versions", "time", "region", "login", "iam", "services", "problems"}
    assert set(report["versions"]) == {"huaweicloud.jobs", "ansible-core", "python", "requests"}
    assert report["region"] == "eu-de"
    assert report["login"] == {
        "auth_type": "aksk",
        "kind": "access key pair",
        "source": "environment",
        "accepted": True,
        "message": "",
    }
    rds = report["services"][1]
    assert re.fullmatch(r"[0-9a-f]{32}", rds.pop("request_id"))
    assert rds == {
        "service": "rds",
        "title": "Relational Database Service",
        "endpoint": "https://rds.eu-de.otc.t-systems.com",
        "path": "/v3/{project_id}/jobs?id={job_id}",
        "verdict": "no permission",
        "usable": False,
        "http_status": 403,
        "code": "DBS.200010",
        # It is the ID of another project of this account, which the API reports in this case.
        "message": f"Policy doesn't allow rds:task:listAll in {sim.project_id}; required permission: rds:task:listAll",
    }
    assert report["problems"][1] == "sdrs cannot be used: other response (HTTP 400 SDRS.9999: no {{ such }} id)."
    text = json.dumps(report)
    for private in ("b" * 32, "eu-de_shop", sim.access_key, sim.secret_key, sim.username, sim.domain_name):
        assert private not in text


def test_if_the_report_cannot_be_written_the_findings_are_still_shown(doctor: Doctor) -> None:
    lines = doctor(report="nowhere/report.json", services="dcs")
    assert doctor.returncode == 2
    assert "The report cannot be written to nowhere/report.json: No such file or directory." in doctor.output
    assert line_of(lines, "dcs").startswith("ok ")


def test_check_mode_checks_and_writes_nothing(doctor: Doctor, playbooks: Playbooks, sim: Simulator) -> None:
    lines = doctor("--check", report="report.json", services="dcs")
    assert doctor.returncode == 0, doctor.output
    assert line_of(lines, "dcs").startswith("ok ")
    assert len(sim.queries()) == 1
    assert not (playbooks.folder / "report.json").exists()


@pytest.mark.parametrize("auth_type", ["aksk", "token", "password"])
def test_no_output_contains_a_secret(
    doctor: Doctor, playbooks: Playbooks, sim: Simulator, monkeypatch: pytest.MonkeyPatch, auth_type: str
) -> None:
    """Whatever a service echoes, and however verbose Ansible is."""
    secrets = [sim.token, sim.secret_key, sim.password]
    body = {"error_code": "X.1", "error_msg": ""}
    issue = sim._identity.issue_token

    def echo_secrets() -> None:
        body["error_msg"] = f"<{'> or <'.join(reversed(secrets))}> may not"

    def issue_token(project_id: str | None) -> str:
        secrets.append(issue(project_id))
        echo_secrets()
        return secrets[-1]

    monkeypatch.setattr(sim._identity, "issue_token", issue_token)
    echo_secrets()
    sim.fault("error", service="dcs", times=None, status=403, body=body)
    sim.fault("error", service="ecs", times=None, status=400, body=body)
    doctor.login = {**keys_of(sim), **token_of(sim), **user_of(sim)}
    lines = doctor("-vvvv", report="report.json", services="dcs,ecs", auth_type=auth_type)
    masked = " or ".join(["<********>"] * len(secrets))
    assert len(secrets) == (4 if auth_type == "password" else 3)
    assert line_of(lines, "dcs") == f"no permission HTTP 403 X.1: {masked} may not; required permission: dcs:job:get"
    assert line_of(lines, "ecs") == f"other response HTTP 400 X.1: {masked} may not"
    written = (playbooks.folder / "report.json").read_text(encoding="utf-8")
    assert written.count(f"{masked} may not") == 4
    for secret in secrets:
        assert secret not in doctor.output
        assert secret not in written


def test_no_variable_sends_the_login_elsewhere(doctor: Doctor, playbooks: Playbooks, sim: Simulator) -> None:
    """No interpreter or command from a variable runs either, because no module runs at all."""
    script = playbooks.folder / "theirs"
    script.write_text(f'#!/bin/sh\nenv > "{playbooks.folder / "stolen"}"\nexec "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    with Eavesdropper() as other:
        theirs = {
            "endpoint": other.url,
            "iam_endpoint": other.url,
            "cloud": other.host,
            "custom": {"path": f"@{other.host}/{{job_id}}", "host": other.host, "succeeded": [], "failed": []},
            "profile": "theirs",
            "validate_certs": False,
            "ca_path": "/nowhere",
        }
        assert tuple(sorted(theirs)) == LOCATIONS
        run = {"ansible_python_interpreter": str(script), "ansible_remote_tmp": f"$({script})"}
        lines = doctor(services="dcs", report="report.json", **theirs, **run, HTTPS_PROXY=other.url)
        assert doctor.returncode == 0, doctor.output
        assert other.heard == []
    assert lines[-1] == f"{UNUSED}{', '.join(LOCATIONS)}"
    assert not (playbooks.folder / "stolen").exists()
    assert doctor.verdicts == {"dcs": "ok"}


def test_each_variable_is_an_option_and_is_passed_on() -> None:
    (play,) = yaml.safe_load((ROOT / "playbooks" / "doctor.yml").read_text(encoding="utf-8"))
    variables = play["tasks"][0]["ansible.builtin.validate_argument_spec"]["argument_spec"]
    args = play["tasks"][1]["block"][0]["huaweicloud.jobs.cloud_info"]
    assert set(variables) == {"region", "project_id", "project_name", "services", "service", "report", "auth_type"}
    assert set(args) == set(variables) - {"service"}
    assert args.pop("services") == "{{ services | default(service | default(omit, true), true) }}"
    for name, template in args.items():
        assert re.fullmatch(rf"{{{{ {name} \| default\(omit(, true)?\) }}}}", template)


def test_no_variable_hides_a_problem(doctor: Doctor, sim: Simulator) -> None:
    """Variables of the user take precedence over whatever a playbook registers."""
    sim.fault("error", service="evs", times=None, status=503)
    forged = {"checked": {"problems": [], "lines": ["all is well"], "failed": False}, "note": "", "ignored": ""}
    doctor(services="evs", **forged)
    assert doctor.returncode == 2
    assert "evs" in doctor.output
    assert "all is well" in doctor.output  # the most that such a variable can do
    assert len(sim.queries("evs")) == 1
