"""Validators for the document's schemas, compiled when first needed; nothing is ever fetched."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import jsonschema_rs

from instep.ir.types import Json
from instep.sampling.schemas import Direction, Schemas

_REPAIRS = 40
_BACKTRACKS = 200_000
_REASON = 300
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a value."""

    pointer: str
    """Where in the value: a JSON pointer (RFC 6901), empty for the whole."""
    reason: str
    keyword: str = ""
    """The JSON Schema keyword that was not satisfied."""
    path: tuple[str | int, ...] = ()
    """`pointer`, in steps."""


class Validators:
    """Compiles and remembers one validator per schema and direction (Draft 2020-12, with formats)."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        # The schema is kept beside its validator so that its identity stays its own.
        self._made: dict[
            tuple[int, Direction], tuple[Json, jsonschema_rs.Draft202012Validator]
        ] = {}

    def of(self, schema: Json, direction: Direction) -> jsonschema_rs.Draft202012Validator:
        """The validator of a schema whose `$ref`s point into the document."""
        key = (id(schema), direction)
        if key not in self._made:
            if len(self._made) >= _KEPT:
                del self._made[next(iter(self._made))]
            self._made[key] = (schema, compiled(self.schemas.standalone(schema, direction)))
        return self._made[key][1]

    def is_valid(self, schema: Json, value: Json, direction: Direction) -> bool:
        """Whether the value satisfies the schema."""
        try:
            return self.of(schema, direction).is_valid(value)
        except (ValueError, OverflowError, RecursionError):
            return False

    def problems(
        self, schema: Json, value: Json, direction: Direction, limit: int = 20
    ) -> tuple[Problem, ...]:
        """What is wrong with the value, at most `limit` findings; nothing if it is valid.

        In a union, the findings are those of the member that came closest.
        """
        found: list[Problem] = []
        try:
            for error in self.of(schema, direction).iter_errors(value):
                found.extend(_closest(error))
                if len(found) >= limit:
                    break
        except (ValueError, OverflowError, RecursionError) as error:
            found.append(Problem("", f"cannot be checked: {error}"))
        return tuple(dict.fromkeys(found))[:limit]


def compiled(schema: Json) -> jsonschema_rs.Draft202012Validator:
    """Compile a self-contained schema; a keyword that the metaschema refuses is left out."""
    for _ in range(_REPAIRS):
        try:
            return jsonschema_rs.Draft202012Validator(
                schema,
                validate_formats=True,
                formats={"byte": _is_base64},
                pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
                offline=True,
            )
        except jsonschema_rs.ValidationError as error:
            if not error.instance_path:
                break
            schema = _without(schema, error.instance_path)
        except ValueError:
            break
    return jsonschema_rs.Draft202012Validator({})


def _without(schema: Json, path: Iterable[str | int]) -> Json:
    """A copy of the schema without the keyword at `path` (a schema in a list becomes `true`)."""
    step, *rest = path
    if isinstance(schema, dict):
        if rest:
            return {**schema, step: _without(schema[str(step)], rest)}
        return {name: value for name, value in schema.items() if name != step}
    changed = list(schema)
    changed[int(step)] = _without(changed[int(step)], rest) if rest else True
    return changed


def _is_base64(text: str) -> bool:
    try:
        # RFC 4648, both alphabets: documents say `byte` for either.
        base64.b64decode(text.translate({45: 43, 95: 47}), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _closest(error: jsonschema_rs.ValidationError) -> Iterator[Problem]:
    """The findings behind an error: for a union that nothing matches, the nearest member's."""
    kind = error.kind
    if isinstance(
        kind,
        jsonschema_rs.ValidationErrorKind.AnyOf | jsonschema_rs.ValidationErrorKind.OneOfNotValid,
    ):
        members = tuple(member for member in kind.context if member)
        depth = len(error.instance_path)
        near = [m for m in members if not _is_another_kind(m, depth)]
        if len(near) == 1 or (near and len(members) == 1):
            for inner in near[0]:
                yield from _closest(inner)
            return
        if near:
            best = min(near, key=lambda m: (len(m), -max(len(e.instance_path) for e in m)))
            if any(len(e.instance_path) > depth for e in best):
                for inner in best:
                    yield from _closest(inner)
                return
        if not near and (tag := _wrong_tag(members, depth)):
            yield tag
            return
    yield _problem(error)


def _wrong_tag(
    members: tuple[list[jsonschema_rs.ValidationError], ...], depth: int
) -> Problem | None:
    """The finding that no member of the union knows the value of the property that tells them apart."""
    tags = [
        {e.instance_path[depth] for e in member if len(e.instance_path) == depth + 1}
        for member in members
        if not any(len(e.instance_path) == depth and e.kind.name == "type" for e in member)
    ]
    shared = sorted(map(str, set.intersection(*tags))) if tags else []
    if not shared:
        return None
    error = next(
        e for m in members for e in m if [str(s) for s in e.instance_path[depth:]] == shared[:1]
    )
    path = tuple(error.instance_path)
    value = json.dumps(error.instance)[: _REASON // 2]
    return Problem(
        pointer_of(path), f"{value} is not a value that any variant allows here", "oneOf", path
    )


def _is_another_kind(member: list[jsonschema_rs.ValidationError], depth: int) -> bool:
    """Whether a union's member was not meant: a wrong type at its root, or a wrong tag just below."""
    for error in member:
        below = len(error.instance_path) - depth
        if below == 0 and error.kind.name == "type":
            return True
        if below == 1 and error.kind.name in {"const", "enum"}:
            return True
    return False


def _problem(error: jsonschema_rs.ValidationError) -> Problem:
    path = tuple(error.instance_path)
    kind = error.kind
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        path = (*path, kind.property)
    elif (
        isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties) and kind.unexpected
    ):
        path = (*path, kind.unexpected[0])
    reason = error.message
    if len(reason) > _REASON:
        reason = f"{reason[: _REASON // 2]} … {reason[-_REASON // 2 :]}"
    return Problem(pointer_of(path), reason, kind.name, path)


def pointer_of(path: Iterable[str | int]) -> str:
    """Steps as a JSON pointer (RFC 6901, section 3)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
