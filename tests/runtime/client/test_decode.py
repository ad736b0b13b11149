"""What comes back: the reply by status, range and default, then by media type."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import pytest
from pydantic import ValidationError

from instep.runtime import core, wire

from .driver import KEY, Driver, Problem, Recorder, Thing, answer, ok, operation

TEXT = core.Reply("200", "text/csv", "text")
BINARY = core.Reply("200", "application/zip", "binary")


def get(driver: Driver, handler: Any, *replies: core.Reply, **options: Any) -> Any:
    """The value of a call with these replies."""
    given: dict[str, Any] = {"replies": replies} if replies else {}
    return driver.call(driver.client(handler, **options), operation("GET", **given))


@pytest.mark.parametrize(
    ("content", "media", "expected"),
    [
        (b'{"id":"a"}', "application/json", Thing),
        (b'{"id":"a"}', "application/json; charset=utf-8", Thing),
        (b'{"id":"a"}', "APPLICATION/JSON", Thing),
        (b'{"id":"a"}', "application/vnd.x+json", Thing),
        (b'{"id":"a"}', "application/text", Thing),
        (b'{"id":"a"}', "text/plain", Thing),
        (b'{"id":"a"}', "", Thing),
        (b"a,b", "text/csv", str),
        (b"PK", "application/zip", bytes),
    ],
)
def test_the_media_type_chooses(driver: Driver, content: bytes, media: str, expected: Any) -> None:
    json = core.Reply("200", "application/json", "json", lambda: Thing)
    found = get(driver, answer(content, content_type=media), json, TEXT, BINARY)
    assert type(found) is expected
    if expected is Thing:
        assert found.id == "a"


@pytest.mark.parametrize(
    ("status", "expected"), [(200, "exact"), (201, "range"), (226, "range"), (200, "exact")]
)
def test_the_status_chooses(driver: Driver, status: int, expected: str) -> None:
    class Range(Thing):
        """For 2XX."""

    class Default(Thing):
        """For anything else."""

    replies = (
        core.Reply("default", "application/json", "json", lambda: Default),
        core.Reply("2XX", "application/json", "json", lambda: Range),
        core.Reply("200", "application/json", "json", lambda: Thing),
    )
    found = get(driver, answer(b'{"id":"a"}', status), *replies)
    assert type(found) is {"exact": Thing, "range": Range}[expected]
    found = get(driver, answer(b'{"id":"a"}', status), replies[0])
    assert type(found) is Default


def test_wildcards_and_undocumented_answers(driver: Driver) -> None:
    star = core.Reply("200", "*/*", "binary")
    assert get(driver, answer(b"x", content_type="a/b"), star) == b"x"
    image = core.Reply("200", "image/*", "binary")
    assert get(driver, answer(b"x", content_type="image/png"), TEXT, image) == b"x"
    none = operation("GET", replies=())
    client = driver.client(answer(b'[1,{"a":null}]'))
    assert driver.call(client, none) == [1, {"a": None}]
    assert driver.call(driver.client(answer(b"hi", content_type="text/plain")), none) == "hi"
    assert driver.call(driver.client(answer(b"<a/>", content_type="image/svg+xml")), none) == "<a/>"
    assert driver.call(driver.client(answer(b"\x00", content_type="image/png")), none) == b"\x00"
    assert driver.call(driver.client(answer(b"", content_type="")), none) is None
    created = operation("POST")
    found = driver.call(driver.client(answer(b'{"id":"a"}', 201)), created, body={})
    assert type(found) is Thing, "an undocumented success is read like the documented one"


def test_no_content_is_none(driver: Driver) -> None:
    assert get(driver, answer(b"", 204)) is None
    nothing = core.Reply("200", "", "none")
    assert get(driver, answer(b"", content_type=""), nothing) is None
    assert get(driver, answer(b"ok", content_type="text/plain"), nothing) is None


@pytest.mark.parametrize(
    ("content", "media", "what"),
    [
        (b"<html>oops</html>", "text/html", "text/html"),
        (b'{"id":', "application/json", "is not JSON"),
        (b"", "application/json", "is empty"),
        (b"\xff\xfe\x00", "application/json", "is not JSON"),
        (b"[" * 5000 + b"]" * 5000, "application/json", "is not JSON"),
        (b"NaN", "application/json", "is not JSON"),
    ],
)
def test_what_is_no_json_is_one_kind_of_error(
    driver: Driver, content: bytes, media: str, what: str
) -> None:
    with pytest.raises(core.APIResponseValidationError, match=what) as caught:
        get(driver, answer(content, content_type=media))
    assert caught.value.status_code == 200
    assert caught.value.body == content.decode("utf-8", "replace")
    assert caught.value.__cause__ is not None


def test_lenient_keeps_what_does_not_fit_and_strict_refuses_it(driver: Driver) -> None:
    handler = answer(b'{"size":"big","x":1}')
    found = get(driver, handler)
    assert isinstance(found, Thing)
    assert found.to_dict() == {"size": "big", "x": 1}
    with pytest.raises(core.APIResponseValidationError) as caught:
        get(driver, handler, strict=True)
    assert isinstance(caught.value.__cause__, ValidationError)
    assert "big" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("charset", "content", "expected"),
    [
        ("utf-8", "é".encode(), "é"),
        ("iso-8859-1", b"\xe9", "é"),
        ('"UTF-16LE"', "é".encode("utf-16le"), "é"),
        ("utf-8", b"a\xffb", "a�b"),
        ("rot13", b"abc", "abc"),
        ("zlib_codec", b"abc", "abc"),
        ("hex", b"abc", "abc"),
        ("idna", b"abc", "abc"),
        ("nonsense", b"abc", "abc"),
    ],
)
def test_text_in_its_charset(driver: Driver, charset: str, content: bytes, expected: str) -> None:
    handler = answer(content, content_type=f"text/csv; charset={charset}")
    assert get(driver, handler, TEXT) == expected


def test_responses_have_a_size(driver: Driver) -> None:
    small = core.Limits(response=5)
    seen: list[bool] = []
    body = driver.chunks(b"123", b"456", b"789", closed=seen)
    response = ok()
    response = type(response)(200, headers={"content-type": "application/zip"}, stream=body)
    with pytest.raises(core.ResponseTooLargeError, match=r"5 bytes.*Limits"):
        get(driver, Recorder(response), BINARY, limits=small)
    assert seen


STATUSES = [
    (400, core.BadRequestError),
    (401, core.AuthenticationError),
    (403, core.PermissionDeniedError),
    (404, core.NotFoundError),
    (409, core.ConflictError),
    (418, core.APIStatusError),
    (422, core.UnprocessableEntityError),
    (429, core.RateLimitError),
    (500, core.InternalServerError),
    (503, core.InternalServerError),
    (302, core.APIStatusError),
]


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_every_status_has_its_error(driver: Driver, status: int, kind: type[Exception]) -> None:
    content = (
        b'{"error":{"message":"no such thing","code":7,"type":"bad","param":"x","secret":"s3"}}'
    )
    handler = answer(content, status, x_request_id="req_1")
    with pytest.raises(core.APIStatusError) as caught:
        get(driver, handler, max_retries=0)
    error = caught.value
    assert type(error) is kind
    assert str(error) == f"{status}: no such thing"
    assert (error.status_code, error.request_id, error.headers["x-request-id"]) == (
        status,
        "req_1",
        "req_1",
    )
    assert (error.code, error.type, error.param) == ("7", "bad", "x")
    assert error.response.status_code == status
    assert error.response.json()["error"]["code"] == 7
    assert "s3" not in str(error) + repr(error)
    if 400 <= status < 500:
        assert isinstance(error.body, Problem)
    else:
        assert error.body == error.response.json()


@pytest.mark.parametrize(
    ("content", "message", "body"),
    [
        (b'{"error":{"message":"m"}}', "m", {"error": {"message": "m"}}),
        (b'{"error":"m"}', "m", {"error": "m"}),
        (b'{"message":"m","x":"hidden"}', "m", {"message": "m", "x": "hidden"}),
        (b'{"detail":"m"}', "m", {"detail": "m"}),
        (
            b'{"detail":[{"msg":"a","input":"hidden"},{"msg":"b"}]}',
            "a; b",
            {"detail": [{"msg": "a", "input": "hidden"}, {"msg": "b"}]},
        ),
        (b'["hidden"]', "Bad Request", ["hidden"]),
        (b"hidden", "Bad Request", "hidden"),
        (b"", "Bad Request", None),
        (b'{"error":{"message":["hidden"]}}', "Bad Request", {"error": {"message": ["hidden"]}}),
        (b'{"message":"' + b"x" * 900 + b'"}', "x" * 499 + "…", {"message": "x" * 900}),
    ],
)
def test_the_message_is_the_servers_and_nothing_else(
    driver: Driver, content: bytes, message: str, body: Any
) -> None:
    with pytest.raises(core.BadRequestError) as caught:
        driver.call(driver.client(answer(content, 400)), operation("GET", replies=()))
    assert caught.value.message == message
    assert caught.value.body == body
    assert "hidden" not in str(caught.value) + repr(caught.value)


def test_a_server_that_echoes_the_key_does_not_make_it_public(driver: Driver) -> None:
    content = b'{"error":{"message":"wrong key ' + KEY.encode() + b'!"}}'
    op = operation("GET", security=(("bearerAuth",),))
    with pytest.raises(core.AuthenticationError) as caught:
        driver.call(driver.client(answer(content, 401)), op)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert KEY not in shown
    assert str(caught.value) == "401: wrong key ***!"


def test_errors_survive_pickling_without_the_request(driver: Driver) -> None:
    op = operation("GET", security=(("bearerAuth",),))
    with pytest.raises(core.NotFoundError) as caught:
        driver.call(driver.client(answer(b'{"message":"m"}', 404, x_request_id="r")), op)
    raw = pickle.dumps(caught.value)
    assert KEY.encode() not in raw
    copy = pickle.loads(raw)
    assert type(copy) is core.NotFoundError
    assert (copy.status_code, copy.message, copy.request_id) == (404, "m", "r")
    assert copy.response.json() == {"message": "m"}


def test_a_large_error_body_is_cut(driver: Driver) -> None:
    body = driver.chunks(*[b"x" * 1000] * 2000)
    response = type(ok())(400, headers={"content-type": "text/plain"}, stream=body)
    with pytest.raises(core.BadRequestError) as caught:
        get(driver, Recorder(response), limits=core.Limits(error=5000))
    assert caught.value.body == "x" * 5000


def test_raw_responses(driver: Driver) -> None:
    client = driver.client(answer(b'{"id":"a"}', x_request_id="r1"))
    found = driver.raw(client, operation("GET"))
    assert isinstance(found, core.AsyncAPIResponse if driver.is_async else core.APIResponse)
    assert (found.status_code, found.request_id, found.retries_taken) == (200, "r1", 0)
    assert (found.content, found.text, found.json()) == (b'{"id":"a"}', '{"id":"a"}', {"id": "a"})
    assert found.parse() == Thing(id="a")
    assert found.headers["X-Request-ID"] == "r1"
    assert found.http_response.status_code == 200
    with pytest.raises(core.NotFoundError):
        driver.raw(driver.client(answer(b"{}", 404)), operation("GET"))


def test_streamed_responses(driver: Driver, tmp_path: Any) -> None:
    def client() -> Any:
        closed.clear()
        stream = driver.chunks(b'{"id":', b'"a"}', closed=closed)
        response = type(ok())(200, headers={"content-type": "application/json"}, stream=stream)
        return driver.client(Recorder(response))

    closed: list[bool] = []
    op = operation("GET")
    assert driver.streamed(client(), op, lambda r: r.read()) == b'{"id":"a"}'
    assert driver.streamed(client(), op, lambda r: r.text()) == '{"id":"a"}'
    assert driver.streamed(client(), op, lambda r: r.json()) == {"id": "a"}
    assert driver.streamed(client(), op, lambda r: r.parse()) == Thing(id="a")
    chunks = driver.streamed(client(), op, lambda r: r.iter_bytes())
    assert b"".join(chunks) == b'{"id":"a"}' if driver.is_async else True
    assert driver.streamed(client(), op, lambda r: r.status_code) == 200
    assert closed, "left without reading, closed all the same"
    path = tmp_path / "out"
    assert driver.streamed(client(), op, lambda r: r.stream_to_file(path)) == 10
    assert path.read_bytes() == b'{"id":"a"}'


def test_lines_of_a_streamed_response(driver: Driver) -> None:
    stream = driver.chunks(b"a\r\nb", b"\n\xc3", b"\xa9\n\nlast")
    response = type(ok())(200, headers={"content-type": "text/csv"}, stream=stream)
    take = (lambda r: r.iter_lines()) if driver.is_async else (lambda r: list(r.iter_lines()))
    found = driver.streamed(driver.client(Recorder(response)), operation("GET"), take)
    assert found == ["a", "b", "é", "", "last"]


def test_a_response_can_be_read_as_another_type(driver: Driver) -> None:
    class Other(wire.Model):
        id: str

    def client() -> Any:
        return driver.client(answer(b'{"id":"a"}'))

    op = operation("GET")
    found = driver.raw(client(), op)
    assert type(found.parse(to=Other)) is Other
    assert found.parse(dict[str, str]) == {"id": "a"}
    assert type(found.parse()) is Thing
    assert type(driver.streamed(client(), op, lambda r: r.parse(to=Other))) is Other
    with pytest.raises(core.APIResponseValidationError, match="not JSON"):
        driver.raw(driver.client(answer(b"{")), op).parse(to=Other)
