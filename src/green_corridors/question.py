"""One question: how it is asked, what it needs, and the SPARQL that answers it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.binding import Group, bound_at
from green_corridors.errors import InvalidParameter

if TYPE_CHECKING:
    from green_corridors.names import Names

__all__ = ["Parameter", "Question"]


class Parameter:
    """A parameter of a question; its variable follows BASIL's names (``?_port_iri``, ``?__on_xsd_date``)."""

    def __init__(
        self, name: str, type: str, description: str, optional: bool = False, default: str | None = None
    ):
        self.name, self.type, self.description = name, type, description
        self.optional, self.default = optional, default

    @property
    def variable(self) -> str:
        """The name of the variable in the query, without its mark."""
        ending = {"date": "_xsd_date", "number": "_xsd_integer", "text": ""}.get(self.type, "_iri")
        return f"_{'_' if self.optional else ''}{self.name}{ending}"

    def term(self, value: str, names: Names) -> NamedNode | Literal:
        """Return what a user wrote as an RDF term.

        Raises:
            UnknownName, AmbiguousName: the value names no thing of the parameter's type, or several.
            InvalidDate, InvalidParameter: the value is no date or no whole number.
        """
        if self.type == "date":
            from green_corridors.dates import day

            return Literal(day(value).isoformat(), datatype=terms.XSD_DATE)
        if self.type == "number":
            if not re.fullmatch(r"[+-]?\d{1,18}", value):
                raise InvalidParameter(f"“{value}” is no whole number; {self.name} needs one, such as 3")
            return Literal(value, datatype=terms.XSD_INTEGER)
        if self.type == "text":
            return Literal(value)
        return names.resolve(value, self.type).iri


class Question:
    """One question: how it is asked, what it needs, and the SPARQL that answers it.

    ``groups`` are where values are bound, if the text is known to be a SELECT of named columns that is not
    dangerous.
    """

    def __init__(
        self,
        *,
        name: str,
        summary: str,
        description: str,
        tags: tuple[str, ...],
        parameters: tuple[Parameter, ...],
        patterns: tuple[str, ...],
        example: dict[str, str],
        rows: int,
        text: str,
        synonyms: Mapping[str, tuple[str, ...]],
        groups: tuple[Group, ...] | None = None,
    ):
        self.name, self.summary, self.description = name, summary, description
        self.tags, self.parameters, self.patterns, self.synonyms = tags, parameters, patterns, synonyms
        self.example, self.rows, self.text, self.groups = example, rows, text, groups

    def bindings(self, values: Mapping[str, str], names: Names, today: str) -> dict[str, NamedNode | Literal]:
        """Return the term of each variable that a parameter binds.

        Raises:
            InvalidParameter: a required parameter is missing.
            UnknownName, AmbiguousName, InvalidDate: a value cannot be understood.
        """
        found: dict[str, NamedNode | Literal] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, today if parameter.default == "today" else parameter.default)
            if value is not None:
                found[parameter.variable] = parameter.term(value, names)
            elif not parameter.optional:
                raise InvalidParameter(
                    f"{self.name} needs {parameter.name} ({parameter.type}): {parameter.description}; "
                    f"for example {self.usage()}"
                )
        return found

    def bound(self, values: Mapping[str, str], names: Names, today: str) -> str:
        """Return the query with its parameters bound; it raises what ``bindings`` raises."""
        return self.with_bindings(self.bindings(values, names, today))

    def with_bindings(self, bindings: Mapping[str, NamedNode | Literal]) -> str:
        """Return the query with terms bound to its variables."""
        if self.groups is None:
            from green_corridors.sparql import bind

            return bind(self.text, bindings)
        return bound_at(self.text, bindings, self.groups)

    def usage(self, values: Mapping[str, str] | None = None) -> str:
        """Return the command that asks this question with ``values``, by default with its example."""
        shown = self.example if values is None else values
        words = [f'"{shown[p.name]}"' for p in self.parameters if p.name in shown]
        return " ".join(["gsc ask", self.name, *words])
