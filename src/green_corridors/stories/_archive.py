"""The questions that a story asks: their rows with what states them, less what judgements reject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pyoxigraph import Literal, NamedNode

from green_corridors.answers import Answer, Labels, Term
from green_corridors.asking import ask_all
from green_corridors.citations import Citation, Citations
from green_corridors.conflicts import Conflict, conflicts_of
from green_corridors.containment import Limits
from green_corridors.disputes import disputed
from green_corridors.graph import Knowledge
from green_corridors.kept_questions import questions_of
from green_corridors.names import Names
from green_corridors.origins import Origins
from green_corridors.question import Question
from green_corridors.questions import question_named
from green_corridors.selection import Selection
from green_corridors.store import open_graph

__all__ = ["Archive", "Row", "released"]


@dataclass(frozen=True)
class Row:
    """A row of an answer: what was asked about, the values by variable, and the conflicts that it tells."""

    about: NamedNode | None
    cells: Mapping[str, Term]
    conflicts: tuple[Conflict, ...] = ()

    def node(self, name: str) -> NamedNode | None:
        """Return the value of a variable that is an IRI."""
        value = self.cells.get(name)
        return value if isinstance(value, NamedNode) else None

    def literal(self, name: str) -> Literal | None:
        """Return the value of a variable that is a literal."""
        value = self.cells.get(name)
        return value if isinstance(value, Literal) else None

    @property
    def terms(self) -> tuple[Term, ...]:
        """All that it says, what was asked about first."""
        return self.about, *self.cells.values()


def released(rows: Iterable[Row]) -> list[NamedNode]:
    """Return the releases that rows name, each once."""
    return list(dict.fromkeys(release for row in rows if (release := row.node("release"))))


class Archive:
    """What a story is told from: the selected sources, asked by the questions of the workspace."""

    def __init__(
        self, knowledge: Knowledge, names: Names, labels: Labels, selection: Selection, limits: Limits
    ):
        self.knowledge, self.graph = knowledge, open_graph(knowledge)
        self.names, self.labels, self.selection = names, labels, selection
        self.origins = Origins(knowledge)
        self.conflicts = conflicts_of(knowledge, selection)
        self._citations = Citations(knowledge, labels)
        self._limits = limits

    @cached_property
    def ports(self) -> dict[NamedNode, tuple[NamedNode, ...]]:
        """The ports for which each body acts by the register, sorted."""
        acting = self.knowledge.bodies
        ports = sorted((port for port in acting if isinstance(port, NamedNode)), key=str)
        bodies = {body for each in acting.values() for body in each}
        return {body: tuple(port for port in ports if body in acting[port]) for body in bodies}

    @cached_property
    def releases(self) -> dict[NamedNode, Row]:
        """The selected releases, with a row of what is known of each."""
        (rows,) = self.ask([("releases", None)])
        return {release: row for row in reversed(rows) if (release := row.node("release"))}

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        return questions_of(self.knowledge)

    def kind(self, thing: NamedNode) -> str | None:
        """Return the kind of a named thing, as in ``names.KINDS``."""
        entity = self.names.entities.get(thing.value)
        return entity.kind if entity else None

    def dated(self, row: Row, name: str) -> Literal | None:
        """Return a date of a row; one that says no more than “by the day the release was read” is none."""
        told, release = row.literal(name), row.node("release")
        read = self.releases[release].literal("retrieved") if release in self.releases else None
        return None if told and read and told.value == f"../{read.value}" else told

    def cite(self, *terms: Term) -> tuple[Citation, ...]:
        """Return the citations of a row: the releases it names, and where they say the rest of it."""
        return self._citations.of(terms)

    def ask(self, asked: Sequence[tuple[str, NamedNode | None]]) -> list[tuple[Row, ...]]:
        """Return the rows of several questions, each about a thing, less those that a judgement rejects.

        Raises:
            UnknownQuestion: the workspace has no such question.
            LimitExceeded: the questions together exceed a limit.
        """
        texts = []
        for name, about in asked:
            question = question_named(self._questions, name)
            texts.append(question.with_bindings({question.parameters[0].variable: about} if about else {}))
        answers = ask_all(self.graph, texts, self.selection, self._limits)
        return [tuple(self._rows(about, answer)) for (_, about), answer in zip(asked, answers, strict=True)]

    def ask_each(
        self, things: Iterable[NamedNode], names: Sequence[str]
    ) -> dict[NamedNode, dict[str, tuple[Row, ...]]]:
        """Return the rows of each of several questions about each of several things."""
        things = list(things)
        rows = iter(self.ask([(name, thing) for thing in things for name in names]))
        return {thing: dict(zip(names, islice(rows, len(names)), strict=True)) for thing in things}

    def query(self, text: str) -> tuple[Row, ...]:
        """Return the rows of a query of the story’s own."""
        return tuple(self._rows(None, ask_all(self.graph, [text], self.selection, self._limits)[0]))

    def _rows(self, about: NamedNode | None, answer: Answer) -> Iterator[Row]:
        left_out = set(disputed(answer, self.conflicts, [about], self.labels).left_out)
        for row in answer.rows:
            if row not in left_out:
                one = Answer(answer.variables, (row,))
                touched = disputed(one, self.conflicts, [about], self.labels, judged=False).conflicts
                yield Row(about, dict(zip(answer.variables, row, strict=True)), touched)
