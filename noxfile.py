# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sessions that test a change, and other tasks. ``make`` runs them, and ``.nox/nox/bin/nox --list`` lists them.

Two sessions run at a time, so the long ones come first. A session that does not check anything fails.
"""

from __future__ import annotations

import atexit
import functools
import json
import logging
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

import nox

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import archive  # noqa: E402

NAME = "huaweicloud.jobs"
MODULE_PYTHONS = ["3.9", "3.10", "3.11", "3.12", "3.13", "3.14"]
PLUGINS = {path.stem for path in (ROOT / "plugins" / "modules").glob("[a-z]*.py")}
FOREIGN = ("ANSIBLE_", "HUAWEICLOUD_", "CLOUD_SDK_", "HW_", "OS_", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
"""Prefixes of environment variables that would change a run, or that the plugins read credentials from."""

nox.needs_version = ">=2026.8"
nox.options.allow_parallel = True
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"


def settle() -> None:
    """Sets the same environment variables on every machine, and adds every installed Python to PATH."""
    for name in [name for name in os.environ if name.startswith(FOREIGN)]:
        del os.environ[name]
    # The shims of pyenv are removed, because they may stand for Pythons that do not start.
    search = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(folder).name != "shims"]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions").glob("3.*/bin")
    newest_first = sorted(pyenv, key=lambda path: [*map(int, re.findall(r"\d+", path.parent.name))], reverse=True)
    search += [*map(str, newest_first), str(Path(sys.base_prefix, "bin"))]
    local = ",".join(filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1,localhost"]))
    os.environ |= {"PATH": os.pathsep.join(dict.fromkeys(search)), "NO_PROXY": local, "no_proxy": local}
    os.environ |= {"LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8", "NO_COLOR": "1"}
    os.environ |= {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if "PIP_INDEX_URL" in os.environ:
        os.environ.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])


settle()
signal.signal(signal.SIGTERM, signal.default_int_handler)  # runs the handlers of atexit
if not sys.stdout.isatty():
    logging.getLogger("nox").setLevel(logging.WARNING)


def newest(*versions: str) -> str:
    """The first of these Pythons that is installed. If none is, nox reports that it skips the session."""
    return next((version for version in versions if shutil.which(f"python{version}")), versions[0])


PYTHON = newest("3.14", "3.13", "3.12", "3.11")
PYTHONS = {
    "devel": ("3.14", "3.13"),
    "2.21": ("3.14", "3.13", "3.12"),
    "2.20": ("3.14", "3.13", "3.12"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.18": ("3.13", "3.12", "3.11"),
    "2.17": ("3.12", "3.11", "3.10"),
    "2.16": ("3.10", "3.11", "3.12"),
}
"""The releases of ansible-core, and the Pythons that each of them runs on, starting with the one to test it on."""
WANTED = {"": ["2.21", "2.19", "2.16"], "all": [core for core in PYTHONS if core != "devel"]}
"""The releases that ``make test CORES=...`` tests with: a selection by default, all of them, or a list."""
CORES = {
    core: newest(*PYTHONS[core])
    for core in WANTED.get(os.environ.get("CORES", ""), os.environ.get("CORES", "").replace(",", " ").split())
}
each_core = nox.parametrize("python, core", [nox.param(python, core, id=core) for core, python in CORES.items()])

# --- functions that the sessions share ---


def install(session: nox.Session, name: str, *packages: str) -> None:
    """Installs requirements/NAME.txt, or only some of the packages in it."""
    session.install(*packages, "-c" if packages else "-r", f"requirements/{name}.txt")


def run(session: nox.Session, *command: str | Path, **options: Any) -> str:
    """Runs a program and returns its output. If the program fails, nox shows the output."""
    return str(session.run(*map(str, command), silent=True, **options))


def module(session: nox.Session, *command: str | Path, **options: Any) -> str:
    """Runs a Python module as a program."""
    return run(session, "python", "-m", *command, **options)


def demand(session: nox.Session, fine: object, complaint: str, output: str) -> None:
    """Fails a session whose program succeeded without doing its work."""
    if not fine:
        print(output, flush=True)
        session.error(complaint)


def say_passed(session: nox.Session, output: str) -> None:
    """Prints how many tests have passed in all runs of pytest in an output."""
    count = sum(map(int, re.findall(r"^=* ?(\d+) passed\b.* in ", output, re.MULTILINE)))
    demand(session, count, "no test ran", output)
    print(f"{count} passed")


@functools.cache
def workplace() -> Path:
    """A temporary directory outside of every git work tree, because ansible-test skips files that git ignores."""
    path = Path(tempfile.mkdtemp(prefix=f"{NAME}-")).resolve()
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def copy(session: nox.Session) -> Path:
    """Copies only the sources, to a path where Ansible's tools recognize them as a collection."""
    return archive.copy(archive.sources(), Path(workplace(), session.name, "ansible_collections", *NAME.split(".")))


def without_spaces(path: Path) -> Path:
    """A path of an environment without spaces, which ansible-test does not support."""
    link = workplace() / f"environment-{path.name}"
    if not link.is_symlink():
        link.symlink_to(path)
    return link


def ansible_test(session: nox.Session, *arguments: str) -> str:
    """Runs ansible-test with the Python of the session, or that of ansible-core if it does not support this Python."""
    own = program = without_spaces(Path(session.virtualenv.location).resolve())
    if not (own / "bin" / "ansible-test").exists():
        program = without_spaces(own.resolve().with_name("ansible-core"))
    # nox puts the path of the environment first in PATH, even if it contains spaces. env sets PATH without them.
    path = f"PATH={own}/bin:{program}/bin:{os.environ['PATH']}"
    with session.chdir(copy(session)):
        command = ("-m", "ansible", "test", *arguments, "--color", "no")
        return run(session, "env", path, program / "bin" / "python", *command, external=True)


# --- the tests ---


@nox.session(name="ansible-core", python=PYTHON)
def ansible_core(session: nox.Session) -> None:
    """Installs the newest ansible-core. Its ansible-test also supports Pythons that ansible-core itself does not."""
    install(session, "demo")


@nox.session(python=PYTHON)
def sanity(session: nox.Session) -> None:
    """Runs ansible-test sanity on every installed Python."""
    install(session, "demo")
    provide_pip(session)
    output = ansible_test(session, "sanity")
    ran = set(re.findall(r"Running sanity test .(.+?).(?: on|$)", output, re.MULTILINE))
    demand(session, ran and "All targets skipped" not in output, "ansible-test looked at nothing", output)
    print(f"{len(ran)} tests")


@nox.session(name="core-sanity", default=bool(os.environ.get("CORES")))
@each_core
def core_sanity(session: nox.Session, core: str) -> None:
    """Runs ansible-test sanity of other releases of ansible-core, each on its Python."""
    install(session, f"core-{core}")
    provide_pip(session)
    python = run(session, "python", "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()
    # In 2.16, this test does not support descriptions of choices, although ansible-doc shows them.
    without = ("--skip-test", "validate-modules") if core == "2.16" else ()
    output = ansible_test(session, "sanity", "--python", python, *without)
    ran = set(re.findall(r"Running sanity test .(.+?).(?: on|$)", output, re.MULTILINE))
    demand(session, ran and "All targets skipped" not in output, "ansible-test looked at nothing", output)
    print(f"{len(ran)} tests")


def provide_pip(session: nox.Session) -> None:
    """Installs the pip that ansible-test requires from PyPI, into the cache of ansible-test.

    By default, ansible-test downloads it from another server, which is not reachable from every machine.
    """
    code = (
        "import inspect, re; from ansible_test._internal import python_requirements as m;"
        "print(re.search(r'\\bpip=.([0-9.]+)', inspect.getsource(m))[1])"
    )
    version = run(session, "python", "-c", code).strip()
    cache = Path.home() / ".ansible" / "test" / "cache"
    pip = str(cache / f"pip-{version}")
    session.install("--target", pip, f"pip=={version}")
    script = f"import shutil, sysconfig\nshutil.copytree({pip!r}, sysconfig.get_path('purelib'), dirs_exist_ok=True)\n"
    (cache / f"get_pip_{version.replace('.', '_')}.py").write_text(script, encoding="utf-8")


def pytest(session: nox.Session, folder: str, *options: str) -> None:
    say_passed(session, module(session, "pytest", "-q", "-n", "2", folder, *options, *session.posargs))


@nox.session(python=PYTHON)
def system(session: nox.Session) -> None:
    """Runs playbooks against the simulated cloud."""
    install(session, "test")
    pytest(session, "tests/system")


@nox.session
@each_core
def integration(session: nox.Session, core: str) -> None:
    """Runs ansible-test integration with every ansible-core."""
    install(session, f"core-{core}")
    code = "import sys, ansible.release as r; print('%d.%d' % sys.version_info[:2], r.__version__)"
    python, version = run(session, "python", "-c", code).split()
    output = ansible_test(session, "integration", "--python", python)
    ran = set(re.findall(r"^Running (\S+) integration test (?:role|script)", output, re.MULTILINE))
    folders = (ROOT / "tests" / "integration" / "targets").iterdir()
    targets = {path.name for path in folders if not path.name.startswith("setup_")}
    demand(session, ran and ran == targets, f"of the targets {targets} it ran {ran}", output)
    demand(session, core == "devel" or version.startswith(f"{core}."), f"this was ansible-core {version}", output)
    print(f"ansible-core {version}, {len(ran)} targets")


@nox.session(python=[version for version in MODULE_PYTHONS if version not in CORES.values()], requires=["ansible-core"])
def units(session: nox.Session) -> None:
    """Runs ansible-test units on every installed Python that modules support and that no ansible-core is tested on."""
    install(session, "units")
    options = ("--num-workers", "2", "--python", str(session.python))
    say_passed(session, ansible_test(session, "units", *options))


@nox.session(python=PYTHON)
def conformance(session: nox.Session) -> None:
    """Compares the simulated cloud with the official SDK."""
    install(session, "test")
    pytest(session, "tests/conformance")


@nox.session
@each_core
def unit(session: nox.Session, core: str) -> None:
    """Runs the unit tests with every ansible-core."""
    install(session, f"core-{core}")
    pytest(session, "tests/unit")


@nox.session(python=PYTHON)
def publishing(session: nox.Session) -> None:
    """Tests the archive, the execution environment, and the release command."""
    install(session, "test")
    pytest(session, "tests/publishing", "-n", "0")


@nox.session(name="galaxy-importer", python=PYTHON)
def galaxy_importer(session: nox.Session) -> None:
    """Runs the importer of Galaxy and Automation Hub on the archive. Its exit code does not show errors."""
    install(session, "galaxy")
    env = {"GALAXY_IMPORTER_CONFIG": str(ROOT / "tests" / "tools" / "galaxy-importer.cfg")}
    with session.chdir(workplace()):
        module(session, "ansible", "galaxy", "collection", "build", copy(session))
        output = module(session, "galaxy_importer.main", *workplace().glob("*.tar.gz"), env=env)
    demand(session, not re.search("^(WARNING|ERROR|CRITICAL): ", output, re.MULTILINE), "it complains", output)
    for stage in ("Getting doc strings via ansible-doc", "...ansible-lint run complete", "completed successfully"):
        demand(session, stage in output, f"it did not come to {stage!r}", output)
    result = json.loads((workplace() / "importer_result.json").read_text(encoding="utf-8"))
    documented = [content["content_name"] for content in result["docs_blob"]["contents"] if content["doc_strings"]]
    demand(session, {*documented} >= PLUGINS, f"it found documentation of {documented}", output)


@nox.session(name="fresh-clone", venv_backend="none")
def fresh_clone(session: nox.Session) -> None:
    """Runs the demo of the README in a directory that only contains the sources, and has spaces in its name."""
    with session.chdir(copy(session).rename(workplace() / "a fresh clone")):
        output = run(session, "make", f"PYTHON={sys.executable}", "demo", external=True)
    there = ("(createVolume): RUNNING", "The disk demo of 10 GB is available", "(deleteVolume): SUCCESS")
    for shown in (*there, "(createVolume): FAIL, EVS.2001", "failed with status FAIL: Failed", '"EVS.2001: Failed'):
        demand(session, shown in output, f"the demo did not show {shown!r}", output)
    demand(session, re.search(r"failed=0 .*rescued=1 ", output), "the playbook did not end well", output)


# --- the linters ---


@nox.session(python=PYTHON, tags=["lint"])
def mypy(session: nox.Session) -> None:
    """Checks the types of the plugins by their full names, and of the programs and tests by their files."""
    install(session, "test")
    install(session, "nox")
    root = copy(session)
    tree, cache = root.parents[2], ROOT / ".mypy_cache"
    tests, tools = f"{tree}:tests", f"{tree}:tests/tools"
    with session.chdir(root):
        plugins = ("-p", f"ansible_collections.{NAME}.plugins")
        output = module(session, "mypy", "--cache-dir", cache, *plugins, env={"MYPYPATH": str(tree)})
        output += module(session, "mypy", "--cache-dir", cache, "tests", "conftest.py", env={"MYPYPATH": tests})
        output += module(session, "mypy", "--cache-dir", cache, "noxfile.py", env={"MYPYPATH": tools})
    print(f"{sum(map(int, re.findall(r'in ([0-9]+) source', output)))} files")


@nox.session(name="ansible-lint", python=PYTHON, tags=["lint"])
def ansible_lint(session: nox.Session) -> None:
    """Runs ansible-lint with the profile "production"."""
    install(session, "test", "ansible-lint")
    root = copy(session)
    with session.chdir(root):
        env = {"ANSIBLE_COLLECTIONS_PATH": str(root.parents[2])}
        output = module(session, "ansiblelint", "--offline", "--strict", "--nocolor", env=env)
    looked = re.search(r"in ([1-9]\d*) files processed", output)
    demand(session, looked, "it looked at no file", output)


@nox.session(python=PYTHON, tags=["lint"])
def site(session: nox.Session) -> None:
    """Builds the documentation in .ansible/site, like docs.ansible.com but without network access."""
    packages = ("ansible-core", "ansible-pygments", "antsibull-docs", "sphinx", "sphinx-ansible-theme")
    install(session, "test", *packages)
    root, place = copy(session), workplace() / "sphinx"
    strict = ("--plugin-docs", "--validate-collection-refs=dependent", "--disallow-unknown-collection-refs")
    with session.chdir(root):
        run(session, "antsibull-docs", "lint-collection-docs", *strict, ".")
    place.mkdir(mode=0o700)
    session.env["ANSIBLE_COLLECTIONS_PATH"] = str(root.parents[2])
    about = ("--project", NAME, "--title", NAME, "--html-short-title", NAME, "--copyright", f"{NAME} contributors")
    options = ("--use-current", "--lenient", "--fail-on-error", "--squash-hierarchy", "--dest-dir", place)
    run(session, "antsibull-docs", "sphinx-init", *options, *about, NAME)
    # Labels in the documentation of Ansible and of other collections can only be resolved with network access.
    labels = "ansible_configuration_settings|common_return_values|action_plugins|ansible_collections\\.(?!{}\\.).+"
    ignore = [("std:ref", labels.format(re.escape(NAME)))]
    with (place / "conf.py").open("a", encoding="utf-8") as config:
        config.write(f"\nintersphinx_mapping = {{}}\nnitpicky = True\nnitpick_ignore_regex = {ignore}\n")
        config.write(f"import sys\nsys.path.append({str(root / 'tests' / 'tools')!r})\nextensions.append('docsite')\n")
    # Guides name pictures by their paths in the repository, where GitHub shows them, too.
    for picture in root.glob("docs/*.svg"):
        shutil.copy(picture, place)
    output = run(session, "bash", place / "build.sh", external=True)
    demand(session, "build succeeded.\n" in output, "Sphinx complains", output)
    pages = {path.name for path in place.glob("build/html/**/*.html")}
    wanted = {f"{path.stem}.html" for path in root.glob("docs/docsite/rst/*.rst")}
    wanted |= {"index.html", *(f"{name}_module.html" for name in PLUGINS)}
    demand(session, wanted <= pages, f"it lacks pages: {wanted - pages}", output)
    html = {path.name: path.read_text(encoding="utf-8") for path in place.glob("build/html/**/*.html")}
    for page, name in (("waiting.html", "waiting.svg"), ("getting_started.html", "terminal.svg")):
        shown = re.search(f'<img alt="[^"]+"[^>]* src="../_images/{name}"', html[page])
        there = (place / "build" / "html" / "_images" / name).is_file()
        demand(session, shown and there, f"{page} lacks its picture", output)
    for part in (f"<h1>{NAME}<", ">First steps<", ">Modules<", ">job_wait</a></li>", "_static/site.css"):
        demand(session, part in html["index.html"], f"the first page lacks {part}", output)
    shutil.rmtree(ROOT / ".ansible" / "site", ignore_errors=True)
    shutil.copytree(place / "build" / "html", ROOT / ".ansible" / "site")
    print(f"{len(pages)} pages")


@nox.session(python=PYTHON, tags=["lint"])
def language(session: nox.Session) -> None:
    """Checks the spelling, the markup of the guides, and the vocabulary of the project."""
    install(session, "test", "codespell", "pytest", "pytest-xdist", "sphinx-lint")
    module(session, "codespell_lib", *archive.sources())
    guides = sorted(Path("docs").rglob("*.rst"))
    output = module(session, "sphinxlint", "--enable", "all", "--disable", "line-too-long", *guides)
    demand(session, guides and "No problems found" in output, "sphinx-lint did not check the guides", output)
    pytest(session, "tests/language", "-n", "0")


@nox.session(python=PYTHON, tags=["lint"])
def ruff(session: nox.Session) -> None:
    """Checks the style of the Python files."""
    install(session, "test", "ruff")
    module(session, "ruff", "check", "--output-format", "concise", ".")
    print(module(session, "ruff", "format", "--check", ".").strip())


@nox.session(python=PYTHON, tags=["lint"])
def metadata(session: nox.Session) -> None:
    """Checks the changelog, the licenses, and the workflows."""
    install(session, "test", "antsibull-changelog", "check-jsonschema", "reuse")
    with session.chdir(copy(session)):
        module(session, "antsibull_changelog", "lint")
        module(session, "reuse", "lint")
        workflows = Path(".github", "workflows").glob("*.yml")
        module(session, "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)


# --- other tasks ---


@nox.session(python=PYTHON, default=False)
def demo(session: nox.Session) -> None:
    """Runs playbooks/demo.yml against a simulated cloud. Arguments after -- are passed to ansible-playbook."""
    install(session, "demo")
    session.run("python", "tests/tools/demo.py", *session.posargs)


@nox.session(python=PYTHON, default=False)
def build(session: nox.Session) -> None:
    """Builds the archive of a release from the files that git tracks."""
    install(session, "demo")
    session.run("python", "tests/tools/archive.py")


@nox.session(python=PYTHON, default=False)
def release(session: nox.Session) -> None:
    """Creates the commit of a release, with its version, its changelog, and the generated files."""
    install(session, "test")
    session.run("python", "tests/tools/release.py", *session.posargs)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Regenerates requirements/nox.txt, with the hashes of nox and uv, which install everything else."""
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--upgrade")
    about = ("--custom-compile-command", ".nox/nox/bin/nox -s lock")
    session.run_install("uv", "pip", "compile", *options, *about, "requirements/nox.in", "-o", "requirements/nox.txt")


@nox.session(python=PYTHON, default=False)
def docs(session: nox.Session) -> None:
    """Generates the services guide, the lists of services, and the pictures."""
    install(session, "test", "aiohttp", "ansible-core", "requests", "rich")
    session.run("python", "tests/tools/table.py")
    session.run("python", "tests/tools/picture.py")


@nox.session(python=PYTHON, default=False)
def peers(session: nox.Session) -> None:
    """Installs the environment of the tools that "bench" compares with."""
    install(session, "bench")


@nox.session(python=PYTHON, default=False, requires=["peers"])
def bench(session: nox.Session) -> None:
    """Runs the benchmarks. Arguments after -- are passed to tests/benchmarks."""
    install(session, "test")
    session.run("python", "tests/benchmarks", *session.posargs)
