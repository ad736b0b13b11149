"""The only place that quotes: what becomes of a text before it may stand in a file we write."""

from __future__ import annotations

import json
import keyword
import math
import re
import textwrap
import unicodedata
from collections.abc import Iterable
from typing import Final, LiteralString

from instep.ir.text import Text
from instep.ir.types import Json

DOC_LIMIT: Final = 64_000
"""Characters of one docstring; the rest of a longer text is cut."""

_QUOTES: Final = '"""'

_IGNORABLE: Final = frozenset(
    point
    for start, stop in (
        (0x034F, 0x0350),
        (0x115F, 0x1161),
        (0x17B4, 0x17B6),
        (0x180B, 0x1810),
        (0x2800, 0x2801),
        (0x3164, 0x3165),
        (0xFE00, 0xFE10),
        (0xFFA0, 0xFFA1),
        (0xE0000, 0xE1000),
    )
    for point in range(start, stop)
)
"""Code points that show nothing, though Unicode does not class them as format characters."""

_UNSEEN_CLASSES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Code(str):
    """Source text that is safe to print. Literals of our own are; other text goes through an emitter."""

    __slots__ = ()

    def __new__(cls, text: LiteralString = "") -> Code:
        """Source that we wrote ourselves."""
        return str.__new__(cls, text)


EMPTY: Final = Code()


class Prose(str):
    """Text on its way into a docstring: readable, but not safe to print until `doc` has quoted it."""

    __slots__ = ()

    def __new__(cls, text: LiteralString = "") -> Prose:
        """Words that we wrote ourselves."""
        return str.__new__(cls, text)


def _safe(text: str) -> Code:
    return str.__new__(Code, text)


def checked(source: str) -> Code:
    """Source of another generator that was made from `Code` alone and has been parsed and compared."""
    return _safe(source)


def code(template: LiteralString, *parts: Code | int) -> Code:
    """Our own template with safe parts in its `{}` places.

    Raises:
        TypeError: A part is neither `Code` nor an integer.
    """
    for part in parts:
        if not isinstance(part, Code | int):
            raise TypeError(f"not safe to print: {type(part).__name__}")
    return _safe(template.format(*parts))


def joined(separator: LiteralString, parts: Iterable[Code]) -> Code:
    """Safe parts with our own separator between them.

    Raises:
        TypeError: A part is not `Code`.
    """
    kept = tuple(parts)
    for part in kept:
        if not isinstance(part, Code):
            raise TypeError(f"not safe to print: {type(part).__name__}")
    return _safe(separator.join(kept))


def ident(name: str) -> Code:
    """A name that `normalise` has settled, checked once more.

    Raises:
        ValueError: It is no identifier, a keyword, or one that Python would read as another.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"not an identifier: {name!a}")
    if unicodedata.normalize("NFKC", name) != name:
        raise ValueError(f"an identifier that Python would fold: {name!a}")
    return _safe(name)


def filename(name: str) -> Code:
    """A module's name: lower case ASCII, digits and `_`, at most 120 characters; never a keyword.

    A keyword, which could not be imported, gets a final `_`.

    Raises:
        ValueError: It is something else.
    """
    if not re.fullmatch(r"[a-z0-9_]{1,120}", name):
        raise ValueError(f"not a module name: {name!a}")
    return _safe(f"{name}_" if keyword.iskeyword(name) else name)


def lit(value: Json | tuple[Json, ...]) -> Code:
    """A Python literal for a JSON value (or tuple); `ast.literal_eval` gives the value back.

    Raises:
        TypeError: The value is no JSON value.
    """
    if value is None or isinstance(value, bool):
        return _safe(repr(value))
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, int):
        return _safe(repr(value) if abs(value) < 10**4000 else hex(value))
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, tuple):
        inner = joined(", ", (lit(item) for item in value))
        return code("({},)", inner) if len(value) == 1 else code("({})", inner)
    if isinstance(value, list):
        return code("[{}]", joined(", ", (lit(item) for item in value)))
    if isinstance(value, dict):
        pairs = (code("{}: {}", lit(key), lit(item)) for key, item in value.items())
        return code("{{{}}}", joined(", ", pairs))
    raise TypeError(f"not a JSON value: {type(value).__name__}")


def _float(value: float) -> Code:
    if math.isnan(value):
        return _safe("(1e999 - 1e999)")
    if math.isinf(value):
        return _safe("1e999" if value > 0 else "-1e999")
    return _safe(repr(value))


_SHORT_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _string(text: str) -> Code:
    return _safe('"' + "".join(_SHORT_ESCAPES.get(c) or _escaped(c) for c in text) + '"')


def _escaped(char: str) -> str:
    point = ord(char)
    if char.isprintable() and point not in _IGNORABLE:
        return char
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def _raw(text: Text | Code | Prose) -> str:
    return text.raw if isinstance(text, Text) else str(text)


def visible(text: str) -> str:
    """The text without control, direction and invisible characters; all line ends become `\\n`."""
    lines = re.sub(r"\r\n?|[\u2028\u2029\x85\v\f]", "\n", text).expandtabs(4)
    if lines.isascii() and lines.replace("\n", "").isprintable():
        return lines
    return "".join(c for c in lines if c == "\n" or not _unseen(c))


def _unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN_CLASSES or ord(char) in _IGNORABLE


def prose(text: Text | Code | Prose) -> Prose:
    """Text to be composed into a docstring: visible characters only, dedented, no trailing space."""
    raw = _raw(text)
    if len(raw) > DOC_LIMIT:
        raw = raw[:DOC_LIMIT].rstrip() + " ..."
    first, _, rest = visible(raw).partition("\n")
    lines = [first.strip(), *(line.rstrip() for line in textwrap.dedent(rest).split("\n"))]
    return str.__new__(Prose, "\n".join(lines).strip("\n"))


def said(template: LiteralString, *parts: Prose | Code | int) -> Prose:
    """Our own words with prose in their `{}` places."""
    return str.__new__(Prose, template.format(*parts))


def stacked(separator: LiteralString, parts: Iterable[Prose]) -> Prose:
    """The parts that say something, with our own separator between them."""
    return str.__new__(Prose, separator.join(part for part in parts if part))


def opening(text: Prose) -> Prose:
    """The first sentence of the first paragraph, without its full stop."""
    words = re.split(r"\n\s*\n|(?<=[.!?])\s", text, maxsplit=1)[0]
    return str.__new__(Prose, " ".join(words.split()).rstrip("."))


def refilled(text: Prose, lines: str) -> Prose:
    """The same words with other line breaks.

    Raises:
        ValueError: They are not the same words.
    """
    if text.split() != lines.split():
        raise ValueError("wrapping has changed the words")
    return str.__new__(Prose, lines)


def hung(text: Prose, indent: int) -> Prose:
    """The text with every line but the first indented, as the items of an `Args:` section are."""
    return str.__new__(Prose, text.replace("\n", "\n" + " " * indent))


def span(value: Json) -> Prose:
    """A JSON value between backticks, shortened, for prose."""
    words = (
        value if isinstance(value, str) and value.strip() else json.dumps(value, ensure_ascii=False)
    )
    short = " ".join(visible(words[:200]).split()).replace("`", "'")
    return str.__new__(Prose, f"`{short if len(short) <= 120 else short[:117] + '...'}`")


def doc(text: Text | Prose | Code, indent: int = 0) -> Code:
    """A docstring: triple-quoted, its lines after the first indented by so many spaces.

    Markdown stays as it is; nothing is wrapped. Empty text gives `EMPTY`.
    """
    body = prose(text).strip()
    if not body:
        return EMPTY
    ending = '\\"' if body.endswith('"') else ""
    escaped = (body[:-1] if ending else body).replace("\\", "\\\\").replace(_QUOTES, '\\"\\"\\"')
    if escaped.startswith('"'):
        escaped = "\\" + escaped
    margin = " " * indent
    lines = [
        _undirected(line, margin) if line.strip() else "" for line in (escaped + ending).split("\n")
    ]
    lines[0] = lines[0].strip()
    closing = f"\n{margin}" if len(lines) > 1 else ""
    return _safe(_QUOTES + "\n".join(lines) + closing + _QUOTES)


def _undirected(line: str, margin: str) -> str:
    """A line of a docstring; one at the margin that mypy would take for a setting is disguised."""
    if not margin and line.startswith("# mypy:"):
        line = "\\x23" + line[1:]
    return margin + line


def comment(text: Text) -> Code:
    """A comment of one line that no tool takes for a directive."""
    words = " ".join(visible(text.raw).replace("#", " ").split())
    return _safe(f"# | {words}"[:200].rstrip())


_MD_SPECIAL: Final = re.compile(r"([\\`*_\[\]|~])")
_MD_SPAN: Final = re.compile(r"(?<!`)`([^`]+)`(?!`)")


def md(text: Text | Prose | Code) -> Code:
    """Inline Markdown that shows the text as it is; code spans apart, it has no markup of its own."""
    words = " ".join(visible(_raw(text)).split())
    pieces = _MD_SPAN.split(words)
    return _safe("".join(md_code(p) if i % 2 else _md_plain(p) for i, p in enumerate(pieces)))


def _md_plain(words: str) -> str:
    """Text without HTML, links, images, mentions and table cells."""
    escaped = _MD_SPECIAL.sub(r"\\\1", words)
    entities = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return entities.replace("://", ":&#47;&#47;").replace("@", "&#64;")


def md_code(text: str) -> Code:
    """An inline code span of Markdown, whatever backticks the text has; fit for a table cell."""
    words = " ".join(visible(text).split()).replace("|", "\\|") or " "
    longest = max((len(run) for run in re.findall(r"`+", words)), default=0)
    fence = "`" * (longest + 1)
    space = " " if words[0] == "`" or words[-1] == "`" else ""
    return _safe(f"{fence}{space}{words}{space}{fence}")


def toml(text: str) -> Code:
    """A TOML basic string.

    Raises:
        ValueError: The text has a lone surrogate, which TOML cannot say.
    """
    if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("TOML has no lone surrogates")
    quoted = json.dumps(text, ensure_ascii=False)
    return _safe("".join(_toml_char(c) for c in quoted))


def _toml_char(char: str) -> str:
    point = ord(char)
    if char.isprintable() and point not in _IGNORABLE:
        return char
    return f"\\u{point:04X}" if point < 0x10000 else f"\\U{point:08X}"
