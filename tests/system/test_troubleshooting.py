# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message that the guide quotes exists in the code, and the guide explains every message of the code.

Both are compared as texts: string literals of the code, with a gap for each placeholder, and the literals in the terms
of the guide, in which a word in capitals or a number can stand for a gap.
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

#: Texts of the code that are not messages by themselves, and what they are instead.
PARTS = {
    "-m pip install requests": "the command in the message that the library is missing",
    "it is incomplete": "why a body cannot be read, after 'the response from URL cannot be read'",
    "it is longer than": "the same",
    "it has a Content-Encoding": "the same",
    "its Content-Encoding is": "the same",
    "of the profile": "where a token or a key comes from, in the message about its characters",
    "the option": "the same",
    "the environment": "where a part of an agency is set, in the message about it",
    "not a whole number": "replaces a value that is not shown, in the message about seconds",
    "of the account": "which agency it is, in the messages about it",
    "the agency": "the source of the keys, in 'The API refused the temporary keys of'",
    "the federated user": "the same",
    "the metadata service": "the service without keys, before 'returned no keys'",
    "the credential service of the pod": "the same",
    "it is not UTF-8 text": "why a file cannot be read",
    "Check the file on the machine that runs the plugin": "follows the messages about a token file",
    "or environment variables, such as these": "what to set, after the message that there is no login",
    "one of the environment variables": "the variables of an option, after the message that it is missing",
    "the environment variable": "the same",
    "whitespace, control characters, quotation marks": "what makes an ID invalid, after the message about it",
    "give only the IDs, such as": "what to write, after the messages about IDs",
    "(not shown)": "replaces an invalid job ID where Ansible shows the options",
    "status and wrapper": "suboptions, after 'Compare'",
    "it is empty": "what a response contains instead of a job",
    "ansible-playbook huaweicloud.jobs.wait": "the command to resume",
    "ansible localhost -m huaweicloud.jobs.job_wait -a": "the same",
    "run the command in resume": "follows 'To resume'",
    "queries per second": "what a number is to be given in, behind the message about it",
    "a field path consists of keys joined by dots": "explains field paths, behind 'Compare custom.status'",
    "not listed": "a value of custom.gone, which the entries about gone explain",
    "no status yet": "stands for the status of a job without one",
    "(often confused with": "part of 'Check service', which follows 'does not know job'",
    "region, and project": "the same",
    ", and make sure that the ID is that of a job": "the same",
    "its keys are": "what a response contains instead of a job",
    "because status values are case-sensitive": "the end of the message about the case of a status value",
    "(to install it, run": "the end of the message that requests is missing",
    "job IDs (pending_jobs has all of them)": "follows 'run the command in resume'",
    "polling once:": "a progress line",
    "; to resume:": "a progress line",
    "set only": "the parameters that path_parameters can contain, after the message about them",
    "host in custom": "the name of an option, in the message about host names",
    "the metadata token": "what the metadata service did not return, in the message about its keys",
    "the custom service": "the name of a service",
    "true or false": "the type of a value, in the messages about a body",
    "in headers": "where a value is invalid, in the messages about headers",
    "in query": "the same for a query",
    "the path of": "which path a message about path_parameters means",
    "agency assumed with": "the kind of a login, in the table of the doctor",
    "of the type": "the type of a value, in the messages about a body",
    "remove it, as this action always sends GET": "the end of the message about options of uri",
    "remove it, as GET requests have no body": "the same",
    "use the login options of this collection": "the same",
    "set path to what follows the host": "the same",
    ": give one of them": "the end of the message about an entry without IDs",
    "give a dictionary, a list, or JSON text": "the end of the messages about a body",
    "give text, a number, true or false": "the same",
    "give a list of dictionaries, such as": "the end of the messages about jobs",
    "no message in the response": "replaces the API's message if there is none",
    "the response has no status": "never shown: reported as a response without a job",
    "the list contains the ID in another case": "why a list is no proof, in 'The job may exist nevertheless, because'",
    "some items of the list are not objects": "the same",
    "the response contains an error code": "the same",
    "the list has more pages": "the same",
    "the job is not in the list": "never shown: reported as an unknown job",
    "The query of": "the beginning of each message of a query that failed, as the beginning of the guide explains",
    "must be one of: .*": "Ansible's message about a value, to which a suggestion is added",
    "(did you mean": "the end of the messages about unknown options and values",
    "(to send GET requests, use": "the end of the message about a method that is not one of the choices",
    "Check region, cloud, endpoint, and the network path": "follows 'cannot reach'",
    "Check the network path, including proxies": "follows the messages about a response that did not arrive",
    "Check endpoint and the network path": "follows the message about a response that is not valid HTTP",
    "the headers of the response are incomplete": "a part of 'was lost before the response arrived'",
    "another location": "the target of a redirect that does not name one",
    "(no value at": "where the status was sought, in the message that the response does not contain a job",
    "The work continues in the cloud": "follows 'Timed out'",
    "the response is not valid HTTP": "a part of 'cannot reach'",
    "long texts": "the parts that a result lacks, after 'The result would have'",
    "of jobs that succeeded": "the same",
    "through the proxy": "a part of 'cannot reach'",
    "signature time:": "the API's words",
    "reach the limit": "the API's words",
    "waiting up to": "a line of progress",
    "sub-jobs done": "a line of progress",
    "(unknown status value)": "the same words as in a progress line, which the guide explains",
    "keeps them for": "follows 'are no longer returned'",
    "the project ID is not known": "why a service was not checked, in a line of the doctor",
    "the login was refused earlier": "the same",
    "login refused": "a verdict of the doctor, which its guide explains",
    "no such host": "the same",
    "no permission": "the same",
    "no such API": "the same",
    "other response": "the same",
    "not in this cloud": "the same",
    "not checked": "the same",
    "the login could not be requested": "the same",
    "; required permission:": "the end of the message about a missing permission",
    "not verified": "a line of the doctor",
    "ID not known": "the same",
    "remove it, or use": "what to do instead, after 'NAME is not supported:'",
    "not given": "replaces the region in a line of the doctor",
    "this is not a valid path": "why a report cannot be written, after the message about it",
    "access key pair": "the kind of a login in a line of the doctor",
    "from profile": "where a login comes from, in a line of the doctor",
}


def statements(path: Path) -> Iterator[tuple[str, ...]]:
    """The texts of each simple statement. The texts of one statement form one message."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.stmt) and not is_docstring:
            texts = tuple(text for text in literals(node) if re.search(r"[a-z_]{2,},? [a-z_]{2,}", text))
            if texts:
                yield texts


def literals(node: ast.AST) -> Iterator[str]:
    """The texts in an expression or a statement, without those of nested statements."""
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
    """The terms of the guide, with their explanations."""
    for block in re.split(r"\n\n+", GUIDE.partition("Installation\n-----")[2]):
        term, newline, text = block.partition("\n  ")
        if newline and "\n" not in term and not term.startswith(".. "):
            yield term, text


def quotes() -> list[str]:
    """The messages that the guide quotes. Messages about templates come from Jinja; ``test_mistakes`` checks them."""
    found = [quote for term, _text in entries() for quote in re.findall(r"``(.+?)``", term)]
    return [quote for quote in found if " has no attribute " not in quote]


def words_of(text: str) -> tuple[str, ...]:
    return tuple(word.rstrip(".,:;") for word in text.split())


def matching_words(quote: tuple[str, ...], text: tuple[str, ...]) -> float:
    """How many words match when a quote is aligned with the beginning of a text. A gap matches up to three words.

    The result is negative if they do not match.
    """
    if not quote:
        return 0
    if not text:
        return -math.inf
    if GAP not in text[0]:
        return 1 + matching_words(quote[1:], text[1:]) if quote[0] == text[0] else -math.inf
    gap = re.compile(re.escape(text[0]).replace(GAP, ".*"))
    filled = [number for number in range(4) if gap.fullmatch(" ".join(quote[:number]))]
    return max((matching_words(quote[number:], text[1:]) for number in filled), default=-math.inf)


def is_about(text: str, quote: str) -> bool:
    """Whether a quote belongs to a text of the code: most of the quote's words occur in it, in the same order."""
    wanted, words = words_of(quote), words_of(text)
    own = sum(not word.isupper() for word in wanted)
    return max(matching_words(wanted, words[start:]) for start in range(len(words))) >= max(2, 0.6 * own)


OUR_STATEMENTS = [texts for path in OURS for texts in statements(path)]
ALL_TEXTS = [text for path in [*OURS, *ANSIBLES] for texts in statements(path) for text in texts]


@pytest.mark.parametrize("quote", quotes())
def test_quoted_messages_exist(quote: str) -> None:
    assert [text for text in ALL_TEXTS if is_about(text, quote)]


@pytest.mark.parametrize("texts", OUR_STATEMENTS, ids=lambda texts: texts[0].replace(GAP, "")[:40].strip())
def test_messages_are_explained(texts: tuple[str, ...]) -> None:
    explained = [text for text in texts if any(is_about(text, quote) for quote in quotes())]
    assert explained or [text for text in texts if any(part in text for part in PARTS)], texts


@pytest.mark.parametrize("part", PARTS)
def test_parts_are_still_there(part: str) -> None:
    assert [text for texts in OUR_STATEMENTS for text in texts if part in text]


def test_each_entry_has_a_solution() -> None:
    assert len(quotes()) > 70
    assert [term for term, text in entries() if "**Solution:**" not in text] == []


def test_no_message_suggests_starting_the_work_again() -> None:
    """Users would otherwise run the task, or the whole playbook, again."""
    again = [
        text
        for texts in OUR_STATEMENTS
        for text in texts
        if re.search(r"\b(run|runs|running|start|repeat)\b.*\bagain\b", text)
    ]
    careless = [text for text in again if "Nothing was started" not in text and "second time" not in text]
    assert again
    assert careless == []
