# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation of the plugins shares: whose job, where, and how to log in."""

from __future__ import annotations


class ModuleDocFragment:
    """Options and attributes; the options match ``argument_spec`` of ``module_utils/_task/spec.py``."""

    DOCUMENTATION = r"""
options:
  service:
    description:
      - The service whose job it is.
      - The path of a job query does not tell the service, only the host does, so a job of another service is not found.
      - The guide R(Services, ansible_collections.huaweicloud.jobs.docsite.services) has for each of them the clouds that have
        it, its status values, how long it keeps jobs, and the permission that the query needs.
      - Required, unless each entry of C(jobs) has a service of its own.
    type: str
    choices:
      dcs: Distributed Cache Service.
      elb: Elastic Load Balance, API v1.0. Legacy. Its documents are those of Flexible Engine, and Huawei Cloud has discarded it. V(elbv3) is the current API.
      sdrs: Storage Disaster Recovery Service.
      ecs: Elastic Cloud Server.
      evs: Elastic Volume Service.
      evsv2: Elastic Volume Service, API v2, for snapshot groups and snapshots of API v5.
      bms: Bare Metal Server.
      ims: Image Management Service.
      eip: Elastic IP, batch operations.
      vbs: Volume Backup Service. Legacy. V(cbr) has replaced it.
      deh: Dedicated Host.
      elbv3: Elastic Load Balance, API v3.
      elbcheck: Elastic Load Balance, health checks of backend servers.
      rds: Relational Database Service.
      dds: Document Database Service.
      taurusdb: TaurusDB, once GaussDB for MySQL.
      gaussdb: GaussDB, once GaussDB for openGauss.
      geminidb: GeminiDB, once GaussDB for NoSQL.
      ddm: Distributed Database Middleware.
      cce: Cloud Container Engine.
      cceautopilot: Cloud Container Engine, Autopilot clusters.
      sfsturbo: SFS Turbo.
      cbr: Cloud Backup and Recovery, operation logs.
      waf: Web Application Firewall.
      dws: Data Warehouse Service.
      cfw: Cloud Firewall.
      cph: Cloud Phone Host.
      dms: Distributed Message Service, tasks of Kafka, RabbitMQ and RocketMQ instances. Needs C(instance_id) in O(path_parameters).
      apig: API Gateway, asynchronous tasks of an instance. Needs C(instance_id) in O(path_parameters).
      ges: Graph Engine Service. Needs C(graph_id) in O(path_parameters).
      workspace: Workspace, desktops.
      workspaceapp: Workspace, application streaming.
      swr: SoftWare Repository for Container, Enterprise Edition.
      servicestage: ServiceStage, components of applications.
      kps: Key Pair Service.
      custom: An API that is not in this list, as O(custom) describes it.
  path_parameters:
    description:
      - What a path names beside the project and the job, for example C(instance_id). It is for the path of a call and for that
        of the service's job query.
      - The services whose job query needs one say so in O(service).
    type: dict
  custom:
    description:
      - The query of an API that O(service) does not list, or of a resource that has no job, such as a cache that is being
        created or a volume that is being deleted. Used with O(service=custom), and only then.
      - A field path is keys joined by dots, such as V(status.phase). A number picks an item of a list, the first of which is
        V(0), as in V(items.0.status). Of several field paths, the first that leads to a value counts. They begin at the object
        that O(custom.wrapper) leads to.
      - Status values are compared as they are written, upper and lower case included. One that differs from the API's in case
        alone ends the task with a message that has the right one.
      - The guide R(Waiting for a resource, ansible_collections.huaweicloud.jobs.docsite.resources) has examples.
    type: dict
    suboptions:
      path:
        description:
          - The path of the query, with C({job_id}), C({project_id}), and names of O(path_parameters) in braces. C({job_id})
            stands for each of C(job_ids), which may be the ids of resources. It may have a query string, as in
            V(/v3/{project_id}/jobs?id={job_id}).
          - Global services have C({domain_id}) in place of the project, which is filled with the account of the login, from
            O(domain_id) or from IAM.
        type: str
        required: true
      host:
        description:
          - The first label of the host, for example V(ecs). Not needed with O(endpoint).
        type: str
      wrapper:
        description:
          - The field path of the object that is the job or the resource, or of a list of them, in which the one that is
            waited for is found by its id. By default, the whole response is the job.
        type: str
      pending:
        description:
          - The status values of a job that has not begun.
        type: list
        elements: str
      running:
        description:
          - The status values of a job that is in progress.
        type: list
        elements: str
      succeeded:
        description:
          - The status values of a job that has done its work. Required unless O(custom.gone) is given.
        type: list
        elements: str
      failed:
        description:
          - The status values of a job that has ended without doing its work. Required unless O(custom.gone) is given.
        type: list
        elements: str
      job_id:
        description:
          - Field paths of the id. A response about another id than that polled is not believed. An id that is not in the
            response does no harm where C({job_id}) is in O(custom.path). An empty list turns the check off.
        type: list
        elements: str
        default: [job_id]
      job_type:
        description:
          - Field paths of what the job does.
        type: list
        elements: str
        default: [job_type]
      status:
        description:
          - Field paths of the status.
        type: list
        elements: str
        default: [status]
      begin_time:
        description:
          - Field paths of the time at which the job began. Epoch seconds and milliseconds are read, and the usual forms of
            date and time. A time without a zone is UTC.
        type: list
        elements: str
        default: [begin_time]
      end_time:
        description:
          - Field paths of the time at which the job ended.
        type: list
        elements: str
        default: [end_time]
      updated_time:
        description:
          - Field paths of the time of the last change. It is the end of a job that has ended without an end time.
        type: list
        elements: str
        default: []
      error_code:
        description:
          - Field paths of the error code.
        type: list
        elements: str
        default: [error_code]
      fail_reason:
        description:
          - Field paths of the reason for a failure.
        type: list
        elements: str
        default: [fail_reason]
      message:
        description:
          - Field paths of a text that the API gives in any state. It is the reason for a failure that has no other.
        type: list
        elements: str
        default: []
      progress:
        description:
          - Field paths of the progress.
        type: list
        elements: str
        default: []
      done:
        description:
          - The progress of a job that is done, V(100) or V(1) as a rule.
        type: float
        default: 100
      entities:
        description:
          - The field path of the object that describes what the job works on.
        type: str
        default: entities
      resources:
        description:
          - Field paths of more that describes what the job works on. Each is returned in C(entities) under its last key.
        type: list
        elements: str
        default: []
      sub_jobs:
        description:
          - Field paths of sub-jobs, which have their fields at the same field paths as the job.
        type: list
        elements: str
        default: [sub_jobs, entities.sub_jobs]
      gone:
        description:
          - Responses that mean that the resource is gone, and that this is what the task waits for, as after a deletion.
            Each is written as in O(custom.missing). V(404) is the usual one.
          - The job then ends in state V(succeeded), and its C(status) is null. This goes before O(custom.missing), and
            holds for the first query, too, since a resource may be gone before it. An id that never was there counts as
            gone, so check that it is the right one.
          - Without any status values in O(custom.succeeded) and the like, a resource counts as C(running) as long as it is
            there.
        type: list
        elements: str
      missing:
        description:
          - Responses that mean that the API does not know the job. Each is an HTTP status, with the API's code after it if
            the status alone does not tell, as in V(400 Common.0011).
        type: list
        elements: str
        default: ['404']
      refused:
        description:
          - Responses that mean that the login is refused, beside HTTP 401.
        type: list
        elements: str
      transient:
        description:
          - Responses that mean that a retry is worth it, beside HTTP 408, 425, 429, and 5xx.
        type: list
        elements: str
  region:
    description:
      - The region, for example V(eu-de). Any region is accepted.
      - If not given, the environment variables E(HUAWEICLOUD_REGION), E(HW_REGION_NAME), E(OS_REGION_NAME), and E(OS_REGION)
        are used, in this order; else the part of O(project_name) before the first C(_).
    type: str
  cloud:
    description:
      - The domain of the cloud, for example V(myhuaweicloud.com), V(otc.t-systems.com), or V(prod-cloud-ocb.orange-business.com).
      - If not given, the environment variable E(HW_CLOUD) is used, unless the login comes from a profile; else it is derived
        from the region.
    type: str
  endpoint:
    description:
      - The base URL of the service, for anything that the pattern C(https://{service}.{region}.{cloud}) does not cover.
      - If not given, the environment variable E(HUAWEICLOUD_JOBS_ENDPOINT) is used, for all services, unless the login comes
        from a profile.
    type: str
  iam_endpoint:
    description:
      - The base URL of IAM, with or without C(/v3). It is used for requesting tokens and temporary keys, and for finding a project
        by its name.
      - If not given, the environment variables E(HUAWEICLOUD_SDK_IAM_ENDPOINT), E(HW_AUTH_URL), and E(OS_AUTH_URL) are used, in
        this order, unless the login comes from a profile, which then says it; else it is derived from the region.
    type: str
  sts_endpoint:
    description:
      - The base URL of STS, the part of IAM that gives temporary keys for O(oidc), and for O(assume_role) with the id of an
        account.
      - If not given, the environment variable E(HUAWEICLOUD_SDK_STS_ENDPOINT) is used, unless the login comes from a profile;
        else it is derived from the region.
    type: str
  project_id:
    description:
      - The id of the project that the job belongs to. With O(assume_role), it is one of the other account.
      - If neither this nor O(project_name) is given, the environment variables E(HUAWEICLOUD_SDK_PROJECT_ID), E(HW_PROJECT_ID),
        E(OS_PROJECT_ID), and E(OS_TENANT_ID) are used, in this order. Without any of these, IAM looks up the project named O(project_name).
    type: str
  project_name:
    description:
      - The name of the project, for example V(eu-de_shop). The default is the region.
      - If not given, the environment variables E(HW_PROJECT_NAME), E(OS_PROJECT_NAME), and E(OS_TENANT_NAME) are used, in this
        order.
    type: str
  profile:
    description:
      - The name of a profile that other tools have in a file. A profile that the task names comes before the environment, and
        is taken whole; the environment only adds a region, a project, or a CA bundle that the profile lacks. It is not read
        where the task itself has a login.
      - A profile that names an agency is never used without it, and has it assumed as O(assume_role) does. A profile whose
        login is not understood is refused, such as one of KooCLI that takes its keys from another profile.
      - The name is looked for as a section of the SDK's file C(~/.huaweicloud/credentials), as a profile of KooCLI in
        C(~/.hcloud/config.json), whose keys must not be encrypted, and as a cloud in C(clouds.yaml), in this order. The
        environment variables E(HUAWEICLOUD_SDK_CREDENTIALS_FILE), E(HW_SHARED_CONFIG_FILE), and E(OS_CLIENT_CONFIG_FILE) name
        other places of these files. C(clouds.yaml) needs PyYAML.
      - The files are read on the machine on which the plugin runs.
      - A C(clouds.yaml) in the working directory is not read if anybody may write to it or to that directory, unless
        C(OS_CLIENT_CONFIG_FILE) names it; a warning says so.
      - If not given, and the environment has no login of its own, the environment variables E(HW_PROFILE), for a profile of
        KooCLI, and E(OS_CLOUD), for a cloud in C(clouds.yaml), are used, in this order. Without these, but with
        C(HW_SHARED_CONFIG_FILE), it is the profile that KooCLI's file has as C(current).
    type: str
  auth_type:
    description:
      - How to log in.
      - The default is the first of V(token), V(oidc), V(idp), V(aksk), V(password), and V(pod_identity) whose options are
        complete among the options of the task, else in the profile that O(profile) names, which has to hold one, else among the
        environment variables, else in the profile that these name. A login is never put together from more than one of these.
        Half of one in the task is an error.
    type: str
    choices:
      token: With O(token).
      oidc: With the token of an OpenID Connect provider, such as a CI has, and O(oidc). STS gives temporary keys.
      idp: With the token of an OpenID Connect provider and O(idp), IAM's older way. IAM gives temporary keys.
      aksk: With O(access_key) and O(secret_key), and O(security_token) if they are temporary. Each query is signed.
      password: With O(password), and O(username) with O(domain_name) or O(domain_id), or O(user_id). IAM gives a token for the
        project.
      pod_identity: With the temporary keys of the agency of a pod of CCE, from the environment variables
        E(HC_CONTAINER_CREDENTIALS_FULL_URI) and E(HC_CONTAINER_AUTHORIZATION_TOKEN_FILE), which CCE sets. Never with those of
        anything but the environment.
      agency: With the temporary keys of the agency of the ECS on which the plugin runs. Never chosen by default.
  token:
    description:
      - A token of the project, sent as C(X-Auth-Token). It is not renewed; for long waits, another way to log in is better.
      - If not given, the environment variables E(HW_AUTH_TOKEN), E(OS_TOKEN), and E(OS_AUTH_TOKEN) are used, in this order.
    type: str
  access_key:
    description:
      - The access key (AK) of an access key pair.
      - If not given, the environment variables E(HUAWEICLOUD_SDK_AK), E(CLOUD_SDK_AK), E(HW_ACCESS_KEY), and E(OS_ACCESS_KEY)
        are used, in this order.
    type: str
  secret_key:
    description:
      - The secret key (SK) of an access key pair. It is never sent.
      - If not given, the environment variables E(HUAWEICLOUD_SDK_SK), E(CLOUD_SDK_SK), E(HW_SECRET_KEY), and E(OS_SECRET_KEY)
        are used, in this order.
    type: str
  security_token:
    description:
      - The security token of a temporary access key pair.
      - If not given, the environment variables E(HUAWEICLOUD_SDK_SECURITY_TOKEN), E(HW_SECURITY_TOKEN), and
        E(OS_SECURITY_TOKEN) are used, in this order, provided that the keys come from the environment too.
    type: str
  username:
    description:
      - The name of an IAM user.
      - If not given, the environment variables E(HW_USER_NAME) and E(OS_USERNAME) are used, in this order.
    type: str
  password:
    description:
      - The password of the IAM user. If IAM refuses it, it is not tried again, since accounts lock.
      - If not given, the environment variables E(HW_USER_PASSWORD) and E(OS_PASSWORD) are used, in this order.
    type: str
  user_id:
    description:
      - The id of an IAM user, in place of O(username) and its account.
      - If not given, the environment variables E(HW_USER_ID) and E(OS_USER_ID) are used, in this order.
    type: str
  domain_name:
    description:
      - The account (domain) that the IAM user belongs to. It is a part of the login, so it cannot stand alone in a task.
      - If not given, the environment variables E(HW_DOMAIN_NAME), E(OS_USER_DOMAIN_NAME), E(OS_DOMAIN_NAME), and
        E(OS_PROJECT_DOMAIN_NAME) are used, in this order.
    type: str
  domain_id:
    description:
      - The id of the account, in place of O(domain_name), and for global services. If these need it and it is not given, IAM is
        asked for it.
      - If not given, the environment variables E(HUAWEICLOUD_SDK_DOMAIN_ID), E(HW_DOMAIN_ID), E(OS_USER_DOMAIN_ID), and
        E(OS_DOMAIN_ID) are used, in this order.
    type: str
  oidc:
    description:
      - How the token of an OpenID Connect provider gives temporary keys of a trust agency. They are renewed ahead of their end.
      - C(provider_urn), C(agency_urn), and one of C(id_token) and C(id_token_file) are needed, all from one source.
    type: dict
    suboptions:
      provider_urn:
        description:
          - The URN of the provider in IAM, such as V(iam::ACCOUNT_ID:oidcProvider:NAME).
          - The environment variable for it is E(HUAWEICLOUD_OIDC_PROVIDER_URN).
        type: str
      agency_urn:
        description:
          - The URN of the agency that trusts the provider, such as V(iam::ACCOUNT_ID:agency:NAME).
          - The environment variable for it is E(HUAWEICLOUD_OIDC_AGENCY_URN).
        type: str
      id_token:
        description:
          - The token. It comes before C(id_token_file). Where it lasts for minutes only, keys cannot be renewed with it.
          - The environment variable for it is E(HUAWEICLOUD_OIDC_ID_TOKEN).
        type: str
      id_token_file:
        description:
          - A file that has the token. It is read whenever keys are requested, on the machine on which the plugin runs.
          - The environment variable for it is E(HUAWEICLOUD_OIDC_TOKEN_FILE).
        type: path
      session_name:
        description:
          - What the session is called in the traces of the account, V(huaweicloud-jobs) by default.
          - The environment variable for it is E(HUAWEICLOUD_OIDC_SESSION_NAME).
        type: str
      duration:
        description:
          - For how many seconds keys are requested, from V(900) to V(43200), V(3600) by default. The agency may allow less.
          - The environment variable for it is E(HUAWEICLOUD_OIDC_DURATION_SECONDS).
        type: int
      policy:
        description:
          - A policy that narrows what the keys may do, as JSON.
          - The environment variable for it is E(HUAWEICLOUD_OIDC_POLICY).
        type: str
      policy_ids:
        description:
          - The ids of policies that narrow what the keys may do, joined by commas.
          - The environment variable for it is E(HUAWEICLOUD_OIDC_POLICY_IDS).
        type: str
  idp:
    description:
      - How the token of an OpenID Connect provider gives temporary keys of a federated user, in IAM's older way. They are renewed
        ahead of their end.
      - C(id) and one of C(id_token) and C(id_token_file) are needed, all from one source.
    type: dict
    suboptions:
      id:
        description:
          - The name of the identity provider in IAM.
          - The environment variables for it are E(HUAWEICLOUD_SDK_IDP_ID) and E(HW_ASSUME_ROLE_IDP_ID), in this order.
        type: str
      id_token:
        description:
          - The token. It comes before C(id_token_file).
          - The environment variable for it is E(HW_ASSUME_ROLE_ID_TOKEN).
        type: str
      id_token_file:
        description:
          - A file that has the token. It is read whenever keys are requested, on the machine on which the plugin runs.
          - The environment variables for it are E(HUAWEICLOUD_SDK_ID_TOKEN_FILE) and E(HW_ASSUME_ROLE_ID_TOKEN_FILE), in this
            order.
        type: path
  assume_role:
    description:
      - An agency of another account that the login assumes. With keys, temporary keys of that agency are requested, and renewed
        ahead of their end; with an IAM user or a token, tokens of it. They are used for everything else, also for finding the
        project, which is one of the other account.
      - The name of the agency and the account are needed, all from one source. Where a profile names an agency itself, this
        cannot be set, and the environment variables do not apply.
    type: dict
    suboptions:
      agency_name:
        description:
          - The name of the agency.
          - The environment variables for it are E(HW_ASSUME_ROLE_AGENCY_NAME) and E(OS_AGENCY_NAME), in this order.
        type: str
      domain_name:
        description:
          - The name of the account that the agency belongs to. With keys, the agency is assumed at IAM.
          - The environment variables for it are E(HW_ASSUME_ROLE_DOMAIN_NAME) and E(OS_AGENCY_DOMAIN_NAME), in this order.
        type: str
      domain_id:
        description:
          - The id of the account that the agency belongs to. It comes before C(domain_name). With keys, the agency is assumed at
            STS, as trust agencies require.
          - The environment variable for it is E(HW_ASSUME_ROLE_DOMAIN_ID).
        type: str
      duration:
        description:
          - For how many seconds keys are requested, V(3600) by default. At IAM, V(900) to V(86400) are possible, at STS V(900) to
            V(43200), and V(3600) at most if the login has temporary keys itself. Tokens last for a day.
          - The environment variable for it is E(HW_ASSUME_ROLE_DURATION).
        type: int
  validate_certs:
    description:
      - Whether the certificates of the service and of IAM must be trusted. Plain C(http) endpoints are only used if this is
        V(false), or on the loopback interface.
      - A warning says so where the environment turns this off.
      - If not given, the environment variables E(OS_INSECURE) and E(HW_INSECURE) are used, in this order; true means that
        certificates are not validated.
    type: bool
    default: true
  ca_path:
    description:
      - A bundle of CA certificates, on the machine on which the plugin runs. By default the one of C(requests) is used.
      - If not given, the environment variables E(REQUESTS_CA_BUNDLE) and E(OS_CACERT) are used, in this order.
    type: path
  request_timeout:
    description:
      - Seconds that one HTTP call may take to connect, and to respond; V(86400) at most.
    type: float
    default: 30
requirements:
  - requests >= 2.20
notes:
  - Proxies are taken from E(HTTPS_PROXY), E(HTTP_PROXY), and E(NO_PROXY), in upper or lower case. None is used for the
    loopback interface.
  - A login and the places that it is sent to come from one source, so that the environment cannot have the login of a
    profile sent elsewhere. The guide R(Authentication, ansible_collections.huaweicloud.jobs.docsite.logging_in) has the details.
  - The variables of C(HW_ASSUME_ROLE_*) have an agency assumed with any login but that of a profile that names one itself.
  - C(~/.netrc) is not read, and redirects are not followed, so that a login does not travel to another host.
"""

    # Which jobs are meant, for the plugins to which they are told.
    JOBS = r"""
options:
  job_ids:
    description:
      - The ids of one or many jobs, as the create call returned them. This or O(jobs) is needed.
      - Their order is kept. An id that is there twice is polled once and returned once.
      - Text is split on commas, spaces, and line breaks.
      - An empty list is fine, nothing is polled then. A null or empty id is an error, as it means that the create call returned
        no job. Whole results of other tasks are refused without being shown, as they may hold a token.
    type: list
    elements: str
    aliases: [job_id]
  jobs:
    description:
      - Jobs of several services, regions, or projects, in place of O(job_ids). All of them have one deadline and one login, and
        each endpoint has a rate of its own.
      - Each entry has the ids of its jobs as C(job_ids) or C(job_id), and what differs from the task of O(service), O(custom),
        O(path_parameters), O(region), O(cloud), O(endpoint), O(project_id), and O(project_name). C(region) and C(cloud) of an
        entry displace O(endpoint) of the task, and C(project_name) displaces O(project_id).
      - Other keys are ignored, so the results of M(huaweicloud.jobs.job_start) can be given as they are. A result without jobs
        is skipped, such as those of check mode and of skipped items. The result of a task that failed is an error.
    type: list
    elements: dict
"""

    # What results hold of jobs.
    RESULTS = r"""
options:
  raw:
    description:
      - Whether every job of the result has the API's whole response as C(raw), beside what is read from it.
      - Set it where a playbook needs a field that no other key of the result has.
    type: bool
    default: false
"""

    # How to wait.
    WAIT = r"""
options:
  timeout:
    description:
      - Seconds for the whole task, O(delay) and all jobs together. When they are over, the task fails with RV(timed_out); the
        jobs themselves go on, and RV(resume) is how to wait on for them.
      - With V(0), each job is polled once, at once and without retries.
      - If the task has the keyword C(timeout), the wait ends just before that, so that its result is not lost.
    type: float
    default: 1800
    aliases: [wait_timeout]
  delay:
    description:
      - Seconds before the first query.
    type: float
    default: 0
  min_interval:
    description:
      - The least seconds between two queries of one job.
      - Within this and O(max_interval), a job is polled again after 5 % of the time waited. If only one of the two is given and
        passes the other's default, the other follows it.
    type: float
    default: 1
    aliases: [interval]
  max_interval:
    description:
      - The most seconds between two queries of one job. With so many jobs that O(max_rate) does not allow that, it takes longer,
        and a warning says so.
    type: float
    default: 10
  max_rate:
    description:
      - Queries a second that this task sends, over all its jobs. When the API throttles, they become fewer for a while.
    type: float
    default: 20
  missing_grace:
    description:
      - For how many seconds in a row the API may deny knowing a job until that is an error. Some services need seconds to show a
        new job.
      - Also, for how many seconds the API may be out of reach before its first response, and for how many seconds responses may
        come without a status, as with a wrong O(custom), if none of the task ever had one.
    type: float
    default: 30
  fail_fast:
    description:
      - Whether to end at the first failed or missing job. By default the others are waited for first.
    type: bool
    default: false
  progress:
    description:
      - What to show on stderr while waiting. With C(no_log) on the task it is V(none).
    type: str
    choices:
      changes: Each change of a job's status, and a heartbeat after 10, 20, and 40 seconds, then every 60.
      none: Nothing.
    default: changes
"""

    # What to call.
    CALL = r"""
options:
  path:
    description:
      - The path of the call, from the host of the service on, for example V(/v1/{project_id}/cloudservers). It may have a query.
      - C({project_id}) and names of O(path_parameters) in braces are filled in, percent-encoded.
    type: str
    required: true
  query:
    description:
      - The query of the URL. A value is text, a number, or a boolean, or a list of these for a name that is repeated. What is
        null is left out.
    type: dict
  headers:
    description:
      - Headers of the request, beside those of the login and a C(Content-Type) of C(application/json). What is null is left out.
      - Headers of the login, such as C(X-Auth-Token) and C(Authorization), are refused.
    type: dict
"""

    # What holds for every action plugin.
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
    details: The action always runs on the controller, a warning says so.
  diff_mode:
    support: none
  platform:
    platforms: posix
    support: full
    details: The action runs on the controller, so the controller needs C(requests).
notes:
  - The action runs on the controller, and does not connect to the target. The C(environment) of the task counts first, then that
    of the controller.
"""

    ATTRIBUTES = r"""
options: {}
attributes:
  action_group:
    description:
      - Use C(group/huaweicloud.jobs.all) in C(module_defaults) to set defaults for this module.
      - The group takes the options that all plugins have; others go under the name of their plugin.
    support: full
    membership:
      - huaweicloud.jobs.all
"""
