# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures in the documentation match what their scripts draw from the current code."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from benchmarks import plot, timeline
from benchmarks.policies import OURS, PEERS, compare

from tools import terminal

RAW = "https://raw.githubusercontent.com/huaweicloud-jobs/huaweicloud.jobs/main/"
DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_picture_of_a_wait_is_up_to_date() -> None:
    committed = (DOCS / "waiting.svg").read_text(encoding="utf-8")
    assert committed == timeline.svg(), 'run "make docs"'


def test_the_picture_of_a_terminal_is_up_to_date() -> None:
    committed = (DOCS / "terminal.svg").read_text(encoding="utf-8")
    assert committed == terminal.svg(os.environ["ANSIBLE_COLLECTIONS_PATH"]), 'run "make docs"'


def test_the_picture_of_the_policies_is_up_to_date() -> None:
    committed = (DOCS / "policies.svg").read_text(encoding="utf-8")
    assert committed == plot.svg(compare((OURS, *PEERS))), "measure again: make bench"


def test_the_picture_of_a_wait_is_complete() -> None:
    wait = timeline.run()
    pauses = [later - sooner for sooner, later in zip(wait.queries, wait.queries[1:])]
    assert wait.queries[0] == 0.0
    assert pauses[0] == 1.0
    assert max(pauses[-3:]) == pauses[-1] > 3.9
    assert wait.queries[-2] < timeline.END <= wait.queries[-1]
    (throttled,) = wait.throttled
    assert min(moment for moment in wait.queries if moment > throttled) == throttled + timeline.RETRY_AFTER
    assert [kind for _moment, kind in wait.lines] == ["change"] * 2 + ["alive"] * 2 + ["fault", "alive", "change"]


def shown() -> Iterator[tuple[Path, str]]:
    """Each picture on a page, with its text alternative."""
    for page in (DOCS.parent / "README.md", *DOCS.glob("*.md")):
        for about, target in re.findall(r"!\[(.*?)\]\((.+?)\)", page.read_text(encoding="utf-8")):
            yield (page.parent / target.removeprefix(RAW)).resolve(), about
    for page in DOCS.glob("docsite/rst/*.rst"):
        for target, about in re.findall(r"\.\. image:: (.+)\n +:alt: (.+)", page.read_text(encoding="utf-8")):
            yield (page.parent / target).resolve(), about


def test_every_picture_is_shown_with_a_description() -> None:
    pictures = dict(shown())
    assert set(pictures) == set(DOCS.glob("*.svg"))
    assert [about for about in pictures.values() if len(about) < 40] == []


@pytest.mark.parametrize("name", ["waiting", "policies", "terminal"])
def test_pictures_are_self_contained(name: str) -> None:
    root = ET.parse(DOCS / f"{name}.svg").getroot()  # noqa: S314 - a file of ours
    _left, _top, width, height = map(float, root.attrib["viewBox"].split())
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(text.get("x", 0)) < width
        assert 0 <= float(text.get("y", 0)) < height
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text
    assert "http" not in (DOCS / f"{name}.svg").read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
