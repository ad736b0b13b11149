"""Every kind of type, as what is received (open) and as what is sent (closed)."""

from __future__ import annotations

import pytest

from instep.ir.operation import MediaKind
from instep.ir.types import (
    AnyType,
    Constraints,
    Definitions,
    Discriminator,
    Field,
    ListType,
    LiteralType,
    MapType,
    NullableType,
    NullType,
    RefType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)
from instep.render.annotations import Printer
from instep.render.imports import ImportSet
from instep.render.python import Code
from instep.render.signatures import InPackage

from .samples import BOOLEAN, INTEGER, STRING, WHEN, alias, definitions, model

KNOWN = definitions(
    model("Cat"), model("Dog"), alias("Mood", NullableType(LiteralType(("glad", "sad"))))
)


def printer(
    known: Definitions = KNOWN, shadowed: frozenset[str] = frozenset()
) -> tuple[Printer, ImportSet]:
    """A printer for a module of `resources`, and what it notes."""
    imports = ImportSet()
    return Printer(known, InPackage(imports, Code(".."), shadowed), imports, shadowed), imports


PETS = UnionType(
    (RefType("#/Cat"), RefType("#/Dog")),
    Discriminator("kind", (("cat", "#/Cat"), ("tom", "#/Cat"), ("dog", "#/Dog"))),
)

CASES: tuple[tuple[str, Type, str, str], ...] = (
    ("any", AnyType(), "Any", "Any"),
    ("null", NullType(), "None", "None"),
    ("text", STRING, "str", "str"),
    ("number", ScalarType(ScalarKind.NUMBER), "wire.Number", "float"),
    ("moment", WHEN, "wire.DateTime", "datetime.datetime | str"),
    ("day", ScalarType(ScalarKind.DATE), "wire.Date", "datetime.date | str"),
    ("uuid", ScalarType(ScalarKind.UUID), "wire.Uuid", "uuid.UUID | str"),
    ("base64", ScalarType(ScalarKind.BYTES), "wire.Base64", "bytes | str"),
    ("bytes in JSON", ScalarType(ScalarKind.BINARY), "str", "str"),
    ("enum", LiteralType(("a", "b")), 'Literal["a", "b"] | str', 'Literal["a", "b"]'),
    ("constant", LiteralType(("a",)), 'Literal["a"]', 'Literal["a"]'),
    ("mixed enum", LiteralType(("a", 1)), 'Literal["a", 1] | str | int', 'Literal["a", 1]'),
    (
        "enum of fractions",
        LiteralType((0.5, 1.5)),
        'Annotated[wire.Number, wire.Rule({"enum": [0.5, 1.5]})]',
        "float",
    ),
    (
        "open enum",
        LiteralType(("a",), open=True),
        'Annotated[Literal["a"] | str, wire.OPEN]',
        'Literal["a"] | str',
    ),
    ("array", ListType(STRING), "list[str]", "Sequence[str]"),
    ("map", MapType(INTEGER), "dict[str, int]", "Mapping[str, int]"),
    ("nullable", ListType(NullableType(STRING)), "list[str | None]", "Sequence[str | None]"),
    ("reference", RefType("#/Cat"), "types.Cat", "params.Cat | types.Cat"),
    ("reference to an alias", RefType("#/Mood"), "types.Mood", "params.Mood"),
    (
        "tagged",
        PETS,
        (
            "Annotated[types.Cat | types.Dog | wire.UnknownVariant, "
            'wire.Tagged("kind", {"cat": "Cat", "tom": "Cat", "dog": "Dog"})]'
        ),
        "params.Cat | types.Cat | params.Dog | types.Dog",
    ),
    ("union", UnionType((STRING, INTEGER, STRING)), "str | int", "str | int"),
    ("union with any", UnionType((STRING, AnyType())), "Any", "Any"),
    (
        "nullable in a union",
        UnionType((NullableType(STRING), INTEGER)),
        "str | int | None",
        "str | int | None",
    ),
    ("pair", TupleType((STRING, INTEGER), None, 2), "tuple[str, int]", "tuple[str, int]"),
    (
        "pair, the second optional",
        TupleType((STRING, INTEGER), None, 1),
        "tuple[str] | tuple[str, int]",
        "tuple[str] | tuple[str, int]",
    ),
    (
        "one and more",
        TupleType((STRING,), INTEGER, 1),
        "tuple[str, *tuple[int, ...]]",
        "tuple[str, *tuple[int, ...]]",
    ),
    ("empty tuple", TupleType((), None, 0), "tuple[()]", "tuple[()]"),
    (
        "bounded text",
        ScalarType(ScalarKind.STRING, Constraints(min_length=1, pattern="^a\\d", minimum=3)),
        'Annotated[str, Field(min_length=1, pattern="^a\\\\d")]',
        "str",
    ),
    (
        "bounded integer",
        ScalarType(
            ScalarKind.INTEGER, Constraints(minimum=1.0, exclusive_maximum=9, multiple_of=0.5)
        ),
        "Annotated[int, Field(ge=1, lt=9)]",
        "int",
    ),
    (
        "bounded array",
        ListType(BOOLEAN, Constraints(min_items=1, max_items=2, unique_items=True)),
        "Annotated[list[bool], Field(min_length=1, max_length=2), wire.UNIQUE]",
        "Sequence[bool]",
    ),
    (
        "bounds that a moment does not have",
        ScalarType(ScalarKind.DATE_TIME, Constraints(min_length=3)),
        "wire.DateTime",
        "datetime.datetime | str",
    ),
)


@pytest.mark.parametrize(
    ("type_", "is_open", "is_closed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_annotation(type_: Type, is_open: str, is_closed: str) -> None:
    assert printer()[0].open(type_) == is_open
    assert printer()[0].closed(type_) == is_closed


def test_imports_are_noted_with_what_needs_them() -> None:
    one, imports = printer()
    one.open(PETS)
    one.closed(UnionType((WHEN, ListType(LiteralType(("a",))))))
    assert imports.lines() == (
        "import datetime",
        "from collections.abc import Sequence",
        "from typing import Annotated, Literal",
        "",
        "from .. import types",
        "from .._runtime import wire",
    )


def test_a_method_s_name_does_not_hide_a_built_in_type() -> None:
    one, imports = printer(shadowed=frozenset({"list", "types"}))
    assert one.open(ListType(RefType("#/Cat"))) == "builtins.list[types_.Cat]"
    assert imports.lines() == ("import builtins", "", "from .. import types as types_")


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (AnyType(), True),
        (STRING, False),
        (NullableType(STRING), True),
        (RefType("#/Cat"), False),
        (RefType("#/Mood"), True),
        (UnionType((STRING, RefType("#/Mood"))), True),
    ],
    ids=repr,
)
def test_whether_null_is_a_value(type_: Type, expected: bool) -> None:
    assert printer()[0].nullable(type_) is expected


def test_an_alias_of_itself_has_no_null() -> None:
    known = definitions(alias("Loop", RefType("#/Loop")))
    assert printer(known)[0].nullable(RefType("#/Loop")) is False


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (None, "str"),
        (MediaKind.JSON, "str"),
        (MediaKind.FORM, "str"),
        (MediaKind.MULTIPART, "core.FileInput"),
    ],
)
def test_raw_bytes_are_a_file_in_a_multipart_form_alone(kind: MediaKind | None, said: str) -> None:
    assert printer()[0].sent(ScalarType(ScalarKind.BINARY), kind) == said


FUNCTION = model("Function", Field("type", "type", LiteralType(("function",)), required=True))


@pytest.mark.parametrize(
    ("tag", "extra", "is_open"),
    [
        (STRING, AnyType(), True),
        (LiteralType(("a", "b"), open=True), AnyType(), True),
        (LiteralType(("a", "b")), AnyType(), False),
        (INTEGER, AnyType(), False),
        (STRING, None, False),
    ],
)
def test_a_union_with_a_kind_of_any_tag_takes_any_mapping(
    tag: Type, extra: Type | None, is_open: bool
) -> None:
    other = model("Other", Field("type", "type", tag, required=True), extra=extra)
    known = definitions(FUNCTION, other)
    union = UnionType((RefType("#/Function"), RefType("#/Other")))
    assert printer(known)[0].closed(union).endswith("| Mapping[str, object]") is is_open
