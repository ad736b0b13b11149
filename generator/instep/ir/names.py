"""Spelling: from any text to words, and from words to Python names."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SYMBOLS = {
    "+": "plus",
    "-": "minus",
    "<": "lt",
    ">": "gt",
    "=": "eq",
    "*": "star",
    "$": "dollar",
    "@": "at",
    "%": "percent",
    "&": "and",
    "#": "hash",
    "/": "slash",
    "!": "not",
    "~": "tilde",
    "^": "caret",
    "|": "pipe",
    "?": "question",
}
"""Spelled out only where nothing else is left of a name, or before a digit (`+1`, `-1`)."""

_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l"}
    | {"Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ŋ": "ng"}
)
"""Latin letters that are no ASCII letter with an accent."""
_LATIN_END = 0x250
"""The first code point after Latin Extended-B."""

_WORD = re.compile(
    r"""
    OAuth(?=[A-Z0-9_\W]|$)                        # one word by convention
    | [A-Z]+s(?![a-z])                            # plural acronyms: IDs, URLs
    | [A-Z]+(?=[A-Z][a-z])                        # HTTPServer -> HTTP
    | [A-Z]?[a-z]+
    | [A-Z]+
    | (?<![A-Za-z0-9])[0-9]+[a-z]{1,3}(?![a-z])   # 2fa, 24h, 1st
    | [0-9]+
    | [^\W_0-9A-Za-z]+                            # letters of other scripts
    """,
    re.VERBOSE,
)

_PLAIN_SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_PLAIN_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")

_SHOUTED = re.compile(r"[A-Z][A-Z0-9]*(?:[_\s-]+[A-Z0-9]+)+")
"""`NOT_FOUND`: capitals that say nothing of acronyms."""

_LONGEST = 60
"""Characters after which a name is cut at a word's end; what follows seldom helps a reader."""


def fold(text: str) -> str:
    """Text in the form Python itself compares identifiers by (NFKC), accents removed from Latin letters."""
    kept: list[str] = []
    latin = False
    for char in unicodedata.normalize("NFKD", text.translate(_LETTERS)):
        accent = bool(unicodedata.combining(char))
        if not accent:
            latin = ord(char) < _LATIN_END
        if not (accent and latin):
            kept.append(char)
    return unicodedata.normalize("NFKC", "".join(kept))


def words(text: str) -> tuple[str, ...]:
    """The words of a name, however it is written; digits stay with the word before them."""
    if text.isascii():
        folded = text
    else:
        folded = "".join(c if c.isidentifier() or c.isdigit() else " " for c in fold(text))
    signed = re.match(r"\s*([+\-<>$@])\s*[0-9]", folded)
    found = [w for w in _WORD.findall(folded) if w.isidentifier() or w[0].isdecimal()]
    if signed:
        found.insert(0, _SYMBOLS[signed.group(1)])
    if not found:
        found = [_SYMBOLS[c] for c in text if c in _SYMBOLS][:4]
    joined: list[str] = []
    for word in found:
        if word.isdecimal() and joined and not joined[-1][-1].isdecimal() and not signed:
            joined[-1] += word
        else:
            joined.append(word)
    return tuple(joined)


_LONGEST_FILE = 100
"""Characters of a file's name without its suffix: every file system takes it, in a deep folder too."""


def _cut(parts: Iterable[str], limit: int) -> list[str]:
    kept: list[str] = []
    size = 0
    for part in (word[:limit] for word in parts):
        if kept and size + len(part) > limit:
            break
        kept.append(part)
        size += len(part) + 1
    return kept


@lru_cache(maxsize=65536)
def snake(text: str, *, prefix: str = "field", limit: int = _LONGEST) -> str:
    """`snake_case`, always a valid identifier that is no keyword and does not begin with `_`.

    `prefix` stands before a name that would begin with a digit, and for one that is empty.
    """
    if _PLAIN_SNAKE.fullmatch(text) and len(text) <= limit:
        return identifier(text, prefix=prefix)
    return identifier("_".join(_cut((w.lower() for w in words(text)), limit)), prefix=prefix)


def module_name(text: str, *, prefix: str) -> str:
    """A name for a file: `snake_case` in ASCII, so that every file system takes it."""
    name = snake(text, prefix=prefix, limit=_LONGEST_FILE)
    if name.isascii():
        return name
    kept = "".join(c if c.isascii() else " " for c in unicodedata.normalize("NFKD", name))
    return identifier("_".join(kept.replace("_", " ").split()) or prefix, prefix=prefix)


def identifier(name: str, *, prefix: str = "field") -> str:
    """The name itself, mended where Python would not take it."""
    if not name:
        return "empty" if prefix == "field" else prefix
    if not name.isidentifier():
        name = f"{prefix}_{name}"
    if not name.isidentifier():
        name = prefix
    if keyword.iskeyword(name) or name in {"None", "True", "False"}:
        name += "_"
    return name


def capital(word: str) -> str:
    """The word with its first letter upper case and the rest as it is."""
    return word[:1].upper() + word[1:]


@lru_cache(maxsize=65536)
def pascal(text: str, *, prefix: str = "Model", limit: int = 2 * _LONGEST) -> str:
    """`PascalCase`, always a valid identifier; acronyms keep their capitals."""
    if _SHOUTED.fullmatch(text):
        text = text.lower()
    if _PLAIN_PASCAL.fullmatch(text) and len(text) <= limit:
        name = text
    else:
        name = "".join(_cut((capital(w) for w in words(text)), limit))
    if not name:
        return prefix
    if not name.isidentifier():
        name = prefix + name
    if keyword.iskeyword(name):
        name += prefix
    return name


@lru_cache(maxsize=65536)
def same(name: str) -> str:
    """What two names must differ in: Python's own folding, and case, because of file systems."""
    return unicodedata.normalize("NFKC", name).casefold()


_IRREGULAR = {
    "series": "series",
    "species": "species",
    "status": "status",
    "news": "news",
    "data": "data",
    "children": "child",
    "people": "person",
    "indices": "index",
}


def singular(word: str) -> str:
    """The singular of a plural English noun, by the plain rules; anything else is returned as it is."""
    low = word.lower()
    if low in _IRREGULAR:
        return word if _IRREGULAR[low] == low else word[:1] + _IRREGULAR[low][1:]
    if low.endswith(("ss", "us", "is")) or len(low) < 4:
        return word
    if low.endswith("ies") and len(low) > 4:
        return word[:-3] + "y"
    if low.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if low.endswith("s") else word


def is_plural(word: str) -> bool:
    """Does the word look like a plural English noun?"""
    return singular(word) != word
