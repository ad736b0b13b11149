"""Names that Python, a file system or the generated code itself would not take (rows 9 to 11)."""

from __future__ import annotations

import importlib
from typing import Any

import pytest


def test_09_properties_that_are_no_identifiers(make: Any) -> None:
    wires = [
        "",
        "$",
        "@LanguageCode",
        "+1",
        "-1",
        "Ar e Ventilação",
        "日本",
        "a.b",
        "a-b",
        "a_b",
        "class",
        "1st",
        "_x",
        "__init__",
    ]
    listed = ", ".join(f"'{wire}': {{type: integer}}" for wire in wires)
    built = make(
        schemas=f"Reactions: {{type: object, additionalProperties: false, properties: {{{listed}}}}}"
    )
    data = {wire: number for number, wire in enumerate(wires)}
    value = built.parse("Reactions", data, strict=True)
    (model,) = built.report.api.definitions
    names = [f.name for f in model.fields]
    assert len(set(names)) == len(wires)
    assert all(name.isidentifier() and not name.startswith("_") for name in names)
    assert [getattr(value, name) for name in names] == list(range(len(wires)))
    plus, minus = (next(f.name for f in model.fields if f.wire == w) for w in ("+1", "-1"))
    assert "plus" in plus
    assert "minus" in minus


def test_10_components_that_differ_in_case_only(make: Any) -> None:
    built = make(
        schemas="""
        user: {type: object, required: [a], properties: {a: {type: string}}}
        User: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/USER'}}}
        USER: {type: object, required: [c], properties: {c: {$ref: '#/components/schemas/user'}}}
        """
    )
    names = {d.key: d.name for d in built.report.api.definitions}
    assert len({name.lower() for name in names.values()}) == 3
    modules = {d.module for d in built.report.api.definitions}
    assert len({module.lower() for module in modules}) == len(modules)
    value = built.parse(names["#/components/schemas/User"], {"b": {"c": {"a": "x"}}}, strict=True)
    assert value.b.c.a == "x"


SHADOWS = [
    *(
        "str",
        "int",
        "list",
        "dict",
        "None",
        "True",
        "type",
        "object",
        "print",
        "PermissionError",
        "Exception",
    ),
    *(
        "Any",
        "Literal",
        "Annotated",
        "Field",
        "Optional",
        "Union",
        "List",
        "TypedDict",
        "Sequence",
        "date",
    ),
    *(
        "BaseModel",
        "Model",
        "Client",
        "AsyncClient",
        "Response",
        "Stream",
        "APIError",
        "parse",
        "dump",
        "wire",
    ),
    *(
        "core",
        "types",
        "params",
        "self",
        "cls",
        "Omit",
        "Unset",
        "Nullable",
        "UnknownVariant",
        "RootModel",
    ),
]


def test_11_components_named_like_what_the_code_uses(make: Any, server: Any, connect: Any) -> None:
    schemas = "".join(
        f"'{name}': {{type: object, required: [{name}], properties: {{'{name}': {{type: string}}}}}}\n"
        for name in SHADOWS
    )
    everything = ", ".join(f"'{n}': {{$ref: '#/components/schemas/{n}'}}" for n in SHADOWS)
    schemas += f"Everything: {{type: object, properties: {{{everything}}}}}\n"
    built = make(
        schemas=schemas,
        paths="""
        /everything:
          post:
            operationId: createEverything
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Everything'}}}}
            responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Everything'}}}}}
        """,
        said={"stubs": True},
    )
    data = {name: {name: "x"} for name in SHADOWS}
    value = built.parse("Everything", data, strict=True)
    names = {d.key: d for d in built.report.api.definitions}
    whole = names["#/components/schemas/Everything"]
    for field in whole.fields:
        inner = getattr(value, field.name)
        assert type(inner) is built.type(names[f"#/components/schemas/{field.wire}"].name)
        assert getattr(inner, names[f"#/components/schemas/{field.wire}"].fields[0].name) == "x"
    server.answers(data)
    client = connect(built)
    arguments = {a.argument: data[a.wire] for a in built.report.api.operations[0].body.arguments}
    assert built.package.dump(client.everything.create(**arguments)) == data
    assert importlib.import_module(built.package.__name__ + ".params")
    assert isinstance(client, built.package.Client)
    with pytest.raises(AttributeError):
        built.package.types.NoSuchThing  # noqa: B018


def test_tags_and_paths_that_are_words_of_python(make: Any, server: Any, connect: Any) -> None:
    words = ("None", "True", "self", "class", "Any", "get", "close")
    built = make(
        paths="\n".join(
            f"/{word}/{{id}}: {{get: {{tags: [{word}], parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], "
            f"responses: {{'204': {{description: ok}}}}}}}}"
            for word in words
        )
    )
    client = connect(built)
    for word in words:
        method: Any = client
        for part in built.calls[f"GET /{word}/{{id}}"].split("."):
            method = getattr(method, part)
        method("1")
        assert server.last.target == f"/{word}/1"


def test_letters_that_are_no_ascii_letter_with_an_accent(make: Any) -> None:
    built = make(
        schemas="Größe: {type: object, properties: {straße: {type: string}, smørbrød: {type: string}}}"
    )
    assert built.parse("Grosse", {"straße": "a", "smørbrød": "b"}).strasse == "a"
