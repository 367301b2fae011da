#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action plugin of this name; there is no module to run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: job_wait
short_description: Wait until asynchronous jobs of Huawei Cloud and compatible clouds have ended
version_added: 0.1.0
author: huaweicloud.jobs contributors (!UNKNOWN)
description:
  - Many API calls of Huawei Cloud, T Cloud Public (Open Telekom Cloud), Flexible Engine, and Huawei Cloud Stack answer with a
    C(job_id) and do their work later. This action waits until such jobs have ended.
  - A job that ends in failure makes the task fail, with the API's RV(fail_reason) and RV(error_code).
  - All jobs of a task are waited for together, with one login, one deadline, and one limit to the rate of queries. The time
    between two queries of a job grows with the time waited.
  - Temporary faults do not end the wait, such as HTTP 429 and 5xx, unreadable responses, and lost connections.
  - Lines on stderr report progress.
extends_documentation_fragment:
  - huaweicloud.jobs.connection
  - huaweicloud.jobs.connection.jobs
  - huaweicloud.jobs.connection.results
  - huaweicloud.jobs.connection.wait
  - huaweicloud.jobs.connection.attributes
  - huaweicloud.jobs.connection.action
  - ansible.builtin.action_common_attributes
  - ansible.builtin.action_common_attributes.conn
  - ansible.builtin.action_common_attributes.flow
attributes:
  async:
    support: none
    details: Use O(timeout); a task with C(async) is refused.
  bypass_host_loop:
    support: none
    details: Each host of a play waits for its own jobs. Use C(run_once) where the jobs are the same for all.
  check_mode:
    support: full
    details: Polls each job once. Only failed jobs and responses that waiting cannot mend make the task fail.
notes:
  - Give many ids to one task in place of a C(loop), which would wait for one after the other.
seealso:
  - module: huaweicloud.jobs.job_info
"""

EXAMPLES = r"""
- name: Start to create two load balancers
  huaweicloud.jobs.job_start:
    service: elb
    region: eu-west-0
    path: /v1.0/{project_id}/elbaas/loadbalancers
    body:
      name: "{{ item }}"
      vpc_id: "{{ vpc_id }}"
      type: External
      bandwidth: 5
      admin_state_up: true
    wait: false
  loop: [shop, blog]
  register: started

- name: Wait until both are there
  huaweicloud.jobs.job_wait:
    jobs: "{{ started.results }}"
    timeout: 600
  register: result

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ result.jobs | map(attribute='entities.elb.vip_address') }}"

- name: Wait for a job by its id
  huaweicloud.jobs.job_wait:
    service: elb
    region: eu-west-0
    project_id: "{{ project_id }}"
    token: "{{ token }}"
    job_id: "{{ job_id }}"
    timeout: 600

- name: Wait for jobs of two services and regions together
  huaweicloud.jobs.job_wait:
    jobs:
      - service: ecs
        region: cn-north-4
        job_id: "{{ server_job_id }}"
      - service: evs
        region: cn-south-1
        job_id: "{{ disk_job_id }}"

- name: Set the login and the place once
  module_defaults:
    group/huaweicloud.jobs.all:
      region: cn-north-4
      project_id: "{{ project_id }}"
      access_key: "{{ access_key }}"
      secret_key: "{{ secret_key }}"
  block:
    - name: Wait for many jobs together
      huaweicloud.jobs.job_wait:
        service: sdrs
        job_ids: "{{ protection_jobs }}"
      register: result
  rescue:
    - name: Say why it did not work
      ansible.builtin.debug:
        msg: "{{ result.msg }}"

- name: Wait for a task of a Kafka instance, whose path names the instance
  huaweicloud.jobs.job_wait:
    service: dms
    region: eu-de
    path_parameters:
      instance_id: "{{ instance_id }}"
    job_id: "{{ job_id }}"

- name: Wait for a resource that has no job, such as a cache that is being created
  huaweicloud.jobs.job_wait:
    service: custom
    region: eu-de
    job_id: "{{ instance_id }}"
    custom:
      host: dcs
      path: /v2/{project_id}/instances/{job_id}
      job_id: [instance_id]
      pending: [CREATING]
      succeeded: [RUNNING]
      failed: [CREATEFAILED, ERROR, FROZEN]

- name: Wait for the end of a deletion
  huaweicloud.jobs.job_wait:
    service: custom
    region: eu-de
    job_id: "{{ volume_id }}"
    custom:
      host: evs
      path: /v2/{project_id}/cloudvolumes/{job_id}
      wrapper: volume
      job_id: [id]
      running: [available, deleting]
      failed: [error_deleting]
      gone: [404]
"""

RETURN = r"""
jobs:
  description: One entry for each id, in the order of O(job_ids). Also there when the task fails.
  returned: always
  type: list
  elements: dict
  contains:
    job_id:
      description: The id.
      returned: always
      type: str
      sample: ff8080825ecc523f015ecd0a98f82f77
    service:
      description: The service, as in O(service).
      returned: always
      type: str
      sample: elb
    job_type:
      description: What the job does, as the API names it.
      returned: always
      type: str
      sample: createELB
    status:
      description: The status value of the API, as it is; V(null) before the first response.
      returned: always
      type: str
      sample: SUCCESS
    state:
      description:
        - The state, which has the same values for every service.
        - V(unknown) means that there was no response yet, or that the status value is not known to this collection. Such a job
          does not count as ended.
        - V(missing) means that the API does not know the job.
      returned: always
      type: str
      choices: [pending, running, succeeded, failed, unknown, missing]
      sample: succeeded
    begin_time:
      description: When the job began, in ISO 8601 and UTC, with milliseconds.
      returned: always
      type: str
      sample: '2017-09-29T09:49:37.399Z'
    end_time:
      description: When the job ended, in the same form; V(null) before.
      returned: always
      type: str
      sample: '2017-09-29T09:50:03.272Z'
    duration:
      description: The seconds between the two.
      returned: always
      type: float
      sample: 25.873
    error_code:
      description: The error code of the job; if it has none, that of its first failed sub-job.
      returned: always
      type: str
      sample: null
    fail_reason:
      description: Why the job failed; if it does not say, why its first failed sub-job did.
      returned: always
      type: str
      sample: null
    progress:
      description: How much is done, in percent, where the API reports it.
      returned: always
      type: float
      sample: null
    entities:
      description: What the job works on, as the API returns it, without the sub-jobs.
      returned: always
      type: dict
      sample: {"elb": {"id": "ef265755daf84333baf4ddc1d91cbc2f", "status": "ACTIVE"}}
    sub_jobs:
      description: The sub-jobs, in the structure of RV(jobs) without RV(jobs[].raw), and with sub-jobs of their own.
      returned: always
      type: list
      elements: dict
      sample: []
    raw:
      description:
        - The API's whole response, with secrets masked. Keys that Ansible takes for its own, such as C(__ansible_type), lose
          their leading underscores; C(NaN) and infinite numbers are V(null).
        - It is empty where the result would be too large otherwise.
      returned: when O(raw=true)
      type: dict
      sample: {"job_id": "ff8080825ecc523f015ecd0a98f82f77", "status": "SUCCESS"}
job:
  description: The only entry of RV(jobs), in the same structure.
  returned: when there is exactly one job
  type: dict
  sample: {"job_id": "ff8080825ecc523f015ecd0a98f82f77", "state": "succeeded"}
missing_jobs:
  description: The ids of the jobs that the API does not know.
  returned: always
  type: list
  elements: str
  sample: []
failed_jobs:
  description: The ids of the jobs that ended in failure.
  returned: always
  type: list
  elements: str
  sample: []
pending_jobs:
  description: The ids of the jobs that had not ended when the task did.
  returned: always
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
  returned: always
  type: bool
  sample: false
fail_reason:
  description: The C(fail_reason) of the first failed job, in the order of O(job_ids).
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
  returned: always
  type: float
  sample: 26.214
polls:
  description: How many status queries were sent.
  returned: always
  type: int
  sample: 18
"""
