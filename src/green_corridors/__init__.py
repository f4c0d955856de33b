"""The open knowledge graph of green shipping corridors, with the source of every fact."""

__version__ = "0.1.0"
