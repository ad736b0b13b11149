"""Strings for a regular expression (ECMA-262, as JSON Schema has it): modest, and checked by the caller."""

from __future__ import annotations

import string
from dataclasses import dataclass

_DIGITS = string.digits
_WORD = string.ascii_lowercase + string.digits + string.ascii_uppercase + "_"
_SPACE = " \t\n"
_ALPHABET = _WORD + "-. " + "".join(c for c in string.punctuation if c not in "-._") + "\t\nÀé中"
_ESCAPES = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "f": "\f",
    "v": "\v",
    "0": "\0",
    "a": "\a",
    "e": "\x1b",
}
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_POSIX = {
    "alpha": string.ascii_letters,
    "digit": _DIGITS,
    "alnum": _WORD[:-1],
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "space": _SPACE,
    "word": _WORD,
    "punct": string.punctuation,
    "xdigit": "0123456789abcdefABCDEF",
}
_LONGEST = 20_000
_DEEPEST = 100


class Unsupported(ValueError):
    """The expression has something this generator does not know."""


@dataclass(frozen=True, slots=True)
class _Chars:
    options: str


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    node: _Node
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class _Group:
    node: _Node
    number: int


@dataclass(frozen=True, slots=True)
class _Back:
    number: int


_Node = _Chars | _Sequence | _Choice | _Repeat | _Group | _Back


def candidates(pattern: str, least: int, most: int | None, turn: int) -> list[str]:
    """Strings that ought to match, of a length in `least`..`most` where that can be had, best first.

    `turn` varies the strings: another turn tends to give others. Lookarounds are not obeyed, so
    the caller must check. Raises nothing: an expression that is not understood gives no strings.
    """
    try:
        reader = _Reader(pattern)
        tree = reader.choice(0)
        if reader.position != len(pattern):
            return []
    except (Unsupported, IndexError, ValueError):
        return []
    loose = not pattern.endswith("$") or pattern.endswith("\\$")
    found: list[str] = []
    for shift in range(3):
        for extra in dict.fromkeys((4, 0, 1, 2, 8, max(0, least - 1), least, least + 8)):
            text = _Writer(extra, turn + shift).write(tree)
            if loose and len(text) < least:
                text += "a" * (least - len(text))
            if least <= len(text) and (most is None or len(text) <= most):
                found.append(text)
    return list(dict.fromkeys(found))


class _Writer:
    """Prints one string of an expression; `extra` more repetitions are handed out where any fit."""

    def __init__(self, extra: int, turn: int) -> None:
        self._extra = extra
        self._turn = turn
        self._groups: dict[int, str] = {}
        self._size = 0

    def write(self, node: _Node) -> str:
        match node:
            case _Chars(options):
                self._size += 1
                return options[(self._turn + self._size - 1) % len(options)] if options else ""
            case _Sequence(parts):
                return "".join([self.write(part) for part in parts])
            case _Choice(options):
                return self.write(options[self._turn % len(options)])
            case _Group(inner, number):
                text = self.write(inner)
                self._groups[number] = text
                return text
            case _Back(number):
                return self._groups.get(number, "")
            case _Repeat(inner, least, most):
                return self._repeat(inner, least, most)

    def _repeat(self, inner: _Node, least: int, most: int | None) -> str:
        count = least
        spare = self._extra if most is None else min(self._extra, most - least)
        self._extra -= spare
        count += spare
        pieces: list[str] = []
        for _ in range(count):
            if self._size > _LONGEST:
                break
            pieces.append(self.write(inner))
        return "".join(pieces)


class _Reader:
    """Recursive descent over the expression's text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0
        self._groups = 0

    def _peek(self) -> str:
        return self._text[self.position] if self.position < len(self._text) else ""

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def choice(self, depth: int) -> _Node:
        if depth > _DEEPEST:
            raise Unsupported("nested too deeply")
        options = [self._sequence(depth)]
        while self._take("|"):
            options.append(self._sequence(depth))
        return options[0] if len(options) == 1 else _Choice(tuple(options))

    def _sequence(self, depth: int) -> _Node:
        parts: list[_Node] = []
        while (char := self._peek()) and char not in "|)":
            node = self._atom(depth)
            if node is not None:
                parts.append(self._quantified(node))
        return _Sequence(tuple(parts))

    def _atom(self, depth: int) -> _Node | None:
        char = self._peek()
        self.position += 1
        if char in "^$":
            return None
        if char == ".":
            return _Chars(_WORD)
        if char == "[":
            return _Chars(self._members())
        if char == "(":
            return self._group(depth)
        if char == "\\":
            return self._escape()
        if char in "*+?":
            raise Unsupported("nothing to repeat")
        return _Chars(char)

    def _group(self, depth: int) -> _Node | None:
        looks = any(self._take(mark) for mark in ("?=", "?!", "?<=", "?<!"))
        number = 0
        if not looks:
            if self._take("?<") or self._take("?P<"):
                self.position = self._text.index(">", self.position) + 1
                number = -1
            elif self._take("?"):
                # Inline flags (`(?i)`, `(?i:`) and plain grouping (`(?:`).
                while self._peek().isalpha() or self._peek() in {"-", ">"}:
                    self.position += 1
                if self._take(")"):
                    return None
                if not self._take(":"):
                    raise Unsupported("unknown group")
            else:
                number = -1
        if number:
            self._groups += 1
            number = self._groups
        node = self.choice(depth + 1)
        if not self._take(")"):
            raise Unsupported("unclosed group")
        if looks:
            return None
        return _Group(node, number) if number else node

    def _quantified(self, node: _Node) -> _Node:
        least, most = 1, 1
        if self._take("*"):
            least, most = 0, None  # type: ignore[assignment]
        elif self._take("+"):
            least, most = 1, None  # type: ignore[assignment]
        elif self._take("?"):
            least, most = 0, 1
        elif self._peek() == "{" and (bounds := self._bounds()):
            least, most = bounds  # type: ignore[assignment]
        else:
            return node
        if not self._take("?"):
            self._take("+")
        return self._quantified(_Repeat(node, least, most))

    def _bounds(self) -> tuple[int, int | None] | None:
        """`{2}`, `{2,}` or `{2,5}`; None where the brace is just a brace."""
        end = self._text.find("}", self.position)
        low, comma, high = self._text[self.position + 1 : max(end, self.position)].partition(",")
        low, high = low.strip(), high.strip()
        if end < 0 or not (low or high) or not (low + high).isdecimal():
            return None
        self.position = end + 1
        least = int(low or 0)
        return least, (int(high) if high else None) if comma else least

    def _escape(self) -> _Node | None:
        char = self._peek()
        if char in "bBAZzG":
            self.position += 1
            return None
        if char.isdecimal() and char != "0":
            self.position += 1
            return _Back(int(char))
        if char == "k" and self._text.startswith("k<", self.position):
            raise Unsupported("named back-reference")
        return _Chars(self._escaped())

    def _escaped(self) -> str:
        """The characters an escape stands for; the backslash is already read."""
        char = self._text[self.position]
        self.position += 1
        if char in _CLASSES:
            return _CLASSES[char]
        if char.lower() in _CLASSES:
            return "".join(c for c in _ALPHABET if c not in _CLASSES[char.lower()])
        if char in "pP":
            return self._property(char == "P")
        if char in "xu":
            if self._take("{"):
                end = self._text.index("}", self.position)
            else:
                end = self.position + (2 if char == "x" else 4)
            code = int(self._text[self.position : end], 16)
            self.position = end + (self._text[end : end + 1] == "}")
            return chr(code)
        if char == "c":
            self.position += 1
            return chr(ord(self._text[self.position - 1]) % 32)
        return _ESCAPES.get(char, char)

    def _property(self, negated: bool) -> str:
        """`\\p{L}` and its like, by the general category's first letters."""
        if self._take("{"):
            end = self._text.index("}", self.position)
            name = self._text[self.position : end]
            self.position = end + 1
        else:
            name = self._peek()
            self.position += 1
        kinds = {
            "Lu": string.ascii_uppercase,
            "Uppercase_Letter": string.ascii_uppercase,
            "Ll": string.ascii_lowercase,
            "Lowercase_Letter": string.ascii_lowercase,
        }
        first = {"L": string.ascii_letters, "N": _DIGITS, "P": "-.,!", "Z": " ", "S": "+$<=>"}
        chosen = kinds.get(name) or first.get(name[:1], string.ascii_letters)
        if name in {"M", "Mn", "Mc", "C", "Cc"}:
            chosen = "\u0301" if name.startswith("M") else "\x01"
        return "".join(c for c in _ALPHABET if c not in chosen) if negated else chosen

    def _members(self) -> str:
        """The characters of a class; the opening bracket is already read."""
        negated = self._take("^")
        found: list[str] = []
        first = True
        while first or self._peek() != "]":
            first = False
            if self._take("[:"):
                end = self._text.index(":]", self.position)
                found.extend(_POSIX.get(self._text[self.position : end], _WORD))
                self.position = end + 2
                continue
            low = self._member()
            if len(low) == 1 and self._peek() == "-" and self._text[self.position + 1] != "]":
                self.position += 1
                high = self._member()
                if len(high) == 1:
                    found.extend(_range(low, high))
                else:
                    found.extend(low + "-" + high)
            else:
                found.extend(low)
        self.position += 1
        if negated:
            return "".join(c for c in _ALPHABET if c not in found)
        return "".join(sorted(dict.fromkeys(found), key=_readability))

    def _member(self) -> str:
        char = self._text[self.position]
        self.position += 1
        if char != "\\":
            return char
        if self._take("b"):
            return "\b"
        return self._escaped()


def _range(low: str, high: str) -> str:
    """At most a few hundred characters of a range: enough to choose from."""
    last = min(ord(high), ord(low) + 300)
    return "".join(chr(code) for code in range(ord(low), last + 1) if not 0xD800 <= code <= 0xDFFF)


def _readability(char: str) -> tuple[int, str]:
    place = _ALPHABET.find(char)
    return (place if place >= 0 else len(_ALPHABET), char)
