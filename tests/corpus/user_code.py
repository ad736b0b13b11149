"""A program that uses all of a generated client, as its users would write it, for type checkers to judge.

It calls every operation with the arguments of its contract tests (valid ones, by the document),
goes over pages and streams, reads every attribute of what is received, tells the members of unions
apart by class and by tag.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from instep.contract.cases import BYTES
from instep.ir.api import Api
from instep.ir.operation import Operation
from instep.ir.types import (
    AliasDef,
    Definitions,
    ListType,
    LiteralType,
    MapType,
    ModelDef,
    NullableType,
    RefType,
    Type,
    UnionType,
)
from instep.render.choices import always_streams, stream_choice, successes

_MOST_CALLS = 6
"""Calls of one operation that are written."""
_CASES = ("required arguments", "all arguments", "enum values", "variants")
"""What their names begin with."""
_MOST_TAGS = 12

_HEAD = '''"""Everything that a user can write with this client."""

# pyright: reportDeprecated=false
from __future__ import annotations

from {package} import AsyncClient, Client, types


def seen(*values: object) -> None:
    print(types.__name__, values)

'''


def user_code(api: Api, data: Path, package: str) -> str:
    """The program's source. `data` is the folder of the cases that the contract tests stand on."""
    operations = {operation.key: operation for operation in api.operations}
    lines = [_HEAD.format(package=package)]
    number = 0
    for path in sorted(data.glob("*.json")):
        found = json.loads(path.read_bytes()).get("operations")
        if path.name == "operations.json" or not isinstance(found, dict):
            continue
        for key, row in found.items():
            number += 1
            lines.extend(_calls(operations[key], row, number, api.definitions))
    for definition in api.definitions:
        if definition.received and isinstance(definition, ModelDef):
            lines.extend(_reading(definition))
        elif definition.received and isinstance(definition, AliasDef):
            lines.extend(_telling(definition, api.definitions))
    return "\n".join(lines) + "\n"


def _calls(
    operation: Operation, row: dict[str, Any], number: int, definitions: Definitions
) -> Iterator[str]:
    """Two functions: the operation called through each of the clients."""
    types = {parameter.argument: parameter.type for parameter in operation.parameters}
    if operation.body is not None:
        types |= {argument.argument: argument.type for argument in operation.body.arguments}
        if operation.body.argument and operation.body.media[0].type:
            types[operation.body.argument] = operation.body.media[0].type
    given: list[dict[str, Any]] = []
    for name, case in row.get("requests", {}).items():
        arguments = case.get("arguments", row["arguments"])
        known = all(
            _is_told(types.get(argument), arguments[argument], definitions)
            for argument in arguments
        )
        if arguments not in given and name.startswith(_CASES) and known:
            given.append(arguments)
    plain = [_call(operation, arguments) for arguments in given[:_MOST_CALLS]]
    streamed = plain if always_streams(operation) else []
    flag = row.get("flag") or stream_choice(operation)
    if operation.stream is not None and flag:
        streamed = [_call(operation, {**arguments, flag: True}) for arguments in given[:1]]
    answered = any(response.media for response in successes(operation))
    if not plain:
        return
    for waits, word in (("", "def"), ("await ", "async def")):
        client = "AsyncClient" if waits else "Client"
        yield f"{word} call_{number}{'_later' if waits else ''}(client: {client}) -> None:"
        yield f"    # {operation.key}"
        turn = "async " if waits else ""
        for call in streamed:
            yield f"    {turn}with {waits}{call} as events:"
            yield f"        {turn}for event in events:"
            yield "            seen(event)"
        for call in plain if plain is not streamed else []:
            yield f"    seen({waits}{call})" if answered else f"    {waits}{call}"
            if operation.pages is not None:
                yield f"    {turn}for item in {call}:"
                yield "        seen(item)"
        yield "\n"


def _is_told(type_: Type | None, value: Any, definitions: Definitions) -> bool:
    """Does the document name all properties of the value? Its own examples may have others."""
    match type_:
        case NullableType(inner):
            return value is None or _is_told(inner, value, definitions)
        case ListType(item) if isinstance(value, list):
            return all(_is_told(item, one, definitions) for one in value)
        case MapType(item) if isinstance(value, dict):
            return all(_is_told(item, one, definitions) for one in value.values())
        case UnionType(members):
            return any(_is_told(member, value, definitions) for member in members)
        case RefType(key) if isinstance(model := definitions[key], ModelDef):
            fields = {field.wire: field.type for field in model.fields if not field.read_only}
            return not isinstance(value, dict) or all(
                name in fields and _is_told(fields[name], one, definitions)
                for name, one in value.items()
            )
        case RefType(key):
            return _is_told(definitions[key].type, value, definitions)
        case _:
            return True


def _call(operation: Operation, arguments: dict[str, Any]) -> str:
    said = ", ".join(f"{name}={literal(value)}" for name, value in arguments.items())
    return f"client.{'.'.join(operation.call)}({said})"


def literal(value: Any) -> str:
    """A JSON value as Python source; bytes where a case says so."""
    if isinstance(value, dict):
        if value.keys() == {BYTES}:
            return repr(base64.b64decode(value[BYTES]))
        return "{" + ", ".join(f"{k!r}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return f'float("{value}")'
    return repr(value)


def _reading(model: ModelDef) -> Iterator[str]:
    yield f"def read_{model.name}(value: types.{model.name}) -> None:"
    yield "    seen(value.to_dict(), value.to_json())"
    yield from (f"    seen(value.{field.name})" for field in model.fields)
    yield "\n"


def _telling(alias: AliasDef, definitions: Definitions) -> Iterator[str]:
    """The members of a union told apart by class, by a match, and by the tag where they have one."""
    type_ = alias.type.inner if isinstance(alias.type, NullableType) else alias.type
    if not isinstance(type_, UnionType):
        return
    models = [
        model
        for member in type_.members
        if isinstance(member, RefType)
        and (model := definitions.by_key.get(member.key))
        and isinstance(model, ModelDef)
    ]
    for model in models[:_MOST_TAGS]:
        read = [f"seen(value.{field.name})" for field in model.fields] or ["seen(value.to_dict())"]
        yield f"def tell_{alias.name}_{model.name}(value: types.{alias.name}) -> None:"
        yield f"    if isinstance(value, types.{model.name}):"
        yield from (f"        {line}" for line in read)
        yield "    match value:"
        yield f"        case types.{model.name}():"
        yield from (f"            {line}" for line in read)
        yield "        case _:\n            seen(value)"
        yield "\n"
    if type_.discriminator is not None and isinstance(alias.type, UnionType):
        yield from _by_tag(alias, models, type_.discriminator.wire)


def _by_tag(alias: AliasDef, models: list[ModelDef], wire: str) -> Iterator[str]:
    """Written only where every member has the tag as its own constants: no checker could narrow else."""
    tags: list[tuple[ModelDef, str, tuple[Any, ...]]] = []
    for model in models:
        tag = next((field for field in model.fields if field.wire == wire), None)
        values = _constants(tag.type) if tag is not None and tag.required else ()
        if tag is None or not values:
            return
        tags.append((model, tag.name, values))
    members = alias.type.members if isinstance(alias.type, UnionType) else ()
    values = [value for _, _, own in tags for value in own]
    if len(tags) != len(members) or len(set(values)) != len(values):
        return
    yield f"def tag_{alias.name}(value: types.{alias.name}) -> None:"
    for model, name, own in tags[:_MOST_TAGS]:
        yield f"    if value.{name} == {own[0]!r}:"
        yield from (f"        seen(value.{field.name})" for field in model.fields)
    yield "\n"


def _constants(type_: Type) -> tuple[Any, ...]:
    if isinstance(type_, LiteralType) and not type_.open:
        return type_.values
    return ()
