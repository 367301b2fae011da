# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are never shown, whatever their source and whoever echoes them."""

from __future__ import annotations

import base64
import html
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.masking import SECRETS
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.variables import VARIABLES
from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

HARMLESS = "said-again-and-harmless"
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")
LOGINS = ("token", "aksk", "password")
DEAD = "127.0.0.1:1"


def variables() -> dict[str, str]:
    """A secret in every variable that can contain one."""
    names = [name for option in SECRETS for name in VARIABLES[option]]
    planted = {name: f"planted-in-the-variable-{name}" for name in names}
    # Each variable has a different password; the percent sign encodes a character that URLs do not allow.
    return planted | {name: f"http://proxy:pl%40nted-in-the-proxy-{name}@{DEAD}" for name in PROXIES}


def secrets_of(environment: dict[str, str]) -> list[str]:
    found = []
    for name, value in environment.items():
        if name in PROXIES:
            password = value.split(":")[2].split("@")[0]
            found += [password, password.replace("%40", "@")]
        else:
            found.append(value)
    return found


def options(sim: Simulator, login: str) -> dict[str, Any]:
    """All secret options at once, of which one login is used."""
    return {
        "auth_type": login,
        "token": sim.token,
        "access_key": sim.temporary_access_key,
        "secret_key": sim.temporary_secret_key,
        "security_token": sim.security_token,
        "username": sim.username,
        "password": sim.password,
        "domain_name": sim.domain_name,
        "iam_endpoint": sim.endpoint("iam"),
    }


@pytest.mark.parametrize("login", LOGINS)
def test_nothing_shows_a_secret(
    sim: Simulator, playbooks: Playbooks, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    environment = variables()
    known = [sim.token, sim.temporary_secret_key, sim.security_token, sim.password, *secrets_of(environment)]
    bodies: list[dict[str, Any]] = []

    def echo_secrets(secrets: list[str]) -> None:
        for body in bodies:
            body["entities"] = {"echo": {"list": [*secrets, HARMLESS]}, "text": f"<{'|'.join(secrets)}>"}
            body["fail_reason"] = f"no access with {' or '.join(secrets)}, {HARMLESS}"
        refusal["error_msg"] = f"the login {' '.join(secrets)} may not, {HARMLESS}"

    refusal = {"error_code": "APIGW.0302", "error_msg": ""}
    for job_id, status in (("good", "SUCCESS"), ("failed", "FAIL"), ("running", "RUNNING")):
        bodies.append({"job_id": job_id, "job_type": "createELB", "status": status, "error_code": known[1]})
        sim.add_job("elb", job_id, body=bodies[-1])
    sim.fault("error", job_id="refused", status=403, times=None, body=refusal)
    sim.fault("error", job_id="busy", status=503, times=None, body=refusal)
    issue = sim._identity.issue_token
    requested: list[str] = []

    def issue_token(project_id: str | None) -> str:
        requested.append(issue(project_id))
        echo_secrets([*known, requested[-1]])
        return requested[-1]

    monkeypatch.setattr(sim._identity, "issue_token", issue_token)
    echo_secrets(known)

    # The secrets are in a variables file, because Ansible itself shows the lines of a playbook around a failure.
    given = options(sim, login)
    file = playbooks.folder / "given.json"
    file.write_text(json.dumps({"given": given}), encoding="utf-8")
    by_name = {name: f"{{{{ given.{name} }}}}" for name in given}
    through_proxy = {"endpoint": "http://api.invalid", "validate_certs": False}
    tasks = {}
    for plugin, more in (("job_wait", {"missing_grace": 0, "timeout": 1}), ("job_info", {})):
        for name, job_ids, others in (
            ("ended", ["good", "failed"], {}),
            ("running", ["running", "busy"], {}),
            ("refused", ["refused"], {}),
            ("missing", ["missing"], {}),
            ("unreachable", ["good"], {"endpoint": f"http://{DEAD}"}),
            ("proxied", ["good"], through_proxy),
            ("wrong", ["good"], {"no_such_option": HARMLESS}),
        ):
            if plugin == "job_info" and (name == "running" or (name != "ended" and login != "password")):
                continue
            tasks[f"{plugin}_{name}"] = playbooks.task(plugin, job_ids, **{**by_name, **more, **others})

    run = playbooks.run(tasks, "-vvvv", "-e", f"@{file}", **environment)

    assert [name for name, result in run.results.items() if not result["failed"]] == ["job_info_ended"]
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in run.stdout
    assert HARMLESS in run.stdout
    assert HARMLESS in run.stderr
    assert bool(requested) == (login == "password")
    assert lines_with(known + requested, run.output) == []


def lines_with(words: list[str], text: str) -> list[str]:
    return [line for line in text.splitlines() if any(word in line for word in words)]


@pytest.mark.parametrize("odd", ["warned", "key", "cut_short"])
def test_no_secret_is_shown_in_unusual_places(sim: Simulator, playbooks: Playbooks, plugin: str, odd: str) -> None:
    """An unknown status value in a warning, the key of an object, and a text that is too long to be shown."""
    beginning = sim.token[:12]
    bodies = {
        "warned": {"status": f"ODD {sim.token}"},
        "key": {"status": "SUCCESS", "entities": {sim.token: {f"of {sim.token}": HARMLESS}}},
        "cut_short": {"status": "ODD", "begin_time": f"{60 * 'x'}{sim.token}"},
    }
    sim.add_job("elb", odd, body=bodies[odd])
    sim.fault("html", job_id="page", status=403, times=None, body=f"<p>{180 * 'x'} {sim.token}</p>")
    task = playbooks.task(plugin, odd, token="{{ given }}", **({"timeout": 0} if plugin == "job_wait" else {}))
    page = playbooks.task(plugin, "page", token="{{ given }}")
    file = playbooks.folder / "given.json"
    file.write_text(json.dumps({"given": sim.token}), encoding="utf-8")

    run = playbooks.run({"odd": task, "page": page} if odd == "cut_short" else {"odd": task}, "-vvvv", "-e", f"@{file}")

    assert {"warned": "which is not a known one", "key": HARMLESS, "cut_short": "xxxxx"}[odd] in run.output
    assert lines_with([beginning], run.output) == []


@pytest.mark.parametrize("variable", ["OS_PASSWORD", "HW_SECRET_KEY"])
def test_an_error_does_not_quote_a_secret(playbooks: Playbooks, plugin: str, variable: str) -> None:
    """Errors quote the value of an invalid option, which can be a secret from the environment."""
    secret = "planted/in-the-environment"
    task = playbooks.task(plugin, "done", project_id=f"x{secret}")

    run = playbooks.run({"refused": task}, **{variable: secret})

    result = run.results["refused"]
    assert result["failed"]
    assert "project_id" in result["msg"]
    # At higher verbosity, Ansible itself shows the options of the task. These lines come from the result.
    assert secret not in result["msg"]
    assert lines_with([secret], run.output) == []


def vaulted(playbooks: Playbooks, value: str) -> tuple[str, Path]:
    """The value in a vault, and its password file."""
    key = playbooks.folder / "vault_key"
    key.write_text("good for nothing but this test", encoding="utf-8")
    command = [sys.executable, "-m", "ansible.cli.vault", "encrypt_string", "--vault-password-file", str(key), value]
    environment = playbooks.environment()
    text = subprocess.run(command, capture_output=True, check=True, text=True, env=environment).stdout
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(lines[lines.index("$ANSIBLE_VAULT;1.1;AES256") :]), key


def test_nothing_shows_a_secret_of_a_body(sim: Simulator, playbooks: Playbooks) -> None:
    """Secrets in a body are masked wherever the API echoes them: in an error, in a job, and in a success."""
    in_body = {
        "adminPass": 'Adm1n "p&ss/ü',
        "password": 8265440917,
        "user_data": "I2Nsb3VkLWNvbmZpZw-planted",
        "db_user_pwd": "planted pwd",
        "accessKey": "AK-planted-in-the-body",
        "X-Auth-Token": "token-planted-in-the-body",
        "secrets": ["planted-in-a-list", {"name": "planted-below-a-list"}],
    }
    ciphertext, key = vaulted(playbooks, "planted-in-a-vault")
    yaml = "\n".join(f"    {line}" for line in ciphertext.splitlines())
    file = playbooks.folder / "given.yml"
    file.write_text(f"given: {json.dumps({'body': in_body, 'token': sim.token})}\nvaulted: !vault |\n{yaml}\n", "utf-8")
    flat = [*(value for value in in_body.values() if not isinstance(value, list)), "planted-in-a-list"]
    known = [*map(str, flat), "planted-below-a-list", "planted-in-a-vault", sim.token]
    # With an additional encoding, as servers return it.
    known += [
        json.dumps(known[0])[1:-1],
        quote(known[0]),
        html.escape(known[0]),
        base64.b64encode(b"planted pwd").decode(),
    ]
    echo = {"server": {**in_body, "note": "planted-in-a-vault"}, "all": " | ".join(known), HARMLESS: HARMLESS}
    error = {"error": {"code": "EVS.0001", "message": f"no {HARMLESS} server of {json.dumps(echo)}"}, "echo": echo}
    page = f"<html><body>{HARMLESS} {html.escape(json.dumps(echo))} {quote(known[0])}</body></html>"
    done = {"job_id": "done", "status": "SUCCESS", "entities": echo}
    failed = {
        "job_id": "failed",
        "status": "FAIL",
        "fail_reason": f"{HARMLESS} {json.dumps(echo)}",
        "error_code": known[1],
    }
    for body in (done, failed):
        sim.add_job("evs", body["job_id"], body=body)

    body = {"server": "{{ given.body | combine({'note': vaulted}) }}", "alone": "{{ vaulted }}"}
    options = {
        "refused": ({"status": 400, "body": error}, {}),
        "page": ({"status": 500, "body": page}, {}),
        "accepted": ({"status": 200, "body": {"job_id": "done", "echo": echo}}, {"raw": True}),
        "ended": ({"status": 200, "body": {"job_id": "failed", "echo": echo}}, {"raw": True}),
        "no_id": ({"status": 200, "body": {"echo": echo, "order_id": known[2]}}, {}),
        "as_text": ({"status": 400, "body": {**error, "error": HARMLESS, "echo": in_body}}, {}),
        "planned": (None, {}),
        "wrong": (None, {"headers": {"Authorization": "{{ given.token }}"}}),
        "not_json": (None, {"body": "{{ given.body | string }} and more"}),
        "lost": (None, {"endpoint": f"http://{DEAD}", "missing_grace": 0}),
    }
    tasks = {}
    for name, (fault, more) in options.items():
        if fault:
            sim.fault("html", service="evs", on="call", **fault)
        task = playbooks.connection("evs") | {"path": "/v1/things", "body": body, "token": "{{ given.token }}", **more}
        tasks[name] = {"huaweicloud.jobs.job_start": task, "check_mode": name == "planned"}
        if name == "as_text":
            # If a filter changes a vaulted value, the result no longer counts as vaulted.
            task["body"] = "{{ {'server': given.body} | to_json }}"

    run = playbooks.run(tasks, "-vvvv", "-e", f"@{file}", "--vault-password-file", str(key))

    results = json.dumps(run.results, ensure_ascii=False)
    assert [name for name, result in run.results.items() if not result["failed"]] == ["accepted", "no_id", "planned"]
    assert [call.body["server"]["adminPass"] for call in sim.calls()] == 6 * [known[0]]
    assert {call.body.get("alone", "planted-in-a-vault") for call in sim.calls()} == {"planted-in-a-vault"}
    assert run.output.count(HARMLESS) > 10
    assert lines_with(known, run.output) == []
    assert lines_with([json.dumps(secret)[1:-1] for secret in known], results) == []
