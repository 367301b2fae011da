# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service that a task selects."""

from __future__ import annotations

from tasks import refusal


def test_custom_requires_a_description_and_a_description_requires_custom() -> None:
    assert refusal(service="custom") == "service is custom: describe the API in the option custom"
    assert "custom is set, but service is dcs: set service to custom" in refusal(service="dcs", custom={"path": "/"})
