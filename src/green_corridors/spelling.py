"""How the files spell their literals, which the store rewrites: ``1.50`` as ``1.5``, ``007`` as ``7``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pyoxigraph import Literal, Quad

from green_corridors.answers import Answer, Term
from green_corridors.lines import stored_forms
from green_corridors.sparql import tokens

__all__ = ["Spellings"]


@dataclass(frozen=True)
class Spellings:
    """The one spelling, or ``None`` where there are several, of each literal that the store may rewrite."""

    _known: dict[Literal, Literal | None] = field(default_factory=dict)

    def learn(self, quads: Iterable[Quad]) -> None:
        """Remember how quads spell their literals."""
        for literal, stored in stored_forms({q.object for q in quads if isinstance(q.object, Literal)}):
            if self._known.setdefault(stored, literal) != literal:
                self._known[stored] = None

    def restore(self, answer: Answer, text: str) -> Answer:
        """Return an answer with its literals as the files spell them, where that is certain.

        It is certain for a literal with one spelling, in a column that the query fills from the data: not one
        that it computes with ``AS`` or lists with ``VALUES``. A graph may hold constants of the query too,
        so in a query with numbers, datatypes or booleans it stays as it is.
        """
        words = [t.text for t in tokens(text) if t.kind != "comment" and not t.text.isspace()]
        upper = {word.upper() for word in words}
        computes = {second[1:] for first, second in pairwise(words) if first.upper() == "AS"}
        constant = any(word[0].isdigit() or word in ("^", "true", "false") for word in words)
        if "VALUES" in upper or answer.form == "truth" or (answer.form == "graph" and (computes or constant)):
            return answer
        kept = [answer.form == "rows" and name in computes for name in answer.variables]
        rows = (
            tuple(term if keep else self._of(term) for term, keep in zip(row, kept, strict=True))
            for row in answer.rows
        )
        return replace(answer, rows=tuple(rows))

    def _of(self, term: Term) -> Term:
        return self._known.get(term) or term if isinstance(term, Literal) else term
