"""``gsc sources``: whether the sources still say what the releases cite, and digests that hold them to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from green_corridors.commands._options import (
    NO_CACHE,
    OUTPUT,
    QUIET,
    SOURCE,
    WORKSPACE,
    Function,
    knowledge_of,
    output_file,
)
from green_corridors.copies import copy_of, folder_of_copies, name_of_copy, text_of_copy
from green_corridors.digests import with_digests
from green_corridors.findings import SEVERITIES, Finding, Report
from green_corridors.pages import Manners, Visitor
from green_corridors.proof import RULES, address_of, cited, missing_copy, of_page, of_text
from green_corridors.reading import read
from green_corridors.reports import default_name, report_named, report_names, summary
from green_corridors.selection import Selection
from green_corridors.sources import Release, release_of
from green_corridors.workspace import Workspace, find_workspace

NO_PAGE = "no page could be had; look at the network, or compare saved texts with --text"
NO_COPY = "there is no copy of any release; save the text of a page there under the name of its copy"


def texts(*, required: bool) -> Callable[[Function], Function]:
    """Return the option that names the folder of saved texts."""
    path = click.Path(path_type=Path)
    return click.option(
        "--text", "folder", type=path, required=required, metavar="DIR", help="A folder of saved texts."
    )


@click.group(
    name="sources",
    help="""Compare the releases with the texts they cite.

A saved copy of a release bears the name that its gsc:savedCopy tells, with the ending .txt, or the slug
of the release with the ending .txt or .html.

\b
Examples:
  gsc sources check --help
  gsc sources digest --help
""",
)
def command() -> None:
    """Hold the commands on sources."""


@command.command(
    name="check",
    help="""Check that every cited passage stands in the text of its release, once and as it was read.

Give the texts with --text, or fetch the pages with --fetch: one request at a time for each host, as
robots.txt allows. Nothing is fetched otherwise.

\b
Examples:
  gsc sources check --text texts
  gsc sources check --text texts --source portnews-tokyo-yokohama-mous
  gsc sources check --fetch \\
    --pause 5
""",
)
@texts(required=False)
@click.option("--fetch", is_flag=True, help="Fetch each page from its address.")
@click.option(
    "--pause",
    type=click.FloatRange(min=0, max=3600),
    default=Manners.pause,
    show_default=True,
    metavar="SECONDS",
    help="Wait so long between two requests to a host.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.01),
    default=Manners.seconds,
    show_default=True,
    metavar="SECONDS",
    help="Give up a page after this time.",
)
@click.option(
    "-f", "--format", "format_name", type=click.Choice(report_names()), help="How to write findings."
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="violation",
    show_default=True,
    help="The mildest severity that makes the exit code 1.",
)
@OUTPUT
@SOURCE
@WORKSPACE
@NO_CACHE
@QUIET
def check(folder: Path | None, fetch: bool, fail_on: str, **options: Any) -> int:
    """Check releases against texts or pages."""
    if (folder is None) == (not fetch):
        raise click.UsageError("give either --text DIR or --fetch", click.get_current_context())
    knowledge = knowledge_of(options)
    releases = Selection(None, options["sources"]).of(knowledge)
    if folder is not None:
        compared, found = _against_copies(releases, folder_of_copies(folder))
    else:
        compared, found = _against_pages(releases, options)
    report = Report(
        knowledge.workspace.root,
        tuple(sorted(found, key=lambda each: each.order)),
        {rule.code: rule for rule in RULES},
        _told(compared),
    )
    with output_file(options["output"]) as out:
        report_named(options["format_name"] or default_name(os.environ)).write(report, out)
    if not compared:
        click.echo(f"gsc: {NO_PAGE if folder is None else f'{folder}: {NO_COPY}'}", err=True)
        return 4 if folder is None else 3
    if not options["quiet"]:
        click.echo(summary(report), err=True)
    return int(any(SEVERITIES.index(each.severity) <= SEVERITIES.index(fail_on) for each in found))


def _told(compared: list[Release]) -> str:
    """Say what was compared."""
    passages = sum(len(cited(release)) for release in compared)
    return f"{len(compared)} release{'' if len(compared) == 1 else 's'} with {passages} passages"


def _against_copies(releases: tuple[Release, ...], folder: Path) -> tuple[list[Release], list[Finding]]:
    """Compare each release with its copy; return those that have one, and what was found."""
    compared: list[Release] = []
    found: list[Finding] = []
    for release in releases:
        path = copy_of(release, folder)
        if path is None:
            found.append(missing_copy(release, name_of_copy(release), str(folder)))
        else:
            compared.append(release)
            found += of_text(release, text_of_copy(path), path.name)
    return compared, found


def _against_pages(
    releases: tuple[Release, ...], options: dict[str, Any]
) -> tuple[list[Release], list[Finding]]:
    """Compare each release with its page; return those whose page answered, and what was found."""
    visitor = Visitor(Manners(options["pause"], options["timeout"]))
    compared: list[Release] = []
    found: list[Finding] = []
    for release in releases:
        address = address_of(release)
        if sys.stderr.isatty() and not options["quiet"]:
            click.echo(f"fetching {address}", err=True)
        page = visitor.visit(address)
        found += of_page(release, page)
        if page.gone or page.text is not None:
            compared.append(release)
    return compared, found


@command.command(
    name="digest",
    help="""Write the digest of each passage into release files; without FILES, into all of the workspace.

The digest is the SHA-256 of the passage as it stands in the saved copy, so that gsc sources check can tell
whether it is still what was read. Only a passage that is found exactly once gets one.

\b
Examples:
  gsc sources digest --text texts
  gsc sources digest --text texts data/releases/2023/2023-03-17-portnews-tokyo-yokohama-mous.ttl
""",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, readable=False))
@texts(required=True)
@WORKSPACE
@QUIET
def digest(files: tuple[Path, ...], folder: Path, workspace: Path | None, quiet: bool) -> int:
    """Write digests."""
    places, folder = find_workspace(workspace), folder_of_copies(folder)
    releases = [release_of(read(path)) for path in files or places.releases]
    copies = [(release, path) for release in releases if (path := copy_of(release, folder))]
    if not copies:
        click.echo(f"gsc: {folder}: {NO_COPY}", err=True)
        return 3
    return max(_digest(release, path, places, quiet) for release, path in copies)


def _digest(release: Release, copy: Path, places: Workspace, quiet: bool) -> int:
    """Write the digests of one release; 1 where a passage is not found exactly once."""
    done, shown = with_digests(release, text_of_copy(copy)), places.shown(release.path)
    for passage in done.unknown:
        message = (
            f"{passage.first.subject} is not found exactly once in {copy.name}; gsc sources check says why"
        )
        click.echo(f"gsc: {shown}: {message}", err=True)
    if done.turtle != release.documents[0].text:
        with output_file(release.path) as out:
            out.write(done.turtle)
    if not quiet:
        click.echo(f"{shown}: {done.new} digests written, {len(done.replaced)} replaced", err=True)
    return int(bool(done.unknown))
