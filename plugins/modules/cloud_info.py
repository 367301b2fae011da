#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action plugin of this name; there is no module to run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_info
short_description: Check a login, a project and services before anything is started
version_added: 0.1.0
author: huaweicloud.jobs contributors (!UNKNOWN)
description:
  - Logs in with whatever is at hand, looks up the project, and sends one job query to each service, about a job that does not
    exist. What the services respond shows whether their hosts are there, whether they accept the login, whether it has the permission
    to read jobs, and whether they say C(no such job) as this collection expects it.
  - Nothing is tried again, and nothing is sent after the first refused login, as repeated refusals lock keys and accounts. Until a
    service has accepted the login, services are queried one after the other, then up to eight at a time.
  - What is found is information, so that a service that cannot be used is no failure of the task. RV(problems) says what is in the
    way. The playbook C(huaweicloud.jobs.doctor) shows RV(lines), and fails where there are problems.
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
      - The services to check, by the names that O(service) has, V(custom) included, or V(all) for all but that. A text is split on
        commas and whitespace.
      - By default O(service) alone is checked, and without that, all services are. Where all are checked, none has been asked for by
        name, so one that the cloud does not have is no problem.
      - Services whose job query needs O(path_parameters) are checked with an id that does not exist, unless the option has one.
    type: list
    elements: str
  timeout:
    description:
      - For how many seconds to check at most. No query is waited for longer than 10 seconds, or O(request_timeout) if that is shorter.
        Services that have not been queried by then get the verdict C(not checked).
      - Where the task has a C(timeout) keyword, the check ends before that, so that the result survives.
    type: float
    default: 60
  report:
    description:
      - A file of the controller to which RV(report) is written, as JSON. It replaces a file that is there. Its folder has to exist.
      - In check mode it is not written.
    type: str
attributes:
  bypass_host_loop:
    support: none
    details: Each host of a play makes its own check. Use C(run_once) where one is enough.
  check_mode:
    support: full
    details: The queries are sent in check mode too, as they change nothing. O(report) is not written.
notes:
  - With a token, IAM is asked when it ends. With keys, IAM is asked which projects they may use. Neither needs a permission, and
    where IAM does not respond, the services are checked nevertheless.
  - For ids that are private, RV(services), RV(problems) and RV(report) have placeholders such as V({project_id}), wherever an API
    says them. RV(project) and the line about it have the id of the project.
seealso:
  - module: huaweicloud.jobs.job_wait
  - module: huaweicloud.jobs.api_info
  - ref: ansible_collections.huaweicloud.jobs.docsite.doctor
    description: The guide to the playbook C(huaweicloud.jobs.doctor) and its verdicts.
"""

EXAMPLES = r"""
- name: Check what the tasks below need, before they start anything
  huaweicloud.jobs.cloud_info:
    region: eu-de
    services: [dcs, sdrs]
  register: cloud
  failed_when: cloud.problems | length > 0

- name: Show what this login can use in the region
  block:
    - name: Check all services
      huaweicloud.jobs.cloud_info:
        region: eu-de
        report: doctor.json
      register: cloud

    - name: Show a line for each of them
      ansible.builtin.debug:
        var: cloud.lines
"""

RETURN = r"""
problems:
  description: Sentences about what keeps the login, the project, or services that were asked for by name from being used. Where all
    services are checked, it is a problem if none can be used. Empty if all is well.
  returned: always
  type: list
  elements: str
  sample: ["rds cannot be used: no permission (HTTP 403 DBS.200010: Policy doesn't allow it; the query needs rds:task:listAll)."]
lines:
  description: What was found, for people, with a line for each service.
  returned: always
  type: list
  elements: str
  sample:
    - "login    access key pair from the environment (HW_ACCESS_KEY, HW_SECRET_KEY): accepted"
    - "dcs      ok  HTTP 404 DCS.4007: The job does not exist."
login:
  description: The login, without anything that is in it; V(null) if an option could not be used.
  returned: always
  type: dict
  contains:
    auth_type:
      description: The way to log in, as in O(auth_type).
      type: str
    kind:
      description: The same in words.
      type: str
    source:
      description: Where it comes from, V(task), V(environment), or V(profile).
      type: str
    names:
      description: The options or the variables that it consists of.
      type: list
      elements: str
    profile:
      description: The name of its profile.
      type: str
    file:
      description: The file that has the profile.
      type: str
    description:
      description: Kind and source in a sentence.
      type: str
    ends:
      description: When it ends, ISO 8601 in UTC, where IAM says so, which it does for tokens.
      type: str
    accepted:
      description: Whether IAM or a service has accepted it; V(null) where none has responded so that this can be told.
      type: bool
    message:
      description: Why it was refused, or could not be requested; empty otherwise.
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
  description: The project that is queried; V(null) if an option could not be used.
  returned: always
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name.
      type: str
    message:
      description: Why one of them is not known; empty otherwise.
      type: str
  sample: {"id": "0123456789abcdef0123456789abcdef", "name": "eu-de", "message": ""}
iam:
  description: What became of the query of IAM; V(null) if an option could not be used.
  returned: always
  type: dict
  contains:
    endpoint:
      description: The base URL of IAM.
      type: str
    verdict:
      description: As in RV(services).
      type: str
    http_status:
      description: The HTTP status, where the response was no success.
      type: int
    code:
      description: The code in it.
      type: str
    request_id:
      description: The id under which the provider finds the call in its logs.
      type: str
    message:
      description: The message in it, or what became of the connection.
      type: str
services:
  description: The services, in the order in which they were asked for.
  returned: always
  type: list
  elements: dict
  contains:
    service:
      description: Its name.
      type: str
    title:
      description: What it is called.
      type: str
    endpoint:
      description: The base URL that was queried.
      type: str
    path:
      description: The path of the query.
      type: str
    verdict:
      description: V(ok), V(no such host), V(unreachable), V(unavailable), V(login refused), V(no permission), V(no such API),
        V(other response), V(not in this cloud), or V(not checked).
      type: str
    usable:
      description: Whether the verdict is V(ok).
      type: bool
    http_status:
      description: The HTTP status of the response; V(null) without one.
      type: int
    code:
      description: The code in it.
      type: str
    request_id:
      description: The id under which the provider finds the query in its logs.
      type: str
    message:
      description: The message in it, what became of the connection, or why there was no query.
      type: str
report:
  description: All of it in a form that can be shown to anybody, with the versions of what has made it; without ids and names of the
    project and the login. V(null) if an option could not be used.
  returned: always
  type: dict
"""
