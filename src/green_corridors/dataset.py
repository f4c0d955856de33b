"""Any RDF files as one dataset to ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from green_corridors.answers import Answer, answer_of
from green_corridors.blank_nodes import BlankNodes
from green_corridors.containment import Limits, contained
from green_corridors.errors import BrokenQuery, InvalidParameter, SyntaxProblem
from green_corridors.reading import Document, address_of, read
from green_corridors.sparql import explain_error, refuse_excess, refuse_network, tokens
from green_corridors.spelling import Spellings

__all__ = ["Dataset", "answer_data", "ask_data", "open_dataset"]


@dataclass(frozen=True)
class Dataset:
    """The store of some files, with the prefixes they declare, which a query may use."""

    files: tuple[Path, ...]
    named: tuple[Path, ...]
    base: str | None
    store: Store
    prefixes: dict[str, str]
    spellings: Spellings

    def __reduce__(self) -> tuple[Callable[..., Dataset], tuple[object, ...]]:
        return open_dataset, (self.files, self.named, self.base)


def open_dataset(files: Iterable[Path], named: Iterable[Path] = (), base: str | None = None) -> Dataset:
    """Read files into an in-memory store; blank nodes of different files stay apart.

    The default graphs of ``files`` are merged, and their named graphs kept. Each of ``named`` becomes a named
    graph, called by its address: the path as given, resolved against ``base``. What is relative in ``files``
    is resolved against ``base``, in ``named`` against the address of the file.

    Raises:
        UnreadableFile, SyntaxProblem: a file cannot be read or parsed.
        InvalidParameter: there are named graphs and no base, or ``base`` is no absolute IRI.
    """
    dataset = Dataset(tuple(files), tuple(named), base, Store(), {}, Spellings())
    nodes = BlankNodes()
    for path in dataset.files:
        _add(dataset, nodes, read(path, base))
    for path in dataset.named:
        if base is None:
            raise InvalidParameter(
                f"{path}: a named graph is called by its address; give a base (--base IRI)"
            )
        graph = NamedNode(address_of(path, base))
        dataset.store.add_graph(graph)
        _add(dataset, nodes, read(path, graph.value), graph)
    return dataset


def _add(dataset: Dataset, nodes: BlankNodes, document: Document, graph: NamedNode | None = None) -> None:
    """Add what a file says, to a named graph where one is given."""
    quads = list(nodes.apart(document.quads))
    if graph and any(quad.graph_name != DefaultGraph() for quad in quads):
        raise SyntaxProblem(
            document.path, "a named graph comes from a file of one graph; give this one as --data"
        )
    if graph:
        quads = [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
    dataset.store.extend(quads)
    dataset.spellings.learn(quads)
    for name, namespace in document.prefixes.items():
        dataset.prefixes.setdefault(name, namespace)


def ask_data(dataset: Dataset, text: str, limits: Limits | None = None) -> Answer:
    """Return the answer to a SPARQL query over a dataset, computed in a contained child process.

    Raises:
        BrokenQuery: the text is not valid SPARQL or is refused.
        LimitExceeded: the query exceeds a limit.
        InvalidParameter: the base of the dataset is no absolute IRI.
    """
    limits = limits or Limits()
    return contained(partial(answer_data, dataset, text, limits.rows), limits)


def answer_data(dataset: Dataset, text: str, rows: int = Limits.rows) -> Answer:
    """Return the answer to a query of at most ``rows`` rows, computed in this process.

    ``FROM`` chooses among the graphs of the dataset and reads nothing. Literals are answered as the files
    spell them where that is certain, else in the canonical form of their datatype.
    """
    answer = answer_of(_query(dataset, text), text).within(rows)
    return dataset.spellings.restore(replace(answer, prefixes=dataset.prefixes | answer.prefixes), text)


def _query(dataset: Dataset, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    refuse_excess(text)
    refuse_network(text)
    try:
        return dataset.store.query(
            _with_plain_booleans(text), base_iri=dataset.base, prefixes=dataset.prefixes
        )
    except SyntaxError as error:
        if dataset.base is None and (relative := _relative_iri(text)):
            said = f"{relative} in the query is relative; write it in full, or give a base (--base IRI)"
            raise BrokenQuery(said) from error
        raise BrokenQuery(explain_error(text, str(error))) from error
    except RuntimeError as error:
        raise BrokenQuery(f"{str(error).removeprefix('The ')}; leave it out") from error
    except ValueError as error:
        raise InvalidParameter(
            f"the base “{dataset.base}” is no absolute IRI; write it with its scheme"
        ) from error


def _with_plain_booleans(text: str) -> str:
    """Write ``TRUE`` as ``true``: keywords have no case (SPARQL 1.1, 19.8), but the engine minds it here."""
    return "".join(
        token.text.lower() if token.text.lower() in ("true", "false") and token.kind == "word" else token.text
        for token in tokens(text)
    )


def _relative_iri(text: str) -> str | None:
    """Return the first relative IRI of a query that sets no base itself."""
    found = [token for token in tokens(text) if token.kind in ("iri", "word")]
    if any(token.kind == "word" and token.text.upper() == "BASE" for token in found):
        return None
    iris = (token.text for token in found if token.kind == "iri")
    return next((iri for iri in iris if not re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", iri)), None)
