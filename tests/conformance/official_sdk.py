# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the official SDK that tests use. It drops the path of an endpoint, so each service has its own host."""

from __future__ import annotations

import functools
import importlib
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from huaweicloudsdkcore.auth import endpoint as iam_endpoints
from huaweicloudsdkcore.auth.credentials import BasicCredentials, Credentials, GlobalCredentials
from huaweicloudsdkcore.auth.internal import MetadataAccessor
from huaweicloudsdkcore.auth.provider import (
    CredentialProviderChain,
    EnvCredentialProvider,
    MetadataCredentialProvider,
    OidcStsCredentialProvider,
    PodIdentityCredentialProvider,
    ProfileCredentialProvider,
)
from huaweicloudsdkcore.exceptions.exception_handler import DefaultExceptionHandler
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, SdkException, ServerResponseException
from huaweicloudsdkcore.http.http_client import HttpClient
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.http.http_handler import HttpHandler
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkdcs.v2 import DcsClient, ShowJobInfoRequest

from simulator import Simulator

__all__ = [
    "JOB_QUERIES",
    "PACKAGES",
    "BasicCredentials",
    "ClientRequestException",
    "GlobalCredentials",
    "MetadataAccessor",
    "MetadataCredentialProvider",
    "SdkException",
    "SdkRequest",
    "ServerResponseException",
    "account_of",
    "as_json",
    "call",
    "canonical_request",
    "credentials",
    "dcs_job_by_region",
    "endpoints",
    "iam_endpoints_by_region",
    "installed",
    "job",
    "model_at",
    "provided",
    "response_to_get",
    "sign",
    "sign_url",
    "started",
    "status_values",
    "sts_endpoints_by_region",
]

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements" / "test.txt"
IDENTITY_CENTER = "identitycenter.v1.IdentityCenterClient"

#: How the SDK polls jobs, by row of the table of services: package and version, client, and method. DMS has a package
#: for each engine; the SDK cannot poll jobs of ELB v1.0, VBS, and DEH.
JOB_QUERIES = {
    "dcs": ("dcs.v2.DcsClient.show_job_info",),
    "sdrs": ("sdrs.v1.SdrsClient.show_job_status",),
    "ecs": ("ecs.v2.EcsClient.show_job",),
    "evs": ("evs.v2.EvsClient.show_job",),
    "bms": ("bms.v1.BmsClient.show_job_infos",),
    "ims": ("ims.v2.ImsClient.show_job",),
    "eip": ("eip.v2.EipClient.show_resources_job_detail",),
    "elbv3": ("elb.v3.ElbClient.show_job",),
    "rds": ("rds.v3.RdsClient.list_job_info",),
    "dds": ("dds.v3.DdsClient.show_job_detail",),
    "taurusdb": ("gaussdb.v3.GaussDBClient.show_gauss_my_sql_job_info",),
    "gaussdb": ("gaussdbforopengauss.v3.GaussDBforopenGaussClient.show_job_detail",),
    "geminidb": ("gaussdbfornosql.v3.GaussDBforNoSQLClient.list_jobs",),
    "ddm": ("ddm.v1.DdmClient.show_ddm_job_result",),
    "cce": ("cce.v3.CceClient.show_job",),
    "cceautopilot": ("cce.v3.CceClient.show_autopilot_job",),
    "sfsturbo": ("sfsturbo.v1.SFSTurboClient.show_job_detail",),
    "cbr": ("cbr.v1.CbrClient.show_op_log",),
    "waf": ("waf.v1.WafClient.confirm_async_job",),
    "dws": ("dws.v2.DwsClient.list_job_details",),
    "cfw": ("cfw.v1.CfwClient.list_job",),
    "cph": ("cph.v1.CphClient.show_job",),
    "dms": tuple(
        f"{package}.v2.{name}Client.show_background_task"
        for package, name in (("kafka", "Kafka"), ("rocketmq", "RocketMQ"), ("rabbitmq", "RabbitMQ"))
    ),
    "apig": ("apig.v2.ApigClient.show_async_task_result",),
    "ges": ("ges.v2.GesClient.show_job2",),
    "elbcheck": ("elb.v3.ElbClient.show_member_health_check_job",),
    "workspace": ("workspace.v2.WorkspaceClient.show_job",),
    "swr": ("swr.v2.SwrClient.show_instance_job",),
    "servicestage": ("servicestage.v3.ServiceStageClient.show_job_info",),
    "kps": ("kps.v3.KpsClient.list_keypair_task",),
    "geip": ("geip.v3.GeipClient.show_jobs",),
    "organizations": ("organizations.v1.OrganizationsClient.show_create_account_status",),
    "identitycenter": (f"{IDENTITY_CENTER}.describe_account_assignment_creation_status",),
    "identitycenterdeletion": (f"{IDENTITY_CENTER}.describe_account_assignment_deletion_status",),
    "identitycenterprovision": (f"{IDENTITY_CENTER}.describe_permission_set_provisioning_status",),
}

#: Packages with a list of regions, by row. JOB_QUERIES has those of the other rows.
MORE_REGIONS = {"elb": ("elb.v2",), "deh": ("deh.v1",), "evsv2": ("evs.v2",), "workspaceapp": ("workspaceapp.v1",)}

#: Packages whose calls start jobs of a row, in addition to those that poll the jobs.
MORE_CALLS = {
    "deh": ("deh.v1",),
    "eip": ("eip.v3",),
    "elbv3": ("elb.v2",),
    "cce": ("cce.v5",),
    "ges": ("ges.v1",),
    "evsv2": ("evs.v2",),
    "workspaceapp": ("workspaceapp.v1",),
    "servicestage": ("servicestage.v2",),
}

#: All packages of a row, each as ``service.version``.
PACKAGES = {
    row: (*(path.rsplit(".", 2)[0] for path in JOB_QUERIES.get(row, ())), *MORE_CALLS.get(row, ()))
    for row in {**JOB_QUERIES, **MORE_CALLS}
}

#: The names of job IDs in queries.
JOB_PARAMETERS = ("job_id", "task_id", "id", "operation_log_id", "create_account_status_id", "request_id")
#: The rows of services that belong to an account instead of a project.
GLOBAL = ("geip", "organizations", "identitycenter", "identitycenterdeletion", "identitycenterprovision")

#: The names of job IDs and similar IDs.
JOB_ID = re.compile(r"(\w*_?job|async_?task|task|workflow|operation_log)_?ids?", re.IGNORECASE)
#: Models of the status of a request, whose ID is polled.
REQUEST = re.compile(r"(Create|Operation|Provisioning)\w*StatusDto|\w+(Operation|Provisioning)StatusDto")
CALL = re.compile(r'"method": "(\w+)",\s+"resource_path": "([^"]+)",[^{}]+"response_type": "(\w+)"')


class Started(NamedTuple):
    """A field of a response that may be a job ID: the call, its response, and the field path."""

    call: str
    response: str
    path: str
    #: For each key of the path, whether its value is a list.
    lists: tuple[bool, ...]


@functools.lru_cache(maxsize=1)
def credentials(sim: Simulator) -> BasicCredentials:
    """The permanent access key with its project."""
    return BasicCredentials(sim.access_key, sim.secret_key, sim.project_id)


@functools.lru_cache(maxsize=1)
def account_credentials(sim: Simulator) -> GlobalCredentials:
    """The permanent access key with its account, for global services."""
    return GlobalCredentials(sim.access_key, sim.secret_key, sim.domain_id)


def package(name: str) -> Any:
    """A package of the SDK, from ``service.version``."""
    return importlib.import_module(f"huaweicloudsdk{name}")


@functools.lru_cache(maxsize=64)
def client(path: str, endpoint: str, login: BasicCredentials) -> Any:
    """A client, from ``service.version.Class``. Clients are cached, because building one takes longer than using it."""
    version, _dot, name = path.rpartition(".")
    return getattr(package(version), name).new_builder().with_credentials(login).with_endpoint(endpoint).build()


def job(
    sim: Simulator, row: str, job_id: str, login: BasicCredentials | None = None, engine: int = 0, **parameters: str
) -> Any:
    """The SDK's response for a job. ``parameters`` are the other path parameters; ``engine`` selects one of DMS."""
    path, _dot, method = JOB_QUERIES[row][engine].rpartition(".")
    request = getattr(package(path.rpartition(".")[0]), method.title().replace("_", "") + "Request")
    key = next(name for name in JOB_PARAMETERS if name in request.attribute_map)
    polling = client(path, sim.host(row), login or (account_credentials if row in GLOBAL else credentials)(sim))
    return getattr(polling, method)(request(**{key: job_id}, **parameters))


def call(sim: Simulator, row: str, path: str, body: Any = None, **parameters: Any) -> Any:
    """The SDK's response to any call of a client, from ``service.version.Class.method`` and the JSON of the body."""
    where, _dot, method = path.rpartition(".")
    module = package(where.rpartition(".")[0])
    request = getattr(module, method.title().replace("_", "") + "Request")
    if body is not None:
        parameters["body"] = as_model(module, request.openapi_types["body"], body)
    return getattr(client(where, sim.host(row), credentials(sim)), method)(request(**parameters))


def as_model(module: Any, kind: str, value: Any) -> Any:
    """JSON converted to the SDK's model of this type. A key that the model does not have is an error."""
    if kind.startswith("list["):
        return [as_model(module, kind[5:-1], item) for item in value]
    model = getattr(module, kind, None)
    if model is None:
        return value
    names = {key: name for name, key in model.attribute_map.items()}
    return model(**{names[key]: as_model(module, model.openapi_types[names[key]], item) for key, item in value.items()})


def installed() -> set[str]:
    """All packages of the SDK that the tests require, each as ``service.version``."""
    names = re.findall(r"^(huaweicloudsdk\w+)==", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    paths = [Path(path) for name in names for path in importlib.import_module(name).__path__]
    versions = {client.parent for path in paths for client in path.glob("v*/*_client.py")}
    return {f"{version.parent.name.removeprefix('huaweicloudsdk')}.{version.name}" for version in versions}


@functools.lru_cache(maxsize=64)
def started(version: str) -> list[Started]:
    """The fields in responses of a package that may be job IDs, except in responses to calls that only read."""
    found = package(version)
    return [
        Started(f"{method} {path}", response, ".".join(keys), lists)
        for method, path, response in CALL.findall(_source(found))
        if method != "GET"
        for keys, lists in _ids(found, getattr(found, response))
    ]


def _source(found: Any) -> str:
    """The source of a package's client, which is the only part that contains the paths."""
    clients = Path(found.__file__).parent.glob("*_client.py")
    return "".join(path.read_text(encoding="utf-8") for path in clients if "async" not in path.name)


def _ids(found: Any, model: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[str, ...], tuple[bool, ...]]]:
    for name, key in model.attribute_map.items():
        kind = model.openapi_types[name]
        holds_list, inner = kind.startswith("list["), getattr(found, kind.removeprefix("list[").rstrip("]"), None)
        if JOB_ID.fullmatch(key) or (key in ("id", "request_id") and REQUEST.fullmatch(model.__name__)):
            yield (key,), (holds_list,)
        if hasattr(inner, "attribute_map") and inner not in above:
            for keys, lists in _ids(found, inner, (*above, model)):
                yield (key, *keys), (holds_list, *lists)


def response_to_get(version: str, path: str) -> Any:
    """The model of the response to a query, by its path with any placeholder names."""
    found = package(version)
    anonymous = re.sub(r"{\w+}", "{}", path)
    (response,) = {
        response
        for method, other, response in CALL.findall(_source(found))
        if method == "GET" and re.sub(r"{\w+}", "{}", other) == anonymous
    }
    return getattr(found, response)


def model_at(version: str, model: Any, keys: list[str]) -> Any:
    """The model of the object that these keys lead to."""
    for key in keys:
        kinds = {key: model.openapi_types[name] for name, key in model.attribute_map.items()}
        model = getattr(package(version), kinds[key])
    return model


def status_values(version: str, model: str, name: str) -> set[str]:
    """The status values that the SDK's documentation of a property lists, each followed by its meaning in Chinese."""
    text = getattr(getattr(package(version), model), name).__doc__.partition(":return:")[0]
    return set(re.findall(r"(?<![A-Za-z])(-?\d|[A-Za-z_]+)(?=[:\uff1a\uff08\u201d])", text))


def dcs_job_by_region(sim: Simulator, region: str) -> Any:
    """``show_job_info`` of job ``id1`` with credentials that have to look up their project."""
    login = BasicCredentials(sim.access_key, sim.secret_key).with_iam_endpoint(sim.host("iam"))
    builder = DcsClient.new_builder().with_credentials(login).with_region(Region(region, sim.host("dcs"), sim.url))
    return builder.build().show_job_info(ShowJobInfoRequest(job_id="id1"))


def as_json(model: Any) -> Any:
    """A model of the SDK as the JSON it was read from. Missing fields are ``None``."""
    if isinstance(model, list):
        return [as_json(item) for item in model]
    if isinstance(model, dict):
        return {key: as_json(item) for key, item in model.items()}
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
    """A request signed by the SDK: ``uri``, ``header_params``, and ``body`` are ready to be sent."""
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
    """A request to any host, signed by the SDK. The headers must include the date."""
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
    """The canonical request that the SDK signs. The headers must be complete."""
    signer = Signer(BasicCredentials(*key))
    return str(signer._process_canonical_request(request, signer._process_signed_headers(request)))


#: The credential providers of the SDK, by source.
PROVIDERS: dict[str, tuple[Any, ...]] = {
    "environment": (OidcStsCredentialProvider, EnvCredentialProvider),
    "file": (ProfileCredentialProvider,),
    "pod": (PodIdentityCredentialProvider,),
}


def provided(where: str) -> Credentials:
    """The credentials with keys that the SDK's providers find in the current environment, in the order of its chain."""
    login = CredentialProviderChain([provider("basic") for provider in PROVIDERS[where]]).get_credentials()
    login.process_sts(http_client())
    return login


def account_of(sim: Simulator, access_key: str, secret_key: str, security_token: str | None = None) -> str:
    """The account of access keys, looked up by the SDK."""
    login = GlobalCredentials(access_key, secret_key).with_iam_endpoint(sim.host("iam"))
    if security_token:
        login.with_security_token(security_token)
    login.process_auth_params(http_client(), "eu-de")
    return str(login.domain_id)


def http_client() -> HttpClient:
    """The SDK's own client for IAM and STS."""
    config, handler = HttpConfig.get_default_config(), HttpHandler()
    return HttpClient(config, handler, DefaultExceptionHandler(), logging.getLogger("official_sdk"))


def endpoints() -> dict[str, dict[str, list[str]]]:
    """The SDK's endpoints, by row of the table of services and region."""
    versions = {row: {path.rsplit(".", 2)[0] for path in paths} for row, paths in JOB_QUERIES.items()}
    found: dict[str, dict[str, list[str]]] = {}
    for row, names in {**versions, **MORE_REGIONS}.items():
        regions = found[row] = {}
        for name in names:
            short = name.partition(".")[0]
            module = package(f"{name}.region.{short}_region")
            (table,) = (value for key, value in vars(module).items() if key.lower() == f"{short}region")
            for region, entry in table.static_fields.items():
                regions[region] = sorted({*regions.get(region, ()), *entry.endpoints})
    return found


def iam_endpoints_by_region() -> dict[str, str]:
    """The SDK's map of IAM endpoints."""
    return dict(vars(iam_endpoints)["__IAM_ENDPOINT_DICT"])


def sts_endpoints_by_region() -> dict[str, str]:
    """The SDK's map of STS endpoints."""
    return dict(vars(iam_endpoints)["__STS_ENDPOINT_DICT"])
