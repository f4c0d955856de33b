"""``gsc check``: everything that is wrong, incomplete or could be better, with its place and its repair."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

import click

from green_corridors import proof, terms
from green_corridors.answers import Answer
from green_corridors.cache import Cache
from green_corridors.checking import check_workspace, rules_of
from green_corridors.commands._options import MAX_MEMORY, OUTPUT, QUIET, TIMEOUT, WORKSPACE, output_file
from green_corridors.commands._progress import Progress
from green_corridors.commands._watching import watch
from green_corridors.conformance import Conformance, check_files
from green_corridors.containment import Limits
from green_corridors.errors import UnknownName, UnreadableFile
from green_corridors.findings import SEVERITIES, Report
from green_corridors.folders import cache_folder
from green_corridors.formats import format_named
from green_corridors.reading import decode, read_bytes
from green_corridors.reports import default_name, fingerprints, report_named, report_names, summary
from green_corridors.workspace import Workspace, find_workspace

FILE = click.Path(path_type=Path, readable=False)


@click.command(
    name="check",
    help="""Check ontology, data, shapes and questions: syntax, terms, literals, SHACL, time, house form.

Each finding has its file, line and column, its rule, what is wrong and how to mend it. Each release is
checked on its own, so releases may contradict each other. With FILES of the workspace only what was found in
them is told. Other FILES are checked for syntax and literals, and with --shapes against any SHACL shapes.

\b
Examples:
  gsc check
  gsc check data/releases/2023/2023-03-17-portnews-tokyo-yokohama-mous.ttl
  gsc check --format sarif -o findings.sarif
  gsc check data/register/people.ttl --shapes shapes/person.ttl --shapes shapes/kind.ttl
  gsc check --explain GSC-AGR-03
""",
)
@click.argument("files", nargs=-1, type=FILE)
@click.option(
    "--shapes", multiple=True, type=FILE, metavar="FILE", help="Validate against these; repeatable."
)
@click.option(
    "--ontology", multiple=True, type=FILE, metavar="FILE", help="Classes that --shapes need; repeatable."
)
@click.option("--base", metavar="IRI", help="What relative IRIs in FILES are resolved against.")
@click.option(
    "--report",
    "standard",
    type=click.Choice(["turtle", "json-ld"]),
    help="Write SHACL's own validation report; goes with --shapes.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(report_names()),
    help="How to write the findings  [default: github under GitHub Actions, else text]",
)
@OUTPUT
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="violation",
    show_default=True,
    help="The mildest severity that makes the exit code 1.",
)
@click.option("--baseline", type=FILE, metavar="FILE", help="Tell only what a JSON or SARIF report lacks.")
@click.option("--explain", metavar="RULE", help="Say what a rule is for, and check nothing.")
@click.option("--watch", is_flag=True, help="Check again after each change, until interrupted.")
@click.option("--no-cache", is_flag=True, help="Check all anew, and keep nothing.")
@TIMEOUT
@MAX_MEMORY
@WORKSPACE
@QUIET
def command(**options: Any) -> int:
    """Check a workspace, or any files."""
    if options["explain"]:
        return _explain(options["explain"], find_workspace(options["workspace"]))
    if options["standard"] and not options["shapes"]:
        raise click.UsageError("--report goes with --shapes; name the shapes")
    if options["shapes"] and not options["files"]:
        raise click.UsageError("--shapes goes with files to check; name them")
    if options["watch"]:
        places = find_workspace(options["workspace"])
        return watch(
            lambda: _check(options), places, [*options["files"], *options["shapes"], *options["ontology"]]
        )
    return _check(options)


def _check(options: dict[str, Any]) -> int:
    """Check once, write what was found, and return the exit code."""
    files: tuple[Path, ...] = options["files"]
    places = None if options["shapes"] or options["ontology"] else _home_of(files, options["workspace"])
    found = Conformance(_of_workspace(places, files, options)) if places else _of_files(files, options)
    report = _without(found.report, options["baseline"]) if options["baseline"] else found.report
    with output_file(options["output"]) as out:
        if options["standard"] and not report.broken:
            _standard(found, options["standard"], out)
        else:
            report_named(options["format_name"] or default_name(os.environ)).write(report, out)
    if not options["quiet"]:
        click.echo(f"gsc: {summary(report)}", err=True)
    worst = SEVERITIES.index(options["fail_on"])
    failed = any(SEVERITIES.index(finding.severity) <= worst for finding in report.findings)
    return 3 if report.broken else int(failed)


def _home_of(files: tuple[Path, ...], named: Path | None) -> Workspace | None:
    """Return the workspace to check; ``None`` where some of the files are not in it."""
    for path in files:
        if not os.path.lexists(path):
            raise UnreadableFile(f"{path}: there is no such file; check the name")
    start = _real(files[0]).parent if files and named is None else None
    places = find_workspace(named, start)
    known = {_real(path) for path in places.files}
    return places if all(_real(path) in known for path in files) else None


def _real(path: Path) -> Path:
    """Return where a path leads; unlike ``Path.resolve``, a circle of links is no error."""
    return Path(os.path.realpath(path))


def _of_workspace(places: Workspace, files: tuple[Path, ...], options: dict[str, Any]) -> Report:
    cache = None if options["no_cache"] else Cache(cache_folder())
    asked = {_real(path) for path in files}
    only = {path for path in places.files if _real(path) in asked}
    with Progress("checked", quiet=options["quiet"]) as progress:
        report = check_workspace(
            places, today=date.today(), cache=cache, only=only, progress=progress, limits=_limits(options)
        )
    if cache and cache.fault and not options["quiet"]:
        click.echo(f"gsc: nothing is kept for the next check ({cache.fault}); --no-cache says so", err=True)
    part = f"{len(files)} file{'' if len(files) == 1 else 's'} of " if files else ""
    return replace(report, checked=part + report.checked)


def _of_files(files: tuple[Path, ...], options: dict[str, Any]) -> Conformance:
    shapes, ontology, base = options["shapes"], options["ontology"], options["base"]
    return check_files(files, shapes, ontology, root=Path.cwd(), base=base, limits=_limits(options))


def _limits(options: dict[str, Any]) -> Limits:
    return Limits(options["timeout"], options["max_memory"])


def _without(report: Report, baseline: Path) -> Report:
    """Leave out the findings that an earlier report has."""
    known = fingerprints(decode(baseline, read_bytes(baseline)), str(baseline))
    left = tuple(f for f in report.findings if f.fingerprint(report.root) not in known)
    return replace(report, findings=left, silenced=report.silenced + len(report.findings) - len(left))


def _standard(found: Conformance, name: str, out: IO[str]) -> None:
    """Write SHACL's own validation report."""
    prefixes = found.prefixes | {"sh": terms.SH, "xsd": terms.XSD}
    answer = Answer(("s", "p", "o"), tuple(tuple(triple) for triple in found.triples), "graph", prefixes)
    format_named({"json-ld": "jsonld"}.get(name, name)).write(answer, None, out)


def _explain(code: str, places: Workspace) -> int:
    """Write what a rule is for and where it is written."""
    known = (*rules_of(places).values(), *proof.RULES)
    rules = {rule.code.casefold(): rule for rule in known}
    if code.casefold() not in rules:
        from rapidfuzz import process

        near = ", ".join(
            str(hit[0]) for hit in process.extract(code, [r.code for r in rules.values()], limit=3)
        )
        raise UnknownName(f"no rule has the code “{code}”; the nearest are {near}")
    rule = rules[code.casefold()]
    click.echo(f"{rule.code}: {rule.name} ({rule.severity})\n\n{rule.explanation}")
    if rule.place:
        click.echo(f"\nIt is written in {places.shown(rule.place.path)}, line {rule.place.line}.")
    return 0
