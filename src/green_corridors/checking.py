"""Check a workspace: every file read, every check run, what was found before taken from the cache.

The unit of work is what a change can affect: the background; each release with the background; the releases
taken together. Each is kept under the hash of the files it depends on, and the whole run under that of all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from green_corridors import checks, silencing
from green_corridors.cache import Cache, hashed, program_hash
from green_corridors.checks import Context
from green_corridors.containment import Limits
from green_corridors.errors import BrokenInput, BrokenRelease, EncodingProblem, NothingChecked, UnreadableFile
from green_corridors.findings import Finding, Report, Rule, finding_from
from green_corridors.graph import assemble
from green_corridors.parallel import in_parallel
from green_corridors.placing import READING_RULES, finding_of
from green_corridors.reading import Document, decode, read_bytes, survey
from green_corridors.silencing import Exempt, exempt_from, exempts_in, silence
from green_corridors.sources import Release, Source, refuse_copy, release_of
from green_corridors.workspace import Workspace

__all__ = ["check_workspace", "rules_of"]

#: Told after each unit of work: how many are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(eq=False)
class _Files:
    """The files of a workspace as they are at one moment."""

    workspace: Workspace
    findings: list[Finding] = field(default_factory=list)
    contents: dict[Path, bytes] = field(default_factory=dict)
    documents: dict[Path, Document] = field(default_factory=dict)
    unusable: set[Path] = field(default_factory=set)

    def read(self) -> None:
        """Read every file of knowledge, without parsing it."""
        for path in self.workspace.files:
            try:
                self.contents[path] = read_bytes(path)
                decode(path, self.contents[path])
            except (UnreadableFile, EncodingProblem) as error:
                self.findings.append(finding_of(error, path))
                self.unusable.add(path)

    def parse(self, paths: Iterable[Path]) -> bool:
        """Parse some files, and tell whether all of them are valid."""
        valid = True
        for path in paths:
            if path not in self.documents and path not in self.unusable:
                found = self._survey(path)
                if isinstance(found, Document):
                    self.documents[path] = found
                    continue
                self.findings += [finding_of(problem, path) for problem in found]
                self.unusable.add(path)
            valid = valid and path in self.documents
        return valid

    def _survey(self, path: Path) -> Document | Sequence[BrokenInput]:
        try:
            return survey(path, content=self.contents[path])
        except UnreadableFile as error:
            return [error]

    def hash_of(self, paths: Iterable[Path]) -> str:
        """Return the hash of some files with their names, and of this program."""
        parts: list[str | bytes] = [program_hash()]
        for path in paths:
            content = self.contents.get(path)
            parts += [self.workspace.shown(path), *(["missing"] if content is None else ["there", content])]
        return hashed(parts)

    @cached_property
    def background_hash(self) -> str:
        """The hash of all that a release is checked with."""
        workspace = self.workspace
        return self.hash_of([*workspace.background, *workspace.shapes, *workspace.queries, *workspace.rules])

    @cached_property
    def whole_hash(self) -> str:
        """The hash of everything."""
        return hashed(
            [self.background_hash, self.hash_of([*self.workspace.releases, *self.workspace.judgements])]
        )


@dataclass(frozen=True)
class _Found:
    """What one unit of work gave."""

    findings: frozenset[Finding] = frozenset()
    exempts: tuple[Exempt, ...] = ()

    def as_data(self, root: Path) -> dict[str, Any]:
        ordered = sorted(self.findings, key=lambda finding: finding.order)
        return {
            "findings": [finding.as_data(root) for finding in ordered],
            "exempts": [exempt.as_data(root) for exempt in self.exempts],
        }


@dataclass(frozen=True)
class _Unit:
    """A unit of work: the key of what it gives, what it is called, and the work."""

    key: str
    name: str
    work: Callable[[], _Found]


def check_workspace(
    workspace: Workspace,
    *,
    today: date,
    cache: Cache | None = None,
    only: Collection[Path] = (),
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Report:
    """Check everything in a workspace; with ``only``, tell what was found in those files alone.

    Where a file of the background is broken, only the reading of all files is checked. The limits are those
    of each unit of work.

    Raises:
        NothingChecked: the workspace has no release.
        LimitExceeded: a unit of work needs more than the limits allow.
    """
    workspace = workspace.snapshot()
    if not workspace.releases:
        raise NothingChecked(f"{workspace.root}: there is no release to check; add one under data/releases")
    files = _Files(workspace)
    files.read()
    found = _kept(files, cache, files.whole_hash) if not files.findings else None
    if found is None:
        found = _check(files, cache, progress, replace(limits or Limits(), what="the check"))
        if cache and not files.findings:
            cache.put(files.whole_hash, found.as_data(workspace.root))
            cache.tidy()
    rules = _rules(files)
    complete = not files.findings and not any(_stops(workspace, each) for each in found.findings)
    findings, silenced = silence(found.findings, found.exempts, rules, today, complete=complete)
    findings += files.findings
    if only:
        findings = [finding for finding in findings if finding.place.path in only]
        silenced = {finding for finding in silenced if finding.place.path in only}
    checked = f"{_counted(workspace.releases, 'release')} and {_counted(workspace.shapes, 'shape file')}"
    ordered = tuple(sorted(set(findings), key=lambda finding: finding.order))
    return Report(workspace.root, ordered, rules, checked, len(silenced))


def _counted(paths: Sequence[Path], noun: str) -> str:
    return f"{len(paths)} {noun}{'' if len(paths) == 1 else 's'}"


def _stops(workspace: Workspace, finding: Finding) -> bool:
    """Tell whether a finding may be why shapes were not used: it is a violation in their files."""
    return finding.severity == "violation" and finding.place.path in workspace.shapes


def _kept(files: _Files, cache: Cache | None, key: str) -> _Found | None:
    """Return what was kept; ``None`` also for what this program cannot have written, which is made anew."""
    kept, root = cache.get(key) if cache else None, files.workspace.root
    if kept is None:
        return None
    try:
        findings = frozenset(finding_from(each, root) for each in kept["findings"])
        exempts = tuple(exempt_from(each, root) for each in kept["exempts"])
    except (LookupError, TypeError, ValueError):
        return None
    places = [finding.place for finding in findings] + [exempt.place for exempt in exempts]
    places += [related.place for finding in findings for related in finding.related]
    return _Found(findings, exempts) if all(place.path in files.contents for place in places) else None


def rules_of(workspace: Workspace) -> dict[str, Rule]:
    """Return every rule of a workspace by its code: of reading, of the checks, of the shapes."""
    files = _Files(workspace)
    files.read()
    return _rules(files)


def _rules(files: _Files) -> dict[str, Rule]:
    from green_corridors.shape_findings import ShapeRules

    files.parse(files.workspace.shapes)
    documents = [files.documents[path] for path in files.workspace.shapes if path in files.documents]
    own = {rule.code: rule for rule in (*READING_RULES, *silencing.RULES)}
    return own | checks.rules() | ShapeRules(documents).all()


def _check(files: _Files, cache: Cache | None, progress: Progress | None, limits: Limits) -> _Found:
    """Run every unit of work that is not in the cache, and put all together."""
    workspace = files.workspace
    background = files.parse([*workspace.background, *workspace.shapes])
    files.parse([*workspace.releases, *workspace.judgements])
    releases = list(_releases(files))
    if not background:
        return _Found()
    documents = {path: files.documents[path] for path in workspace.background}
    judgements = [files.documents[path] for path in workspace.judgements if path in files.documents]
    knowledge = assemble(workspace, documents, releases, judgements)
    context = Context(knowledge, tuple(files.documents[path] for path in workspace.shapes), limits)
    units = [
        _Unit(hashed([files.background_hash, name]), f"the background ({name})", partial(_part, part))
        for name, part in checks.of_background(context).items()
    ]
    for release in sorted(releases, key=lambda each: -len(each.triples)):  # the longest work first
        key = hashed([files.background_hash, files.hash_of([release.path])])
        units.append(_Unit(key, workspace.shown(release.path), partial(_release, context, release)))
    key = hashed([files.whole_hash, "across"])
    units.append(_Unit(key, "the releases together", partial(_across, context)))
    results = list(_worked(units, files, context, cache, progress, limits))
    findings = _causes({finding for result in results for finding in result.findings})
    exempts = [exempt for result in results for exempt in result.exempts]
    exempts += [exempt for document in context.background_documents for exempt in exempts_in(document)]
    return _Found(findings, tuple(exempts))


def _worked(
    units: list[_Unit],
    files: _Files,
    context: Context,
    cache: Cache | None,
    progress: Progress | None,
    limits: Limits,
) -> Iterator[_Found]:
    """Yield what each unit gives: from the cache, or by work whose result is then kept."""
    root, done = files.workspace.root, 0
    pending: list[_Unit] = []
    for unit in units:
        kept = _kept(files, cache, unit.key)
        if kept is not None:
            done += 1
            yield kept
        else:
            pending.append(unit)
    if pending:
        checks.load_all()
        context.prepare()
    results = in_parallel([(unit.name, unit.work) for unit in pending], limits)
    for unit, found in zip(pending, results, strict=True):
        if cache:
            cache.put(unit.key, found.as_data(root))
        done += 1
        if progress:
            progress(done, len(units))
        yield found


def _releases(files: _Files) -> Iterator[Release]:
    """Yield the releases whose files hold exactly one, each address once."""
    known: dict[NamedNode, Source] = {}
    for path in files.workspace.releases:
        if path in files.documents:
            try:
                release = release_of(files.documents[path])
                refuse_copy(release, known)
                yield release
            except BrokenRelease as error:
                files.findings.append(finding_of(error, path))


def _part(part: Callable[[], set[Finding]]) -> _Found:
    return _Found(frozenset(part()))


def _release(context: Context, release: Release) -> _Found:
    exempts = (exempt for document in release.documents for exempt in exempts_in(document))
    return _Found(frozenset(checks.of_release(context, release)), tuple(exempts))


def _across(context: Context) -> _Found:
    return _Found(frozenset(checks.across(context)))


def _causes(findings: Collection[Finding]) -> frozenset[Finding]:
    """Leave out what a shape says of a value that another check has found to be no good value at all."""
    built_in = checks.rules()
    causes = {finding.place for finding in findings if finding.rule in built_in and finding.value}
    return frozenset(f for f in findings if f.rule in built_in or f.place not in causes)
