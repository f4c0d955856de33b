"""Turtle in house form: one graph, the union of all; which release states a fact is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from itertools import chain, groupby
from tempfile import TemporaryFile
from typing import IO

from pyoxigraph import NamedNode, RdfFormat

from green_corridors.exports._engine import pieces
from green_corridors.house import Blocks, rank_of
from green_corridors.portions import Portions

MEDIA_TYPE = "text/turtle"
ENDINGS = (".ttl",)
UNION = True

#: So many bytes are copied at once.
PIECE = 1 << 20


def write(portions: Portions, prefixes: dict[str, str]) -> Iterator[bytes]:
    """Yield the union of the graphs, when all of it is written to a file, for its prefixes come first.

    House form names no blank node, so what has one that is used twice, or in a circle, or very deep, or has a
    triple term, is written in the form of the engine.
    """
    with TemporaryFile() as file:
        try:
            _write(portions, prefixes, file)
        except (ValueError, RecursionError):
            yield from pieces(portions, RdfFormat.TURTLE, prefixes)
            return
        file.seek(0)
        yield from _whole_lines(file)


def _write(portions: Portions, prefixes: dict[str, str], out: IO[bytes]) -> None:
    """Write the document in house form.

    Raises:
        ValueError: it has no house form.
    """
    blocks = Blocks(portions.blank, prefixes)
    quads = chain.from_iterable(portion.quads() for portion in portions)
    first: list[str] = []
    with TemporaryFile() as rest:
        for subject, group in groupby(quads, key=lambda quad: quad.subject):
            if isinstance(subject, NamedNode):
                triples = [quad.triple for quad in group]
                block = blocks.block(subject, triples)
                if rank_of(subject, triples)[0]:
                    rest.write(f"\n{block}".encode())
                else:
                    first.append(block)
        rest.writelines(f"\n{block}".encode() for block in blocks.last())
        rest.seek(0)
        head = "\n".join(part for part in (blocks.head(), *first) if part)
        out.write(head.encode())
        if not head:
            rest.read(1)
        shutil.copyfileobj(rest, out, PIECE)


def _whole_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces that end with a line."""
    return iter(partial(_lines, file), b"")


def _lines(file: IO[bytes]) -> bytes:
    return b"".join(file.readlines(PIECE))
