# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps about what is published: the archive, its import into Galaxy, execution environments, the site."""

from __future__ import annotations

import json
import re
import shutil
import tarfile
from pathlib import Path
from typing import Any

import yaml

from environments import MAIN, NEWEST_CORE, ROOT
from step import CheckFailed, Step, source_files, workplace

NAME = "huaweicloud.jobs"
PLUGINS = ("job_info", "job_wait")
IN_ARCHIVE = re.compile(
    r"""
    (\.ansible-lint | README\.md | CHANGELOG\.md | CONTRIBUTING\.md | COPYING | REUSE\.toml
    | tests/config\.yml
    | LICENSES/.+\.txt | changelogs/.+\.ya?ml | docs/.+ | extensions/.+ | meta/.+ | playbooks/.+ | plugins/.+\.py
    )""",
    re.VERBOSE,
)
EE_DEFINITION = Path("extensions", "ee", "execution-environment.yml")
SITE = ROOT / ".ansible" / "site"
FOREIGN_LABELS = re.compile(
    r"""undefined\ label:\ '(
    ansible_configuration_settings | common_return_values | action_plugins
    | ansible_collections\.(?!huaweicloud\.jobs\.).+
    )'""",
    re.VERBOSE,
)
"""Labels in Ansible's own documentation and in that of other collections, which only a build with a network finds."""


def build_archive(step: Step) -> Path:
    """The archive, from the clone as it is."""
    place = workplace() / step.name
    step.call(MAIN.python, "-m", "ansible", "galaxy", "collection", "build", "--output-path", place, ROOT)
    (path,) = place.glob("*.tar.gz")
    return path


def install_archive(step: Step, path: Path) -> dict[str, str]:
    """Installs the archive beside itself. The variables by which Ansible finds that copy, and no other."""
    place = path.parent / "installed"
    only = {"ANSIBLE_COLLECTIONS_PATH": str(place)}
    (path.parent / "ansible.cfg").touch()
    install = ("galaxy", "collection", "install", "--offline", "--force", path, "-p", place)
    step.tool("ansible", *install, cwd=path.parent, env=only)
    return only


def documentation(step: Step, plugin: str, path: Path, only: dict[str, str]) -> dict[str, Any]:
    """What ansible-doc says of a plugin of the installed archive."""
    name = f"{NAME}.{plugin}"
    output = step.tool("ansible", "doc", "--json", "-t", "module", name, cwd=path.parent, env=only)
    # It exits with 0 for a plugin that it did not find.
    doc: dict[str, Any] = json.loads(output[output.index("{") :]).get(name, {}).get("doc", {})
    if not doc.get("options"):
        raise CheckFailed(f"ansible-doc knows no options of {name}")
    return doc


# --- the steps ---


def archive(step: Step) -> str:
    """Builds the archive, installs it elsewhere and reads the documentation from there."""
    path = build_archive(step)
    with tarfile.open(path) as tar:
        members = {Path(member.name) for member in tar.getmembers() if member.isfile()}
    members -= {Path("MANIFEST.json"), Path("FILES.json")}
    expected = {name for name in source_files() if IN_ARCHIVE.fullmatch(str(name))}
    if stray := sorted(map(str, members - expected)):
        raise CheckFailed("the archive has what does not belong there: " + ", ".join(stray))
    if lost := sorted(map(str, expected - members)):
        raise CheckFailed("the archive lacks " + ", ".join(lost))
    only = install_archive(step, path)
    for plugin in PLUGINS:
        documentation(step, plugin, path, only)
    return f"{len(members)} files"


def galaxy_importer(step: Step) -> str:
    """What Galaxy and Automation Hub do with an archive when it is uploaded. Its exit code says nothing."""
    path = build_archive(step)
    config = {"GALAXY_IMPORTER_CONFIG": str(ROOT / "tests" / "tools" / "galaxy-importer.cfg")}
    output = step.tool("galaxy_importer.main", path, cwd=path.parent, env=config)
    if complaints := re.findall(r"^(?:WARNING|ERROR|CRITICAL): .*", output, re.MULTILINE):
        raise CheckFailed(f"it complains {len(complaints)} times, first: {complaints[0]}")
    for stage in ("Getting doc strings via ansible-doc", "...ansible-lint run complete", "completed successfully"):
        if stage not in output:
            raise CheckFailed(f"it did not come to {stage!r}")
    result = json.loads((path.parent / "importer_result.json").read_text(encoding="utf-8"))
    documented = {content["content_name"] for content in result["docs_blob"]["contents"] if content["doc_strings"]}
    if missing := {*PLUGINS} - documented:
        raise CheckFailed("it found no documentation of " + ", ".join(sorted(missing)))
    return f"{len(result['contents'])} contents"


def execution_environment(step: Step) -> str:
    """Makes the build context of the definition that users get, and reads what the collection asks of an image."""
    path = build_archive(step)
    only = install_archive(step, path)
    definition = Path(only["ANSIBLE_COLLECTIONS_PATH"], "ansible_collections", *NAME.split("."), EE_DEFINITION)
    context = path.parent / "context"
    create = ("create", "-f", definition, "-c", context, "--output-filename", "Containerfile")
    step.tool("ansible_builder", *create, cwd=path.parent)
    galaxy = yaml.safe_load((context / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    if [collection["name"] for collection in galaxy["collections"]] != [NAME]:
        raise CheckFailed(f"the image would get the collections {galaxy}")
    installed = re.search(r'^ARG ANSIBLE_INSTALL_REFS="(.+)"', (context / "Containerfile").read_text(), re.MULTILINE)
    if not installed or f"ansible-core~={NEWEST_CORE}.0" not in installed[1]:
        raise CheckFailed(f"the image would not get ansible-core {NEWEST_CORE}, which the tests run with")
    output = step.tool("ansible_builder", "introspect", only["ANSIBLE_COLLECTIONS_PATH"], cwd=path.parent)
    dependencies = yaml.safe_load(output[output.index("---") :])
    needed = [spaceless(line.partition("#")[0]) for line in dependencies["python"]]
    for plugin in PLUGINS:
        documented = documentation(step, plugin, path, only)["requirements"]
        if needed != [spaceless(line) for line in documented]:
            raise CheckFailed(f"the image would get {needed}, and {plugin} is documented to need {documented}")
    if dependencies["system"]:
        raise CheckFailed(f"the image would get {dependencies['system']}, which nothing here needs")
    return ", ".join(needed)


def spaceless(text: str) -> str:
    return "".join(text.split())


def site(step: Step) -> str:
    """Builds the documentation as docs.ansible.com would, without a network, and leaves it in .ansible/site."""
    root = step.copy()
    place = workplace() / "sphinx"
    place.mkdir(mode=0o700)
    program = step.environments[-1].path / "bin" / "antsibull-docs"
    about = ("--project", NAME, "--title", NAME, "--html-short-title", NAME, "--copyright", f"{NAME} contributors")
    options = ("--use-current", "--lenient", "--fail-on-error", "--squash-hierarchy", "--dest-dir", place)
    step.call(program, "sphinx-init", *options, *about, NAME, cwd=root)
    with (place / "conf.py").open("a", encoding="utf-8") as config:
        config.write("\nintersphinx_mapping = {}\n")
    output = step.call("bash", place / "build.sh", env={"ANSIBLE_COLLECTIONS_PATH": str(root.parents[2])}, cwd=place)
    warnings = re.findall(r"^.*(?:WARNING|ERROR|CRITICAL): .*", output, re.MULTILINE)
    if ours := [line for line in warnings if not FOREIGN_LABELS.search(line)]:
        raise CheckFailed("\n".join(ours))
    html = place / "build" / "html"
    guides = {f"docsite/{path.stem}.html" for path in (root / "docs" / "docsite" / "rst").glob("*.rst")}
    pages = {str(path.relative_to(html)) for path in html.rglob("*.html")}
    if missing := {"index.html", *guides, *(f"{plugin}_module.html" for plugin in PLUGINS)} - pages:
        raise CheckFailed("it has no page " + ", ".join(sorted(missing)))
    shutil.rmtree(SITE, ignore_errors=True)
    SITE.parent.mkdir(exist_ok=True)
    shutil.move(html, SITE)
    return f"{len(pages)} pages"
