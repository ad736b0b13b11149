"""The gateway's document says what the page of its API says: a table, and every example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

DOCUMENT = Path(__file__).resolve().parents[2] / "specs" / "openapi.json"
SCHEMAS = "#/components/schemas/"

Json = Any


class Row(NamedTuple):
    """What the page says about one body parameter."""

    name: str
    type: str
    required: bool = False
    default: Json = None
    enum: tuple[str, ...] = ()
    bounds: tuple[tuple[str, float], ...] = ()
    example: Json = None


INCLUDABLE = (
    "web_search_call.action.sources",
    "code_interpreter_call.outputs",
    "computer_call_output.output.image_url",
    "file_search_call.results",
    "message.input_image.image_url",
    "message.output_text.logprobs",
    "reasoning.encrypted_content",
)

PARAMETERS = (
    Row("model", "string", required=True, default="o3-pro", example="gpt-4.1"),
    Row("input", "string | array", required=True),
    Row("instructions", "string"),
    Row("tools", "(object | string)[]"),
    Row("tool_choice", "string", enum=("auto", "none", "required")),
    Row("stream", "boolean", default=False),
    Row("temperature", "number", default=1, bounds=(("minimum", 0), ("maximum", 2))),
    Row("top_p", "number", default=1, bounds=(("minimum", 0), ("maximum", 1))),
    Row("max_output_tokens", "integer", bounds=(("minimum", 1),)),
    Row("previous_response_id", "string"),
    Row("conversation", "string"),
    Row("reasoning", "object"),
    Row("background", "boolean", default=False),
    Row("include", "string[]", enum=INCLUDABLE),
    Row("max_tool_calls", "integer", bounds=(("minimum", 1),)),
    Row("metadata", "object", bounds=(("maxProperties", 16),)),
    Row("modalities", "string[]", enum=("text", "audio")),
    Row("parallel_tool_calls", "boolean", default=False),
    Row("prompt", "object"),
    Row("prompt_cache_key", "string"),
    Row("safety_identifier", "string"),
    Row("store", "boolean", default=True),
    Row("text", "object"),
    Row("truncation", "string", default="disabled", enum=("auto", "disabled")),
)

EVENTS = (
    "response.created",
    "response.in_progress",
    "response.completed",
    "response.failed",
    "response.incomplete",
    "response.output_item.added",
    "response.output_item.done",
    "response.content_part.added",
    "response.content_part.done",
    "response.output_text.delta",
    "response.output_text.done",
    "response.refusal.delta",
    "response.refusal.done",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.reasoning_summary_text.delta",
    "response.reasoning_summary_text.done",
    "error",
)

BOUNDS = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    | {"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}
)


@pytest.fixture(scope="module")
def document() -> Json:
    return json.loads(DOCUMENT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def operation(document: Json) -> Json:
    return document["paths"]["/v1/responses"]["post"]


@pytest.fixture(scope="module")
def body(document: Json, operation: Json) -> Json:
    return resolve(document, operation["requestBody"]["content"]["application/json"]["schema"])


def resolve(document: Json, node: Json) -> Json:
    """The node itself, or what its `$ref` points to with the siblings laid over it."""
    if "$ref" not in node:
        return node
    target = document
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return {**resolve(document, target), **{k: v for k, v in node.items() if k != "$ref"}}


def type_words(document: Json, schema: Json) -> list[str]:
    """The JSON types that a schema allows, in the page's spelling, each once, in order."""
    schema = resolve(document, schema)
    members = schema.get("anyOf") or schema.get("oneOf")
    if members:
        return list(dict.fromkeys(w for member in members for w in type_words(document, member)))
    return [schema["type"]]


def page_type(document: Json, schema: Json) -> str:
    """How the page prints a parameter's type: `string`, `string[]`, `(object | string)[]`."""
    words = type_words(document, schema)
    if words != ["array"]:
        return " | ".join(words)
    items = type_words(document, resolve(document, schema)["items"])
    return f"({' | '.join(items)})[]" if len(items) > 1 else f"{items[0]}[]"


def validator(document: Json, schema: Json) -> jsonschema_rs.Validator:
    """A validator of a schema whose `$ref`s point into the document."""
    return jsonschema_rs.Draft202012Validator(
        {"allOf": [schema], "components": document["components"]}
    )


def events(text: str) -> list[Json]:
    """The events of an event stream that is written as one `event` and one `data` line each."""
    found = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        event = json.loads(data.removeprefix("data: "))
        assert name == f"event: {event['type']}"
        found.append(event)
    return found


def nodes(node: Json, where: str = "#") -> Iterator[tuple[str, Json]]:
    """(where, object) of every object below a node, examples left out."""
    if isinstance(node, dict):
        yield where, node
        children = [(k, v) for k, v in node.items() if k not in {"example", "examples"}]
    else:
        children = list(enumerate(node)) if isinstance(node, list) else []
    for key, value in children:
        yield from nodes(value, f"{where}/{key}")


def examples(document: Json) -> Iterator[tuple[str, Json, Json]]:
    """(where, schema, value) of every example in the document, one event a value for streams."""
    for where, node in nodes(document):
        found = node.get("examples")
        if "example" in node:  # a header
            yield where, node["schema"], node["example"]
        elif isinstance(found, list):  # a schema
            schema = {key: value for key, value in node.items() if key != "examples"}
            yield from ((where, schema, value) for value in found)
        elif isinstance(found, dict):  # a media type
            for example in found.values():
                streamed = where.endswith("/text/event-stream")
                values = events(example["value"]) if streamed else [example["value"]]
                yield from ((where, node["schema"], value) for value in values)


def test_is_valid_openapi_and_pretty_printed(document: Json) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    assert document["openapi"] == "3.1.0"
    assert not [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]


def test_has_one_operation_behind_a_bearer_token(document: Json, operation: Json) -> None:
    assert [server["url"] for server in document["servers"]] == ["https://wisdom-gate.juheapi.com"]
    assert list(document["paths"]) == ["/v1/responses"]
    assert list(document["paths"]["/v1/responses"]) == ["post"]
    assert operation["operationId"] == "createResponse"
    assert operation["tags"] == ["Responses"] == [tag["name"] for tag in document["tags"]]
    assert document["security"] == [{"bearerAuth": []}] and "security" not in operation
    scheme = document["components"]["securitySchemes"]["bearerAuth"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_has_exactly_the_parameters_of_the_page(body: Json, operation: Json) -> None:
    assert list(body["properties"]) == [row.name for row in PARAMETERS]
    assert len(PARAMETERS) == 24
    assert body["required"] == [row.name for row in PARAMETERS if row.required]
    assert operation["requestBody"]["required"] is True


@pytest.mark.parametrize("row", PARAMETERS, ids=lambda row: row.name)
def test_parameter_is_as_the_page_says(document: Json, body: Json, row: Row) -> None:
    schema = resolve(document, body["properties"][row.name])
    assert page_type(document, schema) == row.type
    assert schema.get("default") == row.default
    values = resolve(document, schema["items"]) if row.type.endswith("[]") else schema
    assert tuple(values.get("enum", ())) == row.enum
    assert {key: schema[key] for key in BOUNDS & schema.keys()} == dict(row.bounds)
    assert row.example is None or schema["examples"] == [row.example]
    assert schema["description"].endswith(".")


def test_limits_of_metadata(document: Json, body: Json) -> None:
    check = validator(document, body["properties"]["metadata"])
    assert check.is_valid({f"{i:064}": "v" * 512 for i in range(16)})
    assert not check.is_valid({str(i): "v" for i in range(17)})
    assert not check.is_valid({"k" * 65: "v"})
    assert not check.is_valid({"k": "v" * 513})
    assert not check.is_valid({"k": 1})


@pytest.mark.parametrize(
    "change",
    [
        {"input": [{"role": "user", "content": "Hello"}]},
        {"input": [{"type": "message", "role": "user", "content": []}]},
        {"input": [{"role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]}]},
        {"input": [{"type": "item_reference", "id": "rs_1"}]},
        {"tools": ["web_search", {"type": "file_search", "vector_store_ids": ["vs_1"]}]},
        {"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}, {"type": "new"}]},
        {"reasoning": {"effort": "minimal", "budget": 3}},
        {"text": {"format": {"type": "json_schema", "name": "story", "schema": {}}}},
        {"prompt": {"id": "pmpt_1", "version": "2", "variables": {"hero": "a unicorn"}}},
        {"seed": 7, "provider": {"order": ["a", "b"]}},
    ],
    ids=json.dumps,
)
def test_body_stays_open(document: Json, body: Json, change: Json) -> None:
    assert validator(document, body).is_valid({"model": "gpt-4.1", "input": "Hello", **change})


@pytest.mark.parametrize(
    "change",
    [
        {"input": 7},
        {"input": [{"role": "user"}]},
        {"input": [{"type": "message", "role": "user"}]},
        {"input": [{"role": "user", "content": [{"type": "input_text"}]}]},
        {"input": [{"role": "user", "content": [{"text": "no type"}]}]},
        {"tools": [{"type": "function", "description": "no name"}]},
        {"tools": [7]},
        {"reasoning": {"effort": "utmost"}},
        {"text": {"format": {"type": "json_schema"}}},
        {"prompt": {"version": "2"}},
        {"include": ["everything"]},
        {"truncation": "atuo"},
        {"temperature": 2.1},
        {"max_output_tokens": 0},
        {"previous_response_id": None},
    ],
    ids=json.dumps,
)
def test_body_refuses_what_the_page_rules_out(document: Json, body: Json, change: Json) -> None:
    assert not validator(document, body).is_valid({"model": "gpt-4.1", "input": "Hello", **change})


def test_no_object_is_closed(document: Json) -> None:
    schemas = json.loads(json.dumps(document["components"]["schemas"]))
    for schema in schemas.values():
        schema.pop("examples", None)
    text = json.dumps(schemas)
    assert '"additionalProperties": false' not in text
    assert "unevaluatedProperties" not in text


def test_response_has_the_fields_of_the_page(document: Json, operation: Json) -> None:
    media = operation["responses"]["200"]["content"]["application/json"]
    assert media["schema"] == {"$ref": SCHEMAS + "Response"}
    schema = document["components"]["schemas"]["Response"]
    assert schema["required"] == ["model", "response"]
    assert {name: page_type(document, field) for name, field in schema["properties"].items()} == {
        "model": "string",
        "response": "string | object",
        "input": "string",
        "usage": "object",
        "id": "string",
        "created": "integer",
        "metadata": "object",
    }


def test_stream_events_are_told_apart_by_type(document: Json, operation: Json) -> None:
    content = operation["responses"]["200"]["content"]
    assert content["text/event-stream"]["schema"] == {"$ref": SCHEMAS + "ResponseStreamEvent"}
    schemas = document["components"]["schemas"]
    union = schemas["ResponseStreamEvent"]
    mapping = union["discriminator"]["mapping"]
    assert union["discriminator"]["propertyName"] == "type"
    assert set(EVENTS) <= set(mapping)
    assert [member["$ref"] for member in union["oneOf"]] == list(mapping.values())
    for tag, target in mapping.items():
        event = schemas[target.removeprefix(SCHEMAS)]
        assert event["properties"]["type"]["const"] == tag
        assert {"type", "sequence_number"} <= set(event["required"])
        assert event["examples"]


def test_every_example_satisfies_its_schema(document: Json) -> None:
    checked = 0
    for where, schema, value in examples(document):
        errors = [error.message for error in validator(document, schema).iter_errors(value)]
        assert not errors, (where, errors)
        checked += 1
    assert checked > 100  # the walk itself must find them


def test_the_streamed_story_is_whole(operation: Json) -> None:
    media = operation["responses"]["200"]["content"]["text/event-stream"]
    story = events(media["examples"]["story"]["value"])
    assert [event["sequence_number"] for event in story] == list(range(len(story)))
    assert story[0]["type"] == "response.created"
    assert story[-1]["type"] == "response.completed"
    deltas = [e["delta"] for e in story if e["type"] == "response.output_text.delta"]
    (done,) = (e["text"] for e in story if e["type"] == "response.output_text.done")
    assert len(deltas) > 3 and "".join(deltas) == done and "unicorn" in done
    assert story[-1]["response"]["output"][0]["content"][0]["text"] == done


def test_errors_are_complete(document: Json, operation: Json) -> None:
    assert list(operation["responses"]) == ["200", "400", "401", "403", "404", "429", "500"]
    for status, reference in operation["responses"].items():
        if status == "200":
            continue
        response = resolve(document, reference)
        media = response["content"]["application/json"]
        assert media["schema"] == {"$ref": SCHEMAS + "ErrorResponse"}
        for example in media["examples"].values():
            assert set(example["value"]["error"]) == {"message", "type", "param", "code"}
        assert list(response.get("headers", {})) == (["Retry-After"] if status == "429" else [])
