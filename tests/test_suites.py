"""The W3C's SPARQL suites, asked through our own door; what it misses is listed by name with the reason."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    Store,
    Triple,
    parse_query_results,
)

from green_corridors.answers import Answer, Term
from green_corridors.dataset import answer_data, open_dataset
from green_corridors.errors import BrokenQuery, GreenCorridorsError, SyntaxProblem
from green_corridors.formats import format_named
from green_corridors.reading import read
from green_corridors.terms import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE
from tests.conftest import ROOT, run_gsc, shared_folder

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

#: Each suite: its manifests, the kind of its cases, how many cases it has and how many must pass at least.
SUITES = {
    "sparql10-evaluation": (["sparql10/manifest-evaluation.ttl"], "Evaluation", 283, 268),
    "sparql10-syntax": (["sparql10/manifest-syntax.ttl"], "Syntax", 199, 198),
    "sparql11-evaluation": (["sparql11/manifest-sparql11-query.ttl"], "Evaluation", 225, 215),
    "sparql11-syntax": (
        ["sparql11/manifest-sparql11-query.ttl", "sparql11/syntax-fed/manifest.ttl"],
        "Syntax",
        106,
        106,
    ),
    "sparql11-results": (["sparql11/manifest-sparql11-results.ttl"], "", 10, 10),
}
RESULT_FORMATS = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
}


class Facts:
    """The facts of a file, asked subject by subject."""

    def __init__(self, path: Path):
        self._facts: dict[object, dict[str, list[Term]]] = {}
        for quad in read(path, path.as_uri()).quads:
            self._facts.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)

    def all(self, subject: Term, predicate: str) -> list[Term]:
        return self._facts.get(subject, {}).get(predicate, [])

    def one(self, subject: Term, predicate: str) -> Term:
        return next(iter(self.all(subject, predicate)), None)

    def items(self, start: Term) -> Iterator[Term]:
        """Yield the members of a list."""
        while start != RDF_NIL and start is not None:
            yield self.one(start, RDF_FIRST.value)
            start = self.one(start, RDF_REST.value)

    def having(self, predicate: str) -> list[Term]:
        return [subject for subject, facts in self._facts.items() if predicate in facts]  # type: ignore[misc]


@dataclass(frozen=True)
class Case:
    """One case of a suite: its query, its data and what it expects; ``lax`` leaves open how often a row comes."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    result: Path | None = None
    lax: bool = False

    @property
    def base(self) -> str:
        """The address of the data, from which that of every other file follows."""
        return self.data[0].as_uri() if self.data else self.query.parent.as_uri() + "/"

    @property
    def text(self) -> str:
        return self.query.read_bytes().decode()

    @property
    def graphs(self) -> tuple[Path, ...]:
        """The files of the named graphs, those that the query itself chooses among them."""
        chosen = re.findall(
            r"^\s*FROM\s+(?:NAMED\s+)?<([^>]*\.ttl)>", self.text, re.MULTILINE | re.IGNORECASE
        )
        return tuple(dict.fromkeys([*self.named, *(self.query.parent / name for name in chosen)]))


@dataclass
class Expected:
    """What a case expects: rows (with places where their order counts), true or false, or a graph."""

    truth: bool | None = None
    variables: frozenset[str] = frozenset()
    rows: list[dict[str, Term]] = field(default_factory=list)
    ordered: bool = False
    graph: list[Triple] | None = None


def path_of(term: Term) -> Path:
    assert isinstance(term, NamedNode)
    return Path(term.value.removeprefix("file://"))


@cache
def cases(suite: str) -> tuple[Case, ...]:
    folder = shared_folder("suites", "SUITES") / "rdf-tests" / "sparql"
    manifests, kind, _, _ = SUITES[suite]
    found = [case for manifest in manifests for case in cases_of(folder / manifest)]
    return tuple(case for case in found if kind in case.kind)


def cases_of(manifest: Path) -> Iterator[Case]:
    facts = Facts(manifest)
    for start in [
        value for node in facts.having(MF + "include") for value in facts.all(node, MF + "include")
    ]:
        for included in facts.items(start):
            yield from cases_of(path_of(included))
    for start in [
        value for node in facts.having(MF + "entries") for value in facts.all(node, MF + "entries")
    ]:
        for entry in facts.items(start):
            yield case_of(manifest, facts, entry)


def case_of(manifest: Path, facts: Facts, entry: Term) -> Case:
    assert isinstance(entry, NamedNode)
    kind, action = facts.one(entry, RDF_TYPE.value), facts.one(entry, MF + "action")
    assert isinstance(kind, NamedNode)
    result = facts.one(entry, MF + "result")
    return Case(
        name=f"{manifest.parent.name}/{entry.value.rpartition('#')[2]}",
        kind=kind.value.rpartition("#")[2],
        query=path_of(facts.one(action, QT + "query") or action),
        data=tuple(path_of(data) for data in facts.all(action, QT + "data")),
        named=tuple(path_of(data) for data in facts.all(action, QT + "graphData")),
        result=path_of(result) if result is not None else None,
        lax=facts.one(entry, MF + "resultCardinality") is not None,
    )


def expected(case: Case) -> Expected:
    """Read what a case expects, from any of the forms in which W3C writes it."""
    assert case.result is not None
    if form := RESULT_FORMATS.get(case.result.suffix):
        return results(case.result.read_bytes(), form)
    facts = Facts(case.result)
    for node in facts.having(RS + "boolean"):
        return Expected(truth=getattr(facts.one(node, RS + "boolean"), "value", "") == "true")
    sets = [
        node
        for node in facts.having(RDF_TYPE.value)
        if NamedNode(RS + "ResultSet") in facts.all(node, RDF_TYPE.value)
    ]
    if not sets:
        return Expected(graph=[quad.triple for quad in read(case.result, case.result.as_uri()).quads])
    solutions = facts.all(sets[0], RS + "solution")
    indexes = [facts.one(solution, RS + "index") for solution in solutions]
    ordered = bool(indexes) and None not in indexes
    if ordered:
        solutions = [
            s
            for _, s in sorted(
                zip(indexes, solutions, strict=True), key=lambda p: int(getattr(p[0], "value", 0))
            )
        ]
    rows = [
        {
            getattr(facts.one(binding, RS + "variable"), "value", ""): facts.one(binding, RS + "value")
            for binding in facts.all(solution, RS + "binding")
        }
        for solution in solutions
    ]
    names = (getattr(name, "value", "") for name in facts.all(sets[0], RS + "resultVariable"))
    return Expected(variables=frozenset(names), rows=rows, ordered=ordered)


def results(content: bytes, form: QueryResultsFormat) -> Expected:
    """Read a document in one of W3C's result formats."""
    found = parse_query_results(content, form)
    if isinstance(found, QueryBoolean):
        return Expected(truth=bool(found))
    names = [variable.value for variable in found.variables]
    rows = [{name: row[name] for name in names if row[name] is not None} for row in found]
    return Expected(variables=frozenset(names), rows=rows)


def csv_rows(content: str) -> list[tuple[str, ...]]:
    """Read CSV, with blank nodes named in the order in which they come."""
    known: dict[str, str] = {}
    return [
        tuple(known.setdefault(cell, f"_:{len(known)}") if cell.startswith("_:") else cell for cell in row)
        for row in csv.reader(io.StringIO(content, newline=""))
    ]


def written(answer: Answer, name: str) -> str:
    out = io.StringIO(newline="")
    format_named(name).write(answer, None, out)
    return out.getvalue()


def formats_for(case: Case, want: Expected) -> tuple[str, ...]:
    """Return the formats in which an answer is compared."""
    assert case.result is not None
    if want.graph is not None:
        return ("turtle", "ntriples")
    return (case.result.suffix[1:],) if "res/" in case.name else ("srj", "srx")


def read_back(content: str, name: str, folder: Path) -> Expected:
    """Read an answer that the door wrote."""
    if name in ("turtle", "ntriples", "jsonld"):
        path = folder / {"turtle": "answer.ttl", "ntriples": "answer.nt", "jsonld": "answer.jsonld"}[name]
        path.write_text(content, encoding="utf-8", newline="")
        return Expected(graph=[quad.triple for quad in read(path).quads])
    return results(content.encode(), RESULT_FORMATS[f".{name}"])


def equal(want: Expected, got: Expected, *, lax: bool) -> bool:
    """Tell whether two results are the same, blank nodes apart from their names."""
    if want.truth is not None or got.truth is not None:
        return want.truth == got.truth
    if want.graph is not None or got.graph is not None:
        return canonical(want.graph or ()) == canonical(got.graph or ())
    if want.variables != got.variables:
        return False
    return canonical(rows_as_graph(want, want.ordered, lax)) == canonical(
        rows_as_graph(got, want.ordered, lax)
    )


def rows_as_graph(found: Expected, ordered: bool, lax: bool) -> Iterator[Triple]:
    """Yield rows as a graph: equal rows once with their number, or each with its place."""
    rows = [tuple(sorted((name, stored(term)) for name, term in row.items())) for row in found.rows]
    counted = enumerate(rows) if ordered else ((count, row) for row, count in Counter(rows).items())
    for number, row in counted:
        node = BlankNode()
        yield Triple(node, NamedNode("x:row"), Literal("" if lax else str(number)))
        for name, term in row:
            yield Triple(node, NamedNode(f"x:{name}"), term)  # type: ignore[arg-type]


@cache
def stored(term: Term) -> Term:
    """Return a term in the engine's canonical form: results are compared in value."""
    if not isinstance(term, Literal):
        return term
    store = Store()
    store.add(Quad(BlankNode(), RDF_TYPE, term))
    found: Term = next(iter(store)).object
    return found


def canonical(triples: Iterable[Triple]) -> set[Quad]:
    """Return triples with canonical blank nodes (RDFC-1.0)."""
    dataset = Dataset(Quad(s, p, stored(o)) for s, p, o in triples)  # type: ignore[arg-type]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def failure(case: Case, folder: Path) -> str | None:
    """Return why a case fails, or nothing."""
    if "Syntax" in case.kind:
        return syntax_failure(case)
    try:
        want = expected(case) if case.result is not None and case.result.suffix != ".csv" else None
        dataset = open_dataset(case.data, case.graphs, case.base)
        answer = answer_data(dataset, case.text)
    except GreenCorridorsError as error:
        return str(error)
    if want is None:
        assert case.result is not None
        same = csv_rows(written(answer, "csv")) == csv_rows(case.result.read_bytes().decode())
        return None if same else "other CSV"
    for name in formats_for(case, want):
        if not equal(want, read_back(written(answer, name), name, folder), lax=case.lax):
            return f"other {name}"
    return None


def syntax_failure(case: Case) -> str | None:
    """Return why a query is judged wrongly; what is refused by a rule of ours is not called a wrong syntax."""
    said, text = "", case.text
    try:
        answer_data(open_dataset((), (), case.base), text)
    except BrokenQuery as error:
        said = str(error)
    if "SERVICE is refused" in said:
        return syntax_failure_of(case, re.sub(r"\bSERVICE(\s+SILENT)?\b", "GRAPH", text))
    valid = not said or re.match(r"custom function <.*> is not supported", said) is not None
    return None if valid == ("Positive" in case.kind) else said or "taken for valid"


def syntax_failure_of(case: Case, text: str) -> str | None:
    """Judge a query by another that has the same grammar and may be run."""
    try:
        answer_data(open_dataset((), (), case.base), text)
    except BrokenQuery as error:
        return str(error) if "Positive" in case.kind else None
    return None if "Positive" in case.kind else "taken for valid"


@cache
def known_misses() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {suite: {} for suite in SUITES}
    with (ROOT / "tests" / "suites.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found[row["suite"]][row["case"]] = row["reason"]
    return found


@pytest.mark.parametrize("suite", SUITES)
def test_a_suite_fails_exactly_where_the_table_says(suite: str, tmp_path: Path) -> None:
    _, _, number, least = SUITES[suite]
    assert len(cases(suite)) == number
    failures = {case.name: why for case in cases(suite) if (why := failure(case, tmp_path))}
    known = known_misses()[suite]
    assert {name: why for name, why in failures.items() if name not in known} == {}, "new failures"
    assert set(known) - set(failures) == set(), "unexpected passes"
    assert number - len(failures) >= least


def options(case: Case, folder: Path) -> list[str]:
    """Return what the command line needs to ask a case."""
    (folder / "empty.nt").touch()
    data = case.data or (folder / "empty.nt",)
    files = [part for path in data for part in ("--data", str(path))]
    named = [part for path in case.graphs for part in ("--named", str(path))]
    return ["query", *files, *named, "--base", case.base, str(case.query)]


@pytest.mark.parametrize("suite", SUITES)
def test_the_command_line_answers_a_suite_as_the_library_does(suite: str, tmp_path: Path) -> None:
    known = known_misses()[suite]
    sample = [case for case in cases(suite) if case.name not in known][:: len(cases(suite)) // 10]
    assert len(sample) >= 9
    for case in sample:
        if "Syntax" in case.kind:
            run = run_gsc(*options(case, tmp_path))
            refused = "SERVICE is refused" in run.err or "custom function" in run.err
            assert (run.code == 0 or refused) == ("Positive" in case.kind), case.name
            continue
        assert case.result is not None
        want = expected(case) if case.result.suffix != ".csv" else None
        for name in formats_for(case, want) if want else ("csv",):
            run = run_gsc(*options(case, tmp_path), "--format", name)
            assert (run.code, run.err) == (0, ""), case.name
            if want:
                assert equal(want, read_back(run.out, name, tmp_path), lax=case.lax), case.name
            else:
                assert csv_rows(run.out) == csv_rows(case.result.read_bytes().decode()), case.name


#: The suites of the RDF formats, each with its number of cases; the reader passes them all.
READING = {"rdf-turtle": 313, "rdf-trig": 356, "rdf-n-triples": 70, "rdf-n-quads": 87}


@pytest.mark.parametrize("suite", READING)
def test_the_reader_takes_what_is_valid_and_refuses_what_is_not(suite: str) -> None:
    manifest = shared_folder("suites", "SUITES") / "rdf-tests" / "rdf" / "rdf11" / suite / "manifest.ttl"
    facts = Facts(manifest)
    home = next(iter(facts.having(MF + "assumedTestBase")), None)
    base = getattr(facts.one(home, MF + "assumedTestBase"), "value", "")
    entries = [
        entry
        for node in facts.having(MF + "entries")
        for entry in facts.items(facts.one(node, MF + "entries"))
    ]
    wrong = [str(entry) for entry in entries if not read_rightly(facts, entry, base)]
    assert (len(entries), wrong) == (READING[suite], [])


def read_rightly(facts: Facts, entry: Term, base: str) -> bool:
    """Tell whether a case of a format is read as W3C expects."""
    path, result = path_of(facts.one(entry, MF + "action")), facts.one(entry, MF + "result")
    negative = "Negative" in str(facts.one(entry, RDF_TYPE.value))
    try:
        quads = read(path, base + path.name).quads
    except SyntaxProblem:
        return negative
    if result is None:
        return not negative
    one, other = Dataset(quads), Dataset(read(path_of(result)).quads)
    for dataset in (one, other):
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(one) == set(other)


def test_every_known_miss_has_its_reason() -> None:
    assert all(len(reason) > 20 for misses in known_misses().values() for reason in misses.values())


def test_the_comparison_sees_what_differs() -> None:
    one, two, other = BlankNode(), BlankNode(), Literal("a")
    rows = Expected(variables=frozenset("xy"), rows=[{"x": one, "y": two}, {"x": other}])
    renamed = Expected(variables=frozenset("xy"), rows=[{"x": other}, {"x": two, "y": one}])
    joined = Expected(variables=frozenset("xy"), rows=[{"x": other}, {"x": one, "y": one}])
    twice = Expected(variables=frozenset("xy"), rows=[*rows.rows, {"x": other}])
    assert equal(rows, renamed, lax=False)
    assert not equal(rows, joined, lax=False)
    assert not equal(rows, twice, lax=False)
    assert equal(rows, twice, lax=True)
    backwards = Expected(variables=rows.variables, rows=rows.rows[::-1])
    in_order = Expected(variables=rows.variables, rows=rows.rows, ordered=True)
    assert equal(rows, backwards, lax=False)
    assert not equal(in_order, backwards, lax=False)
