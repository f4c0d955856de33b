"""JSON-LD 1.1, compacted with the prefixes as its inline context: one named graph for each release."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pyoxigraph import RdfFormat

from green_corridors.exports._engine import serialized
from green_corridors.portions import Portion, Portions

MEDIA_TYPE = "application/ld+json"
ENDINGS = (".jsonld",)
UNION = False


def write(portions: Portions, prefixes: dict[str, str]) -> Iterator[bytes]:
    """Yield the document, a graph at a time; every literal keeps its text, as a string with its datatype.

    A document of one object is that object; where there are more, they are members of its ``@graph``.
    """
    objects = (each for portion in portions for each in _compacted(portion, prefixes))
    context = {"@context": prefixes} if prefixes else {}
    first, second = next(objects, None), next(objects, None)
    if second is None:
        yield f"{_text({**context, **(first or {})})}\n".encode()
        return
    head = _text({**context, "@graph": []}).removesuffix("]\n}")
    yield f"{head}\n{_member(first)},\n{_member(second)}".encode()
    for each in objects:
        yield f",\n{_member(each)}".encode()
    yield b"\n  ]\n}\n"


def _compacted(portion: Portion, prefixes: dict[str, str]) -> list[dict[str, Any]]:
    """Return the objects of a portion, one for a named graph."""
    from pyld import jsonld

    expanded = json.loads(serialized(portion.quads(), RdfFormat.JSON_LD, prefixes))
    options = {"documentLoader": _refuse, "graph": True, "skipExpansion": True}
    return jsonld.compact(expanded, {"@context": prefixes}, options)["@graph"]  # type: ignore[no-any-return]


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _member(value: object) -> str:
    return "    " + _text(value).replace("\n", "\n    ")


def _refuse(address: str, options: dict[str, Any]) -> dict[str, Any]:
    raise ValueError(f"nothing is fetched: {address}")
