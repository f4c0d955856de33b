"""Write a query so that it sees only some graphs of the store, however many there are.

The engine can be given a list of graphs, but it then looks for each pattern in each of them in turn, which at
thousands of graphs takes minutes. So the query itself asks in which graph a pattern stands, and of that graph
whether it is selected::

    ?port a gsc:Port            becomes   GRAPH ?_1 { ?port a gsc:Port } FILTER(<x-gsc:selected>(?_1))
    GRAPH ?release { … }        becomes   GRAPH ?release { … } FILTER(<x-gsc:selected>(?release))

A pattern whose predicate stands in the background alone is left as it is; so is a path of such predicates,
if what it joins is surely told by something selected. The union of graphs gives a triple once for each graph
that states it, with a list of graphs and with this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from green_corridors.query_reading import QueryReader, Step, Unreadable

__all__ = ["SELECTED", "Unreadable", "restricted"]

#: The function of a query that tells whether a graph is selected.
SELECTED = "x-gsc:selected"


def restricted(text: str, prefixes: Mapping[str, str], background: Callable[[str], bool]) -> str:
    """Return a valid query so that it sees only the graphs for which the function ``SELECTED`` is true.

    ``background`` tells of the IRI of a predicate whether it stands in the background alone, all of which is
    selected.

    Raises:
        Unreadable: the query has something that would have to be looked for across graphs at once, such
            as a path of any length, or that is not understood.
    """
    return _Restriction(text, prefixes, background).text()


class _Restriction(QueryReader):
    def __init__(self, text: str, prefixes: Mapping[str, str], background: Callable[[str], bool]):
        super().__init__(text, prefixes, background)
        self._edits: list[tuple[int, int, str]] = []
        self._fresh = self._names()
        # The variables that each open group surely binds to a subject or an object of what is selected; and,
        # for each path that may have no step at all, those of its ends, one of which must be bound so.
        self._scopes: list[set[str]] = []
        self._loose: list[tuple[set[str], list[set[str]]]] = []

    def text(self) -> str:
        """Return the query with its edits."""
        self._query()
        if any(not ends & set().union(*scopes) for ends, scopes in self._loose):
            self._refuse()
        found, at = [], 0
        for start, end, replacement in sorted(self._edits):
            found += [self._text[at:start], replacement]
            at = end
        return "".join([*found, self._text[at:]])

    def _names(self) -> Iterator[str]:
        """Yield variables that the query does not have."""
        used = {lexeme.text[1:] for lexeme in self._lexemes if lexeme.kind == "variable"}
        number = 0
        while True:
            number += 1
            if f"_{number}" not in used:
                yield f"?_{number}"

    # -- the query -----------------------------------------------------------------------------------------

    def _query(self) -> None:
        while self._is("PREFIX"):
            self._take()
            name, iri = self._take(), self._take()
            if name.kind != "name" or iri.kind != "iri" or ":" not in iri.text:
                self._refuse()
            self._prefixes[name.text[:-1]] = iri.text[1:-1]
        if self._is("SELECT"):
            self._select()
        elif self._is("CONSTRUCT"):
            self._take()
            self._skip("{", "}")
            self._where()
        else:
            self._take("ASK")
            self._where()
        while self._next.kind != "end":
            self._expression()

    def _select(self) -> None:
        """Read SELECT with what it selects, and its WHERE clause."""
        self._take("SELECT")
        distinct = self._is("DISTINCT", "REDUCED")
        if distinct:
            self._take()
            if self._is("*"):
                self._refuse()  # the new variables would be among those that are distinct
        while not self._is("{", "WHERE"):
            self._expression()
        self._where()

    def _where(self) -> None:
        if self._is("WHERE"):
            self._take()
        self._group()

    def _expression(self) -> None:
        """Read one lexeme of an expression or a modifier, with all that is in its brackets."""
        if self._is("FROM", "SERVICE", "BASE", "\\"):
            self._refuse()
        if self._is("("):
            self._take()
            while not self._is(")"):
                self._expression()
            self._take()
        elif self._is("EXISTS"):
            self._take()
            self._group()
        elif self._is("VALUES"):
            self._values()
        elif self._is("{", "}"):
            self._refuse()
        else:
            word = self._take()
            if word.text.upper() == "DISTINCT" and self._is("*"):
                self._refuse()  # COUNT(DISTINCT *) would count the new variables

    def _values(self) -> None:
        self._take("VALUES")
        while not self._is("{"):
            self._take()
        self._skip("{", "}")

    # -- groups --------------------------------------------------------------------------------------------

    def _group(self) -> set[str]:
        """Read a group whose patterns are those of the union of all selected graphs; return what it binds."""
        self._take("{")
        if self._is("SELECT"):
            outside, self._scopes = self._scopes, []
            self._select()
            while not self._is("}"):
                self._expression()
            self._scopes = outside
        self._scopes.append(set())
        while not self._is("}"):
            self._member()
        self._take()
        return self._scopes.pop()

    def _member(self) -> None:
        """Read one member of a group."""
        if self._is("GRAPH"):
            self._graph()
        elif self._is("OPTIONAL", "MINUS"):
            self._take()
            self._group()
        elif self._is("{"):
            self._scopes[-1] |= self._union(self._group)
        elif self._is("FILTER"):
            self._filter()
        elif self._is("BIND"):
            self._take()
            self._expression()
        elif self._is("VALUES"):
            self._values()
        elif self._is("."):
            self._take()
        else:
            self._triples()

    def _union(self, group: Callable[[], set[str]]) -> set[str]:
        """Read a group or the union of several, and return what each of them binds."""
        bound = group()
        while self._is("UNION"):
            self._take()
            bound &= group()
        return bound

    def _filter(self) -> None:
        self._take()
        while self._is("NOT", "EXISTS"):
            if self._is("EXISTS"):
                self._expression()
                return
            self._take()
        if not self._is("("):
            self._take()  # the name of a function
        self._expression()

    def _graph(self) -> None:
        """Read GRAPH with its group, and let only a selected graph pass."""
        self._take()
        graph = self._take()
        if graph.kind not in ("variable", "iri", "name"):
            self._refuse()
        self._scopes[-1] |= self._within()
        end = self._lexemes[self._at - 1].end
        self._edits.append((end, end, f" {_selected(graph.text)}"))

    def _within(self) -> set[str]:
        """Read a group within GRAPH, whose patterns are those of that graph; return what it binds."""
        self._take("{")
        self._scopes.append(set())
        while not self._is("}"):
            if self._is("GRAPH"):
                self._graph()
            elif self._is("OPTIONAL", "MINUS", "EXISTS", "SELECT"):
                self._apart()
            elif self._is("{"):
                self._scopes[-1] |= self._union(self._within)
            elif self._is("VALUES"):
                self._values()
            elif self._is("SERVICE"):
                self._refuse()
            elif not (self._next.kind in ("variable", "iri", "name") and self._told()):
                self._take()
        self._take()
        return self._scopes.pop()

    def _apart(self) -> None:
        """Read what binds nothing outside: up to the group after a word, and that group."""
        while not self._is("{"):
            self._take()
        self._within()

    def _told(self) -> bool:
        """Read triples within GRAPH for what they bind, and tell whether they are understood."""
        at, loose = self._at, list(self._loose)
        try:
            self._spread()
        except Unreadable:
            self._at = at
            return False
        finally:
            self._loose = loose
        return True

    # -- triples -------------------------------------------------------------------------------------------

    def _triples(self) -> None:
        """Read the triples of one subject, and look for each in a selected graph."""
        start = self._next.start
        found = [
            pattern
            for subject, steps, value in self._spread()
            for pattern in self._chain(subject, steps, value)
        ]
        if self._is("."):
            self._take()
        self._edits.append((start, self._lexemes[self._at - 1].end, " ".join(found)))

    def _spread(self) -> list[tuple[str, list[Step], str]]:
        """Read the triples of one subject, each with the steps of its path."""
        found = []
        subject = self._term()
        while True:
            steps = self._path()
            found.append((subject, steps, self._value(subject, steps)))
            while self._is(","):
                self._take()
                found.append((subject, steps, self._value(subject, steps)))
            if not self._is(";"):
                break
            while self._is(";"):
                self._take()
            if not self._at_verb():
                break
        return found

    def _value(self, subject: str, steps: list[Step]) -> str:
        """Read the value of a triple, and learn what the triple binds."""
        value = self._term()
        ends = {end[1:] for end in (subject, value) if end[0] in "?$"}
        if not any(step.loose for step in steps):
            self._scopes[-1] |= ends
        elif len(ends) == 2 or subject == value:
            self._loose.append((ends, list(self._scopes)))
        return value

    def _chain(self, subject: str, steps: list[Step], value: str) -> Iterator[str]:
        """Yield the patterns of a chain of steps from a subject to a value, each in a selected graph."""
        for number, step in enumerate(steps):
            end = value if number == len(steps) - 1 else next(self._fresh)
            first, last = (end, subject) if step.backwards else (subject, end)
            subject, triple = end, f"{first} {step.text} {last}"
            if step.apart:
                yield f"{triple} ."
            else:
                graph = next(self._fresh)
                yield f"GRAPH {graph} {{ {triple} }} {_selected(graph)}"


def _selected(graph: str) -> str:
    return f"FILTER(<{SELECTED}>({graph}))"
