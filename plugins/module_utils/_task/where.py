# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where calls go: region, endpoints and project, as the options describe them."""

from __future__ import annotations

import re

from .._login.clouds import cloud_of, iam_url, service_url
from .._service.vocabulary import Service
from .errors import OptionError, or_environment
from .sources import Sources
from .urls import base_url, host_part
from .variables import VARIABLES, Environ


class Where:
    """The places that a task names."""

    def __init__(self, sources: Sources, environ: Environ, insecure: bool) -> None:
        self._sources = sources
        self._environ = environ
        self._insecure = insecure

    def region(self) -> str | None:
        """The region; without one, the part of the project's name that says it."""
        region = self._sources.any("region")
        if not region:
            region = (self._sources.any("project_name") or "").split("_")[0] or None
        return host_part("region", region)

    def endpoint(self, service: Service) -> str:
        """The base URL of a service. Raises OptionError."""
        endpoint = self._sources.any("endpoint")
        if endpoint:
            return self.url("endpoint", endpoint)
        region = self.region()
        if not region:
            raise OptionError(
                f"region is missing: set the option region{or_environment(VARIABLES['region'])}, or the option endpoint"
                f" to the base URL of {service.title}"
            )
        host = host_part("host in custom", service.host)
        if not host:
            raise OptionError(
                "endpoint is missing: set it to the base URL of the custom service, or set host in custom"
            )
        cloud = host_part("cloud", self._sources.any("cloud"))
        if region in service.hosts and cloud in (None, "", cloud_of(region)):
            return self.url("endpoint", f"https://{service.hosts[region]}")
        return self.url("endpoint", service_url(host, region, cloud))

    def iam(self) -> str:
        """The base URL of IAM, with its version. Raises OptionError."""
        url = self._sources.any("iam_endpoint")
        if not url:
            region = self.region()
            if not region:
                raise OptionError(
                    "iam_endpoint is missing, and there is no region to derive it from: set the option iam_endpoint"
                    f"{or_environment(VARIABLES['iam_endpoint'])}, or region; or give project_id with a token or a key"
                    " pair"
                )
            url = iam_url(region, host_part("cloud", self._sources.any("cloud")))
        return self.url("iam_endpoint", url).removesuffix("/v3") + "/v3"

    def project(self) -> tuple[str | None, str | None]:
        """The project's id and name, as far as they are given. Raises OptionError."""
        project_id = None
        for source in self._sources.in_order:
            project_id = source("project_id")
            if project_id or source("project_name"):
                break
        if project_id and not re.fullmatch(r"[\w.-]*\w[\w.-]*", project_id, re.ASCII):
            raise OptionError(f"project_id is {project_id!r}, which is no project id; for a name, use project_name")
        return project_id, self._sources.any("project_name") or self.region()

    def url(self, name: str, url: str) -> str:
        """A base URL. Raises OptionError."""
        return base_url(name, url, self._environ, self._insecure)


def needed(value: str | None, name: str) -> str:
    """The value. Raises OptionError where there is none."""
    if value:
        return value
    raise OptionError(f"{name} is missing: set the option {name}{or_environment(VARIABLES[name])}")
