# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive, and an Ansible installation that finds the collection only there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import archive

NAME = "huaweicloud.jobs"


class Installed:
    """A directory with the archive, and with the collection installed from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = archive.build(archive.copy(archive.sources(), folder / "tree"), folder)
        self.collections = folder / "collections"
        self.collection = self.collections / "ansible_collections" / Path(*NAME.split("."))
        self.run("ansible", "galaxy", "collection", "install", "--offline", self.archive, "-p", self.collections)

    def run(self, *command: str | Path) -> str:
        """The output of a program, which is run by its module."""
        response = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.folder,
            env=os.environ | {"ANSIBLE_COLLECTIONS_PATH": str(self.collections)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert response.returncode == 0, response.stdout
        return response.stdout

    def documentation(self, plugin: str) -> dict[str, Any]:
        """The output of ansible-doc for a plugin. It is empty if ansible-doc does not find it, without an error."""
        output = self.run("ansible", "doc", "--json", "-t", "module", f"{NAME}.{plugin}")
        return json.loads(output[output.index("{") :]).get(f"{NAME}.{plugin}", {}).get("doc", {})


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"))
