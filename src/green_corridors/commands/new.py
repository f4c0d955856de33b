"""``gsc new``: begin the file of a release."""

from __future__ import annotations

import os
import sys
import tempfile
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click
from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.anchors import normalised
from green_corridors.answers import Answer, Labels
from green_corridors.commands._options import QUIET, WORKSPACE, output_file, refuse_packaged
from green_corridors.errors import InvalidParameter, UnreadableFile
from green_corridors.formats import format_named
from green_corridors.graph import Knowledge, load
from green_corridors.names import Names
from green_corridors.reading import decode, read_bytes
from green_corridors.recognition import Recogniser
from green_corridors.scaffold import (
    Candidate,
    Page,
    candidates,
    organization,
    refuse_known,
    release_file,
    release_text,
)
from green_corridors.workspace import Workspace, find_workspace

#: The text of a page is far shorter.
MAX_SIGNS = 500_000


@click.command(
    name="new",
    help="""Begin the file of a release: what is known of its page, and the passages to work through.

With --text, names that the graph knows are looked for in the saved text of the page. Each sentence that has
one becomes a passage which supports what it names: a candidate, until you have stated the facts and removed
its note. All names and dates found are listed on stderr, with all that they may mean. No fact is written.

\b
Examples:
  gsc new --address https://example.org/news/1 --publisher PortNews --published 2024-05-02 \\
    --title "Los Angeles and Tokyo speak of their corridor" --text saved-page.txt
  gsc new --address https://example.org/a --publisher PortNews --published 2024 --title Talks --dry-run
""",
)
@click.option("--address", required=True, metavar="URL", help="The address at which the page was read.")
@click.option("--title", required=True, help="What the release is about, in your own English words.")
@click.option("--publisher", required=True, metavar="NAME", help="Whose page it is; of the register.")
@click.option("--published", required=True, metavar="EDTF", help="The day, as imprecise as the page has it.")
@click.option("--language", default="en", show_default=True, metavar="TAG", help="The language of the page.")
@click.option("--retrieved", metavar="DATE", help="The day on which it was read.  [default: today]")
@click.option("--slug", default="", help="The name of the release.  [default: of publisher and title]")
@click.option("--origin", metavar="NAME", help="Whose account the page shows that it retells.")
@click.option(
    "--text",
    type=click.Path(path_type=Path, readable=False),
    metavar="FILE",
    help="The saved text of the page.",
)
@click.option("--dry-run", is_flag=True, help="Write the file to stdout and nothing else.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write to this file  [default: where gsc check wants it under data/releases]",
)
@WORKSPACE
@QUIET
def command(**options: Any) -> None:
    """Begin a release."""
    knowledge = load(find_workspace(options["workspace"]))
    names = Names(knowledge)
    page = _page(names, knowledge, options)
    refuse_known(page, knowledge)
    text = _text(options["text"], page) if options["text"] else ""
    sentences = list(Recogniser(names).sentences(text))
    written = release_text(page, sentences, knowledge)
    to_stdout = options["dry_run"] or str(options["output"]) == "-"
    if to_stdout:
        sys.stdout.write(written)
    elif options["output"]:
        _create(options["output"], written)
        click.echo(options["output"])
    else:
        path = _place(page, knowledge.workspace, options["workspace"])
        with _folder(path.parent):
            _create(path, written)
        click.echo(knowledge.workspace.shown(path))
    if not options["quiet"]:
        if options["text"]:
            _tell(candidates(sentences, names, knowledge), Labels(knowledge, names))
        if not to_stdout:
            click.echo("now write the facts; gsc check says what is missing", err=True)


def _page(names: Names, knowledge: Knowledge, options: dict[str, Any]) -> Page:
    origin, text = options["origin"], options["text"]
    return Page(
        address=options["address"],
        title=options["title"],
        publisher=organization(names, knowledge, options["publisher"]),
        published=options["published"],
        retrieved=options["retrieved"] or date.today().isoformat(),
        language=options["language"],
        origin=organization(names, knowledge, origin) if origin else None,
        saved_copy=text.stem if text else None,
        slug=options["slug"],
    )


def _text(path: Path, page: Page) -> str:
    text = decode(path, read_bytes(path).removeprefix(BOM_UTF8)).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_SIGNS:
        raise UnreadableFile(f"{path}: more than {MAX_SIGNS:,} signs; save the text of the page alone")
    title = normalised(page.title).casefold()
    if len(title.split()) > 5 and title in normalised(text).casefold():
        raise InvalidParameter("the title stands so in the text; say it in your own words")
    return text


def _place(page: Page, workspace: Workspace, named: Path | None) -> Path:
    """Return where a release belongs in a workspace that is the curator's own."""
    refuse_packaged(workspace, named, "name a folder with -w, or -o")
    return workspace.root / "data" / "releases" / release_file(page.published, page.slug)


def _create(path: Path, text: str) -> None:
    """Write a file that does not exist yet, all of it or nothing; no other process can come between."""
    with tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent) as name:
        draft = Path(name) / "draft"
        try:
            with output_file(draft) as out:
                out.write(text)
        except OSError as error:
            error.filename = str(path)  # the draft is gone
            raise
        try:
            os.link(draft, path)
        except FileExistsError as error:
            raise InvalidParameter(f"{path}: exists already and is left as it is; choose another") from error


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    """Make a folder, and take away again what was made if nothing came to stand in it."""
    made = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for folder in made:
            if not any(folder.iterdir()):
                folder.rmdir()


def _tell(found: Sequence[Candidate], labels: Labels) -> None:
    """List the candidates on stderr: as a table on a terminal, else as tab-separated values."""
    if not found:
        click.echo("no name that the graph knows stands in the text, and no date", err=True)
        return
    rows = tuple(
        (
            Literal(each.printed),
            Literal(each.thing),
            Literal(each.kind),
            Literal(str(each.times), datatype=terms.XSD_INTEGER),
            Literal("yes" if each.supported else "no"),
            Literal(each.first_words),
        )
        for each in found
    )
    answer = Answer(("name", "thing", "kind", "times", "supported", "passage"), rows)
    format_named("table" if sys.stderr.isatty() else "tsv").write(answer, labels, sys.stderr)
