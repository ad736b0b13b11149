"""What the mock answers: credentials, refusals, examples, streams, wishes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from instep.ir.operation import Stream

OPENAI_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}
BODY = {"type": "object", "required": ["model"], "properties": {"model": {"type": "string"}}}


@pytest.mark.parametrize(
    ("security", "headers", "query", "status"),
    [
        ((("bearer",),), {}, "", 401),
        ((("bearer",),), {"Authorization": "Bearer "}, "", 401),
        ((("bearer",),), {"Authorization": "Token x"}, "", 401),
        ((("bearer",),), {"Authorization": "bearer x"}, "", 200),
        ((("basic",),), {"Authorization": "Basic nope"}, "", 401),
        ((("basic",),), {"Authorization": "Basic YTpi"}, "", 200),
        ((("key",),), {"X-Key": ""}, "", 401),
        ((("key",),), {"X-Key": "k"}, "", 200),
        ((("query",),), {}, "?api_key=", 401),
        ((("query",),), {}, "?api_key=k", 200),
        ((("cookie",),), {"Cookie": "a=b; session=s"}, "", 200),
        ((("cookie",),), {"Cookie": "session="}, "", 401),
        ((("bearer", "key"),), {"X-Key": "k"}, "", 401),
        ((("bearer", "key"),), {"X-Key": "k", "Authorization": "Bearer t"}, "", 200),
        ((("bearer",), ("key",)), {"X-Key": "k"}, "", 200),
        ((("bearer",), ()), {}, "", 200),
        ((), {}, "", 200),
    ],
)
def test_credentials(
    build: Any, ask: Callable[..., Any], security: Any, headers: Any, query: str, status: int
) -> None:
    api = build.api(build.operation("GET /x", security=security))
    reply = ask(api, "GET", "/x" + query, headers)
    assert reply.status == status
    assert ("www-authenticate" in dict(reply.headers)) is (status == 401)


def test_credentials_are_asked_for_before_the_body_is_judged(
    build: Any, ask: Callable[..., Any]
) -> None:
    api = build.api(build.operation("POST /x", body=(build.media(BODY),), security=(("bearer",),)))
    assert ask(api, "POST", "/x", body={}).status == 401


def test_refusals_in_the_documents_own_error_schema(build: Any, ask: Callable[..., Any]) -> None:
    responses = (
        build.response("200", build.media(True)),
        build.response("400", build.media(OPENAI_ERROR)),
    )
    api = build.api(build.operation("POST /x", body=(build.media(BODY),), responses=responses))
    reply = ask(api, "POST", "/x", body={"model": 1})
    assert reply.status == 400
    assert dict(reply.headers)["content-type"] == "application/json"
    error = json.loads(reply.body)["error"]
    assert error["param"] == "/model"
    assert "/model" in error["message"]
    assert "string" in error["message"]


def test_refusals_as_problem_details(build: Any, ask: Callable[..., Any]) -> None:
    api = build.api(build.operation("POST /x", body=(build.media(BODY),)))
    reply = ask(api, "POST", "/x", body={"model": 1})
    assert dict(reply.headers)["content-type"] == "application/problem+json"
    problem = json.loads(reply.body)
    assert (problem["status"], problem["pointer"], problem["in"]) == (400, "/model", "body")
    assert "string" in problem["reason"]


@pytest.mark.parametrize("closed", [False, True])
def test_an_error_schema_without_a_message_is_used_all_the_same(
    build: Any, ask: Callable[..., Any], closed: bool
) -> None:
    schema = {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}}
    error = build.media({**schema, "additionalProperties": not closed})
    responses = (build.response("400", error),)
    api = build.api(build.operation("POST /x", body=(build.media(BODY),), responses=responses))
    reply = ask(api, "POST", "/x", body={"model": 1})
    headers = dict(reply.headers)
    assert headers["content-type"] == "application/json"
    assert headers["x-instep-pointer"] == "/model"
    assert "string" in headers["x-instep-reason"]
    sent = json.loads(reply.body)
    assert isinstance(sent["code"], int)
    assert ("reason" in sent) is not closed


def test_an_error_of_another_status_is_borrowed_only_if_it_has_a_message(
    build: Any, ask: Callable[..., Any]
) -> None:
    useless = build.media({"type": "object", "properties": {"code": {"type": "integer"}}})
    responses = (build.response("404", useless),)
    api = build.api(build.operation("POST /x", body=(build.media(BODY),), responses=responses))
    reply = ask(api, "POST", "/x", body={})
    assert dict(reply.headers)["content-type"] == "application/problem+json"


def test_paths_and_methods_the_document_does_not_have(build: Any, ask: Callable[..., Any]) -> None:
    api = build.api(build.operation("GET /x"))
    assert ask(api, "GET", "/y").status == 404
    reply = ask(api, "POST", "/x")
    assert (reply.status, dict(reply.headers)["allow"]) == (405, "GET, OPTIONS")
    assert ask(api, "OPTIONS", "/x").status == 204
    assert ask(api, "HEAD", "/x").status == 200


def test_examples_and_wishes(build: Any, ask: Callable[..., Any]) -> None:
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    found = build.media(
        schema, examples={"wrong": {"n": "x"}, "first": {"n": 7}, "second": {"n": 8}}
    )
    gone = build.media(OPENAI_ERROR, examples={"gone": {"error": {"message": "gone"}}})
    responses = (build.response("404", gone), build.response("200", found))
    api = build.api(build.operation("GET /x", responses=responses))

    def wished(prefer: str) -> tuple[int, Any]:
        reply = ask(api, "GET", "/x", {"Prefer": prefer})
        return reply.status, json.loads(reply.body)

    assert wished("") == (200, {"n": 7})
    assert wished("example=second") == (200, {"n": 8})
    assert wished('example="gone"') == (404, {"error": {"message": "gone"}})
    assert wished("example=nope")[0] == 400
    assert wished("dynamic") == (200, {"n": 1})
    assert wished("code=404, respond-async")[0] == 404
    assert wished("code=418")[0] == 418
    assert wished("code=999") == (200, {"n": 7})
    reply = ask(api, "GET", "/x", {"Prefer": "fault=429"})
    assert (reply.status, dict(reply.headers)["retry-after"]) == (429, "1")


def test_required_headers_are_sent_and_clean(build: Any, ask: Callable[..., Any]) -> None:
    headers = (
        ("X-Rate", {"type": "integer", "minimum": 5}),
        ("X-Evil", {"const": "a\r\nSet-Cookie: b"}),
        ("Content-Length", {"const": "999"}),
    )
    responses = (build.response("200", build.media(True), headers=headers),)
    reply = ask(build.api(build.operation("GET /x", responses=responses)), "GET", "/x")
    sent = dict(reply.headers)
    assert sent["x-rate"] == "5"
    assert sent["x-evil"] == "aSet-Cookie: b"
    assert "content-length" not in sent


def test_redirects_stay_on_this_machine(build: Any, ask: Callable[..., Any]) -> None:
    responses = (build.response("302", headers=(("Location", {"format": "uri"}),)),)
    reply = ask(build.api(build.operation("GET /x", responses=responses)), "GET", "/x")
    assert dict(reply.headers)["location"].startswith("/")


def test_the_accepted_media_type_is_sent(build: Any, ask: Callable[..., Any]) -> None:
    media = (build.media({"const": 1}), build.media({"const": "t"}, "text/plain"))
    api = build.api(build.operation("GET /x", responses=(build.response("200", *media),)))
    for accept, body in (("text/*;q=0.9, application/json;q=0.1", b"t"), ("", b"1"), ("a/b", b"1")):
        assert ask(api, "GET", "/x", {"Accept": accept}).body == body


def event(kind: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "sequence_number"],
        "properties": {"type": {"const": kind}, "sequence_number": {"type": "integer"}},
    }


def streaming(build: Any, events: Any, flag: str = "stream") -> Any:
    plain = build.media({"const": "plain"})
    request = {"type": "object", "properties": {"stream": {"type": "boolean"}}}
    operation = build.operation(
        "POST /x",
        body=(build.media(request),),
        responses=(build.response("200", plain, events),),
        stream=Stream(events, flag),
    )
    return build.api(operation, schemas={"A": event("a"), "B": event("b")})


UNION = {
    "oneOf": [
        {"$ref": "#/components/schemas/A"},
        {"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}]},
    ]
}


def test_a_stream_has_one_event_per_variant(build: Any, ask: Callable[..., Any]) -> None:
    api = streaming(build, build.media(UNION, "text/event-stream"))
    assert ask(api, "POST", "/x", body={}).body == b'"plain"'
    reply = ask(api, "POST", "/x", body={"stream": True})
    assert dict(reply.headers)["content-type"] == "text/event-stream"
    assert reply.chunks == (
        b'event: a\ndata: {"type": "a", "sequence_number": 0}\n\n',
        b'event: b\ndata: {"type": "b", "sequence_number": 1}\n\n',
    )


def test_a_stream_sends_its_documented_events(build: Any, ask: Callable[..., Any]) -> None:
    documented = [{"type": "b", "sequence_number": 4}, {"type": "a", "sequence_number": 5}]
    for value in ({"all": documented}, {"one": documented[0], "two": documented[1]}):
        api = streaming(build, build.media(UNION, "text/event-stream", value))
        reply = ask(api, "POST", "/x", body={"stream": True})
        assert [chunk.split(b"\n")[0] for chunk in reply.chunks] == [b"event: b", b"event: a"]
    text = "data: 1\n\ndata: [DONE]\n\n"
    api = streaming(build, build.media(UNION, "text/event-stream", {"raw": text}))
    assert b"".join(ask(api, "POST", "/x", body={"stream": True}).chunks).decode() == text


def test_a_stream_of_lines_by_accept(build: Any, ask: Callable[..., Any]) -> None:
    api = streaming(build, build.media(UNION, "application/jsonl"), flag="")
    reply = ask(api, "POST", "/x", {"Accept": "application/jsonl"}, {})
    assert [json.loads(chunk)["type"] for chunk in reply.chunks] == ["a", "b"]
    assert ask(api, "POST", "/x", {"Accept": "application/json"}, {}).chunks is None


def test_where_the_url_cannot_tell_the_request_does(build: Any, ask: Callable[..., Any]) -> None:
    api = build.api(
        build.operation("GET /a/{id}", build.parameter("id", "path", {"type": "integer"})),
        build.operation("GET /a/{name}", build.parameter("name", "path", {"type": "string"})),
    )
    assert ask(api, "GET", "/a/1").operation == "GET /a/{id}"
    assert ask(api, "GET", "/a/x").operation == "GET /a/{name}"
