"""Responses and values that are several things at once (rows 27 and 28), and media types by the thousand."""

from __future__ import annotations

import json
from typing import Any

import pytest

STREAMS = """
/chat:
  post:
    operationId: createChat
    requestBody:
      required: true
      content:
        application/json:
          schema: {type: object, required: [model], properties: {model: {type: string}, stream: {type: [boolean, 'null']}}}
    responses:
      200:
        description: ok
        content:
          application/json: {schema: {$ref: '#/components/schemas/Chat'}}
          text/event-stream: {schema: {$ref: '#/components/schemas/Chunk'}}
      404: {description: gone, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
/wait:
  get:
    operationId: wait
    responses:
      "200":
        description: ok
        content:
          application/json: {schema: {}}
          application/x-ndjson: {schema: {type: string, example: '{"state": 1}'}}
"""
CHAT = """
Chat: {type: object, required: [id], properties: {id: {type: string}}}
Chunk: {type: object, required: [delta], properties: {delta: {type: string}}}
Problem: {type: object, properties: {code: {type: integer}}}
"""


def test_27_json_and_events_chosen_by_a_body_field(make: Any, server: Any, connect: Any) -> None:
    built = make(paths=STREAMS, schemas=CHAT)
    client = connect(built)
    server.answers({"id": "a"})
    assert type(client.chat.create(model="m")) is built.type("Chat")
    server.answers(
        b'data: {"delta":"x"}\n\ndata: {"delta":"y"}\n\ndata: [DONE]\n\n', "text/event-stream"
    )
    with client.chat.create(model="m", stream=True) as events:
        chunks = list(events)
    assert [type(chunk) for chunk in chunks] == [built.type("Chunk")] * 2
    assert [chunk.delta for chunk in chunks] == ["x", "y"]
    assert json.loads(server.last.body) == {"model": "m", "stream": True}


def test_27_json_lines_typed_as_a_string(make: Any, server: Any, connect: Any) -> None:
    built = make(paths=STREAMS, schemas=CHAT)
    client = connect(built)
    server.answers(b'{"state":1}\n{"state":2}\n', "application/x-ndjson")
    wait = client
    for part in built.calls["GET /wait"].split("."):
        wait = getattr(wait, part)
    with wait(stream=True) as lines:
        assert list(lines) == [{"state": 1}, {"state": 2}]
    assert server.last.headers["accept"] == "application/x-ndjson"
    server.answers({"state": 3})
    assert wait() == {"state": 3}
    assert server.last.headers["accept"] == "application/json"


def test_integer_status_codes_are_keys(make: Any, server: Any, connect: Any) -> None:
    built = make(paths=STREAMS, schemas=CHAT)
    server.answers({"code": 7}, status=404)
    with pytest.raises(built.package.NotFoundError) as caught:
        connect(built).chat.create(model="m")
    assert type(caught.value.body) is built.type("Problem")
    assert caught.value.body.code == 7


def test_28_tuples_and_boolean_schemas(make: Any) -> None:
    built = make(
        schemas="""
        Pair: {type: array, prefixItems: [{type: string}, {type: integer}], minItems: 2, maxItems: 2}
        Open: {type: array, prefixItems: [{type: string, format: date}], items: {type: integer}}
        Anything: true
        Holder: {type: object, properties: {any: true, never: false, pair: {$ref: '#/components/schemas/Pair'}}}
        TaskIds: {type: array, items: {anyOf: [{type: string}, {$ref: '#/components/schemas/Pair'}]}}
        Value: {oneOf: [{type: string}, {type: array, items: {type: string}}], type: ['null', string, array]}
        """
    )
    assert [built.accepts("Pair", v) for v in (["a", 1], ["a"], ["a", 1, 2], [1, "a"])] == [
        True,
        False,
        False,
        False,
    ]
    assert built.parse("Open", ["2024-01-02", 1, 2], strict=True)[0].day == 2
    assert not built.accepts("Open", ["2024-01-02", "x"])
    assert all(built.accepts("Anything", value) for value in (None, 1, [{}], {"a": None}))
    assert built.accepts("Holder", {"any": {"x": [1]}, "pair": ["a", 1]})
    assert built.accepts("TaskIds", ["a", ["b", 2]])
    assert [built.accepts("Value", v) for v in (None, "a", ["a"], 3, [3])] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_28_tuples_of_swagger_and_nullable_arrays(make: Any) -> None:
    built = make(
        openapi="3.0.3",
        schemas="""
        Body:
          type: object
          properties:
            ids: {type: array, nullable: true, items: {anyOf: [{type: string}, {type: array, minItems: 2, maxItems: 2, prefixItems: [{type: string}, {type: integer}]}]}}
        """,
    )
    assert built.accepts("Body", {"ids": None})
    assert built.accepts("Body", {"ids": ["a", ["b", 1]]})
    assert not built.accepts("Body", {"ids": [3]})


def test_28_pattern_properties(make: Any) -> None:
    built = make(
        schemas="""
        Labels: {type: object, patternProperties: {'^[a-z]+$': {type: integer}}, additionalProperties: false}
        Dates: {type: object, patternProperties: {'^x-': {type: string, format: date}}}
        Beside:
          type: object
          required: [id]
          properties: {id: {type: string}, at: {type: string, format: date}}
          patternProperties: {'^x-': {type: integer}}
        Closed:
          type: object
          properties: {id: {type: string}}
          patternProperties: {'^x-': {type: integer}}
          additionalProperties: false
        """
    )
    assert built.accepts("Labels", {"a": 1, "b": 2})
    assert not built.accepts("Labels", {"a": "x"})
    assert built.parse("Dates", {"x-a": "2024-01-02"}, strict=True)["x-a"].day == 2
    beside = built.parse(
        "Beside", {"id": "i", "at": "2024-01-02", "x-n": 3, "other": "kept"}, strict=True
    )
    assert beside.at.day == 2
    assert built.accepts("Closed", {"id": "i", "x-n": 3})
    assert not built.accepts("Closed", {"id": "i", "x-n": "no"})
    assert built.parse("Closed", {"id": "i", "x-n": "no"}).id == "i"


def test_additional_properties_typed_beside_properties(make: Any) -> None:
    built = make(
        schemas="""
        Prices: {type: object, required: [currency], properties: {currency: {type: string}}, additionalProperties: {$ref: '#/components/schemas/Price'}}
        Price: {type: object, required: [amount], properties: {amount: {type: string, format: decimal}}}
        """
    )
    value = built.parse("Prices", {"currency": "EUR", "net": {"amount": "1.10"}}, strict=True)
    assert value.currency == "EUR"
    assert type(value.net) is built.type("Price")
    assert str(value.net.amount) == "1.10"
    assert not built.accepts("Prices", {"currency": "EUR", "net": 3})


WILD = """
/raw:
  get:
    operationId: getRaw
    responses:
      "200": {description: ok, content: {'*/*': {schema: {$ref: '#/components/schemas/Chat'}}}}
/xml:
  get:
    operationId: getXml
    responses:
      "200": {description: ok, content: {text/xml: {schema: {$ref: '#/components/schemas/Chat'}}, application/json: {schema: {$ref: '#/components/schemas/Chat'}}}}
/png:
  get:
    operationId: getPng
    responses: {"200": {description: ok, content: {'image/*': {schema: {type: string, format: binary}}}}}
/odd:
  get:
    operationId: getOdd
    responses: {"200": {description: ok, content: {application/vnd.odd; a=1: {schema: {$ref: '#/components/schemas/Chat'}}, not a type: {}}}}
"""


def test_wildcards_and_xml(make: Any, server: Any, connect: Any) -> None:
    built = make(paths=WILD, schemas=CHAT)
    client = connect(built)
    server.answers({"id": "a"})
    assert type(client.raw.retrieve()) is built.type("Chat")
    assert type(client.xml.retrieve()) is built.type("Chat")
    server.answers(b"<id>a</id>", "text/xml; charset=utf-8")
    assert client.xml.retrieve() == "<id>a</id>"
    server.answers(b"\x89PNG", "image/png")
    answer = client.png.retrieve()
    assert (answer.read() if hasattr(answer, "read") else answer) == b"\x89PNG"
    server.answers({"id": "a"}, "application/vnd.odd")
    assert type(client.odd.retrieve()) is built.type("Chat")
    assert built.report.api.coverage.left_out == ()
