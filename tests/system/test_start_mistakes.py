# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes in a call or in the jobs of several locations are reported before anything is sent.

Each message names the option and what to write instead, and shows no value, because it can be a secret.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ansible_collections.huaweicloud.jobs.plugins.module_utils._task.spec import start_argument_spec
from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

#: Part of each value that no message may show.
SHOWN = "S3CRET"
PATH = "/v1/{project_id}/things"

#: The options besides the path, and the message.
CALLS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown_brace": (
        {"path": "/v1/{project_id}/{thing}"},
        "path_parameters lacks thing, which path contains in braces: set it there.",
    ),
    "unknown_parameter": (
        {"path_parameters": {"thing": SHOWN}},
        ("path_parameters contains thing, which path does not contain in braces: remove it."),
    ),
    "null_parameter": (
        {"path": "/v1/{thing}", "path_parameters": {"thing": None}},
        "path_parameters lacks thing, which path contains in braces: set it there.",
    ),
    "slash_in_a_parameter": (
        {"path": "/v1/{thing}", "path_parameters": {"thing": f"{SHOWN}/b"}},
        (
            "thing in path_parameters is not an ID: an ID cannot contain whitespace, control characters, quotation"
            " marks, braces, '/', or '%', nor consist of dots."
        ),
    ),
    "dots_as_a_parameter": (
        {"path": "/v1/{thing}", "path_parameters": {"thing": ".."}},
        (
            "thing in path_parameters is not an ID: an ID cannot contain whitespace, control characters, quotation"
            " marks, braces, '/', or '%', nor consist of dots."
        ),
    ),
    "project_as_a_parameter": (
        {"path_parameters": {"project_id": SHOWN}},
        ("path_parameters contains project_id: remove it, and set the option project_id instead."),
    ),
    "host": (
        {"path": f"https://{SHOWN}.example.com/v1"},
        (
            "path is a URL: give only what follows the host, such as /v1/{project_id}/cloudservers; the host "
            "comes from service and region, or from endpoint."
        ),
    ),
    "host_without_a_scheme": (
        {"path": f"//{SHOWN}.example.com/v1"},
        (
            "path is a URL: give only what follows the host, such as /v1/{project_id}/cloudservers; the host "
            "comes from service and region, or from endpoint."
        ),
    ),
    "no_slash": (
        {"path": f"v1/{SHOWN}"},
        (
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other"
            " than printable ASCII must be percent-encoded."
        ),
    ),
    "user": (
        {"path": f"@{SHOWN}.example.com/v1"},
        (
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other"
            " than printable ASCII must be percent-encoded."
        ),
    ),
    "dots": (
        {"path": f"/v1/{SHOWN}/../../admin"},
        ("path contains the segment . or .., which would lead to another path: remove it."),
    ),
    "dots_encoded": (
        {"path": f"/v1/{SHOWN}/%2e%2E/admin"},
        ("path contains the segment . or .., which would lead to another path: remove it."),
    ),
    "dots_half_encoded": (
        {"path": f"/v1/{SHOWN}/.%2e/admin"},
        ("path contains the segment . or .., which would lead to another path: remove it."),
    ),
    "fragment": (
        {"path": f"/v1/{SHOWN}#part"},
        (
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other"
            " than printable ASCII must be percent-encoded."
        ),
    ),
    "whitespace": (
        {"path": f"/v1/{SHOWN} b"},
        (
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other"
            " than printable ASCII must be percent-encoded."
        ),
    ),
    "line_break": (
        {"path": f"/v1/{SHOWN}\r\nX-Evil: 1"},
        (
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other"
            " than printable ASCII must be percent-encoded."
        ),
    ),
    "umlaut": (
        {"path": f"/v1/{SHOWN}ü"},
        (
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other"
            " than printable ASCII must be percent-encoded."
        ),
    ),
    "half_a_brace": (
        {"path": f"/v1/{{{SHOWN}"},
        ("path contains braces that do not enclose a name: write placeholders such as {project_id}."),
    ),
    "odd_brace": (
        {"path": f"/v1/{{{SHOWN} .x}}"},
        (
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other"
            " than printable ASCII must be percent-encoded."
        ),
    ),
    "empty_path": (
        {"path": ""},
        (
            "path is not valid: it must begin with /, without whitespace, #, or backslashes, and characters other"
            " than printable ASCII must be percent-encoded."
        ),
    ),
    "no_path": ({"path": None}, "PLUGIN: missing required arguments: path."),
    "url": (
        {"url": f"https://{SHOWN}/"},
        ("url is not supported: set path to what follows the host, such as /v1/{project_id}/cloudservers."),
    ),
    "body_format": (
        {"body_format": "json"},
        "body_format is not supported: remove it, as the body is always sent as JSON.",
    ),
    "status_code": (
        {"status_code": [200, 202]},
        ("status_code is not supported: remove it, as any 2xx status is a success, or use failed_when with status."),
    ),
    "return_content": (
        {"return_content": True},
        ("return_content is not supported: remove it, as the result always has the response in json."),
    ),
    "url_password": (
        {"url_password": SHOWN},
        ("url_password is not supported: use the login options of this collection."),
    ),
    "src": (
        {"src": f"/{SHOWN}"},
        "src is not supported: give the content in body, such as lookup('ansible.builtin.file', path).",
    ),
    "method": (
        {"method": "GET"},
        ("method is not supported: remove it, as this action always sends GET, or use huaweicloud.jobs.job_start."),
    ),
    "body": (
        {"body": [SHOWN]},
        ("body is not supported: remove it, as GET requests have no body, or use huaweicloud.jobs.job_start."),
    ),
    "login_header": (
        {"headers": {"x-AUTH-token": SHOWN}},
        ("headers contains x-AUTH-token, which the login sets: remove it, and use the login options instead."),
    ),
    "signature_header": (
        {"headers": {"Authorization": SHOWN}},
        ("headers contains Authorization, which the login sets: remove it, and use the login options instead."),
    ),
    "host_header": ({"headers": {"HOST": SHOWN}}, "headers contains HOST, which is set for each call: remove it."),
    "length_header": (
        {"headers": {"content-length": 5}},
        ("headers contains content-length, which is set for each call: remove it."),
    ),
    "project_header": (
        {"headers": {"X-Project-ID": SHOWN}},
        ("headers contains X-Project-ID: set project_id or project_name instead."),
    ),
    "line_break_in_a_header": (
        {"headers": {"X-Name": f"{SHOWN}\r\nX-Evil: 1"}},
        (
            "X-Name in headers contains characters that are not allowed in a header: use printable ASCII characters,"
            " and percent-encode others."
        ),
    ),
    "umlaut_in_a_header": (
        {"headers": {"X-Name": f"{SHOWN}ü"}},
        (
            "X-Name in headers contains characters that are not allowed in a header: use printable ASCII characters,"
            " and percent-encode others."
        ),
    ),
    "chinese_header": (
        {"headers": {"X-Name": f"{SHOWN} 中"}},
        (
            "X-Name in headers contains characters that are not allowed in a header: use printable ASCII characters,"
            " and percent-encode others."
        ),
    ),
    "odd_header_name": (
        {"headers": {f"{SHOWN} name": "a"}},
        ("headers contains an invalid name of a header: use letters, digits, and hyphens."),
    ),
    "header_list": (
        {"headers": {"X-Name": [SHOWN]}},
        ("X-Name in headers is neither text nor a number: give text, a number, true, or false."),
    ),
    "headers_text": (
        {"headers": f"{SHOWN}: a"},
        (
            "PLUGIN: argument 'headers' is of type str and we were unable to convert to dict: dictionary "
            "requested, could not parse JSON or key=value."
        ),
    ),
    "query_dictionary": (
        {"query": {"filter": {"a": SHOWN}}},
        ("filter in query is neither text nor a number: give text, a number, true, or false, or a list of these."),
    ),
    "query_text": (
        {"query": f"?{SHOWN}"},
        (
            "PLUGIN: argument 'query' is of type str and we were unable to convert to dict: dictionary "
            "requested, could not parse JSON or key=value."
        ),
    ),
}
#: Those that apply to api_info only.
READS = ("method", "body")
#: Those that apply to job_start only.
STARTS: dict[str, tuple[dict[str, Any], str]] = {
    "text": (
        {"body": f"{SHOWN}: yaml"},
        ("body is text that is not JSON: give a dictionary, a list, or JSON text."),
    ),
    "python": (
        {"body": f"{{'a': '{SHOWN}'}}"},
        ("body is text that is not JSON: give a dictionary, a list, or JSON text."),
    ),
    "number": ({"body": 5}, ("body is a number: give a dictionary, a list, or JSON text.")),
    "number_as_text": (
        {"body": "5"},
        ("body is text that is not JSON: give a dictionary, a list, or JSON text."),
    ),
    "truth": ({"body": True}, ("body is true or false: give a dictionary, a list, or JSON text.")),
    "infinity": (
        {"body": {"server": {"sizes": [1, float("inf")]}}},
        ("body.server.sizes[1] is inf, which JSON cannot represent: give a finite number, or null."),
    ),
    "nan": (
        {"body": {"a": float("nan")}},
        ("body.a is nan, which JSON cannot represent: give a finite number, or null."),
    ),
    "nan_in_text": (
        {"body": f'{{"a": NaN, "b": "{SHOWN}"}}'},
        ("body is text that is not JSON: give a dictionary, a list, or JSON text."),
    ),
    "empty_job_id_path": (
        {"job_id_path": []},
        (
            "job_id_path is not a list of field paths: give keys joined by dots, such as status.jobID, or omit the"
            " option to use the field paths of the service."
        ),
    ),
    "odd_job_id_path": (
        {"job_id_path": [f"{SHOWN}..id"]},
        (
            "job_id_path is not a list of field paths: give keys joined by dots, such as status.jobID, or omit the"
            " option to use the field paths of the service."
        ),
    ),
    "both_timeouts": (
        {"timeout": 5, "wait_timeout": 6},
        ("both timeout and its alias wait_timeout are set: give only one of them."),
    ),
    "get": (
        {"method": "GET"},
        (
            "PLUGIN: value of method must be one of: POST, PUT, PATCH, DELETE, got: GET (to send GET requests, use"
            " huaweicloud.jobs.api_info)."
        ),
    ),
    "typo": (
        {"timeot": 5},
        ("PLUGIN: unsupported options: timeot (did you mean timeout?). Supported parameters include:"),
    ),
    "typo_of_service": ({"service": "esc"}, ("PLUGIN: value of service must be one of: dcs, elb,")),
    "job_ids": (
        {"job_ids": ["a"]},
        ("job_ids is not supported: remove it, or use huaweicloud.jobs.job_wait or huaweicloud.jobs.job_info."),
    ),
    "another_option": (
        {"entities": 1},
        (
            "PLUGIN: unsupported options: entities. Supported parameters include: "
            f"{', '.join(sorted(start_argument_spec({})))} (interval, wait_timeout)."
        ),
    ),
    "minutes": ({"timeout": "10m"}, "timeout is '10m': give seconds, such as 600."),
}
#: Bodies that can be written only in YAML.
ODD = f"""odd:
  bytes: !!binary UzNDUkVU
  date_key:
    2026-01-31: {SHOWN}
  truth_key:
    server:
      no: {SHOWN}
  null_key:
    null: {SHOWN}
"""
#: The messages for these bodies, in every version of ansible-core.
ODD_BODIES: dict[str, str] = {
    "bytes": (
        "body.thing is binary data, which JSON cannot represent: give text, a number, true or false, null, "
        "a list, or a dictionary."
    ),
    "date_key": ("body.thing contains a key that is a date: put the key in quotation marks."),
    "truth_key": ("body.thing.server contains a key that is true or false: put the key in quotation marks."),
    "null_key": ("body.thing contains a key that is null: put the key in quotation marks."),
}
RESULT_OF_URI = {"changed": False, "status": 200, "json": {"job_id": "a"}, "x_subject_token": SHOWN}
#: Values of ``jobs`` for job_wait.
JOBS: dict[str, tuple[dict[str, Any], str]] = {
    "both": ({"job_ids": ["a"], "jobs": [{"job_id": "b"}]}, "both job_ids and jobs are set: give only one of them."),
    "neither": (
        {},
        ("job_ids is missing: give the job IDs, or use jobs if services, regions, or projects differ."),
    ),
    "uri": (
        {"jobs": [RESULT_OF_URI]},
        (
            "jobs[0] has neither job_id nor job_ids (keys: changed, status, json, x_subject_token): it looks"
            " like a result of ansible.builtin.uri, so give its job ID, as in {'service': 'ecs', 'job_id': "
            "created.json.job_id}."
        ),
    ),
    "loop_of_uri": (
        {"jobs": {"results": [RESULT_OF_URI], "changed": True}},
        (
            "jobs is a dictionary (keys: results, changed): give a list of dictionaries, such as "
            "started.results for the results of a loop over job_start, or [started] for a single result."
        ),
    ),
    "results_in_a_list": (
        {"jobs": [{"results": [RESULT_OF_URI]}]},
        (
            "jobs[0] has neither job_id nor job_ids (keys: results): it looks like the result of a loop, so "
            "give a list of dictionaries, such as started.results for the results of a loop over job_start, "
            "or [started] for a single result."
        ),
    ),
    "text": (
        {"jobs": SHOWN},
        (
            "jobs is not a list: give a list of dictionaries, such as started.results for the results of a loop"
            " over job_start, or [started] for a single result."
        ),
    ),
    "text_in_a_list": (
        {"jobs": [{"job_id": "a"}, SHOWN]},
        (
            "jobs[1] is not a dictionary: give a list of dictionaries, such as started.results for the results "
            "of a loop over job_start, or [started] for a single result."
        ),
    ),
    "failed": (
        {"jobs": [{"job_id": "a"}, {"failed": True, "msg": SHOWN, "job_ids": []}]},
        (
            "jobs[1] is the result of a failed task: handle the failure, or remove this result from jobs, as in"
            " started.results | reject('failed')."
        ),
    ),
    "two_ids": (
        {"jobs": [{"job_id": "a", "job_ids": ["b"]}]},
        "jobs[0] has both job_id and job_ids: give only one of them.",
    ),
    "null_id": (
        {"jobs": [{"job_id": None}]},
        (
            "jobs[0].job_id contains a null or empty ID: the create call returned no job. Check its response: orders"
            " for yearly or monthly resources, for example, return an order_id instead of a job_id."
        ),
    ),
    "odd_id": (
        {"jobs": [{"job_id": f"{SHOWN}/b"}]},
        (
            "jobs[0].job_id contains text of 8 characters that is not a job ID: an ID cannot contain whitespace,"
            " control characters, quotation marks, braces, '/', or '%', nor consist of dots; give only the IDs, such"
            " as "
            "created.json.job_id for one call, or started.results | map(attribute='json.job_id') for the "
            "results of a loop."
        ),
    ),
    "service": (
        {"jobs": [{"job_id": "a", "service": SHOWN}]},
        "jobs[0]: service is not a known service: give one of dcs, elb, sdrs, ecs, evs",
    ),
    "no_service": (
        {"service": None, "jobs": [{"job_id": "a"}]},
        "jobs[0]: service is missing: give one of dcs, elb, sdrs, ecs, evs",
    ),
    "region_is_a_list": (
        {"jobs": [{"job_id": "a", "region": [SHOWN]}]},
        "jobs[0].region is not text: give text, or omit it.",
    ),
    "parameters": (
        {"jobs": [{"job_id": "a", "path_parameters": {"thing": SHOWN}}]},
        (
            "jobs[0]: path_parameters contains thing, which the path of Elastic Volume Service does not contain in"
            " braces: remove it."
        ),
    ),
    "parameters_are_text": (
        {"jobs": [{"job_id": "a", "path_parameters": SHOWN}]},
        ("jobs[0].path_parameters is not a dictionary: give a dictionary, or omit it."),
    ),
    "empty_text": (
        {"jobs": ""},
        (
            "jobs is not a list: give a list of dictionaries, such as started.results for the results of a loop"
            " over job_start, or [started] for a single result."
        ),
    ),
}


def test_mistakes(sim: Simulator, playbooks: Playbooks) -> None:
    base = playbooks.connection("evs")
    starts = {name: case for name, case in CALLS.items() if name not in READS} | STARTS
    tasks, reported = {}, {}
    for plugin, cases in (
        ("api_info", CALLS),
        ("job_start", starts),
        ("job_wait", JOBS),
    ):
        for name, (options, message) in cases.items():
            given = {**base, **({} if plugin == "job_wait" else {"path": PATH}), **options}
            given = {key: value for key, value in given.items() if value is not None}
            tasks[f"{plugin}_{name}"] = {f"huaweicloud.jobs.{plugin}": given}
            reported[f"{plugin}_{name}"] = message.replace("PLUGIN", f"huaweicloud.jobs.{plugin}")

    for name, message in ODD_BODIES.items():
        given = {**base, "path": PATH, "body": {"thing": f"{{{{ odd.{name} }}}}"}}
        tasks[f"job_start_{name}"], reported[f"job_start_{name}"] = {"huaweicloud.jobs.job_start": given}, message
    file = playbooks.folder / "odd.yml"
    file.write_text(ODD, encoding="utf-8")

    run = playbooks.run(tasks, "-e", f"@{file}")

    # For a list of all services, the beginning is sufficient.
    assert {name: run.results[name]["msg"][: len(reported[name])] for name in tasks} == reported
    assert {result["failed"] for result in run.results.values()} == {True}
    assert {result["changed"] for result in run.results.values()} == {False}
    assert [name for name, result in run.results.items() if SHOWN in json.dumps(result)] == []
    assert sim.connections == 0
