"""Bodies as they leave: forms, multipart, text, binary and lines, streamed where they are files."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest

from instep.runtime import core, spelling

from .driver import Driver, Recorder, Thing, ok, operation, sent

FORM = ("application/x-www-form-urlencoded", "form")
MULTI = ("multipart/form-data", "multipart")


class Reading(Recorder):
    """Keeps the body of each request, read while it is sent."""

    def __init__(self, driver: Driver, *answers: Any) -> None:
        super().__init__(*answers)
        self.bodies: list[bytes] = []
        self.handler: Any = self.awaited if driver.is_async else self.plain

    def plain(self, request: httpx2.Request) -> httpx2.Response:
        """Read, keep, answer."""
        self.bodies.append(request.read())
        return self(request)

    async def awaited(self, request: httpx2.Request) -> httpx2.Response:
        """Read, keep, answer."""
        self.bodies.append(await request.aread())
        return self(request)


def send(driver: Driver, kind: tuple[Any, ...], value: Any, **more: Any) -> tuple[Any, bytes]:
    """The request and body of a call with this value."""
    seen = Reading(driver, ok())
    op = operation(body=core.Body(kind, *more.pop("others", ())))
    body = value if isinstance(value, dict) else core.Whole(value)
    driver.call(driver.client(seen.handler), op, body=body, **more)
    return seen.last, seen.bodies[-1]


def parts(request: httpx2.Request, body: bytes) -> list[tuple[str, str | None, str, bytes]]:
    """Name, file name, content type and content of each part, read by the standard library."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    found = []
    message = BytesParser().parsebytes(head + body)
    assert message.is_multipart()
    for part in message.get_payload():
        assert isinstance(part, Message)
        name = part.get_param("name", header="content-disposition")
        kind = part["content-type"] or ""
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append((str(name), part.get_filename(), kind, content))
    return found


def test_forms(driver: Driver) -> None:
    value = {"a": "x y&=+é", "b": [1, 2], "c": {"k": [True, None]}, "d": None, "e": False}
    request, body = send(driver, FORM, value)
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(body.decode()) == [
        ("a", "x y&=+é"),
        ("b", "1"),
        ("b", "2"),
        ("c", '{"k":[true,null]}'),
        ("e", "false"),
    ]
    assert b"+" in body
    assert b"%20" not in body


def test_forms_with_encodings(driver: Driver) -> None:
    encoding = {
        "deep": spelling.Encoding(style="deepObject", explode=True),
        "joined": spelling.Encoding(style="form", explode=False),
        "json": spelling.Encoding(content_type="application/json"),
    }
    value = {"deep": {"a": {"b": [1]}}, "joined": ["x", "y"], "json": [1]}
    _, body = send(driver, (*FORM, encoding), value)
    assert parse_qsl(body.decode()) == [("deep[a][b][]", "1"), ("joined", "x,y"), ("json", "[1]")]


def test_multipart(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "pic.png"
    path.write_bytes(b"PNG")
    with path.open("rb") as file:
        value = {
            "text": "é",
            "number": 1.5,
            "flag": True,
            "object": {"k": 1},
            "model": Thing(id="x"),
            "many": [b"1", b"2"],
            "file": file,
            "path": path,
            "named": ('a"b\r\n.txt', b"n", "text/plain", {"X-Part": "1"}),
            "plain": ("c.bin", io.BytesIO(b"c")),
        }
        request, body = send(driver, MULTI, value)
    assert int(request.headers["content-length"]) == len(body)
    assert parts(request, body) == [
        ("text", None, "", "é".encode()),
        ("number", None, "", b"1.5"),
        ("flag", None, "", b"true"),
        ("object", None, "application/json", b'{"k":1}'),
        ("model", None, "application/json", b'{"id":"x"}'),
        ("many", "upload", "application/octet-stream", b"1"),
        ("many", "upload", "application/octet-stream", b"2"),
        ("file", "pic.png", "application/octet-stream", b"PNG"),
        ("path", "pic.png", "application/octet-stream", b"PNG"),
        ("named", "a%22b%0D%0A.txt", "text/plain", b"n"),
        ("plain", "c.bin", "application/octet-stream", b"c"),
    ]


def test_multipart_encodings(driver: Driver) -> None:
    encoding = {
        "a": spelling.Encoding(content_type="text/csv"),
        "b": spelling.Encoding(content_type="image/png, image/jpeg"),
        "c": spelling.Encoding(content_type="application/json"),
        "d": spelling.Encoding(style="deepObject", explode=True),
    }
    value = {"a": "1,2", "b": b"x", "c": "text", "d": {"k": {"l": 1}, "m": ["x"]}}
    request, body = send(driver, (*MULTI, encoding), value)
    assert parts(request, body) == [
        ("a", None, "text/csv", b"1,2"),
        ("b", "upload", "application/octet-stream", b"x"),
        ("c", None, "application/json", b'"text"'),
        ("d[k][l]", None, "", b"1"),
        ("d[m][]", None, "", b"x"),
    ]


@pytest.mark.parametrize("value", [("n", b"x", "a/b\r\nX: 1"), ("n", b"x", "", {"X": "1\r\nY: 2"})])
def test_part_headers_stay_one_line(driver: Driver, value: Any) -> None:
    with pytest.raises(core.InvalidRequestError):
        send(driver, MULTI, {"f": value})


def test_a_file_chooses_the_media_type_that_can_carry_it(driver: Driver) -> None:
    json = ("application/json", "json")
    request, _ = send(driver, json, {"f": b"x"}, others=(MULTI,))
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    request, _ = send(driver, json, {"f": "x"}, others=(MULTI,))
    assert request.headers["content-type"] == "application/json"
    request, body = send(driver, json, b"x", others=(MULTI, ("application/x-tar", "binary")))
    assert (request.headers["content-type"], body) == ("application/x-tar", b"x")


def test_the_caller_chooses_the_media_type(driver: Driver) -> None:
    json = ("application/json", "json")
    request, body = send(driver, json, {"a": 1}, others=(FORM,), media=FORM[0])
    assert body == b"a=1"
    options = core.Options(extra_headers={"Content-Type": "multipart/form-data"})
    request, body = send(driver, json, {"a": 1}, others=(MULTI,), options=options)
    assert parts(request, body) == [("a", None, "", b"1")]
    options = core.Options(extra_headers={"content-type": "application/merge-patch+json"})
    request, body = send(driver, json, {"a": 1}, options=options)
    assert (request.headers["content-type"], body) == ("application/merge-patch+json", b'{"a":1}')


def pieces() -> Iterator[bytes]:
    yield b"a"
    yield b"b"


async def async_pieces() -> AsyncIterator[bytes]:
    yield b"a"
    yield b"b"


@pytest.mark.parametrize(
    ("make", "length"),
    [
        (lambda: b"ab", 2),
        (lambda: bytearray(b"ab"), 2),
        (lambda: memoryview(b"ab"), 2),
        (lambda: "ab", 2),
        (lambda: io.BytesIO(b"ab"), 2),
        (lambda: io.StringIO("ab"), None),
        (lambda: [b"a", b"b"], None),
        (lambda: (b"a", "b"), None),
        (pieces, None),
    ],
)
def test_binary_bodies(driver: Driver, make: Any, length: int | None) -> None:
    request, body = send(driver, ("application/octet-stream", "binary"), make())
    assert body == b"ab"
    headers = sent(request)
    assert headers.get("content-length") == (None if length is None else str(length))
    assert ("transfer-encoding" in headers) == (length is None)


def test_a_file_is_sent_from_where_it_stands(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    with path.open("rb") as file:
        file.seek(2)
        request, body = send(driver, ("*/*", "binary"), file)
    assert body == b"345"
    assert request.headers["content-length"] == "3"
    assert request.headers["content-type"] == "application/octet-stream"
    assert send(driver, ("*/*", "binary"), path)[1] == b"12345"


def test_asynchronous_iterators(driver: Driver) -> None:
    if driver.is_async:
        assert send(driver, ("a/b", "binary"), async_pieces())[1] == b"ab"
    else:
        with pytest.raises(core.InvalidRequestError, match="asynchronous client"):
            send(driver, ("a/b", "binary"), async_pieces())


def test_text_and_lines(driver: Driver) -> None:
    request, body = send(driver, ("text/plain", "text"), "é")
    assert (request.headers["content-type"], body) == ("text/plain", "é".encode())
    lines = ("application/jsonl", "json-lines")
    assert send(driver, lines, [{"a": 1}, Thing(id="x")])[1] == b'{"a":1}\n{"id":"x"}\n'
    assert send(driver, lines, ({"a": n} for n in range(2)))[1] == b'{"a":0}\n{"a":1}\n'
    if driver.is_async:

        async def values() -> AsyncIterator[object]:
            yield {"a": 1}

        assert send(driver, lines, values())[1] == b'{"a":1}\n'


def test_what_json_cannot_carry_is_refused_before_anything_is_sent(driver: Driver) -> None:
    seen = Recorder(ok())
    with pytest.raises((core.InvalidRequestError, TypeError)):
        driver.call(driver.client(seen), operation(), body={"a": object()})
    assert seen.requests == []


def test_a_form_must_be_an_object(driver: Driver) -> None:
    with pytest.raises(core.InvalidRequestError, match="object"):
        send(driver, FORM, "text")


def test_parts_of_arrays_and_of_files_with_a_choice_of_types(driver: Driver) -> None:
    encodings = {
        "commas": spelling.Encoding(style="form", explode=False),
        "pipes": spelling.Encoding(style="pipeDelimited", explode=False),
        "image": spelling.Encoding("image/png, image/jpeg"),
        "any": spelling.Encoding("image/*"),
    }
    seen = Recorder(ok())
    op = operation(body=core.Body(("multipart/form-data", "multipart", encodings)))
    body = {
        "commas": [1, True, "x"],
        "pipes": ["a", "b"],
        "image": [("a.png", b"1"), ("b.txt", b"2")],
        "any": ("c.jpeg", b"3"),
    }
    driver.call(driver.client(seen), op, body=body)
    raw = driver.run(seen.last.aread()) if driver.is_async else seen.last.read()
    parts = [part.strip() for part in raw.split(b"\r\n--")[:-1]]
    assert [part.rpartition(b"\r\n")[2] for part in parts] == [
        b"1,true,x",
        b"a|b",
        b"1",
        b"2",
        b"3",
    ]
    types = [part.partition(b"Content-Type: ")[2].partition(b"\r\n")[0] for part in parts[2:]]
    assert types == [b"image/png", b"application/octet-stream", b"image/jpeg"]
