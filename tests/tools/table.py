# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the rows of the table of services wherever else services are named: see TARGETS."""

from __future__ import annotations

import itertools
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import Service

ROOT = Path(__file__).resolve().parents[2]
STATES = ("pending", "running", "succeeded", "failed")
LABEL = "ansible_collections.huaweicloud.jobs.docsite.services"
NOT_KNOWN = "not documented"


def rows() -> tuple[Service, ...]:
    """The rows, read when they are needed: the collection has to be importable first."""
    from ansible_collections.huaweicloud.jobs.plugins.module_utils._service import table

    return table.ROWS


def between(text: str, begin: str, end: str, new: str) -> str:
    """The text with something new between the first such begin and the end that follows it."""
    before, found, rest = text.partition(begin)
    _old, ending, after = rest.partition(end)
    if not (found and ending):
        raise ValueError(f"there is no {begin!r} with {end!r} behind it")
    return before + found + new + ending + after


# --- the guide to the services ---


def guide(text: str) -> str:
    """The guide, with a short table of all services, and a section on each."""
    text = between(text, "Begin of the table.\n", ".. End of the table.", "\n" + "\n".join(table()) + "\n\n")
    sections = itertools.chain.from_iterable(map(section, rows()))
    return between(text, "Begin of the sections.\n", ".. End of the sections.", "\n" + "\n".join(sections) + "\n")


def table() -> Iterator[str]:
    """The table of all services."""
    yield from (".. list-table::", "  :header-rows: 1", "")
    cells = [("``service``", "Service", "Clouds", "Verified live")]
    cells += [(f":ref:`{row.name} <{LABEL}.{row.name}>`", row.title, clouds(row), row.seen_live) for row in rows()]
    for first, *others in cells:
        yield f"  * - {first}"
        yield from (f"    - {cell}".rstrip() for cell in others)


def clouds(row: Service) -> str:
    """The clouds that have a service according to documents, and those that lack it."""
    there = [name for name, there in row.clouds.items() if there]
    not_there = [name for name, there in row.clouds.items() if not there]
    text = ", ".join(there) or NOT_KNOWN
    return text + (f"; not {', '.join(not_there)}" if not_there else "")


def section(row: Service) -> Iterator[str]:
    """The section on a service."""
    title = f"``{row.name}``: {row.title}"
    yield from (f".. _{LABEL}.{row.name}:", "", title, "~" * len(title), "")
    facts = {
        "Query": f"``GET https://{row.host}.{'' if row.is_global else 'REGION.'}CLOUD{row.path}``",
        "Path parameters": ", ".join(map(code, row.parameters)),
        "Other hosts": ", ".join(f"``{host}``" for host in dict.fromkeys(row.hosts.values())),
        **{state.capitalize(): values(row, state) for state in STATES},
        "Unknown job": "; ".join(f"HTTP {rule.http_status} {code(rule.code)}".strip() for rule in row.missing),
        "Retention": row.retention or NOT_KNOWN,
        "Permission": code(row.permission) if ":" in row.permission else row.permission or NOT_KNOWN,
        "Job ID": ", ".join(map(code, row.job_id_paths)),
        "Clouds": clouds(row),
        "Source": f"`{source(row.documentation)} <{row.documentation}>`__",
    }
    left_out = {"Path parameters": not row.parameters, "Other hosts": not row.hosts}
    left_out.update({state.capitalize(): state not in row.states.values() for state in STATES})
    yield from (f":{name}: {fact}" for name, fact in facts.items() if not left_out.get(name))
    for text in (re.sub(r"V\((.+?)\)", r"``\1``", row.legacy), row.note):
        if text:
            yield from ("", text)
    yield ""


def values(row: Service, state: str) -> str:
    """The status values for a state."""
    return ", ".join(code(value) for value, meaning in row.states.items() if meaning == state)


def code(text: str | None) -> str:
    """The text as a literal."""
    return f"``{text}``" if text else ""


def source(url: str) -> str:
    """The kind of document at the URL of a row's documentation."""
    return "the vendor's Terraform provider" if "terraform" in url else "API reference"


# --- all else that names services ---


def choices(text: str) -> str:
    """The fragment of documentation, with the choices of ``service``."""
    said = [(row.name, " ".join(filter(None, (f"{row.title}.", row.legacy, needs(row))))) for row in rows()]
    return between(text, "    choices:\n", "      custom:", "".join(f"      {name}: {text}\n" for name, text in said))


def needs(row: Service) -> str:
    """The path parameters that a task has to set."""
    names = " and ".join(f"C({name})" for name in row.parameters)
    return f"Requires {names} in O(path_parameters)." if names else ""


def survey(text: str) -> str:
    """The survey for AWX, with the services, and those that need path parameters."""
    text = between(text, "    choices:\n", "    required:", "".join(f"      - {row.name}\n" for row in rows()))
    services: dict[str, list[str]] = {}
    for row in rows():
        if row.parameters:
            services.setdefault(" ".join(f"{name}=ID" for name in row.parameters), []).append(row.name)
    given = "; ".join(f"{parameters} for {', '.join(names)}" for parameters, names in services.items())
    begin = "    question_name: Path parameters\n    question_description: >-\n"
    lines = textwrap.wrap(f"Required by some services only: {given}", 110)
    return between(text, begin, "    type:", "".join(f"      {line}\n" for line in lines))


def readme(text: str) -> str:
    """The README, with the number of services, and their names in groups, by whether T Cloud Public has them."""
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for row in rows():
        there, not_known = groups.setdefault(row.group, ([], []))
        (there if row.clouds.get("T Cloud Public") else not_known).append(f"`{row.name}`")
    lines = [
        f"| {group} | {' | '.join(' '.join(names) for names in both)} |\n" for group, both in sorted(groups.items())
    ]
    text = re.sub(r"\[\d+ services\]", f"[{len(rows())} services]", text)
    text = between(text, "|---|---|---|\n", "\nAccording", "".join(lines))
    others = [f"`{row.name}` ({clouds(row).partition(';')[0]})" for row in rows() if not row.clouds.get("Huawei Cloud")]
    return between(text, "all services are on Huawei Cloud except ", ".", " and ".join(others))


#: What is written from the rows.
TARGETS: dict[Path, Callable[[str], str]] = {
    ROOT / "docs" / "docsite" / "rst" / "services.rst": guide,
    ROOT / "plugins" / "doc_fragments" / "connection.py": choices,
    ROOT / "playbooks" / "files" / "awx" / "survey.yml": survey,
    ROOT / "README.md": readme,
}


def main() -> None:
    """Write all targets."""
    sys.path.insert(0, str(ROOT))
    import conftest

    sys.path.insert(0, str(conftest.collections_path()))
    for path, written in TARGETS.items():
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
