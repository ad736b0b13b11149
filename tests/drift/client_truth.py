"""Compares the client's verdict with the two clients themselves; run by hand.

    PYTHONPATH=generator python tests/drift/client_truth.py [-v] [--most N] [NAME...]

For each pair of documents both clients are generated, the second with the first one's names. Their
public surfaces are read by griffe from stubs and modules: names, arguments, annotations. Code that was
written against the first breaks where a name is gone, an argument is new and required, what may be
sent became less, or what may be received became more. That is the truth that the verdict is held against.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import griffe
from score import compare_pair, is_core

from instep.config import ClientConfig, adhoc_client
from instep.errors import InstepError
from instep.pipeline import generate

_PACKAGE = "client_under_test"
_SCALARS = frozenset({"str", "int", "float", "bool", "bytes"})


@dataclass(frozen=True)
class Difference:
    """Something in the surface that is not as it was."""

    symbol: str
    words: str
    breaks: bool


def truth(old: Path, new: Path, folder: Path, unread: frozenset[str]) -> list[Difference]:
    """How the second document's client differs from the first one's."""
    before = _generated(adhoc_client(str(old)), folder)
    after = _generated(adhoc_client(str(new)), folder)
    return list(_Surfaces(before, after, unread).differences())


def _generated(client: ClientConfig, folder: Path) -> dict[str, Any]:
    """Generate over what is there, so that its names stay; the surface."""
    settings = replace(client.settings, package=_PACKAGE, tests=False)
    made = replace(client, output=folder, settings=settings, allow_left_out=True)
    generate(made)
    loader = griffe.GriffeLoader(search_paths=[str(folder)], allow_inspection=False)
    package = loader.load(_PACKAGE)
    loader.resolve_aliases(implicit=True)
    return dict(_surface(package))


def _surface(package: Any) -> Iterator[tuple[str, Any]]:
    """Public names and what is said of each: an annotation, or a signature."""
    for home in ("types", "params", "resources"):
        module = package.members.get(home)
        if module is None:
            continue
        for name, inner in module.members.items():
            if inner.is_alias or not inner.is_module:
                continue
            yield from _module(home, inner, name)
    client = package.members["_client"]
    init = client.members["Client"].members.get("__init__")
    if init is not None:
        yield "Client", _signatures(init)


def _module(home: str, module: Any, name: str) -> Iterator[tuple[str, Any]]:
    for member, found in module.members.items():
        if found.is_alias or member.startswith("_"):
            continue
        path = f"{home}.{member}"
        if found.is_module:
            yield from _module(home, found, name)
        elif found.is_class:
            yield path, "class"
            for attribute, inner in found.members.items():
                if inner.is_alias or attribute.startswith("__"):
                    continue
                if inner.is_function:
                    yield f"{path}.{attribute}", _signatures(inner)
                elif inner.is_attribute and inner.annotation is not None:
                    yield f"{path}.{attribute}", str(inner.annotation)
        elif found.is_attribute and found.value is not None and home != "resources":
            yield path, f"alias {found.value}"


def _signatures(function: Any) -> list[dict[str, Any]]:
    each = function.overloads or [function]
    return [
        {
            "returns": str(one.returns),
            "parameters": {
                p.name: (str(p.annotation), p.required)
                for p in one.parameters
                if p.name not in ("self", "*")
            },
        }
        for one in each
    ]


class _Surfaces:
    """Two surfaces, compared."""

    def __init__(self, before: Any, after: Any, unread: frozenset[str]) -> None:
        self.before, self.after = before, after
        self.unread = unread
        """Classes in `types` that no answer holds: their attributes are only ever written."""
        self.aliases = [
            {
                home: {
                    s.rpartition(".")[2]: v
                    for s, v in side.items()
                    if str(v).startswith("alias ") and s.startswith(home)
                }
                for home in ("types.", "params.")
            }
            for side in (before, after)
        ]

    def differences(self) -> Iterator[Difference]:
        """Everything that differs."""
        for symbol, was in self.before.items():
            now = self.after.get(symbol)
            if now is None:
                yield Difference(symbol, "gone", True)
            elif isinstance(was, str) and isinstance(now, str):
                if was != now:
                    yield self._annotations(symbol, was, now, sent=self._is_sent(symbol))
            elif isinstance(was, list) and isinstance(now, list) and was != now:
                yield from self._calls(symbol, was, now)
        for symbol in self.after.keys() - self.before.keys():
            required = symbol.startswith("params.") and str(self.after[symbol]).startswith(
                "Required"
            )
            there = symbol.rpartition(".")[0] in self.before
            yield Difference(symbol, "new", required and there)

    def _is_sent(self, symbol: str) -> bool:
        return symbol.startswith("params.") or symbol.split(".")[1] in self.unread

    def _annotations(self, symbol: str, was: str, now: str, *, sent: bool) -> Difference:
        home = "types." if not sent or symbol.startswith("types.") else "params."
        first = _members(was, self.aliases[0][home], sent=sent)
        second = _members(now, self.aliases[1][home], sent=sent)
        fits = first <= second if sent else second <= first or _one_more(first, second)
        if now.startswith("Required") and was.startswith("NotRequired"):
            fits = False
        return Difference(symbol, f"{was} -> {now}", not fits)

    def _calls(self, symbol: str, was: list[Any], now: list[Any]) -> Iterator[Difference]:
        """Each earlier signature against the later one that it fits best."""
        for old in was:
            tried = [list(self._call(symbol, old, new)) for new in now]
            best = min(tried, key=lambda found: sum(d.breaks for d in found))
            yield from best

    def _call(self, symbol: str, old: Any, new: Any) -> Iterator[Difference]:
        if old["returns"] != new["returns"]:
            yield self._annotations(f"{symbol} returns", old["returns"], new["returns"], sent=False)
        for name, (annotation, required) in old["parameters"].items():
            if name not in new["parameters"]:
                yield Difference(f"{symbol}({name})", "gone", True)
                continue
            other, needed = new["parameters"][name]
            if annotation != other:
                yield self._annotations(f"{symbol}({name})", annotation, other, sent=True)
            if needed and not required:
                yield Difference(f"{symbol}({name})", "required", True)
        for name, (_, required) in new["parameters"].items():
            if name not in old["parameters"]:
                yield Difference(f"{symbol}({name})", "new", required)


def _one_more(first: frozenset[str], second: frozenset[str]) -> bool:
    """One more variant of several: whoever reads a union is ready for others."""
    more = second - first
    return len(first) > 1 and first <= second and all(m[:1].isupper() and m != "None" for m in more)


def _members(annotation: str, aliases: dict[str, Any], *, sent: bool) -> frozenset[str]:
    """The members of a union; an open enum is text, and constraints say nothing to a caller."""
    try:
        node = ast.parse(annotation.removeprefix("alias "), mode="eval").body
    except SyntaxError:
        return frozenset({annotation})
    found: set[str] = set()
    queue, seen = list(_each(node)), set[str]()
    while queue:
        name = queue.pop()
        if name in aliases and name not in seen:
            seen.add(name)
            queue += _each(ast.parse(aliases[name].removeprefix("alias "), mode="eval").body)
        else:
            found.add(name)
    if "str" in found:
        found = {m for m in found if not m.startswith(("'", '"'))}
    if "float" in found:
        found = found | {"int"} if sent else found
    return frozenset(found - {"Omit", "OMIT"})


def _each(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            yield from _each(left)
            yield from _each(right)
        case ast.Subscript(value=value, slice=inner):
            yield from _generic(ast.unparse(value).rpartition(".")[2], inner)
        case ast.Call(func=func, args=args) if ast.unparse(func).endswith("TypeAliasType"):
            yield from _each(args[1])
        case ast.Attribute(attr="Number"):
            yield "float"
        case ast.Attribute(attr="UnknownVariant"):
            return
        case ast.Constant(value=str() as text) if text.isidentifier():
            yield text
        case _:
            yield ast.unparse(node).rpartition(".")[2]


def _generic(name: str, inner: ast.expr) -> Iterator[str]:
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name in ("Annotated", "Required", "NotRequired"):
        yield from _each(parts[0])
    elif name == "Nullable":
        yield from _each(parts[0])
        yield "None"
    elif name == "Literal":
        yield from (f"'{ast.unparse(part)}'" for part in parts)
    elif not parts:
        yield f"{name}[()]"
    else:
        *keys, last = parts  # what is read out of a container may be one of less
        start = ", ".join(ast.unparse(key) for key in keys)
        for member in _each(last):
            yield f"{name}[{start}{', ' if start else ''}{member}]"


def _pairs(shared: Path, names: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    seen: set[str] = set()
    for case in json.loads((shared / "oasdiff/index.json").read_bytes())["cases"]:
        if not is_core(case) or case["pair_id"] in seen or (names and case["id"] not in names):
            continue
        seen.add(case["pair_id"])
        yield case["id"], case


def main(arguments: list[str]) -> int:
    """Print where verdict and truth differ, and how often they agree."""
    names = [a for a in arguments if not a.startswith("-") and not a.isdecimal()]
    most = next((int(a) for a in arguments if a.isdecimal()), 1000)
    shared = Path(os.environ.get("INSTEP_SHARED") or Path(__file__).parents[2].parent / "shared")
    counts: Counter[str] = Counter()
    for number, (name, case) in enumerate(_pairs(shared, names)):
        if number >= most:
            break
        folder = shared / "oasdiff"
        try:
            comparison = compare_pair(folder, case)
            with tempfile.TemporaryDirectory() as made:
                api = comparison.apis[0] if comparison.apis else None
                unread = (
                    frozenset(d.name for d in api.definitions if not d.received)
                    if api
                    else frozenset()
                )
                found = truth(folder / case["base"], folder / case["revision"], Path(made), unread)
        except InstepError as problem:
            counts["not generated"] += 1
            print(f"{name}: {str(problem)[:150]}")
            continue
        breaks = [d for d in found if d.breaks]
        said = str(comparison.client_verdict)
        is_true = "breaking" if breaks else "compatible" if found else "none"
        agree = (said == "breaking") == bool(breaks)
        counts["agree" if agree else f"verdict {said}, truth {is_true}"] += 1
        if not agree or "-v" in arguments:
            print(f"{name}: verdict {said}, truth {is_true}")
            for change in comparison.changes:
                print(f"    {change.id} {change.client.level} {change.client.symbol}")
            for difference in (breaks or found)[:6]:
                print(f"    * {difference.symbol}: {difference.words}"[:200])
    print(dict(counts))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
