# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Only services that the documents list as missing in a region are refused."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.availability import missing_in
from ansible_collections.huaweicloud.jobs.plugins.module_utils._service.table import ROWS, SERVICES

#: The services that a region lacks, according to the documents of its cloud.
MISSING = {
    "eu-nl": {"sdrs", "dws", "ddm", "apig", "geminidb", "taurusdb"},
    "eu-ch2": {"dcs", "dds", "dms", "dws", "sfsturbo"},
}


@pytest.mark.parametrize("region", [*MISSING, "eu-de", "eu-west-0", "cn-north-4", "new-region-1", ""])
def test_the_services_that_a_region_lacks(region: str) -> None:
    assert {row.name for row in ROWS if missing_in(row, region)} == MISSING.get(region, set())


def test_the_message_says_what_to_do() -> None:
    assert missing_in(SERVICES["sdrs"], "eu-nl") == (
        "Storage Disaster Recovery Service (sdrs) is not among the services that the documents list for region eu-nl:"
        " check service and region, or set endpoint if the region has it by now"
    )
