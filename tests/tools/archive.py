# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the repository consists of, and the archive that is made of it: ``make build``."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_SOURCE = (".git", ".ansible", ".nox", ".*_cache", ".hypothesis", "__pycache__", "*.pyc", "output", "*.tar.gz")


@functools.cache
def files(*which: str) -> tuple[Path, ...]:
    """What git tracks, and other files by further options, relative to the root; all that looks so if git is absent."""
    command = ["git", "ls-files", "-z", "--cached", *which]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        names = [Path(name) for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        names = [name for name in names if not any(Path(part).match(no) for part in name.parts for no in NOT_SOURCE)]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def sources() -> tuple[Path, ...]:
    """The files that git tracks, and those that it would add."""
    return files("--others", "--exclude-standard")


def copy(names: Iterable[Path], target: Path) -> Path:
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target / name)
    return target


def build(tree: Path, folder: Path) -> Path:
    """The archive that Ansible makes of a tree, put into a folder."""
    command = [sys.executable, "-m", "ansible", "galaxy", "collection", "build", "--force", str(tree)]
    command += ["--output-path", str(folder)]
    response = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if response.returncode != 0:
        raise SystemExit(response.stdout)
    return Path(response.stdout.rstrip().rpartition(" at ")[2])


if __name__ == "__main__":
    if not (ROOT / ".git").exists():
        raise SystemExit("Only git knows what belongs into the archive, and this is not a clone.")
    with tempfile.TemporaryDirectory() as location:
        print(f"Packed what git tracks into {build(copy(files(), Path(location)), ROOT / 'dist')}")
