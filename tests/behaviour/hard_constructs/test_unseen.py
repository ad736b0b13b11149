"""Faults that documents of companies outside of the corpus brought to light, each as small as it gets."""

from __future__ import annotations

from typing import Any

import pytest

from instep.sampling.generate import example_of

SWAGGER = 'swagger: "2.0"\ninfo: {title: Case, version: "1"}\nhost: api.example.com\n'


def test_a_file_is_a_response_that_swagger_allows(make: Any, server: Any, connect: Any) -> None:
    built = make(
        SWAGGER
        + """
paths:
  /photo:
    get:
      produces: [image/png]
      responses: {"200": {description: ok, schema: {type: file}}}
"""
    )
    assert built.codes == []
    server.answers(b"\x89PNG", "image/png")
    assert connect(built).photo.retrieve() == b"\x89PNG"


def test_a_body_beside_form_parameters_is_one_of_them(make: Any, server: Any, connect: Any) -> None:
    built = make(
        SWAGGER
        + """
paths:
  /papers:
    post:
      consumes: [application/json, multipart/form-data]
      parameters:
        - {name: file, in: formData, type: file, required: true}
        - {name: note, in: body, required: true, schema: {$ref: '#/definitions/Note'}}
      responses: {"204": {description: done}}
definitions:
  Note: {type: object, required: [text], properties: {text: {type: string}}}
"""
    )
    connect(built).papers.create(file=b"%PDF", note={"text": "read me"})
    assert server.last.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b"%PDF" in server.last.body
    assert b'{"text":"read me"}' in server.last.body


def test_the_documents_boundary_is_not_sent(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths="""
        /test:
          post:
            requestBody:
              content:
                multipart/form-data; boundary=hello; charset=utf-8:
                  schema: {type: object, properties: {name: {type: string}}}
            responses: {"204": {description: ok}}
        """
    )
    connect(built).test.create(name="doe")
    sent = server.last.headers["content-type"]
    assert sent.startswith("multipart/form-data")
    assert sent.count("boundary=") == 1
    boundary = sent.partition("boundary=")[2].partition(";")[0]
    assert server.last.body.startswith(b"--" + boundary.encode())


def test_references_lead_through_what_another_file_says(make: Any) -> None:
    built = make(
        {
            "openapi.yaml": """
openapi: "3.0.3"
info: {title: Case, version: "1"}
paths: {}
components:
  schemas: {$ref: shared/schemas.yaml}
""",
            "shared/schemas.yaml": """
A: {type: object, properties: {b: {$ref: '#/B'}}}
B: {type: object, properties: {a: {$ref: '../openapi.yaml#/components/schemas/A'}}}
""",
        }
    )
    assert built.codes == []
    assert isinstance(built.parse("A", {"b": {"a": {"b": {}}}}).b.a, built.type("A"))


def test_a_percent_sign_in_a_reference_may_be_meant(make: Any) -> None:
    built = make(
        {
            "openapi.yaml": """
openapi: "3.0.3"
info: {title: Case, version: "1"}
paths: {/c%20d: {$ref: 'paths.yaml#/~1c%20d'}}
""",
            "paths.yaml": '{"/c%20d": {get: {responses: {"200": {description: ok}}}}}',
        }
    )
    assert built.calls == {"GET /c%20d": "c_20d.retrieve"}


def test_one_inline_schema_under_several_media_types_is_one_class(make: Any) -> None:
    schema = "{type: object, properties: {a: {type: object, properties: {b: {type: string}}}}}"
    built = make(
        paths=f"""
        /things:
          post:
            requestBody:
              content:
                application/json: {{schema: {schema}}}
                multipart/form-data: {{schema: {schema}}}
            responses:
              "200":
                description: ok
                content:
                  application/json: {{schema: {schema}}}
                  text/json: {{schema: {schema}}}
        """
    )
    assert sorted(d.name for d in built.report.api.definitions) == [
        "ThingsCreateRequest",
        "ThingsCreateRequestA",
        "ThingsCreateResponse",
        "ThingsCreateResponseA",
    ]


def test_read_only_is_said_of_a_property_not_of_a_component(make: Any) -> None:
    built = make(
        paths="""
        /jobs:
          post:
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}
            responses: {"204": {description: ok}}
        """,
        schemas="""
        Kind: {type: string, readOnly: true}
        Job:
          type: object
          required: [kind, id]
          properties:
            kind: {$ref: '#/components/schemas/Kind'}
            id: {type: string, readOnly: true}
        """,
    )
    api = built.report.api
    assert [a.wire for a in api.operations[0].body.arguments] == ["kind"]
    sent = example_of({"$ref": "#/components/schemas/Job"}, api.root, direction="request")
    assert list(sent) == ["kind"]


def test_names_do_not_say_a_word_twice(make: Any) -> None:
    built = make(
        schemas="""
        ChunkingStrategy:
          oneOf:
            - {title: StaticChunkingStrategy, type: object, required: [a], properties: {a: {type: object, properties: {b: {type: string}}}}}
            - {title: Auto, type: object, required: [c], properties: {c: {type: integer}}}
        InputMessages:
          oneOf:
            - {title: InputMessagesTemplate, type: object, required: [a], properties: {a: {type: string}}}
            - {type: array, items: {type: string}}
        ScheduleMeeting: {type: object, properties: {meeting_password: {type: object, properties: {x: {type: string}}}}}
        Failure: {oneOf: [{title: NOT_FOUND, type: object, properties: {e: {type: string}}}, {type: string}]}
        """
    )
    names = {d.name for d in built.report.api.definitions}
    assert {
        "StaticChunkingStrategy",
        "StaticChunkingStrategyA",
        "ChunkingStrategyAuto",
        "InputMessagesTemplate",
        "ScheduleMeetingPassword",
        "FailureNotFound",
    } <= names


def test_a_long_name_of_a_file_is_cut_late_and_not_numbered(make: Any) -> None:
    words = "RealtimeBetaServerEventResponseFunctionCallArguments"
    built = make(schemas=f"{words}Delta: {{type: object}}\n{words}Done: {{type: object}}")
    assert {d.module for d in built.report.api.definitions} == {
        "realtime_beta_server_event_response_function_call_arguments_delta",
        "realtime_beta_server_event_response_function_call_arguments_done",
    }


@pytest.mark.parametrize("literal", [".inf", "1e999"])
def test_a_number_out_of_range_is_said_where_it_stands(make: Any, literal: str) -> None:
    built = make(schemas=f"A: {{type: number, default: {literal}}}")
    found = next(d for d in built.report.diagnostics if str(d.code) == "limit-exceeded")
    assert (found.location.line, found.location.column) == (6, 32)


def test_namespaces_do_not_make_names_endless(make: Any) -> None:
    paged = "Acme.WebApp.Controllers.Api.PagedResult_System.Collections.Generic.List_Acme.Model"
    built = make(
        schemas=f"""
        Acme.Model.Order: {{type: object}}
        {paged}.Order_: {{type: object}}
        {paged}.Customer_: {{type: object}}
        {paged}s.Customer_: {{type: object}}
        """
    )
    assert [d.name for d in built.report.api.definitions] == [
        "AcmeModelOrder",
        "PagedResultListOrder",
        "PagedResultListCustomer",
        "AcmeWebAppControllersApiPagedResultSystemCollectionsGenericListAcmeModelsCustomer",
    ]
