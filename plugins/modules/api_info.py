#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action plugin of this name; there is no module to run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: api_info
short_description: Read from an API of Huawei Cloud and compatible clouds
version_added: 0.1.0
author: huaweicloud.jobs contributors (!UNKNOWN)
description:
  - Makes a GET call to an API of Huawei Cloud, T Cloud Public (Open Telekom Cloud), Flexible Engine, or Huawei Cloud Stack, with
    any login, access key pairs included. It is for a look before a job is started, and after it has ended.
  - The result has the keys of M(ansible.builtin.uri), RV(status) and RV(json), also when the task fails.
  - A failure that waiting can mend is tried again twice, 1 and 2 seconds later.
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
    details: Each host of a play makes its own call. Use C(run_once) where the answer is the same for all.
  check_mode:
    support: full
    details: The call is made in check mode too, as it changes nothing.
notes:
  - With O(service=custom), O(custom) needs no more than C(host), and nothing where O(endpoint) is given.
seealso:
  - module: huaweicloud.jobs.job_start
  - module: huaweicloud.jobs.job_info
  - module: ansible.builtin.uri
"""

EXAMPLES = r"""
- name: Look for a server by its name
  huaweicloud.jobs.api_info:
    service: ecs
    region: cn-north-4
    path: /v1/{project_id}/cloudservers/detail
    query:
      name: web
  register: found

- name: Create it unless it is there
  huaweicloud.jobs.job_start:
    service: ecs
    region: cn-north-4
    path: /v1/{project_id}/cloudservers
    body: "{{ server }}"
  when: found.json.count == 0

- name: Look at a disk that may be gone
  huaweicloud.jobs.api_info:
    service: evs
    region: cn-north-4
    path: /v2/{project_id}/cloudvolumes/{volume_id}
    path_parameters:
      volume_id: "{{ volume_id }}"
  register: volume
  failed_when: volume.status not in [200, 404]

- name: Look at the VPCs of a project, of an API that is not in the list of services
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
  description: The HTTP status of the response; V(-1) without a response, as with M(ansible.builtin.uri).
  returned: always
  type: int
  sample: 200
json:
  description: The response, with the secrets of the login masked; V(null) where it was empty or did not come.
  returned: always
  type: raw
  sample: {"servers": [], "count": 0}
request_id:
  description: The id under which the provider finds the call in its logs.
  returned: always
  type: str
  sample: 3a1f5c0e8e0b4e1d9d0c2b7a6f5e4d3c
"""
