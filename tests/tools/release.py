# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the commit of a release, or says what is missing for one. Nothing is changed before all is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
VERSIONED = {
    "galaxy.yml": r"(?m)^version: (.+)$",
    "plugins/module_utils/_text/version.py": r'(?m)^VERSION = "(.+)"$',
}
"""Where the version stands, and how."""
MADE_FROM_THE_CODE = ("tests/tools/table.py", "tests/tools/picture.py")
SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def complaints(version: str) -> list[str]:
    """What is missing for a release of this version."""
    if not SEMVER.fullmatch(version):
        return [f"{version or 'nothing'} is no version of the form MAJOR.MINOR.PATCH: make release VERSION=1.2.3"]
    found = []
    if git("status", "--porcelain"):
        found.append("the work tree is not clean: commit what belongs to the release, or put it aside")
    if git("rev-parse", "--abbrev-ref", "HEAD") != "main":
        found.append("the branch is not main")
    if version in git("tag").split():
        found.append(f"the tag {version} is there already")
    released = yaml.safe_load((ROOT / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))["releases"] or {}
    newer = [other for other in released if numbers(other) >= numbers(version)]
    if newer:
        found.append(f"{', '.join(newer)} of the changelog is not older")
    fragments = sorted((ROOT / "changelogs" / "fragments").glob("*.yml"))  # git keeps no empty folder
    sections = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in fragments]
    if not any("release_summary" in section for section in sections):
        found.append("no fragment in changelogs/fragments has a release_summary")
    breaking = [path.name for path, section in zip(fragments, sections, strict=True) if "breaking_changes" in section]
    if breaking and released and not version.endswith(".0.0"):
        found.append(f"breaking changes need a new major version: {', '.join(breaking)}")
    found += [
        f"{path.relative_to(ROOT)} has version_added: {added}, which is later"
        for path in sorted((ROOT / "plugins").rglob("*.py"))
        for added in re.findall(r"(?m)^ *version_added: (\S+)$", path.read_text(encoding="utf-8"))
        if numbers(added.strip("'\"")) > numbers(version)
    ]
    return found


def main(arguments: list[str]) -> None:
    version = arguments[0] if arguments else ""
    found = complaints(version)
    if found:
        raise SystemExit("\n".join(["This is no release yet:", *(f"- {complaint}" for complaint in found)]))
    for name, pattern in VERSIONED.items():
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        match = re.search(pattern, text)
        if not match:
            raise SystemExit(f"{name} has no version")
        path.write_text(text[: match.start(1)] + version + text[match.end(1) :], encoding="utf-8")
    # antsibull-changelog asks ansible-doc which plugins are new.
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    for command in (["-m", "antsibull_changelog", "release"], *([program] for program in MADE_FROM_THE_CODE)):
        subprocess.run([sys.executable, *command], cwd=ROOT, check=True, env={**os.environ, "PATH": search})
    git("add", "--all")
    git("commit", "--message", f"Release {version}")
    print(f"Committed the release {version}. Once it has passed CI: git tag {version} && git push origin {version}")


if __name__ == "__main__":
    main(sys.argv[1:])
