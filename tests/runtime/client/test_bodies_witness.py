"""Bodies on the wire: an independent server gets exactly these bytes, an independent parser these parts."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_multipart.multipart import MultipartParser, parse_options_header

from instep.runtime import core, spelling

from .driver import Driver, Thing, operation
from .echo import Echo, echoing

FORM = "application/x-www-form-urlencoded"
Encoding = spelling.Encoding


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    with echoing() as app:
        yield app


def send(driver: Driver, echo: Echo, spec: tuple[Any, ...], value: Any) -> None:
    """Send a body to the server."""
    client = driver.client(None, base_url=echo.url)
    body = value if isinstance(value, dict) else core.Whole(value)
    assert driver.call(client, operation(body=core.Body(spec)), body=body) == Thing(id="t1")
    driver.run(client.close())


EXACT: list[tuple[tuple[Any, ...], Any, bytes]] = [
    (("application/json", "json"), {"é": [1, None, True], "s": "a\u2028/"}, '{"é":[1,null,true],"s":"a\u2028/"}'.encode()),
    (("application/vnd.api+json", "json"), [1.0, 10**30], b"[1.0,1000000000000000000000000000000]"),
    (("application/merge-patch+json", "json"), {"a": {"b": None}}, b'{"a":{"b":null}}'),
    (("application/jsonl", "json-lines"), [{"a": 1}, "x"], b'{"a":1}\n"x"\n'),
    (("application/json-seq", "json-lines"), [{"a": 1}], b'\x1e{"a":1}\n'),
    (("text/plain", "text"), "é\n", "é\n".encode()),
    (("application/octet-stream", "binary"), b"\x00\xff", b"\x00\xff"),
    ((FORM, "form"), {"a": "x y+&=é", "b": [1, 2], "c": True, "d": {"k": "v"}, "e": ""},
     b"a=x+y%2B%26%3D%C3%A9&b=1&b=2&c=true&d=%7B%22k%22%3A%22v%22%7D&e="),
    ((FORM, "form", {"a": Encoding(style="deepObject", explode=True)}), {"a": {"b": {"c": [1, 2]}}},
     b"a%5Bb%5D%5Bc%5D%5B%5D=1&a%5Bb%5D%5Bc%5D%5B%5D=2"),
    ((FORM, "form", {"a": Encoding(style="form", explode=False)}), {"a": ["x", "y,z"]}, b"a=x,y%2Cz"),
    ((FORM, "form", {"a": Encoding(style="spaceDelimited", explode=False)}), {"a": ["x", "y"]}, b"a=x+y"),
    ((FORM, "form", {"a": Encoding(style="pipeDelimited", explode=False)}), {"a": ["x", "y"]}, b"a=x%7Cy"),
    ((FORM, "form", {"a": Encoding(style="form", explode=True)}), {"a": {"k": "v", "l": [1, 2]}}, b"k=v&l=1&l=2"),
    ((FORM, "form", {"a": Encoding(style="form", allow_reserved=True)}), {"a": "a/b?c&d"}, b"a=a/b?c%26d"),
    ((FORM, "form", {"a": Encoding(content_type="application/json")}), {"a": ["x"]}, b"a=%5B%22x%22%5D"),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "value", "expected"), EXACT)
def test_a_server_gets_exactly_these_bytes(
    driver: Driver, echo: Echo, spec: tuple[Any, ...], value: Any, expected: bytes
) -> None:
    send(driver, echo, spec, value)
    assert echo.body == expected
    assert echo.header("content-type") == spec[0]
    assert echo.header("content-length") == str(len(expected))


def test_null_and_absent_are_two_things_in_a_patch(driver: Driver, echo: Echo) -> None:
    client = driver.client(None, base_url=echo.url)
    body = core.Body(("application/merge-patch+json", "json"))
    op = operation("PATCH", body=body, nullable=frozenset({"a", "b"}))
    driver.call(client, op, body={"a": None, "b": core.OMIT, "c": None, "d": 1})
    assert echo.body == b'{"a":null,"d":1}'
    driver.run(client.close())


def parts(echo: Echo) -> list[tuple[dict[str, str], bytes]]:
    """Headers and content of each part, as python-multipart reads them."""
    kind, options = parse_options_header(echo.header("content-type"))
    assert kind == b"multipart/form-data"
    found: list[tuple[dict[str, str], bytes]] = []
    header = [b"", b""]

    def begin() -> None:
        found.append(({}, b""))

    def field(data: bytes, start: int, end: int) -> None:
        header[0] += data[start:end]

    def value(data: bytes, start: int, end: int) -> None:
        header[1] += data[start:end]

    def end_header() -> None:
        found[-1][0][header[0].decode().lower()] = header[1].decode()
        header[:] = [b"", b""]

    def content(data: bytes, start: int, end: int) -> None:
        found[-1] = (found[-1][0], found[-1][1] + data[start:end])

    callbacks: Any = {
        "on_part_begin": begin,
        "on_header_field": field,
        "on_header_value": value,
        "on_header_end": end_header,
        "on_part_data": content,
    }
    parser = MultipartParser(options[b"boundary"], callbacks)
    assert parser.write(echo.body) == len(echo.body)
    parser.finalize()
    return found


def test_a_parser_finds_the_parts_of_a_multipart_body(
    driver: Driver, echo: Echo, tmp_path: Path
) -> None:
    path = tmp_path / "päth.txt"
    path.write_bytes(b"from disk\r\n--almost a boundary")
    encoding = {
        "styled": Encoding(style="form", explode=False),
        "deep": Encoding(style="deepObject", explode=True),
        "typed": Encoding(content_type="text/csv"),
    }
    value = {
        "words": ["a", "é"],
        "object": {"k": [1]},
        "styled": ["x", "y"],
        "deep": {"k": {"l": 1}},
        "typed": "1,2",
        "files": [path, ("b.bin", io.BytesIO(b"\x00"), "image/png")],
        "raw": b"r",
    }
    send(driver, echo, ("multipart/form-data", "multipart", encoding), value)
    assert echo.header("content-length") == str(len(echo.body))
    form = "form-data; name="
    assert parts(echo) == [
        ({"content-disposition": f'{form}"words"'}, b"a"),
        ({"content-disposition": f'{form}"words"'}, "é".encode()),
        ({"content-disposition": f'{form}"object"', "content-type": "application/json"}, b'{"k":[1]}'),
        ({"content-disposition": f'{form}"styled"'}, b"x,y"),
        ({"content-disposition": f'{form}"deep[k][l]"'}, b"1"),
        ({"content-disposition": f'{form}"typed"', "content-type": "text/csv"}, b"1,2"),
        (
            {
                "content-disposition": f'{form}"files"; filename="päth.txt"',
                "content-type": "application/octet-stream",
            },
            path.read_bytes(),
        ),
        (
            {"content-disposition": f'{form}"files"; filename="b.bin"', "content-type": "image/png"},
            b"\x00",
        ),
        (
            {
                "content-disposition": f'{form}"raw"; filename="upload"',
                "content-type": "application/octet-stream",
            },
            b"r",
        ),
    ]  # fmt: skip


def test_a_file_goes_from_disk_to_the_socket_in_pieces(
    driver: Driver, echo: Echo, tmp_path: Path
) -> None:
    path = tmp_path / "big.bin"
    size = 12_000_000
    path.write_bytes(b"0123456789ab" * (size // 12))
    spec = ("multipart/form-data", "multipart")
    send(driver, echo, spec, {"f": b"first, so that everything is imported"})

    class Counting(Echo):
        """Keeps no body: the memory is to be the client's alone."""

        async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
            self.size, more = 0, True
            while more:
                message = await receive()
                self.size += len(message.get("body", b""))
                more = message.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b'{"id":"t1"}'})

    with echoing(Counting()) as counting:
        tracemalloc.start()
        try:
            send(driver, counting, spec, {"f": path})
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert isinstance(counting, Counting)
        assert size < counting.size < size + 1000
    assert peak < 4_000_000
