"""Bind the variables of a query to terms, at places that are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pyoxigraph import Literal, NamedNode

__all__ = ["Group", "bound_at"]

#: A group in which VALUES may stand first: where it begins, whether it is the outermost, its variables.
Group = tuple[int, bool, Collection[str]]


def bound_at(text: str, values: Mapping[str, NamedNode | Literal], groups: Iterable[Group]) -> str:
    """Bind variables to terms by a ``VALUES`` clause, first in each group that names them.

    The value is written by its own term, so it can never become syntax. Variables that the query does not
    name are bound in its outermost group all the same, which changes nothing.
    """
    inserts = [
        (after, f" VALUES ?{name} {{ {value} }}")
        for after, outermost, variables in groups
        for name, value in sorted(values.items())
        if name in variables or outermost
    ]
    for position, clause in sorted(inserts, reverse=True):
        text = text[:position] + clause + text[position:]
    return text
