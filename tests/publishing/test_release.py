# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command that makes the release commit, in a separate repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools import archive

ME = ("-c", "user.name=huaweicloud.jobs contributors", "-c", "user.email=nobody@example.com")


class Repository:
    """A repository with the files that are tracked here, or a clone of another one, on its branch main."""

    def __init__(self, path: Path, origin: Path | None = None) -> None:
        self.path = path
        if origin:
            subprocess.run(["git", "clone", "--quiet", str(origin), str(path)], check=True)
            return
        archive.copy(archive.sources(), path)
        self.git("init", "--quiet", "--initial-branch", "main")
        self.commit()

    def git(self, *arguments: str) -> str:
        command = ["git", *ME, *arguments]
        return subprocess.run(command, cwd=self.path, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change")

    def release(self, *arguments: str) -> tuple[int, str]:
        """Make a release. Returns the exit code and the output."""
        for name, value in (("user.name", "huaweicloud.jobs contributors"), ("user.email", "nobody@example.com")):
            self.git("config", name, value)
        command = [sys.executable, "tests/tools/release.py", *arguments]
        done = subprocess.run(command, cwd=self.path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def fragment(self, name: str, **sections: object) -> None:
        folder = self.path / "changelogs" / "fragments"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(yaml.safe_dump(sections), encoding="utf-8")

    def summarize(self) -> None:
        """Commit one fragment, the summary of a release, instead of all others."""
        for other in (self.path / "changelogs" / "fragments").glob("*.yml"):
            other.unlink()
        self.fragment("summary.yml", release_summary="Everything is there.")
        self.commit()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "clone")


def test_a_release_is_one_commit_with_its_version_and_its_changelog(repository: Repository) -> None:
    repository.summarize()
    before = repository.git("rev-parse", "HEAD")
    code, output = repository.release("98.7.6")
    assert code == 0, output
    assert repository.git("log", "--format=%s", f"{before}..") == "Release 98.7.6"
    assert repository.git("status", "--porcelain") == ""
    changed = set(repository.git("diff", "--name-only", before).split())
    assert {
        "CHANGELOG.md",
        "changelogs/changelog.yaml",
        "galaxy.yml",
        "plugins/module_utils/_text/version.py",
    } <= changed
    assert "changelogs/fragments/summary.yml" in changed
    assert yaml.safe_load((repository.path / "galaxy.yml").read_text(encoding="utf-8"))["version"] == "98.7.6"
    assert 'VERSION = "98.7.6"' in (repository.path / "plugins/module_utils/_text/version.py").read_text(
        encoding="utf-8"
    )
    changelog = (repository.path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "98\\.7\\.6" in changelog
    assert "Everything is there" in changelog


def test_a_release_right_after_another_requires_a_summary(repository: Repository) -> None:
    repository.summarize()
    assert repository.release("98.7.6")[0] == 0
    code, output = Repository(repository.path.parent / "next", repository.path).release("98.7.6")
    assert code == 1
    assert "98.7.6 of the changelog is not older" in output
    assert "no fragment in changelogs/fragments has a release_summary" in output


@pytest.mark.parametrize("version", ["", "1.0", "v1.0.0", "1.0.0-rc.1", "01.0.0"])
def test_a_version_is_three_numbers(repository: Repository, version: str) -> None:
    code, output = repository.release(*filter(None, [version]))
    assert (code, "of the form MAJOR.MINOR.PATCH" in output) == (1, True)


def test_everything_that_is_missing_is_named_and_nothing_is_changed(repository: Repository) -> None:
    repository.git("tag", "0.0.1")
    repository.git("checkout", "--quiet", "-b", "topic")
    for other in (repository.path / "changelogs" / "fragments").glob("*.yml"):
        other.unlink()
    (repository.path / "README.md").write_text("Changed.", encoding="utf-8")
    before = repository.git("diff")
    code, output = repository.release("0.0.1")
    assert code == 1
    for reported in (
        "the work tree is not clean",
        "the branch is not main",
        "the tag 0.0.1 is there already",
        "no fragment in changelogs/fragments has a release_summary",
        "plugins/modules/job_wait.py has version_added: ",
    ):
        assert reported in output
    assert repository.git("diff") == before
