"""The raw and streamed views of a resource: the same methods, giving responses instead of values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from instep.render.annotations import Printer, union
from instep.render.arguments import argument_type
from instep.render.methods import ELLIPSIS, Answers, answers, streaming_rows
from instep.render.python import EMPTY, Code, code
from instep.render.signatures import InPackage, Signature
from instep.render.views import CallView, Mode, Variant


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


def wrapped(
    call: Signature, mode: Mode, wrapper: Wrapper, names: InPackage, printer: Printer
) -> CallView:
    """The operation as a method of a raw or streamed view."""
    found = answers(call, mode, printer)
    usual = Code("bool") if call.flag and call.flag.required else Code("bool | None = None")
    flags = [code("{}={}", call.flag.name, call.flag.name)] if call.flag else []
    waits = wrapper.raw
    return CallView(
        name=call.name,
        define=mode.define if waits else Code("def"),
        before=_before(mode, wrapper),
        after=EMPTY if waits or not mode.prefix else Code(")"),
        arguments=_parameters(call, usual, names, printer),
        returns=_held(mode, wrapper, found),
        doc=EMPTY,
        body=ELLIPSIS,
        table=EMPTY,
        passed=(*(a.name for a in call.positional), *flags, Code("**arguments")),
    )


def overloaded(
    view: CallView,
    call: Signature,
    mode: Mode,
    wrapper: Wrapper,
    names: InPackage,
    printer: Printer,
) -> CallView:
    """The same for a stub, with a signature for each way to ask for a stream."""
    found = answers(call, mode, printer)
    never, always = replace(found, stream=EMPTY), replace(found, always=True)
    variants = tuple(
        Variant(_parameters(call, flag, names, printer), _held(mode, wrapper, given), ELLIPSIS)
        for (flag, _), given in zip(
            streaming_rows(call, found, printer), (never, always, found), strict=False
        )
    )
    return replace(view, overloads=variants)


def _parameters(
    call: Signature, flag: Code, names: InPackage, printer: Printer
) -> tuple[Code, ...]:
    """Path parameters and the flag by name, the rest as the call's TypedDict."""
    printer.imports.name(Code("typing"), Code("Unpack"))
    rest = code("**arguments: Unpack[{}]", names.call(call.params_name))
    positional = [code("{}: {}", a.name, argument_type(a, printer)) for a in call.positional]
    if call.flag is None:
        return (*positional, rest)
    return (*positional, Code("*"), code("{}: {}", call.flag.name, flag), rest)


def _before(mode: Mode, wrapper: Wrapper) -> Code:
    """What stands before the call: an asynchronous stream is opened by `async with`, not awaited."""
    return mode.await_ if wrapper.raw or not mode.prefix else Code("core.deferred(")


def _held(mode: Mode, wrapper: Wrapper, found: Answers) -> Code:
    """The response, or each of the responses, that the call may give."""
    word = Code("APIResponse") if wrapper.raw else Code("ResponseManager")
    plain = () if found.always else (found.plain,)
    streamed = (found.stream,) if found.stream else ()
    return union(code("core.{}{}[{}]", mode.manner, word, value) for value in (*plain, *streamed))
