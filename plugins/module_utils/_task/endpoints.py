# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where calls go: region, endpoints and project, as the options describe them."""

from __future__ import annotations

import re

from .._login.clouds import cloud_of, iam_url, service_url, sts_url
from .._service.availability import missing_in
from .._service.vocabulary import Service
from .errors import NotThere, OptionError, or_environment
from .sources import EndpointOptions
from .urls import base_url, host_part
from .variables import VARIABLES, Environ

#: What regions are called, and thus what projects are that are named for their region.
_REGION = r"[a-z]{2}-[a-z]+(-?\d+)?"
#: What availability zones are called: eu-de-01, eu-ch2a, cn-north-4a.
_ZONE = re.compile(r"([a-z]{2}-[a-z]+)-0\d|([a-z]{2}-[a-z]+-?\d+)[a-z]")


class Endpoints:
    """The places that a task names."""

    def __init__(self, options: EndpointOptions, environ: Environ, insecure: bool) -> None:
        self._options = options
        self._environ = environ
        self._insecure = insecure

    def region(self) -> str | None:
        """The region; without one, the part of the project's name that says it. Raises OptionError."""
        region = self._region()
        if region and "://" in region:
            raise OptionError(
                "region is a URL: give the name of the region, such as eu-de, and put the base URL of the service into"
                " endpoint, or that of IAM into iam_endpoint"
            )
        zone = _ZONE.fullmatch(region or "")
        if zone and not self._options.any("cloud"):
            raise OptionError(f"region is {region}, which looks like an availability zone: give {zone[1] or zone[2]}")
        return host_part("region", region)

    def _region(self) -> str | None:
        for source in self._options.sources_of("region"):
            if source("region"):
                return source("region")
            if self._options.is_profile(source):
                # A profile whose project is named for a region does not lack one.
                named = re.match(rf"{_REGION}(?=_|\Z)", source("project_name") or "")
                if named:
                    return named[0]
        return (self._options.any("project_name") or "").split("_")[0] or None

    def endpoint(self, service: Service) -> str:
        """The base URL of a service. Raises OptionError."""
        endpoint = self._options.any("endpoint")
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
        cloud = self._cloud()
        if cloud in (None, "", cloud_of(region)):
            missing = missing_in(service, region)
            if missing:
                raise NotThere(missing)
            if region in service.hosts:
                return self.url("endpoint", f"https://{service.hosts[region]}")
        return self.url("endpoint", service_url(host, region, cloud))

    def iam(self) -> str:
        """The base URL of IAM, with its version. Raises OptionError."""
        url = self._options.any("iam_endpoint")
        if not url:
            region = self.region()
            if not region:
                raise OptionError(
                    "iam_endpoint is missing, and there is no region to derive it from: set the option iam_endpoint"
                    f"{or_environment(VARIABLES['iam_endpoint'])}, or region; or give project_id with a token or a key"
                    " pair"
                )
            url = iam_url(region, self._cloud())
        return self.url("iam_endpoint", url).removesuffix("/v3") + "/v3"

    def iam_root(self) -> str:
        """The base URL of IAM, without a version. Raises OptionError."""
        return self.iam().removesuffix("/v3")

    def sts(self) -> str:
        """The base URL of STS, the part of IAM that gives temporary keys. Raises OptionError."""
        url = self._options.any("sts_endpoint")
        if not url:
            region = self.region()
            if not region:
                raise OptionError(
                    "sts_endpoint is missing, and there is no region to derive it from: set the option sts_endpoint"
                    f"{or_environment(VARIABLES['sts_endpoint'])}, or region"
                )
            url = sts_url(region, self._cloud())
        return self.url("sts_endpoint", url)

    def project(self) -> tuple[str | None, str | None]:
        """The project's id and name, as far as they are given. Raises OptionError."""
        project_id = None
        for source in self._options.sources_of("project_id"):
            project_id = source("project_id")
            if project_id or source("project_name"):
                break
        if project_id and re.match(rf"{_REGION}(?=_|\Z)", project_id):
            raise OptionError(f"project_id is {project_id!r}, which looks like a name: use project_name for it")
        if project_id and not re.fullmatch(r"[\w.-]*\w[\w.-]*", project_id, re.ASCII):
            raise OptionError(f"project_id is {project_id!r}, which is no project id; for a name, use project_name")
        return project_id, self._options.any("project_name") or self.region()

    def domain_id(self) -> str | None:
        """The id of the account, as far as it is given."""
        return self._options.any("domain_id")

    def _cloud(self) -> str | None:
        cloud = self._options.any("cloud")
        if cloud and "://" in cloud:
            raise OptionError(
                "cloud is a URL: give the domain of the cloud, such as otc.t-systems.com, and put the base URL of the"
                " service into endpoint"
            )
        return host_part("cloud", cloud)

    def url(self, name: str, url: str) -> str:
        """A base URL. Raises OptionError."""
        return base_url(name, url, self._environ, self._insecure)


def needed(value: str | None, name: str) -> str:
    """The value. Raises OptionError where there is none."""
    if value:
        return value
    raise OptionError(f"{name} is missing: set the option {name}{or_environment(VARIABLES[name])}")
