"""Numbers and strings that satisfy a flat schema: bounds, lengths, formats and patterns."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from fractions import Fraction

from instep.ir.types import Json
from instep.sampling import patterns

_LARGEST = 1_000_000
"""Longest string made for a `minLength`; beyond, the schema is not satisfied."""


class Impossible(Exception):
    """No value was found for a schema."""


def _uuid(turn: int) -> str:
    return f"3fa85f64-5717-4562-b3fc-{0x2C963F66AFA6 + turn:012x}"


def _byte(turn: int) -> str:
    return base64.b64encode(f"instep{turn or ''}".encode()).decode()


def _formats() -> dict[str, Callable[[int], str]]:
    """How a string of each known format reads, by turn (0: the plainest)."""
    return {
        "date-time": lambda n: f"2024-01-{1 + n % 28:02d}T{n // 28 % 24:02d}:00:00Z",
        "date": lambda n: f"{2024 + n // 28 % 1000}-01-{1 + n % 28:02d}",
        "time": lambda n: f"12:{n // 60 % 60:02d}:{n % 60:02d}Z",
        "duration": lambda n: f"P{n + 1}D",
        "uuid": _uuid,
        "uri": lambda n: f"https://example.com/{n or ''}",
        "url": lambda n: f"https://example.com/{n or ''}",
        "uri-reference": lambda n: f"/example{n or ''}",
        "uri-template": lambda n: f"/example{n or ''}/{{id}}",
        "iri": lambda n: f"https://example.com/{n or ''}",
        "iri-reference": lambda n: f"/example{n or ''}",
        "email": lambda n: f"user{n or ''}@example.com",
        "idn-email": lambda n: f"user{n or ''}@example.com",
        "hostname": lambda n: f"{'host' + str(n) + '.' if n else ''}example.com",
        "idn-hostname": lambda n: f"{'host' + str(n) + '.' if n else ''}example.com",
        "ipv4": lambda n: f"192.0.2.{1 + n % 254}",
        "ipv6": lambda n: f"2001:db8::{1 + n % 65000:x}",
        "cidr": lambda n: f"192.0.{2 + n % 200}.0/24",
        "byte": _byte,
        "decimal": lambda n: f"{n + 1}.5",
        "json-pointer": lambda n: f"/example{n or ''}",
        "relative-json-pointer": lambda n: f"{n}/example",
        "regex": lambda n: f"^example{n or ''}$",
    }


class Scalars:
    """Makes scalars; `matches` says whether a text satisfies a pattern."""

    def __init__(self, matches: Callable[[str, str], bool]) -> None:
        self.matches = matches
        self._formats = _formats()
        self._patterned_before: dict[tuple[str, int, int | None, int], str] = {}

    def number(self, schema: dict[str, Json], turn: int, *, integer: bool) -> int | float:
        """A number within the bounds; raises `Impossible` if there is none."""
        step = _fraction(schema.get("multipleOf"))
        if integer:
            step = Fraction(1) if step is None else _common_multiple(step, Fraction(1))
        low, high = self._bounds(schema, step)
        unit = step or Fraction(1)
        start = Fraction(1)
        if (low is not None and start < low) or (high is not None and start > high):
            start = low if low is not None else high if high is not None else start
            if step is None and low is not None and high is not None:
                start = (low + high) / 2
                unit = (high - low) / 1024 or unit
        start = _aligned(start, step, low)
        found = start + unit * turn
        if high is not None and found > high:
            if low is None:
                found = start - unit * turn
            else:
                # The turns go round within what the bounds leave.
                room = math.floor((high - low) / unit) + 1
                found = _aligned(low + unit * (turn % max(1, room)), step, low)
        if (low is not None and found < low) or (high is not None and found > high):
            raise Impossible("no number within the bounds")
        return int(found) if found.denominator == 1 else float(found)

    def _bounds(
        self, schema: dict[str, Json], step: Fraction | None
    ) -> tuple[Fraction | None, Fraction | None]:
        low, above = _fraction(schema.get("minimum")), _fraction(schema.get("exclusiveMinimum"))
        high, below = _fraction(schema.get("maximum")), _fraction(schema.get("exclusiveMaximum"))
        nudge = step or _between(low, above, high, below)
        if above is not None and (low is None or above >= low):
            low = above + nudge if step is None else _aligned(above + step / 2**20, step, None)
        if below is not None and (high is None or below <= high):
            high = below - nudge if step is None else -_aligned(step / 2**20 - below, step, None)
        return low, high

    def string(self, schema: dict[str, Json], turn: int) -> str:
        """A string of the format, pattern and length; raises `Impossible` if none was found."""
        least = _count(schema.get("minLength")) or 0
        most = _count(schema.get("maxLength"))
        if least > _LARGEST or (most is not None and most < least):
            raise Impossible("no string of that length")
        pattern = schema.get("pattern")
        named = schema.get("format") or ""
        if not named and schema.get("contentEncoding") == "base64":
            named = "byte"
        make = self._formats.get(named)
        if make is not None:
            text = make(turn)
            fits = least <= len(text) and (most is None or len(text) <= most)
            if fits and (pattern is None or self.matches(pattern, text)):
                return text
        if pattern is not None:
            key = (pattern, least, most, turn)
            if key not in self._patterned_before:
                self._patterned_before[key] = self._patterned(*key)
            return self._patterned_before[key]
        return _word(least, most, turn)

    def _patterned(self, pattern: str, least: int, most: int | None, turn: int) -> str:
        plain = _word(least, most, turn)
        tries = [
            *patterns.candidates(pattern, least, most, turn),
            plain,
            *(make(turn) for make in self._formats.values()),
        ]
        for text in tries:
            long_enough = least <= len(text) and (most is None or len(text) <= most)
            if long_enough and self.matches(pattern, text):
                return text
        return plain


def _word(least: int, most: int | None, turn: int) -> str:
    suffix = str(turn + 1) if turn else ""
    text = "string" + suffix
    if len(text) < least:
        text += "x" * (least - len(text))
    if most is not None and len(text) > most:
        text = ("string"[: max(0, most - len(suffix))] + suffix)[-most:] if most else ""
    return text


def _count(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _fraction(value: Json) -> Fraction | None:
    """A bound as an exact number; decimal fractions as they are written, not as binary rounds them."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _common_multiple(left: Fraction, right: Fraction) -> Fraction:
    return Fraction(
        math.lcm(left.numerator * right.denominator, right.numerator * left.denominator),
        left.denominator * right.denominator,
    )


def _aligned(value: Fraction, step: Fraction | None, low: Fraction | None) -> Fraction:
    """The least multiple of `step` that is not below `value` (nor `low`)."""
    if step is None:
        return value
    if low is not None:
        value = max(value, low)
    return math.ceil(value / step) * step


def _between(*bounds: Fraction | None) -> Fraction:
    """A distance that keeps a number off an exclusive bound without leaving the range."""
    given = [bound for bound in bounds if bound is not None]
    width = max(given) - min(given) if len(given) > 1 else Fraction(2)
    return min(Fraction(1), width / 4) or Fraction(1)
