"""What a docstring says: the document's words, then default, bounds and values in ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, LiteralString

from instep.ir.text import Doc, Text
from instep.ir.types import (
    UNBOUNDED,
    Constraints,
    Definitions,
    Json,
    ListType,
    LiteralType,
    MapType,
    Missing,
    NullableType,
    RefType,
    ScalarType,
    Type,
)
from instep.render.python import Code, Prose, doc, opening, prose, said, span, stacked
from instep.render.wrapping import wrapped

_MANY_VALUES = 12
"""Value descriptions beyond this many would bury the text they stand under."""


def about(doc: Doc) -> Prose:
    """Summary and description as paragraphs, or the title where there is neither; notes after them."""
    summary, description = prose(doc.summary), prose(doc.description)
    if description.startswith(summary.rstrip(".")):
        summary = Prose()
    words = stacked("\n\n", (summary, description)) or prose(doc.title)
    deprecated = Prose("Deprecated.") if doc.deprecated else Prose()
    external = said("See {}", prose(doc.external)) if doc.external else Prose()
    return stacked("\n\n", (words, deprecated, external))


def value_doc(
    doc: Doc,
    type_: Type,
    default: Json | Missing,
    examples: Iterable[Json] = (),
    *,
    read_only: bool = False,
    write_only: bool = False,
) -> Prose:
    """What is known of a field or an argument: `about`, then one line of facts, then values."""
    facts: list[Prose] = []
    if not isinstance(default, Missing):
        facts.append(said("Default: {}.", span(default)))
    facts.extend(_bounds(type_))
    for example in examples:
        facts.append(said("Example: {}.", span(example)))
        break
    if read_only:
        facts.append(Prose("Read-only."))
    if write_only:
        facts.append(Prose("Write-only."))
    words, noted = about(doc), stacked(" ", facts)
    if words and noted and "\n" not in words:
        words, noted = said("{} {}", ended(words), noted), Prose()
    return stacked("\n\n", (words, noted, _values(type_)))


def sentence_about(type_: Type, definitions: Definitions) -> Prose:
    """The first sentence of what the document says about the definition that a type refers to."""
    while isinstance(type_, NullableType):
        type_ = type_.inner
    if not isinstance(type_, RefType):
        return Prose()
    said_of = definitions[type_.key].doc
    return ended(opening(prose(said_of.summary) or prose(said_of.description)))


COLUMNS: Final = 100
"""How wide the lines of generated files are."""


def docstring(text: Prose, indent: int) -> Code:
    """The text as a docstring at this depth, its paragraphs wrapped."""
    return doc(wrapped(text, COLUMNS - indent - 3), indent)


def ended(text: Prose) -> Prose:
    """The text with a full stop, if it ends like the words of a sentence."""
    return text if not text or text[-1] in ".!?:;" else said("{}.", text)


def _bounds(type_: Type) -> list[Prose]:
    """The constraints of a type in words."""
    while isinstance(type_, NullableType):
        type_ = type_.inner
    if not isinstance(type_, ScalarType | ListType | MapType):
        return []
    bounds = type_.constraints
    if bounds == UNBOUNDED:
        return []
    return [*_range(bounds), *_lengths(bounds)]


def _range(bounds: Constraints) -> list[Prose]:
    rows: tuple[tuple[LiteralString, int | float | None], ...] = (
        ("Minimum: {}.", bounds.minimum),
        ("Above: {}.", bounds.exclusive_minimum),
        ("Maximum: {}.", bounds.maximum),
        ("Below: {}.", bounds.exclusive_maximum),
        ("Multiple of {}.", bounds.multiple_of),
    )
    return [said(words, span(value)) for words, value in rows if value is not None]


def _lengths(bounds: Constraints) -> list[Prose]:
    rows: tuple[tuple[LiteralString, int | None], ...] = (
        ("At least {} characters.", bounds.min_length),
        ("At most {} characters.", bounds.max_length),
        ("At least {} items.", bounds.min_items),
        ("At most {} items.", bounds.max_items),
        ("At least {} keys.", bounds.min_properties),
        ("At most {} keys.", bounds.max_properties),
    )
    facts = [said(words, value) for words, value in rows if value is not None]
    if bounds.unique_items:
        facts.append(Prose("No item twice."))
    if bounds.pattern is not None:
        facts.append(said("Pattern: {}.", span(bounds.pattern)))
    return facts


def _values(type_: Type) -> Prose:
    """A list of the values that the document describes one by one."""
    while isinstance(type_, NullableType):
        type_ = type_.inner
    if not isinstance(type_, LiteralType) or len(type_.values) > _MANY_VALUES:
        return Prose()
    rows = zip(type_.values, type_.docs, strict=False)
    return stacked("\n", (said("- {}: {}", span(v), prose(Text(d))) for v, d in rows if d))
