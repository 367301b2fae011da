# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The measured comparisons of tasks that create and wait, and of waits for several services."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from .bars import WAIT, Bench, Row, debug, spread, until_ended
from .measure import Cloud, Run, jobs_of

VOLUME = {"size": 10, "volume_type": "SSD", "availability_zone": "eu-de-01"}
SERVICES = ("ecs", "evs", "dcs")


def create(cloud: Cloud, name: str) -> list[dict[str, Any]]:
    """Our task: a signed call, and the wait."""
    path, body = "/v2.1/{project_id}/cloudvolumes", {"volume": {"name": name, **VOLUME}}
    arguments = {**cloud.keys("evs"), "path": path, "body": body, "timeout": 600}
    return [{"name": name, "huaweicloud.jobs.job_start": arguments}]


def create_with_uri(cloud: Cloud, name: str) -> list[dict[str, Any]]:
    """The two tasks that people write without a collection, with a token that they have already."""
    endpoint, headers = cloud.about["endpoints"]["evs"], {"X-Auth-Token": cloud.about["token"]}
    url, body = f"{endpoint}/v2.1/{cloud.about['project_id']}/cloudvolumes", {"volume": {"name": name, **VOLUME}}
    call = {"url": url, "method": "POST", "headers": headers, "body_format": "json", "body": body}
    poll = {"url": f"{endpoint}/v1/{cloud.about['project_id']}/jobs/{{{{ created.json.job_id }}}}", "headers": headers}
    return [
        {"name": f"Call {name}", "ansible.builtin.uri": call, "register": "created"},
        {"name": name, "ansible.builtin.uri": poll, "register": "answer", **until_ended()},
    ]


def pause(_cloud: Cloud, name: str) -> list[dict[str, Any]]:
    """A task that only takes time: Ansible's main process looks after it as after any other."""
    return [{"name": name, "ansible.builtin.pause": {"seconds": 12}}]


def cpu_between(run: Run, first: str, after: str) -> float:
    """CPU seconds from the begin of one task to that of another, which has to come later."""
    begins = {line["name"]: line["cpu"] for line in run.tasks("begin")}
    return float(begins[after] - begins[first])


WAYS = {"ours": create, "uri": create_with_uri, "pause": pause}


def create_and_wait(bench: Bench) -> Iterator[Row]:
    """A disk whose job takes 10 to 15 s: with one task, and with uri and until.

    Each playbook creates two disks, the first one only so that all is loaded. A third playbook only pauses: what
    Ansible's main process takes while any task lasts is the greater part of what ours costs.
    """
    playbooks, apart = 4, 1.5
    seeds = iter(range(100))

    def once() -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        with ExitStack() as stack:
            runs = []
            for seconds in spread(playbooks, 10, 15, next(seeds)).values():
                cloud = stack.enter_context(Cloud())
                cloud.tell("create-seconds", {"seconds": seconds})
                for who, tasks_of in WAYS.items():
                    first, second = (tasks_of(cloud, f"{who}-{number}") for number in (1, 2))
                    debugs = [{**debug(), "name": f"Debug {letter}"} for letter in "abcd"]
                    tasks = [*first, debugs[0], *second, *debugs[1:]]
                    runs.append((who, cloud, seconds, second[0]["name"], bench.playbooks.start(tasks)))
                time.sleep(apart)
            for who, cloud, seconds, begin, playbook in runs:
                run = playbook.end()
                calls = {call["body"]["volume"]["name"]: call["at"] for call in cloud.calls()}
                for name in (f"{who}-1", f"{who}-2") if who != "pause" else ():
                    found.setdefault(f"{who} late", []).append(run.tasks(name)[0]["end"] - calls[name] - seconds)
                # Processes may be counted a task later, hence a debug task that is taken off again.
                cpu = cpu_between(run, begin, "Debug c") - cpu_between(run, "Debug c", "Debug d")
                found.setdefault(f"{who} cpu", []).append(cpu)
                took = run.tasks(f"{who}-2")[0]["end"] - run.tasks(begin)[0]["begin"]
                found.setdefault(f"{who} took", []).append(took)
        return found

    rounds = bench.repeat(once)
    found = {key: [value for each in rounds for value in each[key]] for key in rounds[0]}
    ours, theirs = (statistics.mean(found[f"{who} late"]) for who in ("ours", "uri"))
    yield Row(
        "Create and wait, jobs of 10-15 s: mean lateness of job_start ÷ uri with delay 5",
        ours / theirs,
        limit=0.25,
        aim=0.15,
        note=f"{ours:.2f} s, uri {theirs:.2f} s; the mean of all {len(found['ours late'])} jobs",
    )
    ours, theirs = (statistics.median(found[f"{who} cpu"]) for who in ("ours", "uri"))
    note = f"{theirs * 1000:.0f} ms, job_start {ours * 1000:.0f} ms"
    yield Row("Create and wait: CPU of uri ÷ job_start, in total", theirs / ours, "x", at_least=True, note=note)
    rate = sum(found["pause cpu"]) / sum(found["pause took"])
    ours, theirs = (
        statistics.median(
            cpu - rate * took for cpu, took in zip(found[f"{who} cpu"], found[f"{who} took"], strict=True)
        )
        for who in ("ours", "uri")
    )
    yield Row(
        "Create and wait: CPU of uri ÷ job_start, beyond that of a pause of the same length",
        theirs / ours,
        "x",
        limit=20,
        aim=30,
        at_least=True,
        note=f"{theirs * 1000:.0f} ms, job_start {ours * 1000:.0f} ms; the pause {rate * 1000:.0f} ms a second",
    )


def one_wait(cloud: Cloud) -> dict[str, Any]:
    """One task for the jobs of all services."""
    login = {key: cloud.about[key] for key in ("access_key", "secret_key")}
    locations = [{**cloud.keys(service), "job_id": f"job-{service}"} for service in SERVICES]
    entries = [{key: location[key] for key in location.keys() - login.keys()} for location in locations]
    return {"name": "Wait", WAIT: {**login, "jobs": entries, "timeout": 600}}


def three_waits(cloud: Cloud) -> list[dict[str, Any]]:
    """A task for the job of each service."""
    return [
        {"name": f"Wait {service}", WAIT: {**cloud.keys(service), "job_id": f"job-{service}"}} for service in SERVICES
    ]


def three_services(bench: Bench) -> Iterator[Row]:
    """Three jobs of 10 to 15 s, one of each service: one task for all, and three tasks in a row."""
    seeds = iter(range(100))

    def once() -> dict[str, tuple[float, float]]:
        seconds = dict(zip(SERVICES, spread(len(SERVICES), 10, 15, next(seeds)).values(), strict=True))
        jobs = [job for service, end in seconds.items() for job in jobs_of({f"job-{service}": end}, service)]
        results = {}
        with Cloud() as one, Cloud() as three:
            tasks = {"one": (one, [one_wait(one)]), "three": (three, three_waits(three))}
            debugs = [{**debug(), "name": f"Debug {letter}"} for letter in "abc"]
            loaded = {"name": "Load", WAIT: {**one.keys("ecs"), "job_ids": []}}
            runs = {
                name: bench.playbooks.start([loaded, *waits, *debugs], cloud=cloud, jobs=jobs)
                for name, (cloud, waits) in tasks.items()
            }
            for name, (_cloud, waits) in tasks.items():
                run = runs[name].end()
                over = run.tasks(waits[-1]["name"])[0]["end"] - run.start - max(seconds.values())
                cpu = cpu_between(run, waits[0]["name"], "Debug b") - cpu_between(run, "Debug b", "Debug c")
                results[name] = (over, cpu)
        return results

    rounds = bench.repeat(once)
    medians = {
        who: [statistics.median(column) for column in zip(*(found[who] for found in rounds), strict=True)]
        for who in ("one", "three")
    }
    yield Row(
        "Jobs of three services, one task: from the end of the last job to the end of the task",
        medians["one"][0],
        "s",
        note=f"three tasks in a row {medians['three'][0]:.2f} s",
    )
    yield Row(
        "Jobs of three services: CPU of three tasks in a row ÷ one task",
        statistics.median(found["three"][1] / found["one"][1] for found in rounds),
        "x",
        at_least=True,
        note=f"{medians['three'][1] * 1000:.0f} ms, one task {medians['one'][1] * 1000:.0f} ms, beyond a debug task",
    )


ALL = {"create": create_and_wait, "services": three_services}
