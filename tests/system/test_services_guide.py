# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every list of services is generated from the table in the code, so that a new service requires only one row."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service import table as rows
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import ROWS, SERVICES
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.vocabulary import HUAWEI_CLOUD
from tools import table

NAMES = {path.name: path for path in table.TARGETS}
GUIDE = NAMES["services.rst"]
#: A row that is not listed anywhere yet.
NEW = replace(
    SERVICES["dms"],
    name="bakery",
    title="Bakery",
    path="/v1/{project_id}/ovens/{oven_id}/loaves/{job_id}",
    clouds={HUAWEI_CLOUD: True, "eu-nl": False},
    seen_live="2026-12, eu-de",
    legacy="Legacy. V(dms) bakes better.",
)


@pytest.mark.parametrize("path", table.TARGETS, ids=lambda path: path.name)
def test_the_lists_match_the_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert table.TARGETS[path](text) == text, 'run "make docs"'


def written(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that a new row adds to a file."""
    text = path.read_text(encoding="utf-8")
    monkeypatch.setattr(rows, "ROWS", (*ROWS, NEW))
    before = text.splitlines()
    return [line for line in table.TARGETS[path](text).splitlines() if line not in before]


def test_a_new_row_is_in_the_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(NAMES["connection.py"], monkeypatch) == [
        "      bakery: Bakery. Legacy. V(dms) bakes better. Requires C(oven_id) in O(path_parameters)."
    ]


def test_a_new_row_is_in_the_survey(monkeypatch: pytest.MonkeyPatch) -> None:
    service, parameters = written(NAMES["survey.yml"], monkeypatch)
    assert service == "      - bakery"
    assert parameters.endswith("oven_id=ID for bakery")


def test_a_new_row_is_in_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    number, group = written(NAMES["README.md"], monkeypatch)
    assert f"[{len(SERVICES) + 1} services](" in number
    assert group.startswith(f"| {NEW.group} |")
    assert group.endswith(" `bakery` |")


def test_a_new_row_is_in_the_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = written(GUIDE, monkeypatch)
    for line in (
        "  * - :ref:`bakery <ansible_collections.huaweicloud.jobs.docsite.services.bakery>`",
        "    - Huawei Cloud; not eu-nl",
        "    - 2026-12, eu-de",
        "``bakery``: Bakery",
        ":Query: ``GET https://dms.REGION.CLOUD/v1/{project_id}/ovens/{oven_id}/loaves/{job_id}``",
        ":Path parameters: ``oven_id``",
        "Legacy. ``dms`` bakes better.",
    ):
        assert line in lines


def test_a_changed_row_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    first, *others = ROWS
    monkeypatch.setattr(rows, "ROWS", (replace(first, states={**first.states, "NEW": "failed"}), *others))
    assert table.guide(text) == text.replace(":Failed: ``FAIL``", ":Failed: ``FAIL``, ``NEW``", 1)


def test_a_file_without_a_location_for_the_list_is_an_error() -> None:
    with pytest.raises(ValueError, match="there is no"):
        table.survey("choices: []")


def test_the_readme_names_every_service_once() -> None:
    text = NAMES["README.md"].read_text(encoding="utf-8")
    table_of_services = text.partition("|---|---|---|\n")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`(\w+)`", table_of_services)) == sorted(SERVICES)


def test_no_service_is_listed_as_tested_live() -> None:
    """The guide explains why the column is empty. If a service is marked, the explanation must change as well."""
    assert [row.name for row in ROWS if row.seen_live] == []
    assert "It is empty, because all information comes from documentation" in GUIDE.read_text(encoding="utf-8")


def test_the_survey_is_valid_yaml() -> None:
    spec = yaml.safe_load(NAMES["survey.yml"].read_text(encoding="utf-8"))["spec"]
    assert {question["variable"]: question for question in spec}["service"]["choices"] == list(SERVICES)
