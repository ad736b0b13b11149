"""Names: where they come from, and that they stay."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instep.ir.names import identifier, pascal, same, singular, snake, words
from instep.normalise.definitions import attribute_names

from .conftest import Normalise


@pytest.mark.parametrize(
    ("text", "snaked", "pascaled"),
    [
        ("URLPath", "url_path", "URLPath"),
        ("userID", "user_id", "UserID"),
        ("OAuth2Token", "oauth2_token", "OAuth2Token"),
        ("chat_completion-response", "chat_completion_response", "ChatCompletionResponse"),
        ("+1", "plus_1", "Plus1"),
        ("-1", "minus_1", "Minus1"),
        ("", "empty", "Model"),
        ("@LanguageCode", "language_code", "LanguageCode"),
        ("Ar e Ventilação", "ar_e_ventilacao", "ArEVentilacao"),
        ("3DModel", "field_3_d_model", "Model3DModel"),
        ("from", "from_", "From"),
        ("None", "none", "NoneModel"),
        ("名前", "名前", "名前"),
        ("address_line_1", "address_line_1", "AddressLine1"),
        ("ﬁle", "file", "File"),
    ],
)
def test_spelling(text: str, snaked: str, pascaled: str) -> None:
    assert snake(text) == snaked
    assert pascal(text) == pascaled


@given(st.text(max_size=80))
def test_any_text_makes_valid_names(text: str) -> None:
    for name in (snake(text), pascal(text)):
        assert identifier(name) == name
        assert name.isidentifier() and not name.startswith("_")
        assert name == snake(name) or name[0].isupper() or not name.isascii() or name.endswith("_")


@given(st.lists(st.text(max_size=12), unique=True, max_size=12))
def test_attributes_are_injective(wires: list[str]) -> None:
    names = attribute_names(tuple(wires))
    assert set(names) == set(wires)
    assert len({same(name) for name in names.values()}) == len(wires)


def test_attributes_do_not_shadow() -> None:
    wires = [
        "schema",
        "copy",
        "model_config",
        "str",
        "list",
        "self",
        "to_dict",
        "id",
        "_id",
        "class",
        "date",
    ]
    names = attribute_names(tuple(wires))
    assert names["schema"] == "schema_"
    assert names["id"] == "id"
    assert names["_id"] != "id"
    assert names["date"] == "date"
    assert not {"copy", "model_config", "str", "list", "self", "to_dict", "class"} & set(
        names.values()
    )


def test_attributes_of_wire_names_that_differ_in_symbols() -> None:
    assert attribute_names(("DateSent", "DateSent<", "DateSent>")) == {
        "DateSent": "date_sent",
        "DateSent<": "date_sent_before",
        "DateSent>": "date_sent_after",
    }


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("items", "item"),
        ("entries", "entry"),
        ("boxes", "box"),
        ("status", "status"),
        ("data", "data"),
        ("classes", "class"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_words_of_nothing_but_symbols() -> None:
    assert words("$") == ("dollar",)


def _obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def test_inline_objects_are_named_after_where_they_stand(normalised: Normalise) -> None:
    leaf = _obj(a={"type": "string"})
    result = normalised(
        {
            "Order": _obj(
                address=leaf,
                lines={"type": "array", "items": leaf},
                extra={"type": "object", "additionalProperties": leaf},
                payment={
                    "oneOf": [{**leaf, "title": "Card"}, _obj(type={"const": "bank_transfer"})]
                },
                maybe={"anyOf": [leaf, {"type": "null"}]},
            )
        }
    )
    assert result.names == [
        "Order",
        "OrderAddress",
        "OrderExtraValue",
        "OrderLine",
        "OrderMaybe",
        "OrderPaymentCard",
        "OrderPaymentBankTransfer",
    ]


def test_component_keeps_its_name_against_an_inline_one(normalised: Normalise) -> None:
    result = normalised({"A": _obj(b=_obj(x={})), "AB": _obj(y={})})
    assert result["AB"].key == "#/components/schemas/AB"
    assert "ABObject" in result.names


def test_names_that_differ_only_in_case_or_are_reserved(normalised: Normalise) -> None:
    result = normalised(
        {
            "Thing": _obj(),
            "thing": _obj(),
            "Any": _obj(x={}),
            "None": _obj(x={}),
            "Field": _obj(x={}),
        }
    )
    names = result.names
    assert len({same(name) for name in names}) == len(names)
    assert names[0] == "Thing"
    assert not {"Any", "None", "Field"} & set(names)


def test_pinned_names_never_move(normalised: Normalise) -> None:
    schemas = {"New": _obj(x={}), "Old": _obj(x={})}
    result = normalised(schemas, pins={"#/components/schemas/Old": "New"})
    assert result["New"].key == "#/components/schemas/Old"
    assert result["NewObject"].key == "#/components/schemas/New"


def test_override_wins_and_an_unused_one_is_said(normalised: Normalise) -> None:
    result = normalised(
        {"Foo_Bar-2": _obj(x={})},
        names={"#/components/schemas/Foo_Bar-2": "FooBar", "#/components/schemas/Gone": "X"},
    )
    assert result.names == ["FooBar"]
    assert result.codes == ["override-unused"]


def test_definitions_that_name_each_other_share_a_module(normalised: Normalise) -> None:
    def to(name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}"}

    result = normalised({"A": _obj(b=to("B")), "B": _obj(a=to("A"), c=to("C")), "C": _obj(x={})})
    assert result["A"].module == result["B"].module != result["C"].module


def test_resource_classes_hide_nothing(normalised: Normalise) -> None:
    """A stub imports `Mapping`, and `search` has an `AsyncSearch` of its own."""
    ok = {"responses": {"200": {"description": "ok"}}}
    words = ("mapping", "client", "async_search", "search", "asynchronous", "maps")
    found = normalised(paths={f"/{word}": {"get": ok} for word in words})
    assert {one.path[-1]: one.class_name for one in found.api.resources} == {
        "mapping": "MappingResource",
        "client": "ClientResource",
        "async_search": "AsyncSearchResource",
        "search": "Search",
        "asynchronous": "Asynchronous",
        "maps": "Maps",
    }
