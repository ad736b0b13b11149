"""Names of definitions: gathered, proposed from where each stands, settled once for all.

A name depends only on the place of the definition, never on the order of discovery, so that what upstream adds
renames nothing. Names pinned by the lock or the configuration go first and never move; components come next; a name
that two places want is settled by more context, and by a number only when that runs out too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from instep.ir.names import capital, is_plural, pascal, same, singular, words
from instep.ir.pointers import unescape
from instep.normalise.paths import read_path

RESERVED_CLASSES = frozenset(
    same(name)
    for name in [
        "Annotated",
        "Any",
        "Literal",
        "Field",
        "TypeAliasType",
        "TYPE_CHECKING",
        "None",
        "True",
        "False",
        "Required",
        "NotRequired",
        "TypedDict",
        "Unpack",
        "Sequence",
        "Mapping",
        "Iterable",
        "IO",
        "PathLike",
        "Union",
        "Optional",
        "TypeAlias",
        "date",
        "datetime",
        "time",
        "timedelta",
        "Decimal",
        "UUID",
        "params",
        "types",
        "wire",
        "core",
        "annotations",
        "typing",
        "collections",
    ]
)
"""What the generated modules import; a definition of that name gets a suffix."""

_COMPONENTS = {
    "schemas": "",
    "responses": "Response",
    "requestBodies": "Body",
    "parameters": "Parameter",
    "headers": "Header",
    "callbacks": "Callback",
    "pathItems": "",
}

_READABLE = 60
"""Characters of a class name that a reader takes in."""
_DOTTED = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)+")

_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")


@dataclass(slots=True)
class Names:
    """Hands out names that differ from each other even where case does not count."""

    reserved: frozenset[str] = frozenset()
    taken: set[str] = field(default_factory=set)

    def take(self, candidates: Iterable[str]) -> str:
        """The first candidate that is free; the first one with a number if none is."""
        first = ""
        for candidate in candidates:
            first = first or candidate
            if self.free(candidate):
                self.taken.add(same(candidate))
                return candidate
        number = 2
        while not self.free(f"{first}{number}"):
            number += 1
        self.taken.add(same(f"{first}{number}"))
        return f"{first}{number}"

    def free(self, name: str) -> bool:
        """Is the name neither reserved nor taken?"""
        spelled = same(name)
        return spelled not in self.reserved and spelled not in self.taken


class Places:
    """Proposes a class name for a JSON pointer, from the words on the way to it."""

    def __init__(
        self,
        stems: Mapping[tuple[str, str], str],
        labels: Mapping[str, str],
        parameter_name: Callable[[str], str],
    ) -> None:
        self._stems = stems
        """(path, lower-case method) -> the operation's PascalCase stem."""
        self._labels = labels
        self._parameter_name = parameter_name
        """Pointer of a parameter -> its wire name."""

    def owner(self, pointer: str) -> str:
        """What a definition belongs to: its component, or its operation's stem. It shares that one's module."""
        tokens = [unescape(t) for t in pointer.removeprefix("#/").split("/")]
        if tokens[0] == "components" and len(tokens) > 2:
            return "#/" + "/".join(pointer.removeprefix("#/").split("/")[:3])
        return self._stem(tokens, pointer)[0]

    def propose(self, pointer: str) -> str:
        """`ResponseOutputItem` for `#/components/schemas/Response/properties/output/items`."""
        raw = pointer.removeprefix("#/").split("/")
        tokens = [unescape(t) for t in raw]
        name, used = self._stem(tokens, pointer)
        before = ""
        at = "#/" + "/".join(raw[:used])
        index = used
        while index < len(tokens):
            word = tokens[index]
            step = 1
            if word in {"oneOf", "anyOf", "prefixItems", "allOf"} and index + 1 < len(tokens):
                step = 2
                where = f"{at}/{raw[index]}/{raw[index + 1]}"
                name = _joined(name, self._variant(word, tokens[index + 1], where))
            elif word in {
                "properties",
                "$defs",
                "definitions",
                "dependentSchemas",
            } and index + 1 < len(tokens):
                step = 2
                before = tokens[index + 1]
                name = _joined(name, pascal(before, prefix="Field"), ends=False)
            elif word == "items":
                name = _item(name, before)
                before = ""
            elif word in {"additionalProperties", "patternProperties", "unevaluatedProperties"}:
                step = 2 if word == "patternProperties" else 1
                name += "Value"
            elif word == "discriminator" and index + 1 == len(tokens):
                name = f"Any{name}"
            elif word == "itemSchema":
                name += "Item"
            elif word not in {"schema", "not", "if", "then", "else", "content"}:
                name += "" if word.isdecimal() or "/" in word else pascal(word)
            at = "#/" + "/".join(raw[: index + step])
            index += step
        return pascal(name, limit=200)

    def _variant(self, word: str, number: str, where: str) -> str:
        if word == "allOf":
            return ""
        if where in self._labels:
            return self._labels[where]
        first = number.split("&", 1)[0]
        if first.isdecimal() and int(first) < len(_ORDINALS):
            return _ORDINALS[int(first)]
        return f"Variant{number}" if number.isdecimal() else ""

    def _stem(self, tokens: list[str], pointer: str) -> tuple[str, int]:
        """The beginning of the name, and how many tokens it accounts for."""
        match tokens:
            case ["components", section, name, *_]:
                own = component_name(name)
                return own + _suffix(own, _COMPONENTS.get(section, "")), 3
            case ["paths", path, "parameters", index, *_]:
                where = "#/" + "/".join(pointer.removeprefix("#/").split("/")[:4])
                stem = pascal("_".join(read_path(path).literals), prefix="Root")
                return stem + pascal(self._parameter_name(where) or index), 4
            case ["paths", path, method, *rest]:
                stem = self._stems.get((path, method), pascal(f"{path} {method}"))
                return self._below_operation(stem, rest, pointer, 3)
            case ["webhooks", name, method, *rest]:
                return self._below_operation(pascal(name) + "Webhook", rest, pointer, 3)
            case [first, *_]:
                return pascal(first), 1
            case _:
                return "Document", 0

    def _below_operation(
        self, stem: str, rest: list[str], pointer: str, used: int
    ) -> tuple[str, int]:
        match rest:
            case ["requestBody", "content", _, *_]:
                return stem + "Request", used + 3
            case ["responses", status, "content", _, *_]:
                return stem + _of_status(status), used + 4
            case ["responses", status, "headers", name, *_]:
                return stem + _of_status(status) + pascal(name) + "Header", used + 4
            case ["parameters", _, *_]:
                where = "#/" + "/".join(pointer.removeprefix("#/").split("/")[: used + 2])
                return stem + pascal(self._parameter_name(where)), used + 2
            case ["callbacks", name, *_]:
                return stem + pascal(name) + "Callback", used + 2
            case _:
                return stem, used


def _joined(name: str, label: str, *, ends: bool = True) -> str:
    """What stands below a definition after its name, without the words that both have where they meet.

    `InputMessages` and `InputMessagesTemplate` are `InputMessagesTemplate`; with `ends`, as variants
    have it, `ChunkingStrategy` and `StaticChunkingStrategy` are `StaticChunkingStrategy`.
    """
    here, more = words(name), words(label)
    for size in range(min(len(here), len(more)), 0, -1):
        if here[-size:] == more[:size] and (ends or len(more) > size):
            return name + "".join(map(capital, more[size:]))
        if ends and here[-size:] == more[-size:] and len(here) > 1:
            return "".join(map(capital, here[:-size])) + label
    return name + label


def component_name(name: str) -> str:
    """The class name of a component.

    One that is endless since it spells out namespaces, `Acme.Api.PagedResult_Acme.Model.Order_`,
    keeps the last part of each: `PagedResultOrder`.
    """
    whole = pascal(name)
    parts = _DOTTED.findall(name) if len(whole) > _READABLE else ()
    if not parts:
        return whole
    return pascal("".join(pascal(part.rpartition(".")[2]) for part in parts))


def _suffix(name: str, suffix: str) -> str:
    return "" if name.endswith(suffix) else suffix


def _of_status(status: str) -> str:
    if status.startswith("2"):
        return "Response"
    if status.lower() == "default":
        return "DefaultResponse"
    ranges = {"1": "Information", "3": "Redirect", "4": "ClientError", "5": "ServerError"}
    if status.isdecimal():
        try:
            return pascal(HTTPStatus(int(status)).phrase)
        except ValueError:
            pass
    return ranges.get(status[:1], "") + "Response"


def _item(name: str, before: str) -> str:
    """The name of an array's items: the singular of the array's own, else `...Item`."""
    last = words(before)[-1:] if before else words(name)[-1:]
    if last and is_plural(last[0]) and name.endswith(capital(last[0])):
        return name.removesuffix(capital(last[0])) + capital(singular(last[0]))
    return name + "Item"


def candidates(natural: str, title: str, longer: str = "") -> Iterator[str]:
    """What a definition may be called, best first; none of it depends on its neighbours."""
    yield natural
    if longer:
        yield longer
    if title and pascal(title) != natural and not pascal(title).startswith("Model"):
        yield natural + pascal(title)
    for suffix in ("Object", "Value", "Model", "Schema"):
        if not natural.endswith(suffix):
            yield natural + suffix
