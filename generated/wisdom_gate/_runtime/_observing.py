"""One payload compared with its type: all that is there and not documented, by place and type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ._fields import plan_of
from ._json import is_array, is_object, load
from ._parse import adapter
from ._shapes import Fixed, Items, Shape, Variants
from ._strict import Check, Place

_LONGEST: Final = 200
"""Characters of a name or value that is told."""
_MOST_EXTRAS: Final = 100
_TOLD: Final = frozenset({"enum", "variant"})
"""Kinds whose value can be told."""

Found = Mapping[str, object]


def findings(kind: Any, content: bytes, *, values: bool) -> Iterator[Found]:
    """What the document does not say of a payload, as fields of `Drift`; nothing if it is no JSON."""
    try:
        raw = load(content)
    except ValueError:
        return
    walk = _Observing(raw, values=values)
    try:
        walk.visit(adapter(kind).shape, raw, ())
    except RecursionError:
        return
    yield from walk.found


class _Observing(Check):
    """The strict check, which also tells undocumented properties, and knows in which class it is."""

    __slots__ = ("_classes", "_open", "_root", "_values", "found")

    def __init__(self, root: Any, *, values: bool) -> None:
        super().__init__()
        self._root = root
        self._values = values
        self._classes: list[tuple[str, int]] = []
        self._open: list[int] = []
        """Depths at which names are data: items of arrays, keys of maps."""
        self.found: list[Found] = []

    def _object(self, cls: type[Any], raw: dict[str, Any], place: Place) -> None:
        self._classes.append((cls.__name__, len(place)))
        plan = plan_of(cls)
        if plan.extras is None and not plan.closed and not cls.__wire_unknown__:
            for name in [name for name in raw if name not in plan.by_wire][:_MOST_EXTRAS]:
                self._add((*place, name), "property", "")
        super()._object(cls, raw, place)
        self._classes.pop()

    def _variant(self, shape: Variants, raw: Any, place: Place) -> Shape | None:
        known = len(self.found)
        member = super()._variant(shape, raw, place)
        tag = raw.get(shape.tag) if is_object(raw) else None
        if self._values and member is None and len(self.found) > known and _is_plain(tag):
            for name, item in list(raw.items())[:_MOST_EXTRAS]:
                if name != shape.tag:
                    self._tell((*place, name), "member", item, tag)
        return member

    def _array(self, shape: Items | Fixed, raw: list[Any], place: Place) -> None:
        self._open.append(len(place))
        super()._array(shape, raw, place)
        self._open.pop()

    def _entries(self, value: Shape, keys: Any, raw: dict[str, Any], place: Place) -> None:
        self._open.append(len(place))
        super()._entries(value, keys, raw, place)
        self._open.pop()

    def _choice(self, members: Any, raw: Any, place: Place) -> None:
        """As the strict check, but the member that fits is looked into: the one it tells least of."""
        fitting = [member for member in members if self.fits(member, raw)]
        best: list[Found] | None = None
        for member in fitting:
            inner = _Observing(self._root, values=self._values)
            inner._fitting = self._fitting
            inner._classes, inner._open = list(self._classes), list(self._open)
            inner.visit(member, raw, place)
            if best is None or len(inner.found) < len(best):
                best = inner.found
        if best is not None:
            self.found.extend(best)
        else:
            super()._choice(members, raw, place)

    def _add(self, place: Place, code: str, message: str) -> None:
        super()._add(place, code, message)
        value = _at(self._root, place)
        told = value if code in _TOLD else None
        self._tell(place, "property" if code == "extra" else code, value, told)

    def _tell(self, place: Place, code: str, value: Any, told: object) -> None:
        name, depth = self._classes[-1] if self._classes else ("", 0)
        found: dict[str, object] = {
            "kind": code,
            "pointer": self._pointer(place, 0),
            "type": name,
            "field": self._pointer(place, depth),
            "found": "" if code == "missing" else type_name(value),
        }
        if self._values and _is_plain(told):
            found["value"] = told
        self.found.append(found)

    def _pointer(self, place: Place, start: int) -> str:
        tokens: list[str] = []
        for depth in range(start, len(place)):
            token = place[depth]
            open_here = depth in self._open or isinstance(token, int)
            text = "*" if open_here else str(token)[:_LONGEST].replace("~", "~0").replace("/", "~1")
            tokens.append(f"/{text}")
        return "".join(tokens)


def _is_plain(value: object) -> bool:
    """Whether it may be a value of an enum or tag that is told."""
    if isinstance(value, str):
        return len(value) <= _LONGEST
    return isinstance(value, int | float)


def _at(raw: Any, place: Place) -> Any:
    """The value at a place; None where nothing is."""
    for token in place:
        if is_object(raw):
            raw = raw.get(str(token))
        elif is_array(raw) and isinstance(token, int) and token < len(raw):
            raw = raw[token]
        else:
            return None
    return raw


def type_name(value: Any) -> str:
    """The type of JSON that a value is, with that of an array's items where they share one."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int):
        return "integer"
    if is_array(value):
        inside = {type_name(item) for item in value[:100]}
        plain = len(inside) == 1 and not next(iter(inside)).startswith("array")
        return f"array<{inside.pop()}>" if plain else "array"
    return "object" if is_object(value) else "number"
