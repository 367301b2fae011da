# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users and contributors read uses one term for each concept, as the table in CONTRIBUTING.md defines."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
#: The rows of the table: the term to write, and the phrases that it replaces.
ROW = re.compile(r"^\| ([^`|]+) \| (`.+`) \|$", re.MULTILINE)
PHRASES = {
    phrase: term.strip()
    for term, phrases in ROW.findall(CONTRIBUTING.read_text(encoding="utf-8"))
    for phrase in re.findall("`(.+?)`", phrases)
}
TEXTS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/*.md"),
    *ROOT.glob("docs/docsite/**/*.rst"),
    *ROOT.glob("changelogs/fragments/*.yml"),
    *ROOT.glob("playbooks/**/*.yml"),
    *ROOT.glob("extensions/**/*.yml"),
    *ROOT.glob(".github/**/*.md"),
    *ROOT.glob(".github/**/*.yml"),
    *(ROOT / name for name in ("Makefile", "galaxy.yml")),
]
CODE = [*ROOT.glob("plugins/**/*.py"), ROOT / "noxfile.py", ROOT / "conftest.py"]
FILES = sorted([*TEXTS, *CODE])


#: Between two words: a space, or a line break with what begins a comment or a quotation in the next line.
GAP = r"[ #:>*]*[ \n][ #:>*]*"


def pattern_of(phrase: str) -> re.Pattern[str]:
    """A phrase, wherever its lines break, and with its first word capitalized or in another form."""
    first, *others = phrase.split()
    initial = f"[{first[0].upper()}{first[0].lower()}]"
    words = [rf"{initial}{re.escape(first[1:])}(?:s|es|d|ed|ing)?", *map(re.escape, others)]
    return re.compile(rf"(?<![\w'-])(?:{GAP.join(words)})(?![\w'-])")


PATTERNS = {phrase: pattern_of(phrase) for phrase in PHRASES}


def texts_in(path: Path) -> Iterator[tuple[int, str]]:
    """The parts of a file that are read as prose, each with the number of its first line."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield 1, ROW.sub("", source) if path.name == CONTRIBUTING.name else source
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
    lines: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            lines[token.start[0]] = token.string
    # Comments in consecutive lines are one text.
    starts = [number for number in lines if number - 1 not in lines]
    for start in starts:
        end = min(number + 1 for number in lines if number >= start and number + 1 not in lines)
        yield start, "\n".join(lines[number] for number in range(start, end))


def found_in(number: int, text: str) -> Iterator[tuple[int, str]]:
    """The phrases that a text should not have, each with the number of its line."""
    for phrase, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            yield number + text.count("\n", 0, match.start()), phrase


def test_there_are_rows_and_files() -> None:
    assert len(PHRASES) >= 40
    assert len(TEXTS) >= 30
    assert len(CODE) >= 80


@pytest.mark.parametrize("phrase", PHRASES)
def test_each_phrase_is_found(phrase: str) -> None:
    broken = phrase.replace(" ", "\n    # ")
    assert (1, phrase) in found_in(1, f"# The {broken} of it.")
    first, _space, others = phrase.partition(" ")
    assert (7, phrase) in found_in(5, f"One.\n\n{first[0].upper()}{first[1:]}s {others}".strip())


@pytest.mark.parametrize(
    "text",
    [
        "Ask for help in the forum.",
        "In other words, the task fails.",
        "in place of job_ids",
        "`wait_for_at_last_step: true`",
        "The answer to a question",
        "so many jobs that max_rate is too low",
        "from the environment of its own",
    ],
)
def test_correct_english_is_not_found(text: str) -> None:
    assert list(found_in(1, text)) == []


PROGRAM = '''
"""A module, at last."""
told = asked_about = 1  # Of the way
# out, in a comment that goes on.

def at_last(told: int) -> str:
    return f"{told} jobs were told"
'''


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("any.py", PROGRAM, {2: "at last", 3: "way out", 7: "told"}),
        ("any.rst", "Needless\n========\n\nIt rides\nout.\n", {1: "needless", 4: "ride out"}),
        ("any.md", "| Told | `told` |\n", {1: "told"}),
        ("CONTRIBUTING.md", "| report | `told` |\n\nIt was told.\n", {3: "told"}),
    ],
)
def test_phrases_are_found_in_prose(tmp_path: Path, name: str, text: str, lines: dict[int, str]) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert {hit for start, part in texts_in(path) for hit in found_in(start, part)} == set(lines.items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_vocabulary_is_used(path: Path) -> None:
    name = path.relative_to(ROOT)
    found = {hit for number, text in texts_in(path) for hit in found_in(number, text)}
    assert [f"{name}:{number}: '{phrase}': write {PHRASES[phrase]}" for number, phrase in sorted(found)] == []
