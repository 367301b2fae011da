# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive has what a user of the collection runs and reads, and nothing else, wherever it is built."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest

from tools import archive

from .conftest import Installed

BELONGS = re.compile(
    r"""
    \.ansible-lint | README\.md | CHANGELOG\.md | CONTRIBUTING\.md | COPYING | REUSE\.toml | tests/config\.yml
    | LICENSES/.+\.txt | changelogs/.+\.ya?ml | docs/.+ | extensions/.+ | meta/.+ | playbooks/.+ | plugins/.+\.py
    """,
    re.VERBOSE,
)


def members(path: Path) -> set[str]:
    """The files in an archive, but for those that tell of the others."""
    with tarfile.open(path) as tar:
        return {member.name for member in tar.getmembers() if member.isfile()} - {"MANIFEST.json", "FILES.json"}


def test_it_has_what_belongs_there(installed: Installed) -> None:
    assert members(installed.archive) == {str(name) for name in archive.sources() if BELONGS.fullmatch(str(name))}


@pytest.mark.parametrize("plugin", ["job_info", "job_wait"])
def test_plugins_are_documented_once_installed(installed: Installed, plugin: str) -> None:
    assert installed.documentation(plugin)["options"]
