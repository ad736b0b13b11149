"""The surface of a client: every operation, parameter and model of the document, by name.

Three are compared: the document as it stands, what the tests were made from (their data), and the
client. Where the document is not on this machine, as for a vendored client, the data speak for it.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import os
import pkgutil
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .cases import operations, read
from .compare import difference
from .document import Node, found_document
from .fields import model_problems, properties
from .kinds import is_array, is_object
from .operations import Operation, Place, Said, operations_of, place
from .sameness import Sameness
from .signatures import signature_problems

LOCK = "instep.lock"
_ADVICE = "the document was edited after the client was generated; run `instep generate`"
_AUTHORIZATION = ("header", "authorization")
_ANONYMOUS = "anonymous"
_DEEPEST = 20
_SHOWN = 5
_FILTERS = ("include_tags", "exclude_tags", "include_paths", "exclude_paths")
_WAYS = {"request": "readOnly", "response": "writeOnly"}


class Surface:
    """Compares a client with its document.

    Raises `OSError` where the package has no lock: then it is not what `generate` wrote.
    """

    def __init__(self, package: ModuleType) -> None:
        self.package = package
        folder = Path(str(package.__file__)).resolve().parent
        self._lock: dict[str, Any] = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        self._table: dict[str, Any] = read("operations")
        self._rows: dict[str, Any] = self._table["every"]
        self._definitions: dict[str, Any] = read("schemas")
        self._document = found_document(folder.parent, self._lock)
        settings = self._lock["settings"]
        self._amended = bool(settings.get("overlays"))
        """Overlays come between document and client: then only the file itself is compared."""
        self._told = operations()
        """What the data say of each operation."""
        self._filtered = any(settings.get(name) for name in _FILTERS)

    @property
    def operations(self) -> pytest.MarkDecorator:
        """Parametrise a test over every operation of client and document."""
        keys = {**self._rows, **({} if self._filtered else self._now)}
        return pytest.mark.parametrize("key", list(keys))

    @property
    def schemas(self) -> pytest.MarkDecorator:
        """Parametrise a test over every component schema that something sends or receives."""
        names = {name for way in _WAYS for name in self._definitions[way] if self._class(name)}
        return pytest.mark.parametrize("name", sorted(names) or [""])

    def check_operation(self, key: str) -> None:
        """Fail unless document and client agree about an operation."""
        self._fail(key, [*self._said_now(key), *self._in_client(key)])

    def check_schema(self, name: str) -> None:
        """Fail unless document and client agree about a component schema; `""` stands for none."""
        found: list[str] = []
        for way in _WAYS:
            schema = self._definitions[way].get(name)
            if schema is None:
                continue
            if self._comparable and self._document and self._document.schemas.get(name).value:
                found += [f"{said}: {_ADVICE}" for said in self._sameness[way].component(name)]
            found += model_problems(self.package, self._class(name), schema, self._definitions[way])
        named = islice(self._arguments_of(name), _SHOWN) if found else ()
        self._fail(name, [*dict.fromkeys(found), *named])

    def _arguments_of(self, name: str) -> Iterator[str]:
        """The arguments of calls whose own schemas refer to a component."""
        for key, told in self._told.items():
            for parameter in told["parameters"]:
                if _refers(parameter["schema"], name):
                    yield f"{key} has it in the {parameter['in']} parameter `{parameter['name']}`"
            body: dict[str, Any] = told.get("body") or {"media": []}
            names: dict[str, None] = {}
            for media in body["media"]:
                for wire, schema in properties(media["schema"], self._definitions["request"]):
                    if _refers(schema, name):
                        names[wire] = None
            yield from (f"{key} has it in the body's property `{wire}`" for wire in names)

    @property
    def documents(self) -> pytest.MarkDecorator:
        """Parametrise a test over the one document; its id says which was found, if any was."""
        location = str(self._lock["document"]["location"])
        shown = location if self._document is not None else f"{location} is not here"
        return pytest.mark.parametrize("location", [pytest.param(location, id=shown)])

    def check_document(self, location: str) -> None:
        """Fail unless document and client have the same operations, and the same server.

        With overlays, which are not applied here, fail unless the document's bytes are the same.
        """
        self._fail(location, list(self._server()))
        if self._document is None:
            return
        if self._amended:
            found = hashlib.sha256(self._document.path.read_bytes()).hexdigest()
            self._fail(location, [_ADVICE] if found != self._lock["document"]["sha256"] else [])
            return
        missing = [] if self._filtered else [key for key in self._now if key not in self._rows]
        gone = [key for key in self._rows if key not in self._now]
        self._fail(location, [f"{key}: {_ADVICE}" for key in (*missing, *gone)])

    @property
    def _comparable(self) -> bool:
        return self._document is not None and not self._amended

    @functools.cached_property
    def _clients(self) -> tuple[Any, Any]:
        with without(self._table["variables"]):
            return self.package.Client(), self.package.AsyncClient()

    @functools.cached_property
    def _now(self) -> dict[str, Operation]:
        if self._document is None or self._amended:
            return {}
        return operations_of(self._document)

    @functools.cached_property
    def _sameness(self) -> dict[str, Sameness]:
        if self._document is None:
            return {}
        return {
            way: Sameness(self._document, self._definitions[way], word)
            for way, word in _WAYS.items()
        }

    def check_exports(self) -> None:
        """Fail unless every module can be imported, and every exported name is there."""
        found: list[str] = []
        for module in pkgutil.walk_packages(self.package.__path__, f"{self.package.__name__}."):
            try:
                importlib.import_module(module.name)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the package's fault
                found.append(f"import {module.name}: {type(error).__name__}: {error}")
        for owner in (self.package, self.package.types, self.package.params):
            listed = dir(owner)
            for name in owner.__all__:
                if name not in listed or not hasattr(owner, name):
                    found.append(f"{owner.__name__} exports {name!r}, but does not have it")
            if hasattr(owner, "no_such_name"):
                found.append(f"{owner.__name__} has any name that is asked for")
        for pointer, name in self._lock["schemas"].items():
            if not hasattr(self.package.types, name.removeprefix("types.")):
                found.append(f"{pointer} is {name} in the lock, which does not exist")
        self._fail(self.package.__name__, found)

    def _server(self) -> Iterator[str]:
        """Whether a client calls the document's first server, unless it is told another one."""
        expected = str(self._table["server"])
        with without(self._table["variables"]):
            found = str(self.package.Client().base_url)
        if expected.startswith("http") and found.rstrip("/") != expected.rstrip("/"):
            yield f"the client calls {found}, the document says {expected}"
        servers = (
            self._document.root.get("servers") if self._comparable and self._document else None
        )
        first = next(servers.each(), None) if servers is not None else None
        now = first.get("url").value if first is not None else None
        if isinstance(now, str) and now.startswith("http") and "{" not in now and now != expected:
            yield f"the server was {expected}, is {now}: {_ADVICE}"

    def _class(self, name: str) -> str:
        pointer = f"#/components/schemas/{name}"
        return str(self._lock["schemas"].get(pointer, "")).removeprefix("types.")

    def _in_client(self, key: str) -> Iterator[str]:
        row = self._rows.get(key)
        if row is None:
            return
        for owner in self._clients:
            yield from signature_problems(self.package, owner, row)

    def _said_now(self, key: str) -> Iterator[str]:
        """What the document says now and did not say then."""
        if not self._comparable:
            return
        now, row = self._now.get(key), self._rows.get(key)
        if row is None:
            yield f"the document has it, the client has not: {_ADVICE}"
        elif now is None:
            yield f"the client has it as `{row['call']}`, the document has it no more: {_ADVICE}"
        else:
            then = self._told[key]
            for said in (*self._parameters(now, then, row), *self._bodies(now, then, row)):
                yield f"{said}: {_ADVICE}"
            for said in (*self._replies(now, then), *_security(now, then)):
                yield f"{said}: {_ADVICE}"

    def _parameters(
        self, now: Operation, then: dict[str, Any], row: dict[str, Any]
    ) -> Iterator[str]:
        known = {place(p["in"], p["name"]): p for p in then["parameters"]}
        facts = {place(f["in"], f["name"]): f for f in row["arguments"].values()}
        for at, said in now.parameters.items():
            name = f"{at[0]} parameter `{said_name(at)}`"
            if at not in facts:
                if at[0] != "path":
                    yield f"the {name} was added"
                continue
            if said.required != facts[at]["required"]:
                yield f"the {name} became {'required' if said.required else 'optional'}"
            yield from self._default(said.schema, facts[at], name)
            if at in known:
                yield from _spelling(said, known[at], name)
                same = self._sameness["request"]
                for one in same.differences(said.schema, known[at]["schema"]):
                    yield f"the {name}: {one}"
        for at in facts:
            if at[0] in {"body", "path"} or at == _AUTHORIZATION:
                continue  # not in the document, or not as a parameter
            if at not in now.parameters:
                yield f"the {at[0]} parameter `{said_name(at)}` was removed"

    def _default(self, schema: Node, facts: dict[str, Any], name: str) -> Iterator[str]:
        """Defaults are no part of the tests' schemas, so they are compared by themselves."""
        document = self._document
        found = document.follow(schema).get("default").value if document is not None else None
        before = facts.get("default")
        if found is not None and before is not None and difference(before, found):
            yield f"the {name}: the default was {json.dumps(before)}, is {json.dumps(found)}"
        elif found is None and before is not None and "$ref" not in (schema.value or {}):
            yield f"the {name}: the default {json.dumps(before)} was removed"

    def _property(self, schema: Node, name: str, depth: int = 0) -> Node | None:
        """A property of an object, its own or a composed one."""
        document = self._document
        if document is None or depth > _DEEPEST:
            return None
        target = document.follow(schema)
        own = target.get("properties").get(name)
        if own.value is not None:
            return own
        found = (self._property(m, name, depth + 1) for m in target.get("allOf").each())
        return next((node for node in found if node is not None), None)

    def _bodies(self, now: Operation, then: dict[str, Any], row: dict[str, Any]) -> Iterator[str]:
        schema = next(iter(now.bodies.values()), None)
        for facts in row["arguments"].values():
            if facts["in"] == "body" and facts["name"] and schema is not None:
                inner = self._property(schema, facts["name"])
                if inner is not None:
                    yield from self._default(inner, facts, f"body's property `{facts['name']}`")
        body: dict[str, Any] = then.get("body") or {"media": [], "required": False}
        if now.bodies and not body["media"]:
            yield "a body was added"
            return
        if body["media"] and not now.bodies:
            yield "the body was removed"
            return
        if now.body_required != body["required"] and "" not in now.bodies:
            yield f"the body became {'required' if now.body_required else 'optional'}"
        yield from self._contents(
            now.bodies, {m["type"]: m["schema"] for m in body["media"]}, "body"
        )

    def _contents(
        self, now: dict[str, Any], then: dict[str, Any], what: str, way: str = "request"
    ) -> Iterator[str]:
        for media, schema in now.items():
            if media in then:
                for one in self._sameness[way].differences(schema, then[media]):
                    yield f"the {what} ({media}): {one}"
            elif media and "" not in then:
                yield f"the {what} may be {media} now"
        for media in then:
            if media not in now and "" not in now:
                yield f"the {what} is {media} no more"

    def _replies(self, now: Operation, then: dict[str, Any]) -> Iterator[str]:
        replies: dict[str, dict[str, Any]] = then["replies"]
        for status, content in now.replies.items():
            if status not in replies:
                yield f"the answer {status} was added"
            else:
                yield from self._contents(content, replies[status], f"answer {status}", "response")
        for status in replies:
            if status not in now.replies:
                yield f"the answer {status} was removed"

    def _fail(self, what: str, found: list[str]) -> None:
        if found:
            pytest.fail(f"{what}: " + "\n  ".join(found), pytrace=False)


def _refers(schema: Any, name: str) -> bool:
    """Whether a schema has a reference to a component in it, not only behind another one."""
    if is_array(schema):
        return any(_refers(one, name) for one in schema)
    if not is_object(schema):
        return False
    if _names(schema.get("$ref"), name):
        return True
    return any(_refers(inner, name) for inner in schema.values())


def _names(ref: Any, name: str) -> bool:
    """Whether a reference is to a component, or to what a request or another schema leaves of it."""
    if not isinstance(ref, str):
        return False
    stem = re.sub(r"[^A-Za-z0-9]+", "_", name)[:40]
    return ref == f"#/$defs/{name}" or bool(re.fullmatch(rf"#/\$defs/{stem}-[0-9a-f]{{8}}", ref))


@contextmanager
def without(variables: list[str]) -> Generator[None, None, None]:
    """The environment without these variables, for a while: they would change what a client is."""
    kept = {name: os.environ.pop(name) for name in variables if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def said_name(at: Place) -> str:
    """The name of a parameter, for people."""
    return at[1]


def _spelling(said: Said, then: dict[str, Any], name: str) -> Iterator[str]:
    if not said.style or then.get("content"):
        return
    if said.style != then["style"]:
        yield f"the {name}: the style was {then['style']}, is {said.style}"
    elif said.explode is not None and said.explode != then["explode"]:
        yield f"the {name}: explode was {then['explode']}, is {said.explode}"


def _security(now: Operation, then: dict[str, Any]) -> Iterator[str]:
    """Which schemes are asked for, and whether a call may be anonymous."""
    before = {name for names in then.get("security", ()) for name in names or (_ANONYMOUS,)}
    found = {name for names in now.security for name in names or (_ANONYMOUS,)}
    for name in sorted(found - before):
        yield f"a way to authenticate was added: {name}"
    for name in sorted(before - found):
        yield f"a way to authenticate was removed: {name}"
