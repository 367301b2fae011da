# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a region has a service at all, as far as documents say."""

from __future__ import annotations

from .vocabulary import Service


def missing_in(service: Service, region: str) -> str:
    """What to tell the user where documents say that the region does not have the service; empty otherwise."""
    if service.clouds.get(region) is not False:
        return ""
    return (
        f"{service.title} ({service.name}) is not among the services that the documents list for region {region}: check"
        " service and region, or set endpoint if the region has it by now"
    )
