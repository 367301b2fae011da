#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action plugin of this name; there is no module to run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: job_start
short_description: Start a job of Huawei Cloud and compatible clouds, and wait until it has ended
version_added: 0.1.0
author: huaweicloud.jobs contributors (!UNKNOWN)
description:
  - Makes an API call of Huawei Cloud, T Cloud Public (Open Telekom Cloud), Flexible Engine, or Huawei Cloud Stack that starts a
    job, such as creating a server, and waits until the job has ended. Any login works, access key pairs included, with which
    M(ansible.builtin.uri) cannot sign a call.
  - A job that ends in failure makes the task fail, with the API's RV(fail_reason) and RV(error_code).
  - The call is sent once. It is sent again only where it cannot have been carried out, which is where no connection came about
    (for O(missing_grace) seconds), where the API has throttled it (HTTP 429), and where a login had expired and was renewed. When
    its response is lost, the task fails with RV(ambiguous=true), and nothing is sent again.
  - The result has the keys of M(ansible.builtin.uri) where that has them, RV(status) and RV(json).
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
      - The HTTP method.
    type: str
    choices: [POST, PUT, PATCH, DELETE]
    default: POST
  body:
    description:
      - The body, which is sent as JSON. A dictionary, a list, or text that is JSON, which is sent as it is.
      - Values have the types that Ansible's templates give them, just as with M(ansible.builtin.uri). A value without a template is
        what YAML makes of it. Since ansible-core 2.19, a template alone, as in C("{{ size | int }}"), keeps its type.
      - Before ansible-core 2.19, a template that is a variable alone keeps its type, and so do a list, a dictionary, and a boolean;
        any other number, as in C("{{ size | int }}") or C("{{ size + 1 }}"), becomes text, null becomes empty text, and text that is
        JSON becomes what it stands for. A dictionary with dates in it becomes text that is refused. With C(jinja2_native), types are
        kept, but all text from a template that looks like a number or a list becomes one, as in C("{{ major }}{{ minor }}").
      - Where an API insists on a number and a template cannot give it, write the body as text, as in
        C('{"size":{{ size | int }}}').
      - Dates are sent as ISO 8601 text, vaulted values as text. A key that YAML takes for a boolean or a date, such as C(on), is
        refused; put it in quotation marks.
      - The body is in no result. What is secret in it is masked where a response repeats it, which are values under keys that look
        secret, such as C(adminPass), and values that are vaulted one by one. Before ansible-core 2.19, a vaulted value counts only
        where it stands in the body itself, not behind a variable. What a filter has made of one, and files that are vaulted as a
        whole, are not known to be secret. Use C(no_log) for those.
    type: raw
  job_id_path:
    description:
      - Field paths of the job's id in the response, which are keys joined by dots, such as V(status.jobID). The first that leads
        to an id counts. A key that meets a list is looked up in each of its items, and a number picks one item.
      - The default are the field paths that are known for O(service), such as V(job_id).
    type: list
    elements: str
  wait:
    description:
      - Whether to wait for the job. With V(false), the task returns once the call is accepted, and its result is an entry for
        O(huaweicloud.jobs.job_wait#module:jobs) of M(huaweicloud.jobs.job_wait).
    type: bool
    default: true
  idempotent:
    description:
      - Whether sending the call twice does no more than sending it once, as with a header C(X-Client-Token) where the API has it.
        A call whose response is lost is then sent again.
    type: bool
    default: false
attributes:
  bypass_host_loop:
    support: none
    details: Each host of a play makes its own call. Use C(run_once) where one call is meant for all.
  check_mode:
    support: full
    details: Sends nothing, and returns the RV(method) and RV(url) that it would use.
notes:
  - To start several jobs and wait for them together, loop over this action with O(wait=false), and give the results to
    M(huaweicloud.jobs.job_wait).
seealso:
  - module: huaweicloud.jobs.job_wait
  - module: huaweicloud.jobs.api_info
  - module: ansible.builtin.uri
"""

EXAMPLES = r"""
- name: Create a server, and wait until it is there
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

- name: Look at what was created
  huaweicloud.jobs.api_info:
    service: ecs
    region: cn-north-4
    path: /v1/{project_id}/cloudservers/{server_id}
    path_parameters:
      server_id: "{{ created.json.serverIds[0] }}"
  register: server
  when: not ansible_check_mode

- name: Create two disks, and wait for both together
  block:
    - name: Start
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

    - name: Wait
      huaweicloud.jobs.job_wait:
        jobs: "{{ started.results }}"

- name: Delete a load balancer
  huaweicloud.jobs.job_start:
    service: elb
    region: eu-west-0
    method: DELETE
    path: /v1.0/{project_id}/elbaas/loadbalancers/{loadbalancer_id}
    path_parameters:
      loadbalancer_id: "{{ loadbalancer_id }}"

- name: Create a disk with a token for the case that a response is lost
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
  description: The HTTP status of the response to the call; V(-1) without a response, as with M(ansible.builtin.uri).
  returned: always
  type: int
  sample: 200
json:
  description: The response to the call, with secrets masked; V(null) where it was empty or did not come.
  returned: always
  type: raw
  sample: {"job_id": "ff808082739334d80173941ad8c40f45"}
request_id:
  description: The id under which the provider finds the call in its logs.
  returned: always
  type: str
  sample: 3a1f5c0e8e0b4e1d9d0c2b7a6f5e4d3c
ambiguous:
  description:
    - Whether the call failed, but may have been carried out nevertheless, since its response was lost or was an HTTP 5xx. Look
      first, for example with M(huaweicloud.jobs.api_info), before the call is made again.
  returned: always
  type: bool
  sample: false
job_ids:
  description: The ids of the jobs that the call started. Empty if it failed, in check mode, and where its response has none.
  returned: always
  type: list
  elements: str
  sample: [ff808082739334d80173941ad8c40f45]
order_id:
  description: The id of the order that the API returned in place of a job, for a yearly or monthly resource.
  returned: when the response has one, and no job
  type: str
  sample: CS2011191651MYRZG
service:
  description: The service, as in O(service).
  returned: unless an option cannot be used
  type: str
  sample: ecs
region:
  description: The region, as far as it is known.
  returned: unless an option cannot be used
  type: str
  sample: cn-north-4
endpoint:
  description: The base URL of the service.
  returned: unless an option cannot be used
  type: str
  sample: https://ecs.cn-north-4.myhuaweicloud.com
project_id:
  description: The id of the project, as far as it is known.
  returned: unless an option cannot be used
  type: str
  sample: cbc08e2f8c354c7aa7abb88d0a7d11dc
path_parameters:
  description: What the path of the job query names, from O(path_parameters).
  returned: unless an option cannot be used
  type: dict
  sample: {}
custom:
  description: The description of the API, from O(custom).
  returned: when O(custom) is given
  type: dict
  sample: {"host": "swr-api"}
method:
  description: The method that the call would have.
  returned: in check mode
  type: str
  sample: POST
url:
  description: The URL that the call would have. C({project_id}) is left in it where the project would have to be looked up.
  returned: in check mode
  type: str
  sample: https://ecs.cn-north-4.myhuaweicloud.com/v1/cbc08e2f8c354c7aa7abb88d0a7d11dc/cloudservers
jobs:
  description: One entry for each of RV(job_ids), as M(huaweicloud.jobs.job_wait) returns it in RV(huaweicloud.jobs.job_wait#module:jobs).
  returned: unless O(wait=false) and the call was accepted
  type: list
  elements: dict
  sample: [{"job_id": "ff808082739334d80173941ad8c40f45", "service": "ecs", "state": "succeeded", "status": "SUCCESS"}]
job:
  description: The only entry of RV(jobs).
  returned: when there is exactly one job, and it was waited for
  type: dict
  sample: {"job_id": "ff808082739334d80173941ad8c40f45", "service": "ecs", "state": "succeeded", "status": "SUCCESS"}
missing_jobs:
  description: The ids of the jobs that the API does not know.
  returned: unless O(wait=false) and the call was accepted
  type: list
  elements: str
  sample: []
failed_jobs:
  description: The ids of the jobs that ended in failure.
  returned: unless O(wait=false) and the call was accepted
  type: list
  elements: str
  sample: []
pending_jobs:
  description: The ids of the jobs that had not ended when the task did.
  returned: unless O(wait=false) and the call was accepted
  type: list
  elements: str
  sample: []
resume:
  description:
    - The command line that waits on for the jobs in RV(pending_jobs) and starts nothing, without any secret.
    - C(msg) names the environment variables that it needs where the task has the login or O(endpoint) among its options. It has a
      hundred ids at most.
    - With O(service=custom) or O(profile), it is C(ansible localhost -m huaweicloud.jobs.job_wait) with the options of the task, since
      the playbook takes neither.
  returned: when there are RV(pending_jobs)
  type: str
  sample: ansible-playbook huaweicloud.jobs.wait -e service=elb -e region=eu-west-0 -e job_ids=ff8080825ecc523f015ecd0a98f82f77
timed_out:
  description: Whether the task ended because its time was over.
  returned: unless O(wait=false) and the call was accepted
  type: bool
  sample: false
fail_reason:
  description: The C(fail_reason) of the first failed job, in the order of RV(job_ids).
  returned: when a job failed
  type: str
  sample: quota exceeded
error_code:
  description: The C(error_code) of that job.
  returned: when a job failed
  type: str
  sample: ELB.1014
elapsed:
  description: Seconds waited.
  returned: unless O(wait=false) and the call was accepted
  type: float
  sample: 26.214
polls:
  description: How many status queries were sent.
  returned: unless O(wait=false) and the call was accepted
  type: int
  sample: 18
"""
