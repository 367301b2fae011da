# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive contains what users of the collection run and read, and nothing else, wherever it is built."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest
import yaml

from tools import archive

from .conftest import Installed

BELONGS = re.compile(
    r"""
    \.ansible-lint | (?:README|CHANGELOG|CODE_OF_CONDUCT|CONTRIBUTING|MAINTAINERS|SECURITY)\.md | COPYING
    | REUSE\.toml | tests/config\.yml
    | LICENSES/.+\.txt | changelogs/.+\.ya?ml | docs/.+ | extensions/.+ | meta/.+ | playbooks/.+ | plugins/.+\.py
    """,
    re.VERBOSE,
)

#: Files that can exist in a working clone, and must not be published.
LITTER = """
    .env .env.local .envrc .netrc .vault_pass .ansible_vault .aws/credentials .python-version .coverage .DS_Store
    clouds.yaml clouds.yml secure.yaml
    credentials.json secrets.yml vars.yml vault.yml inventory hosts.ini id_rsa id_ed25519 key.pem tls.key store.p12
    notes.orig README.md.rej README.md~ README.md.bak ansible.log core venv/pyvenv.cfg env/bin/python dist/jobs.whl
    .nox/unit/pyvenv.cfg .tox/py/pyvenv.cfg .venv/pyvenv.cfg .idea/workspace.xml .vscode/settings.json
    huaweicloud-jobs-0.0.1.tar.gz build/lib/jobs.py node_modules/left-pad/index.js group_vars/all.yml host_vars/a.yml
    plugins/module_utils/.env plugins/modules/job_info.py.orig plugins/modules/.job_info.py.swp
    plugins/action/__pycache__/job_wait.pyc playbooks/.env playbooks/id_rsa playbooks/clouds.yaml playbooks/vars.yml
    playbooks/group_vars/all.yml playbooks/key.pem docs/venv/pyvenv.cfg docs/.DS_Store meta/runtime.yml.bak
    tests/integration/integration_config.yml tests/output/junit.xml tests/unit/.env changelogs/.plugin-cache.yaml
""".split()  # noqa: SIM905


#: Replaces a module of awx.awx, and shows the arguments of its calls.
STAND_IN = """#!/usr/bin/python
# WANT_JSON
import json, sys
with open(sys.argv[1]) as file:
    print(json.dumps({"description": f"description={json.load(file).get('description')};"}))
"""


def members(path: Path) -> set[str]:
    """The files in an archive, except those that list the others."""
    with tarfile.open(path) as tar:
        return {member.name for member in tar.getmembers() if member.isfile()} - {"MANIFEST.json", "FILES.json"}


def test_it_contains_the_published_files(installed: Installed) -> None:
    assert members(installed.archive) == {str(name) for name in archive.sources() if BELONGS.fullmatch(str(name))}


@pytest.mark.parametrize("plugin", ["api_info", "job_info", "job_start", "job_wait"])
def test_installed_plugins_have_documentation(installed: Installed, plugin: str) -> None:
    assert installed.documentation(plugin)["options"]


def test_installed_playbooks_find_their_files(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a playbook is run by its name in the collection, Ansible looks for files only next to the playbook."""
    for name in ("credential_type", "inventory", "host", "job_template", "workflow_job_template"):
        (tmp_path / f"{name}.py").write_text(STAND_IN, encoding="utf-8")
    monkeypatch.setenv("ANSIBLE_LIBRARY", str(tmp_path))
    monkeypatch.setenv("ANSIBLE_STDOUT_CALLBACK", "ansible.builtin.oneline")
    output = installed.run("ansible.cli.playbook", "huaweicloud.jobs.awx", "-v", "-e", "awx_project=Waits")
    files = installed.collection / "playbooks" / "files" / "awx"
    for name in ("credential_type.yml", "survey.yml"):
        description = yaml.safe_load((files / name).read_text(encoding="utf-8"))["description"]
        assert f"description={description};" in output


def test_unrelated_files_are_never_included(installed: Installed, tmp_path: Path) -> None:
    tree = archive.copy(archive.sources(), tmp_path / "tree")
    for name in LITTER:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("secret", encoding="utf-8")
    assert members(archive.build(tree, tmp_path)) == members(installed.archive)
