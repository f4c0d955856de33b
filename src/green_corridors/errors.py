"""The errors of the library, each named after what is wrong.

GreenCorridorsError
├── UsageProblem            exit 2: the question, not the data
│   ├── InvalidDate
│   ├── InvalidParameter
│   ├── UnknownName
│   ├── AmbiguousName
│   ├── UnknownQuestion
│   ├── AmbiguousQuestion
│   └── RefusedMerge
└── BrokenInput             exit 3: a file, a query or a workspace
    ├── MissingWorkspace
    ├── UnreadableFile
    ├── SyntaxProblem
    │   ├── EncodingProblem
    │   └── NestingProblem
    ├── BrokenRelease
    ├── BrokenQuestion
    ├── BrokenQuery
    ├── LimitExceeded
    │   └── Died
    ├── DamagedStore
    ├── UnsupportedAxiom
    ├── BrokenShapes
    ├── NothingChecked
    ├── NotHouseForm
    └── UnfinishedMerge

Every message is one clear line that ends with the repair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "AmbiguousName",
    "AmbiguousQuestion",
    "BrokenInput",
    "BrokenQuery",
    "BrokenQuestion",
    "BrokenRelease",
    "BrokenShapes",
    "DamagedStore",
    "Died",
    "EncodingProblem",
    "GreenCorridorsError",
    "InvalidDate",
    "InvalidParameter",
    "LimitExceeded",
    "MissingWorkspace",
    "NestingProblem",
    "NotHouseForm",
    "NothingChecked",
    "Placed",
    "RefusedMerge",
    "SyntaxProblem",
    "UnfinishedMerge",
    "UnknownName",
    "UnknownQuestion",
    "UnreadableFile",
    "UnsupportedAxiom",
    "UsageProblem",
]


class GreenCorridorsError(Exception):
    """Anything this library refuses; ``exit_code`` is what a command ends with."""

    exit_code = 3


class UsageProblem(GreenCorridorsError):
    """What was asked for does not exist or can be read in several ways."""

    exit_code = 2


class InvalidDate(UsageProblem):
    """A text that is no date."""


class InvalidParameter(UsageProblem):
    """A parameter that is missing, unknown or of the wrong type."""


class UnknownName(UsageProblem):
    """A name that nothing in the graph bears."""


class AmbiguousName(UsageProblem):
    """A name that several things bear."""


class UnknownQuestion(UsageProblem):
    """Words or a name that fit no question."""


class AmbiguousQuestion(UsageProblem):
    """Words that fit several questions equally well."""


class RefusedMerge(UsageProblem):
    """Two things that cannot be made one."""


class BrokenInput(GreenCorridorsError):
    """Input that cannot be used as it is."""


class MissingWorkspace(BrokenInput):
    """No folder with ontology/, data/, shapes/ and queries/."""


class UnreadableFile(BrokenInput):
    """A file that is missing, no regular file, too large or not UTF-8."""


class Placed(BrokenInput):
    """A problem at a place in a file; lines and columns count code points from 1.

    ``message`` says what is wrong and, behind the last semicolon, how to mend it.
    """

    def __init__(
        self,
        path: Path | str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        end: tuple[int | None, int | None] = (None, None),
    ):
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {message}")
        self.path, self.message, self.line, self.column, self.end = path, message, line, column, end

    def __reduce__(self) -> tuple[type[Placed], tuple[object, ...]]:
        return type(self), (self.path, self.message, self.line, self.column, self.end)


class SyntaxProblem(Placed):
    """A file that is not valid in its format."""


class EncodingProblem(SyntaxProblem):
    """A file that is not plain UTF-8."""


class NestingProblem(SyntaxProblem):
    """A file that nests too deep to be read safely."""


class BrokenRelease(Placed):
    """A file under data/releases that does not hold exactly one release of its own."""


class BrokenQuestion(Placed):
    """A question file whose header or query is wrong."""


class BrokenQuery(BrokenInput):
    """An ad hoc query that is not valid SPARQL or that is refused."""


class LimitExceeded(BrokenInput):
    """A query that needs more time, memory, rows or nesting than it is given."""


class Died(LimitExceeded):
    """Work whose process ended without a word."""


class DamagedStore(BrokenInput):
    """A compiled store that is not as it was written; what asks it makes it anew."""


class UnsupportedAxiom(BrokenInput):
    """An axiom of the ontology that the inference does not implement."""


class BrokenShapes(BrokenInput):
    """Shapes that no engine can use; ``faults`` says which and why, as far as it is known."""

    def __init__(self, message: str, faults: Sequence[object] = ()):
        super().__init__(f"the shapes cannot be used: {message}")
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[type[BrokenShapes], tuple[object, ...]]:
        return type(self), (str(self).removeprefix("the shapes cannot be used: "), self.faults)


class NothingChecked(BrokenInput):
    """A check that would have said nothing, because there was nothing to check."""


class NotHouseForm(Placed):
    """A file that cannot be written in house form without losing something."""


class UnfinishedMerge(BrokenInput):
    """A workspace some of whose files a merge has replaced, and some not yet."""
