# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The region, the endpoints, and the project that the options describe."""

from __future__ import annotations

import re

from .._login.clouds import cloud_of, iam_url, service_url, sts_url
from .._service.availability import missing_in
from .._service.vocabulary import Service
from .errors import NotThere, OptionError, or_environment
from .sources import EndpointOptions
from .urls import base_url, host_part
from .variables import VARIABLES, Environ

#: Names of regions, and thus of projects that are named after their region.
_REGION = r"[a-z]{2}-[a-z]+(-?\d+)?"
#: Names of availability zones: eu-de-01, eu-ch2a, cn-north-4a.
_ZONE = re.compile(r"([a-z]{2}-[a-z]+)-0\d|([a-z]{2}-[a-z]+-?\d+)[a-z]")


class Endpoints:
    """The region, the base URLs, and the project of a task, or of one entry of ``jobs``.

    ``insecure`` is true if certificates are not validated, and then allows plain HTTP, too.
    """

    def __init__(self, options: EndpointOptions, environ: Environ, insecure: bool) -> None:
        self._options = options
        self._environ = environ
        self._insecure = insecure

    def region(self) -> str | None:
        """Return the region, or else the region at the start of the project name, or None. Raises OptionError."""
        region = self._region()
        if region and "://" in region:
            raise OptionError(
                "region is a URL: give the name of the region, such as eu-de; the base URL of the service belongs in"
                " endpoint, and that of IAM in iam_endpoint"
            )
        zone = _ZONE.fullmatch(region or "")
        if zone and not self._options.any("cloud"):
            raise OptionError(
                f"region is {region}, which looks like an availability zone: set region to {zone[1] or zone[2]}"
            )
        return host_part("region", region)

    def _region(self) -> str | None:
        for source in self._options.sources_of("region"):
            if source("region"):
                return source("region")
            if self._options.is_profile(source):
                # If the project of a profile is named after its region, the profile needs no region.
                named = re.match(rf"{_REGION}(?=_|\Z)", source("project_name") or "")
                if named:
                    return named[0]
        return (self._options.any("project_name") or "").split("_")[0] or None

    def endpoint(self, service: Service) -> str:
        """Return the base URL of a service. Raises OptionError; NotThere if the region does not have the service."""
        endpoint = self._options.any("endpoint")
        if endpoint:
            return self.url("endpoint", endpoint)
        region, cloud = self.region(), self._cloud()
        if service.is_global and (cloud or region):
            return self.url("endpoint", f"https://{service.host}.{cloud or cloud_of(region or '')}")
        if not region:
            raise OptionError(
                f"region is missing: set the option region{or_environment(VARIABLES['region'])}, or set the option"
                f" endpoint to the base URL of {service.title}"
            )
        host = host_part("host in custom", service.host)
        if not host:
            raise OptionError(
                "endpoint is missing: set it to the base URL of the custom service, or set host in custom"
            )
        if cloud in (None, "", cloud_of(region)):
            missing = missing_in(service, region)
            if missing:
                raise NotThere(missing)
            if region in service.hosts:
                return self.url("endpoint", f"https://{service.hosts[region]}")
        return self.url("endpoint", service_url(host, region, cloud))

    def iam(self) -> str:
        """Return the base URL of IAM with its version (``/v3``). Raises OptionError."""
        url = self._options.any("iam_endpoint")
        if not url:
            region = self.region()
            if not region:
                raise OptionError(
                    "iam_endpoint is missing, and there is no region to derive it from: set the option iam_endpoint"
                    f"{or_environment(VARIABLES['iam_endpoint'])}, or region; or set project_id and log in with a"
                    " token or an access key pair"
                )
            url = iam_url(region, self._cloud())
        return self.url("iam_endpoint", url).removesuffix("/v3") + "/v3"

    def iam_root(self) -> str:
        """Return the base URL of IAM without a version. Raises OptionError."""
        return self.iam().removesuffix("/v3")

    def sts(self) -> str:
        """Return the base URL of STS, the part of IAM that issues temporary keys. Raises OptionError."""
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
        """Return the ID and the name of the project; each can be None. Raises OptionError."""
        project_id = None
        for source in self._options.sources_of("project_id"):
            project_id = source("project_id")
            if project_id or source("project_name"):
                break
        if project_id and re.match(rf"{_REGION}(?=_|\Z)", project_id):
            raise OptionError(f"project_id is {project_id!r}, which looks like a name: set project_name instead")
        if project_id and not re.fullmatch(r"[\w.-]*\w[\w.-]*", project_id, re.ASCII):
            raise OptionError(f"project_id is {project_id!r}, which is not an ID: to give a name, set project_name")
        return project_id, self._options.any("project_name") or self.region()

    def domain_id(self) -> str | None:
        """Return the ID of the account, or None. Raises OptionError."""
        return self._options.any("domain_id")

    def _cloud(self) -> str | None:
        cloud = self._options.any("cloud")
        if cloud and "://" in cloud:
            raise OptionError(
                "cloud is a URL: give the domain of the cloud, such as otc.t-systems.com; the base URL of the service"
                " belongs in endpoint"
            )
        return host_part("cloud", cloud)

    def url(self, name: str, url: str) -> str:
        """Return a checked base URL; ``name`` is its option in messages. Raises OptionError."""
        return base_url(name, url, self._environ, self._insecure)


def needed(value: str | None, name: str) -> str:
    """Return the value of an option. Raises OptionError if it is missing."""
    if value:
        return value
    raise OptionError(f"{name} is missing: set the option {name}{or_environment(VARIABLES[name])}")
