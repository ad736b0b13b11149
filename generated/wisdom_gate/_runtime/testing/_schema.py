"""Whether a value is what a JSON Schema allows (Draft 2020-12), with the place of what is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final, cast

from ._facts import matches, shown, type_problem, value_problems

_DEEPEST: Final = 200
_REFERENCE: Final = "#/$defs/"

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    path: Path
    reason: str
    word: str = ""
    """The keyword that was not satisfied, where it tells alternatives apart: `type`, `const`, `enum`."""

    def __str__(self) -> str:
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in self.path)
        return f"{''.join(f'/{step}' for step in steps) or '/'}: {self.reason}"


@dataclass(slots=True)
class _Found:
    """What came of one value and one schema."""

    problems: list[Problem] = field(default_factory=list[Problem])
    known: set[str] = field(default_factory=set[str])
    """The properties that the schema speaks of."""
    open: bool = False
    """Whether it says something about properties that it does not name."""

    def add(self, other: _Found) -> None:
        self.problems += other.problems
        self.known |= other.known
        self.open |= other.open


class Checker:
    """Checks values that are sent.

    With *closed*, a property that an object's schema does not name is refused, unless the schema
    says what further properties are, or names none at all: what is sent is typed as closed too.
    """

    def __init__(self, definitions: Mapping[str, Any], *, closed: bool) -> None:
        self._definitions = definitions
        self._closed = closed

    def problems(self, schema: Any, value: Any) -> list[Problem]:
        """Everything that is wrong with the value; nothing if it is valid."""
        return self._value(schema, value, (), 0)

    def _value(self, schema: Any, value: Any, path: Path, depth: int) -> list[Problem]:
        if depth > _DEEPEST:
            return []
        found = self._apply(schema, value, path, depth)
        closed = self._closed and bool(found.known) and not found.open
        if isinstance(value, dict) and closed and not found.problems:
            names = [name for name in cast("dict[str, Any]", value) if name not in found.known]
            found.problems += [_unknown(path, name, found.known) for name in names]
        return found.problems

    def _apply(self, schema: Any, value: Any, path: Path, depth: int) -> _Found:
        found = _Found()
        if not isinstance(schema, dict):
            if schema is False:
                found.problems.append(Problem(path, "nothing is allowed here"))
            found.open = True
            return found
        words = cast("dict[str, Any]", schema)
        said = type_problem(words, value)
        if said:
            found.problems.append(Problem(path, said, "type"))
            return found
        found.problems += [Problem(path, said, word) for word, said in value_problems(words, value)]
        if isinstance(words.get("$ref"), str):
            target = self._definitions.get(words["$ref"].removeprefix(_REFERENCE), True)
            found.add(self._apply(target, value, path, depth + 1) if depth < _DEEPEST else _Found())
        self._composed(words, value, path, depth, found)
        if isinstance(value, dict):
            self._object(words, cast("dict[str, Any]", value), path, depth, found)
        elif isinstance(value, list):
            self._array(words, cast("list[object]", value), path, depth, found)
        return found

    def _composed(
        self, words: dict[str, Any], value: Any, path: Path, depth: int, found: _Found
    ) -> None:
        """`allOf`, `anyOf`, `oneOf`, `not`, `if` (core, section 10.2)."""
        for member in words.get("allOf", ()):
            found.add(self._apply(member, value, path, depth + 1))
        for word in ("anyOf", "oneOf"):
            if word in words:
                self._union(word, words[word], value, path, depth, found)
        if "not" in words and not self._apply(words["not"], value, path, depth + 1).problems:
            found.problems.append(Problem(path, f"{shown(value)} is not allowed here"))
        if "if" in words:
            tried = self._apply(words["if"], value, path, depth + 1)
            branch = words.get("else" if tried.problems else "then", True)
            if not tried.problems:
                found.add(tried)
            if branch is not True:
                found.add(self._apply(branch, value, path, depth + 1))

    def _union(
        self, word: str, members: list[Any], value: Any, path: Path, depth: int, found: _Found
    ) -> None:
        tried = [self._apply(member, value, path, depth + 1) for member in members]
        fitting = [one for one in tried if not one.problems]
        if word == "oneOf" and len(fitting) > 1:
            reason = f"{shown(value)} fits {len(fitting)} alternatives where only one is allowed"
            found.problems.append(Problem(path, reason))
        elif not fitting:
            found.problems += _closest(path, value, [one.problems for one in tried])
        for one in fitting:
            found.add(one)

    def _object(
        self, words: dict[str, Any], value: dict[str, Any], path: Path, depth: int, found: _Found
    ) -> None:
        named: dict[str, Any] = words.get("properties", {})
        required: list[str] = words.get("required", [])
        found.known |= named.keys() | set(required)
        for name in required:
            if name not in value:
                found.problems.append(Problem((*path, name), "required, and missing"))
        for name, inner in named.items():
            if name in value:
                found.problems += self._value(inner, value[name], (*path, name), depth + 1)
        seen = set(named)
        for pattern, inner in words.get("patternProperties", {}).items():
            for name in [name for name in value if matches(pattern, name) is not False]:
                seen.add(name)
                found.problems += self._value(inner, value[name], (*path, name), depth + 1)
        found.known |= seen
        self._others(words, value, path, depth, found, seen)
        for name, names in words.get("dependentRequired", {}).items():
            if name in value:
                missing = [other for other in names if other not in value]
                reason = f"required where {name!r} is given, and missing"
                found.problems += [Problem((*path, other), reason) for other in missing]
        for name, inner in words.get("dependentSchemas", {}).items():
            if name in value:
                found.add(self._apply(inner, value, path, depth + 1))

    def _others(
        self,
        words: dict[str, Any],
        value: dict[str, Any],
        path: Path,
        depth: int,
        found: _Found,
        seen: set[str],
    ) -> None:
        """Properties that are not named (core, sections 10.3.2.3 and 11.3), and all names."""
        for word, known in (("additionalProperties", seen), ("unevaluatedProperties", found.known)):
            if word not in words:
                continue
            found.open = True
            for name in [name for name in value if name not in known]:
                if words[word] is False:
                    found.problems.append(_unknown(path, name, known))
                else:
                    found.problems += self._value(
                        words[word], value[name], (*path, name), depth + 1
                    )
        for name in value if "propertyNames" in words else ():
            found.problems += self._value(words["propertyNames"], name, (*path, name), depth + 1)

    def _array(
        self, words: dict[str, Any], value: list[object], path: Path, depth: int, found: _Found
    ) -> None:
        heads: list[Any] = words.get("prefixItems", [])
        for index, item in enumerate(value):
            inner = heads[index] if index < len(heads) else words.get("items", True)
            found.problems += self._value(inner, item, (*path, index), depth + 1)
        if "contains" in words:
            fits = [
                not self._apply(words["contains"], item, path, depth + 1).problems for item in value
            ]
            least, most = words.get("minContains", 1), words.get("maxContains", len(value))
            if not least <= sum(fits) <= most:
                reason = f"{sum(fits)} items are what `contains` asks for"
                found.problems.append(Problem(path, reason))


def _closest(path: Path, value: Any, tried: list[list[Problem]]) -> Iterable[Problem]:
    """What is wrong with the alternative that was probably meant."""
    near = [one for one in tried if not any(_is_another_kind(problem, path) for problem in one)]
    if len(near) == 1:
        return near[0]
    inside = [one for one in near if any(len(problem.path) > len(path) for problem in one)]
    if inside:
        return min(inside, key=lambda one: (len(one), -max(len(p.path) for p in one)))
    reasons = dict.fromkeys(_reasons(near or tried, path))
    return [Problem(path, "; or ".join(list(reasons)[:4]) or f"{shown(value)} is not allowed here")]


def _reasons(tried: list[list[Problem]], path: Path) -> Iterator[str]:
    for one in tried:
        for problem in one[:1]:
            where = "" if problem.path == path else f"{Problem(problem.path[len(path) :], '')} "
            yield f"{where}{problem.reason}"


def _is_another_kind(problem: Problem, path: Path) -> bool:
    """Whether an alternative was not meant: the wrong type, or the wrong value of a tag."""
    below = len(problem.path) - len(path)
    return (below == 0 and problem.word == "type") or (
        below == 1 and problem.word in ("const", "enum")
    )


def _unknown(path: Path, name: str, known: Iterable[str]) -> Problem:
    near = get_close_matches(name, known, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return Problem((*path, name), f"the document does not know this property{hint}")
