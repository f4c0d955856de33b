"""``gsc picture``: the corridors on a map, or the ties between bodies, as a picture or a graph file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, TextIO, cast

import click

from green_corridors.commands._options import QUIET, knowledge_of, output_file, selecting, selection_of
from green_corridors.errors import InvalidParameter
from green_corridors.pictures import Material, draw, format_for_file, format_names, picture_names


@click.command(
    name="picture",
    help="""Draw the corridors on a map along sea lanes, or the network of bodies tied by agreements.

svg is self-contained; png is the same at twice the size; geojson (corridors), graphml, dot and mermaid are
for other tools. What cannot be drawn, such as a port without coordinates, is named on standard error.

\b
Examples:
  gsc picture corridors -o corridors.svg
  gsc picture corridors -o corridors.svg --png --known-at 2023-03-31
  gsc picture network -o network.graphml
""",
)
@click.argument("name", metavar="PICTURE", type=click.Choice(picture_names()))
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(format_names()),
    help="The format  [default: by the ending of -o, else svg]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write to a file.",
)
@click.option("--png", is_flag=True, help="Write a PNG too, beside the SVG and with the ending .png.")
@click.option(
    "--whole-world", is_flag=True, help="Show the whole world, not only the part around the corridors."
)
@selecting
@QUIET
def command(
    name: str,
    format_name: str | None,
    output: Path | None,
    png: bool,
    whole_world: bool,
    known_at: str | None,
    sources: tuple[str, ...],
    quiet: bool,
    **options: Any,
) -> None:
    """Draw a picture."""
    to_file = output if output is not None and str(output) != "-" else None
    chosen = format_name or (format_for_file(to_file) if to_file else None) or "svg"
    if png and (to_file is None or chosen not in ("svg", "png")):
        raise InvalidParameter("--png is written beside an SVG file; name one, such as -o corridors.svg")
    selection = selection_of(known_at, sources)
    drawn_as = "svg" if chosen == "png" else chosen
    picture = draw(
        name,
        Material.of(knowledge_of({**options, "quiet": quiet}), selection),
        drawn_as,
        whole_world=whole_world,
    )
    raster = _raster(picture.text) if png or chosen == "png" else b""
    if chosen != "png":
        with output_file(to_file) as out:
            out.write(picture.text)
    if raster:
        _write_bytes(to_file.with_suffix(".png") if png and to_file else to_file, raster)
    if not quiet:
        for note in picture.notes:
            click.echo(f"note: {note}", err=True)


def _raster(svg: str) -> bytes:
    from green_corridors.pictures._png import png_of

    return png_of(svg)


def _write_bytes(path: Path | None, content: bytes) -> None:
    """Write bytes to a file, or to standard output unless it is a terminal."""
    if path is None and sys.stdout.isatty():
        raise InvalidParameter("a PNG is not for a terminal; name a file, such as -o corridors.png")
    with output_file(path) as out:
        out.flush()
        cast(TextIO, out).buffer.write(content)
        cast(TextIO, out).buffer.flush()
