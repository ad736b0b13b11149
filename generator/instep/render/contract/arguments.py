"""Arguments of a call, JSON-ready, by their Python names."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from instep.ir.operation import In, Media, MediaKind, Operation, Parameter
from instep.ir.types import (
    AliasDef,
    Definitions,
    Json,
    ListType,
    NullableType,
    RefType,
    ScalarKind,
    ScalarType,
    Type,
)
from instep.render.choices import flag_parameter
from instep.render.contract.samples import Samples, reason
from instep.sampling.generate import Mode
from instep.sampling.schemas import Direction

_TRANSPORT = frozenset({"host", "content-length", "transfer-encoding", "authorization"})
"""Headers that no parameter sets: they belong to the transport or to a security scheme."""


class NoValue(Exception):
    """No value can be given for an argument; the message says why."""


def is_sent(parameter: Parameter) -> bool:
    """Whether a parameter can be seen in the request."""
    return not (parameter.location is In.HEADER and parameter.wire.lower() in _TRANSPORT)


class Arguments:
    """Makes the arguments of one operation."""

    def __init__(
        self,
        operation: Operation,
        definitions: Definitions,
        samples: Samples,
        secrets: Mapping[tuple[In, str], str],
    ) -> None:
        self._operation = operation
        self._definitions = definitions
        self._samples = samples
        self._secrets = secrets
        """What security schemes put where: a parameter in the same place gets the same value."""
        self.without: list[str] = []
        """Why optional parameters are not among all arguments."""

    def parameters(self, mode: Mode) -> dict[str, Json]:
        """Values of the required parameters, or of all that have one if `mode` is `full`.

        Raises:
            NoValue: There is none for a required one.
        """
        found: dict[str, Json] = {}
        for parameter in self._operation.parameters:
            required = parameter.required or parameter.location is In.PATH
            if parameter is flag_parameter(self._operation):
                if required:
                    found[parameter.argument] = False
                continue
            if not required and not (mode == "full" and is_sent(parameter)):
                continue
            try:
                found[parameter.argument] = self._value(parameter, mode)
            except NoValue as problem:
                if required:
                    raise
                self.without.append(str(problem))
        return found

    def anything(self) -> dict[str, Json]:
        """Something for each required parameter: where no value is valid, one that can be sent."""
        found: dict[str, Json] = {}
        for parameter in self._operation.parameters:
            if not (parameter.required or parameter.location is In.PATH):
                continue
            try:
                found[parameter.argument] = self._value(parameter, "minimal")
            except NoValue:
                found[parameter.argument] = "1"
        return found

    def _value(self, parameter: Parameter, mode: Mode) -> Json:
        secret = self._secrets.get((parameter.location, parameter.wire.lower()))
        if secret is not None:
            return secret
        said = "its values cannot stand in this place"
        for value in self._candidates(parameter, mode):
            if not is_sendable(parameter, value):
                continue
            problem = self._samples.problem(parameter.schema, value, Direction.REQUEST)
            if not problem:
                return value
            said = problem
        place = f"{parameter.location} parameter {parameter.wire}"
        raise NoValue(f"no valid value was found for the {place}: {said}"[:300])

    def _candidates(self, parameter: Parameter, mode: Mode) -> list[Json]:
        documented = [example.value for example in parameter.examples]
        made = self._samples.sample(parameter.schema, Direction.REQUEST, mode).value
        other = self._samples.sample(parameter.schema, Direction.REQUEST, "example").value
        # Where nothing is named, the smallest value is one that a query cannot say.
        # Its key is the parameter's own: exploded, two such objects share one query string.
        named: list[Json] = [{f"{parameter.argument}_key": "text"}, {"name": "text"}]
        free: list[Json] = [*named, ["text"], "text"] if made in ({}, [], None) else []
        return [*documented, made, other, *free]

    def body(self, media: Media, mode: Mode) -> dict[str, Json]:
        """The arguments that make a body of this media type.

        Raises:
            NoValue: There is no valid value, or it has no arguments.
        """
        sample = self._samples.sample(media.schema, Direction.REQUEST, mode)
        if not sample.valid and media.kind not in {MediaKind.TEXT, MediaKind.BINARY}:
            raise NoValue(f"body: {reason(sample)}")
        return self.of_body(media, sample.value)

    def of_body(self, media: Media, value: Json) -> dict[str, Json]:
        """A body's value as arguments.

        Raises:
            NoValue: The body is flattened and the value is no object.
        """
        body = self._operation.body
        if body is None:
            return {}
        if body.argument:
            return {body.argument: self.whole(media, value)}
        if not isinstance(value, dict):
            raise NoValue("body: a valid value is no object, and has no keywords")
        flag = self._operation.stream.flag if self._operation.stream else ""
        left = dict(value)
        found: dict[str, Json] = {}
        for argument in body.arguments:
            if argument.wire not in left:
                continue
            inner = left.pop(argument.wire)
            if argument.wire == flag:
                if argument.required:
                    found[argument.argument] = False
                continue
            if media.kind is MediaKind.MULTIPART:
                inner = self._with_files(argument.type, inner, argument.wire)
            found[argument.argument] = inner
        if left:
            found["extra_body"] = left
        return found

    def whole(self, media: Media, value: Json) -> Json:
        """A body's value as one argument.

        Raises:
            NoValue: The media type has no words for it.
        """
        match media.kind:
            case MediaKind.BINARY:
                return as_bytes(b"\x00\x01 the bytes of a body \xff")
            case MediaKind.TEXT:
                return value if isinstance(value, str) and value else "the text of a body"
            case MediaKind.JSON_LINES:
                # Documents write the schema of one line, or of all as an array.
                return value if isinstance(value, list) else [value, value]
            case MediaKind.FORM | MediaKind.MULTIPART if not isinstance(value, dict):
                raise NoValue("body: a form is an object, whatever the schema says")
            case _:
                return value

    def _with_files(self, type_: Type | None, value: Json, name: str) -> Json:
        """The value with bytes where the type is a file."""
        match type_:
            case ScalarType(kind=ScalarKind.BINARY) if isinstance(value, str):
                return as_bytes(f"the file {name}\x00".encode("utf-8", "replace") + b"\xff")
            case ListType(item=item) if isinstance(value, list):
                return [self._with_files(item, one, name) for one in value]
            case NullableType(inner=inner):
                return self._with_files(inner, value, name)
            case RefType(key=key):
                definition = self._definitions[key]
                if isinstance(definition, AliasDef):
                    return self._with_files(definition.type, value, name)
                return value
            case _:
                return value


def as_bytes(content: bytes) -> Json:
    """Bytes as the data has them: marked, in base64."""
    return {"$bytes": base64.b64encode(content).decode("ascii")}


def is_sendable(parameter: Parameter, value: Json) -> bool:
    """Whether a value can stand where the parameter is: some places cannot say everything."""
    texts = list(_texts(value))
    match parameter.location:
        case In.PATH:
            return bool(texts) and all(t not in {"", ".", ".."} and "\0" not in t for t in texts)
        case In.HEADER:
            plain = all(t.isascii() and t.isprintable() and t == t.strip() and t for t in texts)
            marks = ",=" if isinstance(value, dict) else "," if isinstance(value, list) else ""
            alone = not any(mark in text for text in texts for mark in marks)
            said = bool(parameter.content_type) or (alone and not _is_nested(value))
            return bool(texts) and plain and said
        case _:
            return value is not None and value not in ([], {})


def _is_nested(value: Json) -> bool:
    """Whether an object or array holds another: style `simple` has no words for that."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(one, dict | list) for one in inner)


def _texts(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (key, *_texts(inner))]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [] if value is None else [str(value)]
