# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README is correct, and answers to first questions are one click away. ``test_examples`` covers its examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: Galaxy displays only the README, so relative links would not work there.
HERE = r"https://(?:github\.com/huaweicloud-jobs/huaweicloud\.jobs/blob|raw\.githubusercontent\.com/huaweicloud-jobs/huaweicloud\.jobs)/main/"
LINKS = dict(re.findall(rf"\[([^]]+)\]\({HERE}([^)]+)\)", README))

#: Typical first questions: a word in the text of a link in the README, and the expected text in its target.
QUESTIONS = {
    "log in": (
        "Using a token",
        "Using an access key pair",
        "Using an IAM user",
        "the agency of an ECS",
        "profile of another tool",
    ),
    "many jobs": ("wait: false", "jobs:"),
    "expires": ("A token", "An access key pair", "An IAM user", "An agency", "is renewed"),
    "AWX": ("credential type", "survey", "Creating a workflow", "Planning capacity"),
    "services": ("``dcs``", "``elb``", "``sdrs``", "``ecs``", "service: custom"),
    "message": ("**Solution:**",),
}


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_commands_of_the_demo_exist(target: str) -> None:
    blocks = re.findall(r"^```shell\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert f"make {target}\n" in blocks
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def where(target: str) -> str:
    """The text that a link leads to: a file, or a section of a guide."""
    name, _hash, section = target.partition("#")
    text = (ROOT / name).read_text(encoding="utf-8")
    if not section:
        return text
    parts = re.split(r"^(.+)\n[-=]+\n", text, flags=re.MULTILINE)
    sections = {re.sub(r"\W+", "-", title.lower()): expected for title, expected in zip(parts[1::2], parts[2::2])}
    return sections[section]


def test_no_link_is_relative() -> None:
    assert re.findall(r"\]\((?!https://)[^)]*\)", README) == []


@pytest.mark.parametrize("target", LINKS.values())
def test_links_have_a_target(target: str) -> None:
    assert where(target)


@pytest.mark.parametrize("question", QUESTIONS)
def test_first_questions_are_answered_one_click_away(question: str) -> None:
    (response,) = {where(target) for text, target in LINKS.items() if question in text}
    assert [expected for expected in QUESTIONS[question] if expected not in response] == []


def test_it_has_the_sections_of_a_certified_collection() -> None:
    wanted = "Description, Requirements, Installation, Use Cases, Testing, Contributing, Support, Release Notes"
    wanted += ", Communication, Versioning and Deprecation, Related Information, License Information"
    assert [section for section in wanted.split(", ") if f"\n## {section}\n" not in README] == []
