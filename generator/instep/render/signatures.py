"""What an operation takes and gives, as Python: the facts that methods, stubs and TypedDicts share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from instep.ir.operation import (
    In,
    Media,
    MediaKind,
    Operation,
    Parameter,
    Response,
)
from instep.ir.types import (
    AnyType,
    Definition,
    Definitions,
)
from instep.render.annotations import Printer
from instep.render.bodies import (
    Argument,
    Form,
    media_argument,
    merged,
    stream_argument,
    ways,
)
from instep.render.choices import (
    STREAMED,
    flag_parameter,
    media_choice,
    stream_choice,
    successes,
)
from instep.render.documentation import COLUMNS, about, sentence_about, value_doc
from instep.render.imports import ImportSet
from instep.render.python import Code, Prose, code, doc, hung, ident, opening, said, span, stacked
from instep.render.wrapping import wrapped

_ITEM_COLUMNS: Final = COLUMNS - 16
"""The docstring's depth and the section's."""


@dataclass(frozen=True, slots=True)
class InPackage:
    """How a module outside `types` and `params` reaches both: through their packages."""

    imports: ImportSet
    above: Code
    """The package, relative: `..` or `...`."""
    shadowed: frozenset[str] = frozenset()

    def _package(self, word: Code) -> Code:
        if word in self.shadowed:
            self.imports.name(self.above, code("{} as {}_", word, word))
            return code("{}_", word)
        return self.imports.name(self.above, word)

    def model(self, definition: Definition) -> Code:
        """The definition in `types`."""
        return code("{}.{}", self._package(Code("types")), ident(definition.name))

    def param(self, definition: Definition) -> Code:
        """The definition in `params`."""
        return code("{}.{}", self._package(Code("params")), ident(definition.name))

    def page(self, name: Code) -> Code:
        """The class of a page."""
        return code("{}.{}", self._package(Code("pages")), name)

    def call(self, name: Code) -> Code:
        """The TypedDict of a call's arguments."""
        return code("{}.{}", self._package(Code("params")), name)

    def runtime(self, module: Code) -> None:
        """Note that a module of the runtime is used."""
        self.imports.name(code("{}_runtime", self.above), module)


@dataclass(frozen=True, slots=True)
class Signature:
    """An operation's arguments in their order, and the types of its answers."""

    operation: Operation
    name: Code
    params_name: Code
    arguments: tuple[Argument, ...]
    """Of all ways to call it: required are those that every way requires."""
    ways: tuple[tuple[Argument, ...], ...]
    """The arguments of each way to send the body, the usual one first, where there are several."""
    plain: tuple[Media | None, ...]
    """Successful answers that are no stream; None: one without content."""
    doc: Code
    """The method's docstring."""
    short: Code
    """The asynchronous method's, beside the module that has the whole one."""

    @property
    def positional(self) -> tuple[Argument, ...]:
        """Path parameters, in the order of the template."""
        return tuple(argument for argument in self.arguments if argument.place == "path")

    @property
    def keywords(self) -> tuple[Argument, ...]:
        """Everything else: required ones first."""
        return tuple(a for a in in_call_order(self.arguments) if a.place != "path")

    @property
    def flag(self) -> Argument | None:
        """The argument that asks for a stream."""
        return next((argument for argument in self.arguments if argument.is_flag), None)


def signature(
    operation: Operation, params_name: Code, resource: str, definitions: Definitions
) -> Signature:
    """The signature of an operation's method, in the resource's class of that name."""
    name = ident(operation.call[-1])
    bodies = ways(operation, definitions)
    parameters = (*_path_arguments(operation), *_other_parameters(operation))
    asked = (stream_argument(operation),) if stream_choice(operation) else ()
    chosen = [_choice(operation, way.media, place) for place, way in enumerate(bodies)]
    each = [
        (*parameters, *way.arguments, *choice, *asked)
        for way, choice in zip(bodies, chosen, strict=True)
    ]
    listed = [media for way in bodies for media in way.media]
    arguments = (
        *parameters,
        *merged(way.arguments for way in bodies),
        *_choice(operation, listed, 0),
        *asked,
    )
    twin = said(
        "Asynchronous `{}.{}`: the same arguments, result and errors.", ident(resource), name
    )
    return Signature(
        operation=operation,
        name=name,
        params_name=params_name,
        arguments=arguments,
        ways=tuple(each) if len(each) > 1 else (),
        plain=tuple(_plain(operation)),
        doc=doc(_call_doc(operation, _described(arguments, definitions)), 8),
        short=doc(twin, 8),
    )


def in_call_order(arguments: Iterable[Argument]) -> tuple[Argument, ...]:
    """Path parameters, then what is required, then the rest."""
    found = list(arguments)
    found.sort(key=lambda a: 0 if a.place == "path" else 1 if a.required else 2)
    return tuple(found)


def _described(arguments: Iterable[Argument], definitions: Definitions) -> Iterator[Argument]:
    """The arguments; those of which nothing is said with what is said of their type."""
    for argument in arguments:
        words = argument.doc or sentence_about(argument.forms[0].type, definitions)
        yield replace(argument, doc=words)


def _path_arguments(operation: Operation) -> list[Argument]:
    declared = [p for p in operation.parameters if p.location is In.PATH]
    order = {name: place for place, name in enumerate(re.findall(r"\{([^{}]*)\}", operation.path))}
    declared.sort(key=lambda parameter: order.get(parameter.wire, len(order)))
    return [_from_parameter(parameter) for parameter in declared]


def _other_parameters(operation: Operation) -> Iterator[Argument]:
    flag = flag_parameter(operation)
    for parameter in operation.parameters:
        if parameter.location is not In.PATH:
            yield replace(_from_parameter(parameter), is_flag=parameter is flag)


def _choice(operation: Operation, listed: Sequence[Media], place: int) -> tuple[Argument, ...]:
    """The argument that says which media type to send; the usual way needs none."""
    name = media_choice(operation)
    return (media_argument(listed, name, required=place > 0),) if name else ()


def _from_parameter(parameter: Parameter) -> Argument:
    examples = [example.value for example in parameter.examples]
    return Argument(
        name=ident(parameter.argument),
        wire=parameter.wire,
        forms=(Form(parameter.type),),
        required=parameter.required or parameter.location is In.PATH,
        doc=value_doc(parameter.doc, parameter.type, parameter.default, examples),
        place="query" if parameter.location is In.QUERYSTRING else str(parameter.location),
        examples=tuple(examples),
    )


def _plain(operation: Operation) -> Iterator[Media | None]:
    for response in successes(operation):
        if not response.media:
            yield None
        for media in response.media:
            if not (operation.stream and media.kind in STREAMED):
                yield media


def answer_type(media: Media, printer: Printer) -> Code:
    """What a caller gets for a response of this media type."""
    if media.kind is MediaKind.BINARY:
        return Code("bytes")
    if media.kind is MediaKind.TEXT:
        return Code("str")
    return printer.open(media.type or AnyType())


def argument_doc(argument: Argument) -> Prose:
    """An item of the `Args:` section."""
    return item(argument.name, argument.doc)


def item(name: Code, words: Prose) -> Prose:
    """A name and what is said of it, as a section of a docstring has it."""
    return said("    {}", hung(wrapped(said("{}: {}", name, words), _ITEM_COLUMNS), 8))


def _call_doc(operation: Operation, given: Iterable[Argument]) -> Prose:
    """The docstring of an operation's method."""
    arguments = [argument_doc(a) for a in in_call_order(given) if a.doc]
    args = said("Args:\n{}", stacked("\n", arguments)) if arguments else Prose()
    returned = next((about(r.doc) for r in successes(operation)), Prose())
    returned = wrapped(returned, _ITEM_COLUMNS + 4)
    returns = said("Returns:\n    {}", hung(returned, 4)) if returned else Prose()
    words = about(operation.doc) or said("{}.", span(operation.key))
    words = wrapped(words, COLUMNS - 8)
    return stacked("\n\n", (words, args, returns, _raises(operation)))


_ERRORS: Final = {
    "400": Code("BadRequestError"),
    "401": Code("AuthenticationError"),
    "403": Code("PermissionDeniedError"),
    "404": Code("NotFoundError"),
    "409": Code("ConflictError"),
    "422": Code("UnprocessableEntityError"),
    "429": Code("RateLimitError"),
}


def error_class(status: str) -> Code:
    """The exception that a documented error status raises."""
    if status.startswith("5"):
        return Code("InternalServerError")
    return _ERRORS.get(status, Code("APIStatusError"))


def _raises(operation: Operation) -> Prose:
    errors = [r for r in operation.responses if r.status[:1] in {"4", "5"}]
    rows = [
        item(error_class(r.status), said("{}.", stacked(": ", (span(r.status), _first(r)))))
        for r in errors
    ]
    return said("Raises:\n{}", stacked("\n", rows)) if rows else Prose()


def _first(response: Response) -> Prose:
    """The first sentence or line of a response's description."""
    return opening(about(response.doc))
