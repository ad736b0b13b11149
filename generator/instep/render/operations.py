"""The table of operations: what a resource's module tells the runtime about each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from instep.ir.operation import (
    Encoding,
    In,
    Media,
    MediaKind,
    Parameter,
    Style,
)
from instep.ir.types import Definitions
from instep.render.annotations import Printer
from instep.render.choices import stream_choice
from instep.render.imports import ImportSet
from instep.render.paging import paging_row
from instep.render.python import EMPTY, Code, code, ident, joined, lit
from instep.render.signatures import InPackage, Signature
from instep.render.views import OperationView, ResponseTypeView

_USUAL_STYLE: Final = {
    In.PATH: Style.SIMPLE,
    In.HEADER: Style.SIMPLE,
    In.QUERY: Style.FORM,
    In.COOKIE: Style.FORM,
    In.QUERYSTRING: Style.FORM,
}
"""What the runtime assumes where nothing is said (OpenAPI 3.1, section 4.8.12.2)."""

_PACKAGE: Final = Code("..")
_RUNTIME: Final = Code(".._runtime")
_NEVER_NULL: Final = frozenset({"path", "media", "stream"})
_IDEMPOTENCY: Final = "idempotency-key"


def table_name(call: Signature) -> Code:
    """The constant that has the operation."""
    return code("_{}", ident(call.name.upper()))


def operation_view(call: Signature, definitions: Definitions, imports: ImportSet) -> OperationView:
    """An operation's row; notes what the module must import to evaluate it."""
    replies = _Replies(call, definitions, imports)
    return OperationView(
        name=table_name(call),
        fields=tuple(_fields(call, definitions, replies)),
        types=tuple(replies.types),
    )


def _fields(call: Signature, definitions: Definitions, replies: _Replies) -> Iterator[Code]:
    operation = call.operation
    if operation.id:
        yield code("id={}", lit(operation.id))
    else:
        yield code("id={}", lit(operation.key))
    yield code("method={}", lit(operation.method))
    yield code("path={}", lit(operation.path))
    if operation.parameters:
        replies.imports.name(_RUNTIME, Code("spelling"))
        params = joined(", ", (_parameter(p) for p in operation.parameters))
        yield code("parameters=spelling.Parameters({})", params)
    if operation.body is not None:
        if any(one.encoding for one in operation.body.media):
            replies.imports.name(_RUNTIME, Code("spelling"))
        media = [_body_media(one) for one in operation.body.media]
        required = [code("required={}", lit(operation.body.required))]
        yield code("body=core.Body({})", joined(", ", [*media, *required]))
    if operation.responses:
        yield code("replies={}", _row(replies.rows()))
    if operation.security:
        yield code("security={}", lit(operation.security))
    yield from _extras(call, definitions)
    yield from paging_row(operation, replies.imports)


def _extras(call: Signature, definitions: Definitions) -> Iterator[Code]:
    operation = call.operation
    nullable = nullable_wires(call, definitions)
    if nullable:
        yield code("nullable=frozenset({{{}}})", joined(", ", (lit(name) for name in nullable)))
    if operation.stream and operation.stream.flag:
        yield code("stream_flag={}", lit(operation.stream.flag))
    if operation.stream:
        yield Code("streams=True")
    if stream_choice(operation):
        yield Code("stream_choice=True")
    if operation.servers:
        yield code("servers={}", lit(operation.servers))
    for parameter in operation.parameters:
        if parameter.location is In.HEADER and parameter.wire.lower() == _IDEMPOTENCY:
            yield code("idempotency_header={}", lit(parameter.wire))


def nullable_wires(call: Signature, definitions: Definitions) -> list[str]:
    """Wire names of the arguments whose `None` is sent as null."""
    scratch = ImportSet()
    printer = Printer(definitions, InPackage(scratch, Code("..")), scratch)
    return list(
        dict.fromkeys(
            a.wire
            for a in call.arguments
            if a.place not in _NEVER_NULL and not a.is_flag and printer.nullable(a.type)
        )
    )


def _row(parts: Iterator[Code]) -> Code:
    return code("({},)", joined(", ", parts))


def _parameter(parameter: Parameter) -> Code:
    facts = [lit(parameter.wire), lit(str(parameter.location))]
    style = parameter.style
    if style is not _USUAL_STYLE[parameter.location]:
        facts.append(code("style={}", lit(str(style))))
    if parameter.explode != (style in {Style.FORM, Style.COOKIE, Style.DEEP_OBJECT}):
        facts.append(code("explode={}", lit(parameter.explode)))
    if parameter.allow_reserved:
        facts.append(Code("allow_reserved=True"))
    if parameter.content_type:
        facts.append(code("content_type={}", lit(parameter.content_type)))
    return code("spelling.Param({})", joined(", ", facts))


def _body_media(media: Media) -> Code:
    pair = (lit(media.content_type), lit(str(media.kind)))
    encoding = [_encoding(one) for one in media.encoding]
    if not encoding:
        return code("({}, {})", *pair)
    return code("({}, {}, {{{}}})", *pair, joined(", ", encoding))


def _encoding(encoding: Encoding) -> Code:
    facts: list[Code] = []
    if encoding.content_type:
        facts.append(code("content_type={}", lit(encoding.content_type)))
    if encoding.style is not None:
        facts.append(code("style={}", lit(str(encoding.style))))
    if encoding.explode is not None:
        facts.append(code("explode={}", lit(encoding.explode)))
    if encoding.allow_reserved:
        facts.append(Code("allow_reserved=True"))
    return code("{}: spelling.Encoding({})", lit(encoding.wire), joined(", ", facts))


class _Replies:
    """An operation's replies, and the types among them that take more than a lambda."""

    def __init__(self, call: Signature, definitions: Definitions, imports: ImportSet) -> None:
        self._call = call
        self._definitions = definitions
        self.imports = imports
        self._known: dict[Code, Code] = {}
        self.types: list[ResponseTypeView] = []

    def rows(self) -> Iterator[Code]:
        """One `core.Reply` for every media type of every response."""
        for response in self._call.operation.responses:
            status = lit(response.status)
            if not response.media:
                yield code('core.Reply({}, "", "none")', status)
            for media in response.media:
                facts = [status, lit(media.content_type), lit(str(media.kind)), self._type(media)]
                facts += self._reading(media)
                yield code("core.Reply({})", joined(", ", (fact for fact in facts if fact)))

    def _reading(self, media: Media) -> Iterator[Code]:
        """What the runtime needs to read a stream that is not of plain events."""
        if media.kind is MediaKind.JSON_LINES:
            self.imports.name(_RUNTIME, Code("lines"))
            is_sequence = media.content_type.partition(";")[0].strip().lower().endswith("json-seq")
            yield code("parser=lines.{}Parser", Code("Sequence" if is_sequence else "Line"))
        if media.envelope:
            self.imports.name(_RUNTIME, Code("envelopes"))
            yield code("envelope=envelopes.Envelope({})", lit(str(media.envelope)))

    def _type(self, media: Media) -> Code:
        if media.type is None or media.kind in {MediaKind.BINARY, MediaKind.TEXT}:
            return EMPTY
        needs = ImportSet()
        names = InPackage(needs, _PACKAGE)
        value = Printer(self._definitions, names, needs).open(media.type)
        if value == "Any":
            return EMPTY
        if not needs.modules and needs.names.keys() <= {_PACKAGE}:
            for name in needs.names.get(_PACKAGE, ()):
                self.imports.name(_PACKAGE, name)
            return code("lambda: {}", value)
        return self._function(value, needs)

    def _function(self, value: Code, needs: ImportSet) -> Code:
        """The name of a function that gives the type, for one that needs more imports."""
        if value not in self._known:
            number = code("_{}", len(self.types) + 1) if self.types else EMPTY
            name = code("_{}_type{}", self._call.name, number)
            self._known[value] = name
            if needs.names.pop(_PACKAGE, None):
                self.imports.name(_PACKAGE, Code("types"))
            self.types.append(ResponseTypeView(name, needs.lines(), value))
        return self._known[value]
