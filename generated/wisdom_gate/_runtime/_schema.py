"""Shapes as the schemas of pydantic-core, which does the work on every value that fits."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any, assert_never, cast

from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator
from pydantic_core import core_schema as core

from ._construct import Construction
from ._cycles import containers, doubles, shared_containers, takes_anything
from ._fields import Plan, Property, plan_of
from ._json import is_object
from ._leaves import constants, kind_of, leaf, lengths, may_be_absent
from ._scalars import Exact
from ._shapes import (
    NO_LIMITS,
    Anything,
    Choice,
    Entries,
    Fixed,
    Items,
    Later,
    Leaf,
    Limited,
    Limits,
    Maybe,
    Object,
    Scalar,
    Shape,
    Values,
    Variants,
    aliased,
)


def wire_reader(shape: Shape) -> Callable[[str | bytes | bytearray], Any]:
    """The validator of JSON text: strict, by wire name, without constraints.

    Constraints are left out because lenient mode keeps a value that breaks one, and strict mode
    checks them itself. For the same reasons a required property may be missing or null, except
    where that says which member of a union an object is.
    """
    schemas = _Schemas(None)
    schema, config = schemas.whole(shape), core.CoreConfig(strict=True)
    # A class of which an object was made by hand has a validator, lax and by attribute, that
    # pydantic-core would put in the place of this schema's.
    try:
        return SchemaValidator(schema, config, _use_prebuilt=False).validate_json
    except TypeError:
        with _unbuilt(schemas.classes()):  # before pydantic 2.13
            return SchemaValidator(schema, config).validate_json


@contextmanager
def _unbuilt(classes: Iterable[type[Any]]) -> Generator[None, None, None]:
    """Lets models look to pydantic-core as if they had no validator of their own."""
    built = [cls for cls in classes if cls.__dict__.get("__pydantic_complete__")]
    for cls in built:
        cls.__pydantic_complete__ = False
    try:
        yield
    finally:
        for cls in built:
            cls.__pydantic_complete__ = True


def hand_schema(cls: type[Any]) -> CoreSchema:
    """The schema for objects made by hand: by attribute or wire name, constraints checked."""
    return _Schemas(cls).whole(Object(cls))


class _Schemas:
    """One run: every class and alias that is reached becomes a definition.

    A list of what is still to do stands in for recursion, because a document may have hundreds
    of schemas in one cycle.
    """

    def __init__(self, by_hand: type[Any] | None) -> None:
        self._root = by_hand
        self._by_hand = by_hand is not None
        self._exact = self._by_hand
        self._references: dict[Any, str] = {}
        self._waiting: list[tuple[str, Object | Later, bool]] = []
        self._places: dict[str, list[CoreSchema]] = {}
        self._emitted = 0

    def whole(self, shape: Shape) -> CoreSchema:
        """The schema of a shape with the definitions that it reaches."""
        schema = self._of(shape, NO_LIMITS)
        definitions: list[CoreSchema] = []
        leaves: list[tuple[str, CoreSchema]] = []
        while self._waiting:
            reference, named, self._exact = self._waiting.pop()
            emitted = self._emitted
            definition = self._definition(reference, named)
            if self._emitted == emitted:
                leaves.append((reference, definition))
            else:
                definitions.append(definition)
        for reference, definition in leaves:
            places = self._places[reference]
            if len(places) == 1:
                # Named once, and naming nothing itself: put in its place, it is read faster.
                place = cast("dict[str, Any]", places[0])
                place.clear()
                place.update(definition)
            else:
                definitions.append(definition)
        return core.definitions_schema(schema, definitions) if definitions else schema

    def classes(self) -> list[type[Any]]:
        """The classes that were reached."""
        return [key for key, _ in self._references if isinstance(key, type)]

    def _definition(self, reference: str, named: Object | Later) -> CoreSchema:
        if isinstance(named, Object):
            return self._object(named.cls, reference)
        definition: dict[str, Any] = dict(self._of(aliased(named.alias), NO_LIMITS))
        if definition["type"] == "definition-ref":
            # A definition cannot be nothing but a reference.
            definition = {"type": "union", "choices": [definition], "mode": "left_to_right"}
        definition["ref"] = reference
        return cast("CoreSchema", definition)

    def _reference(self, key: Any, named: Object | Later) -> CoreSchema:
        reference = self._references.get((key, self._exact))
        if reference is None:
            reference = f"{key.__module__}.{key.__name__}:{len(self._references)}"
            self._references[key, self._exact] = reference
            self._waiting.append((reference, named, self._exact))
        place = core.definition_reference_schema(reference)
        self._places.setdefault(reference, []).append(place)
        self._emitted += 1
        return place

    def _class(self, cls: type[Any], shape: Object) -> CoreSchema:
        # By hand, one class at a time: `Foo(...)` builds neither all that Foo reaches nor, in
        # pydantic, a stack as deep as the longest chain of references.
        if self._by_hand and cls is not self._root:
            return core.no_info_plain_validator_function(_instance(cls))
        return self._reference(cls, shape)

    def _of(self, shape: Shape, limits: Limits) -> CoreSchema:
        match shape:
            case Anything():
                return core.any_schema()
            case Leaf(kind):
                return leaf(kind, limits)
            case Scalar(cls):
                return core.no_info_plain_validator_function(_reader(cls))
            case Values(values):
                return constants(values)
            case Items(item):
                inner = self._of(item, NO_LIMITS)
                return core.list_schema(inner, **lengths(limits))
            case Fixed(items, rest):
                return self._fixed(items, rest)
            case Entries(value):
                inner = self._of(value, NO_LIMITS)
                return core.dict_schema(core.str_schema(), inner, **lengths(limits))
            case Object(cls):
                return self._class(cls, shape)
            case Later(alias):
                target = aliased(alias)
                if isinstance(target, Object):
                    return self._class(target.cls, target)
                return self._reference(alias, shape)
            case Maybe(inner_shape, _):
                return core.nullable_schema(self._of(inner_shape, limits))
            case Choice() | Variants() if not self._by_hand and doubles(shape):
                return core.no_info_plain_validator_function(_carefully(shape))
            case Choice(members, _):
                return self._choice(members)
            case Variants():
                return self._variants(shape)
            case Limited(inner_shape, own):
                return self._of(inner_shape, own if self._by_hand else NO_LIMITS)
            case _:
                assert_never(shape)

    def _exactly(self, shape: Shape) -> CoreSchema:
        """The schema of one of several shapes, told apart by what is missing among other things."""
        before, self._exact = self._exact, True
        schema = self._of(shape, NO_LIMITS)
        self._exact = before
        return schema

    def _fixed(self, items: tuple[Shape, ...], rest: Shape | None) -> CoreSchema:
        schemas = [self._of(item, NO_LIMITS) for item in items]
        if rest is None:
            return core.tuple_schema(schemas)
        return core.tuple_schema(
            [*schemas, self._of(rest, NO_LIMITS)], variadic_item_index=len(schemas)
        )

    def _choice(self, members: tuple[Shape, ...]) -> CoreSchema:
        bare = {member.kind for member in members if isinstance(member, Leaf)}
        kept = [
            member
            for member in members
            if not (isinstance(member, Values) and all(kind_of(v) in bare for v in member.values))
        ]
        # Smart mode would take the plain string of a text that is a date, say, as the exacter fit.
        exact = [self._of(m, NO_LIMITS) for m in kept if isinstance(m, Scalar)]
        alike = shared_containers(kept)
        rest = [
            self._of(m, NO_LIMITS) if alike.isdisjoint(containers(m)) else self._exactly(m)
            for m in kept
            if not isinstance(m, Scalar)
        ]
        if len(rest) > 1:
            rest = [core.union_schema(list(rest), mode="smart")]
        schemas = [*exact, *rest]
        if len(schemas) == 1:
            return schemas[0]
        return core.union_schema(list(schemas), mode="left_to_right")

    def _variants(self, shape: Variants) -> CoreSchema:
        choices = {
            value: self._of(member, NO_LIMITS) for (_, value), member in shape.mapping.items()
        }
        tried: list[CoreSchema] = []
        if choices:
            tried.append(core.tagged_union_schema(choices, shape.tag, from_attributes=False))
        tried.extend(self._exactly(member) for member in shape.others)
        tried.append(core.no_info_plain_validator_function(_rest(shape)))
        return core.union_schema(list(tried), mode="left_to_right")

    def _object(self, cls: type[Any], reference: str) -> CoreSchema:
        plan = plan_of(cls)
        fields = {each.attribute: self._field(each) for each in plan.properties}
        by_hand = self._by_hand
        if not by_hand:
            fields.update(_decoys(plan))
        config = core.CoreConfig(
            title=cls.__name__,
            strict=not by_hand,
            extra_fields_behavior="allow",
            validate_by_alias=True,
            validate_by_name=by_hand,
            serialize_by_alias=True,
            hide_input_in_errors=True,
        )
        extras = None if plan.extras is None else self._of(plan.extras, NO_LIMITS)
        inner = core.model_fields_schema(fields, extra_behavior="allow", extras_schema=extras)
        return core.model_schema(cls, inner, config=config, ref=reference)

    def _field(self, each: Property) -> core.ModelField:
        schema = self._of(each.shape, NO_LIMITS)
        if each.constant:
            schema = core.with_default_schema(schema, default=each.default())
        elif not each.required:
            schema = core.with_default_schema(schema, default_factory=each.default)
        elif not self._exact:
            schema = may_be_absent(schema, core.none_schema(), anything=takes_anything(each.shape))
        renamed = None if each.wire == each.attribute else each.wire
        return core.model_field(schema, validation_alias=renamed, serialization_alias=renamed)


def _reader(cls: type[Exact]) -> Callable[[Any], Any]:
    read, python = cls.read, cls.python

    def reader(value: Any) -> Any:
        return value if isinstance(value, python) else read(value)

    return reader


def _carefully(shape: Shape) -> Callable[[Any], Any]:
    def build(value: Any) -> Any:
        return Construction().build(shape, value)

    return build


class NeedsCare(Exception):
    """Received data that pydantic-core cannot keep apart; it ends the fast way at once."""


def _decoys(plan: Plan) -> dict[str, core.ModelField]:
    """Fields that catch unknown names like the attribute of a property with another wire name.

    pydantic-core drops such a name, or takes the attribute for set, by version.
    """
    taken = {each.attribute for each in plan.properties} - plan.by_wire.keys()
    caught = may_be_absent(core.no_info_plain_validator_function(_stop), anything=True)
    return {f"\0{name}": core.model_field(caught, validation_alias=name) for name in sorted(taken)}


def _stop(_: Any) -> Any:
    raise NeedsCare


def _instance(cls: type[Any]) -> Callable[[Any], Any]:
    """Another class's object made by hand: checked by its own class, when there is one to check."""

    def instance(value: Any) -> Any:
        return value if isinstance(value, cls) else cls.model_validate(value)

    return instance


def _rest(shape: Variants) -> Callable[[Any], Any]:
    """What objects that no known tag names become: instances stay, the unknown is kept whole.

    An object with a known tag, or without one, is refused here, so that the careful way decides.
    """
    tag, unknown, named_by = shape.tag, shape.unknown, shape.named_by

    def rest(value: Any) -> Any:
        if hasattr(value, "__wire_closed__"):
            return value
        is_tagged = is_object(value) and tag in value
        if unknown is not None and is_tagged and named_by(value[tag]) is None:
            return unknown.__wire_hold__(value)
        raise PydanticCustomError("wire_variant", "no documented variant")

    return rest
