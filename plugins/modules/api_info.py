#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action plugin of this name; there is no module to run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: api_info
short_description: Read from a cloud API
version_added: 1.0.0
author: huaweicloud.jobs contributors (@huaweicloud-jobs)
description:
  - Sends a GET request to an API of Huawei Cloud, T Cloud Public (Open Telekom Cloud), Flexible Engine, or Huawei Cloud Stack, with
    any of the supported logins, including access key pairs. Use it to look up resources before a job starts and after it has ended.
  - The result has the keys RV(status) and RV(json), like that of M(ansible.builtin.uri), even if the task fails.
  - After a temporary error, the request is retried twice, after 1 and 2 seconds.
extends_documentation_fragment:
  - huaweicloud.jobs.connection
  - huaweicloud.jobs.connection.call
  - huaweicloud.jobs.connection.attributes
  - huaweicloud.jobs.connection.action
  - ansible.builtin.action_common_attributes
  - ansible.builtin.action_common_attributes.conn
  - ansible.builtin.action_common_attributes.flow
attributes:
  bypass_host_loop:
    support: none
    details: Each host of a play sends its own request. Use C(run_once) if the response is the same for all hosts.
  check_mode:
    support: full
    details: The request is also sent in check mode, because it changes nothing.
notes:
  - With O(service=custom), O(custom) only needs C(host). If O(endpoint) is set, O(custom) can be empty.
seealso:
  - module: huaweicloud.jobs.job_start
    description: Starts a job with an API call, and waits for it.
  - module: huaweicloud.jobs.job_wait
    description: Waits for jobs to finish.
  - module: huaweicloud.jobs.job_info
    description: Returns the state of jobs without waiting.
  - module: huaweicloud.jobs.cloud_info
    description: Checks the login, the project, and the services before anything is started.
"""

EXAMPLES = r"""
- name: Look up a server by its name
  huaweicloud.jobs.api_info:
    service: ecs
    region: cn-north-4
    path: /v1/{project_id}/cloudservers/detail
    query:
      name: web
  register: found

- name: Create the server unless it exists
  huaweicloud.jobs.job_start:
    service: ecs
    region: cn-north-4
    path: /v1/{project_id}/cloudservers
    body: "{{ server }}"
  when: "'web' not in found.json.servers | map(attribute='name')"

- name: Read a disk that may no longer exist
  huaweicloud.jobs.api_info:
    service: evs
    region: cn-north-4
    path: /v2/{project_id}/cloudvolumes/{volume_id}
    path_parameters:
      volume_id: "{{ volume_id }}"
  register: volume
  failed_when: volume.status not in [200, 404]

- name: List the VPCs of a project, from an API that is not in the list of services
  huaweicloud.jobs.api_info:
    service: custom
    custom:
      host: vpc
    region: cn-north-4
    path: /v1/{project_id}/vpcs
  register: vpcs
"""

RETURN = r"""
status:
  description: The HTTP status of the response, or V(-1) if there was no response, as with M(ansible.builtin.uri).
  returned: always
  type: int
  sample: 200
json:
  description: The response, with the secrets of the login masked. V(null) if it was empty or did not arrive.
  returned: always
  type: raw
  sample: {"servers": [], "count": 0}
request_id:
  description: The request ID, which identifies the call in the logs of the provider.
  returned: always
  type: str
  sample: 3a1f5c0e8e0b4e1d9d0c2b7a6f5e4d3c
"""
