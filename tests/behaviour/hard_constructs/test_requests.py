"""Paths, parameters and bodies that other generators drop or send wrongly (rows 21 to 26)."""

from __future__ import annotations

import json
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

OK = 'responses: {"200": {description: ok, content: {application/json: {schema: {type: object, additionalProperties: true}}}}}'


def call(client: Any, dotted: str) -> Any:
    """The method that a dotted call names."""
    for part in dotted.split("."):
        client = getattr(client, part)
    return client


def query(target: str) -> list[tuple[str, str]]:
    """The query of a request's target."""
    return parse_qsl(urlsplit(target).query, keep_blank_values=True)


def parts(seen: Any) -> dict[str, tuple[str, bytes]]:
    """The parts of a multipart request: content type and data by name."""
    head = b"content-type: " + seen.headers["content-type"].encode() + b"\r\n\r\n"
    message = BytesParser().parsebytes(head + seen.body)
    return {
        str(part.get_param("name", header="content-disposition")): (
            part.get_content_type(),
            part.get_payload(decode=True) or b"",
        )
        for part in message.get_payload()
    }


def test_21_queries_and_fragments_in_paths(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths=f"""
        /v1/batches:
          get: {{operationId: listBatches, {OK}}}
        /v1/batches?beta=true:
          get:
            operationId: listBatches
            parameters: [{{name: limit, in: query, schema: {{type: integer}}}}]
            {OK}
        /#Action=Describe:
          post: {{operationId: run, {OK}}}
        /#Action=Delete:
          post: {{operationId: run, {OK}}}
        """,
    )
    assert len(set(built.calls.values())) == 4
    client = connect(built)
    call(client, built.calls["GET /v1/batches"])()
    assert server.last.target == "/v1/batches"
    call(client, built.calls["GET /v1/batches?beta=true"])(limit=3)
    assert urlsplit(server.last.target).path == "/v1/batches"
    assert query(server.last.target) == [("beta", "true"), ("limit", "3")]
    call(client, built.calls["GET /v1/batches?beta=true"])()
    assert query(server.last.target) == [("beta", "true")]
    for action in ("Describe", "Delete"):
        call(client, built.calls[f"POST /#Action={action}"])()
        assert urlsplit(server.last.target).path == "/"
    assert "describe" in built.calls["POST /#Action=Describe"]


def test_22_parameters_inside_segments_dotted_or_undeclared(
    make: Any, server: Any, connect: Any
) -> None:
    built = make(
        paths=f"""
        /odata/Businesses({{key}}):
          get:
            operationId: getBusiness
            parameters: [{{name: key, in: path, required: true, schema: {{type: integer}}}}]
            {OK}
        /reports/{{name}}.{{format}}:
          get:
            operationId: getReport
            parameters:
            - {{name: name, in: path, required: true, schema: {{type: string}}}}
            - {{name: format, in: path, required: true, schema: {{type: string, enum: [csv, json]}}}}
            {OK}
        /undeclared/{{some.id}}/{{other}}:
          get: {{operationId: getUndeclared, {OK}}}
        """,
    )
    client = connect(built)
    call(client, built.calls["GET /odata/Businesses({key})"])(7)
    assert server.last.target == "/odata/Businesses(7)"
    call(client, built.calls["GET /reports/{name}.{format}"])("a/b", "csv")
    assert server.last.target == "/reports/a%2Fb.csv"
    call(client, built.calls["GET /undeclared/{some.id}/{other}"])("x", other="y")
    assert server.last.target == "/undeclared/x/y"
    assert built.codes.count("parameter-undeclared") == 2


def test_23_parameters_that_share_a_name(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths=f"""
        /messages/{{id}}:
          post:
            operationId: search
            parameters:
            - {{name: id, in: path, required: true, schema: {{type: string}}}}
            - {{name: id, in: query, schema: {{type: string}}}}
            - {{name: id, in: header, schema: {{type: string}}}}
            - {{name: id, in: cookie, schema: {{type: string}}}}
            - {{name: DateSent, in: query, schema: {{type: string}}}}
            - {{name: DateSent<, in: query, schema: {{type: string}}}}
            - {{name: DateSent>, in: query, schema: {{type: string}}}}
            - {{name: from, in: query, schema: {{type: string}}}}
            - {{name: self, in: query, schema: {{type: string}}}}
            - {{name: timeout, in: query, schema: {{type: string}}}}
            requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{id: {{type: string}}, from: {{type: string}}}}}}}}}}}}
            {OK}
        """,
        said={"stubs": True},
    )
    (operation,) = built.report.api.operations
    names = {(str(p.location), p.wire): p.argument for p in operation.parameters}
    names |= {("body", a.wire): a.argument for a in operation.body.arguments}
    assert len(set(names.values())) == len(names) == 12
    assert names["path", "id"] == "id"
    assert names["query", "from"].startswith("from_")
    given = {name: f"{place}.{wire}" for (place, wire), name in names.items()}
    call(connect(built), built.calls["POST /messages/{id}"])(**given)
    seen = server.last
    assert urlsplit(seen.target).path == "/messages/path.id"
    wires = ["id", "DateSent", "DateSent<", "DateSent>", "from", "self", "timeout"]
    assert dict(query(seen.target)) == {wire: f"query.{wire}" for wire in wires}
    assert seen.headers["id"] == "header.id"
    assert seen.headers["cookie"] == "id=cookie.id"
    assert json.loads(seen.body) == {"id": "body.id", "from": "body.from"}


def test_24_structured_query_parameters(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths=f"""
        /search:
          get:
            operationId: search
            parameters:
            - {{name: ids, in: query, style: deepObject, explode: true, schema: {{type: array, items: {{type: integer}}}}}}
            - {{name: filter, in: query, style: deepObject, schema: {{type: object, properties: {{color: {{type: string}}}}}}}}
            - {{name: 'fields[account]', in: query, schema: {{type: array, items: {{type: string}}}}, explode: false}}
            - {{name: metadata, in: query, content: {{application/json: {{schema: {{anyOf: [{{type: object, additionalProperties: true}}, {{type: 'null'}}]}}}}}}}}
            {OK}
        """,
    )
    (operation,) = built.report.api.operations
    names = {p.wire: p.argument for p in operation.parameters}
    given: dict[str, Any] = {
        "ids": [1, 2],
        "filter": {"color": "red"},
        "fields[account]": ["a", "b"],
        "metadata": {"a": [1]},
    }
    call(connect(built), built.calls["GET /search"])(**{names[w]: v for w, v in given.items()})
    sent = query(server.last.target)
    assert [value for name, value in sent if name.startswith("ids")] == ["1", "2"]
    assert ("filter[color]", "red") in sent
    assert ("fields[account]", "a,b") in sent
    assert json.loads(dict(sent)["metadata"]) == {"a": [1]}


UPLOAD = """
Upload:
  type: object
  required: [name]
  properties:
    name: {type: string}
    file: {type: string, format: binary}
    tags: {type: array, items: {type: string}}
    options: {type: object, properties: {deep: {type: boolean}}}
"""


@pytest.mark.parametrize("required", ["true", "false"])
def test_25_one_schema_as_json_form_and_multipart(
    make: Any, server: Any, connect: Any, required: str
) -> None:
    built = make(
        paths=f"""
        /files:
          post:
            operationId: createFile
            requestBody:
              required: {required}
              content:
                application/json: {{schema: {{$ref: '#/components/schemas/Upload'}}}}
                application/x-www-form-urlencoded: {{schema: {{$ref: '#/components/schemas/Upload'}}}}
                multipart/form-data: {{schema: {{$ref: '#/components/schemas/Upload'}}}}
            {OK}
        """,
        schemas=UPLOAD,
    )
    create = call(connect(built), built.calls["POST /files"])
    create(name="n", tags=["a"], options={"deep": True})
    assert server.last.headers["content-type"] == "application/json"
    assert json.loads(server.last.body) == {"name": "n", "tags": ["a"], "options": {"deep": True}}
    create(name="n", file=b"\x00\xff")
    assert server.last.headers["content-type"].startswith("multipart/form-data; boundary=")
    sent = parts(server.last)
    assert sent["name"][1] == b"n"
    assert sent["file"] == ("application/octet-stream", b"\x00\xff")
    (operation,) = built.report.api.operations
    assert len(operation.body.media) == 3


def test_25_a_multipart_whose_root_is_an_array_on_delete(
    make: Any, server: Any, connect: Any
) -> None:
    built = make(
        paths="""
        /assignments:
          delete:
            operationId: bulkDestroy
            requestBody:
              required: true
              content:
                application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Assignment'}}}
                multipart/form-data: {schema: {type: array, items: {$ref: '#/components/schemas/Assignment'}}}
            responses: {"204": {description: gone}}
        """,
        schemas="Assignment: {type: object, required: [id], properties: {id: {type: integer}}}",
    )
    server.answers(b"", "", 204)
    assert (
        call(connect(built), built.calls["DELETE /assignments"])(
            body=[{"id": 1}, built.type("Assignment")(id=2)]
        )
        is None
    )
    assert server.last.method == "DELETE"
    assert json.loads(server.last.body) == [{"id": 1}, {"id": 2}]


def test_26_multipart_over_all_of_with_a_union(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths=f"""
        /invites:
          post:
            operationId: createInvite
            requestBody:
              required: true
              content:
                multipart/form-data:
                  schema:
                    allOf:
                    - anyOf: [{{$ref: '#/components/schemas/Group'}}, {{$ref: '#/components/schemas/Guild'}}]
                    - {{type: object, properties: {{users: {{type: string, format: binary}}}}}}
            {OK}
        """,
        schemas="""
        Group: {type: object, required: [group], properties: {group: {type: string}}}
        Guild: {type: object, required: [guild], properties: {guild: {type: string}, age: {type: integer}}}
        """,
    )
    create = call(connect(built), built.calls["POST /invites"])
    create(body={"guild": "g", "age": 3, "users": b"a\nb"})
    sent = parts(server.last)
    assert {name: data for name, (_, data) in sent.items()} == {
        "guild": b"g",
        "age": b"3",
        "users": b"a\nb",
    }


def test_26_multipart_mixed_and_related(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths="""
        /parts:
          post:
            operationId: createPart
            requestBody:
              required: true
              content:
                multipart/related:
                  schema: {type: object, required: [meta], properties: {meta: {type: object, properties: {a: {type: integer}}}, media: {type: string, format: binary}}}
            responses:
              "200": {description: ok, content: {multipart/mixed: {schema: {type: array, items: {type: string}}}}}
        """,
    )
    raw = b"--x\r\ncontent-type: text/plain\r\n\r\nhello\r\n--x--\r\n"
    server.answers(raw, "multipart/mixed; boundary=x")
    answer = call(connect(built), built.calls["POST /parts"])(meta={"a": 1}, media=b"\x01\x02")
    assert server.last.headers["content-type"].startswith("multipart/related; boundary=")
    assert b'{"a":1}' in server.last.body
    assert b"\x01\x02" in server.last.body
    read = answer.read() if hasattr(answer, "read") else answer
    assert read == raw


def test_form_bodies_with_encodings(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths=f"""
        /token:
          post:
            operationId: createToken
            requestBody:
              required: true
              content:
                application/x-www-form-urlencoded:
                  schema:
                    type: object
                    required: [grant_type]
                    properties:
                      grant_type: {{type: string}}
                      scope: {{type: array, items: {{type: string}}}}
                      ids: {{type: array, items: {{type: integer}}}}
                      filter: {{type: object, properties: {{a: {{type: string}}}}}}
                  encoding:
                    scope: {{style: spaceDelimited, explode: false}}
                    filter: {{style: deepObject}}
            {OK}
        """,
    )
    call(connect(built), built.calls["POST /token"])(
        grant_type="x y&z", scope=["a", "b"], ids=[1, 2], filter={"a": "ü"}
    )
    assert server.last.headers["content-type"] == "application/x-www-form-urlencoded"
    sent = parse_qsl(server.last.body.decode())
    assert sent == [
        ("grant_type", "x y&z"),
        ("scope", "a b"),
        ("ids", "1"),
        ("ids", "2"),
        ("filter[a]", "ü"),
    ]


def test_cookies_that_are_sent_as_they_are(make: Any, server: Any, connect: Any) -> None:
    built = make(
        openapi="3.2.0",
        paths="""
        /q:
          get:
            parameters:
            - {name: c, in: cookie, style: cookie, schema: {type: string}}
            - {name: d, in: cookie, style: cookie, explode: false, schema: {type: array, items: {type: string}}}
            - {name: e, in: cookie, style: cookie, schema: {type: object, properties: {R: {type: integer}}}}
            - {name: f, in: cookie, schema: {type: string}}
            responses: {"204": {description: ok}}
        """,
    )
    call = connect(built).q.retrieve
    call(c="a%20/b=c", d=["x", "y"], e={"R": 1}, f="a b")
    assert server.last.headers["cookie"] == "c=a%20/b=c; d=x,y; R=1; f=a%20b"
    for value in ("a;b=c", "a\r\nX: b", "é"):
        with pytest.raises(built.package.InvalidRequestError):
            call(c=value)
    assert built.codes == []
