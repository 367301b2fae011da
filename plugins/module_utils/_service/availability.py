# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a region has a service at all, according to the documents of its cloud."""

from __future__ import annotations

from .vocabulary import Service


def missing_in(service: Service, region: str) -> str:
    """A message for the user if, according to documents, the region lacks the service; otherwise empty."""
    if service.clouds.get(region) is not False:
        return ""
    return (
        f"{service.title} ({service.name}) is not among the services that the documentation lists for region {region}:"
        " check service and region, or set endpoint if the region now has the service"
    )
