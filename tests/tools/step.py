# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A step of the checks: how it runs programs, and the copies of the sources that it runs them in."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from environments import MAIN, ROOT, Environment, EnvironmentFailed, NoPython, variables

COLLECTION = Path("ansible_collections", "huaweicloud", "jobs")
STEP_SECONDS = 1800
TIDY_SECONDS = 2
NOT_SOURCE = (".git", ".ansible", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "*.pyc", "output", "*.tar.gz")


class CheckFailed(Exception):
    """A step found something; the text says what, besides the output of its programs."""


@dataclasses.dataclass
class Step:
    """One check, with what it left behind once it ran."""

    name: str
    action: Callable[[Step], str]
    """Returns a few words on what it did. Failure is raised."""
    environments: tuple[Environment, ...] = (MAIN,)
    groups: tuple[str, ...] = ()
    core: str = ""
    """The ansible-core that it is about, if it is the one step that tells that this core ran."""
    result: str = ""
    note: str = ""
    seconds: float = 0.0
    log: str = ""

    @property
    def python(self) -> Path:
        return self.environments[-1].python

    def run(self) -> None:
        start = time.monotonic()
        try:
            self.note = self.action(self)
            self.result = "ok"
        except NoPython as error:
            self.result, self.note = "skipped", str(error)
        except (CheckFailed, EnvironmentFailed) as error:
            self.result, self.log = "FAILED", f"{self.log}{error}\n"
        except Exception as error:  # noqa: BLE001  a mistake in here is a failure of the step like any other
            self.result, self.log = "FAILED", f"{self.log}{type(error).__name__}: {error}\n"
        self.seconds = time.monotonic() - start

    def call(self, *command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
        """Runs a program in the step's environment. What it printed; CheckFailed if it did not exit with 0."""
        self.log += f"$ {shlex.join(map(str, command))}\n"
        with subprocess.Popen(
            command,
            cwd=cwd,
            env=variables(self.environments[-1]) | (env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            running.add(process)
            try:
                output, _nothing = process.communicate(timeout=STEP_SECONDS)
            except subprocess.TimeoutExpired:
                end(process)
                output, _nothing = process.communicate()
                output += f"\nended after {STEP_SECONDS} s\n"
            finally:
                running.discard(process)
        self.log += output
        if process.returncode != 0:
            raise CheckFailed(f"exit code {process.returncode}")
        return output

    def tool(self, module: str, *arguments: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
        """Runs a Python program by its module: the scripts in bin/ do not survive every folder name."""
        return self.call(self.python, "-m", module, *arguments, cwd=cwd, env=env)

    def ansible_test(self, *arguments: str, cwd: Path, python: Path | None = None) -> str:
        """Runs ansible-test; python is the environment of the tests themselves, if that is another."""
        env = straight(self.environments[-1].path)
        search = [env / "bin", variables(self.environments[-1])["PATH"]]
        if python:
            search.insert(0, straight(python) / "bin")
        path = {"PATH": os.pathsep.join(map(str, search))}
        return self.call(
            env / "bin" / "python", "-m", "ansible", "test", *arguments, "--color", "no", cwd=cwd, env=path
        )

    def copy(self) -> Path:
        """The source files, alone, at a path where Ansible's tools take them for a collection."""
        return copy_source(workplace() / self.name)


running: set[subprocess.Popen[str]] = set()


def end(process: subprocess.Popen[str]) -> None:
    """Ends a program that call() started, with all that it started in its turn; it has a moment to tidy up."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(TIDY_SECONDS)
        os.killpg(process.pid, signal.SIGKILL)


@functools.cache
def workplace() -> Path:
    """A folder outside of every git work tree, for this run: ansible-test passes over what git ignores."""
    return Path(tempfile.mkdtemp(prefix="huaweicloud.jobs-"))


def straight(environment_path: Path) -> Path:
    """A way to an environment without a blank in it, which ansible-test could not follow."""
    link = workplace() / environment_path.name
    if not link.is_symlink():
        link.symlink_to(environment_path)
    return link


@functools.cache
def source_files() -> tuple[Path, ...]:
    """What the repository consists of, by git if this is a clone, relative to its root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        names = [Path(name) for name in answer.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        names = [name for name in names if not any(Path(part).match(no) for part in name.parts for no in NOT_SOURCE)]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def copy_source(tree: Path) -> Path:
    target = tree / COLLECTION
    for name in source_files():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target / name)
    return target


def core_version(step: Step) -> str:
    code = "from ansible.release import __version__; print(__version__)"
    return step.call(step.python, "-c", code).strip()


def python_version(step: Step) -> str:
    return step.call(step.python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()
