#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action plugin of this name; there is no module to run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: job_wait
short_description: Wait for cloud jobs to finish
version_added: 1.0.0
author: huaweicloud.jobs contributors (@huaweicloud-jobs)
description:
  - Waits until all given asynchronous jobs, one or thousands, have finished. Many API calls of Huawei Cloud, T Cloud Public (Open
    Telekom Cloud), Flexible Engine, and Huawei Cloud Stack start such a job, and return only its C(job_id).
  - If a job fails, the task fails with the RV(fail_reason) and the RV(error_code) of the API.
  - A task waits for all its jobs at the same time, with one login, one deadline, and one rate limit for the queries. The interval
    between two queries of a job grows with the time that the task has waited for it.
  - Temporary errors do not end the wait, such as HTTP 429 and 5xx, unreadable responses, and lost connections.
  - The progress is reported on stderr.
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
    details: A task with C(async) is refused. Use O(timeout) instead.
  bypass_host_loop:
    support: none
    details: Each host of a play waits for its own jobs. Use C(run_once) if the jobs are the same for all hosts.
  check_mode:
    support: full
    details: Polls each job once. The task only fails if a job has failed, or because of an error that is not temporary.
notes:
  - Pass many IDs to one task instead of using C(loop), which waits for one job after the other.
seealso:
  - module: huaweicloud.jobs.job_start
    description: Starts a job with an API call, and waits for it.
  - module: huaweicloud.jobs.job_info
    description: Returns the state of jobs without waiting.
  - module: huaweicloud.jobs.api_info
    description: Reads from an API, for example to look up what a job has created.
  - module: huaweicloud.jobs.cloud_info
    description: Checks the login, the project, and the services before anything is started.
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

- name: Wait until both load balancers exist
  huaweicloud.jobs.job_wait:
    jobs: "{{ started.results }}"
    timeout: 600
  register: result

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ result.jobs | map(attribute='entities.elb.vip_address') }}"

- name: Wait for a job by its ID
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

- name: Set the login, the region, and the project once
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
    - name: Show why the wait failed
      ansible.builtin.debug:
        msg: "{{ result.msg }}"

- name: Wait for a task of a Kafka instance, whose path contains the ID of the instance
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
  description: One entry for each ID, in the order of O(job_ids). Also returned if the task fails.
  returned: always
  type: list
  elements: dict
  contains:
    job_id:
      description: The ID of the job.
      returned: always
      type: str
      sample: ff8080825ecc523f015ecd0a98f82f77
    service:
      description: The service, as in O(service).
      returned: always
      type: str
      sample: elb
    job_type:
      description: The type of the job, as the API names it.
      returned: always
      type: str
      sample: createELB
    status:
      description: The status value of the API, unchanged. V(null) before the first response.
      returned: always
      type: str
      sample: SUCCESS
    state:
      description:
        - The normalized state, which has the same values for every service.
        - V(unknown) means that there is no response yet, or that the collection does not know the status value. Such a job counts as
          not ended.
        - V(missing) means that the API does not know the job.
      returned: always
      type: str
      choices: [pending, running, succeeded, failed, unknown, missing]
      sample: succeeded
    begin_time:
      description: The time when the job started, in ISO 8601 format and UTC, with milliseconds.
      returned: always
      type: str
      sample: '2017-09-29T09:49:37.399Z'
    end_time:
      description: The time when the job ended, in the format of RV(jobs[].begin_time). V(null) if the job has not ended.
      returned: always
      type: str
      sample: '2017-09-29T09:50:03.272Z'
    duration:
      description: The number of seconds between RV(jobs[].begin_time) and RV(jobs[].end_time).
      returned: always
      type: float
      sample: 25.873
    error_code:
      description: The error code of the job, or the error code of its first failed sub-job if the job itself has none.
      returned: always
      type: str
      sample: null
    fail_reason:
      description: The reason why the job failed, or the reason of its first failed sub-job if the job itself has none.
      returned: always
      type: str
      sample: null
    progress:
      description: The progress of the job in percent, if the API reports it.
      returned: always
      type: float
      sample: null
    entities:
      description: What the job works on, as the API returns it, without the sub-jobs.
      returned: always
      type: dict
      sample: {"elb": {"id": "ef265755daf84333baf4ddc1d91cbc2f", "status": "ACTIVE"}}
    sub_jobs:
      description: The sub-jobs, in the same structure as RV(jobs) but without RV(jobs[].raw). They can have sub-jobs themselves.
      returned: always
      type: list
      elements: dict
      sample: []
    raw:
      description:
        - The whole response of the API, with secrets masked. Keys that Ansible reserves, such as C(__ansible_type), lose their
          leading underscores. C(NaN) and infinite numbers are V(null).
        - Empty if the result would otherwise be too large.
      returned: when O(raw=true)
      type: dict
      sample: {"job_id": "ff8080825ecc523f015ecd0a98f82f77", "status": "SUCCESS"}
job:
  description: The only entry of RV(jobs), in the same structure.
  returned: when there is exactly one job
  type: dict
  sample: {"job_id": "ff8080825ecc523f015ecd0a98f82f77", "state": "succeeded"}
missing_jobs:
  description: The IDs of the jobs that the API does not know.
  returned: always
  type: list
  elements: str
  sample: []
failed_jobs:
  description: The IDs of the jobs that have failed.
  returned: always
  type: list
  elements: str
  sample: []
pending_jobs:
  description: The IDs of the jobs that had not ended when the task did.
  returned: always
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
  returned: always
  type: bool
  sample: false
fail_reason:
  description: The C(fail_reason) of the first failed job, in the order of O(job_ids).
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
  returned: always
  type: float
  sample: 26.214
polls:
  description: The number of job queries that were sent.
  returned: always
  type: int
  sample: 18
"""
