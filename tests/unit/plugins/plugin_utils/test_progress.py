# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress lines of ``job_wait``. The system tests run whole tasks in playbooks."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.errors import Fault
from ansible_collections.huaweicloud.jobs.plugins.module_utils._http.session import Http, Transport
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.project import Project
from ansible_collections.huaweicloud.jobs.plugins.module_utils._login.token import TokenLogin
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.job import Job
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.location import Connection, Location, Target
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import Secrets
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.resume import Resume
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.entry import Entry
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.schedule import Plan
from ansible_collections.huaweicloud.jobs.plugins.plugin_utils import _progress


class Screen:
    """A replacement for Ansible's display."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def display(self, line: str, stderr: bool = False) -> None:
        assert stderr
        self.lines.append(line)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen()
    monkeypatch.setattr(_progress, "display", screen)
    return screen


def progress(host: str | None = None, plan: Plan | None = None, ids: int = 1) -> _progress.Progress:
    connection = Connection(Http(Transport()), TokenLogin("S3CRET"))
    location = Location(connection, SERVICES["elb"], "https://elb.example", Project("p"))
    targets = [Target(location, f"job-{n}") for n in range(ids)]
    resume = Resume({location: {"service": "elb", "region": "eu-de"}})
    return _progress.Progress(host, targets, plan or Plan(timeout=1800.0), Secrets({"S3CRET"}), resume)


def test_the_first_line_reports_the_jobs(screen: Screen) -> None:
    progress()
    progress(ids=7)
    progress(host="web1", ids=7)
    progress(plan=Plan(pauses=()))
    command = "ansible-playbook huaweicloud.jobs.wait -e service=elb -e region=eu-de -e project_id=p -e job_ids="
    five = "job-0, job-1, job-2, job-3, job-4"
    assert screen.lines == [
        f"waiting up to 30:00 for elb job-0; to resume: {command}job-0",
        f"waiting up to 30:00 for elb {five} and 2 more; to resume: {command}{five.replace(' ', '')},job-5,job-6",
        f"[web1] waiting up to 30:00 for elb {five} and 2 more",
        "polling once: elb job-0",
    ]


@pytest.mark.parametrize(
    ("job", "line"),
    [
        (Job("a", "elb", "running", "createELB", "RUNNING"), "elb a (createELB): RUNNING (1:05 of 30:00)"),
        (Job("a", "elb", "missing"), "elb a: missing (1:05 of 30:00)"),
        (Job("a", "elb", "unknown", status="Fine"), "elb a: Fine (unknown status value) (1:05 of 30:00)"),
        (Job("a", "elb", "running", status="RUNNING", progress=60.0), "elb a: RUNNING, 60% (1:05 of 30:00)"),
        (
            Job("a", "elb", "running", status="RUNNING", sub_jobs=[Job("b", "elb", "succeeded"), Job("c", "elb")]),
            "elb a: RUNNING, 1/2 sub-jobs done (1:05 of 30:00)",
        ),
        (
            Job("a", "elb", "failed", status="FAIL", error_code="ELB.1", fail_reason="no quota"),
            "elb a: FAIL, ELB.1 no quota (1:05 of 30:00)",
        ),
        (Job("a", "elb", "failed", status="FAIL"), "elb a: FAIL (1:05 of 30:00)"),
    ],
)
def test_a_change_of_status(screen: Screen, job: Job, line: str) -> None:
    progress().changed(job, 65.9)
    assert screen.lines[1:] == [line]


def test_heartbeats(screen: Screen) -> None:
    lines = progress()
    lines.heartbeat([Job("a", "elb", "running", "createELB", "RUNNING")], 10.0)
    lines.heartbeat([Job("a", "elb")], 20.0)
    two = progress(ids=2)
    jobs = [Job("job-0", "elb", "succeeded", status="SUCCESS"), Job("job-1", "elb", "running", status="RUNNING")]
    for job in jobs:
        two.changed(job, 1.0)
    two.heartbeat(jobs, 3700.0)
    lines.retrying(Fault("busy", http_status=503), 3701.0)
    assert [line for line in screen.lines if "waiting" not in line and "(0:01" not in line] == [
        "elb a (createELB): still RUNNING (0:10 of 30:00)",
        "elb a: no status yet (0:20 of 30:00)",
        "elb: 1 RUNNING, 1 SUCCESS (1:01:40 of 30:00)",
        "elb: HTTP 503: busy; retrying (1:01:41 of 30:00)",
    ]


def test_the_last_line(screen: Screen) -> None:
    lines = progress()
    jobs = [Job("a", "elb", "succeeded"), Job("b", "elb", "failed"), Job("c", "elb", "succeeded")]
    lines.ended(Outcome([Entry(job) for job in jobs], polls=7, elapsed=42.0))
    lines.ended(Outcome([Entry(jobs[0])], polls=1, elapsed=0.1))
    assert screen.lines[1:] == [
        "elb: 1 failed, 2 succeeded after 7 queries (0:42 of 30:00)",
        "elb: 1 succeeded after 1 query (0:00 of 30:00)",
    ]


def test_no_last_line_if_it_adds_nothing(screen: Screen) -> None:
    progress().ended(Outcome([Entry(Job("a", "elb")), Entry(Job("b", "elb"))], polls=1))
    of_many = progress(host="web1")
    of_many.ended(Outcome([Entry(Job("a", "elb", "succeeded", status="SUCCESS"))], polls=1))
    assert [line for line in screen.lines if "waiting" not in line] == []
    of_many.ended(Outcome([Entry(Job("a", "elb", "succeeded")), Entry(Job("b", "elb"))], polls=2))
    assert screen.lines[-1] == "[web1] elb: 1 succeeded, 1 unknown after 2 queries (0:00 of 30:00)"


def test_many_jobs_are_counted(screen: Screen) -> None:
    lines = progress(ids=300)
    for number in range(100):
        lines.changed(Job(f"job-{number}", "elb", "running", status="RUNNING"), 1.0 + number / 10)
    lines.changed(Job("job-0", "elb", "failed", status="FAIL", fail_reason="quota"), 12.0)
    for number in range(1, 80):
        lines.changed(Job(f"job-{number}", "elb", "missing"), 12.5)
    lines.heartbeat([Job("a", "elb")] * 300, 20.0)
    assert screen.lines[1:4] == [
        "elb: 41 RUNNING, 259 no status yet (0:05 of 30:00)",
        "elb: 91 RUNNING, 209 no status yet (0:10 of 30:00)",
        "elb job-0: FAIL, quota (0:12 of 30:00)",
    ]
    assert len([line for line in screen.lines if "missing (" in line]) == 49
    assert screen.lines[-1] == "elb: 1 FAIL, 20 RUNNING, 79 missing, 200 no status yet (0:20 of 30:00)"


def test_secrets_and_control_characters_are_not_shown(screen: Screen) -> None:
    progress().changed(Job("a", "elb", "failed", status="FAIL", fail_reason="token S3CRET\x1b[2J\nis bad"), 1.0)
    assert screen.lines[1:] == ["elb a: FAIL, token ******** [2J is bad (0:01 of 30:00)"]
