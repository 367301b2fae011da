# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests use of the official SDK. It drops the path of an endpoint, so each service gets its own host."""

from __future__ import annotations

from typing import Any

from huaweicloudsdkcore.auth import endpoint as iam_endpoints
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.auth.internal import MetadataAccessor
from huaweicloudsdkcore.auth.provider import MetadataCredentialProvider
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, SdkException, ServerResponseException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkdcs.v2 import DcsClient, ShowJobInfoRequest
from huaweicloudsdkdcs.v2.region.dcs_region import DcsRegion
from huaweicloudsdkelb.v2.region.elb_region import ElbRegion as ElbRegionV2
from huaweicloudsdkelb.v3.region.elb_region import ElbRegion as ElbRegionV3
from huaweicloudsdksdrs.v1 import SdrsClient, ShowJobStatusRequest
from huaweicloudsdksdrs.v1.region.sdrs_region import SdrsRegion

from simulator import Simulator

__all__ = [
    "BasicCredentials",
    "ClientRequestException",
    "MetadataAccessor",
    "MetadataCredentialProvider",
    "SdkException",
    "SdkRequest",
    "ServerResponseException",
    "as_json",
    "canonical_request",
    "credentials",
    "dcs_job",
    "dcs_job_by_region",
    "endpoints",
    "iam_endpoints_by_region",
    "sdrs_job",
    "sign",
    "sign_url",
]


def credentials(sim: Simulator) -> BasicCredentials:
    """The permanent key pair with its project."""
    return BasicCredentials(sim.access_key, sim.secret_key, sim.project_id)


def dcs_job(sim: Simulator, job_id: str, login: BasicCredentials | None = None) -> Any:
    """``show_job_info`` of the DCS client."""
    builder = DcsClient.new_builder().with_credentials(login or credentials(sim)).with_endpoint(sim.host("dcs"))
    return builder.build().show_job_info(ShowJobInfoRequest(job_id=job_id))


def dcs_job_by_region(sim: Simulator, region: str) -> Any:
    """``show_job_info`` of job ``id1`` with credentials that have to find their project."""
    login = BasicCredentials(sim.access_key, sim.secret_key).with_iam_endpoint(sim.host("iam"))
    builder = DcsClient.new_builder().with_credentials(login).with_region(Region(region, sim.host("dcs"), sim.url))
    return builder.build().show_job_info(ShowJobInfoRequest(job_id="id1"))


def sdrs_job(sim: Simulator, job_id: str, login: BasicCredentials | None = None) -> Any:
    """``show_job_status`` of the SDRS client."""
    builder = SdrsClient.new_builder().with_credentials(login or credentials(sim)).with_endpoint(sim.host("sdrs"))
    return builder.build().show_job_status(ShowJobStatusRequest(job_id=job_id))


def as_json(model: Any) -> Any:
    """A model of the SDK as the JSON it was read from; fields that it did not find are None."""
    if isinstance(model, list):
        return [as_json(item) for item in model]
    if not hasattr(model, "attribute_map"):
        return model
    return {key: as_json(getattr(model, name)) for name, key in model.attribute_map.items()}


def sign(
    sim: Simulator,
    method: str,
    path: str,
    query: list[tuple[str, Any]],
    headers: dict[str, str],
    body: str = "",
    key: tuple[str, str] | None = None,
) -> SdkRequest:
    """A request as the SDK's signer leaves it: ``uri``, ``header_params`` and ``body`` are ready to send."""
    request = SdkRequest(
        method=method,
        schema="http",
        host=sim.url.partition("://")[2],
        resource_path=path,
        query_params=query,
        header_params=dict(headers),
        body=body,
    )
    access, secret = key or (sim.access_key, sim.secret_key)
    return Signer(BasicCredentials(access, secret)).sign(request)


def sign_url(
    key: tuple[str, str],
    method: str,
    host: str,
    path: str,
    query: list[tuple[str, Any]],
    headers: dict[str, str],
    body: str | bytes = "",
) -> SdkRequest:
    """A request to any host as the SDK's signer leaves it; the headers must hold the date."""
    request = SdkRequest(
        method=method,
        schema="https",
        host=host,
        resource_path=path,
        query_params=query,
        header_params=dict(headers),
        body=body,
    )
    return Signer(BasicCredentials(*key)).sign(request)


def canonical_request(request: SdkRequest, key: tuple[str, str]) -> str:
    """The text that the SDK signs; the headers must be complete."""
    signer = Signer(BasicCredentials(*key))
    return str(signer._process_canonical_request(request, signer._process_signed_headers(request)))


def endpoints() -> dict[str, dict[str, list[str]]]:
    """The SDK's endpoints, by service (host label) and region."""
    tables = {"dcs": (DcsRegion,), "elb": (ElbRegionV2, ElbRegionV3), "sdrs": (SdrsRegion,)}
    found: dict[str, dict[str, list[str]]] = {}
    for service, classes in tables.items():
        regions = found[service] = {}
        for table in classes:
            for region, entry in table.static_fields.items():
                regions[region] = sorted({*regions.get(region, ()), *entry.endpoints})
    return found


def iam_endpoints_by_region() -> dict[str, str]:
    """The SDK's map of IAM endpoints."""
    return dict(vars(iam_endpoints)["__IAM_ENDPOINT_DICT"])
