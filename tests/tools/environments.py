# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the Pythons of this machine and keeps a virtual environment for each thing that is run.

``python tests/tools/environments.py`` lists them; with names, it makes or renews those. An environment is left alone
while its interpreter and its requirements stay as they were. Needs nothing but Python 3.11: not pip, and not the parts
of Python that Debian puts into python3-venv.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIP_WHEEL = "pip-25.3-py3-none-any.whl"
PIP_SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"
PIP_INDEX = "https://pypi.org/simple/pip/"

Version = tuple[int, int]


class EnvironmentFailed(Exception):
    """An environment could not be made; the text says why."""


class NoPython(EnvironmentFailed):
    """No suitable interpreter is at hand."""


@dataclasses.dataclass(frozen=True)
class Environment:
    """What one virtual environment is made of."""

    name: str
    requirements: str
    pythons: tuple[Version, ...]
    """The minor versions that it may have, the best first."""

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    def interpreter(self) -> Path:
        """The interpreter to build it from."""
        for version in self.pythons:
            if version in interpreters():
                return interpreters()[version]
        low, high = dotted(min(self.pythons)), dotted(max(self.pythons))
        raise NoPython(f"no Python {low if low == high else f'{low}-{high}'} at hand")


def dotted(version: Version) -> str:
    return ".".join(map(str, version))


MODULE_PYTHONS: tuple[Version, ...] = ((3, 9), (3, 10), (3, 11), (3, 12), (3, 13), (3, 14))
MAIN = Environment(".venv", "requirements/test.txt", ((3, 14), (3, 13), (3, 12), (3, 11)))
DEMO = dataclasses.replace(MAIN, requirements="requirements/demo.txt")
CORES = {
    "2.16": Environment(".venv-2.16", "requirements/core-2.16.txt", ((3, 12), (3, 11), (3, 10))),
    "2.19": Environment(".venv-2.19", "requirements/core-2.19.txt", ((3, 13), (3, 12), (3, 11))),
}
GALAXY = dataclasses.replace(MAIN, name=".venv-galaxy", requirements="requirements/galaxy.txt")
BENCH = dataclasses.replace(MAIN, name=".venv-bench", requirements="requirements/bench.txt")
UNITS = {
    version: Environment(f".venv-units-{dotted(version)}", "tests/unit/requirements.txt", (version,))
    for version in MODULE_PYTHONS
}


NEWEST_CORE = "2.21"
NEWEST_CORE_PYTHONS: tuple[Version, ...] = ((3, 14), (3, 13), (3, 12))
"""What the newest core runs on; on an older Python the main environment has the core before it."""


def variables(environment: Environment) -> dict[str, str]:
    """The environment variables for a program that runs in an environment.

    Without what would make it another run on another machine: shims of pyenv, settings of Ansible and of Python, and
    the names that the plugins take credentials from, as a test must not meet a real account.
    """
    foreign = ("ANSIBLE_", "HUAWEICLOUD_", "CLOUD_SDK_", "HW_", "OS_", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    result = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    beside = [str(path.parent) for path in interpreters().values()]
    folders = [str(environment.path / "bin"), *search_path(), *beside]
    result["PATH"] = os.pathsep.join(dict.fromkeys(folders))
    result["LC_ALL"] = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    result["NO_COLOR"] = result["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        result[name] = ",".join(filter(None, [result.get(name), "127.0.0.1", "localhost"]))
    return result


def search_path() -> list[str]:
    """PATH without the folders of pyenv's shims, which stand for Pythons that may not answer."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return [folder for folder in folders if folder and Path(folder).name != "shims"]


@functools.cache
def interpreters() -> dict[Version, Path]:
    """One working interpreter for each minor version: the first on PATH, else the newest of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found: dict[Version, Path] = {}
    for version in MODULE_PYTHONS:
        name = f"python{dotted(version)}"
        newest_first = sorted(pyenv.glob(f"{dotted(version)}.*/bin/{name}"), key=numbers, reverse=True)
        folders = [Path(folder) for folder in [*search_path(), "/usr/local/bin", "/usr/bin"]]
        for candidate in [*(folder / name for folder in folders), *newest_first]:
            base = probe(candidate, version)
            if base is not None:
                found[version] = base
                break
    return found


def numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def probe(candidate: Path, version: Version) -> Path | None:
    """The interpreter behind a candidate, out of any virtual environment; None if it does not run or is another."""
    if not os.access(candidate, os.X_OK):
        return None
    code = "import sys; print(getattr(sys, '_base_executable', sys.executable), *sys.version_info[:2], sep='\\n')"
    answer = subprocess.run([candidate, "-Ic", code], capture_output=True, text=True, check=False)
    lines = answer.stdout.split("\n")
    if answer.returncode != 0 or lines[1:3] != [str(number) for number in version]:
        return None
    return Path(lines[0])


def requirement_files(path: Path) -> dict[str, str]:
    """The digest of a requirements file and of all that it includes, by name."""
    text = path.read_text(encoding="utf-8")
    digests = {str(path.relative_to(ROOT)): hashlib.sha256(text.encode()).hexdigest()}
    for included in re.findall(r"^-r\s+(\S+)", text, re.MULTILINE):
        digests |= requirement_files((path.parent / included).resolve())
    return digests


def ensure(environment: Environment, extra: tuple[str, ...] = ()) -> bool:
    """Makes the environment as it should be. True if there was something to do.

    extra: arguments for pip besides the requirements file.
    """
    interpreter = environment.interpreter()
    base = {"place": str(environment.path), "interpreter": str(interpreter), "patch": patch_level(interpreter)}
    wanted = requirement_files(ROOT / environment.requirements) | {f"pip {word}": digest(word) for word in extra}
    stamp = environment.path / "stamp.json"
    try:
        old = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        old = {}
    have = old.get("installed", {})
    usable = all(old.get(key) == value for key, value in base.items()) and environment.python.exists()
    if usable and wanted.items() <= have.items():
        return False
    if not usable or wanted.keys() & have.keys():
        # Built anew where something changed, and added to where something was merely not asked for until now.
        create(environment.path, interpreter)
        have = {}
    stamp.unlink(missing_ok=True)
    install(environment, extra)
    stamp.write_text(json.dumps(base | {"installed": have | wanted}, indent=2), encoding="utf-8")
    return True


def digest(word: str) -> str:
    path = Path(word)
    return hashlib.sha256(path.read_bytes() if path.is_file() else word.encode()).hexdigest()


def patch_level(interpreter: Path) -> str:
    return run([interpreter, "-Ic", "import sys; print(sys.version)"])


def create(path: Path, interpreter: Path) -> None:
    """An empty environment, with pip if this Python can put it there."""
    try:
        run([interpreter, "-m", "venv", "--clear", path])
    except EnvironmentFailed:
        run([interpreter, "-m", "venv", "--clear", "--without-pip", path])


def install(environment: Environment, extra: tuple[str, ...]) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--no-input"]
    run([*pip(environment), "install", *options, "-r", ROOT / environment.requirements, *extra])


def pip(environment: Environment) -> list[str | Path]:
    """How to run pip for an environment: its own, else one straight from its wheel."""
    own: list[str | Path] = [environment.python, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    return [environment.python, pip_wheel() / "pip"]


def pip_wheel() -> Path:
    """The pinned release of pip, which runs from its wheel as it is."""
    path = ROOT / ".ansible" / "cache" / PIP_WHEEL
    if not path.exists():
        request = urllib.request.Request(PIP_INDEX, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            files = json.load(answer)["files"]
        url = next(file["url"] for file in files if file["filename"] == PIP_WHEEL)
        with urllib.request.urlopen(url, timeout=60) as answer:
            wheel = answer.read()
        if hashlib.sha256(wheel).hexdigest() != PIP_SHA256:
            raise EnvironmentFailed(f"{url} is not the file that it should be")
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as new:
            new.write(wheel)
        Path(new.name).replace(path)
    return path


def run(command: list[str | Path]) -> str:
    """Runs a command to its end; what it printed, or EnvironmentFailed with it."""
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if answer.returncode != 0:
        raise EnvironmentFailed(f"{' '.join(map(str, command))} ended with {answer.returncode}:\n{answer.stdout}")
    return answer.stdout


def main(names: list[str]) -> int:
    known = {"demo": DEMO, "test": MAIN, "bench": BENCH, "galaxy": GALAXY}
    known |= {f"core-{name}": core for name, core in CORES.items()}
    if not names:
        for version, path in sorted(interpreters().items()):
            print(f"Python {dotted(version):5} {path}")
        for name, environment in known.items():
            print(f"{name:12} {environment.path}")
    for name in names:
        if name not in known:
            print(f"no environment {name!r}; there are {', '.join(known)}", file=sys.stderr)
            return 2
        environment = known[name]
        try:
            if not environment.python.exists():
                print(f"Setting up {environment.path}", flush=True)
            ensure(environment)
        except (EnvironmentFailed, OSError) as error:
            print(f"{environment.name}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
