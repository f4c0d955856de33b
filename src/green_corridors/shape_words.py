"""What to say, and what to do, where a shape has no message: words for each constraint of SHACL core.

An engine's own messages name its classes and its lists in any order; these are the same in every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["CORE", "Told", "words"]

#: How many of the values allowed are named.
MOST = 10

#: By constraint component: its parameter, what is wrong, what to do. The parameter's values are ``{asked}``.
CORE = {
    "MinCount": (
        "minCount",
        "it has fewer than {asked} values of {path}",
        "add what is missing, or correct the name of the property",
    ),
    "MaxCount": ("maxCount", "it has more than {asked} {values} of {path}", "remove what is too much"),
    "Class": ("class", "{value} is no {asked}", "give it this class, or name another thing"),
    "Datatype": ("datatype", "{value} is no {asked}", "give the value this datatype, or correct its text"),
    "NodeKind": ("nodeKind", "{value} is not {asked}", "write {asked}"),
    "In": ("in", "{value} is none of the values allowed", "use one of {asked}"),
    "HasValue": ("hasValue", "it lacks the value {asked} of {path}", "add {asked}"),
    "Pattern": ("pattern", "{value} does not match {asked}", "correct the text so that it has this form"),
    "MinLength": ("minLength", "{value} is shorter than {asked} characters", "write more"),
    "MaxLength": ("maxLength", "{value} is longer than {asked} characters", "write less"),
    "LanguageIn": (
        "languageIn",
        "{value} is in none of the languages {asked}",
        "give it in one of them, with its tag",
    ),
    "UniqueLang": (
        "uniqueLang",
        "it has several values of {path} in one language",
        "keep one value in each language",
    ),
    "Equals": ("equals", "{value} is not a value of both {path} and {asked}", "give both the same values"),
    "Disjoint": ("disjoint", "{value} is a value of both {path} and {asked}", "remove one of them"),
    "LessThan": ("lessThan", "{value} is not less than each value of {asked}", "correct one of them"),
    "LessThanOrEquals": (
        "lessThanOrEquals",
        "{value} is not at most each value of {asked}",
        "correct one of them",
    ),
    "MinExclusive": ("minExclusive", "{value} is not greater than {asked}", "write a greater value"),
    "MinInclusive": ("minInclusive", "{value} is not at least {asked}", "write a greater value"),
    "MaxExclusive": ("maxExclusive", "{value} is not less than {asked}", "write a smaller value"),
    "MaxInclusive": ("maxInclusive", "{value} is not at most {asked}", "write a smaller value"),
    "Not": ("not", "{value} conforms to {asked}, and must not", "change what the shape forbids"),
    "And": ("and", "{value} does not conform to each of {asked}", "mend it to conform to all of them"),
    "Or": ("or", "{value} conforms to none of {asked}", "mend it to conform to one of them"),
    "Xone": (
        "xone",
        "{value} does not conform to exactly one of {asked}",
        "mend it to conform to one of them alone",
    ),
    "Node": ("node", "{value} does not conform to {asked}", "mend it as that shape says"),
    "QualifiedMinCount": (
        "qualifiedMinCount",
        "it has fewer than {asked} {values} of {path} conforming to {shape}",
        "add what is missing, or mend what does not conform",
    ),
    "QualifiedMaxCount": (
        "qualifiedMaxCount",
        "it has more than {asked} {values} of {path} conforming to {shape}",
        "remove what is too much",
    ),
    "Closed": (
        "ignoredProperties",
        "{path} is not among the properties allowed",
        "remove this property, or correct its name",
    ),
}
#: What is said where a number makes other words of it.
NUMBERED = {
    ("MinCount", "1"): "it has no {path}",
    ("MaxCount", "0"): "it has {path}, which is not allowed",
    ("QualifiedMinCount", "1"): "it has no {path} conforming to {shape}",
}
KINDS = {
    "IRI": "an IRI",
    "BlankNode": "a blank node",
    "Literal": "a literal",
    "BlankNodeOrIRI": "a blank node or an IRI",
    "BlankNodeOrLiteral": "a blank node or a literal",
    "IRIOrLiteral": "an IRI or a literal",
}


@dataclass(frozen=True)
class Told:
    """What a result tells, as a file would write it: the value, the path, and what the shape asks for.

    ``asked`` are the values of the constraint's parameter. A shape without an address is ``[]``.
    """

    value: str
    path: str
    asked: Sequence[str]
    shape: str = ""


def words(kind: str, told: Told) -> tuple[str, str]:
    """Return what is wrong and what to do for a constraint component of SHACL core, such as ``MinCount``."""
    _, message, repair = CORE[kind]
    asked = _asked(kind, told.asked)
    if kind == "HasValue" and not told.path:
        message, repair = "it is not {asked}", "name {asked}"
    texts = {
        "value": told.value or "it",
        "path": told.path,
        "asked": asked,
        "values": "value" if asked == "1" else "values",
        "shape": _named(told.shape),
    }
    message = NUMBERED.get((kind, asked), message)
    return message.format(**texts), repair.format(**texts)


def _asked(kind: str, asked: Sequence[str]) -> str:
    """Return the values of a parameter as words."""
    if kind == "NodeKind":
        return KINDS.get(asked[0].rpartition(":")[2], asked[0]) if asked else "of the kind asked for"
    if kind in ("And", "Or", "Xone"):
        named = [each for each in asked if each != "[]"]
        return f"the shapes {', '.join(named)}" if len(named) == len(asked) else "the shapes listed"
    if kind in ("Not", "Node"):
        return " and ".join(_named(each) for each in asked)
    if kind == "In":
        rest = len(asked) - MOST
        return ", ".join(asked[:MOST]) + (f" and {rest} more" if rest > 0 else "")
    if kind == "LanguageIn":
        return ", ".join(each.strip('"') for each in asked)
    return " and ".join(asked)


def _named(shape: str) -> str:
    return "the shape inside the rule" if shape in ("", "[]") else shape
