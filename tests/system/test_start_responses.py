# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What calls look like when they arrive, and how the various formats of their responses are processed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import Simulator

if TYPE_CHECKING:
    from .conftest import Playbooks

JOBS = {"jobs": [{"job_id": "b"}, {"job_id": "a"}]}
NO_ID = "The API accepted the call, but its response has no job ID at job_id or jobId"

#: Service, options, status and body of the response; the expected job IDs; and the beginning of the warning.
ACCEPTED: dict[str, tuple[str, dict[str, Any], int, Any, list[str], str]] = {
    "plain": ("evs", {}, 200, {"job_id": "a"}, ["a"], ""),
    "created": ("evs", {}, 201, {"job_id": "a"}, ["a"], ""),
    "accepted": ("evs", {}, 202, {"job_id": "a"}, ["a"], ""),
    "number": ("evs", {}, 200, {"job_id": 4711}, ["4711"], ""),
    "order_and_job": ("evs", {}, 200, {"order_id": "CS1", "job_id": "a"}, ["a"], ""),
    "order": ("evs", {}, 200, {"order_id": "CS1"}, [], "The API accepted the call as order CS1, which has no job"),
    "nothing": ("evs", {}, 200, {"id": "a"}, [], NO_ID),
    "null": ("evs", {}, 200, {"job_id": None}, [], NO_ID),
    "no_id": ("evs", {}, 200, {"job_id": "a/b"}, [], NO_ID),
    "truth": ("evs", {}, 200, {"job_id": True}, [], NO_ID),
    "list": (
        "evs",
        {"job_id_path": ["jobs.job_id"]},
        200,
        {"jobs": [{"job_id": "b"}, {"job_id": "a"}]},
        ["b", "a"],
        "",
    ),
    "twice": ("evs", {"job_id_path": ["jobs.job_id"]}, 200, {"jobs": [{"job_id": "a"}, {"job_id": "a"}]}, ["a"], ""),
    "index": ("evs", {"job_id_path": ["jobs.1.job_id"]}, 200, JOBS, ["a"], ""),
    "second_path": ("evs", {"job_id_path": ["x.id", "job_id"]}, 200, {"job_id": "a"}, ["a"], ""),
    "second_path_text": ("evs", {"job_id_path": "x.id,job_id"}, 200, {"job_id": "a"}, ["a"], ""),
    "top_level_list": ("evs", {"job_id_path": ["0.job_id"]}, 200, [{"job_id": "a"}], ["a"], ""),
    "cluster": (
        "cce",
        {"job_id_path": "status.jobID"},
        201,
        {"kind": "Cluster", "status": {"phase": "Creating", "jobID": "a"}},
        ["a"],
        "",
    ),
}


def test_ids_are_found_in_every_format(sim: Simulator, playbooks: Playbooks) -> None:
    tasks = {}
    for name, (service, options, status, body, ids, _reported) in ACCEPTED.items():
        sim.fault("html", service=service, on="call", status=status, body=body)
        for job_id in ids:
            sim.add_job(service, job_id)
        given = playbooks.connection(service) | {"path": f"/v1/{name}", "progress": "none", **options}
        tasks[name] = {"huaweicloud.jobs.job_start": given}
    # These responses have no body, or the body lacks the field path of the task.
    sim.fault("empty", service="evs", on="call", status=204)
    sim.fault("empty", service="evs", on="call", status=202)
    sim.fault("null", service="evs", on="call")
    sim.fault("html", service="evs", on="call", body={"job": {"id": None}, "x": 1})
    connection = playbooks.connection("evs")
    for name in ("no_content", "empty", "json_null"):
        tasks[name] = {"huaweicloud.jobs.job_start": {**connection, "path": f"/v1/{name}"}}
    nowhere = {**connection, "path": "/v1/x", "job_id_path": ["job.id", "ids"]}
    tasks["not_there"] = {"huaweicloud.jobs.job_start": nowhere}

    results = playbooks.run(tasks).results

    for name, (_service, _options, status, body, ids, reported) in ACCEPTED.items():
        result = results[name]
        assert (name, result["failed"], result["changed"], result["status"]) == (name, False, True, status)
        assert (name, result["job_ids"], result["json"]) == (name, ids, body)
        assert (name, [job["job_id"] for job in result["jobs"]]) == (name, ids)
        assert ("job" in result) == (len(ids) == 1)
        (warning,) = result.get("warnings") or [""]
        assert (name, str(warning)[: len(reported)], bool(warning)) == (name, reported, bool(reported))
    assert results["order"]["order_id"] == "CS1"
    assert [name for name, result in results.items() if "order_id" in result] == ["order"]
    for name, status in (("no_content", 204), ("empty", 202), ("json_null", 200)):
        result = results[name]
        assert (result["failed"], result["changed"], result["status"], result["json"]) == (False, True, status, None)
        assert str(result["warnings"][0]).startswith(NO_ID)
    lost = results["not_there"]
    assert (lost["failed"], lost["changed"], lost["ambiguous"]) == (True, True, False)
    assert (lost["job_ids"], lost["jobs"]) == ([], [])
    assert lost["json"] == {"job": {"id": None}, "x": 1}
    assert lost["msg"].startswith("The API accepted the call, but its response has no job ID at job.id or ids")
    assert lost["msg"].endswith("The work continues in the cloud. Compare job_id_path with json in the result.")
    assert len(sim.calls()) == len(tasks)


def test_calls_arrive_as_written(sim: Simulator, playbooks: Playbooks) -> None:
    """Signed with keys: the signature, which the simulator checks, covers method, path, query, headers, and body."""
    sim.add_resource("evs", "disk", size=10)
    sim.add_resource("evs", "other", size=10)
    sim.add_job("dms", "topic")
    keys = {"access_key": sim.access_key, "secret_key": sim.secret_key, "progress": "none", "wait": False}
    odd = {"name": ["a b", "ü&=+/?", "a b"], "empty": "", "null": None, "off": False, "size": 1.5, "~x": "*'()"}
    one = {"path": "/v2/{project_id}/cloudvolumes/{id}", "method": "DELETE"}
    action = "/v2.1/{project_id}/cloudvolumes/{id}/action"
    extend = {"os-extend": {"new_size": 20}}
    cases: dict[str, dict[str, Any]] = {
        "query": {
            "path": f"{action}?b=2&a=1&a=%C3%BC",
            "query": odd,
            "path_parameters": {"id": "disk"},
            "body": extend,
        },
        "with_body": {**one, "path_parameters": {"id": "disk"}, "body": {"cascade": True}},
        "without_body": {**one, "path_parameters": {"id": "other"}},
        "headers": {
            **one,
            "path_parameters": {"id": "gone"},
            "headers": {"X-Language": "en-us", "x-number": 5, "Accept": "text/x", "X-Null": None},
        },
        "as_text": {"path": f"/v1/{{project_id}}{'/x' * 50}", "body": ' {"b":  1.0, "a": "ü \\u00fc"}\n'},
        "by_name": {**one, "path_parameters": {"id": "gone"}, "project_name": sim.project_name},
    }
    tasks = {}
    for name, options in cases.items():
        given = {**playbooks.connection("evs"), **keys, **options}
        del given["token"]
        if name == "by_name":
            given["iam_endpoint"] = sim.endpoint("iam")
            del given["project_id"]
        tasks[name] = {"huaweicloud.jobs.job_start": given}

    results = playbooks.run(tasks).results

    assert sim.bad_signatures == {}
    assert {name: result["status"] for name, result in results.items()} == {
        "query": 200,
        "with_body": 200,
        "without_body": 200,
        "headers": 404,
        "as_text": 404,
        "by_name": 404,
    }
    calls = dict(zip(tasks, sim.calls(), strict=True))
    assert {call.headers["content-type"] for call in calls.values()} == {"application/json"}
    assert {call.headers["x-project-id"] for call in calls.values()} == {sim.project_id}
    assert calls["query"].target.partition("?")[2] == (
        "b=2&a=1&a=%C3%BC&name=a%20b&name=%C3%BC%26%3D%2B%2F%3F&name=a%20b&empty=&off=false&size=1.5&~x=%2A%27%28%29"
    )
    assert (calls["query"].body, calls["with_body"].body, calls["without_body"].body) == (
        extend,
        {"cascade": True},
        None,
    )
    assert calls["without_body"].headers.get("content-length", "0") == "0"
    assert "transfer-encoding" not in calls["without_body"].headers
    sent = calls["headers"].headers
    assert (sent["x-language"], sent["x-number"], sent["accept"]) == ("en-us", "5", "text/x")
    assert "x-null" not in sent
    assert calls["as_text"].body == {"b": 1.0, "a": "ü ü"}
    assert calls["by_name"].path == calls["headers"].path


def test_parameters_are_used_for_the_call_and_the_job_query(sim: Simulator, playbooks: Playbooks) -> None:
    sim.add_job("dms", "topic")
    sim.fault("html", service="dms", on="call", body={"job_id": "topic"})
    sim.fault("html", service="dms", on="call", body={"job_id": "topic"})
    given = playbooks.connection("dms") | {"path": "/v2/{project_id}/{engine}/instances/{instance_id}/topics"}
    both = {"engine": "kafka", "instance_id": "queue"}
    start = "huaweicloud.jobs.job_start"
    wait = {"huaweicloud.jobs.job_wait": {"jobs": ["{{ started }}"], "token": sim.token, "progress": "none"}}
    tasks = {
        "waited": {start: {**given, "path_parameters": both}},
        "lacking": {start: {**given, "path": "/v2/{project_id}/topics"}},
        "too_many": {start: {**given, "path_parameters": {**both, "topic": "t"}}},
        "started": {start: {**given, "path_parameters": both, "wait": False}},
        "later": wait,
    }

    results = playbooks.run(tasks).results

    assert results["waited"]["job"]["state"] == "succeeded"
    assert results["started"]["path_parameters"] == {"instance_id": "queue"}
    assert results["later"]["job"]["state"] == "succeeded"
    assert {query.path.split("/")[-3] for query in sim.queries("dms")} == {"queue"}
    assert results["lacking"]["msg"].startswith("path_parameters lacks instance_id, which the path of ")
    assert results["too_many"]["msg"].startswith("path_parameters contains topic, which path does not contain")
    assert len(sim.calls()) == 2


def test_a_deletion_without_a_job_ends_when_the_resource_is_gone(sim: Simulator, playbooks: Playbooks) -> None:
    disk = {"name": "d", "size": 10, "volume_type": "SSD", "availability_zone": "eu-de-01"}
    where = playbooks.connection("evs")
    path = "/v2/{project_id}/cloudvolumes"
    described = {"path": f"{path}/{{job_id}}", "wrapper": "volume", "job_id": ["id"], "gone": ["404"]}
    there = {**described, "running": ["creating", "available", "deleting"], "failed": ["error_deleting"]}
    made = {**where, "path": path, "body": {"volume": disk}, "progress": "none"}
    (start,) = playbooks.run({"start": {"huaweicloud.jobs.job_start": made}}).results.values()
    volume = {"volume_id": start["job"]["entities"]["volume_id"]}
    there_now = {**where, "service": "custom", "custom": there, "progress": "none"}
    listed = {**there, "path": f"{path}/detail", "wrapper": "volumes", "gone": ["not listed"]}
    sim.fault("html", service="evs", on="call", method="DELETE", processed=True, status=200, body={})
    # A proxy that is restarting.
    sim.fault("html", service="evs", on="call", method="GET", times=2, status=404)
    call = {**there_now, "path": f"{path}/{{volume_id}}", "path_parameters": volume, "method": "DELETE"}
    run = playbooks.run(
        {
            "deleted": {"huaweicloud.jobs.job_start": call},
            "gone": {"huaweicloud.jobs.job_wait": {**there_now, "job_ids": [volume["volume_id"]]}},
            "unlisted": {
                "huaweicloud.jobs.job_wait": {**there_now, "custom": listed, "job_ids": [volume["volume_id"]]}
            },
        }
    )
    assert {name: result.get("msg") for name, result in run.results.items() if result["failed"]} == {}
    (warning,) = run.results["deleted"]["warnings"]
    assert "pass the ID of the resource to huaweicloud.jobs.job_wait as job_ids" in warning
    for name in ("gone", "unlisted"):
        assert (run.results[name]["job"]["state"], run.results[name]["job"]["status"]) == ("succeeded", None)
    assert [call.status for call in sim.calls("evs") if call.method == "GET"][:2] == [404, 404]
    assert run.results["gone"]["polls"] > 2
