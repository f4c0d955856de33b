"""The text of a page: its bytes decoded as a browser decodes them, and of HTML what a reader sees."""

from __future__ import annotations

import re
from functools import partial

from green_corridors.containment import Limits, contained
from green_corridors.errors import GreenCorridorsError, LimitExceeded

__all__ = ["INSTALL", "text_of"]

INSTALL = "install it with: pip install 'green-corridors[fetch]'"
#: HTML’s own rules make a parser look through all open elements at each tag: a hostile page can take hours.
SECONDS = 20.0

#: What a reader does not see, or not as text of the page.
UNSEEN = ["head", "script", "style", "noscript", "template", "iframe", "object", "svg", "select", "textarea"]
#: The elements that begin and end a line (HTML, 15.3): words on their two sides do not run together.
BLOCK = re.compile(
    "</?(?:address|article|aside|blockquote|br|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption"
    "|figure|footer|form|h[1-6r]|header|hgroup|legend|li|main|menu|nav|ol|p|pre|search|section|summary"
    "|table|tbody|td|tfoot|th|thead|tr|ul)(?![a-z0-9-])",
    re.IGNORECASE,
)
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)


def text_of(content: bytes, *, html: bool, charset: str | None = None) -> str:
    """Return the text of a page; of HTML without what a reader does not see.

    The encoding is told by the byte order mark, else by ``charset``, the name its server gives, else by the
    page; else it is UTF-8, or Windows-1252 where it cannot be. Bytes that stand for nothing become U+FFFD.

    Raises:
        GreenCorridorsError: a package that reads pages is not installed.
        LimitExceeded: the HTML takes too long to read.
    """
    try:
        import selectolax  # noqa: F401 - so that a child process need not tell that it is missing
        import webencodings
    except ModuleNotFoundError as error:
        raise GreenCorridorsError(f"reading a page needs the package {error.name}; {INSTALL}") from error
    # The Encoding Standard reads “ISO-8859-1” as Windows-1252, in which old pages have their curly quotes.
    named = webencodings.lookup(charset or "") or webencodings.lookup(_declared(content))
    text, _ = webencodings.decode(content, named or _guess(content), errors="replace")
    if not html:
        return text
    try:
        return contained(partial(seen, text), Limits(seconds=SECONDS), fork=False)
    except LimitExceeded as error:
        raise LimitExceeded(f"its HTML takes more than {SECONDS:g} s to read; save its text") from error


def seen(html: str) -> str:
    """Return what a reader sees of HTML, with line ends where blocks begin and end."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(BLOCK.sub(r"\n\g<0>", html))
    tree.strip_tags(UNSEEN)
    return tree.root.text(separator="") if tree.root else ""


def _declared(content: bytes) -> str:
    """Return the encoding that a page itself names; one it cannot be in means UTF-8 (HTML, 13.2.3.2)."""
    found = DECLARED.search(content[:2048])
    name = found.group(1).decode("ascii", "replace").lower() if found else ""
    return "utf-8" if name.startswith("utf-16") else name


def _guess(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"
