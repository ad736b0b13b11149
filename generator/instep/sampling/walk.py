"""One walk over a schema that makes one value; what it chose, and where, is kept for repairs."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from typing import Literal

from instep.ir.types import Json
from instep.sampling.compose import Composer, Flat, merged, types_of
from instep.sampling.scalars import Impossible, Scalars
from instep.sampling.schemas import Direction

Path = tuple[str | int, ...]

_DEEPEST = 40
_BROADEST = 6
"""Below this depth a value has only what is required."""
_STEPS = 20_000
_OPTIONAL_STEPS = 1_500
"""After so many nodes, optional properties are left out."""
_MANY_ITEMS = 10_000


class TooDeep(Exception):
    """The schema goes on without end on this way."""


class Walk:
    """State of one attempt. `documented`, `unions` and `optional` say what was chosen at which path."""

    def __init__(
        self,
        composer: Composer,
        scalars: Scalars,
        direction: Direction,
        mode: Literal["example", "full", "minimal"],
        rng: random.Random | None,
    ) -> None:
        self.documented: set[Path] = set()
        self.unions: dict[Path, int] = {}
        self.optional: set[Path] = set()
        self._composer = composer
        self._scalars = scalars
        self._direction = direction
        self._mode = mode
        self._rng = rng
        self._banned: set[Path] = set()
        self._omitted: set[Path] = set()
        self._turns: dict[Path, int] = {}
        self._active: Counter[str] = Counter()
        self._steps = 0
        self._loose = False

    def loosen(self) -> None:
        """From now on, a required property that contradicts itself is null instead of a failure."""
        self._loose = True

    def avoid(self, banned: set[Path], omitted: set[Path], turns: dict[Path, int]) -> None:
        """Paths whose documented value, optional property or union member failed before."""
        self._banned, self._omitted, self._turns = banned, omitted, turns

    def value(self, schema: Json) -> Json:
        """A value for the schema. Raises `TooDeep` or `Impossible`."""
        return self._make(self._composer.flat(schema), (), 0)

    def _make(self, flat: Flat, path: Path, turn: int) -> Json:
        self._steps += 1
        if flat.never:
            raise Impossible("no value satisfies the schema")
        if self._steps > _STEPS or len(path) > _DEEPEST:
            raise TooDeep("the schema goes on without end")
        limit = 1 if self._mode == "minimal" else 2
        for ref in flat.refs:
            if self._active[ref] >= limit:
                raise TooDeep("the schema refers to itself without end")
        self._active.update(flat.refs)
        try:
            return self._chosen(flat, path, turn)
        finally:
            self._active.subtract(flat.refs)

    def _chosen(self, flat: Flat, path: Path, turn: int) -> Json:
        documented = self._documented(flat, path, turn)
        if documented is not None:
            self.documented.add(path)
            return documented[0]
        if not flat.choices:
            return self._plain(flat.words, path, turn)
        options = flat.choices[0]
        rest = Flat(flat.words, (), flat.choices[1:])
        self.unions[path] = max(len(options), self.unions.get(path, 0))
        start = self._turns.get(path, 0) + (self._rng.randrange(len(options)) if self._rng else 0)
        failure: Exception = Impossible("no member of the union can be made")
        for step in range(len(options)):
            option = options[(start + step) % len(options)]
            if self._steps > _STEPS:
                break
            try:
                found = self._composer.tagged(self._composer.flat(option.schema), option.tag)
                if option.is_child:
                    # It leads back to its parent by way of `allOf`, which is no recursion.
                    found = replace(found, refs=found.refs - flat.refs)
                return self._make(merged(rest, found), path, turn)
            except (TooDeep, Impossible) as error:
                failure = error
        raise failure

    def _documented(self, flat: Flat, path: Path, turn: int) -> tuple[Json] | None:
        """A documented value that looks right (the whole is verified later), in a tuple."""
        if path in self._banned or turn or (self._rng and path and self._rng.random() < 0.5):
            return None
        for value in flat.examples:
            if isinstance(value, dict | list) and self._mode != "example":
                continue
            if looks_right(flat, value):
                return (value,)
        return None

    def _plain(self, words: dict[str, Json], path: Path, turn: int) -> Json:
        if "const" in words:
            return words["const"]
        if words.get("enum"):
            values = words["enum"]
            allowed = [v for v in values if v is not None and looks_right(Flat(words), v)] or values
            shift = self._rng.randrange(len(allowed)) if self._rng else 0
            return allowed[(turn + shift + self._turns.get(path, 0)) % len(allowed)]
        names = types_of(words)
        kinds = [name for name in names if name != "null"] or list(names) or ["string"]
        self.unions[path] = max(len(kinds), self.unions.get(path, 0))
        shift = self._rng.randrange(50) if self._rng else 0
        match kinds[self._turns.get(path, 0) % len(kinds)]:
            case "object":
                return self._object(words, path)
            case "array":
                return self._array(words, path, turn)
            case "string":
                return self._scalars.string(words, turn + shift)
            case "integer":
                return self._scalars.number(words, turn + shift, integer=True)
            case "number":
                return self._scalars.number(words, turn + shift, integer=False)
            case "boolean":
                return (turn + shift) % 2 == 0
            case _:
                return None

    def _object(self, words: dict[str, Json], path: Path) -> dict[str, Json]:
        properties: dict[str, Json] = dict(words.get("properties", {}))
        hidden = {name for name, inner in properties.items() if self._hides(inner)}
        required = [n for n in words.get("required", ()) if isinstance(n, str) and n not in hidden]
        made: dict[str, Json] = {}
        most = words.get("maxProperties")
        for name in [*properties, *(n for n in required if n not in properties)]:
            if name in hidden or name in made:
                continue
            if name in required:
                made[name] = self._required(words, name, path)
            elif self._wants(path, name) and (most is None or self._room(made, required, most)):
                self._optional(words, name, path, made)
        self._depend(words, path, made, hidden)
        self._fill(words, path, made)
        return made

    def _hides(self, schema: Json) -> bool:
        return self._composer.schemas.hides(schema, self._direction)

    def _wants(self, path: Path, name: str) -> bool:
        if self._mode == "minimal" or (*path, name) in self._omitted:
            return False
        return len(path) < _BROADEST and self._steps < _OPTIONAL_STEPS

    @staticmethod
    def _room(made: dict[str, Json], required: list[str], most: int) -> bool:
        return len(made) + sum(name not in made for name in required) < most

    def _required(self, words: dict[str, Json], name: str, path: Path) -> Json:
        try:
            return self._property(words, name, path)
        except (TooDeep, Impossible):
            if not self._loose:
                raise
            return None

    def _optional(
        self, words: dict[str, Json], name: str, path: Path, made: dict[str, Json]
    ) -> None:
        try:
            made[name] = self._property(words, name, path)
        except (TooDeep, Impossible):
            return
        self.optional.add((*path, name))

    def _property(self, words: dict[str, Json], name: str, path: Path, turn: int = 0) -> Json:
        schemas: list[Json] = []
        if name in words.get("properties", {}):
            schemas.append(words["properties"][name])
        for pattern, inner in words.get("patternProperties", {}).items():
            if self._scalars.matches(pattern, name):
                schemas.append(inner)
        if not schemas:
            schemas.append(words.get("additionalProperties", True))
        flat = self._composer.flat(schemas[0])
        for further in schemas[1:]:
            flat = merged(flat, self._composer.flat(further))
        return self._make(flat, (*path, name), turn)

    def _depend(
        self, words: dict[str, Json], path: Path, made: dict[str, Json], hidden: set[str]
    ) -> None:
        """What the presence of a property demands (validation 6.5.4, applicator 10.2.2.4)."""
        for name, needed in words.get("dependentRequired", {}).items():
            for other in needed if name in made and isinstance(needed, list) else ():
                if other not in made and other not in hidden:
                    made[other] = self._property(words, other, path)
        for name, inner in words.get("dependentSchemas", {}).items():
            if name in made:
                further = merged(Flat(words), self._composer.flat(inner)).words
                further = {w: v for w, v in further.items() if w != "dependentSchemas"}
                made.update(self._object(further, path))

    def _fill(self, words: dict[str, Json], path: Path, made: dict[str, Json]) -> None:
        """Further properties, up to `minProperties`; one to show a map's value."""
        least = words.get("minProperties", 0)
        extra = words.get("additionalProperties")
        patterned = words.get("patternProperties", {})
        shown = self._mode != "minimal" and not made and len(path) < _BROADEST
        wanted = max(least, 1 if shown and (isinstance(extra, dict) or patterned) else 0)
        turn = 0
        while len(made) < min(wanted, _MANY_ITEMS) and turn < wanted + 50:
            name = self._key(words, turn)
            turn += 1
            if name in made or (*path, name) in self._omitted:
                continue
            if len(made) < least:
                made[name] = self._property(words, name, path, turn - 1)
            else:
                self._optional(words, name, path, made)

    def _key(self, words: dict[str, Json], turn: int) -> str:
        known: dict[str, Json] = words.get("properties", {})
        optional = [name for name in known if not self._hides(known[name])]
        if turn < len(optional) and self._mode == "minimal":
            return optional[turn]
        names = self._composer.flat(words.get("propertyNames", True)).words
        if names:
            key = self._plain({**names, "type": "string"}, ("",), turn)
            return key if isinstance(key, str) else str(key)
        for pattern in words.get("patternProperties", {}):
            return self._scalars.string({"pattern": str(pattern)}, turn)
        return f"key{turn + 1 if turn else ''}"

    def _array(self, words: dict[str, Json], path: Path, turn: int) -> list[Json]:
        heads = words.get("prefixItems", [])
        least, most = words.get("minItems", 0), words.get("maxItems")
        wanted = max(least, len(heads) if self._mode != "minimal" else 0)
        if self._mode != "minimal" and self._steps < _OPTIONAL_STEPS:
            wanted = max(wanted, 1)
        if isinstance(words.get("contains"), dict):
            wanted = max(wanted, words.get("minContains", 1))
        if most is not None:
            wanted = min(wanted, most)
        if wanted > _MANY_ITEMS:
            raise Impossible("more items than are made here")
        made: list[Json] = []
        seen: set[str] = set()
        tries = turn
        while len(made) < wanted and tries < turn + wanted * 3 + 60:
            try:
                item = self._item(words, len(made), path, tries)
            except (TooDeep, Impossible):
                if len(made) >= least:
                    break
                raise
            tries += 1
            frozen = json.dumps(item, sort_keys=True)
            if words.get("uniqueItems") is True and frozen in seen:
                continue
            seen.add(frozen)
            made.append(item)
        return made

    def _item(self, words: dict[str, Json], index: int, path: Path, turn: int) -> Json:
        heads = words.get("prefixItems", [])
        inner = heads[index] if index < len(heads) else words.get("items", True)
        flat = self._composer.flat(inner)
        if isinstance(words.get("contains"), dict) and index < words.get("minContains", 1):
            flat = merged(flat, self._composer.flat(words["contains"]))
        vary = turn if words.get("uniqueItems") is True else 0
        return self._make(flat, (*path, index), vary)


def looks_right(flat: Flat, value: Json) -> bool:
    """A cheap look at a documented value: its type and, for enums, its membership."""
    names = types_of(flat.words) if "type" in flat.words else ()
    if names and not any(is_a(value, name) for name in names):
        return False
    enum = flat.words.get("enum")
    return not enum or value in enum


def is_a(value: Json, name: str) -> bool:
    """Whether a JSON value has the type of this name (an integer is also a number)."""
    match name:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            return whole and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return value is None
