# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README promises is there, and what a new user asks first is a click away. Its examples: test_examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: Galaxy shows the README by itself, where a relative link would lead nowhere.
HERE = r"https://(?:github\.com/huaweicloud-jobs/huaweicloud\.jobs/blob|raw\.githubusercontent\.com/huaweicloud-jobs/huaweicloud\.jobs)/main/"
LINKS = dict(re.findall(rf"\[([^]]+)\]\({HERE}([^)]+)\)", README))

#: What a new user asks first: a word of the link's text in the README, and what is to be found where it leads.
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
def test_the_two_commands_are_shown_and_there(target: str) -> None:
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
    sections = {re.sub(r"\W+", "-", title.lower()): words for title, words in zip(parts[1::2], parts[2::2])}
    return sections[section]


def test_no_link_is_relative() -> None:
    assert re.findall(r"\]\((?!https://)[^)]*\)", README) == []


@pytest.mark.parametrize("target", LINKS.values())
def test_links_lead_somewhere(target: str) -> None:
    assert where(target)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_a_click_away(question: str) -> None:
    (response,) = {where(target) for text, target in LINKS.items() if question in text}
    assert [words for words in QUESTIONS[question] if words not in response] == []


def test_the_sections_of_a_certified_collection_are_there() -> None:
    wanted = "Description, Requirements, Installation, Use Cases, Testing, Contributing, Support, Release Notes"
    wanted += ", Communication, Versioning and Deprecation, Related Information, License Information"
    assert [section for section in wanted.split(", ") if f"\n## {section}\n" not in README] == []
