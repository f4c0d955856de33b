"""Text from elsewhere, made safe to show: nothing in it steers a terminal, a log or a Markdown page."""

from __future__ import annotations

import re

__all__ = ["github", "markdown", "visible"]

#: Control and bidirectional characters and line separators, which could rewrite what a terminal shows, and
#: the characters that UTF-8 or XML 1.0 cannot hold (lone surrogates, U+FFFE, U+FFFF).
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Return text with every character that could steer a terminal written as an escape, ``\\u001b``."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def markdown(text: str) -> str:
    """Return text that Markdown shows as it is, on one line of a table."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join(visible(text).split()))


def github(text: str) -> str:
    """Return text that GitHub shows as it is in a table: no markup, no mention, no reference, no formula.

    GitHub looks for mentions, numbers of issues and formulas in the text that is left when markup is read, so
    no backslash helps against them.
    """
    escaped = markdown(text.replace("&", "&amp;"))
    apart = re.sub(r"@|\\#", lambda match: f"{match[0]}&#8203;", escaped)
    return apart.replace("$", "<span>$</span>")
