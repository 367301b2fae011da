# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the checks that a change has to pass: all of them, or those that are named.

A step that passes takes one line of output, a step that fails shows all that its programs printed. Two steps run at a
time. What could not run for want of a Python is named at the end; with CI=true it is a failure if an ansible-core is
among it.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import json
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import publishing
from environments import (
    CORES,
    GALAXY,
    MAIN,
    MODULE_PYTHONS,
    NEWEST_CORE,
    NEWEST_CORE_PYTHONS,
    ROOT,
    UNITS,
    dotted,
    ensure,
    interpreters,
    pip,
)
from step import (
    CheckFailed,
    Step,
    copy_source,
    core_version,
    end,
    python_version,
    running,
    source_files,
    workplace,
)

LANES = 2

# --- the steps ---


def environment(step: Step) -> str:
    return "made" if ensure(step.environments[-1]) else "as it was"


def units_environment(step: Step) -> str:
    """What ``ansible-test units --venv`` would make, kept from one run to the next."""
    code = (
        "import json, os, ansible_test; from ansible_test._util.target.common import constants as c;"
        "print(json.dumps([os.path.dirname(ansible_test.__file__), c.CONTROLLER_PYTHON_VERSIONS]))"
    )
    folder, controllers = json.loads(step.call(MAIN.python, "-c", code))
    target = step.environments[-1]
    data = Path(folder, "_data", "requirements")
    extra = ["-r", str(data / "units.txt"), "-c", str(data / "constraints.txt")]
    if dotted(target.pythons[0]) in controllers:
        extra += ["-r", str(data / "ansible.txt")]
    return "made" if ensure(target, tuple(extra)) else "as it was"


def ruff(step: Step) -> str:
    step.tool("ruff", "check", "--output-format", "concise", ".")
    return step.tool("ruff", "format", "--check", ".").strip()


def mypy(step: Step) -> str:
    """The plugins by their full names, and the programs and tests by their files, as each finds its imports."""
    root = step.copy()
    tree = str(root.parents[2])
    tests = [name.parts for name in source_files() if name.parts[0] == "tests" and name.suffix == ".py"]
    programs = {"tests/benchmarks", "tests/tools"}
    folders = {f"tests/{parts[1]}" for parts in tests if len(parts) > 2} - programs
    results = []
    for path, what in (
        ((tree,), ("-p", "ansible_collections.huaweicloud.jobs.plugins")),
        ((tree, "tests", "tests/tools"), (*sorted(programs), "conftest.py")),
        ((tree, "tests"), sorted(folders)),
    ):
        cache = ("--cache-dir", str(ROOT / ".mypy_cache"))
        results.append(step.tool("mypy", *cache, *what, cwd=root, env={"MYPYPATH": os.pathsep.join(path)}))
    return f"{sum(int(count) for count in re.findall(r'in ([0-9]+) source', ''.join(results)))} files"


def ansible_lint(step: Step) -> str:
    root = step.copy()
    output = step.tool(
        "ansiblelint",
        "--offline",
        "--strict",
        "--nocolor",
        cwd=root,
        env={"ANSIBLE_COLLECTIONS_PATH": str(root.parents[2])},
    )
    looked = re.search(r"in (\d+) files processed", output)
    if not looked or int(looked[1]) == 0:
        raise CheckFailed("it looked at no file")
    return f"{looked[1]} files"


def docs(step: Step) -> str:
    strict = ("--plugin-docs", "--validate-collection-refs=self", "--disallow-unknown-collection-refs")
    program = step.environments[-1].path / "bin" / "antsibull-docs"
    step.call(program, "lint-collection-docs", *strict, ".", cwd=step.copy())
    return ""


def changelog(step: Step) -> str:
    step.tool("antsibull_changelog", "lint", cwd=step.copy())
    return ""


def licenses(step: Step) -> str:
    output = step.tool("reuse", "--root", step.copy(), "lint")
    counted = re.search(r"license information: (\d+)", output)
    return f"{counted[1]} files" if counted else ""


def workflows(step: Step) -> str:
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    step.tool("check_jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    return f"{len(files)} files"


def sanity(step: Step) -> str:
    provide_pip(step)
    output = step.ansible_test("sanity", cwd=step.copy())
    if "All targets skipped" in output or "Running sanity test" not in output:
        raise CheckFailed("ansible-test looked at nothing")
    return f"{len(set(re.findall(r'Running sanity test .(.+?).( on|$)', output, re.MULTILINE)))} tests"


def provide_pip(step: Step) -> None:
    """Puts the pip that ansible-test will ask for into its cache, from PyPI.

    By itself it fetches one from a host of its own, which is not within reach of every machine.
    """
    code = (
        "import inspect, re; from ansible_test._internal import python_requirements as m;"
        "print(re.search(r'\\bpip=.([0-9.]+)', inspect.getsource(m))[1])"
    )
    version = step.call(step.python, "-c", code).strip()
    cache = Path.home() / ".ansible" / "test" / "cache"
    script = cache / f"get_pip_{version.replace('.', '_')}.py"
    if script.exists():
        return
    cache.mkdir(parents=True, exist_ok=True)
    step.call(*pip(step.environments[-1]), "download", "--quiet", "--no-deps", "--dest", cache, f"pip=={version}")
    wheel = str(cache / f"pip-{version}-py3-none-any.whl")
    lines = [
        "import runpy, sys",
        f"wheel = {wheel!r}",
        "sys.path.insert(0, wheel)",
        "sys.argv = ['pip', 'install', '--quiet', '--no-index', '--disable-pip-version-check', wheel]",
        "runpy.run_module('pip', run_name='__main__', alter_sys=True)",
    ]
    script.write_text("\n".join([*lines, ""]), encoding="utf-8")


def units(step: Step, version: str, place: Path) -> str:
    """ansible-test units on one Python, which it finds as the first of that name on PATH."""
    return passed(step.ansible_test("units", "--num-workers", "2", "--python", version, cwd=step.copy(), python=place))


def pytest(step: Step, folder: str) -> str:
    if not (ROOT / folder).is_dir():
        raise CheckFailed(f"there is no folder {folder}")
    return passed(step.tool("pytest", "-q", "-n", "2", folder))


def passed(output: str) -> str:
    """How many tests pytest says to have passed, in every session that reports in the output."""
    counts = [int(count) for count in re.findall(r"^=* ?(\d+) passed\b.* in ", output, re.MULTILINE)]
    if not sum(counts):
        raise CheckFailed("no test ran")
    return f"{sum(counts)} passed"


def integration(step: Step) -> str:
    root = step.copy()
    targets = set(integration_targets(root / "tests" / "integration" / "targets"))
    if not targets:
        raise CheckFailed("there is no target in tests/integration/targets")
    version = core_version(step)
    python = python_version(step)
    output = step.ansible_test("integration", "--python", python, cwd=root)
    ran = set(re.findall(r"^Running (\S+) integration test (?:role|script)", output, re.MULTILINE))
    if ran != targets:
        raise CheckFailed(f"these targets did not run: {', '.join(sorted(targets - ran))}")
    return f"ansible-core {version} on Python {python}, {len(ran)} targets"


def integration_targets(folder: Path) -> Iterator[str]:
    """The targets that ansible-test runs by themselves."""
    for path in folder.glob("*"):
        aliases = path / "aliases"
        hidden = aliases.is_file() and "hidden" in aliases.read_text(encoding="utf-8").split()
        if path.is_dir() and not hidden and not path.name.startswith(("prepare_", "setup_")):
            yield path.name


def demo(step: Step) -> str:
    """Does what the README promises to a newcomer, in a folder with the sources alone, and a blank in its name."""
    folder = workplace() / "a fresh clone"
    copy_source(folder).rename(folder / "here")
    output = step.call("make", f"PYTHON={sys.executable}", "demo", cwd=folder / "here")
    for shown in ("(createELB): RUNNING", "createELB succeeded in", "(createELB): FAIL, ELB.1014", "Caught ELB.1014"):
        if shown not in output:
            raise CheckFailed(f"the demo did not show {shown!r}")
    if not re.search(r"failed=0 .*rescued=1 ", output):
        raise CheckFailed("the playbook did not end well")
    return ""


# --- the run ---


def all_steps() -> Iterator[Step]:
    """Every step, the long ones early. A step starts when those that make its environments have ended."""
    for made in (MAIN, *CORES.values(), GALAXY):
        yield Step(made.name, environment, (made,), ("environments",))
    yield Step("sanity", sanity)
    at_hand = [version for version in MODULE_PYTHONS if version in interpreters()]
    for version in at_hand:
        yield Step(UNITS[version].name, units_environment, (MAIN, UNITS[version]), ("environments",))
    yield Step("integration", integration, groups=("integration",), core=NEWEST_CORE)
    yield Step("pytest-unit", functools.partial(pytest, folder="tests/unit"), groups=("unit",))
    for name in ("conformance", "system"):
        yield Step(f"pytest-{name}", functools.partial(pytest, folder=f"tests/{name}"), groups=(name,))
    for core, made in CORES.items():
        yield Step(f"integration-{core}", integration, (made,), ("integration",), core)
        unit = functools.partial(pytest, folder="tests/unit")
        yield Step(f"pytest-unit-{core}", unit, (made,), ("unit-cores",))
    for version in at_hand:
        run = functools.partial(units, version=dotted(version), place=UNITS[version].path)
        yield Step(f"units-{dotted(version)}", run, (UNITS[version], MAIN), ("units",))
    yield Step("galaxy-importer", publishing.galaxy_importer, (MAIN, GALAXY))
    for name, action in (
        ("mypy", mypy),
        ("ansible-lint", ansible_lint),
        ("docs", docs),
        ("archive", publishing.archive),
        ("execution-environment", publishing.execution_environment),
        ("site", publishing.site),
        ("workflows", workflows),
        ("demo", demo),
        ("licenses", licenses),
        ("changelog", changelog),
        ("ruff", ruff),
    ):
        yield Step(name, action, groups=() if name in {"archive", "execution-environment", "demo"} else ("lint",))


def chosen(steps: list[Step], names: list[str]) -> list[Step]:
    """The steps that are named, by their name or group, with those that make their environments."""
    if not names:
        return steps
    known = {name for step in steps for name in (step.name, *step.groups)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"no step {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    named = [step for step in steps if {step.name, *step.groups} & {*names}]
    needed = {made.name for step in named for made in step.environments}
    return [step for step in steps if step in named or step.name in needed]


def run_all(steps: list[Step]) -> None:
    """Runs the steps, two at a time, in their order as far as their environments allow."""
    makers = {step.name: step for step in steps if "environments" in step.groups}
    waiting = list(steps)
    with concurrent.futures.ThreadPoolExecutor(LANES) as lanes:
        active: dict[concurrent.futures.Future[None], Step] = {}
        while waiting or active:
            for step in list(waiting):
                before = [makers[made.name] for made in step.environments if makers[made.name] is not step]
                bad = next((maker for maker in before if maker.result not in {"", "ok"}), None)
                if bad:
                    waiting.remove(step)
                    step.result, step.note = bad.result, bad.note or f"without {bad.name}"
                    report(step)
                elif len(active) < LANES and all(maker.result for maker in before):
                    waiting.remove(step)
                    active[lanes.submit(step.run)] = step
            if not active:
                continue
            try:
                ended = concurrent.futures.wait(active, return_when=concurrent.futures.FIRST_COMPLETED).done
            except KeyboardInterrupt:
                waiting.clear()
                for process in list(running):
                    end(process)
                raise
            for future in ended:
                report(active.pop(future))


def report(step: Step) -> None:
    if step.result == "FAILED" and step.log:
        print(f"\n----- {step.name} -----\n{step.log.rstrip()}\n----- {step.name}: FAILED -----\n")
    line = f"{step.result:8} {step.name:22} {step.seconds:6.1f} s  {step.note}"
    print(line.rstrip(), flush=True)


def close(steps: list[Step], everything: bool) -> int:
    """Says what ran and what did not. The exit code."""
    failed = [step.name for step in steps if step.result == "FAILED"]
    if everything:
        missing = cores_not_run(steps)
        absent = [dotted(version) for version in MODULE_PYTHONS if version not in interpreters()]
        if absent:
            print(f"Pythons not at hand for the modules: {', '.join(absent)}")
        if missing and os.environ.get("CI", "").lower() in {"1", "true"}:
            failed.append("an ansible-core did not run, and CI is set")
        print(f"ansible-core not run: {'; '.join(missing) or 'none'}")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    skipped = sum(step.result == "skipped" for step in steps)
    ok = sum(step.result == "ok" for step in steps)
    print(f"{ok} passed, {len(failed)} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


def cores_not_run(steps: list[Step]) -> list[str]:
    """Every core that was to run and did not, and why."""
    missing = [f"core {step.core}: {step.note}" for step in steps if step.core and step.result == "skipped"]
    if not any(version in interpreters() for version in NEWEST_CORE_PYTHONS):
        low, high = dotted(min(NEWEST_CORE_PYTHONS)), dotted(max(NEWEST_CORE_PYTHONS))
        missing.append(f"core {NEWEST_CORE}: no Python {low}-{high} at hand")
    return missing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", metavar="STEP", help="a step or a group of steps; default: everything")
    parser.add_argument("--list", action="store_true", help="list the steps and their groups")
    arguments = parser.parse_args()
    steps = list(all_steps())
    if arguments.list:
        for step in steps:
            print(f"{step.name:22} {' '.join(step.groups)}".rstrip())
        return 0
    steps = chosen(steps, arguments.steps)
    start = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run_all(steps)
    except KeyboardInterrupt:
        print("interrupted")
        return 130
    finally:
        shutil.rmtree(workplace(), ignore_errors=True)
    print(f"\n{len(steps)} steps in {time.monotonic() - start:.0f} s")
    return close(steps, everything=not arguments.steps)


if __name__ == "__main__":
    sys.exit(main())
