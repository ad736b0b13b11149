"""What the document says about each operation, read from the package's data when it is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, cast

Data = dict[str, Any]
"""JSON as it was written by the generator."""

_POOLED = "$value"


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation."""

    key: str
    """`POST /v1/responses`: method and path template."""
    name: str
    """The call: `responses.create`."""
    data: Data
    """`parameters`, `body` and `answers`, as `render/doubles.py` of the generator writes them."""

    @property
    def parameters(self) -> list[Data]:
        """The documented parameters: `in`, `name`, `schema`, and `required` and `argument` where set."""
        return cast("list[Data]", self.data.get("parameters", []))

    @property
    def media(self) -> list[Data]:
        """The media types of the request's body: `type`, `kind`, `schema`."""
        body: Data = self.data.get("body", {})
        return cast("list[Data]", body.get("media", []))

    @property
    def answers(self) -> list[Data]:
        """What the document would answer, the plainest success first: `status`, `media`, `kind`, data."""
        return cast("list[Data]", self.data.get("answers", []))

    def argument(self, place: str, wire: str) -> str:
        """The name that a method has for a value, by the value's place and name in the request."""
        if place == "body":
            body: Data = self.data.get("body", {})
            if not wire:
                return str(body.get("argument") or "body")
            return str(body.get("names", {}).get(wire, wire))
        for parameter in self.parameters:
            if parameter["in"] == place and parameter["name"] == wire:
                return str(parameter.get("argument", wire))
        return wire


class Document:
    """The data folder of a package's `testing`."""

    def __init__(self, package: str) -> None:
        self._folder = files(package).joinpath("data")
        self._read: dict[str, Data] = {}

    @cached_property
    def index(self) -> Mapping[str, tuple[str, str]]:
        """The file and the call of each operation, by `METHOD path`."""
        found: dict[str, list[str]] = self._file("index")["operations"]
        return {key: (file, name) for key, (file, name) in found.items()}

    @cached_property
    def definitions(self) -> Mapping[str, Any]:
        """The schemas that the schemas of requests refer to, by name."""
        return cast("Mapping[str, Any]", self._file("schemas"))

    def entry(self, method: str, path: str) -> Entry | None:
        """What is known about an operation; None if the document has none of this path template."""
        key = f"{method} {path}"
        if key not in self.index:
            return None
        file, name = self.index[key]
        return Entry(key, name, self._resource(file)[key])

    def at(self, method: str, path: str) -> Entry | None:
        """The operation that a path without placeholders belongs to; None if there is none."""
        bare = path.partition("?")[0]
        for key in self.index:
            verb, _, template = key.partition(" ")
            if verb == method and _pattern(template).fullmatch(bare):
                return self.entry(verb, template)
        return None

    def _resource(self, file: str) -> Data:
        data = self._file(file)
        return cast("Data", data["operations"])

    def _file(self, name: str) -> Data:
        if name not in self._read:
            data: Data = json.loads(self._folder.joinpath(f"{name}.json").read_bytes())
            self._read[name] = _unpooled(data, data.get("values", {}))
        return self._read[name]


def _unpooled(data: Data, values: Data) -> Data:
    """The file's data with each `{"$value": key}` among the answers replaced by what it stands for."""
    for operation in data.get("operations", {}).values() if values else ():
        for answer in operation.get("answers", ()):
            held: Any = answer.get("json")
            if isinstance(held, dict) and list(cast("Data", held)) == [_POOLED]:
                answer["json"] = values[held[_POOLED]]
    return data


def _pattern(template: str) -> re.Pattern[str]:
    """A path template as a pattern; what stands in its places has no slash."""
    bare = template.partition("#")[0].partition("?")[0]
    pieces = re.split(r"\{[^{}]*\}", bare)
    return re.compile("[^/]+".join(map(re.escape, pieces)))
