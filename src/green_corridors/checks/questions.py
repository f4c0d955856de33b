"""Questions and rules: every header can be read, every query is valid and reaches nothing outside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from pyoxigraph import Store

from green_corridors.checks._context import Context, text_of
from green_corridors.containment import Limits, contained
from green_corridors.errors import BrokenQuestion, GreenCorridorsError, LimitExceeded
from green_corridors.findings import Finding, Place, Rule
from green_corridors.inference import rule_fault
from green_corridors.questions import load_question
from green_corridors.rule_reading import FORMS
from green_corridors.sparql import explain_error, refuse_excess, refuse_network, tokens

QUESTION = Rule(
    "question",
    "violation",
    "a question whose header is wrong",
    "A question is one file whose header is YAML after “#+”; CONTRIBUTING lists its keys. The command, its "
    "help, its page and its tests are made from the header.",
)
QUERY = Rule(
    "query",
    "violation",
    "a query that is not valid or not allowed",
    "A query is SPARQL 1.1, declares the prefixes it uses, changes nothing and reaches nothing outside.",
)
RULE = Rule(
    "rule",
    "violation",
    "a rule that cannot be used",
    "A rule of ontology/rules is a valid CONSTRUCT query that connects what is there and makes no new node.",
)
RULES = (QUESTION, QUERY, RULE)


def of_background(context: Context) -> Iterator[Finding]:
    """Yield what is wrong with each question file and each rule."""
    paths = context.knowledge.workspace.queries
    texts = {path: text for path in paths if (text := text_of(path)) is not None}
    faults = _faults(texts)
    for path, text in texts.items():
        yield from _of_question(path, text, faults.get(path, ""))
    for path in context.knowledge.workspace.rules:
        yield from _of_rule(path)


def _of_question(path: Path, text: str, said: str) -> Iterator[Finding]:
    """Yield what is wrong with one question file: its query, as the engine has ``said``, else its header."""
    try:
        refuse_excess(text)
        refuse_network(text)
        if said:
            yield _syntax(QUERY, path, text, said)
        else:
            load_question(path)
    except BrokenQuestion as error:
        message, _, repair = error.message.partition("; ")
        place = Place(path, error.line or 1, error.column or 1)
        yield Finding(QUESTION.code, QUESTION.severity, message, place, repair)
    except GreenCorridorsError as error:
        yield _refused(QUERY, path, text, str(error))


def _faults(texts: Mapping[Path, str]) -> dict[Path, str]:
    """Return what the engine says is wrong with queries; one that is too much for it harms no other."""
    if not texts:
        return {}
    try:
        return contained(partial(_judged, texts), Limits())
    except LimitExceeded as error:
        if len(texts) == 1:
            return dict.fromkeys(texts, str(error))
        return {path: said for path, text in texts.items() for said in _faults({path: text}).values()}


def _judged(texts: Mapping[Path, str]) -> dict[Path, str]:
    faults = {}
    for path, text in texts.items():
        if not _refusable(text):
            try:
                Store().query(text)
            except SyntaxError as error:
                faults[path] = str(error.msg)
    return faults


def _refusable(text: str) -> bool:
    """Tell whether a query is refused before any engine sees it."""
    try:
        refuse_excess(text)
        refuse_network(text)
    except GreenCorridorsError:
        return True
    return False


def _of_rule(path: Path) -> Iterator[Finding]:
    text = text_of(path)
    if text is not None and (fault := rule_fault(text)):
        yield (_syntax if "error at" in fault else _refused)(RULE, path, text, fault)


def _refused(rule: Rule, path: Path, text: str, said: str) -> Finding:
    """Return a finding at the word for which a query is refused, else at the word that begins the query."""
    message, _, repair = said.partition("; ")
    word = re.search(r"\b([A-Z]+) is refused", message)
    wanted = (word[1],) if word else FORMS
    starts = [token.start for token in tokens(text) if token.kind == "word" and token.text.upper() in wanted]
    return Finding(rule.code, rule.severity, message, _place(path, text, (starts or [0])[0]), repair)


def _syntax(rule: Rule, path: Path, text: str, said: str) -> Finding:
    """Return a finding where the engine says that a query is wrong."""
    account = re.search(r"error at (\d+):(\d+):.*", said, re.DOTALL)
    explained = explain_error(text, account[0] if account else said)
    message, _, repair = explained.partition("; ")
    told = re.search(r"line (\d+), column (\d+)", explained) or account
    message = re.sub(r" \(line \d+, column \d+\)", "", message)
    place = Place(path, int(told[1]), int(told[2])) if told else Place(path)
    quote = [token.start for token in tokens(text) if token.kind == "other" and token.text in ("'", '"')]
    if quote:
        place = _place(path, text, quote[0])
    elif place.line > len(text.rstrip().split("\n")):
        place = _place(path, text, _unfinished(text, "SELECT" in message))
    return Finding(rule.code, rule.severity, message, place, repair or "mend the SPARQL here")


def _unfinished(text: str, of_select: bool) -> int:
    """Return where a query goes wrong that the engine can judge only at its end."""
    found = [token for token in tokens(text) if not token.text.isspace() and token.kind != "comment"]
    select = [token.start for token in found if token.text.upper() == "SELECT"] if of_select else []
    return (select or [token.start for token in found][-1:] or [0])[0]


def _place(path: Path, text: str, offset: int) -> Place:
    line = text.count("\n", 0, offset) + 1
    return Place(path, line, offset - text.rfind("\n", 0, offset))
