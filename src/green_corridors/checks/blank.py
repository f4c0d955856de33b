"""No blank nodes in data: what has no address cannot be cited."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode

from green_corridors.findings import Finding
from green_corridors.graph import Knowledge
from green_corridors.places import line_of_triple


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield a finding for each blank node in the register and the releases."""
    for source in (*knowledge.register, *knowledge.releases):
        for document in source.documents:
            for triple in document.triples:
                if isinstance(triple.object, BlankNode):
                    message = "a blank node cannot be cited; give it an address such as <#nakano-signs>"
                    line = line_of_triple(document, triple)
                    yield Finding(
                        "blank-node", "violation", message, document.path, line, str(triple.subject)
                    )
