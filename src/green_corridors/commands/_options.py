"""What several commands share: the workspace, the selection, and where and how to write."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from green_corridors.ahead import take
from green_corridors.answers import Answer, Labels
from green_corridors.asking import Asker
from green_corridors.commands._progress import Progress
from green_corridors.compiled import Compiled
from green_corridors.containment import Limits
from green_corridors.formats import format_for_file, format_named, format_names
from green_corridors.selection import Selection
from green_corridors.workspace import Workspace, find_workspace, packaged_workspace

#: The formats that tell citations as a column of links, having no other place for them.
LINKED = ("csv", "srj", "srx", "tsv")

if TYPE_CHECKING:
    from pathlib import Path

    from green_corridors.graph import Knowledge

#: Where a command keeps who asks its next query.
ASKER = f"{__name__}.asker"

Function = TypeVar("Function", bound=Callable[..., Any])


class FilePath(click.Path):
    """The path of a file or a folder, as ``pathlib`` has it, which is imported only for who names one."""

    def coerce_path_result(self, value: str | os.PathLike[str]) -> Any:
        """Return the path."""
        from pathlib import Path

        return Path(value)


WORKSPACE = click.option(
    "-w",
    "--workspace",
    type=FilePath(),
    envvar="GSC_WORKSPACE",
    help="A folder with ontology/ data/ shapes/ queries/  [default: the nearest upwards, else the packaged]",
)
NO_CACHE = click.option("--no-cache", is_flag=True, help="Read the files themselves, and keep nothing.")
KNOWN_AT = click.option("--known-at", metavar="DATE", help="Only what releases published by that day say.")
SOURCE = click.option(
    "--source", "sources", multiple=True, metavar="RELEASE", help="Only these releases; repeatable."
)
FORMAT = click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(format_names()),
    help="How to write the answer  [default: by the ending of -o, a table on a terminal, else tsv]",
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=FilePath(dir_okay=False, allow_dash=True),
    help="Write to a file.",
)
LABELLED = click.option(
    "--labels/--terms",
    "labelled",
    default=None,
    help="Write labels, guarded for spreadsheets, or the terms themselves as W3C's formats do  "
    "[default: labels; terms for gsc query but in table, card, markdown and json]",
)
CITE = click.option("--cite", is_flag=True, help="Name the releases and passages that state each row.")
UNJUDGED = click.option(
    "--unjudged", is_flag=True, help="Show also what a judgement rejects, which is left out otherwise."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but the answer and errors.")


TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(min=0.01),
    default=Limits.seconds,
    show_default=True,
    metavar="SECONDS",
    help="Stop after this time.",
)
MAX_ROWS = click.option(
    "--max-rows",
    type=click.IntRange(min=1),
    default=Limits.rows,
    show_default=True,
    help="Refuse an answer with more rows.",
)
MAX_MEMORY = click.option(
    "--max-memory",
    type=click.IntRange(min=16),
    default=Limits.megabytes,
    show_default=True,
    metavar="MB",
    help="Stop when more memory is needed.",
)


def limiting(function: Function) -> Function:
    """Add the options that bound a query."""
    return TIMEOUT(MAX_ROWS(MAX_MEMORY(function)))


def limits_of(options: Mapping[str, Any]) -> Limits:
    """Return the limits that the options say."""
    return Limits(options["timeout"], options["max_memory"], options["max_rows"])


def selecting(function: Function) -> Function:
    """Add the options that say which knowledge is asked."""
    return WORKSPACE(KNOWN_AT(SOURCE(NO_CACHE(function))))


def writing(function: Function) -> Function:
    """Add the options that say how and where an answer is written."""
    return FORMAT(OUTPUT(LABELLED(QUIET(function))))


def compiled_of(options: Mapping[str, Any]) -> Compiled:
    """Return the workspace that the options or the environment name, compiled; in one command once."""
    workspace, keep = find_workspace(options["workspace"]), not options.get("no_cache")
    known = _known()
    key = f"{__name__}.{workspace.place}.{keep}"
    if key not in known and keep and (ahead := take(workspace)):
        known[key], known[ASKER] = ahead
    if key not in known:
        with Progress("compiled", quiet=bool(options.get("quiet"))) as progress:
            known[key] = Compiled(workspace, keep=keep, progress=progress)
    found: Compiled = known[key]
    return found


def _known() -> dict[str, Any]:
    """Return what this command knows already."""
    context = click.get_current_context(silent=True)
    return context.meta if context else {}


def begin_asking(compiled: Compiled) -> None:
    """Let the store be opened for the next query of this command."""
    known = _known()
    if ASKER not in known:
        known[ASKER] = Asker(compiled.graph)


def asker_of(compiled: Compiled) -> Asker:
    """Return who asks the graph next; begun early, the store is open when the query is known."""
    begun: Asker | None = _known().pop(ASKER, None)
    return begun if begun and begun.graph is compiled.graph else Asker(compiled.graph)


def knowledge_of(options: Mapping[str, Any]) -> Knowledge:
    """Return the knowledge of that workspace."""
    return compiled_of(options).knowledge


def refuse_packaged(workspace: Workspace, named: Path | None, repair: str = "name a folder with -w") -> None:
    """Refuse to write into the graph that travels inside the package, and into one that nobody meant.

    Raises:
        MissingWorkspace: the workspace is the package's, or was taken for want of another.
    """
    from pathlib import Path

    from green_corridors.errors import MissingWorkspace

    own = named is not None or Path.cwd().resolve().is_relative_to(workspace.root)
    inside = workspace.root.is_relative_to(Path(__file__).resolve().parent.parent)
    if inside or (not own and workspace.root == packaged_workspace().root):
        raise MissingWorkspace(f"the graph inside the package is not written to; {repair}")


def selection_of(known_at: str | None, sources: tuple[str, ...]) -> Selection:
    """Return the selection that the options say."""
    if not known_at:
        return Selection(None, sources)
    from green_corridors.dates import day

    return Selection(day(known_at), sources)


@contextmanager
def output_file(path: Path | None) -> Iterator[IO[str]]:
    """Open standard output or a file; a file appears only when it is written completely.

    A device or a pipe is written to and never replaced.
    """
    if path is None or str(path) == "-":
        yield sys.stdout
        return
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as out:
                yield out
        else:
            with _replacing(path) as out:
                yield out
    except OSError as error:
        error.filename = error.filename or str(path)  # a full disk names no file
        raise


@contextmanager
def _replacing(path: Path) -> Iterator[IO[str]]:
    """Open a file beside another, which takes its place in the end."""
    import tempfile
    from pathlib import Path

    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def format_of(options: Mapping[str, Any], to_person: str = "table") -> str:
    """Return the format asked for, guessed from the file, or fit for where the answer goes."""
    output = options["output"]
    to_file = output is not None and str(output) != "-"
    name = options["format_name"] or (format_for_file(output) if to_file else None)
    return name or (to_person if not to_file and sys.stdout.isatty() else "tsv")


def write_answer(answer: Answer, labels: Labels | None, name: str, output: Path | None) -> None:
    """Write an answer in a format; with ``labels`` ``None`` as the terms themselves."""
    if name in LINKED:
        answer = answer.with_links()
    with output_file(output) as out:
        format_named(name).write(answer, labels, out)
