"""Schemas with a part left open, and those that fill it in: `$dynamicRef` and `$dynamicAnchor`.

A page whose items are `{$dynamicRef: '#item'}` means something else wherever a schema refers to it and says
what `item` is (JSON Schema 2020-12, sections 8.2.3.2 and C). Such a schema gets a copy of the page in which the
open part is filled in; what is left open in the page itself is what it says by default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from instep.document.anchors import DATA, Names, names_of
from instep.document.pointers import Missing, Tokens, follow, join, split_fragment

_OWN = frozenset({"$id", "$anchor", "$dynamicAnchor", "$schema"})
"""What names a schema: its copy must not have the same names."""
_MOST_NODES = 2_000_000


def filled_in(root: Any) -> Any:
    """The document with every open part that can be filled in said as a plain `$ref`; itself, if there is none."""
    names = names_of(root)
    if max(names.dynamic.values(), default=0) < 2:
        return root
    try:
        return _Filling(root, names).run()
    except _TooMany:  # aliases of YAML that multiply: whoever reads on refuses them
        return root


class _TooMany(Exception):
    """There are more nodes than any real document has."""


class _Filling:
    def __init__(self, root: Any, names: Names) -> None:
        self._root = root
        self._names = names
        self._nodes = 0
        self._bound: dict[str, int] = {}
        """How many anchors of each name fill in a schema; beside them only its own default is left."""

    def run(self) -> Any:
        made = self._walked(self._root, ())
        plain = {
            name: count
            for name, count in self._names.dynamic.items()
            if count == self._bound.get(name, 0) + 1
        }
        return _rewritten(made, self._defaults(plain))

    def _walked(self, node: Any, at: Tokens) -> Any:
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise _TooMany
        if isinstance(node, list):
            return [self._walked(item, (*at, str(index))) for index, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        made = {
            key: value if key in DATA else self._walked(value, (*at, key))
            for key, value in node.items()
        }
        return self._specialised(made, at) if isinstance(node.get("$ref"), str) else made

    def _specialised(self, schema: dict[str, Any], at: Tokens) -> dict[str, Any]:
        """The schema with a filled copy in the place of what it refers to, if it fills anything in."""
        target = self._target(schema["$ref"])
        said = dict(_anchors(schema, at))
        if target is None or not said:
            return schema
        there, generic = target
        wanted = {name: ref for name, ref in said.items() if name in set(_open(generic))}
        if not wanted:
            return schema
        for name in wanted:
            self._bound[name] = self._bound.get(name, 0) + 1
        copied = {k: v for k, v in _rewritten(generic, wanted).items() if k not in _OWN}
        if "$id" in generic:
            copied = _moved(copied, join(there))
        copied.pop("$defs", None)
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {**rest, "allOf": [copied, *_listed(rest.get("allOf"))]}

    def _target(self, ref: str) -> tuple[Tokens, dict[str, Any]] | None:
        location, _, fragment = ref.partition("#")
        tokens: Tokens | None = ()
        if location:
            known = self._names.ids
            tokens = known.get(location) or next(
                (at for uri, at in known.items() if uri.endswith("/" + location)), None
            )
        if tokens is None or (not location and not fragment.startswith("/")):
            return None
        try:
            tokens = (*tokens, *split_fragment(fragment))
            found = follow(self._root, tokens)
        except (Missing, ValueError):
            return None
        return (tokens, found) if isinstance(found, dict) else None

    def _defaults(self, plain: Mapping[str, int]) -> dict[str, str]:
        """Where the one anchor stands that no other schema's filling in is: what is meant by default."""
        return {
            name: join(at)
            for name in plain
            for at in (self._names.anchors.get(name),)
            if at is not None and name in set(_open(self._around(at)))
        }

    def _around(self, at: Tokens) -> Any:
        """The schema that the anchor is of: itself, or what has it under `$defs`."""
        return follow(self._root, at[:-2] if len(at) > 1 and at[-2] == "$defs" else at)


def _anchors(schema: dict[str, Any], at: Tokens) -> Iterator[tuple[str, str]]:
    """The names that a schema says something about, and references to what it says."""
    defs = schema.get("$defs")
    for key, value in (defs if isinstance(defs, dict) else {}).items():
        if isinstance(value, dict) and isinstance(value.get("$dynamicAnchor"), str):
            yield value["$dynamicAnchor"], join((*at, "$defs", key))
    if isinstance(schema.get("$dynamicAnchor"), str):
        yield schema["$dynamicAnchor"], join(at)


def _open(node: Any) -> Iterator[str]:
    """The names that the schema leaves open, in itself and what it has inline."""
    if isinstance(node, list):
        for item in node:
            yield from _open(item)
    elif isinstance(node, dict):
        ref = node.get("$dynamicRef")
        if isinstance(ref, str) and ref.startswith("#"):
            yield ref[1:]
        for key, value in node.items():
            if key not in DATA:
                yield from _open(value)


def _rewritten(node: Any, refs: Mapping[str, str]) -> Any:
    """A copy with `$ref` for each `$dynamicRef` that `refs` knows."""
    if isinstance(node, list):
        return [_rewritten(item, refs) for item in node]
    if not isinstance(node, dict):
        return node
    made = {k: v if k in DATA else _rewritten(v, refs) for k, v in node.items()}
    ref = made.get("$dynamicRef")
    if isinstance(ref, str) and ref[1:] in refs and "$ref" not in made:
        del made["$dynamicRef"]
        made["$ref"] = refs[ref[1:]]
    return made


def _moved(node: Any, base: str) -> Any:
    """A copy whose references into its own resource lead to where that resource stands."""
    if isinstance(node, list):
        return [_moved(item, base) for item in node]
    if not isinstance(node, dict):
        return node
    made = {k: v if k in DATA else _moved(v, base) for k, v in node.items()}
    ref = made.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/$defs/"):
        made["$ref"] = base + ref[1:]
    return made


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
