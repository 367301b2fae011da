#!/usr/bin/python

# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Returns the state of jobs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: job_info
short_description: Get the state of cloud jobs
version_added: 1.0.0
author: huaweicloud.jobs contributors (@huaweicloud-jobs)
description:
  - Returns the state of asynchronous jobs. Many API calls of Huawei Cloud, T Cloud Public (Open Telekom Cloud), Flexible Engine, and
    Huawei Cloud Stack start such a job, and return only its C(job_id).
  - A failed job does not fail the task. To wait for jobs, and to fail if one of them fails, use M(huaweicloud.jobs.job_wait).
  - A query without a usable response is retried twice, after 1 and 2 seconds.
extends_documentation_fragment:
  - huaweicloud.jobs.connection
  - huaweicloud.jobs.connection.jobs
  - huaweicloud.jobs.connection.results
  - huaweicloud.jobs.connection.attributes
  - ansible.builtin.action_common_attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  platform:
    platforms: posix
    support: full
    details: The module runs on the target, so the target needs C(requests), and the environment of the target is used.
notes:
  - Use C(delegate_to=localhost) unless the target can reach the API of the cloud.
seealso:
  - module: huaweicloud.jobs.job_wait
    description: Waits for jobs to finish.
  - module: huaweicloud.jobs.job_start
    description: Starts a job with an API call, and waits for it.
  - module: huaweicloud.jobs.api_info
    description: Reads from an API, for example to look up what a job has created.
  - module: huaweicloud.jobs.cloud_info
    description: Checks the login, the project, and the services before anything is started.
"""

EXAMPLES = r"""
- name: Start to create a load balancer
  huaweicloud.jobs.job_start:
    service: elb
    region: eu-west-0
    path: /v1.0/{project_id}/elbaas/loadbalancers
    body:
      name: shop
      vpc_id: "{{ vpc_id }}"
      type: External
      bandwidth: 5
      admin_state_up: true
    wait: false
  register: created

- name: Get the state of its job
  huaweicloud.jobs.job_info:
    region: eu-west-0
    jobs: "{{ [created] }}"
  register: result
  delegate_to: localhost

- name: Show when the job started
  ansible.builtin.debug:
    msg: "{{ item.job_type }} started at {{ item.begin_time }} and is {{ item.state }}"
  loop: "{{ result.jobs }}"
  loop_control:
    label: "{{ item.job_id }}"

- name: Get the state of several jobs, with keys from HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK in the environment
  huaweicloud.jobs.job_info:
    service: sdrs
    region: cn-north-4
    project_id: "{{ project_id }}"
    job_ids: "{{ protection_jobs }}"
  register: result
  delegate_to: localhost

- name: Show the jobs that failed
  ansible.builtin.debug:
    msg: "{{ item.job_type }}: {{ item.fail_reason }}"
  loop: "{{ result.jobs | selectattr('state', 'eq', 'failed') }}"
  loop_control:
    label: "{{ item.job_id }}"
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
"""

import os

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.errors import OptionError
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.module import Module
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.plans import info_plan
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import argument_spec, environment_warnings
from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.targets import connect, has_jobs
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.outcome import Outcome
from ansible_collections.huaweicloud.jobs.plugins.module_utils._wait.waiter import Waiter


def main() -> None:
    """Run the module."""
    spec = argument_spec()
    module = Module(spec)
    if not has_jobs(module.params):
        module.exit_json(**Outcome().info_result())
    try:
        connected = connect(module.params, os.environ)
    except OptionError as error:
        module.fail_json(msg=str(error))
    module.secrets = connected.secrets
    outcome = Waiter(connected.connection, connected.targets, info_plan()).run()
    warnings = [*environment_warnings(spec), *connected.warnings, *outcome.warnings]
    result = outcome.info_result(module.params["raw"])
    if "failed" in result:
        module.fail_json(**result, warnings=warnings)
    module.exit_json(**result, warnings=warnings)


if __name__ == "__main__":
    main()
