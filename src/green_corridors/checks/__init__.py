"""The checks of a workspace, one module each; the folder is the list.

A check module has ``RULES``, the rules it can find broken, and one or more of these functions:

- ``of_document(context, document)``: what is wrong with one file, whatever else there is;
- ``of_background(context)``: with ontology, register, shapes and questions together;
- ``of_release(context, release)``: with one release, given the background and no other release;
- ``across(context)``: with several releases together.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import ModuleType

from green_corridors.checks._context import Context
from green_corridors.findings import Finding, Rule
from green_corridors.folders import modules_in
from green_corridors.reading import Document
from green_corridors.sources import Release

__all__ = ["Context", "across", "check_names", "load_all", "of_background", "of_release", "rules"]


def check_names() -> list[str]:
    """Return the names of the checks, sorted."""
    return modules_in(__path__)


def _modules() -> Iterator[ModuleType]:
    for name in check_names():
        yield importlib.import_module(f"{__name__}.{name}")


def rules() -> dict[str, Rule]:
    """Return the rules of all checks by their codes; those of shapes stand in the shapes."""
    return {rule.code: rule for module in _modules() for rule in module.RULES}


def load_all() -> None:
    """Load what the checks import only when they need it, so that forked processes have it."""
    for name in ("green_corridors.shape_findings", "rapidfuzz.process"):
        importlib.import_module(name)
    importlib.import_module("green_corridors.validation").load_all()
    rules()


def _all(function: str, *arguments: object) -> Iterator[Finding]:
    """Yield what one function of every check that has it finds."""
    for module in _modules():
        if hasattr(module, function):
            yield from getattr(module, function)(*arguments)


def _of_documents(context: Context, documents: Iterable[Document]) -> Iterator[Finding]:
    for document in documents:
        yield from _all("of_document", context, document)


def of_background(context: Context) -> dict[str, Callable[[], set[Finding]]]:
    """Return the parts of checking ontology, register, alignments, shapes and questions, by their names."""
    documents = [*context.background_documents, *context.shape_documents]
    parts: dict[str, Callable[[], set[Finding]]] = {"files": lambda: set(_of_documents(context, documents))}
    for module in _modules():
        if hasattr(module, "of_background"):
            name = module.__name__.rpartition(".")[2]
            parts[name] = partial(_found, module.of_background, context)
    return parts


def _found(function: Callable[[Context], Iterable[Finding]], context: Context) -> set[Finding]:
    return set(function(context))


def of_release(context: Context, release: Release) -> set[Finding]:
    """Return what is wrong with one release, given the background and no other release."""
    return {*_of_documents(context, release.documents), *_all("of_release", context, release)}


def across(context: Context) -> set[Finding]:
    """Return what is wrong with releases taken together, and with the judgements between them."""
    judgements = (document for source in context.knowledge.judgements for document in source.documents)
    return {*_of_documents(context, judgements), *_all("across", context)}
