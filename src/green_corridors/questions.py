"""Questions: the ``.rq`` files of a workspace and their headers, strictly read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from green_corridors.errors import BrokenQuestion, UnknownQuestion
from green_corridors.names import KINDS
from green_corridors.question import Parameter, Question
from green_corridors.reading import decode, read_bytes
from green_corridors.sparql import used_prefixes, variables
from green_corridors.workspace import Workspace

__all__ = ["Parameter", "Question", "load_question", "load_questions", "question_named"]

TYPES = (*KINDS, "date", "number", "text")
#: The safe loader, in C where PyYAML was built with it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KEYS = {"summary", "description", "tags", "x-gsc"}
PLAIN: dict[type, str] = {list: "list", dict: "mapping", int: "whole number"}
OWN_KEYS = {"parameters", "patterns", "synonyms", "example", "rows"}
PARAMETER_KEYS = {"type", "description", "optional", "default"}


def load_questions(workspace: Workspace) -> dict[str, Question]:
    """Read every question of a workspace, by name.

    Raises:
        BrokenQuestion: a header is wrong, with its file and line.
    """
    return {path.stem: load_question(path) for path in sorted(workspace.queries, key=lambda path: path.stem)}


def question_named(questions: Mapping[str, Question], name: str) -> Question:
    """Return the question of a name.

    Raises:
        UnknownQuestion: there is none; the nearest three are listed.
    """
    if name in questions:
        return questions[name]
    from rapidfuzz import process

    near = ", ".join(str(hit[0]) for hit in process.extract(name, list(questions), limit=3))
    raise UnknownQuestion(f"no question is called “{name}”; the nearest are {near}; “gsc ask” lists them all")


def load_question(path: Path) -> Question:
    """Read one question file.

    Raises:
        UnreadableFile, SyntaxProblem: the file cannot be read.
        BrokenQuestion: the header has bad YAML, an unknown key, a parameter without its variable or a
            variable without its parameter; with the line.
    """
    text = decode(path, read_bytes(path))
    header = _header(path, text)
    own = _mapping(path, text, header.get("x-gsc"), OWN_KEYS, "x-gsc")
    parameters = tuple(_parameters(path, text, own.get("parameters") or {}))
    question = Question(
        name=path.stem,
        summary=str(header.get("summary") or ""),
        description=" ".join(str(header.get("description") or "").split()),
        tags=tuple(str(tag) for tag in _typed(path, text, header, "tags", [])),
        parameters=parameters,
        patterns=tuple(str(pattern) for pattern in _typed(path, text, own, "patterns", [])),
        example={str(key): str(value) for key, value in _typed(path, text, own, "example", {}).items()},
        rows=_typed(path, text, own, "rows", 1),
        text=text,
        synonyms=dict(_synonyms(path, text, own.get("synonyms") or {})),
    )
    _check(path, question)
    return question


def _header(path: Path, text: str) -> dict[str, Any]:
    lines = [(number, line[2:]) for number, line in enumerate(text.splitlines(), 1) if line.startswith("#+")]
    block = "\n".join(line.removeprefix(" ") for _, line in lines)
    try:
        header = yaml.load(block, LOADER)  # noqa: S506 - it is a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark if "flow" in str(error.context) else error.problem_mark
        at = lines[min(mark.line, len(lines) - 1)][0] if mark and lines else 1
        raise BrokenQuestion(path, f"the header is no valid YAML: {error.problem}; mend it", at) from error
    except RecursionError as error:
        raise BrokenQuestion(path, "the header nests too deeply; make it flatter", 1) from error
    except (yaml.YAMLError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise BrokenQuestion(path, f"the header is no valid YAML: {said}; mend it", 1) from error
    return _mapping(path, text, header, KEYS, "the header")


def _mapping(path: Path, text: str, value: object, allowed: set[str], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        line = _line(text, f"{what}:")
        raise BrokenQuestion(
            path, f"{what} is missing or no mapping; write “#+ summary: …” and “#+ x-gsc:”", line
        )
    for key in value:
        if key not in allowed:
            line = _line(text, f"{key}:")
            raise BrokenQuestion(
                path, f"{what} has an unknown key “{key}”; known are {', '.join(sorted(allowed))}", line
            )
    return value


def _typed(path: Path, text: str, values: dict[str, Any], key: str, default: Any) -> Any:
    """Return a value, which has the type of its default."""
    value = default if values.get(key) is None else values[key]
    if not isinstance(value, type(default)):
        kind = PLAIN[type(default)]
        raise BrokenQuestion(path, f"{key} is no {kind}; write one", _line(text, f"{key}:"))
    return value


def _line(text: str, words: str) -> int:
    """Return the line on which ``words`` first stand, 1 if nowhere."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if words in line), 1)


def _parameters(path: Path, text: str, declared: object) -> list[Parameter]:
    found = []
    if not isinstance(declared, dict):
        raise BrokenQuestion(path, "parameters is no mapping; write “port: {type: port, description: …}”", 1)
    for name, entry in declared.items():
        line = _line(text, f"{name}:")
        known = _mapping(path, text, entry, PARAMETER_KEYS, f"the parameter {name}")
        if known.get("type") not in TYPES:
            raise BrokenQuestion(path, f"the parameter {name} needs a type of {', '.join(TYPES)}", line)
        if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", str(name)):
            raise BrokenQuestion(path, f"the parameter {name} may have letters and digits only", line)
        default = known.get("default")
        found.append(
            Parameter(
                name=str(name),
                type=str(known["type"]),
                description=str(known.get("description") or ""),
                optional=bool(known.get("optional", False)),
                default=None if default is None else str(default),
            )
        )
    return found


def _synonyms(path: Path, text: str, declared: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each word of the patterns that has synonyms, with them."""
    if not isinstance(declared, dict):
        raise BrokenQuestion(path, "synonyms is no mapping; write “sign: [ink, put their name to]”", 1)
    seen: dict[str, str] = {}
    for word, synonyms in declared.items():
        line = _line(text, f"{word}:")
        if not isinstance(synonyms, list) or not all(
            isinstance(each, str) and each.strip() for each in synonyms
        ):
            raise BrokenQuestion(
                path, f"the synonyms of {word} are no list of words; write “{word}: [one, two]”", line
            )
        for synonym in synonyms:
            if seen.setdefault(synonym, str(word)) != str(word):
                raise BrokenQuestion(
                    path, f"“{synonym}” stands for {seen[synonym]} and for {word}; leave one", line
                )
        yield str(word), tuple(synonyms)


def _check(path: Path, question: Question) -> None:
    """Hold that header and query agree."""
    text = question.text
    if not question.summary:
        raise BrokenQuestion(path, "the header has no summary; say in one line what is asked", 1)
    used = variables(text)
    for parameter in question.parameters:
        if parameter.variable not in used:
            raise BrokenQuestion(
                path,
                f"the parameter {parameter.name} is not used; the query needs ?{parameter.variable}",
                _line(text, f"{parameter.name}:"),
            )
    declared = {parameter.variable for parameter in question.parameters}
    for variable in sorted(name for name in used - declared if name.startswith("_")):
        raise BrokenQuestion(
            path, f"?{variable} is no declared parameter; declare it", _line(text, f"?{variable}")
        )
    declared_prefixes = set(re.findall(r"^\s*PREFIX\s+([\w.-]*):", text, re.IGNORECASE | re.MULTILINE))
    for prefix in sorted(used_prefixes(text) - declared_prefixes):
        said = f"the prefix “{prefix}:” is not declared; add PREFIX {prefix}: <…>"
        raise BrokenQuestion(path, said, _line(text, f"{prefix}:"))
    _check_wording(path, question)


def _check_wording(path: Path, question: Question) -> None:
    """Hold that the patterns name parameters only, and that synonyms are of words in them."""
    text = question.text
    names = {parameter.name for parameter in question.parameters}
    words = " ".join(question.patterns).casefold()
    for word in question.synonyms:
        if word.casefold() not in words:
            said = f"{word} has synonyms but stands in no pattern; add a pattern with it"
            raise BrokenQuestion(path, said, _line(text, f"{word}:"))
    for pattern in question.patterns:
        if pattern.count("[") != pattern.count("]") or re.search(r"\[[^\]]*\[", pattern):
            raise BrokenQuestion(
                path, "a pattern has an open or nested [; close each option", _line(text, pattern)
            )
        for slot in re.findall(r"\{(\w+)\}", pattern):
            if slot not in names:
                raise BrokenQuestion(
                    path, f"a pattern names {{{slot}}}, which is no parameter", _line(text, pattern)
                )
