"""What an expression of the user's code may stand for: the client, its parts, and what it gave."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from instep.ir.types import Type

_MOST = 12
"""Values that one expression may have before the rest is left out."""


@dataclass(frozen=True, slots=True)
class Data:
    """A typed value, as the old client types it and as the new one does."""

    old: Type
    new: Type | None
    """None: it cannot be told, or what is wrong was said already."""
    symbols: tuple[str, ...] = ()
    """Where it was read from: `types.Response.status`, `types.Status`."""


@dataclass(frozen=True, slots=True)
class ClientValue:
    """A client."""

    asynchronous: bool = False


@dataclass(frozen=True, slots=True)
class ResourceValue:
    """`client.responses`, or one of its views."""

    path: tuple[str, ...]
    view: str = ""
    """Empty, `with_raw_response` or `with_streaming_response`."""


@dataclass(frozen=True, slots=True)
class MethodValue:
    """`client.responses.create`, not called yet."""

    call: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class StreamValue:
    """What is iterated over: its items."""

    item: Value


@dataclass(frozen=True, slots=True)
class RawValue:
    """A raw response, whose `parse()` gives the value."""

    parsed: Value


@dataclass(frozen=True, slots=True)
class BoundValue:
    """A method of something known, not called yet."""

    owner: Known
    name: str


@dataclass(frozen=True, slots=True)
class ClassValue:
    """A class of the package."""

    kind: str
    """`types`, `params`, `client`, `async-client`, `stream`, `raw`, or `resource`."""
    name: str


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """The package, or a module in it, by its path below the package."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignValue:
    """Something of another module, by its dotted name."""

    name: str


@dataclass(frozen=True, slots=True)
class ListValue:
    """A list, tuple or set that the code itself builds; `node` where it is written out."""

    item: Value
    node: ast.expr | None = None
    positions: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class DictValue:
    """A dict that the code itself builds: where it is written, and its constant keys."""

    node: ast.expr
    keys: tuple[tuple[str, ast.expr, Value], ...]
    """Key, the expression of the value, and what that stands for."""
    open: bool
    """There may be other keys."""
    typed: Data | None = None
    """What an annotation says that it is."""


@dataclass(frozen=True, slots=True)
class EntriesValue:
    """A dict of which only what it holds is known."""

    item: Value


@dataclass(frozen=True, slots=True)
class PageValue:
    """An answer that the old client reads as a page."""

    data: Data
    item: Data
    call: str
    lost: bool
    """The new client does not."""
    is_list: bool
    """It is a list, and goes on being one."""


@dataclass(frozen=True, slots=True)
class AliasValue:
    """A name for a type: the value that it describes."""

    meant: Value


@dataclass(frozen=True, slots=True)
class ConstantValue:
    """A constant."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class FunctionValue:
    """A function of the user's code."""

    key: str
    node: ast.FunctionDef | ast.AsyncFunctionDef
    bound: bool = False


@dataclass(frozen=True, slots=True)
class UserClass:
    """A class of the user's code."""

    key: str


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the user's code."""

    key: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    values: tuple[Value, ...]


Known = (
    Data | ClientValue | ResourceValue | MethodValue | StreamValue | RawValue | BoundValue | ClassValue
    | ModuleValue | ForeignValue | ListValue | DictValue | EntriesValue | PageValue | AliasValue
    | ConstantValue | FunctionValue | UserClass | Instance | Choice
)  # fmt: skip
Value = Known | None
"""None: nothing is known, or nothing that concerns the client."""


def each(value: Value) -> tuple[Known, ...]:
    """Everything that the value may be."""
    if value is None:
        return ()
    if isinstance(value, Choice):
        return tuple(one for option in value.values for one in each(option))
    return (value,)


def joined(*values: Value) -> Value:
    """Either of some values."""
    there = [value for value in values if value is not None]
    if len(there) < 2 or all(value is there[0] for value in there):
        return there[0] if there else None
    found = list(dict.fromkeys(one for value in there for one in each(value)))[:_MOST]
    return Choice(tuple(found)) if len(found) > 1 else found[0]
