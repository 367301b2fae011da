#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action plugin of this name; there is no module to run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_info
short_description: Check a login, a project, and services
version_added: 1.0.0
author: huaweicloud.jobs contributors (@huaweicloud-jobs)
description:
  - Logs in with the login that the task or the environment contains, looks up the project, and sends one job query to each service,
    for a job that does not exist. The responses show whether the hosts of the services exist, whether the services accept the login,
    whether the login has the permission to query jobs, and whether the services report a missing job in the way that this collection expects.
  - Nothing is retried, and nothing is sent after the first refused login, because repeated refusals lock keys and accounts. Until a
    service has accepted the login, the services are queried one after the other, then up to eight at a time.
  - A service that cannot be used does not fail the task. RV(problems) describes everything that needs attention. The playbook
    C(huaweicloud.jobs.doctor) shows RV(lines), and fails if there are problems.
extends_documentation_fragment:
  - huaweicloud.jobs.connection
  - huaweicloud.jobs.connection.attributes
  - huaweicloud.jobs.connection.action
  - ansible.builtin.action_common_attributes
  - ansible.builtin.action_common_attributes.conn
  - ansible.builtin.action_common_attributes.flow
options:
  services:
    description:
      - The services to check. The values are those of O(service), including V(custom), or V(all) for all of them except V(custom).
        Text is split at commas and whitespace.
      - By default, O(service) is checked, or all services if O(service) is not set either. If all services are checked, a service that the
        cloud does not have is not a problem.
      - Services whose job query needs O(path_parameters) are checked with an ID that does not exist, unless the option contains one.
    type: list
    elements: str
  timeout:
    description:
      - The maximum number of seconds that the check takes. Each query may take 10 seconds, or O(request_timeout) if that is less.
        Services that have not been queried when the time is over get the verdict C(not checked).
      - If the task has the keyword C(timeout), the check ends before that timeout, so that its result is not lost.
    type: float
    default: 60
  report:
    description:
      - The path of a file on the controller that RV(report) is written to, as JSON. An existing file is replaced. The directory must
        exist.
      - The file is not written in check mode.
    type: str
attributes:
  bypass_host_loop:
    support: none
    details: Each host of a play performs its own check. Use C(run_once) if one check is enough.
  check_mode:
    support: full
    details: The queries are also sent in check mode, because they change nothing. O(report) is not written.
notes:
  - With a token, IAM is queried for the time when the token expires. With keys, IAM is queried for the projects that the keys may use. Neither
    query needs a permission, and if IAM does not respond, the services are checked nevertheless.
  - RV(services), RV(problems), and RV(report) contain placeholders such as V({project_id}) instead of private IDs, wherever an API
    returns them. RV(project) and the line about the project in RV(lines) contain the ID of the project.
seealso:
  - module: huaweicloud.jobs.job_start
    description: Starts a job with an API call, and waits for it.
  - module: huaweicloud.jobs.job_wait
    description: Waits for jobs to finish.
  - module: huaweicloud.jobs.job_info
    description: Returns the state of jobs without waiting.
  - module: huaweicloud.jobs.api_info
    description: Reads from an API, for example to look up what a job has created.
  - name: "Guide: Checking a login and a cloud"
    description: The playbook C(huaweicloud.jobs.doctor), its verdicts, and its report.
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/doctor.rst
"""

EXAMPLES = r"""
- name: Check the login and two services before anything is created
  huaweicloud.jobs.cloud_info:
    region: eu-de
    services: [dcs, sdrs]
  register: cloud
  failed_when: cloud.problems | length > 0

- name: Show which services the login can use in a region
  block:
    - name: Check all services
      huaweicloud.jobs.cloud_info:
        region: eu-de
        report: doctor.json
      register: cloud

    - name: Show a line for each service
      ansible.builtin.debug:
        var: cloud.lines
"""

RETURN = r"""
problems:
  description:
    - Sentences that describe what prevents the use of the login, the project, or the services that the task names. Empty if there is
      no problem.
    - If all services are checked, it is only a problem if none of them can be used.
  returned: always
  type: list
  elements: str
  sample: ["rds cannot be used: no permission (HTTP 403 DBS.200010: Policy doesn't allow it; the query needs rds:task:listAll)."]
lines:
  description: The findings as text, with a line for each service.
  returned: always
  type: list
  elements: str
  sample:
    - "login    access key pair from the environment (HW_ACCESS_KEY, HW_SECRET_KEY): accepted"
    - "dcs      ok  HTTP 404 DCS.4007: The job does not exist."
login:
  description: The login, without any of its values. V(null) if an option is invalid.
  returned: always
  type: dict
  contains:
    auth_type:
      description: The way to log in, as in O(auth_type).
      type: str
    kind:
      description: The way to log in, as text for messages.
      type: str
    source:
      description: The source of the login, which is V(task), V(environment), or V(profile).
      type: str
    names:
      description: The names of the options or environment variables that contain the login.
      type: list
      elements: str
    profile:
      description: The name of the profile.
      type: str
    file:
      description: The file that contains the profile.
      type: str
    description:
      description: The kind and the source of the login in one phrase.
      type: str
    ends:
      description: The time when the login expires, in ISO 8601 format and UTC, if IAM returns it, which it does for tokens.
      type: str
    accepted:
      description: Whether IAM or a service has accepted the login. V(null) if no response shows this.
      type: bool
    message:
      description: The reason why the login was refused or could not be requested. Empty otherwise.
      type: str
  sample:
    auth_type: aksk
    kind: access key pair
    source: environment
    names: [HW_ACCESS_KEY, HW_SECRET_KEY]
    profile: null
    file: null
    description: access key pair from the environment (HW_ACCESS_KEY, HW_SECRET_KEY)
    ends: null
    accepted: true
    message: ""
project:
  description: The project that is queried. V(null) if an option is invalid.
  returned: always
  type: dict
  contains:
    id:
      description: The ID of the project.
      type: str
    name:
      description: The name of the project.
      type: str
    message:
      description: The reason why the ID or the name is not known. Empty otherwise.
      type: str
  sample: {"id": "0123456789abcdef0123456789abcdef", "name": "eu-de", "message": ""}
iam:
  description: The result of the query to IAM. V(null) if an option is invalid.
  returned: always
  type: dict
  contains:
    endpoint:
      description: The base URL of IAM.
      type: str
    verdict:
      description: The verdict, as in RV(services[].verdict).
      type: str
    http_status:
      description: The HTTP status of the response, if it reports an error.
      type: int
    code:
      description: The error code in the response.
      type: str
    request_id:
      description: The request ID, which identifies the call in the logs of the provider.
      type: str
    message:
      description: The error message in the response, or what happened to the connection.
      type: str
services:
  description: The services, in the order in which the task names them.
  returned: always
  type: list
  elements: dict
  contains:
    service:
      description: The service, as in O(service).
      type: str
    title:
      description: The full name of the service.
      type: str
    endpoint:
      description: The base URL that was queried.
      type: str
    path:
      description: The path of the query.
      type: str
    verdict:
      description: One of V(ok), V(no such host), V(unreachable), V(unavailable), V(login refused), V(no permission),
        V(no such API), V(other response), V(not in this cloud), and V(not checked).
      type: str
    usable:
      description: Whether the verdict is V(ok).
      type: bool
    http_status:
      description: The HTTP status of the response. V(null) if there was no response.
      type: int
    code:
      description: The error code in the response.
      type: str
    request_id:
      description: The request ID, which identifies the query in the logs of the provider.
      type: str
    message:
      description: The error message in the response, what happened to the connection, or the reason why there was no query.
      type: str
report:
  description:
    - All findings in a form that you can publish, with the versions of the software involved, but without the IDs and names of the
      project and the login.
    - V(null) if an option is invalid.
  returned: always
  type: dict
"""
