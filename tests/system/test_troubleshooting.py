# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide quotes messages that the code has, and the code has none that the guide does not explain.

Both sides are compared as texts: literals of the code, with a gap for each placeholder, and the literals that are the
terms of the guide, in which a word in capitals or a number may stand for a gap.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from pathlib import Path

import ansible
import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "docsite" / "rst" / "troubleshooting.rst").read_text(encoding="utf-8")
OURS = [
    path
    for folder in ("action", "module_utils", "plugin_utils")
    for path in sorted((ROOT / "plugins" / folder).rglob("*.py"))
    if path.name != "table.py"
]
ANSIBLES = [
    Path(ansible.__file__).parent / name
    for name in (
        "executor/process/worker.py",
        "module_utils/basic.py",
        "module_utils/common/parameters.py",
        "module_utils/common/validation.py",
        "parsing/mod_args.py",
        "playbook/base.py",
        "plugins/action/__init__.py",
    )
]
GAP = "\0"

#: Texts of the code that are no messages by themselves, and what they are instead.
PARTS = {
    "-m pip install requests": "the command in the message that the library is missing",
    "it is incomplete": "why a body cannot be read, behind 'the response from URL cannot be read'",
    "it is longer than": "the same",
    "it has a Content-Encoding": "the same",
    "its Content-Encoding is": "the same",
    "of the profile": "where a token or a key comes from, in the message about its characters",
    "the option": "the same",
    "the environment": "where a part of an agency is set, in the message about it",
    "not a whole number": "stands for a value that is not shown, in the message about seconds",
    "of the account": "which agency it is, in the messages about it",
    "the agency": "whose keys they are, in 'The API refused the temporary keys of'",
    "the federated user": "the same",
    "the metadata service": "who returned no keys, before 'returned no keys'",
    "the credential service of the pod": "the same",
    "it is not UTF-8 text": "why a file cannot be read",
    "Check the file on the machine that runs the plugin": "follows the messages about a token file",
    "or environment variables, such as these": "what to set, behind the message that there is no login",
    "one of the environment variables": "the variables of an option, behind the message that it is missing",
    "the environment variable": "the same",
    "whitespace, control characters, quotation marks": "what is wrong with an id, behind the message about it",
    "give only the IDs, such as": "what to write, behind the messages about ids",
    "(not shown)": "stands for what is no id where Ansible shows the options",
    "status and wrapper": "suboptions, behind 'Compare'",
    "it is empty": "what a response has in place of a job",
    "ansible-playbook huaweicloud.jobs.wait": "the command to resume",
    "ansible localhost -m huaweicloud.jobs.job_wait -a": "the same",
    "run the command in resume": "follows 'To resume'",
    "queries per second": "what a number is to be given in, behind the message about it",
    "a field path is keys joined by dots": "explains field paths, behind the entry for 'Compare custom.status'",
    "not listed": "a value of custom.gone, which the entries about gone explain",
    "no status yet": "stands for the status of a job without one",
    "(often confused with": "part of 'Check service', which follows 'does not know job'",
    "region, and project": "the same",
    ", and make sure that the ID is that of a job": "the same",
    "its keys are": "what a response has in place of a job",
    "upper and lower case count": "ends the message about the case of a status value",
    "(to install it, run": "ends the message that requests is missing",
    "job IDs (pending_jobs has all of them)": "follows 'run the command in resume'",
    "polling once:": "a line of progress",
    "; to resume:": "a line of progress",
    "set only": "what path_parameters may have, behind the message about them",
    "host in custom": "the name of an option, in the message about host names",
    "the metadata token": "what is missing of the metadata service, in the message about its keys",
    "the custom service": "the name of a service",
    "true or false": "the type of a value, in the messages about a body",
    "in headers": "what is wrong with a value, in the messages about headers",
    "in query": "the same of a query",
    "the path of": "which path a message about path_parameters means",
    "agency assumed with": "the kind of a login, in the table of the doctor",
    "of the type": "the type of a value, in the messages about a body",
    "remove it, as this action always sends GET": "ends the message about options of uri",
    "remove it, as GET requests have no body": "the same",
    "use the login options of this collection": "the same",
    "set path to what follows the host": "the same",
    ": give one of them": "ends the message about an entry without ids",
    "give a dictionary, a list, or JSON text": "ends the messages about a body",
    "give text, a number, true or false": "the same",
    "must be one of: .*": "Ansible's message about a value, to which a suggestion is added",
    "(did you mean": "ends the messages about unknown options and values",
    "(to send GET requests, use": "ends the message about a method that is not one of the choices",
    "give a list of dictionaries, such as": "ends the messages about jobs",
    "no message in the response": "stands for the API's words where it has none",
    "the response has no status": "never shown: reported as a response that holds no job",
    "the job is not in the list": "never shown: told as a job that is not known",
    "The query of": "begins each message of a query that failed, as the head of the guide says",
    "Check region, cloud, endpoint, and the network path": "follows 'cannot reach'",
    "Check the network path, including proxies": "follows the messages about a response that did not arrive",
    "Check endpoint and the network path": "follows the message about a response that is not valid HTTP",
    "the headers of the response are incomplete": "a part of 'was lost before the response arrived'",
    "another location": "the target of a redirect that does not name one",
    "(nothing at": "where the status was sought, in the message that the response holds no job",
    "The work continues in the cloud": "follows 'Timed out'",
    "the response is not valid HTTP": "a part of 'cannot reach'",
    "long texts": "what a result lacks, behind 'The result would have'",
    "of jobs that succeeded": "the same",
    "through the proxy": "a part of 'cannot reach'",
    "signature time:": "the API's words",
    "reach the limit": "the API's words",
    "(request ID": "a part of each message about an answer, as the head of the guide says",
    "waiting up to": "a line of progress",
    "sub-jobs done": "a line of progress",
    "(unknown status value)": "the same words as in a progress line, which the guide explains",
    "keeps them for": "follows 'are no longer returned'",
    "the project ID is not known": "why a service was not checked, in a line of the check of a cloud",
    "the login was refused earlier": "the same",
    "login refused": "a verdict of the check of a cloud, which its guide explains",
    "no such host": "the same",
    "no permission": "the same",
    "no such API": "the same",
    "other response": "the same",
    "not in this cloud": "the same",
    "not checked": "the same",
    "the login could not be requested": "the same",
    "; required permission:": "ends the message of a service that refuses the permission",
    "not verified": "a line of the check of a cloud",
    "(ID not known)": "the same",
    "not given": "stands for the region in a line of the check of a cloud",
    "this is not a valid path": "what is wrong with the file of a report, behind the message about it",
    "access key pair": "what a login is called in a line of the check of a cloud",
    "from profile": "where a login comes from, in a line of the check of a cloud",
}


def statements(path: Path) -> Iterator[tuple[str, ...]]:
    """The texts of each simple statement. What one statement says is told together."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.stmt) and not is_docstring:
            texts = tuple(text for text in literals(node) if re.search(r"[a-z_]{2,},? [a-z_]{2,}", text))
            if texts:
                yield texts


def literals(node: ast.AST) -> Iterator[str]:
    """The texts in an expression or a statement, without those of the statements in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.sub(r"%s|\{\w*\}", GAP, node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else GAP for part in node.values]
        yield "".join(map(str, parts))
    else:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt):
                yield from literals(child)


def entries() -> Iterator[tuple[str, str]]:
    """The terms of the guide, and what it says of each."""
    for block in re.split(r"\n\n+", GUIDE.partition("Installation\n-----")[2]):
        term, newline, text = block.partition("\n  ")
        if newline and "\n" not in term and not term.startswith(".. "):
            yield term, text


def quotes() -> list[str]:
    """The messages that the guide quotes; those of templates, which Jinja makes up, are held to it by test_mistakes."""
    found = [quote for term, _text in entries() for quote in re.findall(r"``(.+?)``", term)]
    return [quote for quote in found if " has no attribute " not in quote]


def words_of(text: str) -> tuple[str, ...]:
    return tuple(word.rstrip(".,:;") for word in text.split())


def laid(quote: tuple[str, ...], text: tuple[str, ...]) -> float:
    """How many words are the same when a quote is laid over the begin of a text, in which a gap is up to three words.

    Less than nothing if they do not fit.
    """
    if not quote:
        return 0
    if not text:
        return -math.inf
    if GAP not in text[0]:
        return 1 + laid(quote[1:], text[1:]) if quote[0] == text[0] else -math.inf
    gap = re.compile(re.escape(text[0]).replace(GAP, ".*"))
    filled = [number for number in range(4) if gap.fullmatch(" ".join(quote[:number]))]
    return max((laid(quote[number:], text[1:]) for number in filled), default=-math.inf)


def says(text: str, quote: str) -> bool:
    """Whether a text of the code is what a quote is about: most of the quote's own words are in it, in their place."""
    wanted, words = words_of(quote), words_of(text)
    own = sum(not word.isupper() for word in wanted)
    return max(laid(wanted, words[start:]) for start in range(len(words))) >= max(2, 0.6 * own)


OUR_STATEMENTS = [texts for path in OURS for texts in statements(path)]
ALL_TEXTS = [text for path in [*OURS, *ANSIBLES] for texts in statements(path) for text in texts]


@pytest.mark.parametrize("quote", quotes())
def test_quoted_messages_exist(quote: str) -> None:
    assert [text for text in ALL_TEXTS if says(text, quote)]


@pytest.mark.parametrize("texts", OUR_STATEMENTS, ids=lambda texts: texts[0].replace(GAP, "")[:40].strip())
def test_messages_are_explained(texts: tuple[str, ...]) -> None:
    explained = [text for text in texts if any(says(text, quote) for quote in quotes())]
    assert explained or [text for text in texts if any(part in text for part in PARTS)], texts


@pytest.mark.parametrize("part", PARTS)
def test_parts_are_still_there(part: str) -> None:
    assert [text for texts in OUR_STATEMENTS for text in texts if part in text]


def test_each_entry_has_a_way_out() -> None:
    assert len(quotes()) > 70
    assert [term for term, text in entries() if "**Solution:**" not in text] == []


def test_no_message_has_work_started_a_second_time() -> None:
    """As whoever reads one of them would run the task, or the whole playbook, again."""
    again = [
        text
        for texts in OUR_STATEMENTS
        for text in texts
        if re.search(r"\b(run|runs|running|start|repeat)\b.*\bagain\b", text)
    ]
    careless = [text for text in again if "Nothing was started" not in text and "second time" not in text]
    assert again
    assert careless == []
