"""Operations as methods: of a resource, and of its raw and streamed views, in either mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from instep.ir.types import AnyType
from instep.render.annotations import Printer, union
from instep.render.arguments import argument_type
from instep.render.operations import table_name
from instep.render.python import Code, code, doc, joined, lit
from instep.render.signatures import (
    Argument,
    InPackage,
    Signature,
    answer_type,
    call_doc,
)
from instep.render.views import CallView, Mode, Variant

SYNC: Final = Mode(Code(), Code("core.SyncResource"), Code("def"), Code(), Code())
ASYNC: Final = Mode(
    Code("Async"), Code("core.AsyncResource"), Code("async def"), Code("await "), Code("Async")
)

OPTION_ARGUMENTS: Final = (
    Code("extra_headers: Mapping[str, str | core.Omit | None] | None = None"),
    Code("extra_query: Mapping[str, object] | None = None"),
    Code("extra_body: Mapping[str, object] | None = None"),
    Code("timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN"),
)

_OPTIONS: Final = Code("options=core.Options(extra_headers, extra_query, extra_body, timeout)")
_PLACES: Final = (Code("path"), Code("query"), Code("header"), Code("cookie"), Code("body"))

_FLAG_NO: Final = Code("Literal[False] | None = None")
_FLAG_NO_REQUIRED: Final = Code("Literal[False]")
_FLAG_YES: Final = Code("Literal[True]")
_ELLIPSIS: Final = Code("...")


@dataclass(frozen=True, slots=True)
class Wrapper:
    """One of the views that a resource has besides itself."""

    suffix: Code
    attribute: Code
    convert: Code
    doc: Code
    raw: bool


RAW: Final = Wrapper(
    Code("WithRawResponse"),
    Code("with_raw_response"),
    Code("core.raw"),
    Code(
        "The same methods, returning the whole response: status, headers, and the value by `parse()`."
    ),
    raw=True,
)
STREAMING: Final = Wrapper(
    Code("WithStreamingResponse"),
    Code("with_streaming_response"),
    Code("core.streamed"),
    Code("The same methods, as context managers of a response whose body is not read yet."),
    raw=False,
)


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
    plain = union(answer_type(m, printer) if m else Code("None") for m in call.plain)
    stream = call.operation.stream
    if stream is None:
        return Answers(plain, Code(), always=False)
    item = printer.open(stream.media.type or AnyType())
    streamed = code("core.{}Stream[{}]", mode.manner, item)
    return Answers(plain, streamed, always=not stream.flag or not call.plain)


def method(call: Signature, mode: Mode, printer: Printer, stub: bool) -> CallView:
    """The operation as a method of its resource."""
    found = answers(call, mode, printer)
    text = doc(call_doc(call), 8)
    overloads = _overloads(call, found, printer, text or _ELLIPSIS) if stub else ()
    deprecated = stub and call.operation.doc.deprecated
    return CallView(
        name=call.name,
        define=mode.define,
        await_=mode.await_,
        arguments=_parameters(call, printer, None),
        returns=found.any,
        doc=text,
        body=text or _ELLIPSIS,
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


def _overloads(
    call: Signature, found: Answers, printer: Printer, text: Code
) -> tuple[Variant, ...]:
    """One signature without streaming, one with, one for a flag that is only known at run time."""
    if call.flag is None or found.always or not found.stream:
        return ()
    printer.imports.name(Code("typing"), Code("Literal"))
    printer.imports.name(Code("typing"), Code("overload"))
    no = _FLAG_NO_REQUIRED if call.flag.required else _FLAG_NO
    rows = (
        (no, found.plain, text),
        (_FLAG_YES, found.stream, _ELLIPSIS),
        (Code("bool"), found.any, _ELLIPSIS),
    )
    return tuple(
        Variant(_parameters(call, printer, flag), returns, body) for flag, returns, body in rows
    )


def _passed(call: Signature) -> list[Code]:
    """The keywords of the call into the runtime that carry arguments."""
    found: list[Code] = []
    for place in _PLACES:
        pairs = [code("{}: {}", lit(a.wire), a.name) for a in call.arguments if a.place == place]
        if pairs:
            found.append(code("{}={{{}}}", place, joined(", ", pairs)))
    found.extend(code("body=core.Whole({})", a.name) for a in call.arguments if a.place == "whole")
    return found


def wrapped(
    call: Signature, mode: Mode, wrapper: Wrapper, printer: Printer, stub: bool
) -> CallView:
    """The operation as a method of a raw or streamed view."""
    found = answers(call, mode, printer)
    names = printer.names
    assert isinstance(names, InPackage)
    printer.imports.name(Code("typing_extensions"), Code("Unpack"))
    rest = code("**arguments: Unpack[{}]", names.call(call.params_name))
    positional = [code("{}: {}", a.name, argument_type(a, printer)) for a in call.positional]

    def parameters(flag: Code) -> tuple[Code, ...]:
        if call.flag is None:
            return (*positional, rest)
        return (*positional, Code("*"), code("{}: {}", call.flag.name, flag), rest)

    usual = Code("bool") if call.flag and call.flag.required else Code("bool | None = None")
    variants: tuple[Variant, ...] = ()
    if stub and call.flag is not None and not found.always and found.stream:
        printer.imports.name(Code("typing"), Code("Literal"))
        printer.imports.name(Code("typing"), Code("overload"))
        no = _FLAG_NO_REQUIRED if call.flag.required else _FLAG_NO
        rows = ((no, found.plain), (_FLAG_YES, found.stream), (Code("bool"), found.any))
        variants = tuple(
            Variant(parameters(flag), _held(mode, wrapper, it), _ELLIPSIS) for flag, it in rows
        )
    passed = [a.name for a in call.positional]
    flags = [code("{}={}", call.flag.name, call.flag.name)] if call.flag else []
    plain_streaming = not wrapper.raw
    return CallView(
        name=call.name,
        define=Code("def") if plain_streaming else mode.define,
        await_=Code() if plain_streaming else mode.await_,
        arguments=parameters(usual),
        returns=_held(mode, wrapper, found.any),
        doc=Code(),
        body=_ELLIPSIS,
        table=Code(),
        passed=(*passed, *flags, Code("**arguments")),
        overloads=variants,
    )


def _held(mode: Mode, wrapper: Wrapper, value: Code) -> Code:
    """The response that holds such a value."""
    if wrapper.raw:
        return code("core.{}APIResponse[{}]", mode.manner, value)
    manager = Code("AbstractAsyncContextManager") if mode.prefix else Code("AbstractContextManager")
    return code("{}[core.{}StreamedResponse[{}]]", manager, mode.manner, value)
