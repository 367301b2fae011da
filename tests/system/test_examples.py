# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of the README, the guides, and the plugins' documentation runs unchanged against the simulator.

Only what refers to a cloud is replaced: host names and the account. Whatever an example requires exists, such as the
variable that its create call registers. Examples that are not part of a playbook are recognized by their keys, and
checked.
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
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import VARIABLES
from simulator import Record, Simulator
from simulator.creation import KINDS, find
from simulator.services import SERVICES as SIMULATED

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ("api_info", "job_info", "job_start", "job_wait")
GUIDES = sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))
#: A page without examples.
VALUES = "security.rst"
SOURCES = ["README.md", *(guide.name for guide in GUIDES if guide.name != VALUES), *PLUGINS]

#: The state of the jobs that an example does not start itself, by its text. The first pattern that matches applies.
STORIES = (
    (r"timeout: 0", ("running",)),
    (r"result\.timed_out", ("late",)),
    (r"failed|rescue:", ("good", "bad")),
    ("", ("good", "other")),
)

#: The ID of an existing resource, which all examples can use.
THERE = "21838be1-c1ce-4c09-9184-228cdb43038d"

#: The body of a call that creates a server.
SERVER = {
    "server": {
        "name": "any",
        "imageRef": THERE,
        "flavorRef": "s6.small.1",
        "vpcid": THERE,
        "nics": [{"subnet_id": THERE}],
        "root_volume": {"volumetype": "GPSSD"},
    }
}

#: The fault for the only call of an example that contains this text: the call is processed, but its response is lost.
LOST = {"kind": "reset", "service": "evs", "on": "call", "method": "POST", "processed": True}
FAULTS = r"\.ambiguous|idempotent: true"

CALLBACK = '''
import json
import os
import urllib.request

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
        for fault in play.get_vars()["faults"]:
            url = os.environ["EXAMPLE_SIMULATOR"] + "/_sim/faults"
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, json.dumps(fault).encode()).close()

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


# --- the examples ---


def text_of(source: str) -> str:
    if source in PLUGINS:
        return importlib.import_module(f"ansible_collections.huaweicloud.jobs.plugins.modules.{source}").EXAMPLES
    folder = ROOT if source.endswith(".md") else GUIDES[0].parent
    return (folder / source).read_text(encoding="utf-8")


def examples_in(source: str) -> list[str]:
    """The YAML blocks."""
    text = text_of(source)
    if source in PLUGINS:
        return [text]
    if source.endswith(".md"):
        return re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    blocks = re.findall(r"^\.\. code-block:: yaml\n\n((?:  .*\n|\n)+)", text, re.MULTILINE)
    return [re.sub(r"^  ", "", block, flags=re.MULTILINE) for block in blocks]


@pytest.mark.parametrize("source", [source for source in SOURCES if source not in PLUGINS])
def test_every_example_is_found(source: str) -> None:
    text = text_of(source)
    if source.endswith(".md"):
        # The end of a block looks like the beginning of a block without a language.
        languages = re.findall(r"^ *```(.*)$", text, re.MULTILINE)[::2]
    else:
        languages = re.findall(r"^ *\.\. (?:code|code-block|sourcecode|highlight)::(.*)$", text, re.MULTILINE)
        assert re.findall(r"^(?! *\.\. ).*::$", text, re.MULTILINE) == []
    languages = [language.strip() for language in languages]
    assert set(languages) <= {"yaml", "shell", "text"}
    assert len(examples_in(source)) == languages.count("yaml")


def test_the_tests_that_the_security_guide_names_exist() -> None:
    named = re.findall(r"``(tests/\S+)``", text_of(VALUES))
    assert len(named) > 8
    assert [path for path in named if not (ROOT / path).is_file()] == []


def is_playbook(document: list[dict[str, Any]]) -> bool:
    return all(play.keys() & {"hosts", "import_playbook"} for play in document)


#: Documents that are not part of a playbook, by their keys, and the keys that they must contain.
OTHERS: dict[frozenset[str], Callable[[Any], bool]] = {
    frozenset({"collections"}): lambda document: "huaweicloud.jobs" in [one["name"] for one in document["collections"]],
    frozenset({"wait"}): lambda document: (
        {name for option, names in VARIABLES.items() if option.startswith("oidc.") for name in names}
        >= {*document["wait"]["id_tokens"], *document["wait"]["variables"]} - {"HUAWEICLOUD_REGION"}
    ),
    frozenset({"version", "images", "dependencies"}): lambda document: (
        document["version"] == 3 and {"name": "huaweicloud.jobs"} in document["dependencies"]["galaxy"]["collections"]
    ),
}


def is_runnable(text: str) -> bool:
    """Whether an example can become a playbook. All others must be of a known kind."""
    document = yaml.safe_load(text)
    if isinstance(document, list):
        return True
    assert OTHERS[frozenset(document)](document), text
    return False


# --- what the examples require ---


#: The documented responses for resources without jobs, by the path of the query, in order. The last one is repeated.
RESOURCES: dict[str, list[dict[str, Any] | None]] = {
    "/v2/{project_id}/instances/{job_id}": [
        {"instance_id": "ID", "name": "cache", "engine": "Redis", "status": status}
        for status in ("CREATING", "RUNNING")
    ],
    "/v1/{project_id}/sfs-turbo/shares/{job_id}": [
        {"id": "ID", "name": "share", "share_proto": "NFS", "status": status, "created_at": "2026-01-02T03:04:05"}
        for status in ("100", "200")
    ],
    "/v1/{project_id}/cloudservers/{job_id}": [
        {"server": {"id": "ID", "name": "server", "status": status, "created": "2026-01-02T03:04:05Z"}}
        for status in ("BUILD", "ACTIVE")
    ],
    "/v3/{project_id}/elb/loadbalancers/{job_id}": [
        {"request_id": "r", "loadbalancer": {"id": "ID", "provisioning_status": status, "operating_status": "ONLINE"}}
        for status in ("PENDING_CREATE", "ACTIVE")
    ],
    "/v2/{project_id}/cloudvolumes/{job_id}": [
        *({"volume": {"id": "ID", "name": "disk", "status": status}} for status in ("available", "deleting")),
        None,
    ],
    "/v1/{project_id}/subnets/{job_id}": [{"subnet": {"id": "ID", "name": "subnet", "status": "ACTIVE"}}, None],
}


class Unlisted(ThreadingHTTPServer):
    """The APIs that examples with ``service: custom`` describe, and that are not part of the simulator.

    All jobs have succeeded. The status of resources changes with each query; ``None`` means that the resource is gone.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Responses)
        self.bodies: list[tuple[re.Pattern[str], list[Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def add(self, custom: dict[str, Any], job_id: str) -> None:
        path = custom["path"]
        pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"[^/]+", re.escape(path)))
        if path in RESOURCES:
            self.bodies.append((pattern, list(RESOURCES[path])))
            return
        job: dict[str, Any] = {}
        put(job, custom.get("job_id", ["job_id"])[0], job_id)
        put(job, custom.get("status", ["status"])[0], custom["succeeded"][0])
        body = job
        if "wrapper" in custom:
            body = put({}, custom["wrapper"], job if "{job_id}" in path else [{"decoy": True}, job])
        self.bodies.append((pattern, [body]))


class Responses(BaseHTTPRequestHandler):
    server: Unlisted

    def do_GET(self) -> None:
        found = [bodies for pattern, bodies in self.server.bodies if pattern.fullmatch(self.path)]
        body = None if not found else found[-1].pop(0) if len(found[-1]) > 1 else found[-1][0]
        text = json.dumps(body or {"error_code": "T.1", "error_msg": self.path})
        content = text.replace('"ID"', json.dumps(self.path.rpartition("/")[2])).encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass


def put(holder: dict[str, Any], location: str, value: Any) -> dict[str, Any]:
    """Put a value at a field path, such as ``status.phase``."""
    *keys, last = location.split(".")
    inner = holder
    for key in keys:
        inner = inner.setdefault(key, {})
    inner[last] = value
    return holder


class Given:
    """The simulator, and everything else that the examples require."""

    def __init__(self, sim: Simulator, unlisted: Unlisted) -> None:
        self._sim = sim
        self._unlisted = unlisted
        self._projects = [sim.project_name]
        self.add_jobs(0, "good", "other")
        for kind in KINDS:
            sim.add_resource(kind.service, THERE, kind.name, parent=THERE)

    def calls(self) -> list[Record]:
        """The requests of the examples, except status queries."""
        return self._sim.calls()

    def environment(self, home: Path, text: str) -> dict[str, str]:
        """The environment for all examples of a source. The login is set for each example separately."""
        config = home / ".hcloud" / "config.json"
        config.parent.mkdir()
        profile = {"name": "default", "region": self._sim.project_name, "projectId": self._sim.project_id}
        keys = {"accessKeyId": self._sim.access_key, "secretAccessKey": self._sim.secret_key}
        config.write_text(json.dumps({"profiles": [{**profile, **keys}]}), encoding="utf-8")
        return {
            # For imported playbooks, which accept neither an endpoint nor a login.
            **(self._login() if "import_playbook" in text else {}),
            "HUAWEICLOUD_JOBS_ENDPOINT": self._sim.endpoint("elb"),
            "EXAMPLE_SIMULATOR": self._sim.url,
            "HUAWEICLOUD_JOBS_METADATA_URL": self._sim.endpoint("metadata"),
        }

    def _login(self) -> dict[str, str]:
        """A login in the environment, with its region and project."""
        keys = {"HUAWEICLOUD_SDK_AK": self._sim.access_key, "HUAWEICLOUD_SDK_SK": self._sim.secret_key}
        return {**keys, "HW_PROJECT_ID": self._sim.project_id, "HUAWEICLOUD_REGION": self._sim.project_name}

    def add_jobs(self, example: int, *ends: str) -> list[str]:
        """Add jobs with these outcomes to every service. Returns their IDs."""
        for end in ends:
            for name, service in SIMULATED.items():
                job: dict[str, Any] = {}
                if end == "running":
                    states = SERVICES[name].states
                    job["steps"] = [
                        (0, next(value for value, state in states.items() if state in ("running", "pending")))
                    ]
                if end == "bad":
                    reason = {"error_code": "SDRS.0226", "fail_reason": "The resources are insufficient."}
                    job = {"steps": [(0, service.failed[0])], **reason}
                self._sim.add_job(name, f"{end}-{example}", **job)
            if end == "late":
                # It runs during both queries of a wait of one second, and has finished after that.
                body = {"job_id": f"{end}-{example}", "status": "RUNNING"}
                self._sim.fault("error", job_id=body["job_id"], times=2, status=200, body=body)
        return [f"{end}-{example}" for end in ends]

    def variables(self, text: str, ids: list[str]) -> dict[str, Any]:
        """The variables of an example for these jobs. Variables that the example registers take precedence."""
        return {
            **{name: getattr(self._sim, name) for name in ("project_id", "token", "access_key", "secret_key")},
            **{name: getattr(self._sim, name) for name in ("username", "password")},
            **dict.fromkeys(re.findall(r"\b(\w+_id) }}", text), THERE),
            **dict.fromkeys(re.findall(r"\b(\w+_job_id) }}", text), ids[0]),
            **{name: {"json": {key: ids[0]}} for name, key in re.findall(r"\b(\w+)\.json\.(\w+)", text)},
            "project_id": self._sim.project_id,
            "job_id": ids[0],
            "job_ids": ids,
            "protection_jobs": ids,
            "other_project_id": self._sim.project_id,
            "vpc_id": THERE,
            "db_password": "Secret-12",
            "disk_size": "40",
            "group_ids": [THERE],
            "server": SERVER,
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
        ends = next(ends for pattern, ends in STORIES if re.search(pattern, text))
        ids = self.add_jobs(number, *ends)
        if "late" in ends:
            text = text.replace("timeout: 600", "timeout: 1")
        document = yaml.safe_load(text)
        rescued = text.partition("block:")[2] if "rescue:" in text else ""
        if re.search(r"job_start:|started\.results", rescued) and "ambiguous" not in rescued:
            document = failing(document)
        if not is_playbook(document):
            document = [{"hosts": "all" if "ansible_play_hosts" in text else "localhost", "tasks": document}]
        plays = self._redirected(document, ids[0], {} if "late" in ends else {"min_interval": 0.1})
        for play in plays:
            variables = {**self.variables(text, ids), **play.get("vars", {}), "example": number}
            variables["faults"] = [LOST] if re.search(FAULTS, text) and text.count("job_start:") == 1 else []
            if "import_playbook" in play:
                variables |= {"service": "elb"}
            else:
                login = {} if "profile:" in text else self._login()
                play |= {"gather_facts": False, "environment": login}
            play["vars"] = variables
        return plays

    def _redirected(self, node: Any, job_id: str, pace: dict[str, float]) -> Any:
        """A copy that uses the simulator instead of real clouds, with waits that poll at this interval."""
        if isinstance(node, str):
            return re.sub(r"https://([\w-]+)(?:\.[\w-]+)+", self._host, node)
        if isinstance(node, list):
            return [self._redirected(item, job_id, pace) for item in node]
        if not isinstance(node, dict):
            return node
        node = {key: self._redirected(value, job_id, pace) for key, value in node.items()}
        for plugin in PLUGINS:
            args = node.get(f"huaweicloud.jobs.{plugin}", {})
            self._redirect(args, job_id)
            if args and plugin in ("job_start", "job_wait"):
                args.update(pace)
        if "huaweicloud.jobs.cloud_info" in node:
            args = node["huaweicloud.jobs.cloud_info"]
            args |= {"endpoint": self._sim.endpoint(args["services"][0]), "iam_endpoint": self._sim.endpoint("iam")}
        return node

    def _host(self, match: re.Match[str]) -> str:
        return self._sim.endpoint(match[1]) if match[1] in SIMULATED else match[0]

    def _redirect(self, args: dict[str, Any], job_id: str) -> None:
        if not args:
            return
        for entry in [args, *(args["jobs"] if isinstance(args.get("jobs"), list) else [])]:
            if "service" in entry and ("custom" in entry or "endpoint" not in entry):
                entry["endpoint"] = self._endpoint(entry, job_id)
            self._know(entry.get("region", self._sim.project_name))
        args.setdefault("iam_endpoint", self._sim.endpoint("iam"))
        if "assume_role" in args:
            other = self._sim.other
            args["assume_role"] = {"agency_name": self._sim.agencies.name, "domain_name": other.name}
            args["project_id"] = other.projects[0].id
        if "domain_name" in args:
            args["domain_name"] = self._sim.domain_name

    def _endpoint(self, args: dict[str, Any], job_id: str) -> str:
        """The endpoint of an API. A described API is simulated, too, if the simulator has it and starts the work."""
        if args["service"] != "custom":
            return self._sim.endpoint(args["service"])
        custom = {"path": args.get("path"), "succeeded": [None], **args["custom"]}
        service = custom.get("host", "").replace("sfs-turbo", "sfsturbo")
        made = "job_id_path" in args or ".json." in str(args.get("job_ids"))
        if made and find(service, "GET", re.sub(r"\{\w+\}", "any", custom["path"])):
            return self._sim.endpoint(service)
        self._unlisted.add(custom, job_id)
        return self._unlisted.url

    def _know(self, region: str) -> None:
        if region not in self._projects:
            self._projects.append(region)
            self._sim.add_project(self._sim.project_id, region)


def failing(node: Any) -> Any:
    """A copy whose created resources have names that make their jobs fail."""
    if isinstance(node, list):
        return [failing(item) for item in node]
    if not isinstance(node, dict):
        return node
    body = node.get("huaweicloud.jobs.job_start", {}).get("body", {})
    for wanted in (body, *body.values()):
        if isinstance(wanted, dict) and "name" in wanted:
            wanted["name"] = f"fail-{wanted['name']}"
    return {key: failing(value) for key, value in node.items()}


@pytest.fixture
def given() -> Iterator[Given]:
    with Simulator(create_seconds=0.3) as sim, Unlisted() as unlisted:
        thread = threading.Thread(target=unlisted.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Given(sim, unlisted)
        finally:
            unlisted.shutdown()
            thread.join()


# --- the tests ---


def tasks_in(tasks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each task with its expected outcome. A block with a rescue section demonstrates a failure."""
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


Blocks = dict[int, str]
Lines = list[tuple[int, str, str]]


def play_all(source: str, given: Given, playbooks: Any, *options: str) -> tuple[Blocks, Lines, str]:
    """Run all examples of a source in one process. Returns the examples, the outcome of each task, and the output."""
    blocks = {number: text for number, text in enumerate(examples_in(source), 1) if is_runnable(text)}
    assert blocks
    return blocks, *play(source, blocks, given, playbooks, *options)


def play(source: str, blocks: Blocks, given: Given, playbooks: Any, *options: str) -> tuple[Lines, str]:
    """Run these examples of a source in one process. Returns the outcome of each task, and the output."""
    plays = [play for number, text in blocks.items() for play in given.plays(number, text)]
    playbooks.path.write_text(json.dumps(plays, indent=1), encoding="utf-8")
    inventory = playbooks.folder / "inventory.yml"
    inventory.write_text(yaml.safe_dump(given.inventory()), encoding="utf-8")
    log = playbooks.folder / "log"
    (playbooks.folder / "callbacks").mkdir()
    (playbooks.folder / "callbacks" / "example_log.py").write_text(CALLBACK, encoding="utf-8")
    returncode, output = playbooks.call(
        *("-i", str(inventory), str(playbooks.path), *options),
        ANSIBLE_CALLBACK_PLUGINS=str(playbooks.folder / "callbacks"),
        EXAMPLE_LOG=str(log),
        **given.environment(playbooks.home, text_of(source)),
    )
    assert returncode == 0, output
    return [tuple(json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()], output


@pytest.mark.parametrize("source", SOURCES)
def test_examples_run(source: str, given: Given, playbooks: Any) -> None:
    blocks, lines, output = play_all(source, given, playbooks)
    for number, text in blocks.items():
        became = {(name, what) for example, name, what in lines if example == number}
        document = yaml.safe_load(text)
        if is_playbook(document):
            document = [task for play in document for task in play.get("tasks", [])]
        expected = set(tasks_in(document))
        # An imported playbook has its own tasks, and some of them run only after an error.
        ends = {what for _name, what in became} - {"skipped"}
        assert became == expected if expected else ends == {"ok"}, (number, output)


def test_there_are_recipes_to_create_read_and_delete() -> None:
    used = set()
    for task in [task for text in examples_in("recipes.rst") for task in yaml.safe_load(text)]:
        for plugin in ("job_start", "api_info"):
            args = task.get(f"huaweicloud.jobs.{plugin}")
            if args:
                deletes = args.get("method") == "DELETE" or args["path"].endswith("/delete")
                service = args["custom"]["host"] if "custom" in args else args["service"]
                used.add((service, "delete" if deletes else plugin))
    services = ("dcs", "elb", "sdrs", "ecs", "evs", "rds", "cce", "ims", "cbr", "dms")
    wanted = {(service, what) for service in services for what in ("job_start", "api_info", "delete")}
    assert wanted - used == set()


def test_recipes_run_in_check_mode(given: Given, playbooks: Any) -> None:
    blocks, lines, output = play_all("recipes.rst", given, playbooks, "--check")
    assert {number for number, _name, _what in lines} == blocks.keys(), output
    assert [call for call in given.calls() if call.method != "GET"] == []


def test_recipes_that_look_first_do_nothing_when_repeated(given: Given, playbooks: Any) -> None:
    recipes = examples_in("recipes.rst")
    create = next(text for text in recipes if "name: Create the server if it does not exist" in text)
    delete = next(text for text in recipes if "name: Delete the server if it exists" in text)
    play("recipes.rst", dict(enumerate((create, create, delete, delete))), given, playbooks)
    sent = [call.path.rpartition("/")[2] for call in given.calls() if call.method == "POST"]
    assert sent == ["cloudservers", "delete"]
