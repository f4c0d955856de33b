"""Rasterise an SVG to PNG with resvg, which needs no library of the system but a font."""

from __future__ import annotations

from green_corridors.errors import GreenCorridorsError
from green_corridors.pictures._sea import INSTALL

__all__ = ["png_of"]

#: resvg takes no other font where a family is missing, so what sans-serif means is said by name.
FAMILIES = (
    "Arial",
    "Helvetica",
    "Liberation Sans",
    "Noto Sans",
    "DejaVu Sans",
    "Open Sans",
    "Roboto",
    "Verdana",
)
#: A letter alone: its picture is empty where its font is missing.
PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    '<text y="16" font-family="{}">{}</text></svg>'
)


def png_of(svg: str) -> bytes:
    """Return a PNG of twice the size of an SVG.

    Raises:
        GreenCorridorsError: resvg is not installed, or the system has no font to write with.
    """
    try:
        from resvg_py import svg_to_bytes
    except ModuleNotFoundError as error:
        raise GreenCorridorsError(f"a PNG needs the package resvg-py; {INSTALL}") from error
    blank = svg_to_bytes(svg_string=PROBE.format("sans-serif", ""))
    for family in FAMILIES:
        if svg_to_bytes(svg_string=PROBE.format(family, "M")) != blank:
            return svg_to_bytes(svg_string=svg, zoom=2, sans_serif_family=family)
    raise GreenCorridorsError(
        "a PNG needs a font for its labels; install DejaVu Sans or Noto Sans, or write an SVG"
    )
