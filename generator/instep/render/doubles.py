"""The test double: `PACKAGE/testing`, and its data."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, Protocol

from instep.files import FileTree
from instep.ir.api import Api, Resource, walk_resources
from instep.ir.names import same
from instep.ir.operation import In, MediaKind, Operation, Parameter, Response
from instep.ir.types import Json
from instep.render.contract.answers import STREAMED, sent_media, stand_in, success_responses
from instep.render.contract.arguments import is_sent
from instep.render.contract.collected import Collected
from instep.render.contract.samples import Samples
from instep.render.contract.streams import Streams
from instep.render.python import Code, code, filename
from instep.render.templates import printed
from instep.sampling.schemas import Direction

_TAKEN: Final = frozenset({"index", "schemas"})
_LARGEST: Final = 8192
"""Characters of an example beyond which the smallest valid value takes its place."""
_SMALL: Final = 32
"""Characters of a value that is written wherever it stands."""
_BODILESS: Final = frozenset({204, 205, 304})
_BYTES: Final = base64.b64encode(b"\x00\x01 the bytes of an answer \xff").decode()
_TEXTS: Final = {"application/xml": "<answer/>", "text/xml": "<answer/>"}

Row = dict[str, Json]


class Settings(Protocol):
    """What rendering the double needs to know besides the API."""

    @property
    def package(self) -> str:
        """The package's name."""
        ...


def doubles_files(api: Api, settings: Settings, samples: Samples) -> FileTree:
    """Every file of the test double, by its path below the output folder; not yet formatted."""
    rows = _Rows(api, samples)
    files: dict[str, bytes] = {}
    index: dict[str, Json] = {}
    for resource in walk_resources(api.resources):
        if resource.operations:
            name = _data_name(resource)
            found = {_key(one): rows.of(one) for one in resource.operations}
            files[f"testing/data/{name}.json"] = _resource_file(found)
            index |= {_key(one): [name, ".".join(one.call)] for one in resource.operations}
    files["testing/data/index.json"] = _lines({"operations": index})
    files["testing/data/schemas.json"] = _table(
        dict(sorted(samples.definitions["request"].items()))
    )
    files["testing/__init__.py"] = printed("testing/__init__.py.jinja")
    return FileTree(files).under(settings.package)


def _key(operation: Operation) -> str:
    """What the runtime knows an operation by."""
    return f"{operation.method} {operation.path}"


def _data_name(resource: Resource) -> Code:
    name = filename(resource.module)
    return code("{}_", name) if same(name) in _TAKEN else name


class _Rows:
    """Makes what the double knows of each operation."""

    def __init__(self, api: Api, samples: Samples) -> None:
        self._api = api
        self._samples = samples

    def of(self, operation: Operation) -> Row:
        """Parameters, body and answers."""
        row: Row = {}
        parameters = [self._parameter(one) for one in operation.parameters if is_sent(one)]
        if parameters:
            row["parameters"] = parameters
        body = operation.body
        if body is not None:
            row["body"] = {
                **({"argument": body.argument} if body.argument else {}),
                "media": [
                    {
                        "type": media.content_type,
                        "kind": str(media.kind),
                        "schema": self._samples.described(media.schema),
                    }
                    for media in body.media
                ],
            }
            names = {a.wire: a.argument for a in body.arguments if a.wire != a.argument}
            if names:
                row["body"]["names"] = names
        row["answers"] = list(self._answers(operation))
        return row

    def _parameter(self, parameter: Parameter) -> Row:
        row: Row = {"in": str(parameter.location), "name": parameter.wire}
        if parameter.argument != parameter.wire:
            row["argument"] = parameter.argument
        if parameter.required or parameter.location is In.PATH:
            row["required"] = True
        row["schema"] = self._samples.described(parameter.schema)
        return row

    def _answers(self, operation: Operation) -> Iterator[Row]:
        """The plainest success first, then the other responses in the document's order."""
        successes = success_responses(operation)
        ordered = [*successes, *(one for one in operation.responses if one not in successes)]
        for response in ordered:
            status = stand_in(operation, response.status, success=response in successes)
            if status is None:
                continue
            row: Row = {"status": status}
            if not response.status.isdecimal():
                row["range"] = response.status
            yield from self._answer(operation, response, row)

    def _answer(self, operation: Operation, response: Response, row: Row) -> Iterator[Row]:
        bodiless = row["status"] in _BODILESS or operation.method == "HEAD"
        if not response.media or bodiless:
            yield {**row, "kind": "none"}
            return
        plain = [media for media in response.media if media.kind not in STREAMED]
        for media in plain:
            row_ = {**row, "media": sent_media(media), "kind": str(media.kind)}
            essence = media.content_type.partition(";")[0].strip().lower()
            if media.kind is MediaKind.JSON:
                value = self._value(media)
                if value is not None:
                    yield {**row_, "json": value[0]}
                    break
            elif media.kind is MediaKind.BINARY:
                yield {**row_, "base64": _BYTES}
                break
            else:
                texts = [one.value for one in media.examples if isinstance(one.value, str)]
                usual = _TEXTS.get(essence, "the text of an answer")
                yield {**row_, "text": texts[0] if texts else usual}
                break
        if operation.stream is not None and operation.stream.media in response.media:
            found = Collected(operation)
            streams = Streams(found, operation.stream, self._api.definitions, self._samples)
            shown = streams.shown()
            if shown is not None:
                yield {name: one for name, one in shown.items() if name not in {"raw", "typed"}}

    def _value(self, media: Any) -> tuple[Json] | None:
        """A valid value in a tuple; None if there is none."""
        for example in media.examples:
            small = len(json.dumps(example.value)) <= _LARGEST
            if small and not self._samples.problem(media.schema, example.value, Direction.RESPONSE):
                return (example.value,)
        for mode in ("full", "minimal"):
            sample = self._samples.sample(media.schema, Direction.RESPONSE, mode)
            small = mode == "minimal" or len(json.dumps(sample.value)) <= _LARGEST
            if sample.valid and small:
                return (sample.value,)
        return None


def _resource_file(found: dict[str, Row]) -> bytes:
    """The operations, a line each, and the values that several of their answers share."""
    answers = [answer for row in found.values() for answer in row["answers"] if "json" in answer]
    counted = Counter(_pool_key(answer["json"]) for answer in answers)
    values: dict[str, Json] = {}
    for answer in answers:
        key = _pool_key(answer["json"])
        if counted[key] > 1 and len(_compact(answer["json"])) > _SMALL:
            values[key] = answer["json"]
            answer["json"] = {"$value": key}
    pooled = {"values": dict(sorted(values.items()))} if values else {}
    return _lines({"operations": found, **pooled})


def _pool_key(value: Json) -> str:
    return hashlib.sha256(_compact(value).encode()).hexdigest()[:12]


def _lines(data: dict[str, Row]) -> bytes:
    """Compact JSON, with a line for each entry of each table."""
    tables = (f"{_compact(name)}:{_table(rows).decode().strip()}" for name, rows in data.items())
    return ("{" + ",\n".join(tables) + "}\n").encode()


def _table(rows: Row) -> bytes:
    entries = ",\n".join(f"{_compact(key)}:{_compact(row)}" for key, row in rows.items())
    return f"{{\n{entries}\n}}\n".encode()


def _compact(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))
