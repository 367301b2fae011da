#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action plugin of this name; there is no module to run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: job_start
short_description: Start a cloud job and wait for it
version_added: 1.0.0
author: huaweicloud.jobs contributors (@huaweicloud-jobs)
description:
  - Sends an API call of Huawei Cloud, T Cloud Public (Open Telekom Cloud), Flexible Engine, or Huawei Cloud Stack that starts an
    asynchronous job, such as the creation of a server, and waits until the job has ended. All supported logins can be used, including
    access key pairs, with which M(ansible.builtin.uri) cannot sign a call.
  - If the job fails, the task fails with the RV(fail_reason) and the RV(error_code) of the API.
  - The call is sent once. It is only sent again if it cannot have been carried out, which is the case if no connection was made (for up to
    O(missing_grace) seconds), if the API throttled the call (HTTP 429), or if a login had expired and was renewed. If its response is lost,
    the task fails with RV(ambiguous=true), and the call is not sent again.
  - The result has the keys RV(status) and RV(json), like that of M(ansible.builtin.uri).
extends_documentation_fragment:
  - huaweicloud.jobs.connection
  - huaweicloud.jobs.connection.call
  - huaweicloud.jobs.connection.results
  - huaweicloud.jobs.connection.wait
  - huaweicloud.jobs.connection.attributes
  - huaweicloud.jobs.connection.action
  - ansible.builtin.action_common_attributes
  - ansible.builtin.action_common_attributes.conn
  - ansible.builtin.action_common_attributes.flow
options:
  method:
    description:
      - The HTTP method of the call.
    type: str
    choices: [POST, PUT, PATCH, DELETE]
    default: POST
  body:
    description:
      - The body of the call, which is sent as JSON. It is a dictionary, a list, or text that contains JSON, which is sent unchanged.
      - Values have the types that Ansible's templates return, as with M(ansible.builtin.uri). A value without a template has the type
        that YAML gives it. Since ansible-core 2.19, a value that consists of one template, such as C("{{ size | int }}"), keeps its
        type.
      - Before ansible-core 2.19, a template that consists of a variable keeps its type, and so do a list, a dictionary, and a
        boolean. Any other number, as in C("{{ size | int }}") or C("{{ size + 1 }}"), becomes text, null becomes empty text, and text
        that is JSON becomes the value that it represents. A dictionary that contains dates becomes text, which is refused. With
        C(jinja2_native), types are kept, but all text from a template that looks like a number or a list is converted to one, as in
        C("{{ major }}{{ minor }}").
      - If an API requires a number and a template cannot return one, write the body as text, as in C('{"size":{{ size | int }}}').
      - Dates are sent as ISO 8601 text, vaulted values as text. A key that YAML reads as a boolean or a date, such as C(on), is
        refused. Put it in quotation marks.
      - The result does not contain the body. If a response repeats secrets of the body, they are masked. Values under keys that look
        secret, such as C(adminPass), and values that are vaulted individually count as secrets. Before ansible-core 2.19, a vaulted
        value only counts if it is in the body itself, not if it comes from a variable. The output of a filter for a vaulted value, and
        the content of files that are vaulted as a whole, are not recognized as secret. Use C(no_log) for these.
    type: raw
  job_id_path:
    description:
      - The field paths of the job ID in the response. A field path consists of keys joined by dots, such as V(status.jobID). The first
        one that leads to an ID is used. A key is looked up in each item of a list, and a number selects one item.
      - The default is the list of field paths that are known for O(service), such as V(job_id).
    type: list
    elements: str
  wait:
    description:
      - Whether to wait for the job. With V(false), the task returns as soon as the call is accepted. You can pass its result as
        an entry of O(huaweicloud.jobs.job_wait#module:jobs).
    type: bool
    default: true
  idempotent:
    description:
      - Whether sending the call twice has the same effect as sending it once, for example because of a header C(X-Client-Token), if
        the API supports it. The call is then sent again if its response is lost.
    type: bool
    default: false
attributes:
  bypass_host_loop:
    support: none
    details: Each host of a play sends its own call. Use C(run_once) if one call is enough for all hosts.
  check_mode:
    support: full
    details: Sends nothing, and returns the RV(method) and the RV(url) that the call would have.
notes:
  - To start several jobs and wait for all of them at the same time, use this module in a C(loop) with O(wait=false), and pass the
    results to M(huaweicloud.jobs.job_wait).
seealso:
  - module: huaweicloud.jobs.job_wait
    description: Waits for jobs to finish.
  - module: huaweicloud.jobs.job_info
    description: Returns the state of jobs without waiting.
  - module: huaweicloud.jobs.api_info
    description: Reads from an API, for example to look up what a job has created.
  - module: huaweicloud.jobs.cloud_info
    description: Checks the login, the project, and the services before anything is started.
  - name: "Guide: Waiting for resources without a job"
    description: How to describe a custom API, or a resource that has no job, in O(custom).
    link: https://github.com/huaweicloud-jobs/huaweicloud.jobs/blob/main/docs/docsite/rst/resources.rst
"""

EXAMPLES = r"""
- name: Create a server, and wait until it exists
  huaweicloud.jobs.job_start:
    service: ecs
    region: cn-north-4
    path: /v1/{project_id}/cloudservers
    body:
      server:
        name: web
        imageRef: "{{ image_id }}"
        flavorRef: s6.small.1
        vpcid: "{{ vpc_id }}"
        nics:
          - subnet_id: "{{ subnet_id }}"
        root_volume:
          volumetype: GPSSD
    timeout: 600
  register: created

- name: Read the server
  huaweicloud.jobs.api_info:
    service: ecs
    region: cn-north-4
    path: /v1/{project_id}/cloudservers/{server_id}
    path_parameters:
      server_id: "{{ created.json.serverIds[0] }}"
  register: server
  when: not ansible_check_mode

- name: Create two disks, and wait for both at the same time
  block:
    - name: Start to create the disks
      huaweicloud.jobs.job_start:
        service: evs
        region: cn-north-4
        path: /v2.1/{project_id}/cloudvolumes
        body:
          volume:
            name: "{{ item }}"
            size: 40
            volume_type: GPSSD
            availability_zone: cn-north-4a
        wait: false
      loop: [data-1, data-2]
      register: started

    - name: Wait for both disks
      huaweicloud.jobs.job_wait:
        jobs: "{{ started.results }}"

- name: Create a protection group of SDRS
  huaweicloud.jobs.job_start:
    service: sdrs
    region: cn-north-4
    path: /v1/{project_id}/server-groups
    body:
      server_group:
        name: shop
        source_availability_zone: cn-north-4a
        target_availability_zone: cn-north-4b
        domain_id: "{{ active_domain_id }}"
        source_vpc_id: "{{ vpc_id }}"
  register: group

- name: Enable the protection
  huaweicloud.jobs.job_start:
    service: sdrs
    region: cn-north-4
    path: /v1/{project_id}/server-groups/{group_id}/action
    path_parameters:
      group_id: "{{ group.job.entities.server_group_id }}"
    body:
      start-server-group: {}
  when: not ansible_check_mode

- name: Delete a load balancer
  huaweicloud.jobs.job_start:
    service: elb
    region: eu-west-0
    method: DELETE
    path: /v1.0/{project_id}/elbaas/loadbalancers/{loadbalancer_id}
    path_parameters:
      loadbalancer_id: "{{ loadbalancer_id }}"

- name: Create a disk once, even if the response is lost
  huaweicloud.jobs.job_start:
    service: evs
    region: cn-north-4
    path: /v2.1/{project_id}/cloudvolumes
    headers:
      X-Client-Token: "{{ 'data-1' | to_uuid }}"
    idempotent: true
    body:
      volume:
        name: data-1
        size: 40
        volume_type: GPSSD
        availability_zone: cn-north-4a
"""

RETURN = r"""
status:
  description: The HTTP status of the response to the call, or V(-1) if there was no response, as with M(ansible.builtin.uri).
  returned: always
  type: int
  sample: 200
json:
  description: The response to the call, with secrets masked. V(null) if it was empty or did not arrive.
  returned: always
  type: raw
  sample: {"job_id": "ff808082739334d80173941ad8c40f45"}
request_id:
  description: The request ID, which identifies the call in the logs of the provider.
  returned: always
  type: str
  sample: 3a1f5c0e8e0b4e1d9d0c2b7a6f5e4d3c
ambiguous:
  description:
    - Whether the call failed, but may have been carried out nevertheless, because its response was lost or was an HTTP 5xx. In this
      case, check the result of the call before you repeat it, for example with M(huaweicloud.jobs.api_info).
  returned: always
  type: bool
  sample: false
job_ids:
  description: The IDs of the jobs that the call started. Empty if the call failed, in check mode, and if its response contains none.
  returned: always
  type: list
  elements: str
  sample: [ff808082739334d80173941ad8c40f45]
order_id:
  description: The ID of the order that the API returned instead of a job, for a resource with a yearly or monthly subscription.
  returned: when the response contains an order, and no job
  type: str
  sample: CS2011191651MYRZG
service:
  description: The service, as in O(service).
  returned: unless an option is invalid
  type: str
  sample: ecs
region:
  description: The region, if it is known.
  returned: unless an option is invalid
  type: str
  sample: cn-north-4
endpoint:
  description: The base URL of the service.
  returned: unless an option is invalid
  type: str
  sample: https://ecs.cn-north-4.myhuaweicloud.com
project_id:
  description: The ID of the project, if it is known.
  returned: unless an option is invalid
  type: str
  sample: cbc08e2f8c354c7aa7abb88d0a7d11dc
path_parameters:
  description: The values for the names in the path of the job query, from O(path_parameters).
  returned: unless an option is invalid
  type: dict
  sample: {}
custom:
  description: The description of the custom API, from O(custom).
  returned: when O(custom) is set
  type: dict
  sample: {"host": "swr-api"}
method:
  description: The HTTP method that the call would have.
  returned: in check mode
  type: str
  sample: POST
url:
  description: The URL that the call would have. C({project_id}) is not replaced if the project would have to be looked up.
  returned: in check mode
  type: str
  sample: https://ecs.cn-north-4.myhuaweicloud.com/v1/cbc08e2f8c354c7aa7abb88d0a7d11dc/cloudservers
jobs:
  description: One entry for each of RV(job_ids), in the same structure as RV(huaweicloud.jobs.job_wait#module:jobs).
  returned: unless O(wait=false) and the call was accepted
  type: list
  elements: dict
  sample: [{"job_id": "ff808082739334d80173941ad8c40f45", "service": "ecs", "state": "succeeded", "status": "SUCCESS"}]
job:
  description: The only entry of RV(jobs).
  returned: when there is exactly one job, and the task waited for it
  type: dict
  sample: {"job_id": "ff808082739334d80173941ad8c40f45", "service": "ecs", "state": "succeeded", "status": "SUCCESS"}
missing_jobs:
  description: The IDs of the jobs that the API does not know.
  returned: unless O(wait=false) and the call was accepted
  type: list
  elements: str
  sample: []
failed_jobs:
  description: The IDs of the jobs that have failed.
  returned: unless O(wait=false) and the call was accepted
  type: list
  elements: str
  sample: []
pending_jobs:
  description: The IDs of the jobs that had not ended when the task did.
  returned: unless O(wait=false) and the call was accepted
  type: list
  elements: str
  sample: []
resume:
  description:
    - A command that waits for the jobs in RV(pending_jobs), without starting anything. It contains no secrets, and a hundred IDs at
      most.
    - If the task has the login or O(endpoint) among its options, C(msg) names the environment variables that the command needs.
    - With O(service=custom) or O(profile), the command is C(ansible localhost -m huaweicloud.jobs.job_wait) with the options of the
      task, because the playbook supports neither.
  returned: when there are RV(pending_jobs)
  type: str
  sample: ansible-playbook huaweicloud.jobs.wait -e service=elb -e region=eu-west-0 -e job_ids=ff8080825ecc523f015ecd0a98f82f77
timed_out:
  description: Whether the task ended because of its timeout.
  returned: unless O(wait=false) and the call was accepted
  type: bool
  sample: false
fail_reason:
  description: The C(fail_reason) of the first failed job, in the order of RV(job_ids).
  returned: when a job failed
  type: str
  sample: quota exceeded
error_code:
  description: The C(error_code) of the job that RV(fail_reason) is from.
  returned: when a job failed
  type: str
  sample: ELB.1014
elapsed:
  description: The number of seconds that the task waited.
  returned: unless O(wait=false) and the call was accepted
  type: float
  sample: 26.214
polls:
  description: The number of job queries that were sent.
  returned: unless O(wait=false) and the call was accepted
  type: int
  sample: 18
"""
