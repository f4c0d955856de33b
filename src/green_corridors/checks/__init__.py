"""The checks of a workspace, one module each; the folder is the list.

A check module has ``findings(knowledge)``, which yields what is wrong with the knowledge of a workspace.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Protocol, cast

from green_corridors.errors import BrokenInput
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge, load
from green_corridors.reading import read
from green_corridors.workspace import Workspace

__all__ = ["check_names", "check_workspace", "unreadable"]


class Check(Protocol):
    """What a check module offers."""

    def findings(self, knowledge: Knowledge) -> Iterable[Finding]:
        """Yield the findings."""


def check_names() -> list[str]:
    """Return the names of the checks, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def unreadable(workspace: Workspace) -> list[BrokenInput]:
    """Return the error of every Turtle file that cannot be read or parsed, not only the first."""
    errors = []
    for path in workspace.turtle:
        try:
            read(path)
        except BrokenInput as error:
            errors.append(error)
    return errors


def check_workspace(workspace: Workspace) -> list[Finding]:
    """Check everything in a workspace whose files can be parsed; the findings in the order they are told.

    Raises:
        BrokenInput: the files are readable but do not make a workspace, such as two files for one release.
    """
    knowledge = load(workspace)
    found = {
        finding
        for name in check_names()
        for finding in cast(Check, importlib.import_module(f"{__name__}.{name}")).findings(knowledge)
    }
    return sorted(found, key=lambda finding: finding.order)
