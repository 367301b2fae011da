# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of the README, the guides and the plugins' documentation runs, as it is written, against the simulator.

Only what leads to a cloud is rewritten: hosts, and the account. What an example takes for given, such as the variable
that its create call registered, is there. What no playbook can be made of is recognised by its keys, and looked at.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import SERVICES
from simulator import Simulator
from simulator.services import SERVICES as SIMULATED

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ("job_info", "job_wait")
GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))
SOURCES = ["README.md", *(guide.name for guide in GUIDES), *PLUGINS]

#: What has become of the jobs that an example did not start itself, by what it speaks of: the first that fits counts.
STORIES = (
    (r"timeout: 0", ("running",)),
    (r"result\.timed_out", ("late",)),
    (r"failed|rescue:", ("good", "bad")),
    ("", ("good", "other")),
)

CALLBACK = '''
import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: example_log
type: aggregate
short_description: What became of each task
description: A line of JSON for each task and host, with the number of the example.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "example_log"

    def v2_playbook_on_play_start(self, play):
        self.example = play.get_vars()["example"]

    def v2_runner_on_ok(self, result):
        self.write(result, "ok")

    def v2_runner_on_skipped(self, result):
        self.write(result, "skipped")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.write(result, "failed")

    def write(self, result, what):
        with open(os.environ["EXAMPLE_LOG"], "a", encoding="utf-8") as file:
            file.write(json.dumps([self.example, result._task.get_name(), what]) + "\\n")
'''


# --- what there is ---


def text_of(source: str) -> str:
    if source in PLUGINS:
        return importlib.import_module(f"ansible_collections.huaweicloud.jobs.plugins.modules.{source}").EXAMPLES
    folder = ROOT if source.endswith(".md") else GUIDES[0].parent
    return (folder / source).read_text(encoding="utf-8")


def examples_in(source: str) -> list[str]:
    """The blocks of YAML."""
    text = text_of(source)
    if source in PLUGINS:
        return [text]
    if source.endswith(".md"):
        return re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    blocks = re.findall(r"^\.\. code-block:: yaml\n\n((?:  .*\n|\n)+)", text, re.MULTILINE)
    return [re.sub(r"^  ", "", block, flags=re.MULTILINE) for block in blocks]


@pytest.mark.parametrize("source", [source for source in SOURCES if source not in PLUGINS])
def test_no_example_is_overlooked(source: str) -> None:
    text = text_of(source)
    if source.endswith(".md"):
        # The end of a block looks like the begin of one without a language.
        languages = re.findall(r"^ *```(.*)$", text, re.MULTILINE)[::2]
    else:
        languages = re.findall(r"^ *\.\. (?:code|code-block|sourcecode|highlight)::(.*)$", text, re.MULTILINE)
        assert re.findall(r"^(?! *\.\. ).*::$", text, re.MULTILINE) == []
    languages = [language.strip() for language in languages]
    assert set(languages) <= {"yaml", "shell", "text"}
    assert len(examples_in(source)) == languages.count("yaml")


def is_playbook(document: list[dict[str, Any]]) -> bool:
    return all(play.keys() & {"hosts", "import_playbook"} for play in document)


#: Documents that are no part of a playbook, by their keys, and what they have to hold.
OTHERS: dict[frozenset[str], Callable[[Any], bool]] = {
    frozenset({"collections"}): lambda document: {"name": "huaweicloud.jobs"} in document["collections"],
    frozenset({"version", "images", "dependencies"}): lambda document: (
        document["version"] == 3 and {"name": "huaweicloud.jobs"} in document["dependencies"]["galaxy"]["collections"]
    ),
}


def is_runnable(text: str) -> bool:
    """Whether a playbook can be made of an example; the others have to be of a known kind."""
    document = yaml.safe_load(text)
    if isinstance(document, list):
        return True
    assert OTHERS[frozenset(document)](document), text
    return False


# --- what they take for given ---


class Unlisted(ThreadingHTTPServer):
    """The APIs that examples of ``service: custom`` describe; the simulator does not know them. All jobs are done."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.bodies: list[tuple[re.Pattern[str], Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def add(self, custom: dict[str, Any], job_id: str) -> None:
        path = custom["path"]
        job: dict[str, Any] = {}
        put(job, custom.get("job_id", ["job_id"])[0], job_id)
        put(job, custom.get("status", ["status"])[0], custom["succeeded"][0])
        body = job
        if "wrapper" in custom:
            body = put({}, custom["wrapper"], job if "{job_id}" in path else [{"decoy": True}, job])
        pattern = re.sub(r"\\{(\w+)\\}", r"[^/]+", re.escape(path))
        self.bodies.append((re.compile(pattern), body))


class Answers(BaseHTTPRequestHandler):
    server: Unlisted

    def do_GET(self) -> None:
        found = [body for pattern, body in self.server.bodies if pattern.fullmatch(self.path)]
        content = json.dumps(found[-1] if found else {"error_code": "T.1", "error_msg": self.path}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass


def put(holder: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """Put a value at a place, such as ``status.phase``."""
    *keys, last = place.split(".")
    inner = holder
    for key in keys:
        inner = inner.setdefault(key, {})
    inner[last] = value
    return holder


class Given:
    """The simulated clouds, and all that the examples expect to be there."""

    def __init__(self, sim: Simulator, unlisted: Unlisted) -> None:
        self._sim = sim
        self._unlisted = unlisted
        self._projects = [sim.project_name]
        self.add_jobs(0, "good", "other")

    def environment(self, home: Path, text: str) -> dict[str, str]:
        """What the examples of a source find on the controller, beside the login of each."""
        config = home / ".hcloud" / "config.json"
        config.parent.mkdir()
        profile = {"name": "default", "region": self._sim.project_name, "projectId": self._sim.project_id}
        keys = {"accessKeyId": self._sim.access_key, "secretAccessKey": self._sim.secret_key}
        config.write_text(json.dumps({"profiles": [{**profile, **keys}]}), encoding="utf-8")
        injected = {"HW_PROJECT_ID": self._sim.project_id, "HW_AUTH_TOKEN": self._sim.token}
        return {
            # For playbooks that are imported, and take no endpoint.
            "HUAWEICLOUD_JOBS_ENDPOINT": self._sim.endpoint("elb"),
            "HUAWEICLOUD_JOBS_METADATA_URL": self._sim.endpoint("metadata"),
            **{name: value for name, value in injected.items() if f"'{name}'" in text},
        }

    def add_jobs(self, example: int, *ends: str) -> list[str]:
        """Jobs that end so, of every service; their ids."""
        for end in ends:
            for name, service in SIMULATED.items():
                job: dict[str, Any] = {}
                if end == "running":
                    job["steps"] = [(0, next(word for word, state in SERVICES[name].states.items() if state == end))]
                if end == "bad":
                    reason = {"error_code": "SDRS.0226", "fail_reason": "The resources are insufficient."}
                    job = {"steps": [(0, service.failed[0])], **reason}
                self._sim.add_job(name, f"{end}-{example}", **job)
            if end == "late":
                # It runs at the two queries of a wait of a second, and has ended after that.
                body = {"job_id": f"{end}-{example}", "status": "RUNNING"}
                self._sim.fault("error", job_id=body["job_id"], times=2, status=200, body=body)
        return [f"{end}-{example}" for end in ends]

    def variables(self, text: str, ids: list[str]) -> dict[str, Any]:
        """The variables of an example about these jobs; what it registers itself comes before them."""
        return {
            **{name: getattr(self._sim, name) for name in ("project_id", "token", "access_key", "secret_key")},
            **{name: getattr(self._sim, name) for name in ("username", "password")},
            **dict.fromkeys(re.findall(r"\b(\w+_id) }}", text), "21838be1-c1ce-4c09-9184-228cdb43038d"),
            **{name: {"json": {key: ids[0]}} for name, key in re.findall(r"\b(\w+)\.json\.(\w+)", text)},
            "project_id": self._sim.project_id,
            "job_id": ids[0],
            "job_ids": ids,
            "protection_jobs": ids,
            "job_states": {job_id: "failed" if "bad" in job_id else "succeeded" for job_id in ids},
            "started": {"results": [{"json": {"job_id": job_id}} for job_id in ids]},
        }

    @staticmethod
    def inventory() -> dict[str, Any]:
        """Two hosts, each of which has started a job."""
        common = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        jobs = {"localhost": "good-0", "another": "other-0"}
        return {
            "all": {"hosts": {host: {**common, "started": {"json": {"job_id": job}}} for host, job in jobs.items()}}
        }

    def plays(self, number: int, text: str) -> list[dict[str, Any]]:
        """The plays of an example."""
        ends = next(ends for words, ends in STORIES if re.search(words, text))
        ids = self.add_jobs(number, *ends)
        if "late" in ends:
            text = text.replace("timeout: 600", "timeout: 1")
        document = yaml.safe_load(text)
        if not is_playbook(document):
            document = [{"hosts": "all" if "ansible_play_hosts" in text else "localhost", "tasks": document}]
        plays = self._redirected(document, ids[0])
        for play in plays:
            variables = {**self.variables(text, ids), **play.get("vars", {}), "example": number}
            if "import_playbook" in play:
                variables |= {"service": "elb"}
            else:
                keys = {"HUAWEICLOUD_SDK_AK": self._sim.access_key, "HUAWEICLOUD_SDK_SK": self._sim.secret_key}
                login = {} if "profile:" in text else {**keys, "HW_PROJECT_ID": self._sim.project_id}
                play |= {"gather_facts": False, "environment": login}
            play["vars"] = variables
        return plays

    def _redirected(self, node: Any, job_id: str) -> Any:
        """The same, with the simulated clouds in place of real ones."""
        if isinstance(node, str):
            return re.sub(r"https://([\w-]+)(?:\.[\w-]+)+", self._host, node)
        if isinstance(node, list):
            return [self._redirected(item, job_id) for item in node]
        if not isinstance(node, dict):
            return node
        node = {key: self._redirected(value, job_id) for key, value in node.items()}
        for plugin in PLUGINS:
            self._redirect(node.get(f"huaweicloud.jobs.{plugin}", {}), job_id)
        if "huaweicloud.jobs.cloud_info" in node:
            args = node["huaweicloud.jobs.cloud_info"]
            args |= {"endpoint": self._sim.endpoint(args["services"][0]), "iam_endpoint": self._sim.endpoint("iam")}
        return node

    def _host(self, match: re.Match[str]) -> str:
        return self._sim.endpoint(match[1]) if match[1] in SIMULATED else match[0]

    def _redirect(self, args: dict[str, Any], job_id: str) -> None:
        if not args:
            return
        if "custom" in args:
            args["endpoint"] = self._unlisted.url
            self._unlisted.add(args["custom"], job_id)
        else:
            args.setdefault("endpoint", self._sim.endpoint(args["service"]))
        args.setdefault("iam_endpoint", self._sim.endpoint("iam"))
        if "domain_name" in args:
            args["domain_name"] = self._sim.domain_name
        region = args.get("region", self._sim.project_name)
        if region not in self._projects:
            self._projects.append(region)
            self._sim.add_project(self._sim.project_id, region)


@pytest.fixture
def given() -> Iterator[Given]:
    with Simulator(create_seconds=0.5) as sim, Unlisted() as unlisted:
        thread = threading.Thread(target=unlisted.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Given(sim, unlisted)
        finally:
            unlisted.shutdown()
            thread.join()


# --- the run ---


def tasks_in(tasks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each task with what is to become of it; a block that has a rescue is there to show a failure."""
    for task in tasks:
        if "block" not in task:
            yield task["name"], "ok"
            continue
        within = list(tasks_in(task["block"]))
        if "rescue" in task:
            within[-1] = (within[-1][0], "failed")
        yield from within
        for section in ("rescue", "always"):
            yield from tasks_in(task.get(section, []))


@pytest.mark.parametrize("source", SOURCES)
def test_examples_run(source: str, given: Given, playbooks: Any) -> None:
    blocks = {number: text for number, text in enumerate(examples_in(source), 1) if is_runnable(text)}
    assert blocks
    plays = [play for number, text in blocks.items() for play in given.plays(number, text)]
    playbooks.path.write_text(json.dumps(plays, indent=1), encoding="utf-8")
    inventory = playbooks.folder / "inventory.yml"
    inventory.write_text(yaml.safe_dump(given.inventory()), encoding="utf-8")
    log = playbooks.folder / "log"
    (playbooks.folder / "callbacks").mkdir()
    (playbooks.folder / "callbacks" / "example_log.py").write_text(CALLBACK, encoding="utf-8")
    returncode, output = playbooks.call(
        *("-i", str(inventory), str(playbooks.path)),
        ANSIBLE_CALLBACK_PLUGINS=str(playbooks.folder / "callbacks"),
        EXAMPLE_LOG=str(log),
        **given.environment(playbooks.home, text_of(source)),
    )
    assert returncode == 0, output
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    for number, text in blocks.items():
        became = {(name, what) for example, name, what in lines if example == number}
        document = yaml.safe_load(text)
        if is_playbook(document):
            document = [task for play in document for task in play.get("tasks", [])]
        expected = set(tasks_in(document))
        # An imported playbook has tasks of its own, and some are for when something is wrong.
        ends = {what for _name, what in became} - {"skipped"}
        assert became == expected if expected else ends == {"ok"}, (number, output)
