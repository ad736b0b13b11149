"""The ways to send a request's body: one for each shape among its media types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from instep.ir.operation import Body, BodyArgument, Media, MediaKind, Operation
from instep.ir.types import (
    AnyType,
    Definitions,
    Field,
    Json,
    LiteralType,
    ModelDef,
    NullableType,
    RefType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)
from instep.render.choices import media_choice, stream_choice
from instep.render.documentation import about, value_doc
from instep.render.python import EMPTY, Code, Prose, code, ident, joined, lit

WHOLE: Final = Code("body")
"""The argument of a body that has no arguments of its own."""

_OBJECTS: Final = frozenset({MediaKind.JSON, MediaKind.FORM, MediaKind.MULTIPART})

_TAKEN: Final = frozenset(
    {"self", "extra_headers", "extra_query", "extra_body", "timeout", str(WHOLE)}
)


@dataclass(frozen=True, slots=True)
class Form:
    """A type that an argument may have, and the kind of body that it then goes into."""

    type: Type
    kind: MediaKind | None = None
    """None: no body, but the URL or a header."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call."""

    name: Code
    wire: str
    """Empty: a body that is one argument, or what the request does not carry."""
    forms: tuple[Form, ...]
    required: bool
    doc: Prose
    place: str
    """`path`, `query`, `header`, `cookie`, `body`, `whole` for a body that is one argument; `media` for the
    choice of a media type, and `stream` for that of a stream."""
    is_flag: bool = False
    """It asks for a stream."""
    examples: tuple[Json, ...] = ()

    @property
    def type(self) -> Type:
        """Whatever it may be."""
        found = tuple(dict.fromkeys(form.type for form in self.forms))
        return found[0] if len(found) == 1 else UnionType(found)


@dataclass(frozen=True, slots=True)
class Way:
    """Media types that carry the same arguments, and these."""

    media: tuple[Media, ...]
    arguments: tuple[Argument, ...]


def ways(operation: Operation, definitions: Definitions) -> tuple[Way, ...]:
    """The ways to send the operation's body, the usual one first; none without a body."""
    body = operation.body
    if body is None:
        return ()
    found: dict[str | Type, list[Media]] = {}
    for media in body.media:
        shape = _shape(body, media, definitions)
        wider = (known for known, members in found.items() if _takes(known, members, shape))
        found.setdefault(next(wider, shape), []).append(media)
    return tuple(
        Way(
            tuple(members),
            merged(tuple(_arguments(operation, body, media, definitions)) for media in members),
        )
        for members in found.values()
    )


def merged(listed: Iterable[tuple[Argument, ...]]) -> tuple[Argument, ...]:
    """Every argument of any of the lists once: required if all of them do, of any of their types."""
    lists = list(listed)
    found: dict[Code, Argument] = {}
    for one in (argument for arguments in lists for argument in arguments):
        known = found.setdefault(one.name, one)
        forms = tuple(dict.fromkeys((*known.forms, *one.forms)))
        found[one.name] = replace(known, forms=forms, required=known.required and one.required)
    common = set.intersection(*({one.name for one in given} for given in lists)) if lists else set()
    return tuple(replace(a, required=a.required and a.name in common) for a in found.values())


def body_type(media: Media) -> Type:
    """The type of a body that is sent as one argument."""
    if media.kind is MediaKind.BINARY:
        return ScalarType(ScalarKind.BINARY)
    if media.type is not None:
        return media.type
    return ScalarType(ScalarKind.STRING) if media.kind is MediaKind.TEXT else AnyType()


def media_argument(listed: Iterable[Media], name: str, *, required: bool) -> Argument:
    """The argument that chooses among these media types."""
    words = [media.content_type for media in listed if media.content_type]
    plain = tuple(dict.fromkeys(word for word in words if "*" not in word))
    type_: Type = ScalarType(ScalarKind.STRING)
    if plain:
        type_ = LiteralType(plain, open=len(plain) < len(set(words)))
    about_it = Prose("The body's media type. By default, the first one that can carry the body.")
    return Argument(ident(name), "", (Form(type_),), required, about_it, "media")


def stream_argument(operation: Operation) -> Argument:
    """The argument that asks for a stream where no part of the request does."""
    words = Prose("Ask for the stream instead of the whole answer.")
    form = Form(ScalarType(ScalarKind.BOOLEAN))
    name = ident(stream_choice(operation))
    return Argument(name, "", (form,), False, words, "stream", is_flag=True)


def _shape(body: Body, media: Media, definitions: Definitions) -> str | Type:
    """What media types of one way have in common."""
    model = None if body.argument else _model(media, definitions)
    return model.key if model else body_type(media)


def _takes(wide: str | Type, members: Iterable[Media], shape: str | Type) -> bool:
    """Whether a way takes whatever one of this shape does: any value, of any media type.

    A second signature would never be matched then.
    """
    if wide == shape:
        return True
    ranges = any("*" in media.content_type for media in members)
    return ranges and isinstance(wide, AnyType) and not isinstance(shape, str)


def _model(media: Media, definitions: Definitions) -> ModelDef | None:
    """The object whose properties are arguments of their own."""
    type_ = media.type if media.kind in _OBJECTS else None
    seen: set[str] = set()
    while isinstance(type_, NullableType | RefType):
        if isinstance(type_, NullableType):
            type_ = type_.inner
            continue
        definition = definitions[type_.key]
        if isinstance(definition, ModelDef):
            return definition if any(not f.read_only for f in definition.fields) else None
        if type_.key in seen:
            return None
        seen.add(type_.key)
        type_ = definition.type
    return None


def _arguments(
    operation: Operation, body: Body, media: Media, definitions: Definitions
) -> Iterator[Argument]:
    flag = operation.stream.flag if operation.stream else ""
    model = None if body.argument else _model(media, definitions)
    if model is None:
        name = ident(body.argument) if body.argument else WHOLE
        form = Form(body_type(media), media.kind)
        yield Argument(name, "", (form,), body.required, about(body.doc), "whole")
    elif model.key == body.model:
        for property_ in body.arguments:
            yield _from_property(property_, media.kind, flag)
    else:
        yield from _others(operation, body, media, model, flag)


def _others(
    operation: Operation, body: Body, media: Media, model: ModelDef, flag: str
) -> Iterator[Argument]:
    """The arguments of an object that is not the usual one; a property of both has one name."""
    named = {argument.wire: argument.argument for argument in body.arguments}
    taken = {*_TAKEN, *named.values(), *(p.argument for p in operation.parameters)}
    taken |= {media_choice(operation), stream_choice(operation)}
    for field in model.fields:
        if field.read_only:
            continue
        name = named.get(field.wire) or _free(field.name, taken)
        taken.add(name)
        required = field.required and body.required
        yield _from_property(_as_argument(field, name, required=required), media.kind, flag)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _as_argument(field: Field, name: str, *, required: bool) -> BodyArgument:
    return BodyArgument(
        field.wire, name, field.type, required, field.default, field.doc, field.examples
    )


def _from_property(argument: BodyArgument, kind: MediaKind, flag: str) -> Argument:
    return Argument(
        name=ident(argument.argument),
        wire=argument.wire,
        forms=(Form(argument.type, kind),),
        required=argument.required,
        doc=value_doc(argument.doc, argument.type, argument.default, argument.examples),
        place="body",
        is_flag=bool(flag) and argument.wire == flag,
        examples=argument.examples,
    )


def passed_body(arguments: Iterable[Argument]) -> Code:
    """The body as the runtime takes it; empty: there is none."""
    listed = list(arguments)
    pairs = [code("{}: {}", lit(a.wire), a.name) for a in listed if a.place == "body"]
    whole = next((a.name for a in listed if a.place == "whole"), EMPTY)
    if not pairs:
        return code("core.Whole({})", whole) if whole else EMPTY
    properties = code("{{{}}}", joined(", ", pairs))
    if not whole:
        return properties
    none = code("{} is None or {} is core.OMIT", whole, whole)
    return code("{} if {} else core.Whole({})", properties, none, whole)
