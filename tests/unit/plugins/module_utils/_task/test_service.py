# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose jobs a task names."""

from __future__ import annotations

from tasks import refusal


def test_a_description_needs_its_service_and_the_service_its_description() -> None:
    assert refusal(service="custom") == "service is custom: describe the API in the option custom"
    assert "custom is set, but service is dcs: set service to custom" in refusal(service="dcs", custom={"path": "/"})
