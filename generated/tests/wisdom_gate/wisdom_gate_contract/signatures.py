"""What a client's method takes: its arguments, which it needs, their enums and defaults."""

from __future__ import annotations

import ast
import inspect
import json
import re
import typing
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from .compare import shown

_OPTIONS = frozenset({"extra_headers", "extra_query", "extra_body", "timeout"})
_CHOICES = frozenset({"stream", "content_type"})
"""Arguments that stand for no part of the document: they choose between media types."""

_SHOWN = 40


def signature_problems(package: ModuleType, owner: Any, row: dict[str, Any]) -> Iterator[str]:
    """How a client's method differs from what the document says of its operation.

    `owner` is the client, synchronous or not; `row` is the operation's row of `operations.json`.
    """
    call = str(row["call"])
    method: Any = owner
    for name in call.split("."):
        method = getattr(method, name, None)
    where = f"{type(owner).__name__}.{call}()"
    if not callable(method):
        yield f"{where} does not exist"
        return
    found = dict(inspect.signature(method).parameters)
    several = bool(row.get("several"))
    for name, facts in row["arguments"].items():
        parameter = found.pop(name, None)
        named = f"{_place(facts)} as argument `{name}`"
        if parameter is None:
            yield f"{where} lacks the {named}"
            continue
        # Where the body has several media types, each asks for arguments of its own.
        open_ = several and facts["in"] == "body"
        needed = parameter.default is inspect.Parameter.empty
        if needed != facts["required"] and not open_:
            words = f"{_word(needed)}, but {_word(facts['required'])} in the document"
            yield f"{where}: the {named} is {words}"
        yield from _argument(package, parameter, facts, f"{where}: the {named}")
    for name in () if several else found:
        if name not in _OPTIONS and name.removeprefix("client_") not in _CHOICES:
            yield f"{where} has an argument `{name}` that the document does not have"
    yield from _defaults(inspect.getdoc(method) or "", row["arguments"], where)


def _place(facts: dict[str, Any]) -> str:
    if facts["in"] == "body":
        return f"body's property `{facts['name']}`" if facts["name"] else "body"
    return f"{facts['in']} parameter `{facts['name']}`"


def _argument(
    package: ModuleType, parameter: inspect.Parameter, facts: dict[str, Any], named: str
) -> Iterator[str]:
    known = {json.dumps(value) for value in facts.get("enum", ())}
    found = written_literals(package, str(parameter.annotation))
    for value in sorted(known - found):
        yield f"{named} lacks the value {value} of its enum"
    for value in sorted(found - known):
        yield f"{named} offers {value}, which is not in its enum"


def _word(required: bool) -> str:
    return "required" if required else "optional"


def _defaults(doc: str, arguments: dict[str, dict[str, Any]], where: str) -> Iterator[str]:
    """A method's documentation names the default of each argument that has one."""
    if "\nArgs:\n" not in doc:
        return
    section = re.split(r"\n\n(?=\S)", doc.partition("\nArgs:\n")[2])[0]
    entries = re.split(r"\n {4}(?! )", "\n" + section)
    texts = {entry.partition(":")[0].strip(): " ".join(entry.split()) for entry in entries}
    for name, facts in arguments.items():
        if "default" not in facts:
            continue
        value = facts["default"]
        text = value if isinstance(value, str) else _written(facts)
        words = " ".join(f"Default: `{text}".split())[:_SHOWN]
        if words.isascii() and "`" not in text and words not in texts.get(name, ""):
            yield f"{where}: argument `{name}` does not say its default {shown(value)}"


def _written(facts: dict[str, Any]) -> str:
    return str(facts.get("written") or json.dumps(facts["default"], ensure_ascii=False))


def written_literals(package: ModuleType, annotation: str) -> set[str]:
    """The literal values of an annotation, as JSON; those of named aliases too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(annotation, mode="eval")):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("Literal"):
            inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            values = [ast.literal_eval(value) for value in inner]
            found |= {json.dumps(value) for value in values if value is not None}
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"params", "types"}:
            owner = getattr(package, ast.unparse(node.value))
            found |= literals(getattr(owner, node.attr, None), ())
    return found


def literals(annotation: Any, seen: tuple[Any, ...]) -> set[str]:
    """The literal values of a type, as JSON; classes are not looked into."""
    if hasattr(annotation, "__value__"):
        if any(annotation is one for one in seen):
            return set()
        return literals(annotation.__value__, (*seen, annotation))
    if typing.get_origin(annotation) is typing.Literal:
        values = typing.get_args(annotation)
        return {json.dumps(value) for value in values if value is not None}
    if typing.get_origin(annotation) is typing.Annotated:
        return literals(typing.get_args(annotation)[0], seen)
    found: set[str] = set()
    for inner in typing.get_args(annotation):
        found |= literals(inner, seen)
    return found
