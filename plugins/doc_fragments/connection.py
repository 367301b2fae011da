# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation that the plugins share: the service, its location, the login, the jobs, and the wait."""

from __future__ import annotations


class ModuleDocFragment:
    """Options and attributes; the options match ``argument_spec`` of ``module_utils/_task/spec.py``."""

    DOCUMENTATION = r"""
options:
  service:
    description:
      - The service that the job or the API call belongs to.
      - Several services have the same path for their jobs and differ in the host only, so a job is not found with the wrong
        service.
      - The guide R(Services, ansible_collections.huaweicloud.jobs.docsite.services) lists, for each service, the clouds that have
        it, its status values, how long it keeps jobs, and the permission that the query needs.
      - Required unless each entry of C(jobs) sets its own service. M(huaweicloud.jobs.cloud_info) does not require it.
    type: str
    choices:
      dcs: Distributed Cache Service.
      elb: Elastic Load Balance, API v1.0. Legacy. Documented for Flexible Engine only. Huawei Cloud has discontinued it. V(elbv3) is the current API.
      sdrs: Storage Disaster Recovery Service.
      ecs: Elastic Cloud Server.
      evs: Elastic Volume Service.
      evsv2: Elastic Volume Service, API v2, for snapshot groups and snapshots of API v5.
      bms: Bare Metal Server.
      ims: Image Management Service.
      eip: Elastic IP, batch operations.
      vbs: Volume Backup Service. Legacy. V(cbr) replaces it.
      deh: Dedicated Host.
      elbv3: Elastic Load Balance, API v3.
      elbcheck: Elastic Load Balance, health checks of backend servers.
      rds: Relational Database Service.
      dds: Document Database Service.
      taurusdb: TaurusDB, formerly GaussDB for MySQL.
      gaussdb: GaussDB, formerly GaussDB for openGauss.
      geminidb: GeminiDB, formerly GaussDB for NoSQL.
      ddm: Distributed Database Middleware.
      cce: Cloud Container Engine.
      cceautopilot: Cloud Container Engine, Autopilot clusters.
      sfsturbo: SFS Turbo.
      cbr: Cloud Backup and Recovery, operation logs.
      waf: Web Application Firewall.
      dws: Data Warehouse Service.
      cfw: Cloud Firewall.
      cph: Cloud Phone Host.
      dms: Distributed Message Service, tasks of Kafka, RabbitMQ and RocketMQ instances. Requires C(instance_id) in O(path_parameters).
      apig: API Gateway, asynchronous tasks of an instance. Requires C(instance_id) in O(path_parameters).
      ges: Graph Engine Service. Requires C(graph_id) in O(path_parameters).
      workspace: Workspace, desktops.
      workspaceapp: Workspace, application streaming.
      swr: SoftWare Repository for Container, Enterprise Edition.
      servicestage: ServiceStage, components of applications.
      kps: Key Pair Service.
      geip: Global Elastic IP.
      organizations: Organizations, creation of accounts.
      identitycenter: IAM Identity Center, creation of account assignments. Requires C(instance_id) in O(path_parameters).
      identitycenterdeletion: IAM Identity Center, deletion of account assignments. Requires C(instance_id) in O(path_parameters).
      identitycenterprovision: IAM Identity Center, provisioning of permission sets. Requires C(instance_id) in O(path_parameters).
      custom: An API that is not in this list. Describe it in O(custom).
  path_parameters:
    description:
      - The values for the names in a path other than the project and the job, for example C(instance_id). They are used in the
        path of a call and in the path of the job query of the service.
      - The list of choices for O(service) shows which services need one of these values for their job query.
    type: dict
  custom:
    description:
      - The query of an API that is not in the list of choices for O(service), or of a resource that has no job, such as a cache
        that is being created or a volume that is being deleted. Only used with O(service=custom), which requires it. If
        C(module_defaults) sets it for the action group, it is ignored with any other O(service).
      - A field path consists of keys joined by dots, such as V(status.phase). A number selects an item of a list, starting at
        V(0), as in V(items.0.status). If there are several field paths, the first one that leads to a value is used. Field paths
        start at the object that O(custom.wrapper) leads to.
      - Status values are case-sensitive. If a value differs from that of the API only in case, the task ends with a message that
        shows the correct value.
      - See the guide R(Waiting for resources without a job, ansible_collections.huaweicloud.jobs.docsite.resources) for examples.
    type: dict
    suboptions:
      path:
        description:
          - The path of the query, with C({job_id}), C({project_id}), and names of O(path_parameters) in braces. C({job_id})
            stands for each of C(job_ids), which can also be the IDs of resources. The path can have a query string, as in
            V(/v3/{project_id}/jobs?id={job_id}).
          - Global services use C({domain_id}) instead of the project. It is replaced with the account of the login, from
            O(domain_id) or from IAM.
        type: str
        required: true
      host:
        description:
          - The first label of the host name, for example V(ecs). Not needed with O(endpoint).
        type: str
      wrapper:
        description:
          - The field path of the object that is the job or the resource, or of a list that contains it. In a list, the object is
            found by its ID. By default, the whole response is the job.
        type: str
      pending:
        description:
          - The status values of a job that has not started.
        type: list
        elements: str
      running:
        description:
          - The status values of a job that is in progress.
        type: list
        elements: str
      succeeded:
        description:
          - The status values of a job that has succeeded. Required unless O(custom.gone) is set.
        type: list
        elements: str
      failed:
        description:
          - The status values of a job that has failed. Required unless O(custom.gone) is set.
        type: list
        elements: str
      job_id:
        description:
          - The field paths of the ID. A response with a different ID than the one that was polled is rejected. If C({job_id}) is
            in O(custom.path), the response does not have to contain the ID. An empty list turns the check off.
        type: list
        elements: str
        default: [job_id]
      job_type:
        description:
          - The field paths of the type of the job.
        type: list
        elements: str
        default: [job_type]
      status:
        description:
          - The field paths of the status.
        type: list
        elements: str
        default: [status]
      begin_time:
        description:
          - The field paths of the time when the job started. Epoch seconds, epoch milliseconds, and the common date and time
            formats are supported. A time without a time zone is in UTC.
        type: list
        elements: str
        default: [begin_time]
      end_time:
        description:
          - The field paths of the time when the job ended.
        type: list
        elements: str
        default: [end_time]
      updated_time:
        description:
          - The field paths of the time of the last change. It is used as the end time of a job that has ended without one.
        type: list
        elements: str
        default: []
      error_code:
        description:
          - The field paths of the error code.
        type: list
        elements: str
        default: [error_code]
      fail_reason:
        description:
          - The field paths of the reason for a failure.
        type: list
        elements: str
        default: [fail_reason]
      message:
        description:
          - The field paths of a message that the API returns in any state. It is used as the reason for a failure that has no
            other reason.
        type: list
        elements: str
        default: []
      progress:
        description:
          - The field paths of the progress.
        type: list
        elements: str
        default: []
      done:
        description:
          - The progress of a job that is complete, usually V(100) or V(1).
        type: float
        default: 100
      entities:
        description:
          - The field path of the object that describes what the job works on.
        type: str
        default: entities
      resources:
        description:
          - The field paths of further fields that describe what the job works on. Each of them is returned in C(entities) under
            its last key.
        type: list
        elements: str
        default: []
      sub_jobs:
        description:
          - The field paths of sub-jobs, whose fields have the same field paths as those of the job.
        type: list
        elements: str
        default: [sub_jobs, entities.sub_jobs]
      gone:
        description:
          - The responses that mean that the resource no longer exists, for tasks that wait for the end of a deletion. They have
            the same format as in O(custom.missing). The usual value is V(404).
          - V(not listed) means that the resource is not in the list that O(custom.wrapper) leads to. Use it only if the query
            returns the whole list. If the response has an error code, or says that the list has more pages, the resource is
            missing instead.
          - Such a response ends the job in state V(succeeded), with V(null) as its C(status). It takes precedence over
            O(custom.missing), and applies from the first query on, because the resource may already be gone by then. An ID that
            never existed also counts as gone, so make sure that the ID is correct.
          - A response whose body is empty or not a JSON object, such as the error page of a proxy, never means that a resource is
            gone. It is treated like a response in O(custom.missing).
          - If there are no status values in O(custom.succeeded) and similar options, a resource counts as C(running) as long as
            it exists.
        type: list
        elements: str
      missing:
        description:
          - The responses that mean that the API does not know the job. Each is an HTTP status, followed by the error code of the
            API if the HTTP status alone is ambiguous, as in V(400 Common.0011).
        type: list
        elements: str
        default: ['404']
      refused:
        description:
          - The responses that mean that the login is refused, in addition to HTTP 401.
        type: list
        elements: str
      transient:
        description:
          - The responses that are temporary errors, after which the query is retried, in addition to HTTP 408, 425, 429, and 5xx.
        type: list
        elements: str
  region:
    description:
      - The region, for example V(eu-de). Any region is accepted.
      - If not set, the environment variables E(HUAWEICLOUD_REGION), E(HW_REGION_NAME), E(OS_REGION_NAME), and E(OS_REGION)
        are used, in this order. If none of them is set, the part of O(project_name) before the first C(_) is used.
    type: str
  cloud:
    description:
      - The domain of the cloud, for example V(myhuaweicloud.com), V(otc.t-systems.com), or V(prod-cloud-ocb.orange-business.com).
      - If not set, the environment variable E(HW_CLOUD) is used, unless the login comes from a profile. The default is derived
        from the region.
    type: str
  endpoint:
    description:
      - The base URL of the service, for endpoints that do not match the pattern C(https://{service}.{region}.{cloud}), which
        is C(https://{service}.{cloud}) for global services.
      - If not set, the environment variable E(HUAWEICLOUD_JOBS_ENDPOINT) is used for all services, unless the login comes from a
        profile.
    type: str
  iam_endpoint:
    description:
      - The base URL of IAM, with or without C(/v3). It is used to request tokens and temporary keys, and to look up a project by
        its name.
      - If not set, the environment variables E(HUAWEICLOUD_SDK_IAM_ENDPOINT), E(HW_AUTH_URL), and E(OS_AUTH_URL) are used, in
        this order. If the login comes from a profile, the URL in the profile is used instead of these variables. The default is
        derived from the region.
    type: str
  sts_endpoint:
    description:
      - The base URL of STS, the part of IAM that returns temporary keys for O(oidc), and for O(assume_role) with the ID of an
        account.
      - If not set, the environment variable E(HUAWEICLOUD_SDK_STS_ENDPOINT) is used, unless the login comes from a profile. The
        default is derived from the region.
    type: str
  project_id:
    description:
      - The ID of the project that the job belongs to. With O(assume_role), it is a project of the other account.
      - If neither this option nor O(project_name) is set, the environment variables E(HUAWEICLOUD_SDK_PROJECT_ID),
        E(HW_PROJECT_ID), E(OS_PROJECT_ID), and E(OS_TENANT_ID) are used, in this order. Without any of these, the project
        named O(project_name) is looked up in IAM.
    type: str
  project_name:
    description:
      - The name of the project, for example V(eu-de_shop). The default is the name of the region.
      - If not set, the environment variables E(HW_PROJECT_NAME), E(OS_PROJECT_NAME), and E(OS_TENANT_NAME) are used, in this
        order.
    type: str
  profile:
    description:
      - The name of a profile in a configuration file of another tool. A profile that is set in the task takes precedence over
        the environment, and all of its settings are used. The environment only adds a region, a project, or a CA bundle that the
        profile lacks. The profile is not read if the task itself contains a login.
      - A profile that names an agency is only used together with this agency, which is assumed in the same way as with
        O(assume_role). A profile with an unsupported kind of login is refused, such as a KooCLI profile that takes its keys from
        another profile.
      - The name is looked up, in this order, as a section in the file C(~/.huaweicloud/credentials) of the SDK, as a KooCLI
        profile in C(~/.hcloud/config.json), whose keys must not be encrypted, and as a cloud in C(clouds.yaml). The environment
        variables E(HUAWEICLOUD_SDK_CREDENTIALS_FILE), E(HW_SHARED_CONFIG_FILE), and E(OS_CLIENT_CONFIG_FILE) set other paths of
        these files. Reading C(clouds.yaml) requires PyYAML.
      - The files are read on the machine on which the plugin runs.
      - If a C(clouds.yaml) in the working directory, or the directory itself, is writable by all users, the file is ignored with a
        warning, unless E(OS_CLIENT_CONFIG_FILE) names it.
      - If not set, and the environment contains no other login, the environment variables E(HW_PROFILE), for a KooCLI profile, and
        E(OS_CLOUD), for a cloud in C(clouds.yaml), are used, in this order.
      - If neither of these variables is set, but E(HW_SHARED_CONFIG_FILE) is, the profile that this KooCLI file marks as C(current)
        is used.
    type: str
  auth_type:
    description:
      - The way to log in.
      - The default is the first of V(token), V(oidc), V(idp), V(aksk), V(password), and V(pod_identity) for which one source
        contains everything that is required. The sources are the options of the task, the profile that O(profile) names, the
        environment variables, and the profile that the environment variables name, in this order.
      - Options from different sources are never combined into one login. An incomplete login in the task is an error, and so is a
        profile without a login in O(profile).
    type: str
    choices:
      token: The token in O(token).
      oidc: The token of an OpenID Connect provider, for example that of a CI system, and O(oidc). STS returns temporary keys.
      idp: The token of an OpenID Connect provider, and O(idp), the older method of IAM. IAM returns temporary keys.
      aksk: The access key pair in O(access_key) and O(secret_key), with O(security_token) if it is temporary. Each request is signed.
      password: The password in O(password), and either O(user_id), or O(username) with O(domain_name) or O(domain_id). IAM returns
        a token for the project.
      pod_identity: The temporary keys of the agency of a CCE pod, from the environment variables
        E(HC_CONTAINER_CREDENTIALS_FULL_URI) and E(HC_CONTAINER_AUTHORIZATION_TOKEN_FILE), which CCE sets. Neither
        the options of the task nor a profile can provide them.
      agency: The temporary keys of the agency of the ECS on which the plugin runs. Never used by default.
  token:
    description:
      - A token for the project, sent as C(X-Auth-Token). It is not renewed, so use another way to log in for long waits.
      - If not set, the environment variables E(HW_AUTH_TOKEN), E(OS_TOKEN), and E(OS_AUTH_TOKEN) are used, in this order.
    type: str
  access_key:
    description:
      - The access key (AK) of an access key pair.
      - If not set, the environment variables E(HUAWEICLOUD_SDK_AK), E(CLOUD_SDK_AK), E(HW_ACCESS_KEY), and E(OS_ACCESS_KEY)
        are used, in this order.
    type: str
  secret_key:
    description:
      - The secret key (SK) of an access key pair. It is never sent.
      - If not set, the environment variables E(HUAWEICLOUD_SDK_SK), E(CLOUD_SDK_SK), E(HW_SECRET_KEY), and E(OS_SECRET_KEY)
        are used, in this order.
    type: str
  security_token:
    description:
      - The security token of a temporary access key pair.
      - If not set, and the keys come from the environment, the environment variables E(HUAWEICLOUD_SDK_SECURITY_TOKEN),
        E(HW_SECURITY_TOKEN), and E(OS_SECURITY_TOKEN) are used, in this order.
    type: str
  username:
    description:
      - The name of an IAM user.
      - If not set, the environment variables E(HW_USER_NAME) and E(OS_USERNAME) are used, in this order.
    type: str
  password:
    description:
      - The password of the IAM user. If IAM refuses it, it is not sent again, because repeated refusals lock an account.
      - If not set, the environment variables E(HW_USER_PASSWORD) and E(OS_PASSWORD) are used, in this order.
    type: str
  user_id:
    description:
      - The ID of an IAM user, instead of O(username) and its account.
      - If not set, the environment variables E(HW_USER_ID) and E(OS_USER_ID) are used, in this order.
    type: str
  domain_name:
    description:
      - The name of the account (domain) that the IAM user belongs to. It is part of a login, so a task cannot set it alone.
      - If not set, the environment variables E(HW_DOMAIN_NAME), E(OS_USER_DOMAIN_NAME), E(OS_DOMAIN_NAME), and
        E(OS_PROJECT_DOMAIN_NAME) are used, in this order.
    type: str
  domain_id:
    description:
      - The ID of the account, instead of O(domain_name), and for global services. If a global service requires the ID and the option
        is not set, the ID is looked up in IAM.
      - If not set, the environment variables E(HUAWEICLOUD_SDK_DOMAIN_ID), E(HW_DOMAIN_ID), E(OS_USER_DOMAIN_ID), and
        E(OS_DOMAIN_ID) are used, in this order.
    type: str
  oidc:
    description:
      - The settings for exchanging the token of an OpenID Connect provider for temporary keys of a trust agency. The keys are
        renewed before they expire.
      - Requires O(oidc.provider_urn), O(oidc.agency_urn), and either O(oidc.id_token) or O(oidc.id_token_file), all from the same
        source.
    type: dict
    suboptions:
      provider_urn:
        description:
          - The URN of the provider in IAM, such as V(iam::ACCOUNT_ID:oidcProvider:NAME).
          - If not set, the environment variable E(HUAWEICLOUD_OIDC_PROVIDER_URN) is used.
        type: str
      agency_urn:
        description:
          - The URN of the agency that trusts the provider, such as V(iam::ACCOUNT_ID:agency:NAME).
          - If not set, the environment variable E(HUAWEICLOUD_OIDC_AGENCY_URN) is used.
        type: str
      id_token:
        description:
          - The token. It takes precedence over O(oidc.id_token_file). If it is valid for minutes only, the keys cannot be renewed
            with it.
          - If not set, the environment variable E(HUAWEICLOUD_OIDC_ID_TOKEN) is used.
        type: str
      id_token_file:
        description:
          - The path of a file that contains the token. It is read each time keys are requested, on the machine on which the plugin
            runs.
          - If not set, the environment variable E(HUAWEICLOUD_OIDC_TOKEN_FILE) is used.
        type: path
      session_name:
        description:
          - The name of the session, as shown in the traces of the account. The default is V(huaweicloud-jobs).
          - If not set, the environment variable E(HUAWEICLOUD_OIDC_SESSION_NAME) is used.
        type: str
      duration:
        description:
          - The number of seconds for which keys are requested, from V(900) to V(43200). The default is V(3600). The agency may
            allow less.
          - If not set, the environment variable E(HUAWEICLOUD_OIDC_DURATION_SECONDS) is used.
        type: int
      policy:
        description:
          - A policy, as JSON, that restricts what the keys can be used for.
          - If not set, the environment variable E(HUAWEICLOUD_OIDC_POLICY) is used.
        type: str
      policy_ids:
        description:
          - The IDs of policies, separated by commas, that restrict what the keys can be used for.
          - If not set, the environment variable E(HUAWEICLOUD_OIDC_POLICY_IDS) is used.
        type: str
  idp:
    description:
      - The settings for exchanging the token of an OpenID Connect provider for temporary keys of a federated user, which is the
        older method of IAM. The keys are renewed before they expire.
      - Requires O(idp.id), and either O(idp.id_token) or O(idp.id_token_file), all from the same source.
    type: dict
    suboptions:
      id:
        description:
          - The name of the identity provider in IAM.
          - If not set, the environment variables E(HUAWEICLOUD_SDK_IDP_ID) and E(HW_ASSUME_ROLE_IDP_ID) are used, in this order.
        type: str
      id_token:
        description:
          - The token. It takes precedence over O(idp.id_token_file).
          - If not set, the environment variable E(HW_ASSUME_ROLE_ID_TOKEN) is used.
        type: str
      id_token_file:
        description:
          - The path of a file that contains the token. It is read each time keys are requested, on the machine on which the plugin
            runs.
          - If not set, the environment variables E(HUAWEICLOUD_SDK_ID_TOKEN_FILE) and E(HW_ASSUME_ROLE_ID_TOKEN_FILE) are used,
            in this order.
        type: path
  assume_role:
    description:
      - The agency of another account that the login assumes. A login with keys requests temporary keys of the agency, which are
        renewed before they expire. A login with an IAM user or a token requests tokens of the agency. Everything else uses these
        keys or tokens, including the lookup of the project, which belongs to the other account.
      - Requires the name of the agency and its account, both from the same source. If a profile names an agency itself, this option
        cannot be set, and its environment variables are ignored.
    type: dict
    suboptions:
      agency_name:
        description:
          - The name of the agency.
          - If not set, the environment variables E(HW_ASSUME_ROLE_AGENCY_NAME) and E(OS_AGENCY_NAME) are used, in this order.
        type: str
      domain_name:
        description:
          - The name of the account that the agency belongs to. A login with keys assumes the agency in IAM.
          - If not set, the environment variables E(HW_ASSUME_ROLE_DOMAIN_NAME) and E(OS_AGENCY_DOMAIN_NAME) are used, in this
            order.
        type: str
      domain_id:
        description:
          - The ID of the account that the agency belongs to. It takes precedence over O(assume_role.domain_name). A login with keys
            assumes the agency in STS, as trust agencies require.
          - If not set, the environment variable E(HW_ASSUME_ROLE_DOMAIN_ID) is used.
        type: str
      duration:
        description:
          - The number of seconds for which keys are requested. The default is V(3600). The range is V(900) to V(86400) in IAM, and
            V(900) to V(43200) in STS, where the maximum is V(3600) if the login itself uses temporary keys. Tokens are valid for a
            day.
          - If not set, the environment variable E(HW_ASSUME_ROLE_DURATION) is used.
        type: int
  validate_certs:
    description:
      - Whether to validate the certificates of the service and of IAM. Plain C(http) endpoints are only used if this is V(false),
        or on the loopback interface.
      - If not set, the environment variables E(OS_INSECURE) and E(HW_INSECURE) are used, in this order. If the value is true,
        certificates are not validated, and a warning is shown.
    type: bool
    default: true
  ca_path:
    description:
      - The path of a bundle of CA certificates, on the machine on which the plugin runs. By default, the bundle of C(requests) is
        used.
      - If not set, the environment variables E(REQUESTS_CA_BUNDLE) and E(OS_CACERT) are used, in this order.
    type: path
  request_timeout:
    description:
      - The maximum number of seconds for an HTTP call to connect, and to respond. The largest possible value is V(86400).
    type: float
    default: 30
requirements:
  - requests >= 2.20
notes:
  - Proxies are taken from the environment variables E(HTTPS_PROXY), E(HTTP_PROXY), and E(NO_PROXY), in upper or lower case. No
    proxy is used for the loopback interface.
  - A login and the endpoints that it is sent to come from the same source, so the environment cannot redirect the login of a
    profile to another server. See the guide R(Authentication, ansible_collections.huaweicloud.jobs.docsite.logging_in) for details.
  - The environment variables C(HW_ASSUME_ROLE_*) assume an agency with every login except that of a profile that names an agency
    itself.
  - The file C(~/.netrc) is not read, and redirects are not followed, so that a login is not sent to another host.
seealso:
  - module: ansible.builtin.uri
  - name: "Guide: Getting started"
    description: How to make a call, wait for its job, use the result, and handle a failure.
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/getting_started.rst
  - name: "Guide: Authentication"
    description: All ways to log in, where each setting comes from, and what happens when a login expires.
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/logging_in.rst
  - name: "Guide: Services"
    description: The clouds, job query, status values, and permission of each service.
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/services.rst
  - name: "Guide: Troubleshooting"
    description: What the messages mean, and how to solve the problem behind each of them.
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/troubleshooting.rst
"""

    # The jobs, for the plugins that poll jobs.
    JOBS = r"""
options:
  job_ids:
    description:
      - The IDs of the jobs, as the create calls returned them. Either this option or O(jobs) is required.
      - The result keeps their order. An ID that occurs more than once is polled once and returned once.
      - Text is split at commas, spaces, and line breaks.
      - If the list is empty, nothing is polled. An ID that is null or empty is an error, because it means that the create call
        returned no job. Whole results of other tasks are refused and not shown, because they may contain a token.
    type: list
    elements: str
    aliases: [job_id]
  jobs:
    description:
      - The jobs of several services, regions, or projects, instead of O(job_ids). All of them share one deadline and one login, and
        each endpoint has its own rate limit.
      - Each entry contains the IDs of its jobs as C(job_ids) or C(job_id), and those of O(service), O(custom), O(path_parameters),
        O(region), O(cloud), O(endpoint), O(project_id), and O(project_name) that differ from the task. C(region) and C(cloud)
        in an entry override O(endpoint) of the task, and C(project_name) overrides O(project_id).
      - Other keys are ignored, so you can pass the results of M(huaweicloud.jobs.job_start) unchanged. A result without jobs is
        skipped, such as that of check mode or of a skipped item. The result of a failed task is an error.
    type: list
    elements: dict
seealso:
  - name: "Guide: Waiting for resources without a job"
    description: How to describe a custom API, or a resource that has no job, in O(custom).
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/resources.rst
"""

    # The amount of data that results contain for each job.
    RESULTS = r"""
options:
  raw:
    description:
      - Whether to return the whole response of the API for each job, as C(raw), in addition to the normalized fields.
      - Use this if a playbook needs a field that is not available under any other key of the result.
    type: bool
    default: false
"""

    # The pace and the limits of a wait.
    WAIT = r"""
options:
  timeout:
    description:
      - The number of seconds that the whole task may take, including O(delay) and all jobs. After that, the task fails with
        RV(timed_out=true). The jobs themselves continue, and RV(resume) is a command that waits for the rest of them.
      - With V(0), each job is polled once, immediately and without retries.
      - If the task has the keyword C(timeout), the wait ends just before that timeout, so that its result is not lost.
    type: float
    default: 1800
    aliases: [wait_timeout]
  delay:
    description:
      - The number of seconds to wait before the first query.
    type: float
    default: 0
  min_interval:
    description:
      - The minimum number of seconds between two queries of the same job.
      - A job is polled again after 5 % of the time that the task has waited for it, but not before O(min_interval) and no later
        than O(max_interval). If you set only one of the two, and its value conflicts with the default of the other, the
        other takes the same value.
    type: float
    default: 1
    aliases: [interval]
  max_interval:
    description:
      - The maximum number of seconds between two queries of the same job. If O(max_rate) does not allow this for the number of jobs,
        the interval is longer, and a warning is shown.
    type: float
    default: 10
  max_rate:
    description:
      - The maximum number of queries per second that this task sends, over all its jobs. If the API throttles the queries, the rate is lower
        for a while.
    type: float
    default: 20
  missing_grace:
    description:
      - The number of consecutive seconds for which the API may report that a job does not exist before this is an error. Some
        services take a few seconds to show a new job.
      - This limit also applies to the time for which the API may be unreachable before its first response, and to the time for which
        responses may lack a status, for example because of a wrong O(custom), if none of the task has ever had one.
    type: float
    default: 30
  fail_fast:
    description:
      - Whether to end the wait at the first job that has failed or is missing. By default, the task waits for the other jobs first.
    type: bool
    default: false
  progress:
    description:
      - The progress to show on stderr during the wait. If the task has the keyword C(no_log), this is V(none).
    type: str
    choices:
      changes: Each change of a job's status, and a heartbeat after 10, 20, and 40 seconds, then every 60 seconds.
      none: Nothing.
    default: changes
seealso:
  - name: "Guide: Waiting for jobs"
    description: When jobs are polled, how to wait for many jobs, and what happens after a temporary error or a failure.
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/waiting.rst
"""

    # The API call.
    CALL = r"""
options:
  path:
    description:
      - The path of the call after the host of the service, for example V(/v1/{project_id}/cloudservers). It can have a query string.
      - C({project_id}) and names of O(path_parameters) in braces are replaced with percent-encoded values.
    type: str
    required: true
  query:
    description:
      - The query parameters of the URL. A value is text, a number, or a boolean, or a list of these for a parameter that occurs more
        than once. Parameters whose value is null are omitted.
    type: dict
  headers:
    description:
      - The headers of the request, in addition to those of the login and a C(Content-Type) of C(application/json). Headers whose
        value is null are omitted.
      - Headers of the login, such as C(X-Auth-Token) and C(Authorization), are refused.
    type: dict
seealso:
  - name: "Guide: Recipes"
    description: Tasks that create, read, and delete resources of the most used services.
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/recipes.rst
  - name: "Guide: Migrating from uri and until"
    description: How to convert a playbook that uses M(ansible.builtin.uri).
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/from_uri.rst
"""

    # The properties of all action plugins.
    ACTION = r"""
options: {}
attributes:
  action:
    support: full
  async:
    support: none
    details: A task with C(async) is refused.
  become:
    support: none
  connection:
    support: none
  delegation:
    support: none
    details: The action always runs on the controller. A warning is shown if the task has C(delegate_to).
  diff_mode:
    support: none
  platform:
    platforms: posix
    support: full
    details: The action runs on the controller, so the controller needs C(requests).
notes:
  - The action runs on the controller and does not connect to the target. Environment variables are read from the C(environment)
    of the task first, then from the environment of the controller.
"""

    ATTRIBUTES = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/huaweicloud.jobs.all) in C(module_defaults) to set defaults for this module.
      - A module ignores defaults of the group that only other modules of the collection have.
    support: full
    membership:
      - huaweicloud.jobs.all
"""
