"""Requests for `mocks.py`: valid ones, and ones with a single known fault, made with a seed."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema

from instep.config import adhoc_client
from instep.ir.api import Api, SchemeKind
from instep.ir.operation import In, Media, MediaKind, Operation, Parameter, Style
from instep.pipeline import read
from instep.sampling.generate import Examples, Mode
from instep.sampling.schemas import Direction

_BOUNDARY = "boundary-of-the-request"
_UNUSUAL = (In.COOKIE, In.QUERYSTRING)
_ANONYMOUS = "no credential"
_ANONYMOUS_SHARE = 0.2
_STREAMED_SHARE = 0.5


@dataclass(frozen=True)
class Asked:
    """A request, and whether the document allows it."""

    kind: str
    operation: str
    valid: bool
    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Draft:
    """A request before it is written: the values of its parts."""

    operation: Operation
    values: list[tuple[Parameter, Any]]
    media: Media | None
    body: Any
    credentials: bool = True
    streamed: bool = False


def requests_of(document: Path, seed: int, count: int) -> list[Asked]:
    """As many requests of a document, every second one with a fault."""
    api = read(adhoc_client(str(document)), pinned=False, formal=False).api
    rng = random.Random(f"{seed} {document.name}")
    maker = _Maker(api, rng)
    operations = [one for one in api.operations if maker.can(one)]
    bodies = [one for one in operations if one.body is not None] or operations
    found: list[Asked] = []
    while len(found) < count:
        operation = rng.choice(rng.choice((operations, bodies)))
        draft = maker.draft(operation, rng.choice(("minimal", "full")))
        if draft is None:
            continue
        if len(found) % 2 == 0:
            found.append(maker.written(_kind(draft), draft, valid=True))
        else:
            faults = list(maker.faults(draft))
            # Most operations ask for a credential: one fault in five is plenty.
            others = [one for one in faults if one.kind != _ANONYMOUS]
            chosen = faults if rng.random() < _ANONYMOUS_SHARE else others
            if chosen:
                kind = rng.choice(sorted({one.kind for one in chosen}))
                found.append(rng.choice([one for one in chosen if one.kind == kind]))
    return found


def _kind(draft: Draft) -> str:
    if draft.streamed:
        return "valid, streamed"
    return f"valid, {draft.media.kind if draft.media else 'no body'}"


class _Maker:
    """Makes requests of one API."""

    def __init__(self, api: Api, rng: random.Random) -> None:
        self._api = api
        self._rng = rng
        self._examples = Examples(api.root)
        self._schemes = {one.name: one for one in api.security_schemes}

    def can(self, operation: Operation) -> bool:
        """Whether the operation's requests can be written here."""
        usual = all(
            one.location not in _UNUSUAL and not one.content_type for one in operation.parameters
        )
        kinds = {media.kind for media in operation.body.media} if operation.body else set()
        return usual and kinds <= {MediaKind.JSON, MediaKind.MULTIPART, MediaKind.FORM}

    def draft(self, operation: Operation, mode: Mode) -> Draft | None:
        """A valid request; None where no valid value is found."""
        values: list[tuple[Parameter, Any]] = []
        for parameter in operation.parameters:
            if not parameter.required and mode == "minimal":
                continue
            value = self._value(parameter.schema, mode)
            if value is not None and _is_simple(parameter, value):
                values.append((parameter, value[0]))
            elif parameter.required:
                return None
        body, media = None, None
        if operation.body is not None:
            media = operation.body.media[0]
            value = self._value(media.schema, mode)
            if value is None:
                return None
            body = value[0]
            if media.kind is not MediaKind.JSON and not isinstance(body, dict):
                return None
        streamed = operation.stream is not None and self._rng.random() < _STREAMED_SHARE
        if streamed and operation.stream and operation.stream.flag and isinstance(body, dict):
            body = {**body, operation.stream.flag: True}
            streamed = media is not None and self.is_valid(media.schema, body)
        return Draft(operation, values, media, body, streamed=streamed)

    def _value(self, schema: Any, mode: Mode) -> tuple[Any] | None:
        sample = self._examples.sample(schema, direction=Direction.REQUEST, mode=mode)
        if not sample.valid or not self.is_valid(schema, sample.value):
            return None
        return (sample.value,)

    def is_valid(self, schema: Any, value: Any) -> bool:
        """What `jsonschema` says of a value."""
        whole = self._examples.schemas.standalone(schema, Direction.REQUEST)
        checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
        return jsonschema.Draft202012Validator(whole, format_checker=checker).is_valid(value)

    def faults(self, draft: Draft) -> Iterator[Asked]:
        """The request with one fault, each of those that it can have."""
        for parameter, value in draft.values:
            where = f"{parameter.location} parameter"
            if parameter.required and parameter.location is not In.PATH:
                left = [pair for pair in draft.values if pair[0] is not parameter]
                yield self.written(f"{where} missing", replace(draft, values=left), valid=False)
            for word, wrong in _wrong_texts(value):
                if not self.is_valid(parameter.schema, wrong):
                    others = [pair for pair in draft.values if pair[0] is not parameter]
                    changed = [*others, (parameter, wrong)]
                    fault = replace(draft, values=changed)
                    yield self.written(f"{where} {word}", fault, valid=False)
        if draft.operation.security and () not in draft.operation.security:
            yield self.written(_ANONYMOUS, replace(draft, credentials=False), valid=False)
        if draft.media is not None and draft.media.kind is MediaKind.JSON:
            yield from self._body_faults(draft, draft.media)

    def _body_faults(self, draft: Draft, media: Media) -> Iterator[Asked]:
        body = draft.operation.body
        if body is not None and body.required:
            yield self.written("body missing", replace(draft, media=None), valid=False)
        whole = self.written("body no JSON", draft, valid=False)
        yield replace(whole, body=whole.body[:-1] + b",")
        other = {**whole.headers, "content-type": "text/csv"}
        yield replace(whole, kind="body of another type", headers=other)
        if isinstance(draft.body, dict):
            for name in draft.body:
                for word, changed in _wrong_bodies(draft.body, name):
                    if not self.is_valid(media.schema, changed):
                        fault = replace(draft, body=changed)
                        yield self.written(f"body {word}", fault, valid=False)

    def written(self, kind: str, draft: Draft, *, valid: bool) -> Asked:
        """The request on the wire."""
        operation = draft.operation
        path, query = operation.path.partition("#")[0], list[str]()
        accepted = "text/event-stream" if draft.streamed else "*/*"
        headers = {"accept": accepted, "user-agent": "mocks"}
        for parameter, value in draft.values:
            text = _text(value)
            if parameter.location is In.PATH:
                path = path.replace(f"{{{parameter.wire}}}", quote(text, safe=""))
            elif parameter.location is In.HEADER:
                headers[parameter.wire] = text
            else:
                query += _pairs(parameter, value)
        if draft.credentials:
            self._authorise(operation, headers, query)
        content = b""
        if draft.media is not None:
            content, headers["content-type"] = _content(draft.media, draft.body)
        target = path + (f"?{'&'.join(query)}" if query else "")
        return Asked(kind, operation.key, valid, operation.method, target, headers, content)

    def _authorise(self, operation: Operation, headers: dict[str, str], query: list[str]) -> None:
        for name in operation.security[0] if operation.security else ():
            scheme = self._schemes.get(name)
            match scheme.kind if scheme else None:
                case SchemeKind.BEARER | SchemeKind.OAUTH2:
                    headers["authorization"] = "Bearer key"
                case SchemeKind.BASIC:
                    headers["authorization"] = "Basic dXNlcjpwYXNzd29yZA=="
                case SchemeKind.HEADER if scheme:
                    headers[scheme.wire] = "key"
                case SchemeKind.QUERY if scheme:
                    query.append(f"{scheme.wire}=key")
                case _:
                    pass


def _is_simple(parameter: Parameter, value: tuple[Any]) -> bool:
    """Whether there is nothing to say about how the value is spelled."""
    (one,) = value
    if isinstance(one, str | int | float):
        return one != "" and not (isinstance(one, str) and not one.isascii())
    scalars = isinstance(one, list) and all(isinstance(item, str | int) for item in one)
    return (
        scalars and bool(one) and parameter.location is In.QUERY and parameter.style is Style.FORM
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _pairs(parameter: Parameter, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    texts = [quote(_text(item), safe="") for item in items]
    if not parameter.explode:
        texts = [",".join(texts)]
    return [f"{quote(parameter.wire, safe='')}={text}" for text in texts]


def _wrong_texts(value: Any) -> Iterator[tuple[str, Any]]:
    """Values that are wrong for some schemas, as texts that cannot be taken for another type."""
    if isinstance(value, list):
        yield "with a wrong item", [*value, "no-such-item"]
    else:
        yield "of a wrong value", "no-such-value"
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield "out of bounds", -1
            yield "out of bounds", 10**9


def _wrong_bodies(body: dict[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """Bodies with one property changed."""
    yield "property missing", {key: value for key, value in body.items() if key != name}
    for word, wrong in (
        ("property of another type", {"no": "such"}),
        ("property of another type", [["no"]]),
        ("property of another value", "no-such-value"),
        ("property out of bounds", -(10**9)),
    ):
        changed = copy.deepcopy(body)
        changed[name] = wrong
        yield word, changed
    inner = body[name]
    if isinstance(inner, list) and inner:
        yield "item of another type", {**body, name: [*inner, {"no": ["such"]}]}
    if isinstance(inner, dict):
        for word, changed_inner in _inner(inner):
            yield word, {**body, name: changed_inner}


def _inner(inner: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in inner:
        yield "inner property missing", {k: v for k, v in inner.items() if k != name}
        yield "inner property of another type", {**inner, name: [["no"]]}


def _content(media: Media, body: Any) -> tuple[bytes, str]:
    """A body's bytes and Content-Type."""
    if media.kind is MediaKind.FORM:
        pairs = (f"{quote(k, safe='')}={quote(_text(v), safe='')}" for k, v in body.items())
        return "&".join(pairs).encode(), "application/x-www-form-urlencoded"
    if media.kind is not MediaKind.MULTIPART:
        return json.dumps(body).encode(), "application/json"
    pieces: list[str] = []
    for name, value in body.items():
        for item in value if isinstance(value, list) else [value]:
            kind = "application/json" if isinstance(item, dict) else "text/plain"
            head = f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"'
            file = '; filename="a.txt"' if name == "file" else ""
            pieces.append(f"{head}{file}\r\ncontent-type: {kind}\r\n\r\n{_text(item)}\r\n")
    return "".join([*pieces, f"--{_BOUNDARY}--\r\n"]).encode(), (
        f"multipart/form-data; boundary={_BOUNDARY}"
    )
