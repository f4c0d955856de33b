"""Ask a question as a short script of rdflib would: each Turtle file in a graph of its own, then SPARQL."""

import json
import re
import sys
from pathlib import Path

from rdflib import Dataset

data = Dataset(default_union=True)
for folder in ("ontology", "data/register", "data/releases"):
    for path in Path(folder).rglob("*.ttl"):
        base = re.search(r"^@base <(.*)>", path.read_text(encoding="utf-8"), re.MULTILINE)
        data.graph(base[1] if base else path.absolute().as_uri()).parse(path)
for row in data.query(Path(sys.argv[1]).read_text(encoding="utf-8")):
    print(json.dumps([term and str(term) for term in row]))  # type: ignore[union-attr]
