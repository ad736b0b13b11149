"""Operations as methods: of a resource, and of its raw and streamed views, in either mode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from instep.ir.types import AnyType
from instep.render.annotations import Printer, union
from instep.render.arguments import argument_type
from instep.render.bodies import Argument, passed_body
from instep.render.operations import table_name
from instep.render.paging import page_type, paginator
from instep.render.python import EMPTY, Code, code, joined, lit
from instep.render.signatures import (
    InPackage,
    Signature,
    answer_type,
)
from instep.render.views import CallView, Mode, Variant

SYNC: Final = Mode(Code(), Code("core.SyncResource"), Code("def"), Code(), Code())
ASYNC: Final = Mode(
    Code("Async"), Code("core.AsyncResource"), Code("async def"), Code("await "), Code("Async")
)

OPTION_ARGUMENTS: Final = (
    Code("extra_headers: core.Headers | None = None"),
    Code("extra_query: core.Query | None = None"),
    Code("extra_body: Mapping[str, object] | None = None"),
    Code("timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN"),
)

_OPTIONS: Final = Code("options=core.Options(extra_headers, extra_query, extra_body, timeout)")
_PLACES: Final = (Code("path"), Code("query"), Code("header"), Code("cookie"))

_FLAG_NO: Final = Code("Literal[False] | None = None")
_FLAG_NO_REQUIRED: Final = Code("Literal[False]")
_FLAG_YES: Final = Code("Literal[True]")
ELLIPSIS: Final = Code("...")


@dataclass(frozen=True, slots=True)
class Answers:
    """What an operation gives, as annotations."""

    plain: Code
    """Without streaming."""
    stream: Code
    """Streaming; empty: it cannot."""
    always: bool
    """There is nothing but the stream."""

    @property
    def any(self) -> Code:
        """Whatever the arguments ask for."""
        if not self.stream:
            return self.plain
        return self.stream if self.always else union((self.plain, self.stream))


def answers(call: Signature, mode: Mode, printer: Printer) -> Answers:
    """The types of an operation's successful answers."""
    if call.operation.pages is not None and isinstance(printer.names, InPackage):
        return Answers(page_type(call, mode, printer, printer.names), EMPTY, always=False)
    plain = union(answer_type(m, printer) if m else Code("None") for m in call.plain)
    stream = call.operation.stream
    if stream is None:
        return Answers(plain, Code(), always=False)
    item = printer.open(stream.media.type or AnyType())
    streamed = code("core.{}Stream[{}]", mode.manner, item)
    return Answers(plain, streamed, always=call.flag is None or not call.plain)


def method(call: Signature, mode: Mode, printer: Printer, stub: bool) -> CallView:
    """The operation as a method of its resource."""
    found = answers(call, mode, printer)
    text = call.short if mode.prefix and not stub else call.doc
    walks = bool(mode.prefix) and call.operation.pages is not None
    returned = paginator(call, found.plain, printer) if walks else found.any
    overloads = _overloads(call, found, returned, printer, text or ELLIPSIS) if stub else ()
    deprecated = stub and call.operation.doc.deprecated
    return CallView(
        name=call.name,
        define=Code("def") if walks else mode.define,
        before=EMPTY if walks else mode.await_,
        after=EMPTY,
        through=Code("self._walk") if walks else Code("self._call"),
        arguments=_parameters(call, printer, None),
        returns=returned,
        doc=text,
        body=text or ELLIPSIS,
        table=table_name(call),
        passed=(*_passed(call), _OPTIONS),
        overloads=overloads,
        decorators=(_DEPRECATED,) if deprecated else (),
    )


_DEPRECATED: Final = Code('@deprecated("The API\'s document marks this operation as deprecated.")')


def _parameters(call: Signature, printer: Printer, flag: Code | None) -> tuple[Code, ...]:
    """The parameters of a method. `flag`: how the one that asks for a stream is annotated."""
    positional = [code("{}: {}", a.name, argument_type(a, printer)) for a in call.positional]
    keywords = [_keyword(a, printer, flag) for a in call.keywords]
    if flag is not None and " = " not in flag:
        keywords.sort(key=lambda parameter: " = " in parameter)
    return (*positional, Code("*"), *keywords, *OPTION_ARGUMENTS)


def _keyword(argument: Argument, printer: Printer, flag: Code | None) -> Code:
    if argument.is_flag and flag is not None:
        return code("{}: {}", argument.name, flag)
    annotation = argument_type(argument, printer)
    if argument.required:
        return code("{}: {}", argument.name, Code("bool") if argument.is_flag else annotation)
    if argument.is_flag or not printer.nullable(argument.type):
        return code("{}: {} = None", argument.name, annotation)
    printer.names.runtime(Code("core"))
    return code("{}: {} = core.OMIT", argument.name, annotation)


def streaming_rows(
    call: Signature, found: Answers, printer: Printer
) -> tuple[tuple[Code, Code], ...]:
    """How the argument that asks for a stream may be annotated, and what is returned then.

    Not streaming, streaming, and a flag that is only known at run time. Empty: there is no choice.
    """
    if call.flag is None or found.always or not found.stream:
        return ()
    printer.imports.name(Code("typing"), Code("Literal"))
    printer.imports.name(Code("typing"), Code("overload"))
    no = _FLAG_NO_REQUIRED if call.flag.required else _FLAG_NO
    return ((no, found.plain), (_FLAG_YES, found.stream), (Code("bool"), found.any))


def _overloads(
    call: Signature, found: Answers, returned: Code, printer: Printer, text: Code
) -> tuple[Variant, ...]:
    """A signature for each way to send the body and to ask for a stream; the first is documented."""
    rows: tuple[tuple[Code | None, Code], ...] = streaming_rows(call, found, printer)
    if not rows and call.ways:
        printer.imports.name(Code("typing"), Code("overload"))
        rows = ((None, returned),)
    calls = [replace(call, arguments=way) for way in call.ways] or [call]
    each = [
        ((*_parameters(one, printer, flag), *_absent(call, one, printer)), returns)
        for one in calls
        for flag, returns in (rows if one.flag or not call.flag else ((None, found.plain),))
    ]
    return tuple(
        Variant(parameters, returns, ELLIPSIS if place else text)
        for place, (parameters, returns) in enumerate(each)
    )


def _absent(call: Signature, way: Signature, printer: Printer) -> Iterator[Code]:
    """What the method takes for the arguments of other ways where only this one is without them.

    One way at least must say so, or the stub has no place for the value that stands for "not given".
    """
    for argument in call.arguments:
        lacking = [one for one in call.ways if all(a.name != argument.name for a in one)]
        if lacking and lacking[-1] is way.arguments:
            nothing = _keyword(argument, printer, None).endswith(" = core.OMIT")
            type_, value = ("core.Omit", "core.OMIT") if nothing else ("None", "None")
            yield code("{}: {} = {}", argument.name, Code(type_), Code(value))


def _passed(call: Signature) -> list[Code]:
    """The keywords of the call into the runtime that carry arguments."""
    found: list[Code] = []
    for place in _PLACES:
        pairs = [code("{}: {}", lit(a.wire), a.name) for a in call.arguments if a.place == place]
        if pairs:
            found.append(code("{}={{{}}}", place, joined(", ", pairs)))
    body = passed_body(call.arguments)
    if body:
        found.append(code("body={}", body))
    for argument in call.arguments:
        if argument.place == "media":
            found.append(code('media={} or ""', argument.name))
        elif argument.place == "stream":
            found.append(code("stream={}", argument.name))
    return found
