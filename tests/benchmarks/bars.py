# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The measured comparisons: each gives rows of a bar, an aim and a value.

What is compared runs side by side: in turn within a round, or at the same time. The value is the median of the rounds.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .measure import (
    HERE,
    PEERS_PYTHON,
    SERVICE,
    BenchmarkFailed,
    Cloud,
    Playbook,
    Playbooks,
    Program,
    Run,
    jobs_of,
    variables,
)

WAIT = "huaweicloud.jobs.job_wait"


@dataclass
class Row:
    """One measured value. ``at_least`` tells that more is better; ``note`` gives the numbers behind a ratio."""

    what: str
    value: float
    unit: str = ""
    limit: float | None = None
    aim: float | None = None
    at_least: bool = False
    note: str = ""

    def meets(self, limit: float | None) -> bool:
        """Whether the value keeps a limit, if there is one."""
        if limit is None:
            return True
        return self.value >= limit if self.at_least else self.value <= limit


@dataclass
class Bench:
    """What every benchmark is given."""

    playbooks: Playbooks
    collections: str
    rounds: int
    peers: bool

    def python(self, name: str, spec: dict[str, Any], peers: bool = False) -> Program:
        """Start one of the programs."""
        python, paths = (PEERS_PYTHON, {}) if peers else (sys.executable, {"PYTHONPATH": self.collections})
        command = [str(python), str(HERE / "programs.py"), name, json.dumps(spec)]
        return Program(command, variables() | paths)

    def repeat(self, once: Callable[[], Any]) -> list[Any]:
        """The results of all rounds."""
        return [once() for _round in range(self.rounds)]


def wait(cloud: Cloud, job_ids: Any, **options: Any) -> dict[str, Any]:
    """A task of ours."""
    return {"name": "Wait", WAIT: {**cloud.options(), "job_ids": job_ids, "timeout": 600, **options}}


def uri(cloud: Cloud, job_id: str = "{{ item }}", **keywords: Any) -> dict[str, Any]:
    """The task that people write without a collection, with the fewest options it needs."""
    trust = {"ca_path": cloud.about["ca_path"]} if cloud.about["ca_path"] else {}
    arguments = {"url": cloud.job_url(job_id), "headers": {"X-Auth-Token": cloud.about["token"]}, **trust}
    return {"name": "Wait with uri", "ansible.builtin.uri": arguments, "register": "answer", **keywords}


def until_ended(delay: float = 5) -> dict[str, Any]:
    """The keywords that have uri wait."""
    return {"until": "answer.json.status == 'SUCCESS'", "delay": delay, "retries": 100}


def debug() -> dict[str, Any]:
    """A task that costs what every task costs."""
    return {"name": "Debug", "ansible.builtin.debug": {"msg": "nothing"}}


def program_spec(cloud: Cloud) -> dict[str, Any]:
    """What our client needs to know in a program."""
    login = {"token": cloud.about["token"], "project": cloud.about["project_id"]}
    return {"service": SERVICE, "endpoint": cloud.endpoint, **login}


def per_poll(run: Callable[[int], Run], few: int, many: int) -> float:
    """CPU seconds of one poll: what the further polls of a longer wait cost."""
    return (run(many).cpu - run(few).cpu) / (many - few)


def cpu_of_one_poll(bench: Bench) -> Iterator[Row]:
    """Playbooks with more polls and with fewer: the difference is the cost of a poll, of whatever process."""
    with Cloud() as cloud:
        cloud.tell("jobs", jobs_of({"a": None}))

        def again(name: str, task: dict[str, Any], before: list[dict[str, Any]]) -> Callable[[int], Run]:
            keywords = {"register": "answer", "until": False, "delay": 0, "ignore_errors": True}
            return lambda polls: bench.playbooks.run([*before, {**task, **keywords, "name": name, "retries": polls}])

        begin = {"name": "Begin", "ansible.builtin.command": "sleep 300", "async": 300, "poll": 0, "register": "begun"}
        status = {"ansible.builtin.async_status": {"jid": "{{ begun.ansible_job_id }}"}}

        def ours() -> float:
            unbound = {"min_interval": 0, "max_interval": 0, "max_rate": 1e6}
            runs = [
                bench.playbooks.run([{**wait(cloud, "a", **unbound, timeout=seconds), "ignore_errors": True}])
                for seconds in (0, 3)
            ]
            polls = [run.tasks("Wait")[0]["polls"] for run in runs]
            return (runs[1].cpu - runs[0].cpu) / float(polls[1] - polls[0])

        def once() -> dict[str, float]:
            costs = {"ours": ours(), "uri": per_poll(again("Ask", uri(cloud, "a"), []), 2, 10)}
            if bench.peers:
                costs["async_status"] = per_poll(again("Ask", status, [begin]), 2, 8)
                spec = {"endpoint": cloud.endpoint, "token": cloud.about["token"], "url": cloud.job_url("a")}
                costs["hwc"] = float(bench.python("hwc_cost", {**spec, "polls": 1500}, peers=True).end().output)
            return costs

        results = bench.repeat(once)
        spec = {**program_spec(cloud), "job_id": "a", "url": cloud.job_url("a"), "seconds": 0.3}
        spec["turns"] = 8 * bench.rounds
        turns = json.loads(bench.python("turns", spec).end().output)

    def ratio(name: str, **limits: Any) -> Row:
        cost = {key: statistics.median(result[key] for result in results) for key in (name, "ours")}
        value = statistics.median(result[name] / result["ours"] for result in results)
        note = f"{cost[name] * 1000:.3g} ms, job_wait {cost['ours'] * 1000:.2f} ms"
        return Row(f"CPU of one poll: {name} ÷ job_wait", value, "x", at_least=True, note=note, **limits)

    yield ratio("uri", limit=250, aim=400)
    middle = [statistics.median(column) * 1000 for column in zip(*turns, strict=True)]
    yield Row(
        "CPU of one poll: job_wait ÷ a bare loop of requests.Session.get",
        statistics.median(ours / bare for ours, bare in turns),
        limit=1.15,
        aim=0.8,
        note=f"{middle[0]:.2f} ms, the loop {middle[1]:.2f} ms; without Ansible, {len(turns)} turns",
    )
    if bench.peers:
        yield ratio("async_status")
        yield ratio("hwc")


def finished_job(bench: Bench) -> Iterator[Row]:
    """A job that has ended: what a task of ours adds to the time and the CPU of a playbook."""
    with Cloud(tls=True) as cloud:
        cloud.tell("jobs", jobs_of({"a": 0}))

        def once() -> tuple[float, float, float]:
            tasks = [debug()] * 15 + [wait(cloud, "a")] * 40 + [uri(cloud, "a")] * 9 + [debug()] * 10
            run = bench.playbooks.run(tasks)
            above = statistics.median(run.seconds("Wait")) - statistics.median(run.seconds("Debug"))
            base = run.cpu_of_a("Debug")
            return above, run.cpu_of_a("Wait") - base, run.cpu_of_a("Wait with uri") - base

        results = bench.repeat(once)
    above, ours, theirs = (statistics.median(column) for column in zip(*results, strict=True))
    yield Row("Finished job over TLS: task time beyond that of a debug task", above * 1000, "ms", 25, 12)
    yield Row(
        "Finished job over TLS: CPU beyond that of a debug task, job_wait ÷ uri",
        statistics.median(ours / theirs for _above, ours, theirs in results),
        limit=0.04,
        aim=0.02,
        note=f"{ours * 1000:.1f} ms, uri {theirs * 1000:.0f} ms",
    )


def lateness(cloud: Cloud, ends: dict[str, float], start: float) -> list[float]:
    """From the end of each job to the arrival of the query that finds it ended, by the clock of the server."""
    # The query that finds a job ended is the last one for it.
    last = {query["job_id"]: query["at"] - start - ends[query["job_id"]] for query in cloud.queries()}
    if last.keys() != ends.keys() or min(last.values()) < -0.1:
        raise BenchmarkFailed("a job was not waited for")
    return list(last.values())


def spread(jobs: int, low: float, high: float, seed: int) -> dict[str, float]:
    """Jobs that end between two times: spread over them, but at no regular distance, and in a random order."""
    rng = random.Random(seed)
    ends = [low + (high - low) * (number + rng.random()) / jobs for number in range(jobs)]
    rng.shuffle(ends)
    return {f"job{number}": end for number, end in enumerate(ends)}


def started(
    bench: Bench, cloud: Cloud, tasks: list[dict[str, Any]], ends: dict[str, float], **options: Any
) -> Playbook:
    """A playbook whose jobs begin with it."""
    return bench.playbooks.start(tasks, cloud=cloud, jobs=jobs_of(dict(ends)), **options)


def single_jobs(bench: Bench) -> Iterator[Row]:
    """Jobs of 10 to 15 s, each in a playbook of its own: ours, and others at the same time.

    A job is known to have ended when the task is over. The playbooks begin one after the other, so that their polls
    seldom meet.
    """
    jobs, apart = 5, 1.5
    seeds = iter(range(100))

    def once() -> dict[str, float]:
        ends = spread(jobs, 10, 15, next(seeds))
        late: dict[str, list[float]] = {}
        with Cloud() as cloud:
            # Each of the three has its own job, as it begins with its own task.
            playbooks: list[tuple[str, str, float, Playbook]] = []
            programs: list[tuple[float, Program]] = []
            for job, end in ends.items():
                mine, theirs, third = (f"{job}-{who}" for who in ("ours", "uri", "hwc"))
                for who, name, task in (
                    ("ours", mine, wait(cloud, mine)),
                    ("uri", theirs, uri(cloud, theirs, **until_ended())),
                ):
                    playbooks.append((who, task["name"], end, started(bench, cloud, [task], {name: end})))
                if bench.peers:
                    spec = {"endpoint": cloud.endpoint, "token": cloud.about["token"], "url": cloud.job_url(third)}
                    cloud.tell("jobs", jobs_of({third: end}))
                    programs.append((time.monotonic() + end, bench.python("hwc_wait", spec, peers=True)))
                time.sleep(apart)
            for who, name, end, playbook in playbooks:
                run = playbook.end()
                late.setdefault(who, []).append(run.tasks(name)[0]["end"] - run.start - end)
            for end, program in programs:
                late.setdefault("hwc", []).append(float(program.end().output) - end)
        return {who: statistics.mean(values) for who, values in late.items()}

    results = bench.repeat(once)
    for name, limit, aim in (("uri", 0.25, 0.15), ("hwc", None, None)):
        if name in results[0]:
            late = {key: statistics.mean(result[key] for result in results) for key in (name, "ours")}
            yield Row(
                f"Mean lateness, jobs of 10-15 s: job_wait ÷ {name}" + (" with delay 5" if name == "uri" else ""),
                late["ours"] / late[name],
                limit=limit,
                aim=aim,
                note=f"{late['ours']:.2f} s, {name} {late[name]:.2f} s; the mean of all {jobs * len(results)} jobs",
            )


def hundred_jobs(bench: Bench) -> Iterator[Row]:
    """100 jobs of 10 to 15 s in one task: uri in a loop, and ours with the defaults and with a higher rate."""
    seeds = iter(range(100))

    def once() -> dict[str, tuple[float, float]]:
        ends = spread(100, 10, 15, next(seeds))
        with Cloud() as first, Cloud() as second, Cloud() as third:
            tasks = {
                "ours": (first, wait(first, list(ends))),
                "ours, max_rate 200": (second, wait(second, list(ends), max_rate=200)),
                "uri": (third, uri(third, loop=list(ends), **until_ended())),
            }
            runs = {name: (cloud, started(bench, cloud, [task], ends)) for name, (cloud, task) in tasks.items()}
            base = bench.playbooks.run([debug()]).cpu
            results = {}
            for name, (cloud, playbook) in runs.items():
                run = playbook.end()
                results[name] = (statistics.mean(lateness(cloud, ends, run.start)), run.cpu - base)
        return results

    results = bench.repeat(once)
    for name in ("ours", "ours, max_rate 200"):
        label = name.replace("ours", "job_wait")
        for column, (what, unit, limit, aim) in enumerate((("mean lateness", "s", 20, 60), ("CPU", "s", 10, 15))):
            values = [statistics.median(result[who][column] for result in results) for who in ("uri", name)]
            yield Row(
                f"100 jobs: {what} of uri in a loop ÷ {label}",
                statistics.median(result["uri"][column] / result[name][column] for result in results),
                "x",
                limit=limit if "200" in name else None,
                aim=aim if "200" in name else None,
                at_least=True,
                note=f"{values[0]:.3g} {unit}, {label} {values[1]:.2f} {unit}",
            )


def thousand_jobs(bench: Bench) -> Iterator[Row]:
    """1000 jobs of 10 to 15 s in one task: how long after the last end the task is over, and what memory it takes."""
    seeds = iter(range(100))

    def once() -> tuple[float, float, float]:
        ends = spread(1000, 10, 15, next(seeds))
        with Cloud() as cloud:
            task = wait(cloud, list(ends), max_rate=500)
            run = started(bench, cloud, [task], ends, memory=True).end()
            last = run.start + max(ends.values())
            seen = max(query["at"] for query in cloud.queries())
        return run.tasks("Wait")[0]["end"] - last, seen - last, run.peak or 0.0

    results = bench.repeat(once)
    known, seen, peak = (statistics.median(column) for column in zip(*results, strict=True))
    note = f"the last query {seen:.2f} s after the end"
    yield Row(
        "1000 jobs in one task, max_rate 500: from the end of the last job to the end of the task",
        known,
        "s",
        3,
        2.2,
        note=note,
    )
    if peak:
        yield Row("1000 jobs in one task: peak memory of all processes", peak, "MiB", 110, 80)


def jobs_that_end_together(bench: Bench) -> Iterator[Row]:
    """100 jobs that end at one moment, with a server that takes 50 ms for an answer."""

    def once() -> tuple[float, float]:
        ends = {f"job{number}": 8.0 + 0.001 * number for number in range(100)}
        with Cloud() as cloud:
            cloud.tell("faults", {"kind": "slow", "seconds": 0.05, "times": None})
            run = started(bench, cloud, [wait(cloud, list(ends), max_rate=200)], ends).end()
            last = run.start + max(ends.values())
            return run.tasks("Wait")[0]["end"] - last, max(query["at"] for query in cloud.queries()) - last

    known, seen = (statistics.median(column) for column in zip(*bench.repeat(once), strict=True))
    note = f"the last query {seen:.2f} s after the end"
    yield Row(
        "100 jobs that end together, latency 50 ms, max_rate 200: from their end to the end of the task",
        known,
        "s",
        1.5,
        0.8,
        note=note,
    )


def throttled(bench: Bench) -> Iterator[Row]:
    """A server that allows 10 queries a second, and our default rate of 20: how many responses are 429."""

    def share(cloud: Cloud) -> float:
        statuses = [query["status"] for query in cloud.queries()]
        return 100 * statuses.count(429) / len(statuses)

    counts = [40, 100] * bench.rounds
    clouds = [Cloud() for _count in counts]
    try:
        runs = []
        for seed, (jobs, cloud) in enumerate(zip(counts, clouds, strict=True)):
            cloud.tell("limit", {"rate": 10})
            ends = spread(jobs, 15, 45, seed)
            runs.append(started(bench, cloud, [wait(cloud, list(ends))], ends))
        for run in runs:
            run.end()
        shares = [share(cloud) for cloud in clouds]
    finally:
        for cloud in clouds:
            cloud.__exit__(None, None, None)
    for jobs in (40, 100):
        values = [value for count, value in zip(counts, shares, strict=True) if count == jobs]
        note = "jobs of 15-45 s"
        yield Row(
            f"Responses with HTTP 429, {jobs} jobs, an API that allows 10 queries a second",
            statistics.median(values),
            "%",
            5,
            2,
            note=note,
        )


def flatness(bench: Bench) -> Iterator[Row]:
    """From 1 to 3000 jobs: CPU for a query at one rate of queries, and calls for a job at a rate that does not bind."""
    sizes = (1, 100, 1000, 3000)
    with Cloud() as cloud:
        cloud.tell("jobs", jobs_of({f"job{number}": None for number in range(max(sizes))}))
        spec = {**program_spec(cloud), "sizes": sizes, "rate": 300, "seconds": 2, "rounds": 3 * bench.rounds}
        rounds = json.loads(bench.python("sizes", spec).end().output)
    costs = {
        jobs: statistics.median(column) * 1000 for jobs, column in zip(sizes, zip(*rounds, strict=True), strict=True)
    }
    calls = {}
    for jobs in sizes:
        # The jobs end long before or after a query.
        ends = {f"job{number}": 7.9 for number in range(jobs)}
        with Cloud() as cloud:
            task = wait(cloud, list(ends), min_interval=4, max_interval=4, max_rate=1e5)
            calls[jobs] = started(bench, cloud, [task], ends).end().tasks("Wait")[0]["polls"] / jobs
    for what, unit, values in (("CPU per query", "ms", costs), ("calls per job", "", calls)):
        note = ", ".join(
            f"{jobs} {'job' if jobs == 1 else 'jobs'}: {value:.2f} {unit}".rstrip() for jobs, value in values.items()
        )
        # "Flat" is within a quarter: the CPU time of a query varies so much by itself.
        yield Row(
            f"1 to 3000 jobs in one task: {what}, maximum ÷ minimum",
            max(values.values()) / min(values.values()),
            limit=1.25,
            aim=1.1,
            note=note,
        )


ALL: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "poll": cpu_of_one_poll,
    "finished": finished_job,
    "single": single_jobs,
    "hundred": hundred_jobs,
    "thousand": thousand_jobs,
    "together": jobs_that_end_together,
    "throttled": throttled,
    "flat": flatness,
}
