"""A question finds no more where the graph grows by what has nothing to do with it.

The graph is joined by other worlds, which are copies of it under other names and with other dates. How much
the engine finds is counted by the function of a restricted query, which is called for what is found of a pattern
outside of ``GRAPH``, and of the first pattern within it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from green_corridors import terms
from green_corridors.answers import answer_of
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.questions import Question, load_questions
from green_corridors.restricting import SELECTED, restricted
from green_corridors.store import Graph
from green_corridors.workspace import find_workspace
from tests.conftest import ROOT

WORLDS = 4
TODAY = "2026-11-25"
EXAMPLES = [(question.name, question.example) for question in load_questions(find_workspace(ROOT)).values()]
#: What may be asked for, but is not in the example, and the other way round.
OPTIONAL = [
    ("platforms", {"platform": "Port Optimizer"}),
    ("single-origin", {"thing": "Los Angeles–Yokohama memorandum of understanding"}),
    ("speaks-for", {}),
]
ASKED = [*EXAMPLES, *OPTIONAL]
#: The words of the ontology are those of all worlds, other names are not.
NAMED = re.compile(rf"<({re.escape(terms.HOME)}(?:id|vocabulary)/[\w-]+/)")
DATED = re.compile(rf'"(\^\^<{re.escape(terms.EDTF_DATATYPE.value)}>)')
#: Paths of these have any number of steps, which are not counted.
IN_PATHS = {
    terms.GSC + "actsFor",
    terms.GSC + "plannedCorridor",
    "http://www.w3.org/2004/02/skos/core#broader",
}


@pytest.fixture(scope="module")
def stores(graph: Graph) -> tuple[Store, Store]:
    """Return the graph alone, and the graph among other worlds."""
    quads = "".join(f"{quad} .\n" for quad in graph.store)
    alone, among = Store(), Store()
    alone.load(quads, format=RdfFormat.N_QUADS)
    among.load(quads, format=RdfFormat.N_QUADS)
    for world in range(1, WORLDS):
        copy = DATED.sub(rf' in world {world}"\1', NAMED.sub(rf"<\1world-{world}-", quads))
        among.load(copy, format=RdfFormat.N_QUADS)
    return alone, among


def ask(store: Store, text: str, knowledge: Knowledge) -> tuple[int, list[tuple[str, ...]]]:
    """Return how much the engine finds for a query, and its rows."""
    found = 0

    def count(_: object) -> Literal:
        nonlocal found
        found += 1
        return Literal(True)

    results = store.query(
        restricted(text, knowledge.prefixes, IN_PATHS.__contains__),
        prefixes=knowledge.prefixes,
        use_default_graph_as_union=True,
        custom_functions={NamedNode(SELECTED): count},
    )
    rows = [tuple(map(str, row)) for row in answer_of(results).rows]
    return found, rows


@pytest.mark.parametrize(("name", "values"), ASKED, ids=lambda value: value if type(value) is str else "")
def test_what_is_found_for_a_question_grows_with_its_answer_alone(
    name: str,
    values: Mapping[str, str],
    stores: tuple[Store, Store],
    questions: dict[str, Question],
    names: Names,
    knowledge: Knowledge,
) -> None:
    text = questions[name].bound(values, names, TODAY)
    (few, rows), (many, more) = (ask(store, text, knowledge) for store in stores)
    types = {parameter.type for parameter in questions[name].parameters if parameter.name in values}
    if types <= {"date", "number", "text"}:  # it is asked about everything
        assert len(more) == WORLDS * len(rows)
        assert few < many <= WORLDS * few
    else:
        assert more == rows
        assert few == many > 0
