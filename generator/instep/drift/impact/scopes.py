"""Where an expression stands: the names that are known there, and what tests have ruled out."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from instep.drift.impact.project import Project
from instep.drift.impact.sources import Source
from instep.drift.impact.values import ForeignValue, Value

_BUILTINS = frozenset(
    {
        "list", "tuple", "set", "frozenset", "sorted", "reversed", "enumerate", "zip", "next", "iter",
        "anext", "aiter", "isinstance", "filter", "map", "min", "max", "getattr", "len", "sum", "any",
        "all", "dict",
    }
)  # fmt: skip


@dataclass(slots=True)
class Scope:
    """One module, class body or function."""

    project: Project
    source: Source
    names: dict[str, Value]
    parent: Scope | None = None
    prefix: str = ""
    """Qualified name of what is defined here: `app.views:Handler.`."""
    owner: str = ""
    """Key of the class whose body this is."""
    function: str = ""
    """Key of the function whose body this is."""
    narrowed: dict[str, Value] = field(default_factory=dict)
    """What tests say about names and attributes here, by how they are written."""

    def lookup(self, name: str) -> Value:
        """What a name stands for here."""
        here: Scope | None = self
        while here is not None:
            if name in here.names and not (here.owner and here is not self):
                return here.names[name]
            here = here.parent
        return ForeignValue(f"builtins.{name}") if name in _BUILTINS else None

    def bind(self, name: str, value: Value) -> None:
        """Give a name a value; what tests said about the earlier one is void."""
        self.names[name] = value
        self.forget(name)

    def forget(self, written: str) -> None:
        """What was said about this expression, and about what is inside it, is void."""
        for key in [
            k for k in self.narrowed if k == written or k.startswith((f"{written}.", f"{written}["))
        ]:
            del self.narrowed[key]

    def inner(self) -> Scope:
        """A scope of its own for a comprehension or lambda."""
        return Scope(
            self.project, self.source, {}, self, self.prefix, "", self.function, dict(self.narrowed)
        )


def written(node: ast.AST) -> str:
    """How a name or a chain of attributes is written; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            start = written(value)
            return f"{start}.{attr}" if start else ""
        case ast.Subscript(value=value, slice=ast.Constant(value=key)):
            start = written(value)
            return f"{start}[{key!r}]" if start else ""
        case ast.Await(value=value) | ast.NamedExpr(target=value):
            return written(value)
        case _:
            return ""


def spot(node: ast.Attribute) -> ast.AST:
    """The attribute's name itself, rather than the expression that it ends."""
    end = node.end_col_offset
    name = ast.Name(id=node.attr)
    name.lineno = node.end_lineno or node.lineno
    name.col_offset = (end or node.col_offset) - len(node.attr.encode()) if end else node.col_offset
    return name
